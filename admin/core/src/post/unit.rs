//! The tree of units: NPA, the 47 prefectural headquarters and the area headquarters, stations;
//! groups and their city stand apart (O-32).

use std::collections::BTreeMap;

use protocol::id::UnitId;

use crate::{
    limits::{UNIT_DEPTH, UNITS},
    words::words,
};

words! {
    pub enum UnitKind {
        /// The National Police Agency [警察庁].
        Npa = "npa",
        /// A regional police bureau [管区警察局].
        Regional = "regional",
        /// A prefectural police headquarters [都道府県警察本部].
        Headquarters = "headquarters",
        /// An area headquarters of Hokkaido [方面本部]: an own headquarters inside another.
        AreaHeadquarters = "area_headquarters",
        /// A division or section of any of these [課].
        Division = "division",
        /// A police station or a unit of its rank [警察署・隊].
        Station = "station",
        /// A town, whose section advises the groups [市].
        City = "city",
        /// A neighbourhood association or the like [団体].
        Group = "group",
    }
}

impl UnitKind {
    /// A town or one of its groups: not of the police.
    pub fn is_civil(self) -> bool {
        matches!(self, Self::City | Self::Group)
    }

    /// Units that answer for themselves: what the others do counts as theirs.
    fn is_headquarters(self) -> bool {
        use UnitKind::{AreaHeadquarters, City, Group, Headquarters, Npa};
        matches!(self, Npa | Headquarters | AreaHeadquarters | City | Group)
    }

    fn may_stand_under(self, parent: Option<Self>) -> bool {
        use UnitKind::{
            AreaHeadquarters, City, Division, Group, Headquarters, Npa, Regional, Station,
        };
        let under = |kinds: &[Self]| parent.is_some_and(|parent| kinds.contains(&parent));
        match self {
            Npa | City => parent.is_none(),
            Regional | Headquarters => under(&[Npa]),
            AreaHeadquarters => under(&[Headquarters]),
            Station => under(&[Headquarters, AreaHeadquarters]),
            Division => under(&[Npa, Regional, Headquarters, AreaHeadquarters, Station]),
            Group => under(&[City]),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    pub id: UnitId,
    pub kind: UnitKind,
    pub parent: Option<UnitId>,
    /// The short word by which staff lists name it.
    pub code: String,
}

/// Why a list of units is no tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    #[error("more than {UNITS} units")]
    TooMany,
    #[error("unit {0} is there twice")]
    Twice(UnitId),
    #[error("unit {0} may not stand where it stands")]
    Misplaced(UnitId),
}

#[derive(Clone, Debug, Default)]
pub struct UnitTree(BTreeMap<UnitId, Unit>);

impl UnitTree {
    pub fn new(units: Vec<Unit>) -> Result<Self, TreeError> {
        if units.len() > UNITS {
            return Err(TreeError::TooMany);
        }
        let mut tree = BTreeMap::new();
        for unit in units {
            let id = unit.id;
            if tree.insert(id, unit).is_some() {
                return Err(TreeError::Twice(id));
            }
        }
        let tree = Self(tree);
        match tree.0.values().find(|unit| !tree.stands_right(unit)) {
            Some(unit) => Err(TreeError::Misplaced(unit.id)),
            None => Ok(tree),
        }
    }

    pub fn get(&self, id: UnitId) -> Option<&Unit> {
        self.0.get(&id)
    }

    /// All units, in the order of their ids.
    pub fn all(&self) -> impl Iterator<Item = &Unit> {
        self.0.values()
    }

    pub fn by_code(&self, code: &str) -> Option<&Unit> {
        self.0.values().find(|unit| unit.code == code)
    }

    /// The unit and those above it, upwards.
    pub fn upwards(&self, id: UnitId) -> impl Iterator<Item = &Unit> {
        let above = |unit: &&Unit| unit.parent.and_then(|parent| self.get(parent));
        std::iter::successors(self.get(id), above).take(UNIT_DEPTH)
    }

    /// The headquarters that a unit belongs to: itself where it is one.
    pub fn headquarters_of(&self, id: UnitId) -> Option<UnitId> {
        let headquarters = self.upwards(id).find(|unit| unit.kind.is_headquarters());
        headquarters.map(|unit| unit.id)
    }

    /// The nearest unit upwards that is of one of these kinds.
    pub fn nearest(&self, id: UnitId, kinds: &[UnitKind]) -> Option<UnitId> {
        self.upwards(id)
            .find(|unit| kinds.contains(&unit.kind))
            .map(|unit| unit.id)
    }

    /// Whether a unit is another one or stands under it.
    pub fn is_within(&self, id: UnitId, above: UnitId) -> bool {
        self.upwards(id).any(|unit| unit.id == above)
    }

    /// Whether two units belong to one tenant: the police, or one group.
    pub fn same_headquarters(&self, one: UnitId, other: UnitId) -> bool {
        let one = self.headquarters_of(one);
        one.is_some() && one == self.headquarters_of(other)
    }

    /// The units of the same headquarters as this one.
    pub fn in_headquarters_of(&self, unit: UnitId) -> Vec<UnitId> {
        let all = self.all().map(|other| other.id);
        all.filter(|other| self.same_headquarters(*other, unit))
            .collect()
    }

    /// Kinds stand under kinds of a higher rank only, so there is no circle.
    fn stands_right(&self, unit: &Unit) -> bool {
        let parent = unit.parent.map(|id| self.get(id).map(|parent| parent.kind));
        parent != Some(None) && unit.kind.may_stand_under(parent.flatten())
    }
}

#[cfg(test)]
mod tests {
    use protocol::time::UnixMs;

    use super::*;

    fn id(n: u8) -> UnitId {
        UnitId::new(UnixMs(1), [n; 10])
    }

    fn unit(n: u8, kind: UnitKind, parent: Option<u8>) -> Unit {
        Unit {
            id: id(n),
            kind,
            parent: parent.map(id),
            code: format!("u{n}"),
        }
    }

    fn hokkaido() -> Vec<Unit> {
        vec![
            unit(1, UnitKind::Npa, None),
            unit(2, UnitKind::Headquarters, Some(1)),
            unit(3, UnitKind::AreaHeadquarters, Some(2)),
            unit(4, UnitKind::Station, Some(3)),
            unit(5, UnitKind::Station, Some(2)),
            unit(6, UnitKind::City, None),
            unit(7, UnitKind::Group, Some(6)),
        ]
    }

    #[test]
    fn an_area_headquarters_is_a_headquarters_of_its_own() {
        let tree = UnitTree::new(hokkaido()).unwrap();
        let table = [(1, 1), (2, 2), (3, 3), (4, 3), (5, 2), (6, 6), (7, 7)];
        for (of, headquarters) in table {
            assert_eq!(
                tree.headquarters_of(id(of)),
                Some(id(headquarters)),
                "unit {of}"
            );
        }
        assert!(!tree.same_headquarters(id(4), id(5)));
        assert!(
            !tree.same_headquarters(id(9), id(9)),
            "unknown units share nothing"
        );
        assert_eq!(tree.nearest(id(4), &[UnitKind::Npa]), Some(id(1)));
        assert_eq!(tree.by_code("u4").map(|unit| unit.id), Some(id(4)));
    }

    #[test]
    fn what_is_no_tree_is_refused() {
        type Change = fn(&mut Vec<Unit>);
        let table: [(Change, TreeError); 5] = [
            (
                |units| units.push(unit(4, UnitKind::Station, Some(2))),
                TreeError::Twice(id(4)),
            ),
            (
                |units| units[3].parent = Some(id(9)),
                TreeError::Misplaced(id(4)),
            ),
            (|units| units[1].parent = None, TreeError::Misplaced(id(2))),
            (
                |units| units[6].parent = Some(id(1)),
                TreeError::Misplaced(id(7)),
            ),
            (
                |units| units[3].parent = Some(id(4)),
                TreeError::Misplaced(id(4)),
            ),
        ];
        for (change, expected) in table {
            let mut units = hokkaido();
            change(&mut units);
            assert_eq!(UnitTree::new(units).unwrap_err(), expected);
        }
    }
}
