//! What each session has looked at, each with its entry in the trail. A page asks for many parts of
//! one film and draws one small picture again and again; that is one look. Losing this leaves
//! entries twice, never none.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Mutex, PoisonError},
};

use protocol::id::{AssetId, CaseId, FileId};

use crate::{limits::LOOKS_HELD, sessions::SessionId};

/// What was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seen {
    /// The copy of a picture or film of a report, and the viewing that it belongs to.
    File(FileId, Option<CaseId>),
    /// The small picture of it.
    Thumbnail(FileId, Option<CaseId>),
    /// A film of a camera, in the viewing in which its purpose was written down.
    Film(AssetId, Option<CaseId>),
    /// A case as it stood at a version.
    Case(CaseId, u32),
}

type Look = (SessionId, Seen);

/// Bounded: the oldest look gives way.
#[derive(Default)]
pub struct Looks(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    held: BTreeSet<Look>,
    order: VecDeque<Look>,
}

impl Looks {
    /// Whether the session's look stands in the trail.
    pub fn has(&self, session: SessionId, seen: Seen) -> bool {
        let inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.held.contains(&(session, seen))
    }

    /// Whether what goes out needs an entry, by the place where it begins: from the first byte on it
    /// is a look of its own, and a part belongs to the look that the session has begun.
    pub fn is_due(&self, session: SessionId, seen: Seen, begins_at: Option<u64>) -> bool {
        match begins_at {
            None => false,
            Some(0) => true,
            Some(_) => !self.has(session, seen),
        }
    }

    /// The session's look stands in the trail now.
    pub fn note(&self, session: SessionId, seen: Seen) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let look = (session, seen);
        if !inner.held.insert(look) {
            return;
        }
        inner.order.push_back(look);
        if inner.order.len() > LOOKS_HELD
            && let Some(oldest) = inner.order.pop_front()
        {
            inner.held.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::time::UnixMs;
    use sea_orm::prelude::Uuid;

    use super::*;

    fn file(number: i64) -> Seen {
        Seen::File(FileId::new(UnixMs(number), [0; 10]), None)
    }

    #[test]
    fn a_part_is_passed_over_only_where_the_session_has_looked() {
        let looks = Looks::default();
        let [one, other] = [1, 2].map(|number| SessionId(Uuid::from_u128(number)));
        assert!(looks.is_due(one, file(1), Some(5)));
        assert!(!looks.is_due(one, file(1), None), "nothing goes out");
        looks.note(one, file(1));
        assert!(!looks.is_due(one, file(1), Some(5)));
        assert!(looks.is_due(one, file(1), Some(0)), "it begins anew");
        assert!(looks.is_due(other, file(1), Some(5)));
        assert!(looks.is_due(one, file(2), Some(5)));
        let Seen::File(same, _) = file(1) else {
            panic!("a file")
        };
        let viewing = CaseId(Uuid::from_u128(3));
        let again = Seen::File(same, Some(viewing));
        assert!(looks.is_due(one, again, Some(5)), "another viewing");
    }

    #[test]
    fn beyond_the_bound_the_oldest_look_is_told_again() {
        let looks = Looks::default();
        let session = SessionId(Uuid::from_u128(1));
        let last = i64::try_from(LOOKS_HELD).unwrap();
        for number in 0..=last {
            looks.note(session, file(number));
        }
        assert!(!looks.has(session, file(0)));
        assert!(looks.has(session, file(1)) && looks.has(session, file(last)));
    }
}
