//! Codecs that are forwarded, and how the start of a key frame looks in each.

pub mod h264;
pub mod vp8;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Audio,
    Video,
}

/// In pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureSize {
    pub width: u16,
    pub height: u16,
}

impl PictureSize {
    pub fn pixels(self) -> u32 {
        u32::from(self.width) * u32::from(self.height)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Codec {
    H264,
    Vp8,
    Opus,
}

impl Codec {
    /// The name in `a=rtpmap`.
    pub fn name(self) -> &'static str {
        match self {
            Self::H264 => "H264",
            Self::Vp8 => "VP8",
            Self::Opus => "opus",
        }
    }

    pub fn kind(self) -> Kind {
        match self {
            Self::H264 | Self::Vp8 => Kind::Video,
            Self::Opus => Kind::Audio,
        }
    }

    pub fn clock_hz(self) -> u32 {
        match self {
            Self::H264 | Self::Vp8 => 90_000,
            Self::Opus => 48_000,
        }
    }

    /// The picture's size, where this packet tells it.
    pub fn picture_size(self, payload: &[u8]) -> Option<PictureSize> {
        match self {
            Self::H264 => h264::picture_size(payload),
            Self::Vp8 => vp8::picture_size(payload),
            Self::Opus => None,
        }
    }

    /// Whether a decoder can begin with this packet.
    pub fn starts_key_frame(self, payload: &[u8]) -> bool {
        match self {
            Self::H264 => h264::starts_key_frame(payload),
            Self::Vp8 => vp8::starts_key_frame(payload),
            Self::Opus => !payload.is_empty(),
        }
    }
}
