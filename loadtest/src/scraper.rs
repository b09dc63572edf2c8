//! The server's own counters, from `/metrics`.

use std::collections::BTreeMap;

use anyhow::Context as _;
use bytes::Bytes;
use http::Method;

use crate::http::{Connection, Origin, Trust};

/// Opens a connection for each look, so that it can be copied and keeps nothing open.
#[derive(Clone)]
pub struct Scraper {
    origin: Origin,
    trust: Trust,
}

/// What was counted, by name.
#[derive(Clone, Debug, Default)]
pub struct Counts(BTreeMap<String, u64>);

impl Scraper {
    pub fn new(origin: Origin, trust: Trust) -> Self {
        Self { origin, trust }
    }

    pub async fn counts(&self) -> anyhow::Result<Counts> {
        let mut connection = Connection::new(self.origin.clone(), self.trust.clone());
        let answer = connection.request(Method::GET, "/metrics", &[], Bytes::new());
        let answer = answer.await?.accepted("/metrics")?;
        Ok(Counts::read(&String::from_utf8_lossy(&answer.body)))
    }
}

impl Counts {
    fn read(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let counts = lines.filter_map(|line| {
            let (name, value) = line.split_once(' ')?;
            Some((name.to_owned(), value.parse().ok()?))
        });
        Self(counts.collect())
    }

    /// `name` without `genba_media_`.
    pub fn get(&self, name: &str) -> anyhow::Result<u64> {
        let found = self.0.get(&format!("genba_media_{name}"));
        found
            .copied()
            .with_context(|| format!("the server does not count genba_media_{name}"))
    }

    /// What was added since the earlier count.
    pub fn since(&self, before: &Self, name: &str) -> anyhow::Result<u64> {
        Ok(self.get(name)?.saturating_sub(before.get(name)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_read_by_name() {
        let text =
            "# HELP genba_media_moves_total x\ngenba_media_moves_total 7\nother{a=\"b\"} 1\n";
        let counts = Counts::read(text);
        assert_eq!(counts.get("moves_total").unwrap(), 7);
        assert!(counts.get("rooms").is_err());
        let later = Counts::read("genba_media_moves_total 9\n");
        assert_eq!(later.since(&counts, "moves_total").unwrap(), 2);
    }
}
