//! Links of exercises, and where they come from.

use anyhow::Context as _;
use protocol::request::OutboxMessage;

use crate::{
    access::Ready,
    http::{Connection, Origin, Trust},
};

/// What messages of exercises begin with; each language has its own (VR-10).
const MARKS: [&str; 10] = [
    "【訓練】",
    "【くんれん】",
    "EXERCISE",
    "[EXERCISE",
    "【演练】",
    "【훈련】",
    "DIEN TAP",
    "[DIỄN TẬP]",
    "SIMULADO",
    "[SIMULADO]",
];

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// Scheme, host and port, as in the link.
    pub page: String,
    pub token: String,
}

impl Link {
    pub fn parse(link: &str) -> anyhow::Result<Self> {
        let parts = link.trim().split_once('#');
        let (page, token) = parts.with_context(|| format!("'{link}' is no link of a caller"))?;
        Ok(Self {
            page: page.to_owned(),
            token: token.to_owned(),
        })
    }
}

/// The links of exercises in a demo's outbox, the oldest first.
pub async fn outbox(ready: &Ready, trust: &Trust) -> anyhow::Result<Vec<Link>> {
    let (origin, _) = Origin::split(&ready.console, None)?;
    let mut connection = Connection::new(origin, trust.clone());
    let messages: Vec<OutboxMessage> = connection.get("/api/v1/demo/outbox").await?;
    let of_exercises = messages
        .iter()
        .rev()
        .filter(|message| is_exercise(&message.text));
    of_exercises
        .map(|message| Link::parse(&message.link))
        .collect()
}

fn is_exercise(text: &str) -> bool {
    MARKS.iter().any(|mark| text.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_messages_are_none_of_ours() {
        assert!(is_exercise(
            "【訓練】警察です。映像を送ってください\nhttps://x/#abc"
        ));
        assert!(!is_exercise(
            "警察です。映像を送ってください\nhttps://x/#abc"
        ));
    }

    #[test]
    fn a_link_has_a_page_and_a_secret() {
        let link = Link::parse("https://localhost:8443/#abc ").unwrap();
        assert_eq!(
            (link.page.as_str(), link.token.as_str()),
            ("https://localhost:8443/", "abc")
        );
        assert!(Link::parse("https://localhost:8443/").is_err());
    }
}
