//! What a stranger's phone or a console can send to signaling: each function takes any bytes and
//! panics when something about the outcome is wrong.

use std::sync::OnceLock;

use protocol::{
    caller::{FromCaller, Open, Refuse, Start},
    console::Say,
    media::MediaEvent,
    request::{Prepare, Send},
    text::MessageBody,
    time::UnixMs,
    upload::UploadStart,
};
use serde::{Serialize, de::DeserializeOwned};
use signaling_core::{
    limits, message, number, number::MobileNumber, place::Gazetteer, position, receipt, rules::Rules, token,
    upload,
};

const NOW: UnixMs = UnixMs(1_795_000_000_000);

const RULES: Rules = Rules {
    opening_ms: 600_000,
    session_ms: 3_600_000,
    warning_ms: 300_000,
    prolongation_ms: 1_800_000,
    max_devices: 1,
    resumptions_max: 100,
    readmissions_max: 10,
    sends_max: 3,
    compare_ms: 300_000,
    access_code: None,
};

/// A receipt of a gateway: Kannel's kind, or a state as a number, and the network's words.
pub fn gateway_receipt(bytes: &[u8]) {
    let Some((kind, text)) = bytes.split_first() else {
        return;
    };
    let text = String::from_utf8_lossy(text);
    if let Some(id) = receipt::parse(&text).id {
        assert_eq!(receipt::same_id(&id), id, "a receipt would not find its message");
    }
    let _ = (receipt::of_kannel(*kind, &text), receipt::of_number(*kind));
}

/// A text frame of the caller's WebSocket, and what is done with its content.
pub fn caller_socket(bytes: &[u8]) {
    let Some(message) = read::<FromCaller>(bytes) else {
        return;
    };
    match message {
        FromCaller::Positions { points, .. } => {
            let taken = position::accept(points, NOW);
            assert!(taken.len() <= limits::POINTS_PER_MESSAGE_MAX);
            for point in taken {
                assert!(point.latitude_deg.abs() <= 90.0 && point.longitude_deg.abs() <= 180.0);
                let _ = places().municipality(point.latitude_deg, point.longitude_deg);
            }
        }
        FromCaller::Say { client_key, words } => {
            let _ = message::check_client_key(&client_key);
            check_words(&words);
        }
        FromCaller::Hello { session_token } => {
            let _ = token::is_well_formed(&session_token);
        }
        _ => {}
    }
}

/// Bodies of requests, by the first byte.
pub fn json_bodies(bytes: &[u8]) {
    let Some((kind, body)) = bytes.split_first() else {
        return;
    };
    match kind % 7 {
        0 => drop(read::<Open>(body)),
        1 => drop(read::<Start>(body)),
        2 => drop(read::<Refuse>(body)),
        3 => {
            if let Some(request) = read::<Prepare>(body) {
                let by = serde_json::from_str("\"018f0000-0000-7000-8000-000000000001\"");
                let _ = signaling_core::request::prepare(&request, by.expect("an id"), &RULES, NOW);
            }
        }
        4 => drop(read::<Send>(body)),
        5 => {
            if let Some(Say {
                body: MessageBody::Words { words },
            }) = read(body)
            {
                check_words(&words);
            }
        }
        _ => drop(read::<MediaEvent>(body)),
    }
}

/// A number as somebody types it.
pub fn phone_number(bytes: &[u8]) {
    let Ok(typed) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(read) = MobileNumber::parse(typed) {
        let digits = read.e164().strip_prefix('+').expect("E.164 begins with +");
        assert!((7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()));
        assert_eq!(
            MobileNumber::parse(read.e164()).as_ref(),
            Ok(&read),
            "it reads itself"
        );
        assert!(!number::masked(read.e164()).contains(&digits[..digits.len() - 4]));
        let _ = number::differs(read.e164(), Some(typed));
    }
}

/// Any point of the world and beyond.
pub fn place(bytes: &[u8]) {
    for pair in bytes.as_chunks::<16>().0 {
        let number = |at: usize| f64::from_le_bytes(pair[at..at + 8].try_into().expect("eight"));
        let _ = places().municipality(number(0), number(8));
    }
}

/// The announcement of a file, then its first bytes.
pub fn upload(bytes: &[u8]) {
    let (head, rest) = bytes.split_at(bytes.len().min(limits::SNIFF_BYTES));
    if let Some(Ok(content)) = upload::sniff(head, rest.len() as u64 + head.len() as u64) {
        let _ = content.kind();
    }
    if let Ok(name) = std::str::from_utf8(rest) {
        let shown = upload::shown_name(name);
        assert!(shown.chars().count() <= limits::FILE_NAME_CHARS_MAX);
        assert!(!shown.contains(['/', '\\']) && !shown.chars().any(char::is_control));
    }
    if let Some(start) = read::<UploadStart>(bytes)
        && upload::check_start(&start, 0).is_ok()
    {
        assert!(start.bytes <= limits::UPLOAD_LIMITS.film_bytes_max);
    }
}

/// What is read can be written and read again.
fn read<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Option<T> {
    let value: T = serde_json::from_slice(bytes).ok()?;
    let text = serde_json::to_string(&value).expect("what was read can be written");
    // Not compared: numbers far outside the world may change in their last digit.
    let _: T = serde_json::from_str(&text).expect("what was written can be read");
    Some(value)
}

fn check_words(words: &str) {
    if let Ok(shown) = message::check_words(words) {
        assert!((1..=limits::MESSAGE_CHARS_MAX).contains(&shown.chars().count()));
        assert!(!shown.chars().any(|c| c != '\n' && c.is_control()));
    }
}

fn places() -> &'static Gazetteer {
    static PLACES: OnceLock<Gazetteer> = OnceLock::new();
    PLACES.get_or_init(Gazetteer::embedded)
}
