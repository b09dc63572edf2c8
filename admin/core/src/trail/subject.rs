//! What an act or a deadline is about.

use protocol::id::{
    AccountId, AssetId, CaseId, CircularId, CredentialId, DeadlineId, DeviceId, FileId, LinkId,
    MessageId, NoticeId, PostId, ReportId, StaffUrlId, TerminalId, UnitId,
};

use super::Hash;
use crate::limits::SUBJECT_BYTES;

macro_rules! subjects {
    ($($(#[$doc:meta])* $name:ident($of:ty) = $kind:literal,)*) => {
        /// Ids, counts and words of closed lists only.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Subject {
            $($(#[$doc])* $name($of),)*
            Hash(Hash),
        }

        impl From<Subject> for SubjectCode {
            fn from(subject: Subject) -> Self {
                Self(match subject {
                    $(Subject::$name(it) => format!(concat!($kind, ":{}"), it),)*
                    Subject::Hash(hash) => format!("hash:{}", hex(&hash)),
                })
            }
        }
    };
}

subjects! {
    Account(AccountId) = "account",
    Asset(AssetId) = "asset",
    Case(CaseId) = "case",
    Circular(CircularId) = "circular",
    Credential(CredentialId) = "credential",
    Deadline(DeadlineId) = "deadline",
    Device(DeviceId) = "device",
    File(FileId) = "file",
    Link(LinkId) = "link",
    Message(MessageId) = "message",
    Notice(NoticeId) = "notice",
    Post(PostId) = "post",
    Report(ReportId) = "report",
    StaffUrl(StaffUrlId) = "staff_url",
    Terminal(TerminalId) = "terminal",
    Unit(UnitId) = "unit",
    /// A word of a closed list, for example an end reason or a refusal's code.
    Word(&'static str) = "word",
    Count(u64) = "count",
    /// The number of an entry.
    Entry(i64) = "entry",
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
    hex::encode(bytes)
}

/// Reads exactly `N` bytes written by [`hex`], in lower case alone.
pub fn bytes_of_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).ok()?;
    (hex(&bytes) == text).then_some(bytes)
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
