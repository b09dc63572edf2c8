//! The registry of id kinds, in alphabetical order.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::time::UnixMs;

macro_rules! id_kinds {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
            ts_rs::TS, utoipa::ToSchema,
        )]
        #[serde(transparent)]
        #[ts(export_to = "protocol.ts", type = "string")]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new UUIDv7 (RFC 9562 §5.7) from the caller's clock and ten random bytes.
            pub fn new(now: UnixMs, random: [u8; 10]) -> Self {
                let ms = u64::try_from(now.0).unwrap_or(0);
                Self(uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

id_kinds! {
    /// A person who may sign in.
    AccountId;
    /// A thing with a ledger: a camera, a phone, a medium, a document.
    AssetId;
    /// A call that the command system announced.
    CallId;
    /// A camera whose films are kept: the case of its registration, or the thing of its ledger.
    CameraId;
    /// A filled form that runs through the steps of a workflow.
    CaseId;
    /// A circular [通達].
    CircularId;
    /// A token of a command system.
    CommandTokenId;
    /// A factor that a person registered.
    CredentialId;
    /// A deadline.
    DeadlineId;
    /// A phone bound to a link, or registered for a staff URL.
    DeviceId;
    /// Something that happened to a report, as a webhook tells it.
    EventId;
    /// A picture or film that arrived over HTTPS.
    FileId;
    /// A one-time link [ワンタイムURL].
    LinkId;
    /// A short text between operator and caller.
    MessageId;
    /// What the holders of a post were told.
    NoticeId;
    /// One post of one person.
    PostId;
    /// One case of video reporting; also the media room's name.
    ReportId;
    /// A staff URL [職員用URL].
    StaffUrlId;
    /// An enrolled browser: a reception or management terminal.
    TerminalId;
    /// A unit of the tree: NPA, headquarters [本部], station.
    UnitId;
    /// One WHIP or WHEP session on a media node.
    WebrtcSessionId;
}
