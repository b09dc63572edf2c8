//! A film enters its ledger with its last day. One that nobody registered for is set apart.

use admin_core::{
    asset::{Act, Around, NewAsset, Order, Place},
    calendar::japan,
    deadline::{Basis, Deadline, Terms},
    footage::{CountedFrom, Docking},
    trail::{Subject, hex},
};
use protocol::{
    id::{AssetId, UnitId},
    time::UnixMs,
};
use sea_orm::DatabaseTransaction;

use super::{Docked, Film, Films, Import, SYSTEM, lost, receive::Facts};
use crate::{
    Admin, deadlines,
    ledgers::{self, Known},
    problem::Refused,
    signed_in::SignedIn,
};

/// The moment of its last day.
pub(super) async fn enter(
    txn: &DatabaseTransaction,
    admin: &Admin,
    by: Option<&SignedIn>,
    films: &Films,
    import: &Import,
    id: AssetId,
    received: &Facts,
) -> Result<UnixMs, Refused> {
    let now = admin.now();
    let sha256 = hex(&received.sha256);
    let new = NewAsset {
        id,
        // When it was filmed, and the beginning of its hash: the same film comes in once.
        number: format!("{}-{}", stamp(import.from), &sha256[..12]),
        unit: import.unit,
        parent: None,
        class: None,
        attributes: Film::attributes(import, received.media, received.bytes, &sha256),
    };
    let order = Order::new(Act::In, by.map_or(SYSTEM, |person| person.account));
    let (kind, around) = (&films.ledger().kind, Around::default());
    ledgers::register(txn, kind, new, &order, known(films, &around), now).await?;
    let terms = films.terms();
    let started = match terms.counted_from {
        CountedFrom::Recorded => (import.from, "recorded"),
        CountedFrom::Created => (now, "created"),
    };
    let last_day = open(txn, films, &terms.retention, import.unit, id, started, now).await?;
    if let Some(warning) = &terms.warning {
        open(txn, films, warning, import.unit, id, started, now).await?;
    }
    if let (Some(docked), Some(docking)) = (&import.docked, &terms.docking) {
        dock(txn, admin, by, films, (import, docked), docking, id).await?;
    }
    Ok(last_day.due_at)
}

/// The camera is back in its charger, and what it filmed without a user is set apart.
async fn dock(
    txn: &DatabaseTransaction,
    admin: &Admin,
    by: Option<&SignedIn>,
    films: &Films,
    (import, docked): (&Import, &Docked),
    docking: &Docking,
    id: AssetId,
) -> Result<(), Refused> {
    let (now, around) = (admin.now(), Around::default());
    let camera = ledgers::find(txn, AssetId(import.camera)).await?;
    if let Some(camera) = camera.filter(|camera| Some(&camera.state) == docking.out.as_ref())
        && let Some(ledger) = films.rulebook.ledgers.get(&camera.kind)
    {
        let by = by.map_or(SYSTEM, |person| person.account);
        let order = Order {
            place: docked.charger.clone().map(|name| Place {
                name,
                lockable: true,
            }),
            unharmed: true,
            ..Order::new(Act::Return, by)
        };
        ledgers::act(
            txn,
            &ledger.kind,
            camera.id,
            &order,
            known(films, &around),
            now,
        )
        .await?;
    }
    if docked.user.is_none() {
        let order = Order::new(Act::Custody, SYSTEM);
        let kind = &films.ledger().kind;
        ledgers::act(txn, kind, id, &order, known(films, &around), now).await?;
        lost::tell(txn, admin, films, &docking.quarantine, import.unit, id).await?;
    }
    Ok(())
}

fn known<'a>(films: &'a Films, around: &'a Around) -> Known<'a> {
    Known {
        approved: &[],
        rulebook: &films.rulebook.document.version,
        around,
    }
}

async fn open(
    txn: &DatabaseTransaction,
    films: &Films,
    deadline: &str,
    unit: UnitId,
    id: AssetId,
    (started_at, event): (UnixMs, &str),
    now: UnixMs,
) -> Result<Deadline, Refused> {
    let rulebook = &films.rulebook;
    let kind = rulebook.deadlines.get(deadline);
    let terms = kind.and_then(|kind| {
        Some(Terms {
            unit,
            subject: Subject::Asset(id).into(),
            duty: kind.code.clone(),
            rule: rulebook.period(kind)?,
            basis: Basis {
                clause: kind.clause.text.clone(),
                rulebook: rulebook.document.version.clone(),
            },
            event: event.to_owned(),
            consequence: kind.consequence,
            holder: kind.holder.as_ref().map(|holder| holder.text.clone()),
            repeats: false,
        })
    });
    let terms = terms.ok_or_else(|| Refused::internal("films have no last day"))?;
    Ok(deadlines::open(txn, terms, started_at, now).await?)
}

/// `20261120T210000`, in Japan.
fn stamp(at: UnixMs) -> String {
    let (day, seconds) = (japan::day_of(at), japan::ms_into_day(at) / 1_000);
    let (hour, minute) = (seconds / 3_600, seconds / 60 % 60);
    let day = day.strftime("%Y%m%d");
    format!("{day}T{hour:02}{minute:02}{:02}", seconds % 60)
}
