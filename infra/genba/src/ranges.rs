//! One byte range of a request (RFC 9110 §14).

use http::{HeaderMap, header};

/// What part of `length` bytes is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    Whole,
    /// First and last byte, both included.
    Part {
        first: u64,
        last: u64,
    },
    Unsatisfiable,
}

/// Reads the `Range` header. Several ranges, or a unit we do not know, are answered whole, as
/// the RFC allows.
pub fn asked(headers: &HeaderMap, length: u64) -> Asked {
    let Some(range) = headers
        .get(header::RANGE)
        .and_then(|value| value.to_str().ok())
    else {
        return Asked::Whole;
    };
    match range
        .strip_prefix("bytes=")
        .and_then(|spec| spec.split_once('-'))
    {
        Some((first, last)) => part(first.trim(), last.trim(), length),
        None => Asked::Whole,
    }
}

fn part(first: &str, last: &str, length: u64) -> Asked {
    let range = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => Some((first, last)),
        (Ok(first), Err(_)) if last.is_empty() => Some((first, u64::MAX)),
        (Err(_), Ok(suffix)) if first.is_empty() && suffix > 0 => {
            Some((length.saturating_sub(suffix), u64::MAX))
        }
        (Err(_), Ok(0)) if first.is_empty() => return Asked::Unsatisfiable,
        _ => None,
    };
    match range {
        None => Asked::Whole,
        Some((first, _)) if first >= length => Asked::Unsatisfiable,
        Some((first, last)) => Asked::Part {
            first,
            last: last.min(length - 1),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_by_one_table() {
        let table = [
            (None, Asked::Whole),
            (Some("bytes=0-9"), Asked::Part { first: 0, last: 9 }),
            (
                Some("bytes=90-"),
                Asked::Part {
                    first: 90,
                    last: 99,
                },
            ),
            (
                Some("bytes=-5"),
                Asked::Part {
                    first: 95,
                    last: 99,
                },
            ),
            (Some("bytes=-500"), Asked::Part { first: 0, last: 99 }),
            (
                Some("bytes=50-1000"),
                Asked::Part {
                    first: 50,
                    last: 99,
                },
            ),
            (Some("bytes=100-"), Asked::Unsatisfiable),
            (Some("bytes=-0"), Asked::Unsatisfiable),
            (Some("bytes=9-3"), Asked::Whole),
            (Some("bytes=0-1,5-6"), Asked::Whole),
            (Some("items=0-1"), Asked::Whole),
            (Some("bytes=a-b"), Asked::Whole),
        ];
        for (range, expected) in table {
            let mut headers = HeaderMap::new();
            if let Some(range) = range {
                headers.insert(header::RANGE, range.parse().unwrap());
            }
            assert_eq!(asked(&headers, 100), expected, "{range:?}");
        }
    }
}
