//! Delivery receipts as gateways write them. SMPP 3.4 gives their text as a mere example (appendix
//! B), so every gateway has its own: fields may be missing, in another order or case, or cut off.

use protocol::report::{DeliveryReason, DeliveryState};

use crate::{delivery::Heard, limits::RECEIPT_CHARS_MAX};

/// What a receipt's text says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// The gateway's own id of the message, as [`same_id`] compares it.
    pub id: Option<String>,
    /// Absent: the message is under way, or the word is not known.
    pub heard: Option<Heard>,
}

/// Reads the text of a receipt, for example
/// `id:0123 sub:001 dlvrd:001 submit date:2611270900 done date:2611270901 stat:DELIVRD err:000 text:`.
pub fn parse(text: &str) -> Receipt {
    let text: String = text.chars().take(RECEIPT_CHARS_MAX).collect();
    // What the message said itself comes last, and is no field.
    let lower = text.to_ascii_lowercase();
    let end = lower.find("text:").unwrap_or(lower.len());
    let value = |name: &str| {
        let (before, after) = lower[..end].split_once(name)?;
        let is_whole = before.is_empty() || before.ends_with([' ', ',', ';']);
        let value = after.trim_start().split([' ', ',', ';']).next()?;
        // Where a field is empty, the name of the next one follows.
        let is_value = is_whole && !value.is_empty() && !value.ends_with(':');
        is_value.then(|| value.to_owned())
    };
    Receipt {
        id: value("id:").map(|id| same_id(&id)),
        heard: value("stat:").and_then(|word| of_word(&word)),
    }
}

/// Ids compare without case and leading zeros: some gateways answer in another form than they
/// send receipts in.
pub fn same_id(id: &str) -> String {
    let id = id.trim().to_ascii_lowercase();
    let bare = id.trim_start_matches(|c: char| c == '0' || c.is_whitespace());
    let bare = if bare.is_empty() { &id } else { bare };
    bare.chars().take(RECEIPT_CHARS_MAX).collect()
}

/// A final state by its word; gateways cut words to seven letters, or do not.
fn of_word(word: &str) -> Option<Heard> {
    let starts = |known: &str| word.starts_with(known);
    if starts("delivrd") || starts("delivered") {
        Some(DeliveryState::Delivered.into())
    } else if starts("expired") {
        Some(DeliveryState::Expired.into())
    } else if starts("undeliv") {
        Some(Heard::failed(DeliveryReason::Undeliverable))
    } else if starts("reject") || starts("deleted") {
        Some(Heard::failed(DeliveryReason::Rejected))
    } else {
        None
    }
}

/// The final states of SMPP 3.4 §5.2.28 as a number.
pub fn of_number(state: u8) -> Option<Heard> {
    match state {
        2 => Some(DeliveryState::Delivered.into()),
        3 => Some(DeliveryState::Expired.into()),
        // Deleted before it went out, or turned away.
        4 | 8 => Some(Heard::failed(DeliveryReason::Rejected)),
        5 => Some(Heard::failed(DeliveryReason::Undeliverable)),
        _ => None,
    }
}

/// Kannel's kinds of receipt: 1 delivered, 2 not, 4 and 8 under way, 16 turned away; the network's
/// own words, where it has some, say more.
pub fn of_kannel(kind: u8, answer: &str) -> Option<Heard> {
    let finer = parse(answer).heard;
    match kind {
        1 => Some(DeliveryState::Delivered.into()),
        2 => Some(
            finer
                .filter(|heard| heard.state != DeliveryState::Delivered)
                .unwrap_or(Heard::failed(DeliveryReason::Undeliverable)),
        ),
        16 => Some(Heard::failed(DeliveryReason::Rejected)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(reason: DeliveryReason) -> Option<Heard> {
        Some(Heard::failed(reason))
    }

    #[test]
    fn receipts_of_every_fashion_are_read() {
        let delivered = Some(DeliveryState::Delivered.into());
        let expired = Some(DeliveryState::Expired.into());
        let undeliverable = failed(DeliveryReason::Undeliverable);
        let rejected = failed(DeliveryReason::Rejected);
        let table = [
            (
                "id:00ABc7 sub:001 dlvrd:001 submit date:2611270900 done date:2611270901 stat:DELIVRD err:000 text:hello",
                Some("abc7"),
                delivered,
            ),
            ("id:7 stat:EXPIRED", Some("7"), expired),
            (
                "ID: 12 STAT: Undeliverable err:1",
                Some("12"),
                undeliverable,
            ),
            ("stat:REJECTD", None, rejected),
            ("id:0 stat:DELETED", Some("0"), rejected),
            ("id:9 stat:ENROUTE", Some("9"), None),
            ("id:9 stat:ACCEPTD", Some("9"), None),
            ("id:9,stat:DELIVERED;", Some("9"), delivered),
            // What the message says is no field, and neither is the end of another one's name.
            ("id:9 text:stat:DELIVRD id:8", Some("9"), None),
            ("void:9 status:DELIVRD", None, None),
            ("", None, None),
            ("id: stat:", None, None),
            ("\u{0}\u{fffd}id", None, None),
        ];
        for (text, id, heard) in table {
            let read = parse(text);
            assert_eq!(read.id.as_deref(), id, "{text:?}");
            assert_eq!(read.heard, heard, "{text:?}");
        }
        let endless = format!("id:{} stat:DELIVRD", "1".repeat(100_000));
        assert_eq!(parse(&endless).heard, None);
    }

    #[test]
    fn kannels_kinds_are_read_with_the_networks_words() {
        let delivered = Some(DeliveryState::Delivered.into());
        assert_eq!(of_kannel(1, "garbage"), delivered);
        for (kind, answer) in [(4, ""), (8, "ACK/"), (0, ""), (255, "stat:DELIVRD")] {
            assert_eq!(of_kannel(kind, answer), None, "{kind}");
        }
        let undeliverable = failed(DeliveryReason::Undeliverable);
        assert_eq!(of_kannel(2, ""), undeliverable);
        assert_eq!(of_kannel(2, "id:1 stat:DELIVRD"), undeliverable);
        let expired = Some(DeliveryState::Expired.into());
        assert_eq!(of_kannel(2, "id:1 stat:EXPIRED err:000"), expired);
        let rejected = failed(DeliveryReason::Rejected);
        assert_eq!(of_kannel(16, "NACK/0x0000000b"), rejected);
    }

    #[test]
    fn states_as_numbers_are_those_of_the_protocol() {
        let read: Vec<_> = (0..=9).map(of_number).collect();
        let rejected = failed(DeliveryReason::Rejected);
        let expected = [
            None,
            None,
            Some(DeliveryState::Delivered.into()),
            Some(DeliveryState::Expired.into()),
            rejected,
            failed(DeliveryReason::Undeliverable),
            None,
            None,
            rejected,
            None,
        ];
        assert_eq!(read, expected);
    }
}
