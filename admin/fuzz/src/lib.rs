//! What a recorder can put into the watched folder, and a camera into its charger: the first bytes of a
//! film, its name, and a locked package; and the pictures that people attach to a case. The readers are
//! taken file by file, because the rest of their crate brings a policy engine that
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
#[allow(dead_code, reason = "what locks stands elsewhere")]
#[path = "../../core/src/footage/package.rs"]
mod package;
#[path = "../../core/src/footage/name.rs"]
mod name;
#[path = "../../core/src/picture.rs"]
mod picture;

/// The bytes of a picture. What it says is bounded, whatever they are.
pub fn picture(bytes: &[u8]) {
    if let Some(picture) = picture::read(bytes) {
        assert!(picture.left.len() <= limits::PICTURE_TAGS);
    }
}

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

/// A package whose bytes arrive in pieces, whose length the first byte says.
pub fn package(bytes: &[u8]) {
    let Some((at_once, bytes)) = bytes.split_first() else {
        return;
    };
    let (mut reader, mut chunks) = (package::Reader::default(), 0);
    for piece in bytes.chunks(usize::from(*at_once).max(1)) {
        reader.push(piece);
        loop {
            match reader.take() {
                Ok(Some(package::Piece::Header(header, before))) => {
                    assert!(before.starts_with(package::MAGIC) && chunks == 0);
                    assert!(header.segments.len() <= limits::PACKAGE_SEGMENTS);
                    if let Some((from, to)) = header.times() {
                        assert!(from < to);
                    }
                }
                Ok(Some(package::Piece::Chunk(chunk))) => {
                    assert_eq!(chunk.number, chunks);
                    chunks += 1;
                }
                Ok(None) => break,
                Err(_) => return,
            }
        }
    }
    assert!(reader.finish().is_err() || chunks > 0);
}
