//! The four consents (VR-4.2.2): each one, or no start.

use protocol::{caller::Consents, text::Language};

use crate::Refusal;

/// What a phone agreed to, as far as it is kept with the phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    pub language: Language,
    /// Of the rulebook that the texts stand in.
    pub version: String,
    /// Finds the exact words that were shown.
    pub text_hash: [u8; 32],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    Copyright,
    Location,
    Privacy,
    Charges,
}

impl Consent {
    pub fn clause(self) -> &'static str {
        match self {
            Self::Copyright => "VR-4.2.2.ア",
            Self::Location => "VR-4.2.2.イ",
            Self::Privacy => "VR-4.2.2.ウ",
            Self::Charges => "VR-4.2.2.エ",
        }
    }

    pub fn field(self) -> &'static str {
        match self {
            Self::Copyright => "copyright",
            Self::Location => "location",
            Self::Privacy => "privacy",
            Self::Charges => "charges",
        }
    }
}

/// Names the first consent that is missing.
pub fn check(consents: &Consents) -> Result<(), Refusal> {
    let missing = [
        (consents.copyright, Consent::Copyright),
        (consents.location, Consent::Location),
        (consents.privacy, Consent::Privacy),
        (consents.charges, Consent::Charges),
    ]
    .into_iter()
    .find(|(given, _)| !given);
    match missing {
        Some((_, consent)) => Err(Refusal::ConsentMissing(consent)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_missing_consent_is_named_with_its_clause() {
        let all = Consents {
            copyright: true,
            location: true,
            privacy: true,
            charges: true,
        };
        assert_eq!(check(&all), Ok(()));
        for (without, clause) in [
            (
                Consents {
                    copyright: false,
                    ..all
                },
                "VR-4.2.2.ア",
            ),
            (
                Consents {
                    location: false,
                    ..all
                },
                "VR-4.2.2.イ",
            ),
            (
                Consents {
                    privacy: false,
                    ..all
                },
                "VR-4.2.2.ウ",
            ),
            (
                Consents {
                    charges: false,
                    ..all
                },
                "VR-4.2.2.エ",
            ),
        ] {
            let Err(refusal) = check(&without) else {
                panic!("{clause} was not asked for")
            };
            assert_eq!(refusal.clause(), Some(clause));
        }
    }
}
