//! Sees what passes between the tracks and the wire, and changes nothing.

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use rtc::{
    interceptor::{Interceptor, Packet, StreamInfo, TaggedPacket},
    rtcp::{
        Packet as Rtcp,
        payload_feedbacks::{
            full_intra_request::FullIntraRequest, picture_loss_indication::PictureLossIndication,
        },
        transport_feedbacks::transport_layer_nack::TransportLayerNack,
    },
    sansio::Protocol,
    shared::error::Error,
};

/// Counts so far.
#[derive(Default)]
pub struct Seen {
    pub packets_sent: AtomicU64,
    pub bytes_sent: AtomicU64,
    pub key_frame_requests: AtomicU64,
    pub nacks: AtomicU64,
}

pub struct Observer {
    seen: Arc<Seen>,
    incoming: VecDeque<TaggedPacket>,
    outgoing: VecDeque<TaggedPacket>,
}

impl Observer {
    pub fn new(seen: Arc<Seen>) -> Self {
        Self {
            seen,
            incoming: VecDeque::new(),
            outgoing: VecDeque::new(),
        }
    }

    fn note(&self, packet: &dyn Rtcp) {
        let any = packet.as_any();
        if any.is::<PictureLossIndication>() || any.is::<FullIntraRequest>() {
            self.seen.key_frame_requests.fetch_add(1, Ordering::Relaxed);
        } else if any.is::<TransportLayerNack>() {
            self.seen.nacks.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Protocol<TaggedPacket, TaggedPacket, ()> for Observer {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, message: TaggedPacket) -> Result<(), Error> {
        if let Packet::Rtcp(packets) = &message.message.packet {
            packets.iter().for_each(|packet| self.note(packet.as_ref()));
        }
        self.incoming.push_back(message);
        Ok(())
    }

    fn poll_read(&mut self) -> Option<TaggedPacket> {
        self.incoming.pop_front()
    }

    fn handle_write(&mut self, message: TaggedPacket) -> Result<(), Error> {
        if let Packet::Rtp(packet) = &message.message.packet {
            let bytes = packet.payload.len() as u64;
            self.seen.packets_sent.fetch_add(1, Ordering::Relaxed);
            self.seen.bytes_sent.fetch_add(bytes, Ordering::Relaxed);
        }
        self.outgoing.push_back(message);
        Ok(())
    }

    fn poll_write(&mut self) -> Option<TaggedPacket> {
        self.outgoing.pop_front()
    }
}

impl Interceptor for Observer {
    fn bind_local_stream(&mut self, _info: &StreamInfo) {}
    fn unbind_local_stream(&mut self, _info: &StreamInfo) {}
    fn bind_remote_stream(&mut self, _info: &StreamInfo) {}
    fn unbind_remote_stream(&mut self, _info: &StreamInfo) {}
}
