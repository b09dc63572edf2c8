//! Posts that a unit has to have and that nobody holds.

use admin_core::post::appoint::stands_in;
use protocol::{admin::post::Vacancy, id::UnitId};
use sea_orm::DbErr;

use super::{of_units, view::label};
use crate::{Admin, units::Units};

/// In the units asked for, of every document that works there: one of whose posts somebody holds in
/// the same headquarters.
pub async fn of(admin: &Admin, units: &Units, asked: &[UnitId]) -> Result<Vec<Vacancy>, DbErr> {
    let (db, today) = (&**admin.db(), admin.today());
    let all: Vec<_> = units.all().map(|unit| unit.id).collect();
    let held = of_units(db, &all, today).await?;
    let held: Vec<_> = held
        .into_iter()
        .map(|held| held.post)
        .filter(|post| post.is_held(today))
        .collect();
    let mut vacant = Vec::new();
    for rulebook in admin.rules().on(today) {
        let document = &rulebook.document.code;
        let needed = rulebook.posts.values().filter(|kind| kind.needed);
        for kind in needed {
            for unit in asked.iter().filter(|unit| stands_in(kind, **unit, units)) {
                let own = || held.iter().filter(|post| post.document == *document);
                let works = own().any(|post| units.same_headquarters(post.unit, *unit));
                let is_held = own().any(|post| post.kind == kind.code && post.unit == *unit);
                if works && !is_held {
                    vacant.push(Vacancy {
                        document: document.clone(),
                        kind: kind.code.clone(),
                        label: label(&kind.label),
                        unit: *unit,
                        unit_name: units.name(*unit).to_owned(),
                        clause: kind.clause.text.clone(),
                    });
                }
            }
        }
    }
    Ok(vacant)
}
