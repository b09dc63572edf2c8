//! Published vectors that give session keys directly.

use super::*;

fn bytes(text: &str) -> Vec<u8> {
    hex::decode(text.replace(' ', "")).unwrap()
}

fn gcm(algorithm: &'static aws_lc_rs::aead::Algorithm, key: &str) -> Cipher {
    let key = || LessSafeKey::new(UnboundKey::new(algorithm, &bytes(key)).unwrap());
    let salt = bytes("51756964 2070726f 2071756f").try_into().unwrap();
    Cipher::Gcm(Box::new(Gcm {
        rtp: key(),
        rtp_salt: salt,
        rtcp: key(),
        rtcp_salt: salt,
    }))
}

const KEY_128: &str = "000102030405060708090a0b0c0d0e0f";
const KEY_256: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// RFC 3711 appendix B.2: the first blocks of the key stream.
#[test]
fn the_counter_mode_makes_the_standards_key_stream() {
    let key = bytes("2B7E151628AED2A6ABF7158809CF4F3C");
    let key = EncryptingKey::ctr(UnboundCipherKey::new(&AES_128, &key).unwrap()).unwrap();
    let salt = bytes("F0F1F2F3F4F5F6F7F8F9FAFBFCFD").try_into().unwrap();
    let mut stream = [0; 48];
    cm_apply(&key, cm_block(&salt, 0, 0), &mut stream).unwrap();
    let expected = "E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB \
                    41E95B3BB0A2E8DD477901E4FCA894C0";
    assert_eq!(
        hex::encode_upper(stream),
        hex::encode_upper(bytes(expected))
    );
}

/// RFC 7714 §16.1.1 and §16.2.1.
#[test]
fn gcm_seals_and_opens_the_standards_packets() {
    let header = "8040f17b 8041f8d3 5501a0b2";
    let plain =
        "47616c6c 6961206573 74206f6d6e697320 6469766973612069 6e20706172746573 20747265 73";
    for (cipher, sealed) in [
        (
            gcm(&AES_128_GCM, KEY_128),
            "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833\
             899d7f27beb16a9152cf765ee4390cce",
        ),
        (
            gcm(&AES_256_GCM, KEY_256),
            "32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b\
             7aa3db36dfffd6b0f9bb7878d7a76c13",
        ),
    ] {
        let mut packet = bytes(&format!("{header}{plain}"));
        let plain_packet = packet.clone();
        cipher
            .seal_rtp(0x5501_a0b2, 0xf17b, 12, &mut packet, 0)
            .unwrap();
        assert_eq!(hex::encode(&packet[12..]), sealed.replace(' ', ""));
        let length = cipher.open_rtp(0x5501_a0b2, 0xf17b, 12, &mut packet);
        assert_eq!(length, Some(plain_packet.len()));
        assert_eq!(packet[..plain_packet.len()], plain_packet);
    }
}

/// RFC 7714 §17.1: an encrypted sender report.
#[test]
fn gcm_seals_and_opens_the_standards_report() {
    let cipher = gcm(&AES_128_GCM, KEY_128);
    let plain = bytes(
        "81c8000d 4d617273 4e545031 4e545032 52545020 0000042a 0000e930 4c756e61 \
         deadbeef deadbeef deadbeef deadbeef deadbeef",
    );
    let sealed = "81c8000d 4d617273 63e94885 dcdab67c a727d766 2f6b7e99 7ff5c0f7 6c06f32d \
                  c676a5f1 730d6fda 4ce09b46 86303ded 0bb9275b c84aa458 96cf4d2f c5abf872 \
                  45d9eade 800005d4";
    let mut packet = plain.clone();
    cipher
        .seal_rtcp(0x4d61_7273, 0x5d4, &mut packet, 0)
        .unwrap();
    assert_eq!(hex::encode(&packet), hex::encode(bytes(sealed)));
    assert_eq!(
        cipher.open_rtcp(0x4d61_7273, &mut packet),
        Some(plain.len())
    );
    assert_eq!(packet[..plain.len()], plain);
}
