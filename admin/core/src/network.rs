//! Who counts as one asker.

use std::net::{IpAddr, Ipv6Addr};

/// One household or room: an IPv4 address, or the /64 that one IPv6 line owns.
pub fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => {
            let network = v6.to_bits() & (u128::MAX << 64);
            IpAddr::V6(Ipv6Addr::from_bits(network))
        }
    }
}
