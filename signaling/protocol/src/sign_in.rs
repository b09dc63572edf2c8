//! Signing in: factors, ceremonies, terminals, one-time codes.

use serde::{Deserialize, Serialize};

use crate::{
    id::{CredentialId, TerminalId, UnitId},
    person::TerminalKind,
    time::UnixMs,
};

/// Body of `POST /api/v1/sign-in/challenge`.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct AskChallenge {
    pub user_id: String,
}

/// What a browser needs to prove person and terminal; good once, for this user id, for minutes.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Challenge {
    /// Goes back with the answer.
    pub ceremony: String,
    /// The terminal's key signs these characters.
    pub challenge: String,
    /// For `navigator.credentials.get`. An unknown user id gets options that look the same.
    #[schema(value_type = Object)]
    #[ts(type = "PublicKeyCredentialRequestOptionsJSON")]
    pub webauthn: serde_json::Value,
}

/// Body of `POST /api/v1/sign-in`.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct SignIn {
    pub user_id: String,
    pub factor: Factor,
    /// From the challenge; needed for a fingerprint and for a terminal's proof.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ceremony: Option<String>,
    /// An enrolled browser's proof; without it the session is that of no terminal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub terminal: Option<TerminalProof>,
}

/// Body of `POST /api/v1/unlock`: a factor of the person who locked.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Unlock {
    pub factor: Factor,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ceremony: Option<String>,
}

/// What a person proves the own identity with (VR-2.1).
#[derive(Clone, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Factor {
    /// Only while a permission runs (VR-8.1b).
    Password { password: String },
    /// A fingerprint: the JSON form of what `navigator.credentials.get` gave.
    Webauthn {
        #[schema(value_type = Object)]
        #[ts(type = "PublicKeyCredentialJSON")]
        credential: serde_json::Value,
    },
    /// The first way in: a code that the person's chief handed over.
    RegistrationCode { code: String },
}

impl std::fmt::Debug for Factor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Password { .. } => "Password",
            Self::Webauthn { .. } => "Webauthn",
            Self::RegistrationCode { .. } => "RegistrationCode",
        })
    }
}

/// The signature of a terminal's key under a challenge: P-256, SHA-256, as WebCrypto makes it.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct TerminalProof {
    /// The uncompressed point, base64url.
    pub public_key: String,
    /// 64 bytes, base64url.
    pub signature: String,
}

/// What a session has to do before anything else.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Duty {
    /// It was opened with a one-time code: a factor of one's own is registered first.
    RegisterFactor,
    /// The password is past its age: another one is set first.
    ChangePassword,
    /// There is a notice that is acknowledged first.
    Acknowledge,
}

/// The two factors beside the user id.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum CredentialKind {
    /// Biometric information [生体情報].
    Biometric,
    Password,
}

/// One factor of a person. Neither a password nor a key is ever given out.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct CredentialLine {
    pub id: CredentialId,
    pub kind: CredentialKind,
    /// What the person called it; empty for a password.
    pub name: String,
    pub registered: UnixMs,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub changed: Option<UnixMs>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub revoked: Option<UnixMs>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub last_used: Option<UnixMs>,
}

/// Answer of `GET /api/v1/credentials`: the asker's own.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Credentials {
    pub user_id: String,
    pub lines: Vec<CredentialLine>,
    /// Last day (`YYYY-MM-DD`) on which a password is permitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub password_until: Option<String>,
}

/// Answer of `POST /api/v1/credentials/challenge`.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct RegistrationChallenge {
    pub ceremony: String,
    /// For `navigator.credentials.create`.
    #[schema(value_type = Object)]
    #[ts(type = "PublicKeyCredentialCreationOptionsJSON")]
    pub webauthn: serde_json::Value,
}

/// Body of `POST /api/v1/credentials`: the user id and a biometric, a password, or both.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(default)]
#[ts(export_to = "protocol.ts")]
pub struct NewCredential {
    /// Whose it is, as a check: the asker's own.
    pub user_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub biometric: Option<NewBiometric>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub password: Option<NewPassword>,
}

#[derive(Clone, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct NewBiometric {
    pub ceremony: String,
    /// What to call it, for example the reader or the finger.
    pub name: String,
    /// The JSON form of what `navigator.credentials.create` gave.
    #[schema(value_type = Object)]
    #[ts(type = "PublicKeyCredentialJSON")]
    pub credential: serde_json::Value,
}

impl std::fmt::Debug for NewBiometric {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewBiometric")
    }
}

/// A password on its way in; it is never printed.
#[derive(Clone, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(transparent)]
#[ts(export_to = "protocol.ts", type = "string")]
pub struct NewPassword(pub String);

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword")
    }
}

/// Answer of `GET /api/v1/lock`, which a locked session may ask.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Lock {
    pub locked: bool,
    pub user_id: String,
    pub name: String,
    /// Whether the person may unlock with a password.
    pub password: bool,
    /// A page that nobody touched for so long is locked.
    pub after_s: u32,
    /// What is left of it as the server counts: a touch in another tab counts, and so does a live
    /// report that the session operates or watches.
    pub left_s: u32,
}

/// Body of `POST /api/v1/terminals/codes`: the code with which a browser becomes a terminal.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct NewTerminal {
    pub kind: TerminalKind,
    /// The asker's own unit when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub unit: Option<UnitId>,
    /// Its inventory label.
    pub name: String,
}

/// A code that is shown once, good once, until a time.
#[derive(Clone, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct OneTimeCode {
    pub code: String,
    pub expires: UnixMs,
}

impl std::fmt::Debug for OneTimeCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OneTimeCode until {}", self.expires.0)
    }
}

/// Body of `POST /api/v1/terminals`, sent by the browser that becomes a terminal.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Enrol {
    pub code: String,
    /// The uncompressed point of a P-256 key whose private half cannot leave the browser, base64url.
    pub public_key: String,
}

/// Body of `POST /api/v1/demo/enrol`: the one press of a demo.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct DemoEnrol {
    pub kind: TerminalKind,
    pub public_key: String,
}

/// A terminal in its register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct TerminalLine {
    pub id: TerminalId,
    pub kind: TerminalKind,
    pub unit: UnitId,
    pub unit_name: String,
    pub name: String,
    pub enrolled: UnixMs,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub last_used: Option<UnixMs>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub revoked: Option<UnixMs>,
}

/// A person of a demo, with the password that everybody may know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct DemoPerson {
    pub user_id: String,
    pub password: String,
    pub name: String,
    /// In the order of the demo's list; never empty where their documents are known.
    pub posts: Vec<DemoPost>,
    /// Where the posts do their work; the first one's comes first.
    pub terminals: Vec<TerminalKind>,
}

/// A post of a person of a demo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct DemoPost {
    pub document: String,
    pub title_ja: String,
    pub title_en: String,
    pub post_ja: String,
    pub post_en: String,
    pub unit_name: String,
}
