//! A tar archive of what leaves: sealed files and plain ones, read and sent piece by piece.

use std::{
    fs::File,
    io::{self, Write},
    mem,
    os::unix::fs::FileExt,
};

use admin_core::trail::Hash;
use aws_lc_rs::digest::{Context, SHA256};
use axum::body::Bytes;
use futures_util::{Stream, StreamExt, stream};
use protocol::time::UnixMs;
use tar::{Builder, EntryType, Header};

use crate::{limits::SEALED_READ_BYTES, sealed_answer, sealed_file::SealedReader};

/// Something that is read from any place. Blocks.
pub trait ReadAt: Send + 'static {
    /// 0 at the end.
    fn read_at(&mut self, offset: u64, out: &mut [u8]) -> io::Result<usize>;
}

impl ReadAt for File {
    fn read_at(&mut self, offset: u64, out: &mut [u8]) -> io::Result<usize> {
        FileExt::read_at(self, out, offset)
    }
}

impl ReadAt for SealedReader {
    fn read_at(&mut self, offset: u64, out: &mut [u8]) -> io::Result<usize> {
        Ok(Self::read_at(self, offset, out)?)
    }
}

/// The content of one file of an archive.
pub enum Content {
    Bytes(Vec<u8>),
    Sealed(SealedReader),
    /// The first bytes of a file that may be longer.
    Plain(File, u64),
}

impl Content {
    pub fn bytes(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Sealed(reader) => reader.plain_bytes(),
            Self::Plain(_, bytes) => *bytes,
        }
    }

    /// Reads all of it once. Blocks.
    pub fn sha256(&mut self) -> io::Result<Hash> {
        let mut context = Context::new(&SHA256);
        self.each(|piece| {
            context.update(piece);
            Ok(())
        })?;
        let mut hash = Hash::default();
        hash.copy_from_slice(context.finish().as_ref());
        Ok(hash)
    }

    fn each(&mut self, mut take: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        let (bytes, mut at) = (self.bytes(), 0);
        let mut piece = vec![0; SEALED_READ_BYTES];
        while at < bytes {
            match self.read_at(at, &mut piece)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                read => {
                    take(&piece[..read])?;
                    at += read as u64;
                }
            }
        }
        Ok(())
    }
}

impl ReadAt for Content {
    fn read_at(&mut self, offset: u64, out: &mut [u8]) -> io::Result<usize> {
        let left = self.bytes().saturating_sub(offset);
        let most = usize::try_from(left).map_or(out.len(), |left| left.min(out.len()));
        let out = &mut out[..most];
        match self {
            Self::Bytes(bytes) => {
                let from = usize::try_from(offset).unwrap_or(usize::MAX);
                let rest = bytes.get(from..).unwrap_or_default();
                out.copy_from_slice(&rest[..most]);
                Ok(most)
            }
            Self::Sealed(reader) => ReadAt::read_at(reader, offset, out),
            Self::Plain(file, _) => ReadAt::read_at(file, offset, out),
        }
    }
}

/// What is written so far: heads and texts as bytes, the rest by its readers.
pub(crate) struct Archive {
    parts: Vec<Content>,
    written: Builder<Vec<u8>>,
}

/// An archive of known length.
pub(crate) struct Finished {
    pub bytes: u64,
    parts: Vec<Content>,
}

impl Archive {
    pub fn new() -> Self {
        Self {
            parts: Vec::new(),
            written: Builder::new(Vec::new()),
        }
    }

    /// A file, which is read when its turn to be sent comes.
    pub fn file(&mut self, name: &str, content: Content, at: UnixMs) -> io::Result<()> {
        let bytes = content.bytes();
        self.written
            .append_data(&mut header(bytes, at), name, io::empty())?;
        self.parts
            .push(Content::Bytes(mem::take(self.written.get_mut())));
        self.parts.push(content);
        self.written.get_mut().resize(padding(bytes), 0);
        Ok(())
    }

    pub fn finish(self) -> io::Result<Finished> {
        let Self { mut parts, written } = self;
        parts.push(Content::Bytes(written.into_inner()?));
        let bytes = parts.iter().map(Content::bytes).sum();
        Ok(Finished { bytes, parts })
    }
}

/// The head of a file: nothing of it but name, length and time.
pub(crate) fn header(bytes: u64, at: UnixMs) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Regular);
    header.set_mode(0o400);
    header.set_mtime(u64::try_from(at.0 / 1_000).unwrap_or(0));
    header.set_size(bytes);
    header
}

/// A content ends with its block.
pub(crate) fn padding(bytes: u64) -> usize {
    usize::try_from(bytes.next_multiple_of(BLOCK_BYTES) - bytes).unwrap_or(0)
}

pub(crate) const BLOCK_BYTES: u64 = 512;

impl Finished {
    pub fn stream(self) -> impl Stream<Item = io::Result<Bytes>> {
        stream::iter(self.parts).flat_map(|part| match part {
            Content::Bytes(bytes) => stream::iter([Ok(bytes.into())]).left_stream(),
            content => {
                let end = content.bytes();
                sealed_answer::pieces(content, 0, end).right_stream()
            }
        })
    }

    /// The same at once. Blocks.
    pub fn write(self, out: &mut impl Write) -> io::Result<()> {
        for mut part in self.parts {
            part.each(|piece| out.write_all(piece))?;
        }
        Ok(())
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
            let content = Content::Bytes(text.clone().into_bytes());
            archive.file(name, content, at).unwrap();
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
