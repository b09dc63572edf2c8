//! One direction's session keys, and sealing and opening with them.

use aws_lc_rs::{
    aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    cipher::{AES_128, EncryptingKey, EncryptionContext, UnboundCipherKey},
    constant_time::verify_slices_are_equal,
    hmac,
    iv::FixedLength,
};

use super::keys::{Label, MasterKey, Profile};

const GCM_TAG_BYTES: usize = 16;
const SHA1_TAG_BYTES: usize = 10;
const SHA1_KEY_BYTES: usize = 20;
/// Fixed part of an RTCP header, which stays readable.
pub const RTCP_HEADER_BYTES: usize = 8;
/// Index and encryption flag at the end of an SRTCP packet.
pub const RTCP_INDEX_BYTES: usize = 4;
pub const RTCP_ENCRYPTED: u32 = 1 << 31;

pub enum Cipher {
    Gcm(Box<Gcm>),
    CmSha1(Box<CmSha1>),
}

pub struct Gcm {
    rtp: LessSafeKey,
    rtp_salt: [u8; 12],
    rtcp: LessSafeKey,
    rtcp_salt: [u8; 12],
}

pub struct CmSha1 {
    rtp: EncryptingKey,
    rtp_salt: [u8; 14],
    rtp_authentication: hmac::Key,
    rtcp: EncryptingKey,
    rtcp_salt: [u8; 14],
    rtcp_authentication: hmac::Key,
}

impl Cipher {
    pub fn new(master: &MasterKey) -> Option<Self> {
        match master.profile {
            Profile::Aes128Gcm | Profile::Aes256Gcm => {
                Gcm::new(master).map(Box::new).map(Self::Gcm)
            }
            Profile::Aes128CmSha1 => CmSha1::new(master).map(Box::new).map(Self::CmSha1),
        }
    }

    /// Protects the RTP packet that begins at `start` and ends with the buffer.
    pub fn seal_rtp(
        &self,
        ssrc: u32,
        index: u64,
        header_bytes: usize,
        buffer: &mut Vec<u8>,
        start: usize,
    ) -> Option<()> {
        match self {
            Self::Gcm(gcm) => {
                let nonce = gcm_nonce(&gcm.rtp_salt, ssrc, index);
                let (header, payload) = buffer[start..].split_at_mut(header_bytes);
                let tag = gcm
                    .rtp
                    .seal_in_place_separate_tag(nonce, Aad::from(&*header), payload)
                    .ok()?;
                buffer.extend_from_slice(tag.as_ref());
            }
            Self::CmSha1(cm) => {
                let block = cm_block(&cm.rtp_salt, ssrc, index);
                cm_apply(&cm.rtp, block, &mut buffer[start + header_bytes..])?;
                let tag = rtp_tag(&cm.rtp_authentication, &buffer[start..], index);
                buffer.extend_from_slice(&tag.as_ref()[..SHA1_TAG_BYTES]);
            }
        }
        Some(())
    }

    /// Opens in place; the length of the plain packet.
    pub fn open_rtp(
        &self,
        ssrc: u32,
        index: u64,
        header_bytes: usize,
        packet: &mut [u8],
    ) -> Option<usize> {
        match self {
            Self::Gcm(gcm) => {
                let plain_bytes = packet.len().checked_sub(GCM_TAG_BYTES)?;
                let nonce = gcm_nonce(&gcm.rtp_salt, ssrc, index);
                let (header, sealed) = packet.split_at_mut_checked(header_bytes)?;
                gcm.rtp
                    .open_in_place(nonce, Aad::from(&*header), sealed)
                    .ok()?;
                Some(plain_bytes)
            }
            Self::CmSha1(cm) => {
                let plain_bytes = packet.len().checked_sub(SHA1_TAG_BYTES)?;
                let (body, tag) = packet.split_at_mut_checked(plain_bytes)?;
                let expected = rtp_tag(&cm.rtp_authentication, body, index);
                verify_slices_are_equal(&expected.as_ref()[..SHA1_TAG_BYTES], tag).ok()?;
                let block = cm_block(&cm.rtp_salt, ssrc, index);
                cm_apply(&cm.rtp, block, body.get_mut(header_bytes..)?)?;
                Some(plain_bytes)
            }
        }
    }

    pub fn seal_rtcp(
        &self,
        ssrc: u32,
        index: u32,
        buffer: &mut Vec<u8>,
        start: usize,
    ) -> Option<()> {
        let trailer = (index | RTCP_ENCRYPTED).to_be_bytes();
        match self {
            Self::Gcm(gcm) => {
                let nonce = gcm_nonce(&gcm.rtcp_salt, ssrc, u64::from(index));
                let (header, payload) = buffer[start..].split_at_mut(RTCP_HEADER_BYTES);
                let aad = rtcp_aad(header, trailer)?;
                let tag = gcm
                    .rtcp
                    .seal_in_place_separate_tag(nonce, Aad::from(aad), payload)
                    .ok()?;
                buffer.extend_from_slice(tag.as_ref());
                buffer.extend_from_slice(&trailer);
            }
            Self::CmSha1(cm) => {
                let block = cm_block(&cm.rtcp_salt, ssrc, u64::from(index));
                cm_apply(&cm.rtcp, block, &mut buffer[start + RTCP_HEADER_BYTES..])?;
                buffer.extend_from_slice(&trailer);
                let tag = hmac::sign(&cm.rtcp_authentication, &buffer[start..]);
                buffer.extend_from_slice(&tag.as_ref()[..SHA1_TAG_BYTES]);
            }
        }
        Some(())
    }

    /// Opens in place; the length of the plain packet.
    pub fn open_rtcp(&self, ssrc: u32, packet: &mut [u8]) -> Option<usize> {
        let trailer = self.rtcp_trailer(packet)?;
        let index = u64::from(u32::from_be_bytes(trailer) & !RTCP_ENCRYPTED);
        match self {
            Self::Gcm(gcm) => {
                let sealed_bytes = packet.len().checked_sub(RTCP_INDEX_BYTES)?;
                let plain_bytes = sealed_bytes.checked_sub(GCM_TAG_BYTES)?;
                let nonce = gcm_nonce(&gcm.rtcp_salt, ssrc, index);
                let (header, sealed) =
                    packet[..sealed_bytes].split_at_mut_checked(RTCP_HEADER_BYTES)?;
                let aad = rtcp_aad(header, trailer)?;
                gcm.rtcp.open_in_place(nonce, Aad::from(aad), sealed).ok()?;
                Some(plain_bytes)
            }
            Self::CmSha1(cm) => {
                let signed_bytes = packet.len().checked_sub(SHA1_TAG_BYTES)?;
                let (signed, tag) = packet.split_at_mut_checked(signed_bytes)?;
                let expected = hmac::sign(&cm.rtcp_authentication, signed);
                verify_slices_are_equal(&expected.as_ref()[..SHA1_TAG_BYTES], tag).ok()?;
                let plain_bytes = signed_bytes - RTCP_INDEX_BYTES;
                let block = cm_block(&cm.rtcp_salt, ssrc, index);
                cm_apply(
                    &cm.rtcp,
                    block,
                    signed.get_mut(RTCP_HEADER_BYTES..plain_bytes)?,
                )?;
                Some(plain_bytes)
            }
        }
    }

    /// Index and flag of an SRTCP packet. Packets sent in the clear are not taken.
    pub fn rtcp_trailer(&self, packet: &[u8]) -> Option<[u8; 4]> {
        let tag_bytes = match self {
            Self::Gcm(_) => 0,
            Self::CmSha1(_) => SHA1_TAG_BYTES,
        };
        let end = packet.len().checked_sub(tag_bytes)?;
        let trailer = *packet.get(..end)?.last_chunk::<RTCP_INDEX_BYTES>()?;
        let minimum = RTCP_HEADER_BYTES + RTCP_INDEX_BYTES;
        (end >= minimum && trailer[0] & 0x80 != 0).then_some(trailer)
    }
}

impl Gcm {
    fn new(master: &MasterKey) -> Option<Self> {
        let algorithm = if master.profile == Profile::Aes256Gcm {
            &AES_256_GCM
        } else {
            &AES_128_GCM
        };
        let key = |label| {
            let bytes = master.derive(label, master.profile.key_bytes())?;
            UnboundKey::new(algorithm, &bytes)
                .ok()
                .map(LessSafeKey::new)
        };
        let salt = |label| master.derive(label, 12)?.try_into().ok();
        Some(Self {
            rtp: key(Label::RtpKey)?,
            rtp_salt: salt(Label::RtpSalt)?,
            rtcp: key(Label::RtcpKey)?,
            rtcp_salt: salt(Label::RtcpSalt)?,
        })
    }
}

impl CmSha1 {
    fn new(master: &MasterKey) -> Option<Self> {
        let key = |label| {
            let bytes = master.derive(label, 16)?;
            EncryptingKey::ctr(UnboundCipherKey::new(&AES_128, &bytes).ok()?).ok()
        };
        let salt = |label| master.derive(label, 14)?.try_into().ok();
        let authentication = |label| {
            let bytes = master.derive(label, SHA1_KEY_BYTES)?;
            Some(hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &bytes))
        };
        Some(Self {
            rtp: key(Label::RtpKey)?,
            rtp_salt: salt(Label::RtpSalt)?,
            rtp_authentication: authentication(Label::RtpAuthentication)?,
            rtcp: key(Label::RtcpKey)?,
            rtcp_salt: salt(Label::RtcpSalt)?,
            rtcp_authentication: authentication(Label::RtcpAuthentication)?,
        })
    }
}

/// RFC 7714 §8.1 and §9.1: both layouts put SSRC after two zero bytes and a 48-bit index last.
fn gcm_nonce(salt: &[u8; 12], ssrc: u32, index: u64) -> Nonce {
    let mut nonce = [0; 12];
    nonce[2..6].copy_from_slice(&ssrc.to_be_bytes());
    nonce[6..].copy_from_slice(&index.to_be_bytes()[2..]);
    for (place, salt) in nonce.iter_mut().zip(salt) {
        *place ^= salt;
    }
    Nonce::assume_unique_for_key(nonce)
}

/// RFC 3711 §4.1.1.
fn cm_block(salt: &[u8; 14], ssrc: u32, index: u64) -> [u8; 16] {
    let mut block = [0; 16];
    block[4..8].copy_from_slice(&ssrc.to_be_bytes());
    block[8..14].copy_from_slice(&index.to_be_bytes()[2..]);
    for (place, salt) in block.iter_mut().zip(salt) {
        *place ^= salt;
    }
    block
}

fn cm_apply(key: &EncryptingKey, block: [u8; 16], bytes: &mut [u8]) -> Option<()> {
    if bytes.is_empty() {
        return Some(());
    }
    key.less_safe_encrypt(bytes, EncryptionContext::Iv128(FixedLength::from(block)))
        .ok()?;
    Some(())
}

/// The tag covers the packet and the rollover counter.
fn rtp_tag(key: &hmac::Key, packet: &[u8], index: u64) -> hmac::Tag {
    let mut context = hmac::Context::with_key(key);
    context.update(packet);
    context.update(&index.to_be_bytes()[2..6]);
    context.sign()
}

fn rtcp_aad(header: &[u8], trailer: [u8; 4]) -> Option<[u8; 12]> {
    let mut aad = [0; 12];
    aad[..8].copy_from_slice(header.first_chunk::<8>()?);
    aad[8..].copy_from_slice(&trailer);
    Some(aad)
}

#[cfg(test)]
pub mod tests {
    /// The nonce bytes for a salt in hexadecimal.
    pub fn gcm_nonce_of(salt: &str, ssrc: u32, index: u64) -> [u8; 12] {
        let salt: [u8; 12] = hex::decode(salt).unwrap().try_into().unwrap();
        *super::gcm_nonce(&salt, ssrc, index).as_ref()
    }
}

#[cfg(test)]
mod vectors;
