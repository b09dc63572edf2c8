//! Enums are stored as their words on the wire, and small values as JSON.

use admin::problem::Refused;
use serde::{Serialize, de::DeserializeOwned};

/// The word of a unit variant.
pub fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// The variant of a stored word; another word means a damaged row.
pub fn of_word<T: DeserializeOwned>(word: &str) -> Result<T, Refused> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(Refused::internal)
}

pub fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

pub fn of_json<T: DeserializeOwned>(text: impl AsRef<[u8]>) -> Result<T, Refused> {
    serde_json::from_slice(text.as_ref()).map_err(Refused::internal)
}
