//! Offers in, answers out.

use std::time::Instant;

use protocol::{
    id::{ReportId, WebrtcSessionId},
    media::EndCause,
};

use super::Sfu;
use crate::{
    ingress::Ingress,
    limits,
    publisher::Publisher,
    refusal::Refusal,
    room::{Key, Room},
    session::{Role, Session},
    transport::{
        IceCredentials, Transport,
        sdp::{self, Choice, LocalTransport, Offer, Wanted},
    },
    viewer::Viewer,
};

/// Who wants to join which room, and until when.
#[derive(Clone, Debug)]
pub struct Joining<'a> {
    pub session: WebrtcSessionId,
    pub room: ReportId,
    pub subject: &'a str,
    pub offer: &'a str,
    /// The token's end.
    pub expires: Option<Instant>,
}

impl Sfu {
    /// Takes a publisher's offer. The room's present publisher goes on until the new one is
    /// connected.
    pub fn publish(&mut self, joining: &Joining<'_>, now: Instant) -> Result<String, Refusal> {
        let (offer, choice) = self.negotiate(joining, Wanted::ToReceive)?;
        let serial = self.sessions.next_serial();
        let publisher = Publisher::new(&choice, serial, self.random.ssrc(), self.config.epoch);
        let (key, answer) = self.admit(
            joining,
            &offer,
            &choice,
            Role::Publisher(Box::new(publisher)),
            now,
        );
        let room = self.rooms.entry(joining.room).or_default();
        if let Some(older) = room.candidate.replace(key) {
            self.end(older, EndCause::Replaced, now);
        }
        Ok(answer)
    }

    /// Takes a viewer's offer, whether there is a publisher or not.
    pub fn view(&mut self, joining: &Joining<'_>, now: Instant) -> Result<String, Refusal> {
        let viewers = self
            .rooms
            .get(&joining.room)
            .map_or(0, |room: &Room| room.viewers.len());
        if viewers >= limits::VIEWERS_PER_ROOM_MAX {
            return Err(Refusal::RoomFull);
        }
        let (offer, choice) = self.negotiate(joining, Wanted::ToSend)?;
        let viewer = Viewer::new(&choice, &mut self.random, self.config.epoch);
        let (key, answer) = self.admit(
            joining,
            &offer,
            &choice,
            Role::Viewer(Box::new(viewer)),
            now,
        );
        self.rooms
            .entry(joining.room)
            .or_default()
            .viewers
            .push(key);
        Ok(answer)
    }

    fn negotiate(&self, joining: &Joining<'_>, wanted: Wanted) -> Result<(Offer, Choice), Refusal> {
        if self.sessions.len() - self.half_open.len() >= limits::SESSIONS_MAX {
            return Err(Refusal::ServerFull);
        }
        let offer = Offer::parse(joining.offer)?;
        let choice = sdp::choose(&offer, wanted)?;
        Ok((offer, choice))
    }

    fn admit(
        &mut self,
        joining: &Joining<'_>,
        offer: &Offer,
        choice: &Choice,
        role: Role,
        now: Instant,
    ) -> (Key, String) {
        if self.half_open.len() >= limits::HALF_OPEN_MAX
            && let Some((_, oldest)) = self.half_open.pop_first()
        {
            self.counters.half_open_dropped += 1;
            self.end(oldest, EndCause::TimedOut, now);
        }
        let local = self.credentials();
        let answer = self.answer(offer, choice, &local, &role);
        let session = Session {
            id: joining.session,
            room: joining.room,
            subject: joining.subject.to_owned(),
            transport: Transport::new(&self.config.identity, local.clone(), choice.remote.clone()),
            role,
            serial: self.sessions.take_serial(),
            fragments: vec![local.fragment.clone()],
            ice_generation: 0,
            tag: choice.tag.clone(),
            heard: now,
            ingress: Ingress::new(now),
            begun: now,
            setup_until: now + limits::CHECK_TIME_MAX,
            expires: joining.expires,
            connected: false,
            touched: false,
        };
        let serial = session.serial;
        let key = self.sessions.insert(session);
        self.half_open.insert(serial, key);
        self.by_id.insert(joining.session, key);
        self.by_fragment.insert(local.fragment, key);
        self.schedule(key, now);
        (key, answer)
    }

    fn answer(
        &mut self,
        offer: &Offer,
        choice: &Choice,
        local: &IceCredentials,
        role: &Role,
    ) -> String {
        let fingerprint = self.config.identity.fingerprint();
        let transport = LocalTransport {
            ice: local,
            fingerprint: &fingerprint,
            candidates: &self.config.candidates,
            tcp_candidates: &self.config.tcp_candidates,
            session: self.random.ssrc(),
        };
        sdp::write(offer, choice, &transport, |kind| match role {
            Role::Viewer(viewer) => viewer.route(kind).map(|route| (route.ssrc, route.rtx_ssrc)),
            Role::Publisher(_) => None,
        })
    }

    /// Fresh credentials; the fragment finds the session, so it must be the only one.
    pub(super) fn credentials(&mut self) -> IceCredentials {
        let mut fragment = self.random.ice_text::<8>();
        while self.by_fragment.contains_key(&fragment) {
            fragment = self.random.ice_text::<8>();
        }
        IceCredentials {
            fragment,
            password: self.random.ice_text::<24>(),
        }
    }
}
