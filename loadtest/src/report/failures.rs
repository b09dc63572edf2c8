//! Failures by reason.

use std::collections::BTreeMap;

use serde::Serialize;

use super::facts::StreamFacts;
use crate::limits;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FailureKind {
    pub count: u64,
    /// As the first of its kind told it.
    pub reason: String,
}

/// The most frequent first; what differs only in numbers is one reason.
pub fn count(streams: &[StreamFacts]) -> Vec<FailureKind> {
    let mut kinds: BTreeMap<String, FailureKind> = BTreeMap::new();
    let all = streams.iter().flat_map(|stream| {
        let views = stream.views.iter().filter_map(|view| view.failure.as_ref());
        stream.failure.iter().chain(views)
    });
    for reason in all {
        let kind = kinds.entry(without_numbers(reason)).or_insert(FailureKind {
            count: 0,
            reason: reason.clone(),
        });
        kind.count += 1;
    }
    let mut kinds: Vec<_> = kinds.into_values().collect();
    kinds.sort_by_key(|kind| std::cmp::Reverse(kind.count));
    // The rest is one line, so that the sum stays right.
    let rest: u64 = kinds
        .iter()
        .skip(limits::FAILURE_REASONS_MAX)
        .map(|k| k.count)
        .sum();
    kinds.truncate(limits::FAILURE_REASONS_MAX);
    if rest > 0 {
        let reason = "other reasons".to_owned();
        kinds.push(FailureKind {
            count: rest,
            reason,
        });
    }
    kinds
}

fn without_numbers(reason: &str) -> String {
    reason.chars().filter(|c| !c.is_ascii_digit()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(reason: String) -> StreamFacts {
        StreamFacts {
            failure: Some(reason),
            ..StreamFacts::default()
        }
    }

    #[test]
    fn reasons_that_differ_in_numbers_are_one_and_the_most_frequent_comes_first() {
        let mut streams: Vec<_> = (0..3)
            .map(|i| failed(format!("no way to port {i}")))
            .collect();
        streams.insert(0, failed("refused".into()));
        let kinds = count(&streams);
        let told: Vec<_> = kinds.iter().map(|k| (k.count, k.reason.as_str())).collect();
        assert_eq!(told, [(3, "no way to port 0"), (1, "refused")]);
    }

    #[test]
    fn many_reasons_are_cut_and_their_sum_stays() {
        let letters = |i: usize| "x".repeat(i + 1);
        let streams: Vec<_> = (0..limits::FAILURE_REASONS_MAX + 7)
            .map(|i| failed(letters(i)))
            .collect();
        let kinds = count(&streams);
        assert_eq!(kinds.last().unwrap().count, 7);
        assert_eq!(
            kinds.iter().map(|k| k.count).sum::<u64>(),
            streams.len() as u64
        );
    }
}
