//! Short texts between operator and caller.

use protocol::text::MessageBody;

use crate::{
    Refusal,
    limits::{CLIENT_KEY_CHARS_MAX, CLIENT_KEY_CHARS_MIN, MESSAGE_CHARS_MAX},
};

/// Trims typed words; a phrase is always fine.
pub fn check_body(body: MessageBody) -> Result<MessageBody, Refusal> {
    match body {
        MessageBody::Words { words } => {
            check_words(&words).map(|words| MessageBody::Words { words })
        }
        phrase @ MessageBody::Phrase { .. } => Ok(phrase),
    }
}

/// 1 to 500 characters that can be shown; line breaks stay, other control characters go.
pub fn check_words(words: &str) -> Result<String, Refusal> {
    // Four bytes a character at most: what is longer is refused before it is walked through.
    if words.len() > MESSAGE_CHARS_MAX * 4 * 2 {
        return Err(Refusal::MessageTooLong);
    }
    let shown: String = words
        .chars()
        .filter(|c| *c == '\n' || !c.is_control())
        .collect();
    let shown = shown.trim();
    match shown.chars().count() {
        0 => Err(Refusal::MessageEmpty),
        count if count > MESSAGE_CHARS_MAX => Err(Refusal::MessageTooLong),
        _ => Ok(shown.to_owned()),
    }
}

/// A key made by the page so that a repeated send is harmless.
pub fn check_client_key(key: &str) -> Result<(), Refusal> {
    let is_url_safe = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let is_good = (CLIENT_KEY_CHARS_MIN..=CLIENT_KEY_CHARS_MAX).contains(&key.len())
        && key.bytes().all(is_url_safe);
    if is_good {
        Ok(())
    } else {
        Err(Refusal::ClientKeyInvalid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_one_to_five_hundred_characters() {
        for (words, expected) in [
            (String::new(), Err(Refusal::MessageEmpty)),
            (" \n\u{7} ".into(), Err(Refusal::MessageEmpty)),
            (" 右へ\n動かして ".into(), Ok("右へ\n動かして".to_owned())),
            ("字".repeat(500), Ok("字".repeat(500))),
            ("字".repeat(501), Err(Refusal::MessageTooLong)),
            ("a".repeat(1_000_000), Err(Refusal::MessageTooLong)),
        ] {
            assert_eq!(check_words(&words), expected);
        }
    }

    #[test]
    fn a_client_key_is_url_safe_and_of_good_length() {
        for (key, good) in [
            ("0123456789abcdef", true),
            ("0123456789abcde", false),
            ("0123456789abcde/", false),
            (&"a".repeat(65), false),
        ] {
            assert_eq!(check_client_key(key).is_ok(), good, "{key}");
        }
    }
}
