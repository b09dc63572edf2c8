//! What goes on beside the pages, and how everything ends.

use std::time::Duration;

use admin::Admin;
use tokio::signal::unix::{SignalKind, signal};

use crate::{
    limits::{REFUSALS_EVERY, STOP_GRACE, STOP_LIMIT},
    place::Place,
    services::Services,
};

/// Writes the counted refusals of strangers into the trail, for as long as the process runs.
pub fn tell_refusals_each_minute(admin: &Admin) {
    let admin = admin.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(REFUSALS_EVERY).await;
            write_refusals(&admin).await;
        }
    });
}

async fn write_refusals(admin: &Admin) {
    if let Err(error) = admin.refusals().write(admin.db(), admin.now()).await {
        tracing::error!(%error, "the counted refusals could not be written into the trail");
    }
}

/// Listens from now on; the future ends at Ctrl-C, or when the system asks the process to end.
pub fn told_to_stop() -> impl Future<Output = ()> {
    let terminate = signal(SignalKind::terminate());
    async {
        let mut terminate = match terminate {
            Ok(terminate) => terminate,
            Err(error) => {
                tracing::warn!(%error, "only Ctrl-C stops this process");
                let _ = tokio::signal::ctrl_c().await;
                return;
            }
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
    }
}

/// Lets open requests finish, says goodbye to media peers, closes the store.
pub async fn stop(services: &Services, place: &Place) {
    let admin = &services.admin;
    let orderly = async {
        place.stop.graceful_shutdown(Some(STOP_GRACE));
        services.stop().await;
        while place.stop.connection_count() > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        write_refusals(admin).await;
        if let Err(error) = admin::jobs::sign_head(admin).await {
            tracing::error!(%error, "the last entries of the trail have no signed head yet");
        }
        if let Err(error) = admin.db().close_by_ref().await {
            tracing::warn!(%error, "the store did not close; it recovers at the next start");
        }
    };
    if tokio::time::timeout(STOP_LIMIT, orderly).await.is_err() {
        tracing::warn!("some work did not end in time and was dropped");
    }
}
