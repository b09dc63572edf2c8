//! Key material from the handshake and the key derivation of RFC 3711 §4.3.

use aws_lc_rs::{
    cipher::{AES_128, AES_256, EncryptingKey, EncryptionContext, UnboundCipherKey},
    iv::FixedLength,
};

/// Protection profiles that are spoken (RFC 5764, RFC 7714).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    Aes128Gcm,
    Aes256Gcm,
    Aes128CmSha1,
}

impl Profile {
    /// Cheapest first; AES-CM with SHA-1 costs four times as much as GCM.
    pub const PREFERENCE: [Self; 3] = [Self::Aes128Gcm, Self::Aes256Gcm, Self::Aes128CmSha1];

    /// The number in DTLS's use_srtp extension.
    pub fn number(self) -> u16 {
        match self {
            Self::Aes128Gcm => 0x0007,
            Self::Aes256Gcm => 0x0008,
            Self::Aes128CmSha1 => 0x0001,
        }
    }

    pub fn key_bytes(self) -> usize {
        match self {
            Self::Aes128Gcm | Self::Aes128CmSha1 => 16,
            Self::Aes256Gcm => 32,
        }
    }

    pub fn salt_bytes(self) -> usize {
        match self {
            Self::Aes128Gcm | Self::Aes256Gcm => 12,
            Self::Aes128CmSha1 => 14,
        }
    }

    /// What the exporter must give: two keys, two salts.
    pub fn export_bytes(self) -> usize {
        2 * (self.key_bytes() + self.salt_bytes())
    }
}

/// The exporter's output (RFC 5764 §4.2).
#[derive(Clone)]
pub struct KeyMaterial {
    profile: Profile,
    exported: Vec<u8>,
}

impl KeyMaterial {
    pub fn new(profile: Profile, exported: Vec<u8>) -> Option<Self> {
        (exported.len() == profile.export_bytes()).then_some(Self { profile, exported })
    }

    #[cfg(any(test, feature = "fuzzing"))]
    pub fn is_equal(&self, other: &Self) -> bool {
        self.profile == other.profile && self.exported == other.exported
    }

    /// Master keys of client and server.
    pub fn split(&self) -> Option<(MasterKey, MasterKey)> {
        let (key, salt) = (self.profile.key_bytes(), self.profile.salt_bytes());
        let (keys, salts) = self.exported.split_at_checked(2 * key)?;
        let master = |at: usize| {
            Some(MasterKey {
                profile: self.profile,
                key: keys.get(at * key..(at + 1) * key)?.to_vec(),
                salt: salts.get(at * salt..(at + 1) * salt)?.to_vec(),
            })
        };
        Some((master(0)?, master(1)?))
    }
}

#[derive(Clone)]
pub struct MasterKey {
    pub profile: Profile,
    pub key: Vec<u8>,
    pub salt: Vec<u8>,
}

/// Which of the six session keys is derived.
#[derive(Clone, Copy)]
pub enum Label {
    RtpKey = 0,
    RtpAuthentication = 1,
    RtpSalt = 2,
    RtcpKey = 3,
    RtcpAuthentication = 4,
    RtcpSalt = 5,
}

impl MasterKey {
    /// AES in counter mode over the label and the master salt (RFC 3711 §4.3.3; a salt of 12
    /// bytes is padded with zeros, RFC 7714 §11).
    pub fn derive(&self, label: Label, bytes: usize) -> Option<Vec<u8>> {
        let mut block = [0; 16];
        block[..self.salt.len()].copy_from_slice(&self.salt);
        block[7] ^= label as u8;
        let algorithm = if self.key.len() == 32 {
            &AES_256
        } else {
            &AES_128
        };
        let key = EncryptingKey::ctr(UnboundCipherKey::new(algorithm, &self.key).ok()?).ok()?;
        let mut stream = vec![0; bytes];
        let context = EncryptionContext::Iv128(FixedLength::from(block));
        key.less_safe_encrypt(&mut stream, context).ok()?;
        Some(stream)
    }
}
