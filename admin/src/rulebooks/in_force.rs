//! Which version is in force for a unit on a day: the document with what the nation, the force and
//! the unit set on top of it. The name of such a version lists the settings, so that a case finds
//! the version that it was opened under for as long as it runs.

use std::sync::{Arc, PoisonError};

use admin_core::{
    post::unit::UnitTree,
    rulebook::{Rulebook, flaw::Flaw, layer::Settings},
};
use jiff::civil::Date;
use protocol::id::UnitId;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::{Rules, settings};
use crate::{limits::LAYERED_RULEBOOKS, store::table::setting};

/// Separates a document's version from the numbers of settings.
const PLUS: char = '+';

type Row = setting::Model;

impl Rules {
    /// The version of a document in force for a unit on a day.
    pub async fn in_force(
        &self,
        db: &impl ConnectionTrait,
        units: &UnitTree,
        document: &str,
        unit: UnitId,
        on: Date,
    ) -> Result<Option<Arc<Rulebook>>, DbErr> {
        let Some(base) = self.library.on(document, on) else {
            return Ok(None);
        };
        let rows = rows_of(db, base).await?;
        let begun = |row: &&Row| settings::day_of(row).is_some_and(|from| from <= on);
        // National settings first, then those of each unit from the top down to this one.
        let mut path: Vec<_> = units.upwards(unit).map(|unit| unit.id).collect();
        path.reverse();
        let national = rows.iter().filter(|row| row.level == "national");
        let mut groups = vec![national.filter(begun).collect::<Vec<_>>()];
        for unit in path {
            let own = |row: &&Row| row.level != "national" && row.unit == unit.0;
            groups.push(rows.iter().filter(own).filter(begun).collect());
        }
        groups.retain(|group| !group.is_empty());
        self.layered(base, &groups).map(Some)
    }

    /// A version by its name: what a case was opened under.
    pub async fn version(
        &self,
        db: &impl ConnectionTrait,
        document: &str,
        version: &str,
    ) -> Result<Option<Arc<Rulebook>>, DbErr> {
        let (name, layers) = version.split_once(PLUS).unwrap_or((version, ""));
        let Some(base) = self.library.version(document, name) else {
            return Ok(None);
        };
        if let Some(known) = self.known(document, version) {
            return Ok(Some(known));
        }
        let rows = rows_of(db, base).await?;
        let mut groups = Vec::new();
        for seq in layers.split('.').filter(|seq| !seq.is_empty()) {
            let last = rows.iter().find(|row| row.seq.to_string() == *seq);
            let Some(last) = last else { return Ok(None) };
            let same = |row: &&Row| {
                row.level == last.level && row.unit == last.unit && row.seq <= last.seq
            };
            groups.push(rows.iter().filter(same).collect::<Vec<_>>());
        }
        self.layered(base, &groups).map(Some)
    }

    fn known(&self, document: &str, version: &str) -> Option<Arc<Rulebook>> {
        let key = (document.to_owned(), version.to_owned());
        let known = self.layered.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&key).cloned()
    }

    fn layered(&self, base: &Arc<Rulebook>, groups: &[Vec<&Row>]) -> Result<Arc<Rulebook>, DbErr> {
        if groups.is_empty() {
            return Ok(base.clone());
        }
        let last = groups.iter().filter_map(|group| group.last());
        let seqs: Vec<_> = last.map(|row| row.seq.to_string()).collect();
        let name = format!("{}{PLUS}{}", base.document.version, seqs.join("."));
        let document = &base.document.code;
        if let Some(known) = self.known(document, &name) {
            return Ok(known);
        }
        let mut rulebook = Rulebook::clone(base);
        for group in groups {
            if let Some(layer) = settings::layer_of(group)? {
                rulebook = with_what_fits(&rulebook, layer);
            }
        }
        rulebook.document.version = name.clone();
        let rulebook = Arc::new(rulebook);
        let mut known = self.layered.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= LAYERED_RULEBOOKS {
            known.clear();
        }
        known.insert((document.clone(), name), rulebook.clone());
        Ok(rulebook)
    }
}

/// What was set below and no longer fits what was set above since then gives way to it.
fn with_what_fits(rulebook: &Rulebook, mut layer: Settings) -> Rulebook {
    match rulebook.with(&layer) {
        Ok(layered) => layered,
        Err(flaws) => {
            tracing::warn!(?flaws, "settings of a lower level no longer fit");
            let unfit = |line: usize| flaws.iter().any(|flaw: &Flaw| flaw.place.line == line + 1);
            let parameters = layer.parameters.len();
            let mut line = 0;
            layer.parameters.retain(|_| {
                line += 1;
                !unfit(line - 1)
            });
            let mut line = parameters;
            layer.texts.retain(|_| {
                line += 1;
                !unfit(line - 1)
            });
            rulebook.with(&layer).unwrap_or_else(|_| rulebook.clone())
        }
    }
}

async fn rows_of(db: &impl ConnectionTrait, base: &Rulebook) -> Result<Vec<Row>, DbErr> {
    setting::Entity::find()
        .filter(setting::Column::Document.eq(&base.document.code))
        .filter(setting::Column::BasedOn.eq(&base.document.version))
        .order_by_asc(setting::Column::Seq)
        .all(db)
        .await
}
