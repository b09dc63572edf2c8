//! Which packets leave as one run. The kernel takes many datagrams in one call when all have the
//! same length; the last may be shorter. Encoders split a frame into parts of nearly the same
//! length, so a few bytes of padding join what would be many calls.

use crate::limits;

/// The first packets of a line that go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    pub packets: usize,
    /// Every packet but the last is padded to this length.
    pub bytes: usize,
}

/// The longest run at the beginning of these lengths.
pub fn next_run(lengths: impl Iterator<Item = usize>) -> Run {
    let mut run = Run {
        packets: 0,
        bytes: 0,
    };
    // Of all packets but the last.
    let (mut sum, mut shortest, mut last) = (0, usize::MAX, 0);
    for length in lengths.take(limits::SEGMENTS_PER_RUN_MAX) {
        let bytes = run.bytes.max(length);
        let (sum_before, shortest_before) = (sum + last, shortest.min(last));
        if run.packets > 0 {
            let padding = bytes * run.packets - sum_before;
            let is_cheap = padding * limits::PADDING_SHARE <= sum_before
                && bytes - shortest_before <= usize::from(u8::MAX);
            if !is_cheap {
                break;
            }
            (sum, shortest) = (sum_before, shortest_before);
        }
        (run.packets, run.bytes, last) = (run.packets + 1, bytes, length);
    }
    run
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Packets and padded length of each run.
    type Runs = [(usize, usize)];

    fn runs(lengths: &[usize]) -> Vec<(usize, usize)> {
        let mut rest = lengths;
        let mut runs = Vec::new();
        while !rest.is_empty() {
            let run = next_run(rest.iter().copied());
            runs.push((run.packets, run.bytes));
            rest = &rest[run.packets..];
        }
        runs
    }

    #[test]
    fn nearly_equal_packets_join_and_unequal_ones_do_not() {
        let cases: &[(&[usize], &Runs)] = &[
            (&[], &[]),
            (&[500], &[(1, 500)]),
            (&[1000, 1000, 1000], &[(3, 1000)]),
            (&[1000, 1001, 1000, 999], &[(4, 1001)]),
            (&[1000, 1000, 80], &[(3, 1000)]),
            (&[1000, 80, 1000], &[(2, 1000), (1, 1000)]),
            (&[80, 1000, 1000], &[(1, 80), (2, 1000)]),
            (&[1000, 990, 300, 80], &[(3, 1000), (1, 80)]),
            (&[200, 1000], &[(1, 200), (1, 1000)]),
            // One short packet among many is worth padding.
            (&[1000; 30], &[(30, 1000)]),
        ];
        for (lengths, expected) in cases {
            assert_eq!(runs(lengths), *expected, "{lengths:?}");
        }
    }

    #[test]
    fn padding_stays_within_its_share_whatever_comes() {
        let mut state = 3_u64;
        for _ in 0..2000 {
            let lengths: Vec<usize> = (0..40)
                .map(|_| {
                    state = state
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1);
                    100 + (state >> 33) as usize % [4, 60, 1100][(state >> 60) as usize % 3]
                })
                .collect();
            let run = next_run(lengths.iter().copied());
            assert!((1..=limits::SEGMENTS_PER_RUN_MAX).contains(&run.packets));
            let padded = &lengths[..run.packets - 1];
            let padding: usize = padded.iter().map(|length| run.bytes - length).sum();
            assert!(padding * limits::PADDING_SHARE <= padded.iter().sum());
            assert!(padded.iter().all(|length| run.bytes - length <= 255));
            assert!(lengths[run.packets - 1] <= run.bytes);
        }
    }
}
