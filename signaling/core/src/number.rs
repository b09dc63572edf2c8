//! Phone numbers as people type them: normalised, mobile only, in groups to read aloud.

use phonenumber::{Mode, Type, country};
use unicode_normalization::UnicodeNormalization;

use crate::{Refusal, limits::NUMBER_CHARS_MAX};

/// A mobile number that may receive a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MobileNumber {
    e164: String,
    groups: Vec<String>,
}

impl MobileNumber {
    /// Accepts full-width digits, spaces, hyphens of every kind and an international prefix.
    pub fn parse(typed: &str) -> Result<Self, Refusal> {
        let text = normalised(typed);
        if text.is_empty() {
            return Err(Refusal::DestinationMissing);
        }
        if text.chars().count() > NUMBER_CHARS_MAX {
            return Err(Refusal::DestinationInvalid);
        }
        let number = phonenumber::parse(Some(country::Id::JP), &text)
            .map_err(|_| Refusal::DestinationInvalid)?;
        if number.extension().is_some() || !phonenumber::is_valid(&number) {
            return Err(Refusal::DestinationInvalid);
        }
        // Gateways of a Japanese carrier do not reach phones of another country's.
        if number.country().id() != Some(country::Id::JP) {
            return Err(Refusal::DestinationAbroad);
        }
        let kind = number.number_type(&phonenumber::metadata::DATABASE);
        if !matches!(kind, Type::Mobile | Type::FixedLineOrMobile) {
            return Err(Refusal::DestinationNotMobile);
        }
        let e164 = number.format().mode(Mode::E164).to_string();
        Ok(Self {
            groups: groups(&number, &e164),
            e164,
        })
    }

    pub fn e164(&self) -> &str {
        &self.e164
    }

    /// For example `["090", "1234", "5678"]`.
    pub fn groups(&self) -> &[String] {
        &self.groups
    }
}

/// Last four digits, the rest masked, for example `•••-••••-5678`.
pub fn masked(e164: &str) -> String {
    let tail_start = e164.len().saturating_sub(4);
    format!("•••-••••-{}", e164.get(tail_start..).unwrap_or_default())
}

/// Any number that can be read, landlines too.
pub fn e164(typed: &str) -> Option<String> {
    let number = phonenumber::parse(Some(country::Id::JP), normalised(typed)).ok()?;
    Some(number.format().mode(Mode::E164).to_string())
}

/// True when both are phone numbers and differ. An unreadable calling number differs, too: the
/// operator then looks twice.
pub fn differs(destination_e164: &str, calling: Option<&str>) -> bool {
    let Some(calling) = calling.map(normalised).filter(|text| !text.is_empty()) else {
        return false;
    };
    match phonenumber::parse(Some(country::Id::JP), &calling) {
        Ok(number) => number.format().mode(Mode::E164).to_string() != destination_e164,
        Err(_) => true,
    }
}

fn normalised(typed: &str) -> String {
    // One over the limit is enough to see that it is too long.
    typed
        .nfkc()
        .take(NUMBER_CHARS_MAX * 2)
        .map(|c| match c {
            // Minus sign, dashes and the long vowel mark that Japanese keyboards give.
            '\u{2010}'..='\u{2015}' | '\u{2212}' | 'ー' | 'ｰ' => '-',
            other => other,
        })
        .filter(|c| !c.is_control())
        .collect::<String>()
        .trim()
        .to_owned()
}

fn groups(number: &phonenumber::PhoneNumber, e164: &str) -> Vec<String> {
    if let Some(national) = e164.strip_prefix("+81").filter(|rest| rest.len() == 10) {
        let (area, rest) = national.split_at(2);
        let (middle, last) = rest.split_at(4);
        return vec![format!("0{area}"), middle.to_owned(), last.to_owned()];
    }
    let text = number.format().mode(Mode::International).to_string();
    text.split([' ', '-', '(', ')'])
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mobile_numbers_are_normalised_and_grouped() {
        for typed in [
            "090-1234-5678",
            "０９０－１２３４－５６７８",
            "０９０ー１２３４ー５６７８",
            " 090 1234 5678 ",
            "+81 90 1234 5678",
            "(090)1234‐5678",
            "09012345678",
        ] {
            let number = MobileNumber::parse(typed).unwrap_or_else(|e| panic!("{typed}: {e:?}"));
            assert_eq!(number.e164(), "+819012345678", "{typed}");
            assert_eq!(number.groups(), ["090", "1234", "5678"], "{typed}");
        }
    }

    #[test]
    fn a_number_of_another_country_is_refused_by_name() {
        for abroad in ["+84 91 234 56 78", "＋８２ 10-2345-6789", "+1 202 555 0123"] {
            let refused = MobileNumber::parse(abroad).unwrap_err();
            assert_eq!(refused, Refusal::DestinationAbroad, "{abroad}");
        }
    }

    #[test]
    fn what_is_no_mobile_number_is_refused_by_name() {
        for (typed, refusal) in [
            ("", Refusal::DestinationMissing),
            (" 　 ", Refusal::DestinationMissing),
            ("070-1234-567", Refusal::DestinationInvalid),
            ("119", Refusal::DestinationInvalid),
            ("ぜろきゅうぜろ", Refusal::DestinationInvalid),
            ("090-1234-5678 ext. 9", Refusal::DestinationInvalid),
            ("03-3581-0141", Refusal::DestinationNotMobile),
            ("0120-000-123", Refusal::DestinationNotMobile),
            ("050-3000-0000", Refusal::DestinationNotMobile),
        ] {
            assert_eq!(MobileNumber::parse(typed).unwrap_err(), refusal, "{typed}");
        }
        assert_eq!(
            MobileNumber::parse(&"9".repeat(100_000)).unwrap_err(),
            Refusal::DestinationInvalid
        );
    }

    #[test]
    fn a_difference_to_the_calling_number_is_flagged() {
        let number = MobileNumber::parse("090-1234-5678").unwrap();
        for (calling, differ) in [
            (None, false),
            (Some(""), false),
            (Some("０９０１２３４５６７８"), false),
            (Some("+819012345678"), false),
            (Some("090-1234-5679"), true),
            (Some("secret"), true),
        ] {
            assert_eq!(differs(number.e164(), calling), differ, "{calling:?}");
        }
    }

    #[test]
    fn a_mask_shows_four_digits() {
        assert_eq!(masked("+819012345678"), "•••-••••-5678");
    }
}
