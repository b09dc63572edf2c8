//! Descriptor 2: one JSON object per line, for the parent process.

use std::io::Write;

use serde_json::{Value, json};

use crate::failure::{Failure, Refusal};

/// A parent that has stopped listening is no reason to stop the work.
pub fn say(line: &Value) {
    let mut text = line.to_string();
    text.push('\n');
    let _ = std::io::stderr().write_all(text.as_bytes());
}

pub fn progress(percent: u8) {
    say(&json!({ "percent": percent }));
}

pub fn refused(refusal: Refusal) {
    say(&json!({ "refused": {
        "code": refusal.code(),
        "message_ja": refusal.message_ja(),
        "message_en": refusal.message_en(),
    }}));
}

pub fn failed(failure: &Failure) {
    say(&json!({ "failed": { "message": failure.to_string() } }));
}
