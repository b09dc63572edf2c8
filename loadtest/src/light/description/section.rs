//! One section of video, written.

use std::net::SocketAddr;

use media_core::far_end::FarEnd;

use super::{Sources, TRANSPORT_CC_URI};

/// Our numbers for one section.
pub struct Section<'a> {
    pub mid: &'a str,
    pub direction: &'a str,
    pub media_type: u8,
    pub rtx_type: Option<u8>,
    pub transport_cc: Option<u8>,
    pub feedback: Vec<&'a str>,
    pub sources: Option<Sources>,
}

impl Section<'_> {
    pub fn write(&self, far: &FarEnd, local: SocketAddr) -> String {
        let (fragment, password) = far.credentials();
        let media = self.media_type;
        let mut lines = vec![
            "v=0".to_owned(),
            "o=- 1 1 IN IP4 127.0.0.1".to_owned(),
            "s=-".to_owned(),
            "t=0 0".to_owned(),
            format!("a=group:BUNDLE {}", self.mid),
            "a=msid-semantic: WMS *".to_owned(),
            match self.rtx_type {
                Some(rtx) => format!("m=video 9 UDP/TLS/RTP/SAVPF {media} {rtx}"),
                None => format!("m=video 9 UDP/TLS/RTP/SAVPF {media}"),
            },
            "c=IN IP4 0.0.0.0".to_owned(),
            "a=rtcp:9 IN IP4 0.0.0.0".to_owned(),
            format!(
                "a=candidate:1 1 udp 2130706431 {} {} typ host",
                local.ip(),
                local.port()
            ),
            "a=end-of-candidates".to_owned(),
            format!("a=ice-ufrag:{fragment}"),
            format!("a=ice-pwd:{password}"),
            format!("a=fingerprint:{}", far.fingerprint()),
            "a=setup:active".to_owned(),
            format!("a=mid:{}", self.mid),
        ];
        lines.extend(
            self.transport_cc
                .map(|id| format!("a=extmap:{id} {TRANSPORT_CC_URI}")),
        );
        lines.push(format!("a={}", self.direction));
        lines.push("a=rtcp-mux".to_owned());
        lines.push("a=rtcp-rsize".to_owned());
        lines.push(format!("a=rtpmap:{media} VP8/90000"));
        lines.extend(
            self.feedback
                .iter()
                .map(|name| format!("a=rtcp-fb:{media} {name}")),
        );
        if let Some(rtx) = self.rtx_type {
            lines.push(format!("a=rtpmap:{rtx} rtx/90000"));
            lines.push(format!("a=fmtp:{rtx} apt={media}"));
        }
        if let Some(Sources { media, rtx }) = self.sources {
            lines.push("a=msid:light video".to_owned());
            lines.push(format!("a=ssrc-group:FID {media} {rtx}"));
            for ssrc in [media, rtx] {
                lines.push(format!("a=ssrc:{ssrc} cname:light"));
                lines.push(format!("a=ssrc:{ssrc} msid:light video"));
            }
        }
        lines.join("\r\n") + "\r\n"
    }
}
