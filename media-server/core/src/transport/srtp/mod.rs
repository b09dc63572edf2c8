//! SRTP and SRTCP (RFC 3711, RFC 7714) over aws-lc-rs.

mod cipher;
mod inbound;
mod keys;
mod outbound;
mod replay;

pub use self::{
    inbound::SrtpInbound,
    keys::{KeyMaterial, Profile},
    outbound::SrtpOutbound,
};

/// The contexts of the DTLS server: the client's key opens, the server's key seals.
pub fn contexts(keys: &KeyMaterial) -> Option<(SrtpInbound, SrtpOutbound)> {
    let (client, server) = keys.split()?;
    Some((SrtpInbound::new(&client)?, SrtpOutbound::new(&server)?))
}

/// The other way round, for the other end.
#[cfg(any(test, feature = "far-end"))]
pub fn client_contexts(keys: &KeyMaterial) -> Option<(SrtpInbound, SrtpOutbound)> {
    let (client, server) = keys.split()?;
    Some((SrtpInbound::new(&server)?, SrtpOutbound::new(&client)?))
}

#[cfg(test)]
mod tests;
