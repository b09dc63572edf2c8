//! Between signaling and a media node: signed tokens in, numbered events out, orders in.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::{
    id::{ReportId, WebrtcSessionId},
    time::UnixMs,
};

/// Which way media flows for the holder of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// WHIP.
    Publish,
    /// WHEP.
    View,
}

/// Claims of a media token: a JWT (RFC 7519) signed with EdDSA by signaling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaClaims {
    /// Always [`MEDIA_AUDIENCE`].
    pub aud: String,
    /// Whom the token stands for: a device or an account with its session. One `Revoke` ends all
    /// sessions of a subject in a room.
    pub sub: String,
    pub room: ReportId,
    pub direction: Direction,
    /// Seconds since 1970 (JWT NumericDate).
    pub exp: i64,
    pub iat: i64,
}

/// The `aud` of every media token.
pub const MEDIA_AUDIENCE: &str = "genba-media";

/// One numbered line of a media node's outbox. Signaling pulls lines and acknowledges them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MediaEntry {
    /// From 1, without gaps, per start of the node.
    pub seq: u64,
    pub at_ms: UnixMs,
    pub room: ReportId,
    pub event: MediaEvent,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MediaEvent {
    /// ICE and DTLS of a publisher are up.
    Connected {
        session: WebrtcSessionId,
        subject: String,
    },
    /// The first complete video frame of a publisher's session.
    FirstFrame {
        session: WebrtcSessionId,
        codec: String,
    },
    /// No video packet for two seconds.
    Stalled { session: WebrtcSessionId },
    /// Video packets again after `Stalled`.
    Resumed { session: WebrtcSessionId },
    /// A publisher's session is gone: DELETE, DTLS close, replaced by a newer one, time out, order.
    PublishEnded {
        session: WebrtcSessionId,
        cause: EndCause,
        totals: StreamTotals,
    },
    ViewStarted {
        session: WebrtcSessionId,
        subject: String,
        viewers: u32,
    },
    ViewEnded {
        session: WebrtcSessionId,
        subject: String,
        viewers: u32,
        cause: EndCause,
    },
    /// Every two seconds while a publisher is connected.
    Statistics {
        session: WebrtcSessionId,
        bit_rate_bps: u32,
        packets: u32,
        packets_lost: u32,
        frames_per_s: f32,
        viewers: u32,
        /// What the phone sends, the lowest first.
        #[serde(default)]
        layers: Vec<VideoLayer>,
        /// What each connected viewer sees.
        #[serde(default)]
        views: Vec<ViewerLayer>,
    },
}

/// One encoding of a publisher's video (RFC 8853).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[ts(export_to = "protocol.ts")]
pub struct VideoLayer {
    pub bit_rate_bps: u32,
    pub frames_per_s: f32,
    /// In pixels, of the last key frame; 0 while unknown.
    pub width: u16,
    pub height: u16,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[ts(export_to = "protocol.ts")]
pub struct ViewerLayer {
    pub session: WebrtcSessionId,
    /// Place in the list of layers; none while nothing is shown.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer: Option<u8>,
    /// What the path to the viewer carries; none where its browser does not tell.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate_bps: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndCause {
    /// WHIP or WHEP DELETE.
    Deleted,
    /// DTLS close_notify.
    Closed,
    /// A newer session of the same publisher took over.
    Replaced,
    /// Nothing heard for too long.
    TimedOut,
    /// An order from signaling, or the token's end.
    Ordered,
}

/// What one publisher's session carried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamTotals {
    pub bytes: u64,
    pub packets: u64,
    pub packets_lost: u64,
}

/// What signaling may order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MediaOrder {
    /// Close every session of the room, finish its journal, and refuse its tokens from now on.
    End {
        room: ReportId,
    },
    /// Stop forwarding; the publisher stays connected.
    Hold {
        room: ReportId,
    },
    Release {
        room: ReportId,
    },
    /// Keep what arrives for the room from now on, sealed with this key; may come again.
    Record {
        room: ReportId,
        key: RecordingKey,
    },
    /// Close the sessions of one subject in the room and refuse its older tokens.
    Revoke {
        room: ReportId,
        subject: String,
    },
}

/// Seals all journals of one report. In JSON as hexadecimal digits; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct RecordingKey(pub [u8; 32]);

impl std::fmt::Debug for RecordingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecordingKey")
    }
}

impl Serialize for RecordingKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use std::fmt::Write;
        let mut digits = String::with_capacity(2 * self.0.len());
        for byte in self.0 {
            // Writing into a string does not fail.
            let _ = write!(digits, "{byte:02x}");
        }
        serializer.serialize_str(&digits)
    }
}

impl<'de> Deserialize<'de> for RecordingKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let digits = String::deserialize(deserializer)?;
        let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
        let mut key = [0; 32];
        if pairs.len() != key.len() || !rest.is_empty() {
            return Err(D::Error::custom("a key has 64 hexadecimal digits"));
        }
        for (place, pair) in key.iter_mut().zip(pairs) {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            let byte = digit(pair[0]).zip(digit(pair[1]));
            let byte = byte.and_then(|(high, low)| u8::try_from(high << 4 | low).ok());
            *place = byte.ok_or_else(|| D::Error::custom("no hexadecimal digit"))?;
        }
        Ok(Self(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_key_travels_as_digits_and_is_never_printed() {
        let mut bytes = [0xa5; 32];
        bytes[0] = 0x0f;
        let key = RecordingKey(bytes);
        let json = serde_json::to_string(&key).unwrap();
        assert_eq!(json, format!("\"0f{}\"", "a5".repeat(31)));
        assert_eq!(serde_json::from_str::<RecordingKey>(&json).unwrap(), key);
        for wrong in [
            "\"\"",
            "\"0f\"",
            &json.replace('f', "g"),
            &json.replace("a5", "a"),
        ] {
            assert!(serde_json::from_str::<RecordingKey>(wrong).is_err());
        }
        assert_eq!(format!("{key:?}"), "RecordingKey");
    }
}
