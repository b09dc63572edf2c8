//! How long something took, of many reports.

use protocol::statistics::{TimeBucket, Times};

/// Upper ends of the buckets, in seconds: fine where an operator feels the difference.
const UP_TO_S: [u64; 12] = [5, 10, 15, 20, 30, 45, 60, 90, 120, 300, 600, 1800];

/// The spans themselves, so that sums of sums are exact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Spans(Vec<u64>);

impl Spans {
    pub fn add(&mut self, span_ms: u64) {
        self.0.push(span_ms);
    }

    pub fn add_all(&mut self, other: &Self) {
        self.0.extend(&other.0);
    }

    pub fn times(&self) -> Times {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let of_ten = |tenths: usize| {
            // The smallest span that so many tenths do not exceed.
            let rank = (sorted.len() * tenths).div_ceil(10);
            sorted.get(rank.checked_sub(1)?).copied()
        };
        Times {
            count: count(sorted.len()),
            median_ms: of_ten(5),
            p90_ms: of_ten(9),
            sum_ms: sorted.iter().sum(),
            buckets: buckets(&sorted),
        }
    }
}

fn buckets(sorted: &[u64]) -> Vec<TimeBucket> {
    if sorted.is_empty() {
        return Vec::new();
    }
    let below = |up_to_ms: u64| sorted.partition_point(|span| *span <= up_to_ms);
    let ends = UP_TO_S.map(|seconds| Some(seconds * 1000)).into_iter();
    let mut before = 0;
    ends.chain([None])
        .map(|up_to_ms| {
            let until = up_to_ms.map_or(sorted.len(), below);
            let inside = until - before;
            before = until;
            TimeBucket {
                up_to_ms,
                count: count(inside),
            }
        })
        .collect()
}

pub(super) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
