//! What stands in an export, or in the one copy of a provision, in a fixed order and form: an archive
//! says nothing that its manifest does not say too.

use std::{fs::File, io, path::Path};

use admin_core::trail::{Hash, hash_of_hex, hex};
use protocol::{
    id::{FileId, ReportId},
    time::UnixMs,
};
use sea_orm::prelude::Uuid;

use super::{
    chain::{Broken, check},
    day::{DayProofs, leaf},
    journal::found_in,
    manifest::{
        ChainLine, DayLine, ItemLine, MANIFEST, Manifest, README, SIGNATURE, TRAIL, signed_bytes,
    },
    source::{Item, Part},
};
use crate::{
    archive::{Archive, Content, Finished},
    keys::HeadKey,
};

/// Times stand in the manifest.
pub(crate) const NO_TIME: UnixMs = UnixMs(0);

/// The journals of a report, whole chunks of them, as they lie on the disk. Blocks.
pub(super) fn journals(folder: &Path, report: ReportId) -> io::Result<Vec<Item>> {
    let mut items = Vec::new();
    let found = found_in(folder, report)?;
    for path in found.foreign {
        items.extend(foreign(&path)?);
    }
    for file in found.files {
        let (bytes, chain) = match check(&file) {
            Ok(head) => (head.bytes, Some(ChainLine::of(&file, head))),
            Err(Broken::Io(error)) if error.kind() != io::ErrorKind::InvalidData => {
                return Err(error);
            }
            // It is handed out as it lies; whoever verifies it is told.
            Err(_) => (std::fs::metadata(&file.path)?.len(), None),
        };
        let content = Content::Plain(File::open(&file.path)?, bytes);
        let name = format!("journal/{}", file.name());
        let item = Item::new(Part::Journal, name, "", file.head.begun_ms, content);
        let id = Some(FileId(Uuid::from_bytes(file.head.file)));
        items.push(Item { id, chain, ..item });
    }
    Ok(items)
}

/// What lies under the name of a journal and is none is handed out as it lies, if the name is one of
/// ours; whoever verifies it is told.
fn foreign(path: &Path) -> io::Result<Option<Item>> {
    let name = path.file_name().and_then(|name| name.to_str());
    let is_ours = |stem: &std::ffi::OsStr| {
        let digits = stem.as_encoded_bytes();
        digits.len() == 32 && digits.iter().all(u8::is_ascii_hexdigit)
    };
    let (Some(name), true) = (name, path.file_stem().is_some_and(is_ours)) else {
        return Ok(None);
    };
    let (file, about) = (File::open(path)?, std::fs::metadata(path)?);
    if !about.is_file() {
        return Ok(None);
    }
    let content = Content::Plain(file, about.len());
    let name = format!("journal/{name}");
    Ok(Some(Item::new(Part::Journal, name, "", NO_TIME, content)))
}

/// Reads every item once for its hash, which has to be the expected one, signs the manifest, and puts
/// all in order. Blocks.
pub(crate) fn finished(
    key: &HeadKey,
    mut manifest: Manifest,
    readme: &str,
    (trail, days): (&str, &DayProofs),
    items: Vec<Item>,
) -> io::Result<Finished> {
    let text = |name: &str, text: &str, part: &'static str| {
        let content = Content::Bytes(text.as_bytes().to_vec());
        let (name, title, at) = (name.to_owned(), String::new(), manifest.copy.at);
        (name, part, title, at, content, (None, None, None))
    };
    let mut all = vec![text(README, readme, "readme")];
    if !trail.is_empty() {
        all.push(text(TRAIL, trail, "trail"));
    }
    all.extend(items.into_iter().map(|item| {
        let part = item.part.code();
        let day = item.id.and_then(|id| days.get(&id)).cloned();
        let proofs = (item.chain, day, item.expected);
        (item.name, part, item.title, item.at, item.content, proofs)
    }));
    let mut lines = Vec::with_capacity(all.len());
    for (name, part, title, at, content, (chain, day, expected)) in &mut all {
        let sha256 = content.sha256()?;
        if expected.is_some_and(|expected| expected != sha256) {
            let told = format!("{name} is not what came in");
            return Err(io::Error::new(io::ErrorKind::InvalidData, told));
        }
        // Of a journal its chain counts.
        let end = chain
            .as_ref()
            .map_or(Some(sha256), |it| hash_of_hex(&it.hash));
        let is_same = |(line, stored): &(DayLine, Hash)| {
            end.is_some_and(|end| leaf(line.id, &end) == *stored)
        };
        let day = day.take().filter(is_same).map(|(line, _)| line);
        lines.push(ItemLine {
            name: name.clone(),
            part: (*part).to_owned(),
            title: title.clone(),
            at: *at,
            bytes: content.bytes(),
            sha256: hex(&sha256),
            chain: chain.clone(),
            day,
        });
    }
    manifest.items = lines;
    let manifest = serde_json::to_vec_pretty(&manifest)?;
    let signature = key.sign_labelled(&signed_bytes(&manifest));
    let mut archive = Archive::new();
    archive.file(MANIFEST, Content::Bytes(manifest), NO_TIME)?;
    archive.file(SIGNATURE, Content::Bytes(signature.to_vec()), NO_TIME)?;
    for (name, _, _, _, content, _) in all {
        archive.file(&name, content, NO_TIME)?;
    }
    archive.finish()
}
