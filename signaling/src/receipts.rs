//! Receipts of gateways: which message they are about, and what they say. Taking one twice, or one
//! of a message that nobody knows, does no harm.

use std::{pin::Pin, sync::Arc};

use protocol::id::{MessageId, ReportId};
use signaling_core::{Command, Refusal, delivery::Heard};

use crate::{
    Signaling,
    failure::Failure,
    limits::{RECEIPT_PAUSE, RECEIPT_TRIES},
    sms::ReceiptLogin,
    store::{sendings, table::gateway_message},
    turn::Who,
};

/// A receipt with the gateway's own id of the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayReceipt {
    pub gateway: String,
    pub gateway_id: String,
    pub heard: Heard,
}

/// Takes receipts in. False: it could not be stored, and the gateway should bring it again.
pub type Inbox =
    Arc<dyn Fn(GatewayReceipt) -> Pin<Box<dyn Future<Output = bool> + Send>> + Send + Sync>;

/// Half a SHA-256: nobody guesses 128 bits, and the SMS's URL stays short.
const PASSWORD_BYTES: usize = 16;

impl Signaling {
    /// With which a gateway brings the receipts of one message. Whoever reads it in the gateway's
    /// log can say that this message arrived, or not, and nothing else.
    pub(crate) fn receipt_login(&self, message: MessageId) -> ReceiptLogin {
        let tag = self.receipt_keys().sign(message.0.as_bytes());
        ReceiptLogin {
            message: message.0.simple().to_string(),
            password: hex::encode(&tag[..PASSWORD_BYTES]),
        }
    }

    /// The message that a login is good for.
    pub(crate) fn message_of(&self, message: &str, password: &str) -> Option<MessageId> {
        let message: MessageId = message.parse().ok()?;
        let expected = self.receipt_login(message).password;
        let same = aws_lc_rs::constant_time::verify_slices_are_equal(
            expected.as_bytes(),
            password.as_bytes(),
        );
        same.is_ok().then_some(message)
    }

    pub(crate) fn inbox(&self) -> Inbox {
        let signaling = self.clone();
        Arc::new(move |receipt| {
            let signaling = signaling.clone();
            Box::pin(async move { signaling.take_gateway_receipt(receipt).await })
        })
    }

    /// A receipt may come before the answer to its own message is stored.
    async fn take_gateway_receipt(&self, receipt: GatewayReceipt) -> bool {
        for _ in 0..RECEIPT_TRIES {
            let db = &**self.admin().db();
            let found = sendings::of_gateway_id(db, &receipt.gateway, &receipt.gateway_id).await;
            match found {
                Ok(Some(row)) => {
                    let taken = self.take_receipt(&row, receipt.heard).await;
                    return taken.is_ok();
                }
                Ok(None) => tokio::time::sleep(RECEIPT_PAUSE).await,
                Err(cause) => {
                    tracing::warn!(%cause, "a receipt could not be looked up");
                    return false;
                }
            }
        }
        tracing::warn!(gateway = receipt.gateway, "a receipt of an unknown message");
        self.admin()
            .refusals()
            .count(Refusal::MessageUnknown.code());
        true
    }

    /// Enters what a receipt says, once.
    pub(crate) async fn take_receipt(
        &self,
        row: &gateway_message::Model,
        heard: Heard,
    ) -> Result<(), Failure> {
        let send = u32::try_from(row.send).unwrap_or(0);
        let turn = self.turn(ReportId(row.report), Who::System).await;
        let mut turn = match turn {
            // What was received of the report is erased; nobody waits for the receipt.
            Err(Failure::Refusal(Refusal::ReportErased)) => return Ok(()),
            turn => turn?,
        };
        let now = turn.now();
        sendings::note_receipt(turn.txn(), MessageId(row.id), heard.state, now).await?;
        turn.decide(Command::Delivery { send, heard }).await?;
        turn.finish().await?;
        Ok(())
    }
}
