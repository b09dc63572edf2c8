use crate::{
    codec::Kind,
    limits,
    transport::{
        Fingerprint, IceCredentials,
        sdp::{Fragment, LocalTransport, Offer, Wanted, choose, write},
    },
};

/// An offer as a page posts it, read for both directions and answered.
pub fn sdp_offer(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(offer) = Offer::parse(text) else {
        return;
    };
    assert!(offer.sections.len() <= limits::SECTIONS_PER_OFFER_MAX);
    for wanted in [Wanted::ToReceive, Wanted::ToSend] {
        let Ok(choice) = choose(&offer, wanted) else {
            continue;
        };
        let local = LocalTransport {
            ice: &IceCredentials {
                fragment: "fragment".to_owned(),
                password: "passwordpasswordpassword".to_owned(),
            },
            fingerprint: &super::identity().fingerprint(),
            candidates: &["192.0.2.1:9".parse().expect("an address")],
            tcp_candidates: &["192.0.2.1:9".parse().expect("an address")],
            session: 7,
        };
        let answer = write(&offer, &choice, &local, |kind| {
            (wanted == Wanted::ToSend).then_some((1, (kind == Kind::Video).then_some(2)))
        });
        check_answer(&answer, offer.sections.len());
    }
}

/// Nothing that the offer says may add a line to the answer.
fn check_answer(answer: &str, sections: usize) {
    let mut media = 0;
    for line in answer.split_terminator("\r\n") {
        let (key, value) = line.split_once('=').expect("each line is key=value");
        assert!(
            matches!(key, "v" | "o" | "s" | "t" | "a" | "m" | "c"),
            "{line:?}"
        );
        assert!(!value.contains(['\r', '\n']), "{line:?}");
        media += usize::from(key == "m");
        if value.starts_with("fingerprint:") {
            let own = super::identity().fingerprint().hex();
            assert!(value.ends_with(&own), "{line:?}");
        }
    }
    assert_eq!(media, sections, "one section is answered by one section");
}

/// The body of a PATCH (RFC 8840).
pub fn sdp_fragment(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(fragment) = Fragment::parse(text) else {
        return;
    };
    assert!(text.len() <= limits::FRAGMENT_BYTES_MAX);
    assert!(fragment.candidates < text.len() / 12);
    let IceCredentials { fragment, password } = fragment.credentials;
    // They become halves of user names, which a colon divides (RFC 8445 §7.2.2).
    for (text, bytes_min) in [(fragment, 4), (password, 22)] {
        assert!((bytes_min..=256).contains(&text.len()), "{text:?}");
        let fits = |byte: u8| byte.is_ascii_graphic() && byte != b':';
        assert!(text.bytes().all(fits), "{text:?}");
    }
}

/// The value of `a=fingerprint`.
pub fn fingerprint(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Some(read) = Fingerprint::parse(text) {
        assert!(!read.fits(b"not the certificate"));
        assert!((32 * 3..=64 * 3).contains(&(read.hex().len() + 1)));
    }
}
