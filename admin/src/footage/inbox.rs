//! The watched folder: recorders put films below the folder of their unit and camera, and each is
//! taken in once nobody writes to it any more. What cannot be taken in is set aside with its reason.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use admin_core::footage::{shown_name, times_in};
use axum::body::Bytes;
use futures_util::stream;
use protocol::{
    id::{CaseId, UnitId},
    time::UnixMs,
};
use tokio::io::AsyncReadExt;

use super::{Import, cameras, erase, import};
use crate::{
    Admin,
    limits::{FILM_WRITE_BYTES, INBOX_EVERY, INBOX_FILES, INBOX_QUIET},
    problem::Refused,
};

/// The end of the name of a film that was set aside.
const REFUSED: &str = "refused";

/// Looks again and again, as long as the process runs.
pub async fn watch(admin: Admin) {
    match erase::sweep(&admin).await {
        Ok(0) => {}
        Ok(swept) => tracing::info!(swept, "films that did not come in whole were taken away"),
        Err(refused) => tracing::error!(cause = refused.0.message_en, "films were not swept"),
    }
    if admin.films().inbox.is_none() {
        return;
    }
    loop {
        if let Err(refused) = look(&admin).await {
            tracing::warn!(
                cause = refused.0.message_en,
                "the watched folder could not be looked through"
            );
        }
        tokio::time::sleep(INBOX_EVERY).await;
    }
}

/// One look: how many films came in.
pub async fn look(admin: &Admin) -> Result<usize, Refused> {
    let Some(inbox) = admin.films().inbox.clone() else {
        return Ok(0);
    };
    let (units, mut taken) = (admin.units().await?, 0);
    for unit in units.all() {
        let folder = inbox.join(&unit.code);
        if unit.code.is_empty() || !folder.is_dir() {
            continue;
        }
        let db = &**admin.db();
        let Some(films) = super::of_unit(db, admin, unit.id).await? else {
            continue;
        };
        for camera in cameras::all(db, &films, unit.id).await? {
            let folder = folder.join(&camera.number);
            for path in quiet_files(&folder).map_err(Refused::internal)? {
                if take(admin, unit.id, CaseId(camera.id), &path).await? {
                    taken += 1;
                }
            }
        }
    }
    Ok(taken)
}

/// Files that nobody has written to for a while, at most some of them.
fn quiet_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        let changed = entry.metadata()?.modified()?;
        let age = SystemTime::now().duration_since(changed);
        let quiet = age.unwrap_or(Duration::ZERO) >= INBOX_QUIET;
        let aside = path.extension().is_some_and(|end| end == REFUSED);
        if kind.is_file() && quiet && !aside {
            found.push(path);
        }
        if found.len() >= INBOX_FILES {
            break;
        }
    }
    Ok(found)
}

/// Takes one film in and away from the folder, or sets it aside.
async fn take(admin: &Admin, unit: UnitId, camera: CaseId, path: &Path) -> Result<bool, Refused> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let file = tokio::fs::File::open(path)
        .await
        .map_err(Refused::internal)?;
    let changed = fs::metadata(path).and_then(|meta| meta.modified());
    let changed = moment(changed.map_err(Refused::internal)?);
    let filmed = times_in(&name);
    let new = Import {
        unit,
        camera,
        name: shown_name(&name),
        from: filmed.map_or(UnixMs(0), |filmed| filmed.from),
        // A recorder writes to a film until it ends.
        to: filmed.and_then(|filmed| filmed.to).unwrap_or(changed),
    };
    match import(admin, None, new, pieces(file)).await {
        Ok(_) => {
            fs::remove_file(path).map_err(Refused::internal)?;
            Ok(true)
        }
        Err(refused) if refused.status().is_server_error() => Err(refused),
        Err(refused) => {
            tracing::warn!(path = %path.display(), code = refused.0.code, "a film was set aside");
            let aside = format!("{}.{}.{REFUSED}", path.display(), refused.0.code);
            fs::rename(path, aside).map_err(Refused::internal)?;
            Ok(false)
        }
    }
}

fn moment(at: SystemTime) -> UnixMs {
    let since = at.duration_since(SystemTime::UNIX_EPOCH);
    let ms = since.map_or(0, |since| since.as_millis());
    UnixMs(i64::try_from(ms).unwrap_or(i64::MAX))
}

fn pieces(file: tokio::fs::File) -> impl futures_util::Stream<Item = io::Result<Bytes>> {
    stream::unfold(Some(file), |file| async move {
        let mut file = file?;
        let mut piece = vec![0; FILM_WRITE_BYTES];
        match file.read(&mut piece).await {
            Ok(0) => None,
            Ok(length) => {
                piece.truncate(length);
                Some((Ok(piece.into()), Some(file)))
            }
            Err(error) => Some((Err(error), None)),
        }
    })
}
