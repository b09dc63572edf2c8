use super::{
    KeyMaterial, Profile, SrtpInbound, SrtpOutbound,
    keys::{Label, MasterKey},
};
use crate::rtp;

fn master(profile: Profile, key: &str, salt: &str) -> MasterKey {
    MasterKey {
        profile,
        key: hex::decode(key).unwrap(),
        salt: hex::decode(salt).unwrap(),
    }
}

fn pair(profile: Profile) -> (SrtpInbound, SrtpOutbound) {
    let exported = (0..profile.export_bytes()).map(|byte| byte as u8).collect();
    let keys = KeyMaterial::new(profile, exported).unwrap();
    let (client, _) = keys.split().unwrap();
    (
        SrtpInbound::new(&client).unwrap(),
        SrtpOutbound::new(&client).unwrap(),
    )
}

fn sealed(outbound: &SrtpOutbound, ssrc: u32, index: u64, payload: &[u8]) -> Vec<u8> {
    let mut packet = Vec::new();
    rtp::write_header(&mut packet, false, 96, index as u16, 0, ssrc);
    packet.extend_from_slice(payload);
    outbound.seal_rtp(index, &mut packet, 0).unwrap();
    packet
}

/// RFC 3711 appendix B.3.
#[test]
fn keys_are_derived_as_the_standard_shows() {
    let master = master(
        Profile::Aes128CmSha1,
        "E1F97A0D3E018BE0D64FA32C06DE4139",
        "0EC675AD498AFEEBB6960B3AABE6",
    );
    let cases: &[(Label, &str)] = &[
        (Label::RtpKey, "C61E7A93744F39EE10734AFE3FF7A087"),
        (Label::RtpSalt, "30CBBC08863D8C85D49DB34A9AE1"),
        (
            Label::RtpAuthentication,
            "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCE\
             E049646C43D9327AD175578EF72270986371C10C9A369AC2F94A8C5FBCDDDC25\
             6D6E919A48B610EF17C2041E474035766B68642C59BBFC2F34DB60DBDFB2",
        ),
    ];
    for (label, expected) in cases {
        let expected = hex::decode(expected.replace(' ', "")).unwrap();
        assert_eq!(master.derive(*label, expected.len()).unwrap(), expected);
    }
}

/// RFC 6188 §7.3: the 256-bit derivation, which RFC 7714 §11 takes for AES-256-GCM.
#[test]
fn long_keys_are_derived_as_the_standard_shows() {
    let master = master(
        Profile::Aes256Gcm,
        "f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6",
        "3b04803de51ee7c96423ab5b78d2",
    );
    let cases: &[(Label, &str)] = &[
        (
            Label::RtpKey,
            "5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4",
        ),
        (Label::RtpSalt, "fa31791685ca444a9e07c6c64e93"),
    ];
    for (label, expected) in cases {
        let bytes = expected.len() / 2;
        assert_eq!(
            hex::encode(master.derive(*label, bytes).unwrap()),
            *expected
        );
    }
}

/// RFC 7714 §8.1: the index holds all 32 bits of the rollover counter.
#[test]
fn nonces_are_laid_out_as_the_standard_shows() {
    let nonce = super::cipher::tests::gcm_nonce_of("517569642070726f2071756f", 0x5501_a0b2, 0xf17b);
    assert_eq!(hex::encode(nonce), "51753c6580c2726f20718414");
    let far = super::cipher::tests::gcm_nonce_of("000000000000000000000000", 1, 0x1234_5678_9abc);
    assert_eq!(hex::encode(far), "000000000001123456789abc");
}

#[test]
fn every_profile_opens_what_it_sealed_and_nothing_else() {
    for profile in Profile::PREFERENCE {
        let (mut inbound, mut outbound) = pair(profile);
        let mut packet = sealed(&outbound, 7, 100, b"a picture");
        for at in 0..packet.len() {
            let mut bad = packet.clone();
            bad[at] ^= 0x04;
            assert_eq!(inbound.open_rtp(&mut bad), None, "{profile:?} byte {at}");
        }
        let bytes = inbound.open_rtp(&mut packet).unwrap();
        assert_eq!(&packet[rtp::FIXED_BYTES..bytes], b"a picture");

        let mut report = vec![0x80, 201, 0, 1, 0, 0, 0, 7, 1, 2, 3, 4];
        outbound.seal_rtcp(&mut report, 0).unwrap();
        for at in 0..report.len() {
            let mut bad = report.clone();
            bad[at] ^= 0x04;
            assert_eq!(
                inbound.open_rtcp(&mut bad),
                None,
                "{profile:?} RTCP byte {at}"
            );
        }
        let again = report.clone();
        let bytes = inbound.open_rtcp(&mut report).unwrap();
        assert_eq!(report[8..bytes], [1, 2, 3, 4]);
        assert_eq!(
            inbound.open_rtcp(&mut again.clone()),
            None,
            "{profile:?} replayed RTCP"
        );
    }
}

#[test]
fn replays_are_refused_and_the_rollover_is_followed() {
    for profile in Profile::PREFERENCE {
        let (mut inbound, outbound) = pair(profile);
        let order = [
            65_533, 65_534, 65_537, 65_535, 65_536, 65_538, 131_071, 131_073, 131_072,
        ];
        // The jump from 65538 to 131071 is wider than half a cycle, so it goes in two steps.
        let steps = order
            .iter()
            .copied()
            .filter(|index| *index != 131_071)
            .collect::<Vec<_>>();
        let mut between = vec![90_000, 120_000];
        let mut line = steps[..6].to_vec();
        line.append(&mut between);
        line.extend_from_slice(&steps[6..]);
        for index in line {
            let packet = sealed(&outbound, 9, index, b"x");
            assert!(
                inbound.open_rtp(&mut packet.clone()).is_some(),
                "{profile:?} {index}"
            );
            assert!(
                inbound.open_rtp(&mut packet.clone()).is_none(),
                "{profile:?} {index} again"
            );
        }
    }
}

#[test]
fn strange_sources_are_bounded() {
    let (mut inbound, outbound) = pair(Profile::Aes128Gcm);
    let opened = (1..=100_u32)
        .filter(|ssrc| {
            inbound
                .open_rtp(&mut sealed(&outbound, *ssrc, 1, b"x"))
                .is_some()
        })
        .count();
    assert_eq!(opened, crate::limits::SSRCS_PER_SESSION_MAX);
}
