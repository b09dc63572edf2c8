//! What everybody may read without signing in: regulations in force, filled from what was adopted
//! and from the register.

pub mod holder;

use std::{collections::BTreeMap, sync::Arc};

use admin_core::{
    case::{Case, value::Value},
    post::unit::Unit,
    rulebook::{Label, Rulebook, publication::Publication, text::Text},
};
use jiff::civil::Date;
use protocol::{
    admin::public::{
        PublicCamera, PublicGroup, PublicHelp, PublicNotice, PublicRegulation, PublicText,
        RegulationArticle,
    },
    id::UnitId,
    time::Day,
};
use sea_orm::ConnectionTrait;

use crate::{
    Admin,
    cases::store,
    footage::{self, Films, cameras},
    posts::view::label,
    problem::{Refused, not_found_problem},
    store::table::rulebook_case,
    units::Units,
};

const HELP: &str = "help_";
const NOTICE: &str = "notice_";
const REGULATION: &str = "regulation_";

/// A unit with a regulation in force.
pub struct Published {
    pub unit: Unit,
    pub name: String,
    pub films: Films,
    pub terms: Publication,
    row: rulebook_case::Model,
    case: Case,
    from: Date,
}

/// Who has a regulation in force, and what the whole is about.
pub async fn help(admin: &Admin) -> Result<PublicHelp, Refused> {
    let units = admin.units().await?;
    let mut groups = Vec::new();
    for unit in units.all() {
        if let Some(published) = of_unit(admin, &units, unit).await? {
            groups.push(PublicGroup {
                code: published.unit.code,
                name: published.name,
            });
        }
    }
    let mut help = Vec::new();
    for rulebook in admin.rules().on(admin.today()) {
        if rulebook.publication.is_some() {
            help.extend(texts(rulebook, HELP).map(text));
        }
    }
    Ok(PublicHelp { groups, help })
}

/// What a unit of a code has in force; 404 where there is nothing.
pub async fn find(admin: &Admin, code: &str) -> Result<Published, Refused> {
    let units = admin.units().await?;
    let unit = units.all().find(|unit| unit.code == code);
    let found = match unit {
        Some(unit) => of_unit(admin, &units, unit).await?,
        None => None,
    };
    found.ok_or_else(not_found_problem)
}

async fn of_unit(admin: &Admin, units: &Units, unit: &Unit) -> Result<Option<Published>, Refused> {
    let db = &**admin.db();
    let publishes = |rulebook: &&Arc<Rulebook>| rulebook.publication.is_some();
    let Some(base) = admin.rules().on(admin.today()).find(publishes) else {
        return Ok(None);
    };
    let Some((row, case)) = in_force(db, admin, base, unit.id).await? else {
        return Ok(None);
    };
    let films = footage::of_unit(db, admin, unit.id).await?;
    let terms = base.publication.clone();
    let (Some(films), Some(terms)) = (films, terms) else {
        return Ok(None);
    };
    let Some(Value::Date(from)) = case.values.get(&terms.regulation.from).cloned() else {
        return Ok(None);
    };
    Ok(Some(Published {
        unit: unit.clone(),
        name: units.name(unit.id).to_owned(),
        films,
        terms,
        row,
        case,
        from,
    }))
}

/// The regulation that a unit has in force today: the newest whose day has come.
pub async fn in_force(
    db: &impl ConnectionTrait,
    admin: &Admin,
    rulebook: &Rulebook,
    unit: UnitId,
) -> Result<Option<(rulebook_case::Model, Case)>, Refused> {
    let Some(publication) = &rulebook.publication else {
        return Ok(None);
    };
    let terms = &publication.regulation;
    let states = std::slice::from_ref(&terms.state);
    let document = &rulebook.document.code;
    let rows = store::of_unit(db, document, &terms.workflow, states, unit).await?;
    let today = admin.today();
    for row in rows {
        if store::day_in(&row, &terms.from).is_some_and(|from| from <= today) {
            let case = store::without_personal(&row)?;
            return Ok(Some((row, case)));
        }
    }
    Ok(None)
}

impl Published {
    /// The notice at the camera, for who stands before it.
    pub async fn notice(&self, admin: &Admin) -> Result<PublicNotice, Refused> {
        let rulebook = &self.films.rulebook;
        let office = self.case.values.get(&self.terms.office);
        let answer = rulebook.deadlines.get(&self.terms.contact.answer);
        let answer = answer.and_then(|kind| rulebook.period(kind));
        Ok(PublicNotice {
            code: self.unit.code.clone(),
            name: self.name.clone(),
            responsible_office: office.map(Value::key).unwrap_or_default(),
            retention_days: rulebook.count(&self.terms.retention).unwrap_or_default(),
            cameras: self.cameras(admin).await?,
            answer_words: answer.map(|rule| label(&rule.words())).unwrap_or_default(),
            notice: texts(rulebook, NOTICE).map(text).collect(),
        })
    }

    /// The regulation as it is printed.
    pub async fn regulation(&self, admin: &Admin) -> Result<PublicRegulation, Refused> {
        let cameras = self.cameras(admin).await?;
        let places = cameras.iter().map(|camera| camera.address.as_str());
        let places = places.collect::<Vec<_>>();
        let mut words: BTreeMap<&str, Label> = self
            .case
            .values
            .iter()
            .map(|(field, value)| (field.as_str(), words_of(value)))
            .collect();
        if !places.is_empty() {
            words.insert("places", both(&places.join("、"), &places.join("; ")));
        }
        let articles = texts(&self.films.rulebook, REGULATION);
        let articles = articles.map(|text| {
            let filled = text.label.filled(|name| words.get(name));
            article(&text.clause.text, &filled)
        });
        Ok(PublicRegulation {
            code: self.unit.code.clone(),
            name: self.name.clone(),
            number: self.row.number.clone(),
            effective_on: Day(self.from),
            articles: articles.collect(),
            cameras,
        })
    }

    /// The cameras in use.
    async fn cameras(&self, admin: &Admin) -> Result<Vec<PublicCamera>, Refused> {
        let rows = cameras::all(&**admin.db(), &self.films, self.unit.id).await?;
        let mut found = Vec::new();
        for row in rows {
            let (active, address) = cameras::place_of(&self.films, &row)?;
            if active {
                found.push(PublicCamera {
                    number: row.number,
                    address,
                });
            }
        }
        Ok(found)
    }
}

/// Texts whose codes begin so, in the order of their codes.
fn texts<'a>(rulebook: &'a Rulebook, start: &'a str) -> impl Iterator<Item = &'a Text> {
    let own = move |text: &&Text| text.code.starts_with(start);
    rulebook.texts.values().filter(own)
}

fn text(text: &Text) -> PublicText {
    PublicText {
        code: text.code.clone(),
        label: label(&text.label),
        clause: text.clause.text.clone(),
    }
}

/// A day is written as people write it; everything else as it was entered.
fn words_of(value: &Value) -> Label {
    match value {
        Value::Date(day) => both(
            &day.strftime("%Y年%-m月%-d日").to_string(),
            &day.to_string(),
        ),
        other => both(&other.key(), &other.key()),
    }
}

fn both(ja: &str, en: &str) -> Label {
    Label {
        ja: ja.to_owned(),
        en: en.to_owned(),
    }
}

/// The first line is the heading; both languages have as many lines as the document gives them.
fn article(clause: &str, filled: &Label) -> RegulationArticle {
    let (mut ja, mut en) = (filled.ja.lines(), filled.en.lines());
    let heading = both(ja.next().unwrap_or_default(), en.next().unwrap_or_default());
    let mut paragraphs = Vec::new();
    loop {
        match (ja.next(), en.next()) {
            (None, None) => break,
            (ja, en) => {
                paragraphs.push(label(&both(ja.unwrap_or_default(), en.unwrap_or_default())))
            }
        }
    }
    RegulationArticle {
        clause: clause.to_owned(),
        heading: label(&heading),
        paragraphs,
    }
}
