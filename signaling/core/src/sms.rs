//! The words of the SMS: the longest variant that fits one segment together with the link.

use protocol::text::Language;

use crate::{
    Refusal,
    limits::{SMS_GSM7_UNITS_MAX, SMS_UCS2_UNITS_MAX},
    token::{self, LINK_TOKEN_CHARS},
};

/// An SMS ready to go out.
#[derive(Clone, PartialEq, Eq)]
pub struct Sms {
    pub text: String,
    pub link: String,
}

/// Text with the link of `token` under `origin` (scheme, host, port).
pub fn compose(language: Language, origin: &str, token: &str) -> Result<Sms, Refusal> {
    let link = token::link(origin, token);
    let text = variants(language)
        .iter()
        .map(|words| format!("{words}\n{link}"))
        .find(|text| fits_one_segment(text))
        .ok_or(Refusal::SmsDoesNotFit)?;
    Ok(Sms { text, link })
}

/// The same SMS with the secret masked, for the operator's comparison.
pub fn preview(language: Language, origin: &str) -> Result<String, Refusal> {
    compose(language, origin, &"*".repeat(LINK_TOKEN_CHARS)).map(|sms| sms.text)
}

/// Longest first.
fn variants(language: Language) -> &'static [&'static str] {
    match language {
        Language::Ja => &[
            "警察です。下のリンクから映像を送ってください",
            "警察です。映像を送ってください",
            "警察 映像送信",
        ],
        Language::JaEasy => &[
            "けいさつです。ここを おして ください",
            "けいさつ：おしてください",
            "けいさつです",
        ],
        Language::En => &[
            "Police: tap the link below to show us what you see.",
            "Police: tap to send video",
            "Police",
        ],
        Language::Zh => &[
            "日本警察：请点击链接，发送现场视频",
            "警察：请点击链接",
            "警察",
        ],
        Language::Ko => &[
            "경찰입니다. 아래를 눌러 영상을 보내세요",
            "경찰: 눌러 주세요",
            "경찰",
        ],
        Language::Vi => &[
            "Canh sat Nhat Ban: hay bam vao duong dan de gui video hien truong.",
            "Canh sat: bam de gui video",
            "Canh sat",
        ],
        Language::Pt => &[
            "Policia do Japao: toque no link para enviar o video do local.",
            "Policia: toque para enviar video",
            "Policia",
        ],
    }
}

fn fits_one_segment(text: &str) -> bool {
    match gsm7_units(text) {
        Some(units) => units <= SMS_GSM7_UNITS_MAX,
        None => text.encode_utf16().count() <= SMS_UCS2_UNITS_MAX,
    }
}

/// Septets in the GSM 7-bit alphabet (3GPP TS 23.038 §6.2.1), `None` if a character is outside.
fn gsm7_units(text: &str) -> Option<usize> {
    text.chars()
        .map(|c| match c {
            '^' | '{' | '}' | '\\' | '[' | '~' | ']' | '|' | '€' => Some(2),
            '`' => None,
            '\n' | '\r' | ' '..='_' | 'a'..='z' => Some(1),
            _ => None,
        })
        .sum()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    const TOKEN: &str = "0123456789ABCDEFGHIJKL";
    pub(crate) const ALL: [Language; 7] = [
        Language::Ja,
        Language::JaEasy,
        Language::En,
        Language::Zh,
        Language::Ko,
        Language::Vi,
        Language::Pt,
    ];

    #[test]
    fn every_language_fits_one_segment_with_usual_hosts() {
        for origin in [
            "https://localhost:8443",
            "https://110.example.jp",
            "https://v.a.jp",
        ] {
            for language in ALL {
                let sms = compose(language, origin, TOKEN).unwrap();
                assert!(fits_one_segment(&sms.text), "{}", sms.text);
                assert_eq!(sms.text.matches("https://").count(), 1);
                assert!(sms.text.ends_with(&sms.link));
            }
        }
    }

    #[test]
    fn a_shorter_host_leaves_room_for_longer_words() {
        let long = compose(Language::Ja, "https://genba.example.police.pref.jp", TOKEN).unwrap();
        let short = compose(Language::Ja, "https://v.a.jp", TOKEN).unwrap();
        assert!(
            short.text.chars().count() - short.link.len()
                > long.text.chars().count() - long.link.len()
        );
        assert!(long.text.encode_utf16().count() <= 70);
    }

    #[test]
    fn a_host_that_leaves_no_room_is_refused() {
        let origin = format!("https://{}.jp", "a".repeat(60));
        assert_eq!(
            compose(Language::Ja, &origin, TOKEN).err(),
            Some(Refusal::SmsDoesNotFit)
        );
    }

    #[test]
    fn a_preview_has_the_length_of_the_real_one_without_its_secret() {
        let origin = "https://localhost:8443";
        for language in ALL {
            let preview = preview(language, origin).unwrap();
            let real = compose(language, origin, TOKEN).unwrap().text;
            assert_eq!(preview.len(), real.len());
            assert!(!preview.contains(TOKEN));
        }
    }

    #[test]
    fn the_alphabet_of_seven_bits_is_counted() {
        for (text, units) in [
            ("abc", Some(3)),
            ("a{b", Some(4)),
            ("あ", None),
            ("`", None),
            ("#/:", Some(3)),
        ] {
            assert_eq!(gsm7_units(text), units, "{text}");
        }
    }
}
