//! The words of the SMS: the longest variant that fits one segment together with the link.

use protocol::text::Language;

use crate::{
    Refusal,
    limits::{SMS_GSM7_UNITS_MAX, SMS_UCS2_UNITS_MAX},
    token::{self, LINK_TOKEN_CHARS},
    wording::Wording,
};

/// An SMS ready to go out.
#[derive(Clone, PartialEq, Eq)]
pub struct Sms {
    pub text: String,
    pub link: String,
}

/// A text as the air interface carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Encoded {
    /// One septet in each octet, as SMPP takes it; the gateway packs them.
    Gsm7(Vec<u8>),
    /// Big-endian UTF-16.
    Ucs2(Vec<u8>),
}

/// Encodes a text of one segment; `None` when it is longer.
pub fn encode(text: &str) -> Option<Encoded> {
    if !fits_one_segment(text) {
        return None;
    }
    let septets = text.chars().map(gsm7).collect::<Option<Vec<_>>>();
    Some(match septets {
        Some(septets) => Encoded::Gsm7(septets.concat()),
        None => Encoded::Ucs2(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    })
}

/// Text with the link of `token` under `origin` (scheme, host, port).
pub fn compose(wording: impl Into<Wording>, origin: &str, token: &str) -> Result<Sms, Refusal> {
    let wording = wording.into();
    let link = token::link(origin, token);
    let variants = if wording.is_exercise {
        exercise_variants(wording.language)
    } else {
        variants(wording.language)
    };
    let text = variants
        .iter()
        .map(|words| format!("{words}\n{link}"))
        .find(|text| fits_one_segment(text))
        .ok_or(Refusal::SmsDoesNotFit)?;
    Ok(Sms { text, link })
}

/// The same SMS with the secret masked, for the operator's comparison.
pub fn preview(wording: impl Into<Wording>, origin: &str) -> Result<String, Refusal> {
    compose(wording, origin, &"*".repeat(LINK_TOKEN_CHARS)).map(|sms| sms.text)
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

/// The same for exercises [訓練]: each says first that it is one (VR-10).
fn exercise_variants(language: Language) -> &'static [&'static str] {
    match language {
        Language::Ja => &[
            "【訓練】警察です。下のリンクから映像を送ってください",
            "【訓練】警察です。映像を送ってください",
            "【訓練】警察 映像送信",
            "【訓練】警察",
        ],
        Language::JaEasy => &[
            "【くんれん】けいさつです。ここを おして ください",
            "【くんれん】けいさつ：おしてください",
            "【くんれん】けいさつ",
            "【くんれん】",
        ],
        Language::En => &[
            "EXERCISE, not real. Police: tap the link below to show us what you see.",
            "EXERCISE. Police: tap to send video",
            "EXERCISE Police",
        ],
        Language::Zh => &[
            "【演练】日本警察：请点击链接，发送现场视频",
            "【演练】警察：请点击链接",
            "【演练】警察",
        ],
        Language::Ko => &[
            "【훈련】경찰입니다. 아래를 눌러 영상을 보내세요",
            "【훈련】경찰: 눌러 주세요",
            "【훈련】경찰",
        ],
        Language::Vi => &[
            "DIEN TAP. Canh sat Nhat Ban: hay bam vao duong dan de gui video hien truong.",
            "DIEN TAP. Canh sat: bam de gui video",
            "DIEN TAP Canh sat",
        ],
        Language::Pt => &[
            "SIMULADO. Policia do Japao: toque no link para enviar o video do local.",
            "SIMULADO. Policia: toque para enviar video",
            "SIMULADO Policia",
        ],
    }
}

fn fits_one_segment(text: &str) -> bool {
    match gsm7_units(text) {
        Some(units) => units <= SMS_GSM7_UNITS_MAX,
        None => text.encode_utf16().count() <= SMS_UCS2_UNITS_MAX,
    }
}

/// Septets in the GSM 7-bit alphabet, `None` if a character is outside.
fn gsm7_units(text: &str) -> Option<usize> {
    text.chars()
        .map(|c| gsm7(c).map(|septets| septets.len()))
        .sum()
}

/// One character in the GSM 7-bit alphabet (3GPP TS 23.038 §6.2.1), as far as it has ASCII's.
fn gsm7(c: char) -> Option<Vec<u8>> {
    const ESCAPE: u8 = 0x1b;
    Some(match c {
        '@' => vec![0x00],
        '$' => vec![0x02],
        '_' => vec![0x11],
        '^' => vec![ESCAPE, 0x14],
        '{' => vec![ESCAPE, 0x28],
        '}' => vec![ESCAPE, 0x29],
        '\\' => vec![ESCAPE, 0x2f],
        '[' => vec![ESCAPE, 0x3c],
        '~' => vec![ESCAPE, 0x3d],
        ']' => vec![ESCAPE, 0x3e],
        '|' => vec![ESCAPE, 0x40],
        '€' => vec![ESCAPE, 0x65],
        '\n' | '\r' | ' '..='#' | '%'..='?' | 'A'..='Z' | 'a'..='z' => {
            vec![u8::try_from(c).ok()?]
        }
        _ => return None,
    })
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
    fn vr_10_an_exercise_says_so_first_and_in_one_segment() {
        let marks = [
            "【訓練】",
            "【くんれん】",
            "EXERCISE",
            "【演练】",
            "【훈련】",
            "DIEN TAP",
            "SIMULADO",
        ];
        for origin in [
            "https://localhost:8443",
            "https://genba.example.police.pref.jp",
        ] {
            for (language, mark) in ALL.into_iter().zip(marks) {
                let is_exercise = true;
                let wording = Wording {
                    language,
                    is_exercise,
                };
                let sms = compose(wording, origin, TOKEN).unwrap();
                assert!(sms.text.starts_with(mark), "{}", sms.text);
                assert!(fits_one_segment(&sms.text), "{}", sms.text);
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

    #[test]
    fn a_text_is_encoded_as_the_air_carries_it() {
        let gsm7 = |text: &str| match encode(text) {
            Some(Encoded::Gsm7(septets)) => septets,
            other => panic!("{other:?}"),
        };
        assert_eq!(gsm7("Police\n#1"), b"Police\n#1");
        assert_eq!(gsm7("@_$"), [0x00, 0x11, 0x02]);
        assert_eq!(gsm7("[~]"), [0x1b, 0x3c, 0x1b, 0x3d, 0x1b, 0x3e]);
        let ucs2 = Encoded::Ucs2(vec![0x8b, 0x66, 0x00, 0x61]);
        assert_eq!(encode("警a"), Some(ucs2));
        assert_eq!(encode(&"あ".repeat(71)), None);
        assert_eq!(encode(&"a".repeat(161)), None);
        for language in ALL {
            let sms = compose(language, "https://110.example.jp", TOKEN).unwrap();
            assert!(encode(&sms.text).is_some());
        }
    }
}
