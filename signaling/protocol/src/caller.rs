//! Between the caller's page and signaling.

use serde::{Deserialize, Serialize};

use crate::{
    id::{FileId, MessageId, ReportId},
    ladder::LadderStep,
    place::Position,
    report::{CheckWord, EndReason, Obstacle, Phone},
    text::{Language, Message, MessageBody},
    time::UnixMs,
    upload::UploadLimits,
};

/// Body of `POST /api/v1/caller/open`. Changes the funnel only; counts no use.
#[derive(Clone, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Open {
    /// The link's secret, from the URL fragment.
    pub token: String,
    pub phone: Phone,
    /// Set when the page already knows that it cannot go on.
    #[ts(optional)]
    #[serde(default)]
    pub obstacle: Option<Obstacle>,
}

/// Answer of open.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Opened {
    /// Name of the police headquarters that asks.
    pub headquarters: String,
    pub check_word: CheckWord,
    /// To be signed by the phone's key in `start`.
    pub challenge: String,
    pub limits: UploadLimits,
    /// In the phone's language.
    pub consents: ConsentTexts,
    /// Digits of the access code that a phone has to enter first; absent while the switch is off.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_code_digits: Option<u32>,
    /// What the page says of an exercise [訓練], in the phone's language (VR-10); absent otherwise.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exercise: Option<String>,
    /// True when a phone is bound to the link already; consents were given then.
    pub started_before: bool,
    pub demo: bool,
}

/// The words that a caller agrees to, as the rulebook has them (VR-4.2.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ConsentTexts {
    /// The language that was asked for. It and the version are sent back with the start.
    pub language: Language,
    pub version: String,
    /// VR-4.2.2.ア
    pub copyright: String,
    /// VR-4.2.2.イ
    pub location: String,
    /// VR-4.2.2.ウ
    pub privacy: String,
    /// VR-4.2.2.エ
    pub charges: String,
    /// VR-4.2.2.x
    pub voluntary: String,
    /// How long what was received is kept: no consent, but told (O-28).
    pub kept: String,
}

/// Body of `POST /api/v1/caller/code` (VR-4.1.3b). A right code counts nothing.
#[derive(Clone, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct EnterCode {
    pub token: String,
    /// As typed; full-width digits and spaces are forgiven.
    pub access_code: String,
}

/// Answer of `GET /api/v1/caller/receipt`: what this phone agreed to. Nothing about others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ConsentReceipt {
    /// The report's number, for questions.
    pub number: String,
    /// Whom to ask.
    pub headquarters: String,
    pub agreed_ms: UnixMs,
    pub language: Language,
    pub consents: ConsentTexts,
    /// Present once the report is over.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_ms: Option<UnixMs>,
}

/// The four consents (VR-4.2.2); all must be true.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(default)]
#[ts(export_to = "protocol.ts")]
pub struct Consents {
    /// VR-4.2.2.ア
    pub copyright: bool,
    /// VR-4.2.2.イ
    pub location: bool,
    /// VR-4.2.2.ウ
    pub privacy: bool,
    /// VR-4.2.2.エ
    pub charges: bool,
}

/// Body of `POST /api/v1/caller/start`: first start and every resumption.
#[derive(Clone, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Start {
    pub token: String,
    #[serde(default)]
    pub consents: Consents,
    /// Language in which the consents were shown.
    pub language: Language,
    /// Version of the consent texts shown; another than that in force is refused.
    pub text_version: String,
    /// Where the link asks for one, at the first start of a phone.
    #[ts(optional)]
    #[serde(default)]
    pub access_code: Option<String>,
    /// The phone's public key; absent where the browser cannot keep one (a cookie serves then).
    #[ts(optional)]
    #[serde(default)]
    pub device: Option<DeviceProof>,
}

/// ECDSA P-256 with SHA-256 over the ASCII bytes of `challenge`.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct DeviceProof {
    /// Uncompressed point (65 bytes), base64url without padding.
    pub public_key: String,
    /// The challenge from `Opened`.
    pub challenge: String,
    /// IEEE P1363 signature (64 bytes, as WebCrypto makes it), base64url without padding.
    pub signature: String,
}

/// Answer of start.
#[derive(Clone, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Started {
    pub report: ReportId,
    pub check_word: CheckWord,
    /// Bearer token of the caller API and the socket's `hello`.
    pub session_token: String,
    pub session_cap_ms: UnixMs,
    /// WHIP endpoint (RFC 9725).
    pub whip_url: String,
    /// Bearer token of the WHIP endpoint.
    pub whip_token: String,
    pub ice_servers: Vec<IceServer>,
    pub limits: UploadLimits,
    /// True when this phone had started before.
    pub resumed: bool,
}

/// W3C `RTCIceServer`.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct IceServer {
    pub urls: Vec<String>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
}

/// Body of `POST /api/v1/caller/refuse`: the caller does not consent.
#[derive(Clone, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Refuse {
    pub token: String,
}

/// Answer of `POST /api/v1/caller/stills` (body `image/jpeg`; header `x-genba-kind: first_picture|still`).
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct StillReceived {
    pub file: FileId,
}

/// What the page says on `GET /api/v1/caller/socket` (WebSocket, text frames of JSON).
/// The first message must be `hello`, within five seconds.
#[derive(Clone, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum FromCaller {
    Hello {
        session_token: String,
    },
    /// Numbered by the page from 1, buffered until acknowledged. At most 200 points a message.
    Positions {
        seq: u32,
        points: Vec<Position>,
    },
    /// `client_key` makes a repeated send harmless.
    Say {
        client_key: String,
        words: String,
    },
    /// An operator's message was shown.
    Shown {
        message: MessageId,
    },
    /// Camera granted.
    Permitted,
    Stuck {
        obstacle: Obstacle,
    },
    /// The obstacle is gone.
    Unstuck,
    /// What the phone sends from now on.
    Step {
        step: LadderStep,
    },
    /// Bytes sent so far as the page counts them.
    Traffic {
        #[ts(type = "number")]
        sent_bytes: u64,
    },
    /// The caller ends, or withdraws the consent (VR-4.2.2.x).
    End {
        withdrawn: bool,
    },
    Ping,
}

/// What signaling says to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum ToCaller {
    /// After `hello`: everything said so far.
    Welcome {
        messages: Vec<Message>,
        /// As after `Held`.
        held: bool,
        /// The server's clock, by which the phone tells when something happened.
        now_ms: UnixMs,
    },
    PositionsReceived {
        seq: u32,
    },
    SayReceived {
        client_key: String,
    },
    Message {
        id: MessageId,
        at_ms: UnixMs,
        body: MessageBody,
    },
    /// Number of consoles that see the live picture.
    Watched {
        viewers: u32,
    },
    /// The operator asks for a still: the page takes one and sends it by `stills`.
    StillWanted,
    /// The police have stopped the picture for a while: film nothing until `Released`.
    Held,
    Released,
    /// To an officer: is it still initial response (VR-5.2.1)?
    StillInitial {
        answer_by_ms: UnixMs,
    },
    /// To an officer: what is shown has changed; fetch the session anew.
    ShownChanged,
    /// The exercise became a real report (VR-10).
    NoExercise,
    Ended {
        reason: EndReason,
    },
    /// The socket will close: too many or malformed messages, or the session is not valid.
    Refused {
        code: String,
        message_ja: String,
        message_en: String,
    },
    Pong,
}
