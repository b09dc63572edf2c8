//! SMPP 3.4 directly: one transceiver session, bound anew whenever it breaks. The session ends at
//! the first unit that cannot be read, so that no answer is ever matched to another question.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use futures_util::{Stream, StreamExt};
use rusmpp::{
    Command, CommandStatus, Pdu,
    pdus::{BindTransceiver, DeliverSm, DeliverSmResp, SubmitSm},
    tlvs::TlvValue,
    types::{COctetString, OctetString},
    values::{
        DataCoding, EsmClass, InterfaceVersion, IntermediateNotification, MCDeliveryReceipt, Npi,
        RegisteredDelivery, SmeOriginatedAcknowledgement, Ton,
    },
};
use rusmppc::{Client, ConnectionBuilder, Event, error::Error};
use rustls::pki_types::ServerName;
use signaling_core::{
    delivery::Heard,
    receipt,
    sms::{Encoded, encode},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::{Semaphore, watch},
    time::{sleep, timeout},
};
use tokio_rustls::TlsConnector;

use crate::{
    http_client::trust,
    limits::{
        GATEWAY_ANSWER_WAIT, GATEWAY_CONNECT_WAIT, RECEIPTS_AT_ONCE, SMPP_BYTES_MAX, SMPP_PAUSE,
        SMPP_PAUSE_MAX,
    },
    receipts::{GatewayReceipt, Inbox},
    sms::{Delivery, NotSent, OutgoingSms, ProbeFuture, RunFuture, SendFuture, SmsSender},
};

#[derive(Clone, Debug)]
pub struct SmppConfig {
    pub name: String,
    pub host: String,
    pub port: u16,
    pub is_tls: bool,
    /// PEM of a certificate authority beside the public ones.
    pub authority: Option<Vec<u8>>,
    pub system_id: String,
    pub password: String,
    pub system_type: String,
    /// Who the message comes from.
    pub sender: String,
    /// Messages that wait for their answer at once; the gateway's contract names it.
    pub window: usize,
    pub enquire_link: Duration,
    pub receipt_wait: Duration,
}

pub struct Smpp {
    config: SmppConfig,
    tls: Option<TlsConnector>,
    bind: BindTransceiver,
    sender: COctetString<1, 21>,
    session: watch::Sender<Option<Client>>,
    window: Semaphore,
}

trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

impl Smpp {
    pub fn new(config: SmppConfig) -> anyhow::Result<Self> {
        let bind = BindTransceiver::builder()
            .system_id(c_string(&config.system_id).context("system_id: at most 15 letters")?)
            .password(c_string(&config.password).context("the password: at most 8 letters")?)
            .system_type(c_string(&config.system_type).context("system_type: at most 12 letters")?)
            .interface_version(InterfaceVersion::Smpp3_4)
            .build();
        let tls = if config.is_tls {
            let trust = trust(config.authority.as_deref())?;
            Some(TlsConnector::from(Arc::new(trust)))
        } else {
            None
        };
        Ok(Self {
            tls,
            bind,
            sender: c_string(&config.sender).context("sender: at most 20 letters")?,
            session: watch::Sender::new(None),
            window: Semaphore::new(config.window.max(1)),
            config,
        })
    }

    fn client(&self) -> Option<Client> {
        let client = self.session.borrow().clone();
        client.filter(|client| !client.is_closed())
    }

    async fn connect(&self) -> anyhow::Result<Box<dyn Wire>> {
        let (host, port) = (&*self.config.host, self.config.port);
        let tcp = timeout(GATEWAY_CONNECT_WAIT, TcpStream::connect((host, port))).await??;
        tcp.set_nodelay(true)?;
        let Some(tls) = &self.tls else {
            return Ok(Box::new(tcp));
        };
        let name = ServerName::try_from(host.to_owned())?;
        let stream = timeout(GATEWAY_CONNECT_WAIT, tls.connect(name, tcp)).await??;
        Ok(Box::new(stream))
    }

    /// One session, from its binding to its end. True when it was bound.
    async fn session(self: &Arc<Self>, inbox: &Inbox) -> anyhow::Result<()> {
        let wire = self.connect().await?;
        let (client, events) = ConnectionBuilder::new()
            .max_command_length(SMPP_BYTES_MAX)
            .enquire_link_interval(self.config.enquire_link)
            .enquire_link_response_timeout(GATEWAY_ANSWER_WAIT)
            .response_timeout(GATEWAY_ANSWER_WAIT)
            .disable_interface_version_check()
            .connected(wire);
        if let Err(refused) = client.bind_transceiver(self.bind.clone()).await {
            let _ = client.close().await;
            anyhow::bail!("not bound: {}", words(&refused));
        }
        tracing::info!(gateway = self.config.name, "an SMPP session is bound");
        self.session.send_replace(Some(client.clone()));
        self.listen(&client, events, inbox).await;
        self.session.send_replace(None);
        let _ = client.close().await;
        Ok(())
    }

    async fn listen(
        self: &Arc<Self>,
        client: &Client,
        mut events: impl Stream<Item = Event> + Unpin,
        inbox: &Inbox,
    ) {
        let places = Arc::new(Semaphore::new(RECEIPTS_AT_ONCE));
        while let Some(event) = events.next().await {
            let command = match event {
                Event::Incoming(command) => command,
                Event::Error(cause) => {
                    tracing::warn!(
                        gateway = self.config.name,
                        cause = words(&cause),
                        "an SMPP session broke"
                    );
                    return;
                }
            };
            let sequence = command.sequence_number();
            match command.pdu() {
                Some(Pdu::DeliverSm(deliver)) => {
                    let receipt = self.receipt(deliver);
                    // The gateway waits while all places are taken.
                    let Ok(place) = places.clone().acquire_owned().await else {
                        return;
                    };
                    let (client, inbox) = (client.clone(), inbox.clone());
                    tokio::spawn(async move {
                        let is_taken = match receipt {
                            Some(receipt) => inbox(receipt).await,
                            None => true,
                        };
                        // What could not be stored is not acknowledged: the gateway brings it again.
                        if is_taken {
                            let _ = client
                                .deliver_sm_resp(sequence, DeliverSmResp::default())
                                .await;
                        }
                        drop(place);
                    });
                }
                Some(Pdu::Unbind) => {
                    let _ = client.unbind_resp(sequence).await;
                    return;
                }
                _ => {}
            }
        }
    }

    /// The receipt in a message of the gateway, if it is one with news.
    fn receipt(&self, deliver: &DeliverSm) -> Option<GatewayReceipt> {
        let (mut id, mut state, mut payload) = (None, None, None);
        for tlv in deliver.tlvs() {
            match tlv.value() {
                Some(TlvValue::ReceiptedMessageId(value)) => id = Some(value.as_str().to_owned()),
                Some(TlvValue::MessageState(value)) => state = Some(u8::from(*value)),
                Some(TlvValue::MessagePayload(value)) => payload = Some(&value.value),
                _ => {}
            }
        }
        let text = String::from_utf8_lossy(deliver.short_message().as_ref()).into_owned();
        let text = match payload {
            Some(payload) if text.is_empty() => {
                String::from_utf8_lossy(payload.as_ref()).into_owned()
            }
            _ => text,
        };
        let read = receipt::parse(&text);
        let heard: Option<Heard> = read.heard.or_else(|| state.and_then(receipt::of_number));
        let gateway_id = id.map(|id| receipt::same_id(&id)).or(read.id);
        Some(GatewayReceipt {
            gateway: self.config.name.clone(),
            gateway_id: gateway_id?,
            heard: heard?,
        })
    }

    fn unit(&self, message: &OutgoingSms<'_>) -> anyhow::Result<SubmitSm> {
        let (coding, octets) = match encode(&message.sms.text) {
            Some(Encoded::Gsm7(octets)) => (DataCoding::McSpecific, octets),
            Some(Encoded::Ucs2(octets)) => (DataCoding::Ucs2, octets),
            None => anyhow::bail!("longer than one segment"),
        };
        let is_number = self.config.sender.chars().all(|c| c.is_ascii_digit());
        let (ton, npi) = if is_number {
            (Ton::Unknown, Npi::Isdn)
        } else {
            (Ton::Alphanumeric, Npi::Unknown)
        };
        Ok(SubmitSm::builder()
            .source_addr_ton(ton)
            .source_addr_npi(npi)
            .source_addr(self.sender.clone())
            .dest_addr_ton(Ton::International)
            .dest_addr_npi(Npi::Isdn)
            .destination_addr(c_string(message.destination.trim_start_matches('+'))?)
            // The default of the library says that this is an acknowledgement.
            .esm_class(EsmClass::from(0))
            .registered_delivery(RegisteredDelivery::new(
                MCDeliveryReceipt::McDeliveryReceiptRequestedWhereFinalDeliveryOutcomeIsSuccessOrFailure,
                SmeOriginatedAcknowledgement::NoReceiptSmeAcknowledgementRequested,
                IntermediateNotification::NoIntermediaryNotificationRequested,
                0,
            ))
            .data_coding(coding)
            .short_message(OctetString::from_vec(octets)?)
            .build())
    }

    async fn submit(&self, message: &OutgoingSms<'_>) -> Result<Delivery, NotSent> {
        let unit = self.unit(message);
        let unit = unit.map_err(|cause| NotSent::Refused(cause.to_string()))?;
        let place = timeout(GATEWAY_CONNECT_WAIT, self.window.acquire()).await;
        let Ok(Ok(_place)) = place else {
            return Err(NotSent::Unreachable("the window is full".to_owned()));
        };
        let client = self.client();
        let client = client.ok_or_else(|| NotSent::Unreachable("not bound".to_owned()))?;
        match client.submit_sm(unit).await {
            Ok(answer) => {
                let id = receipt::same_id(answer.message_id().as_str());
                Ok(Delivery::Accepted {
                    gateway_id: Some(id).filter(|id| !id.is_empty()),
                })
            }
            Err(error) => Err(not_sent(&error)),
        }
    }
}

/// Only a status that says no, and what never became a unit, are certain.
fn not_sent(error: &Error) -> NotSent {
    match error {
        Error::UnexpectedResponse { response } if response.status() != CommandStatus::EsmeRok => {
            NotSent::Refused(words(error))
        }
        Error::Encode(_) => NotSent::Refused(words(error)),
        _ => NotSent::Unknown(words(error)),
    }
}

/// An error without what it carries: units name destinations.
fn words(error: &Error) -> String {
    match error {
        Error::UnexpectedResponse { response } => status_of(response),
        other => other.to_string(),
    }
}

fn status_of(response: &Command) -> String {
    format!("status {:?}", response.status())
}

fn c_string<const MAX: usize>(text: &str) -> anyhow::Result<COctetString<1, MAX>> {
    Ok(COctetString::from_string(text.to_owned())?)
}

impl SmsSender for Smpp {
    fn name(&self) -> &str {
        &self.config.name
    }

    fn send<'a>(&'a self, message: &'a OutgoingSms<'a>) -> SendFuture<'a> {
        Box::pin(self.submit(message))
    }

    fn receipt_wait(&self) -> Option<Duration> {
        Some(self.config.receipt_wait)
    }

    fn probe(&self) -> ProbeFuture<'_> {
        let is_bound = self.client().is_some();
        Box::pin(async move { is_bound })
    }

    fn run(self: Arc<Self>, inbox: Inbox) -> Option<RunFuture> {
        Some(Box::pin(async move {
            let mut pause = SMPP_PAUSE;
            loop {
                match self.session(&inbox).await {
                    Ok(()) => pause = SMPP_PAUSE,
                    Err(cause) => {
                        tracing::warn!(gateway = self.config.name, %cause, "no SMPP session");
                        pause = (pause * 2).min(SMPP_PAUSE_MAX);
                    }
                }
                sleep(pause).await;
            }
        }))
    }
}
