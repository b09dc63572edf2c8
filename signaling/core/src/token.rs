//! Secrets in text: base62 of random bytes that the caller of this module brings.

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// 22 digits of base62 carry 131 bits.
pub const LINK_TOKEN_CHARS: usize = 22;

/// Base62 digits without bias from random bytes. `None` when too many bytes had to be passed
/// over, which hardly ever happens: draw again.
pub fn base62(random: &[u8; 32]) -> Option<String> {
    // 248 = 4 × 62: a byte below it gives every digit the same chance.
    let digits = random
        .iter()
        .filter(|byte| **byte < 248)
        .map(|byte| byte % 62);
    let text: String = digits
        .take(LINK_TOKEN_CHARS)
        .map(|digit| char::from(ALPHABET[usize::from(digit)]))
        .collect();
    (text.len() == LINK_TOKEN_CHARS).then_some(text)
}

/// The address that goes to the caller. The secret stands behind `#`, where no server sees it.
pub fn link(origin: &str, token: &str) -> String {
    format!("{origin}/#{token}")
}

/// The address on a sheet for officers (VR-2.4): a page of its own, and the secret behind `#` as well.
pub fn staff_url(origin: &str, token: &str) -> String {
    format!("{origin}/s/#{token}")
}

/// True for text that may be a token at all; everything else needs no look into the store.
pub fn is_well_formed(text: &str) -> bool {
    text.len() == LINK_TOKEN_CHARS && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_at_least_128_bits_in_base62() {
        assert!((62f64.log2() * LINK_TOKEN_CHARS as f64) >= 128.0);
        let random: [u8; 32] = std::array::from_fn(|i| (i * 7) as u8);
        let token = base62(&random).unwrap();
        assert!(is_well_formed(&token));
    }

    #[test]
    fn different_bytes_give_different_tokens_and_biased_ones_give_none() {
        let a: [u8; 32] = std::array::from_fn(|i| i as u8);
        let b: [u8; 32] = std::array::from_fn(|i| i as u8 + 1);
        assert_ne!(base62(&a), base62(&b));
        assert_eq!(base62(&[255; 32]), None);
    }

    #[test]
    fn what_is_no_token_is_told_apart() {
        for text in [
            "",
            "a",
            "0123456789ABCDEFGHIJK-",
            "0123456789ABCDEFGHIJKLM",
            "日本",
        ] {
            assert!(!is_well_formed(text), "{text}");
        }
    }
}
