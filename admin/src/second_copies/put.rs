//! Files on their way to the store. What waits is held in memory alone: a start compares every
//! owner's folder with the store.

use std::{
    collections::{BTreeMap, VecDeque},
    fs, io,
};

use futures_util::TryStreamExt;
use objects::ObjectError;
use protocol::id::FileId;
use sea_orm::prelude::Uuid;

use super::{Copies, File, claim};
use crate::{
    Admin,
    limits::{COPY_PAUSE, COPY_PAUSE_MAX, KEYS_AT_ONCE},
};

pub(super) async fn go_on(admin: &Admin, copies: &Copies) {
    let (mut owners, mut pause) = (VecDeque::new(), COPY_PAUSE);
    loop {
        match step(admin, copies, &mut owners).await {
            Ok(Step::Done) => pause = COPY_PAUSE,
            Ok(Step::Nothing) => {
                pause = COPY_PAUSE;
                copies.news.notified().await;
            }
            // Its health tells what is wrong with the store.
            Err(_) => {
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(COPY_PAUSE_MAX);
            }
        }
    }
}

enum Step {
    Done,
    Nothing,
}

/// One file, else one owner whose folder is compared.
async fn step(
    admin: &Admin,
    copies: &Copies,
    owners: &mut VecDeque<Uuid>,
) -> Result<Step, ObjectError> {
    let next = copies.waiting().files.first().copied();
    if let Some(file) = next {
        let done = put(admin, copies, file).await;
        if done.is_ok() {
            copies.waiting().files.remove(&file);
        }
        return done.map(|()| Step::Done);
    }
    if let Some(owner) = owners.front().copied() {
        compare(admin, copies, owner).await?;
        owners.pop_front();
        if owners.is_empty() {
            remove_orphans(admin, copies).await?;
        }
        return Ok(Step::Done);
    }
    if !std::mem::take(&mut copies.waiting().compares) {
        return Ok(Step::Nothing);
    }
    let files = admin.files().clone();
    let found = tokio::task::spawn_blocking(move || files.owners()).await;
    match found.map_err(io::Error::other).flatten() {
        Ok(found) => owners.extend(found),
        Err(error) => tracing::error!(%error, "files cannot be compared with their copies"),
    }
    Ok(Step::Done)
}

/// Puts one file. What cannot be read here is told, and waits for the next start.
async fn put(admin: &Admin, copies: &Copies, (owner, file): File) -> Result<(), ObjectError> {
    let (path, name) = (admin.files().path(owner, file), objects::file(owner, file));
    match copies.objects.put_file(&name, &path, &copies.uploads).await {
        Ok(_) => {}
        // It went before its turn came.
        Err(ObjectError::Local(error)) if error.kind() == io::ErrorKind::NotFound => {}
        Err(ObjectError::Local(error)) => {
            tracing::error!(%owner, %file, %error, "a file cannot be copied");
        }
        Err(error) => return Err(error),
    }
    if path.exists() {
        return Ok(());
    }
    // Erased while it was on its way.
    copies.objects.abandon(&name, &copies.uploads).await?;
    copies.objects.remove(&name).await
}

/// Wants the files of an owner of which the store has none, or another.
async fn compare(admin: &Admin, copies: &Copies, owner: Uuid) -> Result<(), ObjectError> {
    // Erased, or on its way in: then it is told when it is finished.
    match admin.keys().without_key(&[owner]).await {
        Ok(gone) if gone.is_empty() => {}
        Ok(_) => return Ok(()),
        Err(error) => {
            tracing::error!(%owner, %error, "files cannot be compared");
            return Ok(());
        }
    }
    let below = objects::files_of(owner);
    let listed = copies.objects.list(&below).try_fold(
        BTreeMap::new(),
        async |mut there: BTreeMap<String, u64>, object| {
            there.insert(object.name, object.bytes);
            Ok(there)
        },
    );
    let there = listed.await?;
    let folder = admin.files().folder(owner);
    let here = tokio::task::spawn_blocking(move || lengths(&folder)).await;
    match here.map_err(io::Error::other).flatten() {
        Ok(here) => {
            let lacks = |(file, bytes): &(FileId, u64)| {
                there.get(&objects::file(owner, file)) != Some(bytes)
            };
            let lacking = here.into_iter().filter(lacks);
            lacking.for_each(|(file, _)| copies.want(owner, file));
        }
        Err(error) => tracing::error!(%owner, %error, "files cannot be compared"),
    }
    Ok(())
}

fn lengths(folder: &std::path::Path) -> io::Result<Vec<(FileId, u64)>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        if let Some(file) = name.to_str().and_then(|name| name.parse().ok()) {
            found.push((file, entry.metadata()?.len()));
        }
    }
    Ok(found)
}

/// What a stop left in the store of somebody whose key is gone.
async fn remove_orphans(admin: &Admin, copies: &Copies) -> Result<(), ObjectError> {
    if !claim::is_ours(admin, &copies.objects).await? {
        tracing::error!("the store has no mark of this house any more; nothing is swept there");
        return Ok(());
    }
    for root in ["files", "journal"] {
        let owners = copies.objects.folders(root).await?.into_iter();
        let owners: Vec<Uuid> = owners.filter_map(|name| name.parse().ok()).collect();
        for page in owners.chunks(KEYS_AT_ONCE as usize) {
            let gone = match admin.keys().without_key(page).await {
                Ok(gone) => gone,
                Err(error) => {
                    tracing::error!(%error, "whose copies these are is not known");
                    return Ok(());
                }
            };
            for owner in gone {
                let removed = copies
                    .objects
                    .remove_all(&format!("{root}/{owner}"))
                    .await?;
                tracing::warn!(%owner, removed, "copies without a key went");
            }
        }
    }
    Ok(())
}
