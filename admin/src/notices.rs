//! What people are told: copies, reports and alerts of cases, and duties that are overdue.

use std::collections::{BTreeMap, BTreeSet};

use admin_core::{
    case::{Case, effects::Notice, told::told},
    deadline::{Consequence, Strike},
    post::unit::UnitTree,
    rulebook::{Label, Rulebook, workflow::Announcement},
};
use protocol::{
    admin::{
        label,
        notice::{NoticeKind, NoticeLine},
    },
    id::{AccountId, CaseId, CircularId, NoticeId, UnitId},
    time::UnixMs,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, prelude::Uuid, sea_query::OnConflict,
};

use crate::{
    Admin,
    cases::see::to_posts_of,
    deadlines::{self, Carrier, DeadlineError},
    documents::document_of,
    limits::NOTICES_LISTED,
    posts::{self, Held},
    problem::{Refused, not_found_problem},
    random,
    signed_in::SignedIn,
    store::table::{notice, notice_read},
    trail::{self, Action, Subject},
};

/// Something to be told to the holders of a post.
#[derive(Clone, Debug)]
pub struct New<'a> {
    pub document: &'a str,
    pub post: &'a str,
    pub unit: UnitId,
    /// One person alone, whatever the posts are.
    pub person: Option<AccountId>,
    pub kind: NoticeKind,
    pub text: Label,
    pub clause: &'a str,
    pub case: Option<CaseId>,
    pub circular: Option<CircularId>,
}

pub async fn tell(txn: &impl ConnectionTrait, new: New<'_>, now: UnixMs) -> Result<(), DbErr> {
    tell_as(txn, NoticeId::new(now, random::id()), new, now).await
}

async fn tell_as(
    txn: &impl ConnectionTrait,
    id: NoticeId,
    new: New<'_>,
    now: UnixMs,
) -> Result<(), DbErr> {
    let row = notice::ActiveModel {
        id: Set(id.0),
        at_ms: Set(now.0),
        document: Set(new.document.to_owned()),
        post: Set(new.post.to_owned()),
        unit: Set(new.unit.0),
        account: Set(new.person.map(|person| person.0)),
        kind: Set(code_of(new.kind).to_owned()),
        text_ja: Set(new.text.ja),
        text_en: Set(new.text.en),
        clause: Set(new.clause.to_owned()),
        case: Set(new.case.map(|case| case.0)),
        circular: Set(new.circular.map(|circular| circular.0)),
    };
    notice::Entity::insert(row)
        .exec_without_returning(txn)
        .await
        .map(drop)
}

/// Tells something to one person, whatever the posts are.
pub async fn tell_person(
    txn: &impl ConnectionTrait,
    person: AccountId,
    unit: UnitId,
    (text, clause): (Label, &str),
    now: UnixMs,
) -> Result<(), DbErr> {
    let row = notice::ActiveModel {
        id: Set(NoticeId::new(now, random::id()).0),
        at_ms: Set(now.0),
        document: Set(String::new()),
        post: Set(String::new()),
        unit: Set(unit.0),
        account: Set(Some(person.0)),
        kind: Set(code_of(NoticeKind::Alert).to_owned()),
        text_ja: Set(text.ja),
        text_en: Set(text.en),
        clause: Set(clause.to_owned()),
        case: Set(None),
        circular: Set(None),
    };
    notice::Entity::insert(row)
        .exec_without_returning(txn)
        .await
        .map(drop)
}

/// A notice that a step of a case sends out. A copy that somebody owes to the own other post is
/// received at once (O-16).
pub async fn of_step(
    txn: &impl ConnectionTrait,
    sent: &Notice,
    case: &Case,
    (rulebook, units): (&Rulebook, &UnitTree),
    now: UnixMs,
) -> Result<(), DbErr> {
    let text = rulebook.texts.get(&sent.text);
    let text = text.map(|text| told(&text.label, case, rulebook));
    let text = text.unwrap_or_default();
    let receivers = match sent.everywhere || sent.person.is_some() {
        true => BTreeMap::from([(sent.unit, BTreeSet::new())]),
        false => receivers(txn, (rulebook, units), &sent.to, sent.unit, now).await?,
    };
    let by = case.done.last().and_then(|done| done.by);
    for (unit, holders) in receivers {
        let id = NoticeId::new(now, random::id());
        let is_copy = sent.kind == Announcement::Copy;
        let own = by.filter(|by| is_copy && holders.len() == 1 && holders.contains(by));
        let new = New {
            document: &case.document,
            post: &sent.to,
            unit,
            person: sent.person,
            kind: match sent.kind {
                Announcement::Copy => NoticeKind::Copy,
                Announcement::Report => NoticeKind::Report,
                Announcement::Alert => NoticeKind::Alert,
            },
            text: match own {
                Some(_) => to_oneself(&text),
                None => text.clone(),
            },
            clause: &sent.clause,
            case: Some(case.id),
            circular: None,
        };
        tell_as(txn, id, new, now).await?;
        if let Some(own) = own {
            note_read(txn, id, own, now).await?;
        }
    }
    Ok(())
}

fn to_oneself(text: &Label) -> Label {
    Label {
        ja: format!("{}(送付者が受領者を兼ねるため受領済み)", text.ja),
        en: format!("{} (received: sender and receiver are one person)", text.en),
    }
}

/// The units whose holders of a post hear of something, with those holders: the unit itself, or for
/// a post of the whole headquarters the unit in which it is held, as a division beside a station.
async fn receivers(
    txn: &impl ConnectionTrait,
    (rulebook, units): (&Rulebook, &UnitTree),
    post: &str,
    unit: UnitId,
    now: UnixMs,
) -> Result<BTreeMap<UnitId, BTreeSet<AccountId>>, DbErr> {
    let (today, document) = (posts::today(now), &rulebook.document.code);
    let kind = rulebook.posts.get(post);
    let asked: Vec<_> = if kind.is_some_and(|kind| kind.of_headquarters) {
        let all = units.all().map(|other| other.id);
        all.filter(|other| units.same_headquarters(*other, unit))
            .collect()
    } else {
        vec![unit]
    };
    let mut found: BTreeMap<UnitId, BTreeSet<AccountId>> = BTreeMap::new();
    for Held { post: own, .. } in posts::of_units(txn, &asked, today).await? {
        if own.document == *document && own.kind == post && own.is_held(today) {
            found.entry(own.unit).or_default().insert(own.person);
        }
    }
    if found.is_empty() {
        found.insert(unit, BTreeSet::new());
    }
    Ok(found)
}

async fn note_read(
    txn: &impl ConnectionTrait,
    notice: NoticeId,
    by: AccountId,
    now: UnixMs,
) -> Result<u64, DbErr> {
    let row = notice_read::ActiveModel {
        notice: Set(notice.0),
        account: Set(by.0),
        at_ms: Set(now.0),
    };
    let columns = [notice_read::Column::Notice, notice_read::Column::Account];
    let there = OnConflict::columns(columns).do_nothing().to_owned();
    notice_read::Entity::insert(row)
        .on_conflict(there)
        .exec_without_returning(txn)
        .await
}

/// A duty that was not done in time: its holder hears of it, and the post above. A reminder goes
/// to the holder alone.
pub async fn of_strike(
    txn: &impl ConnectionTrait,
    strike: &Strike,
    rulebook: &Rulebook,
    units: &UnitTree,
    case: Option<CaseId>,
    now: UnixMs,
) -> Result<(), DbErr> {
    let terms = &strike.deadline.terms;
    let (ja, en) = match terms.consequence {
        Consequence::OverdueEscalate => ("期限を過ぎています", "Overdue"),
        Consequence::Remind => ("期限が近づいています", "Comes due soon"),
        _ => return Ok(()),
    };
    let Some(holder) = &terms.holder else {
        return Ok(());
    };
    let duty = rulebook.deadlines.get(&terms.duty);
    let duty = duty.map(|kind| kind.label.clone()).unwrap_or_default();
    let text = Label {
        ja: format!("{ja}: {}", duty.ja),
        en: format!("{en}: {}", duty.en),
    };
    let superior = rulebook
        .posts
        .get(holder)
        .and_then(|post| post.superior.as_ref())
        .filter(|_| strike.escalates_above().is_some());
    let posts = [
        Some(holder.as_str()),
        superior.map(|word| word.text.as_str()),
    ];
    for post in posts.into_iter().flatten() {
        let kinds = rulebook.posts.get(post).map_or(&[][..], |post| &post.units);
        let nearest = units.nearest(terms.unit, kinds).unwrap_or(terms.unit);
        let found = receivers(txn, (rulebook, units), post, nearest, now).await?;
        for unit in found.into_keys() {
            let new = New {
                document: &rulebook.document.code,
                post,
                unit,
                person: None,
                kind: NoticeKind::Alert,
                text: text.clone(),
                clause: &terms.basis.clause,
                case,
                circular: None,
            };
            tell(txn, new, now).await?;
        }
    }
    Ok(())
}

/// The newest notices to the person's posts.
pub async fn to(admin: &Admin, person: &SignedIn) -> Result<Vec<NoticeLine>, DbErr> {
    let db = &**admin.db();
    let rows = notice::Entity::find()
        .filter(to_posts_of(admin, person))
        .order_by_desc(notice::Column::AtMs)
        .order_by_desc(notice::Column::Id)
        .limit(NOTICES_LISTED)
        .all(db)
        .await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let read = notice_read::Entity::find()
        .filter(notice_read::Column::Account.eq(person.account.0))
        .filter(notice_read::Column::Notice.is_in(ids))
        .all(db)
        .await?;
    let read: BTreeMap<Uuid, i64> = read
        .into_iter()
        .map(|row| (row.notice, row.at_ms))
        .collect();
    let line = |row: notice::Model| NoticeLine {
        id: NoticeId(row.id),
        at: UnixMs(row.at_ms),
        kind: kind_of(&row.kind),
        text: label::Label {
            ja: row.text_ja,
            en: row.text_en,
        },
        clause: row.clause,
        case: row.case.map(CaseId),
        circular: row.circular.map(CircularId),
        read_at: read.get(&row.id).copied().map(UnixMs),
    };
    Ok(rows.into_iter().map(line).collect())
}

/// The person has read a notice; reading it again changes nothing.
pub async fn read(admin: &Admin, person: &SignedIn, id: NoticeId) -> Result<(), Refused> {
    let found = notice::Entity::find_by_id(id.0)
        .filter(to_posts_of(admin, person))
        .one(&**admin.db())
        .await?;
    let Some(found) = found else {
        let refused = not_found_problem();
        return Err(admin.refuse(person, Action::ReadNotice, refused).await?);
    };
    let now = admin.now();
    let act = person
        .act(now, Action::ReadNotice)
        .about(Subject::Notice(id))
        .clause(found.clause);
    admin
        .db()
        .write(async |txn| {
            let inserted = note_read(txn, id, person.account, now).await?;
            if inserted > 0 {
                trail::append(txn, &act).await?;
            }
            Ok::<_, Refused>(())
        })
        .await
}

fn code_of(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Copy => "copy",
        NoticeKind::Report => "report",
        NoticeKind::Alert => "alert",
    }
}

fn kind_of(code: &str) -> NoticeKind {
    match code {
        "copy" => NoticeKind::Copy,
        "report" => NoticeKind::Report,
        _ => NoticeKind::Alert,
    }
}

/// Tells people of duties and reminders about subjects that nobody else carries.
pub struct DutyCarrier(pub Admin);

#[async_trait::async_trait]
impl Carrier for DutyCarrier {
    fn kind(&self) -> &'static str {
        deadlines::ANY
    }

    async fn carry_out(
        &self,
        txn: &DatabaseTransaction,
        strike: &Strike,
    ) -> Result<(), DeadlineError> {
        let admin = &self.0;
        let duty = &strike.deadline.terms.duty;
        let document = document_of(&strike.deadline.terms.basis.clause);
        let own = admin.rules().document_on(document, admin.today());
        let any = admin.rules().on(admin.today());
        let mut rulebooks = own.into_iter().chain(any);
        let known = rulebooks.find(|rulebook| rulebook.deadlines.contains_key(duty));
        let Some(rulebook) = known else {
            return Ok(());
        };
        let units = admin.units().await?;
        of_strike(txn, strike, rulebook, &units, None, admin.now()).await?;
        Ok(())
    }
}
