//! Seals what we send.

use super::{cipher::Cipher, keys::MasterKey};
use crate::rtp::Header;

pub struct SrtpOutbound {
    cipher: Cipher,
    rtcp_index: u32,
}

impl SrtpOutbound {
    pub fn new(master: &MasterKey) -> Option<Self> {
        Some(Self {
            cipher: Cipher::new(master)?,
            rtcp_index: 0,
        })
    }

    /// Protects the packet that begins at `start` and ends with the buffer. `index` is the
    /// sequence number without wrap: its low 16 bits stand in the header.
    pub fn seal_rtp(&self, index: u64, buffer: &mut Vec<u8>, start: usize) -> Option<()> {
        let header = Header::parse(buffer.get(start..)?)?;
        debug_assert_eq!(u64::from(header.sequence), index & 0xffff);
        self.cipher
            .seal_rtp(header.ssrc, index, header.bytes, buffer, start)
    }

    pub fn seal_rtcp(&mut self, buffer: &mut Vec<u8>, start: usize) -> Option<()> {
        let ssrc = u32::from_be_bytes(*buffer.get(start + 4..)?.first_chunk()?);
        self.rtcp_index = (self.rtcp_index + 1) & 0x7fff_ffff;
        self.cipher.seal_rtcp(ssrc, self.rtcp_index, buffer, start)
    }
}
