//! The word that the operator reads out and the caller sees: easy to say, hard to mix up.

use protocol::report::CheckWord;

/// 64 nouns that children know, with their Latin spelling (Hepburn).
const NOUNS: [(&str, &str); 64] = [
    ("すいか", "suika"),
    ("りんご", "ringo"),
    ("みかん", "mikan"),
    ("いちご", "ichigo"),
    ("ぶどう", "budou"),
    ("バナナ", "banana"),
    ("メロン", "meron"),
    ("もも", "momo"),
    ("トマト", "tomato"),
    ("にんじん", "ninjin"),
    ("かぼちゃ", "kabocha"),
    ("きゅうり", "kyuuri"),
    ("たまご", "tamago"),
    ("おにぎり", "onigiri"),
    ("うどん", "udon"),
    ("ごはん", "gohan"),
    ("いぬ", "inu"),
    ("ねこ", "neko"),
    ("うさぎ", "usagi"),
    ("ぞう", "zou"),
    ("きりん", "kirin"),
    ("パンダ", "panda"),
    ("らくだ", "rakuda"),
    ("ひつじ", "hitsuji"),
    ("すずめ", "suzume"),
    ("ペンギン", "pengin"),
    ("かえる", "kaeru"),
    ("くじら", "kujira"),
    ("いるか", "iruka"),
    ("まぐろ", "maguro"),
    ("とんぼ", "tonbo"),
    ("ちょうちょ", "choucho"),
    ("さくら", "sakura"),
    ("ひまわり", "himawari"),
    ("あさがお", "asagao"),
    ("もみじ", "momiji"),
    ("やま", "yama"),
    ("うみ", "umi"),
    ("そら", "sora"),
    ("ほし", "hoshi"),
    ("つき", "tsuki"),
    ("たいよう", "taiyou"),
    ("ゆき", "yuki"),
    ("にじ", "niji"),
    ("でんしゃ", "densha"),
    ("ひこうき", "hikouki"),
    ("じてんしゃ", "jitensha"),
    ("ふね", "fune"),
    ("つくえ", "tsukue"),
    ("いす", "isu"),
    ("かばん", "kaban"),
    ("ぼうし", "boushi"),
    ("めがね", "megane"),
    ("とけい", "tokei"),
    ("かさ", "kasa"),
    ("えんぴつ", "enpitsu"),
    ("はさみ", "hasami"),
    ("たいこ", "taiko"),
    ("ピアノ", "piano"),
    ("ギター", "gitaa"),
    ("だるま", "daruma"),
    ("こま", "koma"),
    ("たこ", "tako"),
    ("ふうせん", "fuusen"),
];

/// Words and numbers together.
pub const CHECK_WORDS: u32 = 64 * 100;

/// The word of a number below [`CHECK_WORDS`]; larger ones wrap.
pub fn check_word(index: u32) -> CheckWord {
    let index = index % CHECK_WORDS;
    let (kana, latin) = NOUNS[usize::try_from(index / 100).unwrap_or(0)];
    let digits = index % 100;
    CheckWord {
        kana: format!("{} {digits:02}", hiragana(kana)),
        latin: format!("{latin} {digits:02}"),
    }
}

/// Draws an index from random bytes.
pub fn draw(random: [u8; 4]) -> u32 {
    // 2³² is no multiple of 6400; the bias is one in a million and this is no secret.
    u32::from_le_bytes(random) % CHECK_WORDS
}

/// Loan words are shown in hiragana, too: young readers know these letters first.
fn hiragana(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn all_words_differ_and_are_hiragana() {
        let all: Vec<CheckWord> = (0..CHECK_WORDS).map(check_word).collect();
        let kana: BTreeSet<&str> = all.iter().map(|word| word.kana.as_str()).collect();
        let latin: BTreeSet<&str> = all.iter().map(|word| word.latin.as_str()).collect();
        assert_eq!((kana.len(), latin.len()), (6400, 6400));
        for word in &all {
            assert!(
                word.kana
                    .chars()
                    .all(|c| matches!(c, 'ぁ'..='ゖ' | 'ー' | ' ' | '0'..='9')),
                "{}",
                word.kana
            );
            assert!(
                word.latin
                    .chars()
                    .all(|c| matches!(c, 'a'..='z' | ' ' | '0'..='9'))
            );
        }
    }

    #[test]
    fn a_word_is_stable_and_two_digits_are_always_shown() {
        assert_eq!(check_word(42).kana, "すいか 42");
        assert_eq!(check_word(42).latin, "suika 42");
        assert_eq!(check_word(107).kana, "りんご 07");
        assert_eq!(check_word(CHECK_WORDS + 42), check_word(42));
        assert!(draw([255; 4]) < CHECK_WORDS);
    }
}
