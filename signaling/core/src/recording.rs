//! Films of what a media node kept: in which form, and when one is wanted.

use protocol::recording::Recording;

/// The codecs of live video. Nothing is re-encoded, so that each has a film of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum VideoCodec {
    H264,
    Vp8,
}

impl VideoCodec {
    pub fn word(self) -> &'static str {
        match self {
            Self::H264 => "h264",
            Self::Vp8 => "vp8",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::H264 => "video/mp4",
            Self::Vp8 => "video/webm",
        }
    }

    /// How the film of a report is called.
    pub fn film_name(self, report_number: &str) -> String {
        let ending = match self {
            Self::H264 => "mp4",
            Self::Vp8 => "webm",
        };
        format!("{report_number}.{ending}")
    }
}

/// Whether there is more to show than in this film: always while the report runs, and after its
/// end until there is a film of all of it.
pub fn is_wanted(film: Option<&Recording>, is_over: bool) -> bool {
    !is_over || film.is_none_or(|film| !film.is_whole)
}

#[cfg(test)]
mod tests {
    use protocol::time::UnixMs;

    use super::*;

    #[test]
    fn a_film_is_made_again_until_it_shows_all_of_a_report_that_is_over() {
        let film = |is_whole| Recording {
            begun_ms: UnixMs(1),
            duration_ms: 1,
            has_sound: false,
            gaps: Vec::new(),
            is_whole,
            is_damaged: false,
        };
        assert!(is_wanted(None, true) && is_wanted(None, false));
        assert!(is_wanted(Some(&film(false)), true));
        assert!(!is_wanted(Some(&film(true)), true));
        assert!(is_wanted(Some(&film(false)), false));
    }
}
