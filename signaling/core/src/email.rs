//! E-mail addresses as people read them out: normalised, plain, in parts to read aloud (VR-4.1.3a).

use unicode_normalization::UnicodeNormalization;

use crate::Refusal;

/// RFC 5321 §4.5.3.1 allows 254 characters in all and 64 before the sign.
const CHARS_MAX: usize = 254;
const LOCAL_CHARS_MAX: usize = 64;
const LABEL_CHARS_MAX: usize = 63;

/// An address that may receive a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress {
    text: String,
    at: usize,
}

impl EmailAddress {
    /// Accepts full-width letters. Addresses are plain ASCII without quotes or comments, so that
    /// nothing but an address can stand in a header.
    pub fn parse(typed: &str) -> Result<Self, Refusal> {
        let text: String = typed.nfkc().take(CHARS_MAX * 2).collect();
        let text = text.trim();
        if text.is_empty() {
            return Err(Refusal::AddressMissing);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(Refusal::AddressInvalid)?;
        if text.len() > CHARS_MAX || !is_local(local) || !is_domain(domain) {
            return Err(Refusal::AddressInvalid);
        }
        let text = format!("{local}@{}", domain.to_ascii_lowercase());
        Ok(Self {
            at: local.len(),
            text,
        })
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// For example `["taro", "@", "example.jp"]`.
    pub fn groups(&self) -> Vec<String> {
        let (local, rest) = self.text.split_at(self.at);
        let domain = rest.trim_start_matches('@');
        vec![local.to_owned(), "@".to_owned(), domain.to_owned()]
    }
}

/// The first letter and the domain, for example `t•••@example.jp`.
pub fn masked(address: &str) -> String {
    let (local, domain) = address.rsplit_once('@').unwrap_or_default();
    let first: String = local.chars().take(1).collect();
    format!("{first}•••@{domain}")
}

/// A dot-atom of RFC 5322 §3.2.3.
fn is_local(local: &str) -> bool {
    let is_letter =
        |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    local.len() <= LOCAL_CHARS_MAX
        && local
            .split('.')
            .all(|atom| !atom.is_empty() && atom.bytes().all(is_letter))
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= LABEL_CHARS_MAX
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.')
        && domain.split('.').all(is_label)
        && top.bytes().any(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_normalised_and_split_for_reading() {
        for typed in ["Taro.y@Example.JP", " Ｔaro.y＠Ｅxample.jp "] {
            let address = EmailAddress::parse(typed).unwrap();
            assert_eq!(address.as_str(), "Taro.y@example.jp");
            assert_eq!(address.groups(), ["Taro.y", "@", "example.jp"]);
        }
        assert_eq!(masked("taro@example.jp"), "t•••@example.jp");
    }

    #[test]
    fn what_is_no_plain_address_is_refused() {
        for typed in [
            "taro",
            "@example.jp",
            "taro@",
            "taro@localhost",
            "taro@192.0.2.1",
            "ta..ro@example.jp",
            "taro@exa mple.jp",
            "taro@-example.jp",
            "\"taro\"@example.jp",
            "taro@example.jp\r\nBcc: a@b.jp",
            "太郎@example.jp",
            "<script>@example.jp",
            &format!("{}@example.jp", "a".repeat(65)),
            &"a@b.".repeat(100_000),
        ] {
            let refused = EmailAddress::parse(typed).unwrap_err();
            assert_eq!(refused, Refusal::AddressInvalid, "{typed:.40}");
        }
        assert_eq!(
            EmailAddress::parse("  ").unwrap_err(),
            Refusal::AddressMissing
        );
    }
}
