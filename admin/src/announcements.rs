//! What units announce to everybody: cases in the states that a rulebook names, with the fields
//! that go out.

use std::collections::{BTreeMap, BTreeSet};

use admin_core::{
    post::unit::Unit,
    rulebook::{Rulebook, announced::Announced},
};
use protocol::{
    admin::announcement::{Announcement, AnnouncementList, Announcer, AnnouncerList},
    time::UnixMs,
};

use crate::{
    Admin,
    cases::{store, view::wire},
    limits::ANNOUNCEMENTS,
    posts::view::label,
    problem::{Refused, not_found_problem},
    rulebooks,
    units::Units,
};

/// The units that announce something.
pub async fn list(admin: &Admin) -> Result<AnnouncerList, Refused> {
    let units = admin.units().await?;
    let mut announcers = Vec::new();
    for rulebook in admin.rules().on(admin.today()) {
        // Anybody may ask: one look for each kind, however many units there are.
        let mut announcing = BTreeSet::new();
        for announced in rulebook.announcements.values() {
            let (db, states) = (&**admin.db(), states_of(announced));
            let document = &rulebook.document.code;
            let found = store::units_with(db, document, &announced.workflow, &states).await?;
            announcing.extend(found);
        }
        let found = units.all().filter(|unit| announcing.contains(&unit.id));
        announcers.extend(found.map(|unit| announcer(rulebook, unit, &units)));
    }
    Ok(AnnouncerList { units: announcers })
}

/// What a unit of a code announces; 404 where there is nothing.
pub async fn find(admin: &Admin, document: &str, code: &str) -> Result<AnnouncementList, Refused> {
    let units = admin.units().await?;
    let rulebook = admin.rules().document_on(document, admin.today());
    let (Some(rulebook), Some(unit)) = (rulebook, units.by_code(code)) else {
        return Err(not_found_problem());
    };
    let mut announcements = of_unit(admin, rulebook, unit).await?;
    if announcements.is_empty() {
        return Err(not_found_problem());
    }
    announcements.sort_by_key(|it| std::cmp::Reverse(it.announced_at.0));
    announcements.truncate(ANNOUNCEMENTS);
    Ok(AnnouncementList {
        announcer: announcer(rulebook, unit, &units),
        announcements,
    })
}

async fn of_unit(
    admin: &Admin,
    rulebook: &Rulebook,
    unit: &Unit,
) -> Result<Vec<Announcement>, Refused> {
    let (db, document) = (&**admin.db(), &rulebook.document.code);
    let mut found = Vec::new();
    for announced in rulebook.announcements.values() {
        let states = states_of(announced);
        let rows = store::of_unit(db, document, &announced.workflow, &states, unit.id).await?;
        for row in rows {
            let case = store::without_personal(&row)?;
            let version = store::rulebook_of(db, admin, &case).await?;
            let last = case.done.last().map_or(UnixMs(row.changed_ms), |it| it.at);
            found.push(Announcement {
                number: row.number.clone(),
                announced_at: last,
                values: values(&case.values, announced),
                ..blank(announced, &version)
            });
        }
    }
    Ok(found)
}

fn states_of(announced: &Announced) -> Vec<String> {
    let states = announced.states.iter();
    states.map(|it| it.text.clone()).collect()
}

/// An announcement with its fields, without what they say.
fn blank(announced: &Announced, rulebook: &Rulebook) -> Announcement {
    let form = rulebook.workflows.get(&announced.workflow.text);
    let form = form.and_then(|workflow| rulebook.forms.get(&workflow.form.text));
    let fields = announced.fields.iter();
    let fields = fields.filter_map(|field| form?.field(field));
    Announcement {
        code: announced.code.clone(),
        label: label(&announced.label),
        number: String::new(),
        announced_at: UnixMs(0),
        fields: fields.map(rulebooks::view::field).collect(),
        values: BTreeMap::new(),
        clause: announced.clause.text.clone(),
    }
}

fn values(
    values: &admin_core::case::value::Values,
    announced: &Announced,
) -> BTreeMap<String, protocol::admin::form::FieldValue> {
    let fields = announced.fields.iter();
    let told = fields.filter_map(|field| {
        let value = values.get(&field.text)?;
        Some((field.text.clone(), wire(value)))
    });
    told.collect()
}

fn announcer(rulebook: &Rulebook, unit: &Unit, units: &Units) -> Announcer {
    Announcer {
        document: rulebook.document.code.clone(),
        document_label: label(&rulebook.document.title),
        unit_code: unit.code.clone(),
        unit_name: units.name(unit.id).to_owned(),
    }
}
