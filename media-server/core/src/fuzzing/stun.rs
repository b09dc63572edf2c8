use crate::transport::stun::Request;

/// Any datagram that looks like STUN; the last byte chooses the peer's address.
pub fn stun(bytes: &[u8]) {
    let Some(request) = Request::parse(bytes) else {
        return;
    };
    let _ = (request.fragments(), request.use_candidate);
    let authentic = request.is_authentic(b"password");
    let peer = if bytes.last().is_some_and(|last| last & 1 == 0) {
        "192.0.2.1:9"
    } else {
        "[2001:db8::1]:9"
    };
    let mut answer = Vec::new();
    request.write_success(b"password", peer.parse().expect("an address"), &mut answer);
    request.write_role_conflict(b"password", &mut answer);
    assert!(answer.len() <= 160, "answers stay small");
    if authentic {
        assert!(!request.is_authentic(b"another"));
    }
}
