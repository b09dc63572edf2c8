//! A tar archive of sealed films, opened and sent piece by piece.

use std::{io, mem};

use axum::body::Bytes;
use futures_util::{Stream, StreamExt, stream};
use protocol::time::UnixMs;
use tar::{Builder, EntryType, Header};

use crate::{sealed_answer, sealed_file::SealedReader};

/// What is written so far: heads and texts as bytes, films by their readers.
pub(super) struct Archive {
    parts: Vec<Part>,
    written: Builder<Vec<u8>>,
}

/// An archive of known length.
pub(super) struct Finished {
    pub bytes: u64,
    parts: Vec<Part>,
}

enum Part {
    Bytes(Vec<u8>),
    Film(SealedReader),
}

impl Archive {
    pub fn new() -> Self {
        Self {
            parts: Vec::new(),
            written: Builder::new(Vec::new()),
        }
    }

    /// A film, which is read when its turn to be sent comes.
    pub fn film(&mut self, name: &str, reader: SealedReader, at: UnixMs) -> io::Result<()> {
        let bytes = reader.plain_bytes();
        self.written
            .append_data(&mut header(bytes, at), name, io::empty())?;
        self.parts
            .push(Part::Bytes(mem::take(self.written.get_mut())));
        self.parts.push(Part::Film(reader));
        self.written.get_mut().resize(padding(bytes), 0);
        Ok(())
    }

    pub fn text(&mut self, name: &str, text: &str, at: UnixMs) -> io::Result<()> {
        let mut header = header(text.len() as u64, at);
        self.written.append_data(&mut header, name, text.as_bytes())
    }

    pub fn finish(self) -> io::Result<Finished> {
        let Self { mut parts, written } = self;
        parts.push(Part::Bytes(written.into_inner()?));
        let bytes = parts.iter().map(Part::bytes).sum();
        Ok(Finished { bytes, parts })
    }
}

fn header(bytes: u64, at: UnixMs) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Regular);
    header.set_mode(0o400);
    header.set_mtime(u64::try_from(at.0 / 1_000).unwrap_or(0));
    header.set_size(bytes);
    header
}

/// A content ends with its block.
fn padding(bytes: u64) -> usize {
    const BLOCK_BYTES: u64 = 512;
    usize::try_from(bytes.next_multiple_of(BLOCK_BYTES) - bytes).unwrap_or(0)
}

impl Part {
    fn bytes(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Film(reader) => reader.plain_bytes(),
        }
    }
}

impl Finished {
    pub fn stream(self) -> impl Stream<Item = io::Result<Bytes>> {
        stream::iter(self.parts).flat_map(|part| match part {
            Part::Bytes(bytes) => stream::iter([Ok(bytes.into())]).left_stream(),
            Part::Film(reader) => {
                let end = reader.plain_bytes();
                sealed_answer::pieces(reader, 0, end).right_stream()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    /// Sixty characters of three bytes each.
    const LONG: &str = "下関市唐戸町商店街北側出入口第一号防犯用カメラ西向き二〇二六年十一月二十日午後九時から午後十時までの記録映像その第一番目";

    /// What the system's own `tar` says.
    fn tar(archive: &[u8], how: &[&str]) -> String {
        let mut child = Command::new("tar")
            .args(how)
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        io::Write::write_all(&mut child.stdin.take().unwrap(), archive).unwrap();
        String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
    }

    #[tokio::test]
    async fn a_long_name_in_japanese_is_read_back_whole() {
        assert_eq!(LONG.len(), 180);
        let texts = [(LONG, "唐戸".repeat(300)), ("SHA256SUMS", String::new())];
        let mut archive = Archive::new();
        for (name, text) in &texts {
            let at = UnixMs(1_795_100_400_000);
            archive.text(name, text, at).unwrap();
        }
        let archive = archive.finish().unwrap();
        let told = archive.bytes;
        let pieces: Vec<_> = archive.stream().collect().await;
        let pieces: io::Result<Vec<Bytes>> = pieces.into_iter().collect();
        let whole = pieces.unwrap().concat();
        assert_eq!(whole.len() as u64, told);
        let names = tar(&whole, &["--list", "--quoting-style=literal"]);
        assert_eq!(names, format!("{LONG}\nSHA256SUMS\n"));
        let content = tar(&whole, &["--extract", "--to-stdout", LONG]);
        assert_eq!(content, texts[0].1);
    }

    #[test]
    fn a_content_is_filled_up_to_its_block() {
        let table = [(0, 0), (1, 511), (511, 1), (512, 0), (513, 511)];
        assert_eq!(table.map(|(bytes, _)| (bytes, padding(bytes))), table);
    }
}
