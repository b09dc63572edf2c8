//! Orders to record: a media node gets a report's key by its channel, never by a token.

use admin::keys::KeyError;
use protocol::{
    id::ReportId,
    media::{MediaOrder, RecordingKey},
};

use crate::{Signaling, failure::Failure, store::reports};

impl Signaling {
    /// Has a report recorded before its phone gets a token. A node that does not answer is told
    /// again: it takes no phone either until it does.
    pub(crate) async fn record(&self, report: ReportId) -> Result<(), Failure> {
        let order = self.order_to_record(report).await?;
        if let Err(cause) = self.config().media.order(order.clone()).await {
            tracing::warn!(%cause, "the order to record did not reach the media node");
            self.order(order);
        }
        Ok(())
    }

    /// A node that was started anew knows of no order, so that it is told of every report that runs.
    pub(crate) async fn record_all(&self) -> anyhow::Result<()> {
        let running = reports::running(&**self.admin().db()).await?;
        for (report, _) in running {
            match self.order_to_record(report).await {
                Ok(order) => self.config().media.order(order).await?,
                // It was erased in between.
                Err(KeyError::Destroyed) => {}
                Err(fault) => return Err(fault.into()),
            }
        }
        Ok(())
    }

    async fn order_to_record(&self, room: ReportId) -> Result<MediaOrder, KeyError> {
        let admin = self.admin();
        let key = admin.keys().report_key(room).await?;
        let key = RecordingKey(key.recording_key());
        Ok(MediaOrder::Record { room, key })
    }
}
