//! The one table from refusals to HTTP.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use media_core::Refusal;
use protocol::refusal::Problem;

use crate::{admission::Denied, node::Unavailable, shard::NotJoined};

/// Everything that a request to this router can be refused for.
#[derive(Debug)]
pub enum Refused {
    NoToken,
    Denied(Denied),
    /// The media type that is taken.
    ContentType(&'static str),
    TooLarge,
    TooSlow,
    NotText,
    Offer(Refusal),
    /// A fragment that names no ICE session.
    PreconditionMissing,
    PreconditionFailed,
    Busy,
    NotFound,
    Method,
}

pub async fn method_not_allowed() -> Refused {
    Refused::Method
}

pub async fn not_found() -> Refused {
    Refused::NotFound
}

impl From<Denied> for Refused {
    fn from(denied: Denied) -> Self {
        Self::Denied(denied)
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self::Offer(refusal)
    }
}

impl From<NotJoined> for Refused {
    fn from(not_joined: NotJoined) -> Self {
        match not_joined {
            NotJoined::Denied(denied) => denied.into(),
            NotJoined::Refused(refusal) => refusal.into(),
        }
    }
}

impl From<Unavailable> for Refused {
    fn from(_: Unavailable) -> Self {
        Self::Busy
    }
}

impl Refused {
    /// Status, code, words.
    fn row(&self) -> (StatusCode, &'static str, &'static str, &'static str) {
        match self {
            Self::NoToken | Self::Denied(Denied::Token) => (
                StatusCode::UNAUTHORIZED,
                "media_token_invalid",
                "映像の接続に必要な許可が確認できません。ページを開き直してください。",
                "The permission for video cannot be verified. Open the page again.",
            ),
            Self::Denied(Denied::Expired) => (
                StatusCode::UNAUTHORIZED,
                "media_token_expired",
                "映像の接続の許可は期限切れです。ページを開き直してください。",
                "The permission for video has expired. Open the page again.",
            ),
            Self::Denied(Denied::Direction) => (
                StatusCode::FORBIDDEN,
                "media_direction_wrong",
                "この許可では、この方向の映像接続はできません。",
                "This permission is for the other direction of video.",
            ),
            Self::Denied(Denied::Ordered) => (
                StatusCode::FORBIDDEN,
                "media_ended",
                "この映像通報は終了したか、許可が取り消されました。",
                "This video report has ended or the permission was withdrawn.",
            ),
            Self::Denied(Denied::Old) => (
                StatusCode::FORBIDDEN,
                "media_token_old",
                "この許可はサーバーの再起動前のものです。映像を開き直してください。",
                "This permission is from before the server's restart. Open the picture again.",
            ),
            Self::ContentType(super::headers::SDP) => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "content_type_not_sdp",
                "接続の要求は application/sdp で送ってください。",
                "Send the offer as application/sdp.",
            ),
            Self::ContentType(_) => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "content_type_not_fragment",
                "変更の要求は application/trickle-ice-sdpfrag で送ってください。",
                "Send the fragment as application/trickle-ice-sdpfrag.",
            ),
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "offer_too_large",
                "接続の要求が大きすぎます（64 KiB まで）。",
                "The offer is too large (64 KiB at most).",
            ),
            Self::TooSlow => (
                StatusCode::REQUEST_TIMEOUT,
                "offer_too_slow",
                "接続の要求が時間内に届きませんでした。電波の良い場所でやり直してください。",
                "The offer did not arrive in time. Try again where the network is better.",
            ),
            Self::NotText | Self::Offer(Refusal::MalformedOffer(_)) => (
                StatusCode::BAD_REQUEST,
                "offer_malformed",
                "接続の要求を読み取れません。ブラウザーを更新してください。",
                "The offer cannot be read. Update the browser.",
            ),
            Self::Offer(Refusal::MalformedFragment(_)) => (
                StatusCode::BAD_REQUEST,
                "fragment_malformed",
                "変更の要求を読み取れません。",
                "The fragment cannot be read.",
            ),
            Self::PreconditionMissing => (
                StatusCode::PRECONDITION_REQUIRED,
                "ice_session_not_named",
                "If-Match がありません。POST または前回の PATCH の ETag を付けてください。",
                "If-Match is missing: send the ETag of the POST or of the PATCH before, or * to restart.",
            ),
            Self::PreconditionFailed | Self::Offer(Refusal::OtherIceSession) => (
                StatusCode::PRECONDITION_FAILED,
                "ice_session_changed",
                "この要求は前の ICE セッションのものです。",
                "This belongs to an ICE session that is over.",
            ),
            Self::Offer(Refusal::NoUsableMedia) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "offer_without_media",
                "接続の要求に、この方向の映像も音声も含まれていません。",
                "The offer has neither video nor audio of this direction.",
            ),
            Self::Offer(Refusal::NoUsableCodec) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "codec_not_supported",
                "映像または音声の形式に対応していません（H.264、VP8、Opus のいずれかが必要です）。",
                "No format in common: H.264 or VP8 for video, Opus for audio.",
            ),
            Self::Offer(Refusal::RoomFull) => (
                StatusCode::CONFLICT,
                "room_full",
                "この映像を見ている端末が上限に達しています。",
                "As many terminals as possible are watching this video already.",
            ),
            Self::Offer(Refusal::ServerFull) | Self::Busy => (
                StatusCode::SERVICE_UNAVAILABLE,
                "media_busy",
                "映像の接続が混み合っています。少し待ってやり直してください。",
                "The media server is busy. Try again in a moment.",
            ),
            Self::Offer(Refusal::UnknownSession) | Self::NotFound => (
                StatusCode::NOT_FOUND,
                "media_not_found",
                "この映像接続はありません（終了した可能性があります）。",
                "There is no such media session; it may have ended.",
            ),
            Self::Method => (
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "この操作はここでは使えません。",
                "This method is not possible here.",
            ),
        }
    }

    /// What a rule refuses, not a protocol: the time of a link and the end of a report.
    fn clause(&self) -> Option<&'static str> {
        match self {
            Self::Denied(Denied::Expired) => Some("VR-2.3"),
            Self::Denied(Denied::Ordered) => Some("VR-4.3.2"),
            _ => None,
        }
    }

    fn problem(&self) -> Problem {
        let (status, code, message_ja, message_en) = self.row();
        let detail = match self {
            Self::Offer(Refusal::MalformedOffer(reason) | Refusal::MalformedFragment(reason)) => {
                format!("{message_en} ({reason})")
            }
            _ => message_en.to_owned(),
        };
        Problem {
            status: status.as_u16(),
            title: status.canonical_reason().unwrap_or("Refused").to_owned(),
            code: code.to_owned(),
            clause: self.clause().map(str::to_owned),
            message_ja: message_ja.to_owned(),
            message_en: detail,
            field: None,
            retry_after_s: (status == StatusCode::SERVICE_UNAVAILABLE).then_some(2),
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let problem = self.problem();
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::BAD_REQUEST);
        let mut response = (status, Json(&problem)).into_response();
        let headers = response.headers_mut();
        let json = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, json);
        match status {
            StatusCode::UNAUTHORIZED => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            // The rest of the body is not waited for (RFC 9110 §15.5.9).
            StatusCode::REQUEST_TIMEOUT => {
                headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
            }
            _ => {}
        }
        if let Self::ContentType(taken) = self {
            let name = match taken {
                super::headers::SDP => "accept-post",
                _ => "accept-patch",
            };
            headers.insert(name, HeaderValue::from_static(taken));
        }
        response
    }
}
