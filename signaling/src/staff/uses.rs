//! The report of a use (VR-5.1.2) as a case of the rulebook's workflow `staff_use`. The phone sets
//! its steps off as events, the manager takes them.

use std::collections::BTreeMap;

use admin::{
    Admin,
    cases::{self, Begin, NotTaken, Taker, by_event, store},
    core::{
        case::{Case, value::Value},
        rulebook::{Rulebook, workflow::Event},
    },
    store::table::rulebook_case,
};
use protocol::{
    admin::form::{FieldValue, FieldValues},
    id::{CaseId, DeviceId, UnitId},
    staff::{StaffPurpose, StaffUseState},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde_json::{Value as Json, json};
use signaling_core::{
    Refusal,
    staff::{StaffRefusal, identity::Identity, purpose::Purpose},
};

use crate::{
    failure::Failure,
    limits::STAFF_USES_OPEN_MAX,
    request_case::DOCUMENT,
    store::words::{of_word, word},
};

pub const WORKFLOW: &str = "staff_use";

/// What is said of a use.
pub struct Use<'a> {
    pub device: DeviceId,
    pub identity: &'a Identity,
    pub purpose: &'a Purpose,
    pub words: Option<&'a str>,
}

impl Use<'_> {
    fn values(&self) -> BTreeMap<&'static str, String> {
        let who = self.identity;
        let officer = format!("{} {} ({})", who.staff_number, who.name, who.unit);
        let reason = self.purpose.reason.clone();
        let all = [
            ("officer", Some(officer)),
            ("device", Some(self.device.to_string())),
            ("purpose", Some(word(&self.purpose.purpose))),
            ("reason", reason),
            ("words", self.words.map(str::to_owned)),
        ];
        let said = all.into_iter();
        said.filter_map(|(field, value)| Some((field, value?)))
            .collect()
    }

    fn brought(&self) -> BTreeMap<String, Json> {
        let values = self.values().into_iter();
        values
            .map(|(field, value)| (field.to_owned(), json!(value)))
            .collect()
    }

    fn filled(&self) -> FieldValues {
        let values = self.values().into_iter();
        values
            .map(|(field, value)| (field.to_owned(), FieldValue::Text(value)))
            .collect()
    }
}

/// The officer reports beforehand, from the phone. What is not settled is bounded.
pub async fn report(
    txn: &DatabaseTransaction,
    admin: &Admin,
    (rulebook, unit): (&Rulebook, UnitId),
    said: &Use<'_>,
) -> Result<CaseId, Failure> {
    let open = of_device(txn, admin, unit, said.device, &["reported", "permitted"]).await?;
    if open >= STAFF_USES_OPEN_MAX {
        return Err(Refusal::from(StaffRefusal::TooManyUses).into());
    }
    let event = (Event::Reported, &said.brought());
    Ok(by_event::begin(txn, admin, (rulebook, WORKFLOW), unit, event).await?)
}

/// The session begins without a report beforehand: it is due afterwards.
pub async fn begin_unreported(
    txn: &DatabaseTransaction,
    admin: &Admin,
    (rulebook, unit): (&Rulebook, UnitId),
    said: &Use<'_>,
) -> Result<CaseId, Failure> {
    let event = (Event::Used, &said.brought());
    Ok(by_event::begin(txn, admin, (rulebook, WORKFLOW), unit, event).await?)
}

/// The session begins on a code that was given. A report that has lapsed opens nothing.
pub async fn begin_reported(
    txn: &DatabaseTransaction,
    admin: &Admin,
    case: CaseId,
) -> Result<(), Failure> {
    let happened = happen(txn, admin, case, (Event::Used, &BTreeMap::new())).await?;
    match happened {
        true => Ok(()),
        false => Err(Refusal::from(StaffRefusal::CodeExpired).into()),
    }
}

/// The officer reports afterwards, from the phone.
pub async fn report_after(
    txn: &DatabaseTransaction,
    admin: &Admin,
    case: CaseId,
    words: Option<&str>,
) -> Result<(), Failure> {
    let said = words.map(|words| ("words".to_owned(), json!(words)));
    let brought = said.into_iter().collect();
    match happen(txn, admin, case, (Event::Reported, &brought)).await? {
        true => Ok(()),
        false => Err(Refusal::from(StaffRefusal::UseNotOpen).into()),
    }
}

async fn happen(
    txn: &DatabaseTransaction,
    admin: &Admin,
    case: CaseId,
    event: (Event, &BTreeMap<String, Json>),
) -> Result<bool, Failure> {
    let Some(row) = store::find_row(txn, case).await? else {
        return Ok(false);
    };
    Ok(by_event::go_on(txn, admin, row, event).await?.is_ok())
}

/// The manager enters what the officer reports by voice, and gives a code.
pub async fn enter(
    txn: &DatabaseTransaction,
    taker: Taker<'_>,
    said: &Use<'_>,
) -> Result<CaseId, NotTaken> {
    let begin = Begin {
        id: None,
        document: DOCUMENT.to_owned(),
        workflow: WORKFLOW.to_owned(),
        unit: Some(taker.person.unit),
        step: "enter".to_owned(),
        values: said.filled(),
    };
    let taken = cases::begin(txn, taker, begin).await?;
    Ok(taken.stored.case.id)
}

/// The manager gives a code on what the officer reported from the phone.
pub async fn permit(
    txn: &DatabaseTransaction,
    taker: Taker<'_>,
    case: CaseId,
) -> Result<(), NotTaken> {
    step(txn, taker, case, "permit", &FieldValues::new()).await
}

/// The manager enters what the officer reports afterwards by voice.
pub async fn enter_after(
    txn: &DatabaseTransaction,
    taker: Taker<'_>,
    case: CaseId,
    words: Option<&str>,
) -> Result<(), NotTaken> {
    let said = words.map(|words| ("words".to_owned(), FieldValue::Text(words.to_owned())));
    step(txn, taker, case, "enter_after", &said.into_iter().collect()).await
}

async fn step(
    txn: &DatabaseTransaction,
    taker: Taker<'_>,
    case: CaseId,
    step: &str,
    values: &FieldValues,
) -> Result<(), NotTaken> {
    let row = store::find_row(txn, case).await?;
    let version = row.and_then(|row| u32::try_from(row.version).ok());
    cases::take(txn, taker, case, step, version.unwrap_or(0), values)
        .await
        .map(drop)
}

/// A case of this workflow in a headquarters.
pub async fn find(
    db: &impl ConnectionTrait,
    admin: &Admin,
    unit: UnitId,
    id: CaseId,
) -> Result<Case, Failure> {
    let row = store::find_row(db, id).await?;
    let own = |row: &rulebook_case::Model| row.unit == unit.0 && row.workflow == WORKFLOW;
    let row = row
        .filter(own)
        .ok_or(StaffRefusal::UseUnknown)
        .map_err(Refusal::from)?;
    Ok(store::open(admin.keys(), row).await?.case)
}

async fn of_device(
    db: &impl ConnectionTrait,
    admin: &Admin,
    unit: UnitId,
    device: DeviceId,
    states: &[&str],
) -> Result<usize, Failure> {
    let states: Vec<_> = states.iter().map(|state| (*state).to_owned()).collect();
    let rows = store::of_unit(db, DOCUMENT, WORKFLOW, &states, unit).await?;
    let mut count = 0;
    for row in rows {
        let case = store::open(admin.keys(), row).await?.case;
        count += usize::from(device_of(&case) == Some(device));
    }
    Ok(count)
}

pub fn device_of(case: &Case) -> Option<DeviceId> {
    text_of(case, "device")?.parse().ok()
}

pub fn text_of(case: &Case, field: &str) -> Option<String> {
    match case.values.get(field)? {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}

pub fn purpose_of(case: &Case) -> StaffPurpose {
    match case.values.get("purpose") {
        Some(Value::Choice(code)) => of_word(code).unwrap_or(StaffPurpose::InitialResponse),
        _ => StaffPurpose::InitialResponse,
    }
}

/// The states of the workflow are those of the list.
pub fn state_of(case: &Case) -> Option<StaffUseState> {
    of_word(&case.state).ok()
}
