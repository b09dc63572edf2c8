//! Files sealed record by record with a report's key, so that a broken upload goes on where it
//! stopped and a film plays from the middle.
//!
//! After eight bytes of magic come records: plain length (u32, big endian), then the sealed
//! value of [`admin_core::seal`], bound to the file's id and the record's index. The functions
//! block; call them on a blocking thread where the file is large.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
    sync::Arc,
};

use admin_core::{
    limits::SEALED_RECORD_BYTES,
    seal::{NONCE_BYTES, SealError, TAG_BYTES, record_aad},
};
use protocol::id::FileId;

use crate::{keys::DataKey, random};

const MAGIC: &[u8; 8] = b"genbasf1";
const HEADER_BYTES: u64 = 4;
const OVERHEAD_BYTES: u64 = (1 + NONCE_BYTES + TAG_BYTES) as u64;

/// Why a sealed file cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum SealedFileError {
    #[error("the file does not open with this key, or was changed")]
    Forged,
    #[error("the file ends early")]
    Truncated,
    #[error("the file is no sealed file")]
    Foreign,
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<SealError> for SealedFileError {
    fn from(_: SealError) -> Self {
        Self::Forged
    }
}

impl From<SealedFileError> for io::Error {
    fn from(error: SealedFileError) -> Self {
        match error {
            SealedFileError::Io(error) => error,
            other => Self::new(io::ErrorKind::InvalidData, other),
        }
    }
}

/// Appends to a sealed file.
pub struct SealedWriter {
    file: File,
    key: Arc<DataKey>,
    id: FileId,
    records: u64,
    plain_bytes: u64,
}

impl SealedWriter {
    /// Begins a new file; an existing one is an error.
    pub fn create(path: &Path, key: Arc<DataKey>, id: FileId) -> Result<Self, SealedFileError> {
        let mut options = OpenOptions::new();
        let mut file = options
            .read(true)
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?;
        file.write_all(MAGIC)?;
        Ok(Self::empty(file, key, id))
    }

    fn empty(file: File, key: Arc<DataKey>, id: FileId) -> Self {
        Self {
            file,
            key,
            id,
            records: 0,
            plain_bytes: 0,
        }
    }

    /// Goes on with a file after an interruption. A last record that did not arrive whole is cut
    /// off; [`SealedWriter::plain_bytes`] then says what is kept.
    pub fn append(path: &Path, key: Arc<DataKey>, id: FileId) -> Result<Self, SealedFileError> {
        let mut file = OpenOptions::new().read(true).write(true).open(path)?;
        // A stop, or a full disk, came between its name and its first bytes: nothing is in it.
        if file.metadata()?.len() < MAGIC.len() as u64 {
            file.set_len(0)?;
            file.write_all(MAGIC)?;
            return Ok(Self::empty(file, key, id));
        }
        let mut reader = SealedReader::scan(file, key, id)?;
        reader.drop_torn_tail()?;
        let mut writer = Self {
            records: reader.records.len() as u64,
            plain_bytes: reader.plain_bytes,
            file: reader.file,
            key: reader.key,
            id,
        };
        writer.file.set_len(reader.whole_bytes)?;
        writer.file.seek(SeekFrom::End(0))?;
        Ok(writer)
    }

    /// Plain bytes written so far: the offset at which an upload goes on.
    pub fn plain_bytes(&self) -> u64 {
        self.plain_bytes
    }

    /// Seals and writes all of `plain`. When the disk is full, what was written whole before is
    /// kept and counted; a torn record is cut off again.
    pub fn write(&mut self, plain: &[u8]) -> Result<(), SealedFileError> {
        for piece in plain.chunks(SEALED_RECORD_BYTES) {
            self.write_record(piece)?;
        }
        Ok(())
    }

    /// Returns when everything written has reached the disk.
    pub fn sync(&mut self) -> Result<(), SealedFileError> {
        Ok(self.file.sync_data()?)
    }

    fn write_record(&mut self, plain: &[u8]) -> Result<(), SealedFileError> {
        let aad = record_aad(self.id.0.as_bytes(), self.records);
        let sealed = self.key.key().seal(random::bytes(), &aad, plain);
        let length = u32::try_from(plain.len()).expect("a record is 64 KiB at most");
        let before = self.file.stream_position()?;
        let mut record = length.to_be_bytes().to_vec();
        record.extend_from_slice(&sealed);
        if let Err(error) = self.file.write_all(&record) {
            self.file.set_len(before)?;
            self.file.seek(SeekFrom::Start(before))?;
            return Err(error.into());
        }
        self.records += 1;
        self.plain_bytes += u64::from(length);
        Ok(())
    }
}

/// The plain length of a file whose records are whole to its end. No key is needed.
pub fn whole_plain_bytes(path: &Path) -> Result<u64, SealedFileError> {
    let mut file = File::open(path)?;
    let outline = Outline::of(&mut file)?;
    if outline.whole_bytes == file.metadata()?.len() {
        Ok(outline.plain_bytes)
    } else {
        Err(SealedFileError::Truncated)
    }
}

#[derive(Clone, Copy)]
struct Record {
    /// Where the sealed value begins in the file.
    file_at: u64,
    /// Where its plain bytes begin in the content.
    plain_at: u64,
    plain_bytes: u32,
}

/// Reads a sealed file from any place. `Read` and `Seek` work over the plain content.
pub struct SealedReader {
    file: File,
    key: Arc<DataKey>,
    id: FileId,
    records: Vec<Record>,
    plain_bytes: u64,
    /// Bytes of the file up to the last whole record.
    whole_bytes: u64,
    position: u64,
    opened: Option<(usize, Vec<u8>)>,
}

impl SealedReader {
    /// Opens a finished file of `plain_bytes` content: a file that lost its end is refused.
    pub fn open(
        path: &Path,
        key: Arc<DataKey>,
        id: FileId,
        plain_bytes: u64,
    ) -> Result<Self, SealedFileError> {
        let reader = Self::scan(File::open(path)?, key, id)?;
        if reader.plain_bytes == plain_bytes {
            Ok(reader)
        } else {
            Err(SealedFileError::Truncated)
        }
    }

    pub fn plain_bytes(&self) -> u64 {
        self.plain_bytes
    }

    /// Reads plain bytes from `offset`; 0 means the end.
    pub fn read_at(&mut self, offset: u64, out: &mut [u8]) -> Result<usize, SealedFileError> {
        if offset >= self.plain_bytes || out.is_empty() {
            return Ok(0);
        }
        let index = self
            .records
            .partition_point(|record| record.plain_at <= offset)
            - 1;
        self.open_record(index)?;
        let Some((_, plain)) = &self.opened else {
            return Ok(0);
        };
        let from = usize::try_from(offset - self.records[index].plain_at).unwrap_or(usize::MAX);
        let piece = plain.get(from..).unwrap_or_default();
        let length = piece.len().min(out.len());
        out[..length].copy_from_slice(&piece[..length]);
        Ok(length)
    }

    fn open_record(&mut self, index: usize) -> Result<(), SealedFileError> {
        if self
            .opened
            .as_ref()
            .is_some_and(|(opened, _)| *opened == index)
        {
            return Ok(());
        }
        let record = self.records[index];
        self.file.seek(SeekFrom::Start(record.file_at))?;
        let mut sealed = vec![0; record.plain_bytes as usize + OVERHEAD_BYTES as usize];
        self.file.read_exact(&mut sealed)?;
        let plain = self
            .key
            .key()
            .open(&record_aad(self.id.0.as_bytes(), index as u64), &sealed)?;
        self.opened = Some((index, plain));
        Ok(())
    }

    fn scan(mut file: File, key: Arc<DataKey>, id: FileId) -> Result<Self, SealedFileError> {
        let Outline {
            records,
            plain_bytes,
            whole_bytes,
        } = Outline::of(&mut file)?;
        let (position, opened) = (0, None);
        Ok(Self {
            file,
            key,
            id,
            records,
            plain_bytes,
            whole_bytes,
            position,
            opened,
        })
    }

    /// A crash can leave a last record of the right length whose bytes never reached the disk.
    /// If the first record does not open either, the key is wrong and nothing is cut.
    fn drop_torn_tail(&mut self) -> Result<(), SealedFileError> {
        let Some(last) = self.records.len().checked_sub(1) else {
            return Ok(());
        };
        if self.open_record(last).is_ok() {
            return Ok(());
        }
        if last == 0 {
            return Err(SealedFileError::Forged);
        }
        self.open_record(0)?;
        if let Some(torn) = self.records.pop() {
            self.plain_bytes = torn.plain_at;
            self.whole_bytes = torn.file_at - HEADER_BYTES;
        }
        Ok(())
    }
}

/// What the heads of its records say of a file.
struct Outline {
    records: Vec<Record>,
    plain_bytes: u64,
    /// Bytes of the file up to the last whole record.
    whole_bytes: u64,
}

impl Outline {
    /// Reads all headers; a record without its end is not counted.
    fn of(file: &mut File) -> Result<Self, SealedFileError> {
        let file_bytes = file.metadata()?.len();
        let mut magic = [0; MAGIC.len()];
        file.seek(SeekFrom::Start(0))?;
        file.read_exact(&mut magic)
            .map_err(|_| SealedFileError::Foreign)?;
        if &magic != MAGIC {
            return Err(SealedFileError::Foreign);
        }
        let (mut records, mut plain_at, mut at) = (Vec::new(), 0, MAGIC.len() as u64);
        while at + HEADER_BYTES <= file_bytes {
            let plain_bytes = read_length(file, at)?;
            let file_at = at + HEADER_BYTES;
            let end = file_at + OVERHEAD_BYTES + u64::from(plain_bytes);
            if plain_bytes == 0 || plain_bytes as usize > SEALED_RECORD_BYTES || end > file_bytes {
                break;
            }
            records.push(Record {
                file_at,
                plain_at,
                plain_bytes,
            });
            plain_at += u64::from(plain_bytes);
            at = end;
        }
        Ok(Self {
            records,
            plain_bytes: plain_at,
            whole_bytes: at,
        })
    }
}

fn read_length(file: &mut File, at: u64) -> io::Result<u32> {
    let mut header = [0; HEADER_BYTES as usize];
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut header)?;
    Ok(u32::from_be_bytes(header))
}

impl Read for SealedReader {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let length = self.read_at(self.position, out)?;
        self.position += length as u64;
        Ok(length)
    }
}

impl Seek for SealedReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.plain_bytes.checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}
