//! The part of the country that a Japanese number's area code [市外局番] stands for. Mobile
//! numbers stand for none.

use std::sync::LazyLock;

use protocol::marks::NumberArea;

/// Area code without its leading zero, codes of prefectures, name in Japanese and in English.
/// After the list of area codes of the Ministry of Internal Affairs and Communications, by its
/// leading digits as far as a prefecture is told by them. A line without a name is a service.
const LIST: &str = include_str!("../data/area_codes.csv");

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// First two digits of municipality codes.
    pub prefectures: Vec<&'static str>,
    pub name: NumberArea,
}

/// The area of a number in E.164; the longest matching code counts.
pub fn area(e164: &str) -> Option<&'static Area> {
    static AREAS: LazyLock<Vec<(&str, Area)>> = LazyLock::new(read);
    let national = e164.strip_prefix("+81")?;
    let fits = AREAS.iter().filter(|(code, _)| national.starts_with(code));
    let (_, area) = fits.max_by_key(|(code, _)| code.len())?;
    (!area.prefectures.is_empty()).then_some(area)
}

fn read() -> Vec<(&'static str, Area)> {
    LIST.lines().skip(1).filter_map(line).collect()
}

fn line(text: &'static str) -> Option<(&'static str, Area)> {
    let mut cells = text.split(',');
    let code = cells.next()?;
    let prefectures = cells.next()?.split_terminator(' ').collect();
    let name = NumberArea {
        name_ja: cells.next()?.to_owned(),
        name_en: cells.next()?.to_owned(),
    };
    Some((code, Area { prefectures, name }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_can_be_read() {
        assert_eq!(read().len(), LIST.lines().count() - 1);
        for (code, area) in read() {
            assert!(code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
            for prefecture in area.prefectures {
                assert!(
                    (1..=47).contains(&prefecture.parse::<u8>().unwrap()),
                    "{code}"
                );
                assert_eq!(prefecture.len(), 2);
            }
            assert_eq!(area.name.name_ja.is_empty(), area.name.name_en.is_empty());
        }
    }

    #[test]
    fn the_longest_code_counts_and_a_mobile_number_has_no_place() {
        for (number, expected) in [
            ("+81312345678", Some("東京都")),
            ("+81662345678", Some("大阪府")),
            ("+81727123456", Some("大阪府・兵庫県")),
            ("+81771234567", Some("京都府")),
            ("+81775123456", Some("滋賀県")),
            ("+819012345678", None),
            ("+815012345678", None),
            ("+81120123456", None),
            ("+81570012345", None),
            ("+15551234567", None),
        ] {
            let found = area(number).map(|area| area.name.name_ja.as_str());
            assert_eq!(found, expected, "{number}");
        }
    }
}
