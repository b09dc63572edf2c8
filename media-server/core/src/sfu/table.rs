//! Sessions by place. Places are used again; serial numbers are not.

use crate::{room::Key, session::Session};

#[derive(Default)]
pub struct Table {
    places: Vec<Option<Session>>,
    free: Vec<Key>,
    serial: u64,
}

impl Table {
    pub fn len(&self) -> usize {
        self.places.len() - self.free.len()
    }

    /// The serial number of the session that comes next.
    pub fn next_serial(&self) -> u64 {
        self.serial + 1
    }

    pub fn take_serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    pub fn insert(&mut self, session: Session) -> Key {
        match self.free.pop() {
            Some(key) => {
                self.places[key] = Some(session);
                key
            }
            None => {
                self.places.push(Some(session));
                self.places.len() - 1
            }
        }
    }

    pub fn remove(&mut self, key: Key) -> Option<Session> {
        let session = self.places.get_mut(key)?.take()?;
        self.free.push(key);
        Some(session)
    }

    pub fn get(&self, key: Key) -> Option<&Session> {
        self.places.get(key)?.as_ref()
    }

    pub fn get_mut(&mut self, key: Key) -> Option<&mut Session> {
        self.places.get_mut(key)?.as_mut()
    }

    /// Two different sessions at once; the second one only read.
    pub fn pair(
        &mut self,
        key: Key,
        other: Option<Key>,
    ) -> Option<(&mut Session, Option<&Session>)> {
        let Some(other) = other.filter(|other| *other != key && *other < self.places.len()) else {
            return self.get_mut(key).map(|session| (session, None));
        };
        let [session, other] = self.places.get_disjoint_mut([key, other]).ok()?;
        Some((session.as_mut()?, other.as_ref()))
    }
}
