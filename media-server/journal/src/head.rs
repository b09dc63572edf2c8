//! The first bytes of a journal file, in clear.

use protocol::{id::ReportId, time::UnixMs};
use uuid::Uuid;

use crate::{Hash, hash};

/// What a file says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub report: ReportId,
    /// Random; tells the files of a report apart.
    pub file: [u8; 16],
    pub begun_ms: UnixMs,
}

/// Why bytes are no head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeadError {
    #[error("the file ends within its head")]
    Truncated,
    #[error("the file is no journal")]
    Foreign,
}

const MAGIC: &[u8; 8] = b"genbajn1";
pub const HEAD_BYTES: usize = 48;

impl Head {
    pub fn bytes(&self) -> [u8; HEAD_BYTES] {
        let mut bytes = [0; HEAD_BYTES];
        bytes[..8].copy_from_slice(MAGIC);
        bytes[8..24].copy_from_slice(self.report.0.as_bytes());
        bytes[24..40].copy_from_slice(&self.file);
        bytes[40..].copy_from_slice(&self.begun_ms.0.to_be_bytes());
        bytes
    }

    pub fn parse(bytes: &[u8]) -> Result<Self, HeadError> {
        let bytes = bytes
            .first_chunk::<HEAD_BYTES>()
            .ok_or(HeadError::Truncated)?;
        if bytes[..8] != *MAGIC {
            return Err(HeadError::Foreign);
        }
        let mut report = [0; 16];
        report.copy_from_slice(&bytes[8..24]);
        let mut file = [0; 16];
        file.copy_from_slice(&bytes[24..40]);
        let mut begun_ms = [0; 8];
        begun_ms.copy_from_slice(&bytes[40..]);
        Ok(Self {
            report: ReportId(Uuid::from_bytes(report)),
            file,
            begun_ms: UnixMs(i64::from_be_bytes(begun_ms)),
        })
    }

    /// What the first chunk is chained to.
    pub fn hash(&self) -> Hash {
        hash(&[&self.bytes()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_comes_back_and_what_is_none_is_refused() {
        let head = Head {
            report: ReportId(Uuid::from_bytes([7; 16])),
            file: [9; 16],
            begun_ms: UnixMs(1_795_000_000_123),
        };
        let bytes = head.bytes();
        assert_eq!(Head::parse(&bytes), Ok(head));
        assert_eq!(Head::parse(&bytes[..47]), Err(HeadError::Truncated));
        assert_eq!(Head::parse(&[0; HEAD_BYTES]), Err(HeadError::Foreign));
    }
}
