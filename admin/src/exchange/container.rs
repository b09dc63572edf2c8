//! The form of a container: a page that opens itself in a browser, with a head and a body in it. All
//! else of it is ours to the byte, so that no other words and no other program travel with it.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Deserialize;

use crate::limits::{CONTAINER_HEAD_BYTES, CONTAINER_ROUNDS};

/// The page with the places of head and body.
pub const PAGE: &str = include_str!("container.html");

const HEAD: &str = "{head}";
const BODY: &str = "{body}";
const VERSION: u32 = 1;
const SALT_BYTES: usize = 16;
const NONCE_BYTES: usize = 12;
const VERIFIER_BYTES: usize = 32;
/// The tag, and the length of a name.
const BODY_BYTES_MIN: usize = 16 + 2;

/// What the head of a container says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub rounds: u32,
    pub salt: Vec<u8>,
    pub verifier: Vec<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: u32,
    rounds: u32,
    salt: String,
    nonce: String,
    verifier: String,
}

/// The head of a container; nothing where the bytes are anything else.
pub fn head_of(file: &[u8]) -> Option<Head> {
    let (before, rest) = PAGE.split_once(HEAD)?;
    let (between, after) = rest.split_once(BODY)?;
    let inner = std::str::from_utf8(file).ok()?;
    let inner = inner.strip_prefix(before)?.strip_suffix(after)?;
    let (head, body) = inner.split_once(between)?;
    if head.len() > CONTAINER_HEAD_BYTES {
        return None;
    }
    let written: Written = serde_json::from_str(head).ok()?;
    let salt = exactly(&written.salt, SALT_BYTES)?;
    let verifier = exactly(&written.verifier, VERIFIER_BYTES)?;
    exactly(&written.nonce, NONCE_BYTES)?;
    let body = BASE64_STANDARD.decode(body).ok()?;
    let whole = written.version == VERSION
        && CONTAINER_ROUNDS.contains(&written.rounds)
        && body.len() >= BODY_BYTES_MIN;
    whole.then_some(Head {
        rounds: written.rounds,
        salt,
        verifier,
    })
}

fn exactly(text: &str, bytes: usize) -> Option<Vec<u8>> {
    let read = BASE64_STANDARD.decode(text).ok()?;
    (read.len() == bytes).then_some(read)
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::digest::{SHA256, digest};

    use super::*;

    fn head(rounds: u32) -> String {
        let text = |bytes: usize| BASE64_STANDARD.encode(vec![7; bytes]);
        format!(
            r#"{{"version":1,"rounds":{rounds},"salt":"{}","nonce":"{}","verifier":"{}"}}"#,
            text(16),
            text(12),
            text(32)
        )
    }

    fn file(head: &str, body: &[u8]) -> String {
        let page = PAGE.replace(HEAD, head);
        page.replace(BODY, &BASE64_STANDARD.encode(body))
    }

    #[test]
    fn a_container_is_our_page_with_a_head_and_a_body() {
        let whole = file(&head(600_000), &[1; 40]);
        let read = head_of(whole.as_bytes()).unwrap();
        assert_eq!((read.rounds, read.salt.len()), (600_000, 16));
        for other in [
            String::new(),
            "照会結果 山田太郎".to_owned(),
            PAGE.to_owned(),
            file(&head(599_999), &[1; 40]),
            file(&head(u32::MAX), &[1; 40]),
            file(&head(600_000), &[1; 3]),
            file(&head(600_000).replace("version", "note"), &[1; 40]),
            file(&format!("{}<script>", head(600_000)), &[1; 40]),
            whole.replace("</main>", "<p>パスワードは abc です</p></main>"),
            whole.replace("const TRIES = 10", "const TRIES = 99"),
            format!("{whole} "),
        ] {
            assert_eq!(head_of(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn its_page_loads_nothing_and_runs_nothing_but_its_own_script() {
        let between = |start: &str, end: &str| {
            let (_, rest) = PAGE.split_once(start).unwrap();
            rest.split_once(end).unwrap().0.to_owned()
        };
        let hash = |text: &str| {
            let hash = digest(&SHA256, text.as_bytes());
            format!("'sha256-{}'", BASE64_STANDARD.encode(hash))
        };
        let policy = between("Content-Security-Policy\" content=\"", "\"");
        let (script, style) = (
            between("<script>", "</script>"),
            between("<style>", "</style>"),
        );
        assert!(policy.starts_with("default-src 'none'; "));
        assert!(
            policy.contains(&format!("script-src {};", hash(&script))),
            "{}",
            hash(&script)
        );
        assert!(
            policy.contains(&format!("style-src {};", hash(&style))),
            "{}",
            hash(&style)
        );
        for address in ["http:", "https:", "//", "src=", "import(", "fetch("] {
            assert!(!PAGE.contains(address), "{address}");
        }
    }
}
