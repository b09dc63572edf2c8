//! An officer's report begins: its code was right.

use admin::{
    random,
    trail::{self, Action, Actor, Subject},
};
use protocol::{
    id::{CaseId, DeviceId, LinkId, ReportId},
    report::Phone,
    text::Language,
};
use signaling_core::{
    Refusal, check_word,
    consent::Agreed,
    desk::{Desk, DeskRules},
    link::Device,
    staff::{
        device::Opened,
        identity::Identity,
        officer::{self, Officer},
        purpose::Purpose,
    },
};

use super::{
    phone_turn::PhoneTurn,
    rules::{session_rules, staff_texts},
    uses::{self, Use},
};
use crate::{
    attendance,
    failure::Failure,
    rulebook::desk_rules,
    store::{
        consents, duty,
        notes::{Confirmed, Notes, OfficerNote},
        reports::{self, Loaded},
        staff_devices::Registered,
        staff_sessions::{self, StaffSession},
    },
    turn::acts::purpose_word,
    webhooks,
};

/// Enters the report of an officer with all that belongs to it.
pub async fn begin(
    turn: &PhoneTurn,
    known: &Registered,
    opened: Opened,
    purpose: &Purpose,
    phone: Option<Phone>,
) -> Result<(Loaded, DeviceId), Failure> {
    let identity = known.identity(&turn.key)?;
    let use_case = use_case(turn, known, opened, (&identity, purpose)).await?;
    let (admin, now) = (turn.signaling.admin(), turn.now);
    let headquarters = turn.sheet.url.headquarters;
    let present = duty::present(turn.txn(), now).await?;
    let handler = attendance::choose(&turn.signaling, headquarters, None, &present);
    // No camera without a live operator (VR-1).
    let handler = handler.ok_or(Refusal::NobodyThere)?;
    let texts = staff_texts(&turn.rulebook)?;
    consents::keep(turn.txn(), &texts).await?;
    let text_hash = consents::hash(&texts);
    let device = Device {
        id: DeviceId::new(now, random::id()),
        key_hash: turn.phone.key_hash,
        bound_at: now,
        is_active: true,
        agreed: Agreed {
            language: Language::Ja,
            version: texts.version,
            text_hash,
        },
    };
    let device_id = device.id;
    let mut desk = Desk::new(DeskRules {
        interruption_ms: turn.rules.interruption_ms,
        ..desk_rules(&turn.rulebook)?
    });
    let url = turn.sheet.url.id;
    desk.staff = Some(Officer::new(
        url,
        known.device.id,
        purpose.purpose,
        &turn.rules,
        now,
    ));
    let id = ReportId::new(now, random::id());
    let link = LinkId::new(now, random::id());
    let rules = session_rules(&turn.rulebook, &turn.rules)?;
    let report = officer::begun(
        (id, link),
        headquarters,
        handler,
        desk,
        (rules, device, phone),
        now,
    );
    let key = admin.keys().make_report_key(id, now).await?;
    let notes = Notes {
        officer: Some(OfficerNote {
            identity,
            sheet_number: turn.sheet.row.sheet_number.clone(),
            reason: purpose.reason.clone(),
            reported: matches!(opened, Opened::Given(_)),
        }),
        ..Notes::default()
    };
    let new = reports::New {
        number: reports::next_number(turn.txn(), headquarters, now).await?,
        check_word: check_word::draw(random::bytes()),
        channel: reports::STAFF_CHANNEL.to_owned(),
        language: Language::Ja,
        destination: "",
        note: "",
    };
    let mut row = reports::new_row(&report, &key, new, now);
    row.notes = Some(notes.seal(&key));
    let confirmed = Confirmed {
        reported: matches!(opened, Opened::Given(_)),
        ..Confirmed::default()
    };
    row.confirmed = Some(confirmed.text());
    let mut loaded = Loaded {
        row,
        report,
        instructions: Vec::new(),
        measures_closed: None,
        use_due: None,
    };
    reports::insert(turn.txn(), &loaded, None).await?;
    let session = StaffSession {
        report: id,
        url,
        device: known.device.id,
        use_case,
        started: now,
    };
    staff_sessions::insert(turn.txn(), session).await?;
    webhooks::enter(turn.txn(), None, &loaded.report, now).await?;
    loaded.use_due = staff_sessions::due(turn.txn(), use_case).await?;
    let act = turn
        .act(Actor::Device(known.device.id), Action::StartReport)
        .about(Subject::Report(id))
        .about(Subject::Device(device_id))
        .about(Subject::Case(use_case))
        .about(Subject::Word(purpose_word(purpose.purpose)))
        .about(Subject::Hash(text_hash));
    trail::append(turn.txn(), &act).await?;
    Ok((loaded, device_id))
}

async fn use_case(
    turn: &PhoneTurn,
    known: &Registered,
    opened: Opened,
    (identity, purpose): (&Identity, &Purpose),
) -> Result<CaseId, Failure> {
    let admin = turn.signaling.admin();
    match opened {
        Opened::Given(case) => {
            uses::begin_reported(turn.txn(), admin, case).await?;
            Ok(case)
        }
        Opened::OfUnit => {
            let said = Use {
                device: known.device.id,
                identity,
                purpose,
                words: None,
            };
            let at = (&*turn.rulebook, turn.sheet.url.headquarters);
            uses::begin_unreported(turn.txn(), admin, at, &said).await
        }
    }
}
