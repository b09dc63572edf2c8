//! What is seen of each report at this moment: the phone's step of the ladder, its newest picture
//! of the second, and how well consoles see the live picture. Losing it loses nothing: the phone
//! says its step again and the next picture comes within a second.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use admin::sessions::SessionId;
use bytes::Bytes;
use protocol::{
    id::ReportId,
    ladder::{Ladder, LadderStep, LivePicture},
    time::UnixMs,
    viewing::{Viewer, Viewing},
};
use signaling_core::{
    Refusal,
    flood::Bucket,
    limits::{PICTURES_BURST, PICTURES_PER_MINUTE},
};

use crate::{
    convert::Picture,
    limits::{
        PICTURES_KEPT_MAX, PICTURES_PAUSE_MS, SIGHTS_MAX, VIEWERS_PER_REPORT_MAX, VIEWING_EVERY_MS,
        VIEWING_OLD_MS,
    },
    viewing_totals::ViewingTotals,
};

#[derive(Default)]
pub struct Sights(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    reports: BTreeMap<ReportId, Sight>,
    totals: ViewingTotals,
}

#[derive(Default)]
struct Sight {
    ladder: Option<Ladder>,
    arrivals: Option<Bucket>,
    arrived: Option<UnixMs>,
    picture: Option<(LivePicture, Bytes)>,
    /// Sessions of people that have looked at pictures, each with its entry in the trail, and when
    /// they looked last.
    looked: BTreeMap<SessionId, UnixMs>,
    viewers: BTreeMap<SessionId, Viewer>,
}

impl Sights {
    /// True when it is another step than before.
    pub fn set_step(&self, report: ReportId, step: LadderStep, now: UnixMs) -> bool {
        let mut inner = self.lock();
        let Some(sight) = inner.sight(report) else {
            return false;
        };
        if sight.ladder.is_some_and(|ladder| ladder.step == step) {
            return false;
        }
        sight.ladder = Some(Ladder {
            step,
            since_ms: now,
        });
        true
    }

    pub fn ladder(&self, report: ReportId) -> Option<Ladder> {
        self.lock().reports.get(&report)?.ladder
    }

    /// Takes a picture in, before anything is done with it. True when pictures begin after a pause.
    pub fn admit_picture(&self, report: ReportId, now: UnixMs) -> Result<bool, Refusal> {
        let mut inner = self.lock();
        let sight = inner.sight(report).ok_or(Refusal::TooManyRequests)?;
        let full = || Bucket::full(PICTURES_BURST, PICTURES_PER_MINUTE, now);
        if !sight.arrivals.get_or_insert_with(full).take(now) {
            return Err(Refusal::TooManyRequests);
        }
        let before = sight.arrived.replace(now);
        Ok(before.is_none_or(|before| now.since_ms(before) > PICTURES_PAUSE_MS))
    }

    /// Keeps a picture in the place of the one before.
    pub fn keep_picture(
        &self,
        report: ReportId,
        picture: Picture,
        now: UnixMs,
    ) -> Option<LivePicture> {
        let mut inner = self.lock();
        let seq = inner.next_seq(report);
        let sight = inner.sight(report)?;
        let facts = LivePicture {
            seq,
            at_ms: now,
            width_px: picture.facts.width_px,
            height_px: picture.facts.height_px,
        };
        sight.picture = Some((facts, picture.jpeg));
        inner.bound_pictures();
        Some(facts)
    }

    pub fn live_picture(&self, report: ReportId) -> Option<LivePicture> {
        let inner = self.lock();
        let (facts, _) = inner.reports.get(&report)?.picture.as_ref()?;
        Some(*facts)
    }

    /// The newest picture, and whether this session looks for the first time.
    pub fn look(&self, report: ReportId, session: SessionId, now: UnixMs) -> Option<(Bytes, bool)> {
        let mut inner = self.lock();
        let sight = inner.reports.get_mut(&report)?;
        let (_, jpeg) = sight.picture.as_ref()?;
        let jpeg = jpeg.clone();
        let before = sight.looked.get_mut(&session).map(|last| *last = now);
        Some((jpeg, before.is_none()))
    }

    /// The session's look stands in the trail.
    pub fn note_look(&self, report: ReportId, session: SessionId, now: UnixMs) {
        if let Some(sight) = self.lock().reports.get_mut(&report) {
            sight.looked.insert(session, now);
        }
    }

    /// False when the same session spoke a moment ago or too many look on.
    pub fn note_viewing(&self, report: ReportId, session: SessionId, viewer: Viewer) -> bool {
        let mut inner = self.lock();
        let Some(sight) = inner.sight(report) else {
            return false;
        };
        sight.forget_old_viewers(viewer.at_ms);
        let before = sight.viewers.get(&session);
        let soon =
            before.is_some_and(|before| viewer.at_ms.since_ms(before.at_ms) < VIEWING_EVERY_MS);
        if soon || (before.is_none() && sight.viewers.len() >= VIEWERS_PER_REPORT_MAX) {
            return false;
        }
        let (before, now) = (before.map(|before| before.viewing), viewer.viewing);
        sight.viewers.insert(session, viewer);
        inner.totals.add(before.as_ref(), &now);
        true
    }

    pub fn viewers(&self, report: ReportId, now: UnixMs) -> Vec<Viewer> {
        let mut inner = self.lock();
        let Some(sight) = inner.reports.get_mut(&report) else {
            return Vec::new();
        };
        sight.forget_old_viewers(now);
        let mut viewers: Vec<_> = sight.viewers.values().cloned().collect();
        viewers.sort_by_key(|viewer| viewer.at_ms);
        viewers
    }

    /// The sessions that see the report at this moment, as video or as pictures.
    pub fn watchers(&self, report: ReportId, now: UnixMs) -> Vec<SessionId> {
        let inner = self.lock();
        let Some(sight) = inner.reports.get(&report) else {
            return Vec::new();
        };
        let is_fresh = |at: UnixMs| now.since_ms(at) <= VIEWING_OLD_MS;
        let viewing = sight
            .viewers
            .iter()
            .map(|(one, viewer)| (one, viewer.at_ms));
        let looking = sight.looked.iter().map(|(one, at)| (one, *at));
        let watching = viewing.chain(looking).filter(|(_, at)| is_fresh(*at));
        watching.map(|(session, _)| *session).collect()
    }

    /// Sums since the start, and what consoles see now.
    pub fn totals(&self, now: UnixMs) -> (ViewingTotals, Vec<Viewing>) {
        let inner = self.lock();
        let fresh = |viewer: &&Viewer| now.since_ms(viewer.at_ms) <= VIEWING_OLD_MS;
        let sights = inner.reports.values();
        let now = sights
            .flat_map(|sight| sight.viewers.values().filter(fresh))
            .map(|viewer| viewer.viewing);
        (inner.totals, now.collect())
    }

    pub fn forget(&self, report: ReportId) {
        self.lock().reports.remove(&report);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// The report's place; none when there are too many.
    fn sight(&mut self, report: ReportId) -> Option<&mut Sight> {
        if self.reports.len() >= SIGHTS_MAX && !self.reports.contains_key(&report) {
            return None;
        }
        Some(self.reports.entry(report).or_default())
    }

    fn next_seq(&self, report: ReportId) -> u32 {
        let picture = self
            .reports
            .get(&report)
            .and_then(|sight| sight.picture.as_ref());
        picture.map_or(1, |(facts, _)| facts.seq.wrapping_add(1))
    }

    /// The oldest picture gives way.
    fn bound_pictures(&mut self) {
        let pictures = || {
            self.reports
                .iter()
                .filter_map(|(id, sight)| Some((sight.picture.as_ref()?.0.at_ms, *id)))
        };
        if pictures().count() <= PICTURES_KEPT_MAX {
            return;
        }
        let oldest = pictures().min().map(|(_, id)| id);
        if let Some(sight) = oldest.and_then(|id| self.reports.get_mut(&id)) {
            sight.picture = None;
        }
    }
}

impl Sight {
    fn forget_old_viewers(&mut self, now: UnixMs) {
        self.viewers
            .retain(|_, viewer| now.since_ms(viewer.at_ms) <= VIEWING_OLD_MS);
    }
}

#[cfg(test)]
mod tests;
