//! What a stranger or a malicious peer can send, for the fuzzer: each function takes any bytes and
//! panics when something about the outcome is wrong. Not part of the interface.

mod chunks;
mod dtls;
mod engine;
mod framing;
mod journal;
mod media;
mod sdp;
mod seeds;
mod stun;

pub use self::{
    dtls::{dtls_guard, dtls_handshake, dtls_hello, dtls_record},
    engine::{sfu_media, sfu_strangers},
    framing::framing,
    journal::journal,
    media::{codecs, demux, estimator, rtcp, rtp, srtp, transport_cc, up_track},
    sdp::{fingerprint, sdp_fragment, sdp_offer},
    seeds::seeds,
    stun::stun,
};

use std::sync::OnceLock;

use crate::transport::Identity;

/// One certificate for a whole run: making one costs more than most targets.
fn identity() -> &'static Identity {
    static IDENTITY: OnceLock<Identity> = OnceLock::new();
    IDENTITY.get_or_init(|| Identity::generate().expect("a certificate can be made"))
}

/// Any moment will do as the beginning of a target's time.
#[expect(
    clippy::disallowed_methods,
    reason = "an Instant cannot be made in another way"
)]
fn start() -> std::time::Instant {
    std::time::Instant::now()
}

/// A target's name and what it does with its input.
pub type Target = (&'static str, fn(&[u8]));

pub const TARGETS: &[Target] = &[
    ("codecs", codecs),
    ("demux", demux),
    ("dtls_guard", dtls_guard),
    ("dtls_handshake", dtls_handshake),
    ("dtls_hello", dtls_hello),
    ("dtls_record", dtls_record),
    ("estimator", estimator),
    ("fingerprint", fingerprint),
    ("framing", framing),
    ("journal", journal),
    ("rtcp", rtcp),
    ("rtp", rtp),
    ("sdp_fragment", sdp_fragment),
    ("sdp_offer", sdp_offer),
    ("sfu_media", sfu_media),
    ("sfu_strangers", sfu_strangers),
    ("srtp", srtp),
    ("stun", stun),
    ("transport_cc", transport_cc),
    ("up_track", up_track),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_takes_its_seeds_and_each_seed_cut_short() {
        for (name, target) in TARGETS {
            let seeds: Vec<_> = seeds().into_iter().filter(|seed| seed.0 == *name).collect();
            assert!(!seeds.is_empty(), "{name} has no seed");
            for (_, bytes) in seeds {
                target(&bytes);
                target(&bytes[..bytes.len() / 2]);
            }
            target(&[]);
        }
    }
}
