//! Viewings: what an ended report received is opened by one person, for a purpose, for some
//! minutes. A viewing is a case of the rulebook, begun and finished by its opening.

use admin::{
    cases::{self, Begin, NotTaken, Taken, Taker, store},
    core::{
        case::value::Value,
        footage::may_still_look,
        rulebook::{
            Rulebook,
            form::{Field, FieldKind},
        },
    },
    posts::view::label,
    signed_in::SignedIn,
    store::table::rulebook_case,
};
use protocol::{
    admin::{
        form::FieldValue,
        label::{Coded, Label},
    },
    id::{CaseId, ReportId, UnitId},
    recording::{OpenViewing, ViewingStart, ViewingTerms},
    time::UnixMs,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use signaling_core::{Refusal, report::Report};

use crate::{
    Signaling,
    failure::Failure,
    request_case::DOCUMENT,
    rulebook::{count, missing},
};

const WORKFLOW: &str = "recording_viewing";
const STEP: &str = "view";
const PURPOSE: &str = "purpose";
const NOTE: &str = "note";
/// How long a viewing opens what was received.
const MINUTES: &str = "recording_viewing_minutes";

/// The viewing in which a person may look at what a report received: none is needed while it runs.
pub async fn check(
    db: &impl ConnectionTrait,
    signaling: &Signaling,
    report: &Report,
    person: &SignedIn,
) -> Result<Option<CaseId>, Failure> {
    if !report.state.is_over() {
        return Ok(None);
    }
    let rulebook = signaling.rulebook(db, report.headquarters).await?;
    let open = open_of(db, signaling, &rulebook, report.id, person).await?;
    let open = open.ok_or(Refusal::NoViewing)?;
    Ok(Some(open.case))
}

/// What is asked before anything is opened, and what this person has open.
pub async fn terms(
    db: &impl ConnectionTrait,
    signaling: &Signaling,
    report: &Report,
    person: &SignedIn,
) -> Result<ViewingTerms, Failure> {
    let rulebook = signaling.rulebook(db, report.headquarters).await?;
    let (purpose, note) = (field(&rulebook, PURPOSE)?, field(&rulebook, NOTE)?);
    let purposes = purpose.options.iter().map(|option| Coded {
        code: option.code.clone(),
        label: label(&option.label),
    });
    let FieldKind::Text { chars_max } = note.kind else {
        return Err(missing(NOTE));
    };
    Ok(ViewingTerms {
        is_needed: report.state.is_over(),
        purposes: purposes.collect(),
        minutes: u64::from(count(&rulebook, MINUTES)?),
        note_chars_max: u32::try_from(chars_max).unwrap_or(u32::MAX),
        clause: purpose.clause.text.clone(),
        open: open_of(db, signaling, &rulebook, report.id, person).await?,
    })
}

/// The newest viewing of a person, as long as it is good.
async fn open_of(
    db: &impl ConnectionTrait,
    signaling: &Signaling,
    rulebook: &Rulebook,
    report: ReportId,
    person: &SignedIn,
) -> Result<Option<OpenViewing>, Failure> {
    let of = (DOCUMENT, WORKFLOW);
    let newest = store::newest_done(db, of, person.account, &report.to_string()).await?;
    let minutes = count(rulebook, MINUTES)?;
    let now = signaling.admin().now();
    let is_good = |row: &rulebook_case::Model| {
        may_still_look(UnixMs(row.changed_ms), i64::from(minutes), now)
    };
    newest
        .filter(is_good)
        .map(|row| opened(&row, rulebook, minutes))
        .transpose()
}

/// Begins a viewing, inside the turn of its report.
pub async fn begin(
    txn: &DatabaseTransaction,
    taker: Taker<'_>,
    (report, number, unit): (ReportId, &str, UnitId),
    body: ViewingStart,
) -> Result<Taken, NotTaken> {
    let text = |typed: Option<String>| typed.map_or(FieldValue::Nothing, FieldValue::Text);
    let values = [
        ("report", FieldValue::Text(report.to_string())),
        ("number", FieldValue::Text(number.to_owned())),
        (PURPOSE, text(body.purpose)),
        (NOTE, text(body.note)),
    ];
    let begin = Begin {
        id: None,
        document: DOCUMENT.to_owned(),
        workflow: WORKFLOW.to_owned(),
        unit: Some(unit),
        step: STEP.to_owned(),
        values: values.map(|(code, value)| (code.to_owned(), value)).into(),
    };
    cases::begin(txn, taker, begin).await
}

/// A viewing that just began.
pub fn begun(taken: &Taken) -> Result<OpenViewing, Failure> {
    let minutes = count(&taken.rulebook, MINUTES)?;
    opened(&taken.stored.row, &taken.rulebook, minutes)
}

/// The code of its purpose.
pub fn purpose_of(taken: &Taken) -> Option<&str> {
    match taken.stored.case.values.get(PURPOSE) {
        Some(Value::Choice(code)) => Some(code),
        _ => None,
    }
}

fn opened(
    row: &rulebook_case::Model,
    rulebook: &Rulebook,
    minutes: u32,
) -> Result<OpenViewing, Failure> {
    let case = store::without_personal(row)?;
    let code = match case.values.get(PURPOSE) {
        Some(Value::Choice(code)) => code.as_str(),
        _ => "",
    };
    let options = &field(rulebook, PURPOSE)?.options;
    let known = options.iter().find(|option| option.code == code);
    Ok(OpenViewing {
        case: case.id,
        number: row.number.clone(),
        // A purpose that the list does not have any more is told by its code.
        purpose: known.map_or_else(
            || Label {
                ja: code.to_owned(),
                en: code.to_owned(),
            },
            |option| label(&option.label),
        ),
        until_ms: UnixMs(row.changed_ms).plus_ms(i64::from(minutes) * 60_000),
    })
}

fn field<'a>(rulebook: &'a Rulebook, code: &str) -> Result<&'a Field, Failure> {
    let form = rulebook.forms.get(WORKFLOW);
    let field = form.and_then(|form| form.field(code));
    field.ok_or_else(|| missing(code))
}
