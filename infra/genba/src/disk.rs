//! Looks after the disk of the data folder: what is nearly full or cannot be written is a fault that
//! the system files by itself (VR-7.2.1).

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use admin::{Admin, faults::FaultKind, units};

use crate::limits::{DISK_LOOK, DISK_PROBE_BYTES};

/// The parameter of the rulebook.
const FREE_PERCENT: &str = "disk_free_percent";

pub fn watch(admin: &Admin, folder: &Path) {
    let (admin, folder) = (admin.clone(), folder.to_owned());
    tokio::spawn(async move {
        loop {
            look(&admin, &folder).await;
            tokio::time::sleep(DISK_LOOK).await;
        }
    });
}

async fn look(admin: &Admin, folder: &Path) {
    let place = folder.to_owned();
    let Ok(seen) = tokio::task::spawn_blocking(move || Seen::of(place)).await else {
        return;
    };
    let faults = admin.faults();
    match seen.written {
        Ok(()) => faults.restored(FaultKind::DiskBroken),
        Err(cause) => faults.report(FaultKind::DiskBroken, &cause.to_string()),
    }
    let Some(least) = least_percent(admin).await else {
        return;
    };
    match seen.free_percent {
        Ok(free) if free < least => {
            let detail = format!("{free} % free, {least} % wanted");
            faults.report(FaultKind::DiskFull, &detail);
        }
        Ok(_) => faults.restored(FaultKind::DiskFull),
        Err(cause) => faults.report(FaultKind::DiskBroken, &cause.to_string()),
    }
}

/// A store that does not answer is told elsewhere.
async fn least_percent(admin: &Admin) -> Option<u64> {
    let db = &**admin.db();
    let root = units::root(db).await.ok()??;
    let rulebook = admin.rulebook(db, "VR", root).await.ok()?;
    u64::try_from(rulebook.count(FREE_PERCENT)?).ok()
}

struct Seen {
    written: io::Result<()>,
    free_percent: io::Result<u64>,
}

impl Seen {
    fn of(folder: PathBuf) -> Self {
        Self {
            written: write(&folder),
            free_percent: free_percent(&folder),
        }
    }
}

/// A small file down to the disk and away again.
fn write(folder: &Path) -> io::Result<()> {
    let path = folder.join(".disk-probe");
    let mut file = File::create(&path)?;
    file.write_all(&[0; DISK_PROBE_BYTES])?;
    file.sync_all()?;
    fs::remove_file(path)
}

fn free_percent(folder: &Path) -> io::Result<u64> {
    let disk = rustix::fs::statvfs(folder)?;
    Ok(percent(disk.f_bavail, disk.f_blocks))
}

fn percent(free: u64, all: u64) -> u64 {
    u64::try_from(u128::from(free) * 100 / u128::from(all.max(1))).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_of_a_disk_of_any_size() {
        for (free, all, expected) in [(0, 0, 0), (1, 3, 33), (u64::MAX, u64::MAX, 100)] {
            assert_eq!(percent(free, all), expected);
        }
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_seen() {
        let folder = std::env::temp_dir().join("genba-disk-probe-is-no-folder");
        assert!(Seen::of(folder).written.is_err());
        let seen = Seen::of(std::env::temp_dir());
        assert!(seen.written.is_ok() && seen.free_percent.is_ok());
    }
}
