//! Why a conversion ended without a copy.

/// The file's fault: told to people, and not tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    NotAPicture,
    NotAFilm,
    TooLarge,
    TooLong,
    Damaged,
    NotSupported,
    NoPictures,
    RecordingTooLong,
}

impl Refusal {
    pub fn code(self) -> &'static str {
        match self {
            Self::NotAPicture => "not_a_picture",
            Self::NotAFilm => "not_a_film",
            Self::TooLarge => "too_large",
            Self::TooLong => "too_long",
            Self::Damaged => "damaged",
            Self::NotSupported => "not_supported",
            Self::NoPictures => "no_pictures",
            Self::RecordingTooLong => "recording_too_long",
        }
    }

    pub fn message_ja(self) -> &'static str {
        match self {
            Self::NotAPicture => "写真として読めないファイルです。",
            Self::NotAFilm => "動画として読めないファイルです。",
            Self::TooLarge => "画像の大きさが上限を超えています。",
            Self::TooLong => "動画が30分を超えています。",
            Self::Damaged => "ファイルが壊れていて読めません。",
            Self::NotSupported => "この形式には対応していません。",
            Self::NoPictures => "再生できる映像がありません。",
            Self::RecordingTooLong => "録画が長すぎるため、一つの動画にできません。",
        }
    }

    pub fn message_en(self) -> &'static str {
        match self {
            Self::NotAPicture => "This file cannot be read as a picture.",
            Self::NotAFilm => "This file cannot be read as a film.",
            Self::TooLarge => "The picture is larger than the limit.",
            Self::TooLong => "The film is longer than 30 minutes.",
            Self::Damaged => "The file is damaged and cannot be read.",
            Self::NotSupported => "This format is not supported.",
            Self::NoPictures => "There are no pictures that can be shown.",
            Self::RecordingTooLong => "The recording is too long for one film.",
        }
    }
}

/// Everything that ends a conversion.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("refused: {}", .0.code())]
    Refused(Refusal),
    #[error("reading or writing: {0}")]
    Io(#[from] std::io::Error),
    #[error("making the copy: {0}")]
    Encoding(ffmpeg_next::Error),
    #[error("closing the sandbox: {0}")]
    Sandbox(String),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
