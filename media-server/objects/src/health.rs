//! Whether the store is well, as its calls find it.

use tokio::sync::watch;

use crate::ObjectError;

/// None while it is well, else what is wrong.
#[derive(Debug)]
pub struct Health(watch::Sender<Option<String>>);

impl Health {
    pub fn new() -> Self {
        Self(watch::Sender::new(None))
    }

    /// What a call came to; what the caller or this machine did wrong says nothing of the store.
    pub fn heard<T>(&self, result: &Result<T, ObjectError>) {
        let found = match result {
            Err(error) if error.is_trouble() => Some(error.to_string()),
            Err(ObjectError::Local(_) | ObjectError::TooMany) => return,
            Ok(_) | Err(_) => None,
        };
        self.0.send_if_modified(|told| {
            // The first cause stays for as long as the trouble does.
            let changes = told.is_some() != found.is_some();
            if changes {
                *told = found;
            }
            changes
        });
    }

    pub fn watch(&self) -> watch::Receiver<Option<String>> {
        self.0.subscribe()
    }
}
