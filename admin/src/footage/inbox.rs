//! The watched folder: recorders put films below the folder of their unit and camera, and each is
//! taken in once nobody writes to it any more. What cannot be taken in is set aside with its reason
//! and goes after the days that films are kept; what may not be kept or is there already goes at once.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use admin_core::{
    asset::RefusalCode,
    footage::{shown_name, times_in},
};
use axum::body::Bytes;
use futures_util::stream;
use protocol::{
    id::{CaseId, UnitId},
    time::UnixMs,
};
use tokio::io::AsyncReadExt;

use super::{
    Films, Import, cameras, import,
    import::{Keeping, PAST},
};
use crate::{
    Admin,
    body::paced,
    limits::{FILM_PACE, FILM_WRITE_BYTES, INBOX_EVERY, INBOX_FILES, INBOX_FOLDERS, INBOX_QUIET},
    problem::Refused,
    trail::{self, Act as Entry, Action, Actor, Subject},
};

/// The end of the name of a film that was set aside.
const REFUSED: &str = "refused";

/// Looks again and again, as long as the process runs.
pub async fn watch(admin: Admin) {
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
        let cameras = cameras::all(db, &films, unit.id).await?;
        let cameras: BTreeMap<_, _> = cameras
            .into_iter()
            .map(|camera| (camera.number, CaseId(camera.id)))
            .collect();
        let keeping = Keeping::of(admin, &films, unit.id).await?;
        for (name, folder) in folders(&folder).map_err(Refused::internal)? {
            let place = Place {
                admin,
                unit: unit.id,
                films: &films,
                camera: cameras.get(&name).copied(),
                folder,
            };
            taken += place.look(&keeping).await?;
        }
    }
    Ok(taken)
}

/// The folders in a folder, by name, at most some.
fn folders(folder: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)?.take(INBOX_FOLDERS) {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            let name = entry.file_name().to_string_lossy().into_owned();
            found.push((name, entry.path()));
        }
    }
    Ok(found)
}

/// Files that nobody has written to for a while and that are wanted, at most some of them.
fn quiet_files(folder: &Path, wanted: impl Fn(&Path, UnixMs) -> bool) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        let changed = entry.metadata()?.modified()?;
        let age = SystemTime::now().duration_since(changed);
        let quiet = age.unwrap_or(Duration::ZERO) >= INBOX_QUIET;
        if kind.is_file() && quiet && wanted(&path, moment(changed)) {
            found.push(path);
        }
        if found.len() >= INBOX_FILES {
            break;
        }
    }
    Ok(found)
}

/// A folder of the watched one: of a camera, or of none that is known.
struct Place<'a> {
    admin: &'a Admin,
    unit: UnitId,
    films: &'a Films,
    camera: Option<CaseId>,
    folder: PathBuf,
}

impl Place<'_> {
    /// Takes in what can be, and lets go of what stays behind and whose days are over.
    async fn look(&self, keeping: &Keeping) -> Result<usize, Refused> {
        let is_aside = |path: &Path| path.extension().is_some_and(|end| end == REFUSED);
        let mut taken = 0;
        if let Some(camera) = self.camera {
            let new = quiet_files(&self.folder, |path, _| !is_aside(path));
            for path in new.map_err(Refused::internal)? {
                if self.take(camera, &path).await? {
                    taken += 1;
                }
            }
        }
        let now = self.admin.now();
        let is_over = |changed| keeping.is_over(changed, now).unwrap_or(false);
        let over = quiet_files(&self.folder, |path, changed| {
            (self.camera.is_none() || is_aside(path)) && is_over(changed)
        });
        for path in over.map_err(Refused::internal)? {
            self.let_go(&path, "set_aside").await?;
        }
        Ok(taken)
    }

    /// Takes one film in and away from the folder, lets it go, or sets it aside.
    async fn take(&self, camera: CaseId, path: &Path) -> Result<bool, Refused> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let file = tokio::fs::File::open(path)
            .await
            .map_err(Refused::internal)?;
        let changed = fs::metadata(path).and_then(|meta| meta.modified());
        let changed = moment(changed.map_err(Refused::internal)?);
        let filmed = times_in(&name);
        let new = Import {
            unit: self.unit,
            camera: camera.0,
            name: shown_name(&name),
            from: filmed.map_or(UnixMs(0), |filmed| filmed.from),
            // A recorder writes to a film until it ends.
            to: filmed.and_then(|filmed| filmed.to).unwrap_or(changed),
            docked: None,
        };
        let film = paced(pieces(file), FILM_PACE);
        let refused = match import(self.admin, None, new, film).await {
            Ok(_) => {
                fs::remove_file(path).map_err(Refused::internal)?;
                return Ok(true);
            }
            Err(refused) if refused.status().is_server_error() => return Err(refused),
            Err(refused) => refused,
        };
        // Its days are over, or it is there already.
        let at_once = [PAST, RefusalCode::NumberTaken.code()];
        if let Some(why) = at_once.into_iter().find(|code| *code == refused.0.code) {
            self.let_go(path, why).await?;
            return Ok(false);
        }
        tracing::warn!(path = %path.display(), code = refused.0.code, "a film was set aside");
        let aside = format!("{}.{}.{REFUSED}", path.display(), refused.0.code);
        fs::rename(path, aside).map_err(Refused::internal)?;
        Ok(false)
    }

    /// Takes a film off the disk that came in by no ledger; the trail says why.
    async fn let_go(&self, path: &Path, why: &'static str) -> Result<(), Refused> {
        let now = self.admin.now();
        let act = Entry::new(self.unit, now, Actor::System, Action::EraseFootage);
        let act = act.about(Subject::Word(why));
        let act = match self.camera {
            Some(camera) => act.about(Subject::Case(camera)),
            None => act,
        };
        let act = act.clause(self.films.retention_clause().to_owned());
        let db = self.admin.db();
        db.write(async |txn| {
            trail::append(txn, &act).await?;
            fs::remove_file(path).map_err(Refused::internal)
        })
        .await
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
