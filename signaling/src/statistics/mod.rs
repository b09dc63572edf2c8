//! Figures for who may see them (VR-6): facts are read page by page and added up.

mod csv;

use std::collections::BTreeMap;

use admin::core::calendar::{japan, span::Days};
use protocol::{
    id::UnitId,
    statistics::{HeadquartersFigures, PeriodFigures, Statistics, StatisticsScope, StatisticsStep},
    time::{Day, UnixMs},
};
use signaling_core::statistics::Sum;

use crate::{
    Signaling,
    failure::Failure,
    store::{facts, units},
};

pub use csv::{Language, csv};

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub scope: StatisticsScope,
    pub unit: UnitId,
    pub days: Days,
    pub step: StatisticsStep,
}

/// Sums of each part of the time and each headquarters where there was something.
pub struct Counted {
    asked: Asked,
    unit_name: String,
    parts: Vec<Days>,
    sums: BTreeMap<(usize, UnitId), Sum>,
    /// All headquarters of the scope, in the order in which they are listed.
    headquarters: Vec<(UnitId, String)>,
}

pub async fn count(signaling: &Signaling, asked: Asked) -> Result<Counted, Failure> {
    let (db, tree) = (&**signaling.admin().db(), signaling.admin().units().await?);
    let parts = asked.days.parts(asked.step);
    let of = match asked.scope {
        StatisticsScope::Nation => None,
        StatisticsScope::Headquarters => Some(asked.unit),
    };
    let mut sums: BTreeMap<_, Sum> = BTreeMap::new();
    let mut after = None;
    loop {
        let (page, next) = facts::page(db, asked.days.moments(), of, after).await?;
        for counted in page {
            let part = part_of(&parts, counted.sent);
            let sum = sums.entry((part, counted.headquarters)).or_default();
            sum.add(&counted.fact);
        }
        match next {
            Some(_) => after = next,
            None => break,
        }
    }
    let mut headquarters = Vec::new();
    for one in units::headquarters(db).await? {
        if of.is_none_or(|unit| unit == one.unit) {
            headquarters.push((one.unit, one.name));
        }
    }
    let code = |unit: &UnitId| tree.get(*unit).map(|unit| unit.code.clone());
    headquarters.sort_by_key(|(unit, _)| code(unit));
    Ok(Counted {
        asked,
        unit_name: tree.name(asked.unit).to_owned(),
        parts,
        sums,
        headquarters,
    })
}

/// The part in which a report began.
fn part_of(parts: &[Days], at: UnixMs) -> usize {
    let day = japan::day_of(at);
    parts
        .partition_point(|part| part.from() <= day)
        .saturating_sub(1)
}

impl Counted {
    pub fn statistics(&self) -> Statistics {
        let Asked {
            scope,
            unit,
            days,
            step,
        } = self.asked;
        let of_nation = scope == StatisticsScope::Nation;
        let each = self.headquarters.iter().filter(|_| of_nation);
        Statistics {
            scope,
            unit,
            unit_name: self.unit_name.clone(),
            from: Day(days.from()),
            to: Day(days.to()),
            step,
            total: self.sum(|_, _| true).figures(),
            periods: (0..self.parts.len())
                .map(|part| self.period(part))
                .collect(),
            headquarters: each
                .map(|(unit, name)| HeadquartersFigures {
                    unit: *unit,
                    name: name.clone(),
                    figures: self.sum(|_, of| of == *unit).figures(),
                })
                .collect(),
        }
    }

    fn sum(&self, counts: impl Fn(usize, UnitId) -> bool) -> Sum {
        let mut whole = Sum::default();
        let sums = self.sums.iter();
        for (_, sum) in sums.filter(|((part, unit), _)| counts(*part, *unit)) {
            whole.add_all(sum);
        }
        whole
    }

    fn period(&self, part: usize) -> PeriodFigures {
        let sum = self.sum(|of, _| of == part);
        PeriodFigures {
            from: Day(self.parts[part].from()),
            to: Day(self.parts[part].to()),
            issues: sum.issues(),
            starts: sum.starts(),
            live: sum.live(),
            staff: sum.staff(),
        }
    }
}
