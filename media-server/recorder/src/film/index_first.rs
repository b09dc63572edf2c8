//! Moves the index of our own MP4 (`moov`) before its data, so that a browser plays while it still loads.
//! FFmpeg does the same only for files it may open by name.

use std::io::{self, Read, Seek, SeekFrom, Write};

const BLOCK_BYTES: u64 = 1 << 20;
/// Half an hour of pictures and sound needs about 3 MB.
const INDEX_BYTES_MAX: u64 = 64 << 20;

pub fn move_index(file: &mut (impl Read + Write + Seek)) -> io::Result<()> {
    let boxes = top_level(file)?;
    let first_data = boxes
        .iter()
        .find(|b| b.kind != *b"ftyp")
        .ok_or_else(strange)?;
    let index = boxes
        .iter()
        .find(|b| b.kind == *b"moov")
        .ok_or_else(strange)?;
    if index.at + index.size != boxes.last().map_or(0, |b| b.at + b.size)
        || index.size > INDEX_BYTES_MAX
    {
        return Err(strange());
    }
    let mut moov = vec![0; index.size as usize];
    file.seek(SeekFrom::Start(index.at))?;
    file.read_exact(&mut moov)?;
    shift_offsets(&mut moov, index.size)?;
    shift_data(file, first_data.at, index.at, index.size)?;
    file.seek(SeekFrom::Start(first_data.at))?;
    file.write_all(&moov)?;
    file.flush()
}

fn strange() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "the copy is not laid out as expected",
    )
}

struct TopLevel {
    at: u64,
    size: u64,
    kind: [u8; 4],
}

fn top_level(file: &mut (impl Read + Seek)) -> io::Result<Vec<TopLevel>> {
    let end = file.seek(SeekFrom::End(0))?;
    let mut boxes = Vec::new();
    let mut at = 0;
    while at < end {
        file.seek(SeekFrom::Start(at))?;
        let mut head = [0; 16];
        file.read_exact(&mut head[..8])?;
        let mut size = u64::from(u32::from_be_bytes(part(&head, 0)?));
        if size == 1 {
            file.read_exact(&mut head[8..])?;
            size = u64::from_be_bytes(part(&head, 8)?);
        }
        if size < 8 || size > end - at {
            return Err(strange());
        }
        boxes.push(TopLevel {
            at,
            size,
            kind: part(&head, 4)?,
        });
        at += size;
    }
    Ok(boxes)
}

/// Adds the shift to every chunk's place, in the tables of every track.
fn shift_offsets(container: &mut [u8], by: u64) -> io::Result<()> {
    let mut at = 8;
    while at + 8 <= container.len() {
        let size = u32::from_be_bytes(part(container, at)?) as usize;
        let child = container
            .get_mut(at..at + size.max(8))
            .ok_or_else(strange)?;
        match &part::<4>(child, 4)? {
            b"trak" | b"mdia" | b"minf" | b"stbl" => shift_offsets(child, by)?,
            b"stco" => shift_table::<4>(child, by)?,
            b"co64" => shift_table::<8>(child, by)?,
            _ => {}
        }
        at += size.max(8);
    }
    Ok(())
}

/// After size, kind, version and count come big-endian numbers of `WIDTH` bytes.
fn shift_table<const WIDTH: usize>(table: &mut [u8], by: u64) -> io::Result<()> {
    for entry in table
        .get_mut(16..)
        .ok_or_else(strange)?
        .chunks_exact_mut(WIDTH)
    {
        let mut wide = [0; 8];
        wide[8 - WIDTH..].copy_from_slice(entry);
        let shifted = u64::from_be_bytes(wide)
            .checked_add(by)
            .ok_or_else(strange)?
            .to_be_bytes();
        if shifted[..8 - WIDTH].iter().any(|b| *b != 0) {
            return Err(strange());
        }
        entry.copy_from_slice(&shifted[8 - WIDTH..]);
    }
    Ok(())
}

/// From the end to the beginning, so that nothing is written over before it is read.
fn shift_data(
    file: &mut (impl Read + Write + Seek),
    from: u64,
    to: u64,
    by: u64,
) -> io::Result<()> {
    let mut block = vec![0; BLOCK_BYTES.min(to - from) as usize];
    let mut end = to;
    while end > from {
        let length = BLOCK_BYTES.min(end - from);
        let piece = &mut block[..length as usize];
        end -= length;
        file.seek(SeekFrom::Start(end))?;
        file.read_exact(piece)?;
        file.seek(SeekFrom::Start(end + by))?;
        file.write_all(piece)?;
    }
    Ok(())
}

fn part<const N: usize>(bytes: &[u8], at: usize) -> io::Result<[u8; N]> {
    bytes
        .get(at..at + N)
        .and_then(|b| b.try_into().ok())
        .ok_or_else(strange)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let size = (content.len() as u32 + 8).to_be_bytes();
        [&size, kind, content].concat()
    }

    fn nested(kinds: &[&[u8; 4]], content: Vec<u8>) -> Vec<u8> {
        kinds
            .iter()
            .rev()
            .fold(content, |inner, kind| boxed(kind, &inner))
    }

    #[test]
    fn the_index_comes_first_and_still_points_at_the_data() {
        let data: Vec<u8> = (0..3 * BLOCK_BYTES + 17).map(|i| (i % 251) as u8).collect();
        let before = [
            boxed(b"ftyp", b"isom"),
            boxed(b"free", b""),
            boxed(b"mdat", &data),
        ]
        .concat();
        let place = 12 + 8 + 8 + 5;
        let table = [
            &[0; 4][..],
            &1u32.to_be_bytes(),
            &(place as u32).to_be_bytes(),
        ]
        .concat();
        let wide = [
            &[0; 4][..],
            &1u32.to_be_bytes(),
            &(place as u64).to_be_bytes(),
        ]
        .concat();
        let tables = [
            boxed(b"stsz", b"...."),
            boxed(b"stco", &table),
            boxed(b"co64", &wide),
        ]
        .concat();
        let moov = nested(&[b"moov", b"trak", b"mdia", b"minf", b"stbl"], tables);
        let mut file = Cursor::new([before.clone(), moov.clone()].concat());
        move_index(&mut file).unwrap();

        let moved = file.into_inner();
        assert_eq!(moved.len(), before.len() + moov.len());
        assert_eq!(&moved[16..20], b"moov");
        let expected = (place + moov.len()) as u32;
        let tail = &moved[..12 + moov.len()];
        assert_eq!(&tail[tail.len() - 8..], u64::from(expected).to_be_bytes());
        assert_eq!(
            &tail[tail.len() - 28..tail.len() - 24],
            expected.to_be_bytes()
        );
        assert_eq!(moved[expected as usize..][..100], data[5..105]);
        assert!(moved.ends_with(&data));
    }

    #[test]
    fn a_file_laid_out_otherwise_is_left_alone() {
        for bytes in [
            b"".to_vec(),
            boxed(b"ftyp", b"isom"),
            [boxed(b"moov", b""), boxed(b"mdat", b"data")].concat(),
            b"\0\0\0\x03mdat".to_vec(),
            b"\xff\xff\xff\xffmdat".to_vec(),
        ] {
            let mut file = Cursor::new(bytes.clone());
            assert!(move_index(&mut file).is_err());
            assert_eq!(file.into_inner(), bytes);
        }
    }
}
