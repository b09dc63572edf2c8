//! A store of second copies that does not answer is a fault that the system files by itself
//! (VR-7.2.1).

use admin::{Admin, faults::FaultKind};
use objects::Objects;

pub fn watch(admin: &Admin, objects: Option<&Objects>) {
    let Some(objects) = objects else {
        return;
    };
    let (faults, mut health) = (admin.faults().clone(), objects.health());
    tokio::spawn(async move {
        loop {
            match &*health.borrow_and_update() {
                None => faults.restored(FaultKind::Objects),
                Some(cause) => faults.report(FaultKind::Objects, cause),
            }
            if health.changed().await.is_err() {
                return;
            }
        }
    });
}
