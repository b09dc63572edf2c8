//! The 47 prefectural headquarters and the area headquarters of Hokkaido.

use admin_core::post::unit::UnitKind;

use super::RulebookError;

/// One line of `headquarters.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headquarters {
    pub code: String,
    pub kind: UnitKind,
    /// The code of the unit above.
    pub parent: String,
    pub ja: String,
    pub en: String,
}

pub(super) fn read(csv: &str) -> Result<Vec<Headquarters>, RulebookError> {
    let lines = csv.lines().enumerate().skip(1);
    lines
        .map(|(number, line)| {
            let place = || RulebookError::Unreadable(format!("headquarters.csv:{}", number + 1));
            let cells: Vec<_> = line.split(',').collect();
            let [code, kind, parent, ja, en] = cells[..] else {
                return Err(place());
            };
            Ok(Headquarters {
                code: code.to_owned(),
                kind: UnitKind::of(kind).ok_or_else(place)?,
                parent: parent.to_owned(),
                ja: ja.to_owned(),
                en: en.to_owned(),
            })
        })
        .collect()
}
