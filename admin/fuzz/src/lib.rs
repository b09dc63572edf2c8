//! What a recorder can put into the watched folder: the first bytes of a film, and its name. The
//! readers are taken file by file, because the rest of their crate brings a policy engine that
//! nobody wants to see instrumented.

#[allow(dead_code, reason = "the bounds of the whole core")]
#[path = "../../core/src/limits.rs"]
mod limits;

#[allow(dead_code, reason = "a reader needs a part of it")]
#[path = "../../core/src/calendar/japan.rs"]
mod japan;

mod calendar {
    pub(crate) use super::japan;
}

#[path = "../../core/src/footage/media.rs"]
mod media;
#[path = "../../core/src/footage/name.rs"]
mod name;

/// First the bytes of a film, then its name.
pub fn film(bytes: &[u8]) {
    let (head, rest) = bytes.split_at(bytes.len().min(limits::MEDIA_HEAD_BYTES));
    if let Some(media) = media::Media::of(head) {
        assert!(media::Media::ALL.contains(&media) && head.len() >= 4);
        assert!(media.content_type().starts_with("video/") && media.extension().starts_with('.'));
    }
    let name = String::from_utf8_lossy(if rest.is_empty() { head } else { rest });
    let shown = name::shown_name(&name);
    assert!(shown.chars().count() <= limits::FILM_NAME_CHARS);
    assert!(!shown.contains(['/', '\\']) && !shown.chars().any(char::is_control));
    if let Some(name::Filmed { from, to }) = name::times_in(&name) {
        assert!(from.0 > 0 && to.is_none_or(|to| to > from));
    }
}
