//! What an act or a deadline is about.

use protocol::id::{
    AccountId, AssetId, CaseId, CircularId, CredentialId, DeadlineId, DeviceId, FileId, LinkId,
    MessageId, NoticeId, PostId, ReportId, TerminalId, UnitId,
};

use super::Hash;
use crate::limits::SUBJECT_BYTES;

/// Ids, counts and words of closed lists only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Account(AccountId),
    Asset(AssetId),
    Case(CaseId),
    Circular(CircularId),
    Credential(CredentialId),
    Deadline(DeadlineId),
    Device(DeviceId),
    File(FileId),
    Link(LinkId),
    Message(MessageId),
    Notice(NoticeId),
    Post(PostId),
    Report(ReportId),
    Terminal(TerminalId),
    Unit(UnitId),
    /// A word of a closed list, for example an end reason or a refusal's code.
    Word(&'static str),
    Count(u64),
    /// The number of an entry.
    Entry(i64),
    Hash(Hash),
}

/// A subject as it is stored: its kind, a colon, its id or word. Old ones stay readable after
/// lists have changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SubjectCode(String);

/// The text names no subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a subject is a kind, a colon and an id, in at most {SUBJECT_BYTES} bytes")]
pub struct NoSubject;

impl SubjectCode {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Kind and id.
    pub fn parts(&self) -> (&str, &str) {
        self.0.split_once(':').unwrap_or_default()
    }

    /// The value of a subject of the given kind.
    pub fn value_of<T: std::str::FromStr>(&self, kind: &str) -> Option<T> {
        let (own, value) = self.parts();
        (own == kind).then(|| value.parse().ok()).flatten()
    }
}

impl From<Subject> for SubjectCode {
    fn from(subject: Subject) -> Self {
        Self(match subject {
            Subject::Account(id) => format!("account:{id}"),
            Subject::Asset(id) => format!("asset:{id}"),
            Subject::Case(id) => format!("case:{id}"),
            Subject::Credential(id) => format!("credential:{id}"),
            Subject::Circular(id) => format!("circular:{id}"),
            Subject::Deadline(id) => format!("deadline:{id}"),
            Subject::Device(id) => format!("device:{id}"),
            Subject::File(id) => format!("file:{id}"),
            Subject::Link(id) => format!("link:{id}"),
            Subject::Message(id) => format!("message:{id}"),
            Subject::Notice(id) => format!("notice:{id}"),
            Subject::Post(id) => format!("post:{id}"),
            Subject::Report(id) => format!("report:{id}"),
            Subject::Terminal(id) => format!("terminal:{id}"),
            Subject::Unit(id) => format!("unit:{id}"),
            Subject::Word(word) => format!("word:{word}"),
            Subject::Count(n) => format!("count:{n}"),
            Subject::Entry(seq) => format!("entry:{seq}"),
            Subject::Hash(hash) => format!("hash:{}", hex(&hash)),
        })
    }
}

impl std::str::FromStr for SubjectCode {
    type Err = NoSubject;

    fn from_str(text: &str) -> Result<Self, NoSubject> {
        let (kind, value) = text.split_once(':').ok_or(NoSubject)?;
        let is_kind = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        let is_value =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        let whole = text.len() <= SUBJECT_BYTES && !kind.is_empty() && !value.is_empty();
        if whole && kind.bytes().all(is_kind) && value.bytes().all(is_value) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NoSubject)
        }
    }
}

impl std::fmt::Display for SubjectCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing into a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// Reads exactly `N` bytes written by [`hex`].
pub fn bytes_of_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    if text.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

/// Reads a hash written by [`hex`].
pub fn hash_of_hex(text: &str) -> Option<Hash> {
    bytes_of_hex(text)
}

#[cfg(test)]
mod tests {
    use protocol::time::UnixMs;

    use super::*;

    #[test]
    fn every_subject_is_read_back_from_its_code() {
        for subject in [
            Subject::Report(ReportId::new(UnixMs(5), [7; 10])),
            Subject::Word("mis_send"),
            Subject::Count(u64::MAX),
            Subject::Entry(9),
            Subject::Hash([0xa5; 32]),
        ] {
            let code = SubjectCode::from(subject);
            assert_eq!(code.as_str().parse(), Ok(code.clone()));
        }
        assert_eq!(
            SubjectCode::from(Subject::Entry(9)).value_of::<i64>("entry"),
            Some(9)
        );
        assert_eq!(
            SubjectCode::from(Subject::Entry(9)).value_of::<i64>("count"),
            None
        );
    }

    #[test]
    fn what_would_change_an_entrys_reading_is_no_subject() {
        for text in [
            "",
            "report",
            ":x",
            "report:",
            "report:a b",
            "re port:a",
            "word:山",
            "A:1",
        ] {
            assert_eq!(text.parse::<SubjectCode>(), Err(NoSubject), "{text}");
        }
        let long = format!("word:{}", "a".repeat(SUBJECT_BYTES));
        assert!(long.parse::<SubjectCode>().is_err());
    }

    #[test]
    fn hashes_are_read_as_they_are_written() {
        let hash: Hash = std::array::from_fn(|n| n as u8 * 8);
        assert_eq!(hash_of_hex(&hex(&hash)), Some(hash));
        for text in [
            "",
            "0",
            &"0".repeat(63),
            &"g".repeat(64),
            &"A".repeat(64),
            &"é".repeat(32),
        ] {
            assert_eq!(hash_of_hex(text), None, "{text}");
        }
    }
}
