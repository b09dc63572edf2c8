//! Our certificate and what we hold against the peer's.

use std::{fmt::Write as _, sync::Arc};

use aws_lc_rs::digest;
use rtc_crypto::{RTCCryptoProvider, default_provider};
use rtc_dtls::crypto::Certificate;

/// One self-signed certificate for all peers of a node.
#[derive(Clone)]
pub struct Identity {
    pub(super) certificate: Certificate,
    pub(super) provider: Arc<dyn RTCCryptoProvider>,
}

#[derive(Debug, thiserror::Error)]
#[error("the certificate could not be made: {0}")]
pub struct IdentityError(String);

impl Identity {
    pub fn generate() -> Result<Self, IdentityError> {
        let provider = default_provider().map_err(|error| IdentityError(error.to_string()))?;
        let names = vec!["genba".to_owned()];
        let certificate = Certificate::generate_self_signed(names, provider.crypto())
            .map_err(|error| IdentityError(error.to_string()))?;
        Ok(Self {
            certificate,
            provider,
        })
    }

    /// The value of our `a=fingerprint`, with SHA-256.
    pub fn fingerprint(&self) -> Fingerprint {
        let der = self
            .certificate
            .certificate
            .first()
            .map_or(&[][..], |der| der.as_ref());
        Fingerprint::of(HashKind::Sha256, der)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HashKind {
    Sha256,
    Sha384,
    Sha512,
}

impl HashKind {
    pub fn from_name(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "sha-256" => Some(Self::Sha256),
            "sha-384" => Some(Self::Sha384),
            "sha-512" => Some(Self::Sha512),
            _ => None,
        }
    }

    fn algorithm(self) -> &'static digest::Algorithm {
        match self {
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        }
    }
}

/// A certificate's hash (RFC 8122).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    kind: HashKind,
    digest: Vec<u8>,
}

impl Fingerprint {
    fn of(kind: HashKind, certificate: &[u8]) -> Self {
        Self {
            kind,
            digest: digest::digest(kind.algorithm(), certificate)
                .as_ref()
                .to_vec(),
        }
    }

    /// Reads `sha-256 AB:CD:…`.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, value) = text.trim().split_once(' ')?;
        let kind = HashKind::from_name(name)?;
        let digest = value
            .trim()
            .split(':')
            .map(|pair| {
                (pair.len() == 2)
                    .then(|| u8::from_str_radix(pair, 16).ok())
                    .flatten()
            })
            .collect::<Option<Vec<u8>>>()?;
        (digest.len() == kind.algorithm().output_len()).then_some(Self { kind, digest })
    }

    pub fn fits(&self, certificate: &[u8]) -> bool {
        Self::of(self.kind, certificate) == *self
    }

    /// `AB:CD:…`.
    pub fn hex(&self) -> String {
        let mut text = String::with_capacity(self.digest.len() * 3);
        for (at, byte) in self.digest.iter().enumerate() {
            let separator = if at == 0 { "" } else { ":" };
            let _ = write!(text, "{separator}{byte:02X}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_fits_its_certificate_only() {
        let identity = Identity::generate().unwrap();
        let der = identity.certificate.certificate[0].as_ref().to_vec();
        let text = format!("sha-256 {}", identity.fingerprint().hex());
        let read = Fingerprint::parse(&text).unwrap();
        assert!(read.fits(&der));
        assert!(!read.fits(&der[1..]));
    }

    #[test]
    fn weak_short_and_broken_fingerprints_are_refused() {
        for text in [
            "sha-1 00:11",
            "sha-256 00:11",
            "sha-256",
            "sha-256 zz:00",
            "md5 00",
        ] {
            assert_eq!(Fingerprint::parse(text), None, "{text}");
        }
    }
}
