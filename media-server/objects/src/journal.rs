//! Names of the pieces of journals. The pieces of a file in their order are the file, byte for byte:
//! the first one brings its head.

use std::collections::BTreeMap;

use futures_util::TryStreamExt;
use protocol::id::ReportId;

use crate::{Object, ObjectError, Objects, limits::PIECES};

/// The id of a journal file.
pub type FileId = [u8; 16];

/// The pieces of a file from its beginning on, without a gap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pieces {
    pub objects: Vec<Object>,
    /// How many chunks they have.
    pub chunks: u32,
    pub bytes: u64,
}

/// Where the journals of a report lie.
pub fn of_report(report: ReportId) -> String {
    format!("journal/{report}")
}

/// A piece with the chunks from `first` to `last`.
pub fn piece(report: ReportId, file: &FileId, first: u32, last: u32) -> String {
    let file = hex::encode(file);
    format!("journal/{report}/{file}/{first:08}-{last:08}")
}

impl Objects {
    /// The journals of a report that lie in the store.
    pub async fn journals(
        &self,
        report: ReportId,
    ) -> Result<BTreeMap<FileId, Pieces>, ObjectError> {
        let (below, mut count) = (of_report(report), 0);
        let mut found: BTreeMap<FileId, Vec<(u32, u32, Object)>> = BTreeMap::new();
        let mut listed = self.list(&below);
        while let Some(object) = listed.try_next().await? {
            count += 1;
            if count > PIECES {
                return Err(ObjectError::TooMany);
            }
            if let Some((file, first, last)) = parse(&object.name) {
                found.entry(file).or_default().push((first, last, object));
            }
        }
        let files = found.into_iter();
        Ok(files.map(|(file, of)| (file, in_order(of))).collect())
    }
}

fn parse(name: &str) -> Option<(FileId, u32, u32)> {
    let (before, chunks) = name.rsplit_once('/')?;
    let (_, file) = before.rsplit_once('/')?;
    let mut id = FileId::default();
    hex::decode_to_slice(file, &mut id).ok()?;
    let (first, last) = chunks.split_once('-')?;
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (first <= last).then_some((id, first, last))
}

/// A piece that was put twice, with more chunks the second time, counts once.
fn in_order(mut found: Vec<(u32, u32, Object)>) -> Pieces {
    found.sort_by_key(|(first, last, _)| (*first, u32::MAX - last));
    let mut pieces = Pieces::default();
    for (first, last, object) in found {
        if first == pieces.chunks {
            pieces.chunks = last.saturating_add(1);
            pieces.bytes += object.bytes;
            pieces.objects.push(object);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use protocol::time::UnixMs;

    use super::*;

    fn object(first: u32, last: u32) -> (u32, u32, Object) {
        let report = ReportId::new(UnixMs(1), [1; 10]);
        let object = Object {
            name: piece(report, &[7; 16], first, last),
            bytes: u64::from(last - first + 1),
        };
        (first, last, object)
    }

    #[test]
    fn names_sort_as_chunks_do_and_come_back() {
        let names = [
            object(0, 4).2.name,
            object(5, 99).2.name,
            object(100, 100).2.name,
        ];
        assert!(names.is_sorted());
        assert!(names[1].ends_with("/07070707070707070707070707070707/00000005-00000099"));
        assert_eq!(parse(&names[1]), Some(([7; 16], 5, 99)));
        for wrong in [
            "",
            "a/b",
            "journal/x/07/1-2",
            "x/07070707070707070707070707070707/9-2",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn pieces_end_at_a_gap_and_one_that_was_put_twice_counts_once() {
        let found = vec![
            object(6, 7),
            object(0, 2),
            object(0, 3),
            object(4, 4),
            object(2, 3),
        ];
        let pieces = in_order(found);
        assert_eq!((pieces.chunks, pieces.bytes), (5, 5));
        assert_eq!(pieces.objects, [object(0, 3).2, object(4, 4).2]);
        assert_eq!(in_order(Vec::new()), Pieces::default());
    }
}
