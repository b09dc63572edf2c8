//! Who may join: signed tokens, ended rooms, revoked subjects, and no viewer with a token from
//! before the start: which of those were revoked went with the process.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
};

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use protocol::{
    id::ReportId,
    media::{Direction, MEDIA_AUDIENCE, MediaClaims, MediaOrder},
    time::UnixMs,
};

use crate::limits;

pub struct Admission {
    key: DecodingKey,
    validation: Validation,
    /// Seconds since 1970.
    start_s: AtomicI64,
    orders: Mutex<Orders>,
}

/// Orders that outlive the sessions they ended, and when they came.
#[derive(Default)]
struct Orders {
    ended: BTreeMap<ReportId, UnixMs>,
    revoked: BTreeMap<(ReportId, String), UnixMs>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    #[error("the token is missing, malformed or not signed by us")]
    Token,
    #[error("the token is no longer valid")]
    Expired,
    #[error("the token is for the other direction")]
    Direction,
    #[error("the room was ended or the token revoked")]
    Ordered,
    #[error("the token to view is older than the node")]
    Old,
}

impl Admission {
    pub fn new(public_key_pem: &str, start: UnixMs) -> Result<Self, jsonwebtoken::errors::Error> {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_audience(&[MEDIA_AUDIENCE]);
        // Checked below against our own clock.
        validation.validate_exp = false;
        Ok(Self {
            key: DecodingKey::from_ed_pem(public_key_pem.as_bytes())?,
            validation,
            start_s: AtomicI64::new(seconds(start)),
            orders: Mutex::default(),
        })
    }

    pub fn claims(
        &self,
        token: &str,
        direction: Direction,
        now: UnixMs,
    ) -> Result<MediaClaims, Denied> {
        let decoded = decode::<MediaClaims>(token, &self.key, &self.validation);
        let claims = decoded.map_err(|_| Denied::Token)?.claims;
        if claims.exp.saturating_mul(1000) <= now.0 {
            return Err(Denied::Expired);
        }
        if claims.direction != direction {
            return Err(Denied::Direction);
        }
        // A clock that is set back must not keep new tokens out until it has come up again.
        self.start_s.fetch_min(seconds(now), Ordering::Relaxed);
        self.permits(&claims)?;
        Ok(claims)
    }

    /// Asked again by the shard, because an order may overtake a request.
    pub fn permits(&self, claims: &MediaClaims) -> Result<(), Denied> {
        let orders = self.orders();
        let revoked = orders
            .revoked
            .get(&(claims.room, claims.sub.clone()))
            // The token's time has whole seconds: one of the same second counts as older.
            .is_some_and(|at| claims.iat.saturating_mul(1000) <= at.0);
        if revoked || orders.ended.contains_key(&claims.room) {
            return Err(Denied::Ordered);
        }
        // One of the second of the start is new: a console that renews at once is let in.
        let start_s = self.start_s.load(Ordering::Relaxed);
        if claims.direction == Direction::View && claims.iat < start_s {
            return Err(Denied::Old);
        }
        Ok(())
    }

    /// Whether nothing more can come for a room.
    pub fn has_ended(&self, room: ReportId) -> bool {
        self.orders().ended.contains_key(&room)
    }

    /// Notes what an order means for later tokens.
    pub fn order(&self, order: &MediaOrder, now: UnixMs) {
        let mut orders = self.orders();
        match order {
            MediaOrder::End { room } => note(&mut orders.ended, *room, now),
            MediaOrder::Revoke { room, subject } => {
                note(&mut orders.revoked, (*room, subject.clone()), now);
            }
            MediaOrder::Hold { .. } | MediaOrder::Release { .. } | MediaOrder::Record { .. } => {}
        }
    }

    fn orders(&self) -> MutexGuard<'_, Orders> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn seconds(at: UnixMs) -> i64 {
    at.0.div_euclid(1000)
}

/// Remembers with a bound; the oldest go first, whose tokens have expired long since.
fn note<K: Ord + Clone>(map: &mut BTreeMap<K, UnixMs>, key: K, now: UnixMs) {
    map.insert(key, now);
    if map.len() > limits::ADMISSION_MAX {
        let mut times: Vec<UnixMs> = map.values().copied().collect();
        times.sort_unstable();
        let cut = times[limits::ADMISSION_MAX / 10];
        map.retain(|_, at| *at > cut);
    }
}
