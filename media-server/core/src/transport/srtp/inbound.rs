//! Opens what the peer sends.

use super::{cipher::Cipher, keys::MasterKey, replay::ReplayWindow};
use crate::{limits, rtp::Header, sequence::Unwrapper};

pub struct SrtpInbound {
    cipher: Cipher,
    /// One entry per SSRC, made when its first packet proves authentic.
    rtp: Vec<RtpStream>,
    rtcp: Vec<RtcpStream>,
}

#[derive(Clone)]
struct RtpStream {
    ssrc: u32,
    sequence: Unwrapper,
    window: ReplayWindow,
}

struct RtcpStream {
    ssrc: u32,
    window: ReplayWindow,
}

impl SrtpInbound {
    pub fn new(master: &MasterKey) -> Option<Self> {
        Some(Self {
            cipher: Cipher::new(master)?,
            rtp: Vec::new(),
            rtcp: Vec::new(),
        })
    }

    /// Decrypts in place; the length of the plain packet.
    pub fn open_rtp(&mut self, packet: &mut [u8]) -> Option<usize> {
        let header = Header::parse(packet)?;
        if let Some(stream) = self
            .rtp
            .iter_mut()
            .find(|stream| stream.ssrc == header.ssrc)
        {
            let index = stream.sequence.index(header.sequence);
            // Before decryption: a replay shall cost nothing.
            if !stream.window.is_fresh(index) {
                return None;
            }
            let bytes = self
                .cipher
                .open_rtp(header.ssrc, rollover(index), header.bytes, packet)?;
            stream.accept(header.sequence, index);
            return Some(bytes);
        }
        if self.rtp.len() >= limits::SSRCS_PER_SESSION_MAX {
            return None;
        }
        let index = Unwrapper::default().index(header.sequence);
        let bytes = self
            .cipher
            .open_rtp(header.ssrc, rollover(index), header.bytes, packet)?;
        let mut stream = RtpStream {
            ssrc: header.ssrc,
            sequence: Unwrapper::default(),
            window: ReplayWindow::new(),
        };
        stream.accept(header.sequence, index);
        self.rtp.push(stream);
        Some(bytes)
    }

    pub fn open_rtcp(&mut self, packet: &mut [u8]) -> Option<usize> {
        let ssrc = u32::from_be_bytes(*packet.get(4..)?.first_chunk()?);
        let trailer = self.cipher.rtcp_trailer(packet)?;
        let index = u64::from(u32::from_be_bytes(trailer) & !super::cipher::RTCP_ENCRYPTED);
        let known = self.rtcp.iter().position(|stream| stream.ssrc == ssrc);
        let refused = match known {
            Some(at) => !self.rtcp[at].window.is_fresh(index),
            None => self.rtcp.len() >= limits::SSRCS_PER_SESSION_MAX,
        };
        if refused {
            return None;
        }
        let bytes = self.cipher.open_rtcp(ssrc, packet)?;
        let at = known.unwrap_or_else(|| {
            self.rtcp.push(RtcpStream {
                ssrc,
                window: ReplayWindow::new(),
            });
            self.rtcp.len() - 1
        });
        self.rtcp[at].window.accept(index);
        Some(bytes)
    }
}

impl RtpStream {
    fn accept(&mut self, sequence: u16, index: u64) {
        self.sequence.advance(sequence);
        self.window.accept(index);
    }
}

/// The packet index of RFC 3711. Our line of sequence numbers begins one cycle above zero.
fn rollover(index: u64) -> u64 {
    index.wrapping_sub(0x1_0000) & 0xffff_ffff_ffff
}
