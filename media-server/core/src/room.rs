//! Who is in one room.

/// Place of a session in the table.
pub type Key = usize;

#[derive(Default)]
pub struct Room {
    /// The connected publisher whose picture is forwarded.
    pub publisher: Option<Key>,
    /// A newer publisher that is still connecting. The picture goes on until it is there.
    pub candidate: Option<Key>,
    pub viewers: Vec<Key>,
    /// Nothing is forwarded while held.
    pub held: bool,
}

impl Room {
    pub fn is_idle(&self) -> bool {
        self.publisher.is_none()
            && self.candidate.is_none()
            && self.viewers.is_empty()
            && !self.held
    }

    pub fn members(&self) -> impl Iterator<Item = Key> {
        self.publisher
            .into_iter()
            .chain(self.candidate)
            .chain(self.viewers.iter().copied())
    }

    pub fn remove(&mut self, key: Key) {
        if self.publisher == Some(key) {
            self.publisher = None;
        }
        if self.candidate == Some(key) {
            self.candidate = None;
        }
        self.viewers.retain(|viewer| *viewer != key);
    }
}
