//! Fragments after the offer: trickled candidates and ICE restarts.

use std::time::Instant;

use protocol::id::{ReportId, WebrtcSessionId};

use super::Sfu;
use crate::{
    refusal::Refusal,
    transport::sdp::{self, Fragment, LocalTransport},
};

/// Who sends which fragment for which ICE session.
#[derive(Clone, Debug)]
pub struct Patching<'a> {
    pub session: WebrtcSessionId,
    pub room: ReportId,
    pub subject: &'a str,
    pub expected: Expected,
    pub fragment: &'a str,
}

/// The ICE session that the fragment is meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Whichever there is, as a restart says.
    Any,
    Generation(u32),
}

/// What became of a fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Patched {
    /// Candidates are known; a lite agent has no use for them.
    Noted,
    /// ICE begins anew, with this fragment as our side. Media goes on meanwhile.
    Restarted { fragment: String, generation: u32 },
}

impl Sfu {
    /// Takes a fragment of a subject's session; another's session counts as unknown.
    pub fn patch(&mut self, patching: &Patching<'_>, now: Instant) -> Result<Patched, Refusal> {
        let fragment = Fragment::parse(patching.fragment)?;
        let (key, session) = self
            .by_id
            .get(&patching.session)
            .and_then(|key| Some((*key, self.sessions.get(*key)?)))
            .filter(|(_, session)| {
                session.room == patching.room && session.subject == patching.subject
            })
            .ok_or(Refusal::UnknownSession)?;
        let generation = session.ice_generation;
        if !matches!(patching.expected, Expected::Any)
            && patching.expected != Expected::Generation(generation)
        {
            return Err(Refusal::OtherIceSession);
        }
        if session.transport.is_remote(&fragment.credentials) {
            return Ok(Patched::Noted);
        }
        let local = self.credentials();
        let Some(session) = self.sessions.get_mut(key) else {
            return Err(Refusal::UnknownSession);
        };
        session.heard = now;
        session.ice_generation = generation.wrapping_add(1);
        session
            .transport
            .restart(local.clone(), fragment.credentials);
        // The one before stays: its checks hold the path until the new ones pass.
        session.fragments.push(local.fragment.clone());
        if session.fragments.len() > 2 {
            self.by_fragment.remove(&session.fragments.remove(0));
        }
        let generation = session.ice_generation;
        let tag = session.tag.clone();
        self.by_fragment.insert(local.fragment.clone(), key);
        let fingerprint = self.config.identity.fingerprint();
        let transport = LocalTransport {
            ice: &local,
            fingerprint: &fingerprint,
            candidates: &self.config.candidates,
            tcp_candidates: &self.config.tcp_candidates,
            session: 0,
        };
        Ok(Patched::Restarted {
            fragment: sdp::write_fragment(&tag, &transport),
            generation,
        })
    }
}
