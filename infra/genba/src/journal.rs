//! What phones send and cannot be kept is a fault that the system files by itself (VR-7.2.1).

use admin::{
    Admin,
    faults::{FaultKind, Faults},
};
use media_server::{JournalHealth, Node};

pub fn watch(admin: &Admin, node: &Node) {
    let Some(mut health) = node.journal_health() else {
        return;
    };
    let faults = admin.faults().clone();
    tokio::spawn(async move {
        loop {
            tell(&faults, &health.borrow_and_update());
            if health.changed().await.is_err() {
                return;
            }
        }
    });
}

fn tell(faults: &Faults, health: &JournalHealth) {
    match &health.trouble {
        None => faults.restored(FaultKind::Journal),
        Some(trouble) if trouble.spills => {
            let detail = format!("{}; the second folder takes it", trouble.cause);
            faults.report(FaultKind::Journal, &detail);
        }
        Some(trouble) => faults.report(FaultKind::Journal, &trouble.cause),
    }
}
