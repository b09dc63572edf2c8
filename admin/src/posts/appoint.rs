//! Appointing: the matrix decides, the store keeps, the trail remembers; all in one transaction.

use std::borrow::Cow;

use admin_core::{
    limits::STAFF_CELL_CHARS,
    post::{
        Post,
        appoint::{Reason, Refused as NotAppointed, Target, appointed, may_appoint},
        delegation,
    },
    rulebook::{Rulebook, posts::AppointAct},
    trail::SubjectCode,
};
use http::StatusCode;
use jiff::civil::Date;
use protocol::{
    admin::post::{Appoint, Appointee, Delegate},
    id::{AccountId, PostId},
};
use sea_orm::{DatabaseTransaction, SqlErr};

use super::{Held, begin, find, of_kind, of_person, set_end};
use crate::{
    Admin, accounts,
    problem::{Refused, not_found_problem},
    random, sessions,
    signed_in::SignedIn,
    trail::{self, Act, Action, Subject},
    units::Units,
};

/// The action of Cedar that says at which terminals posts are given and taken.
pub const APPOINT: &str = "appoint";

/// Gives somebody a post, and registers the person where there is no account yet.
pub async fn appoint(admin: &Admin, person: &SignedIn, body: &Appoint) -> Result<Held, Refused> {
    let units = admin.units().await?;
    let (act, action) = match body.person {
        Appointee::Known { .. } => (AppointAct::Grant, Action::GrantPost),
        Appointee::New { .. } => (AppointAct::Register, Action::RegisterPost),
    };
    let told = person
        .act(admin.now(), action)
        .about(Subject::Unit(body.unit));
    match try_appoint(admin, person, body, act, &told, &units).await {
        Ok(held) => Ok(held),
        Err(refused) => Err(admin.remember_refusal(told, refused).await?),
    }
}

async fn try_appoint(
    admin: &Admin,
    person: &SignedIn,
    body: &Appoint,
    act: AppointAct,
    told: &Act,
    units: &Units,
) -> Result<Held, Refused> {
    let (now, today) = (admin.now(), admin.today());
    let rulebook = rulebook(admin, &body.document)?;
    let newcomer = AccountId::new(now, random::id());
    let target = Target {
        person: match &body.person {
            Appointee::Known { id } => *id,
            Appointee::New { .. } => newcomer,
        },
        kind: &body.kind,
        unit: body.unit,
    };
    if units.get(body.unit).is_none() {
        return Err(not_found_problem());
    }
    let posts = person.held();
    let allowed = may_appoint(rulebook, units, person.account, &posts, act, target, today)?;
    at_terminal(admin, person, target, units)?;
    if body.from.0 < today {
        return Err(in_the_past().clause(allowed.clause));
    }
    let clause = allowed.clause.to_owned();
    let acting = person.clone().acting(allowed.post, units);
    admin
        .db()
        .write(async |txn| {
            admin.still(txn, person).await?;
            let account = account_of(txn, &body.person, now, &clause).await?;
            let target = Target {
                person: account,
                ..target
            };
            let others = of_kind(txn, &body.document, &body.kind, body.unit).await?;
            let (from, to) = (body.from.0, body.to.map(|to| to.0));
            let post = appointed(
                rulebook,
                &others,
                person.account,
                &allowed,
                target,
                from,
                to,
            )?;
            let twice = others
                .iter()
                .any(|other| other.person == account && other.to.is_none_or(|last| last >= from));
            if twice {
                return Err(held_already().clause(&clause));
            }
            let id = begin(txn, &post, now).await?;
            let act = acting
                .act(now, told.action)
                .about(Subject::Account(account))
                .about(Subject::Post(id))
                .about(Subject::Unit(body.unit));
            let act = about_word(act, &body.kind).clause(clause.clone());
            trail::append(txn, &act).await?;
            Ok(Held { id, post })
        })
        .await
}

/// The account to be given the post; a new one where it is to be registered.
async fn account_of(
    txn: &DatabaseTransaction,
    person: &Appointee,
    now: protocol::time::UnixMs,
    clause: &str,
) -> Result<AccountId, Refused> {
    match person {
        Appointee::Known { id } => {
            let account = accounts::find(txn, *id)
                .await?
                .ok_or_else(not_found_problem)?;
            if account.revoked_ms.is_some() {
                return Err(revoked());
            }
            Ok(*id)
        }
        Appointee::New { user_id, name } => {
            let (user_id, name) = (plain("user_id", user_id)?, plain("name", name)?);
            let made = accounts::make_account(txn, user_id, name, now).await;
            made.map_err(|error| match error.sql_err() {
                Some(SqlErr::UniqueConstraintViolation(_)) => user_id_taken(),
                _ => error.into(),
            })
            .map_err(|refused| match refused.0.clause {
                Some(_) => refused,
                None => refused.clause(clause),
            })
        }
    }
}

/// Gives a running post another last day.
pub async fn change(
    admin: &Admin,
    person: &SignedIn,
    id: PostId,
    to: Option<Date>,
) -> Result<Held, Refused> {
    let allowed = Allowed::to(admin, person, id, AppointAct::Change, Action::ChangePost).await?;
    let Allowed { held, act, .. } = &allowed;
    if to.is_some_and(|to| to < held.post.from || to < admin.today()) {
        let refused = in_the_past().clause(&allowed.clause);
        return Err(admin.remember_refusal(act.clone(), refused).await?);
    }
    admin
        .db()
        .write(async |txn| {
            admin.still(txn, person).await?;
            store_end(txn, held, to).await?;
            trail::append(txn, act).await?;
            Ok::<_, Refused>(())
        })
        .await?;
    let mut held = held.clone();
    held.post.to = to;
    Ok(held)
}

/// Takes a post away from now on. The sessions of its holder end, so that no open socket keeps a
/// right that is gone.
pub async fn end(admin: &Admin, person: &SignedIn, id: PostId) -> Result<(), Refused> {
    let allowed = Allowed::to(admin, person, id, AppointAct::Delete, Action::DeletePost).await?;
    let now = admin.now();
    let Allowed { held, act, .. } = &allowed;
    let yesterday = admin.today().yesterday().map_err(Refused::internal)?;
    let ended = admin
        .db()
        .write(async |txn| {
            admin.still(txn, person).await?;
            store_end(txn, held, held.post.ended(yesterday).to).await?;
            trail::append(txn, act).await?;
            Ok::<_, Refused>(sessions::end_all(txn, held.post.person, now).await?)
        })
        .await?;
    ended.into_iter().for_each(|told| admin.tell_ended(told));
    Ok(())
}

/// Lets another act in the own post for some days [代理].
pub async fn delegate(
    admin: &Admin,
    person: &SignedIn,
    id: PostId,
    body: &Delegate,
) -> Result<Held, Refused> {
    let held = find(&**admin.db(), id)
        .await?
        .ok_or_else(not_found_problem)?;
    let (now, units) = (admin.now(), admin.units().await?);
    let act = person
        .clone()
        .acting(&held.post, &units)
        .act(now, Action::DelegatePost)
        .about(Subject::Post(id))
        .about(Subject::Account(body.person));
    let rulebook = rulebook(admin, &held.post.document)?;
    let done = admin
        .db()
        .write(async |txn| {
            admin.still(txn, person).await?;
            let deputy = of_person(txn, body.person).await?;
            let deputy: Vec<_> = deputy.into_iter().map(|held| held.post).collect();
            let (from, to) = (body.from.0, body.to.0);
            let post =
                delegation::delegate(rulebook, &held.post, person.account, &deputy, from, to)?;
            let id = begin(txn, &post, now).await?;
            trail::append(txn, &act.clone().clause(post.basis.clone())).await?;
            Ok::<_, Refused>(Held { id, post })
        })
        .await;
    match done {
        Ok(held) => Ok(held),
        Err(refused) => Err(admin.remember_refusal(act, refused).await?),
    }
}

/// An act on a post that the matrix allows.
pub(crate) struct Allowed {
    pub held: Held,
    pub clause: String,
    pub act: Act,
}

impl Allowed {
    pub async fn to(
        admin: &Admin,
        person: &SignedIn,
        id: PostId,
        act: AppointAct,
        action: Action,
    ) -> Result<Self, Refused> {
        let units = admin.units().await?;
        let held = find(&**admin.db(), id)
            .await?
            .ok_or_else(not_found_problem)?;
        let told = person
            .act(admin.now(), action)
            .about(Subject::Post(id))
            .about(Subject::Account(held.post.person));
        match Self::asked(admin, person, &held.post, act, &units) {
            Ok((clause, post)) => {
                let acting = person.clone().acting(&post, &units);
                let act = Act {
                    unit: acting.unit,
                    post: Some(acting.post.kind.clone()),
                    ..told
                };
                let act = act.clause(clause.clone());
                Ok(Self { held, clause, act })
            }
            Err(refused) => Err(admin.remember_refusal(told, refused).await?),
        }
    }

    /// The clause and the own post that allow it.
    pub fn asked(
        admin: &Admin,
        person: &SignedIn,
        post: &Post,
        act: AppointAct,
        units: &Units,
    ) -> Result<(String, Post), Refused> {
        let rulebook = rulebook(admin, &post.document)?;
        let target = Target {
            person: post.person,
            kind: &post.kind,
            unit: post.unit,
        };
        let (posts, today) = (person.held(), admin.today());
        let allowed = may_appoint(rulebook, units, person.account, &posts, act, target, today)?;
        at_terminal(admin, person, target, units)?;
        Ok((allowed.clause.to_owned(), allowed.post.clone()))
    }
}

/// The matrix knows posts alone; at which terminals they are given is a grant.
pub(crate) fn at_terminal(
    admin: &Admin,
    person: &SignedIn,
    target: Target<'_>,
    units: &Units,
) -> Result<(), Refused> {
    let matter = admin_core::authority::Matter {
        unit: target.unit,
        owner: None,
        kind: target.kind,
        state: "",
    };
    admin.may(person, APPOINT, &matter, units).map(drop)
}

pub(super) async fn store_end(
    txn: &DatabaseTransaction,
    held: &Held,
    to: Option<Date>,
) -> Result<(), Refused> {
    if set_end(txn, held, to).await? {
        Ok(())
    } else {
        Err(changed())
    }
}

pub(crate) fn rulebook<'a>(admin: &'a Admin, document: &str) -> Result<&'a Rulebook, Refused> {
    let found = admin.rules().document_on(document, admin.today());
    found
        .map(|rulebook| &**rulebook)
        .ok_or_else(not_found_problem)
}

/// A post's kind, as a word of a rulebook.
pub(crate) fn about_word(act: Act, word: &str) -> Act {
    match format!("word:{word}").parse::<SubjectCode>() {
        Ok(subject) => act.about(subject),
        Err(_) => act,
    }
}

/// Text of a name without control characters, and not empty.
pub(super) fn plain<'a>(field: &'static str, text: &'a str) -> Result<&'a str, Refused> {
    let text = text.trim();
    let fits = !text.is_empty()
        && text.chars().count() <= STAFF_CELL_CHARS
        && !text.contains(char::is_control);
    if fits { Ok(text) } else { Err(unusable(field)) }
}

impl From<NotAppointed> for Refused {
    fn from(refused: NotAppointed) -> Self {
        let NotAppointed { reason, clause } = refused;
        let (status, code) = match reason {
            Reason::PostUnknown => (StatusCode::UNPROCESSABLE_ENTITY, "post_unknown"),
            Reason::WrongUnit => (StatusCode::UNPROCESSABLE_ENTITY, "wrong_unit"),
            Reason::EndsBeforeBeginning => {
                (StatusCode::UNPROCESSABLE_ENTITY, "ends_before_beginning")
            }
            Reason::Held => (StatusCode::CONFLICT, "post_held"),
            Reason::OwnRights => (StatusCode::FORBIDDEN, "own_rights"),
            Reason::AppointsOwnPost => (StatusCode::FORBIDDEN, "appoints_own_post"),
            Reason::NotInMatrix => (StatusCode::FORBIDDEN, "not_in_matrix"),
            Reason::OutOfScope => (StatusCode::FORBIDDEN, "out_of_scope"),
        };
        let (ja, en) = words(reason);
        Self::new(status, code, ja, en).clause(&clause)
    }
}

#[rustfmt::skip]
fn words(reason: Reason) -> (&'static str, &'static str) {
    match reason {
        Reason::PostUnknown => ("この規程に、その役割はありません。", "The document has no such post."),
        Reason::WrongUnit => ("その所属には、この役割は置かれません。", "This unit has no such post."),
        Reason::EndsBeforeBeginning => ("終期は始期以後の日にしてください。", "The last day must not lie before the first."),
        Reason::Held => ("この所属のこの役割には、すでに就いている人がいます。先に終期を定めてください。", "The post has a holder in this unit. Give that one a last day first."),
        Reason::OwnRights => ("自分自身の権限を変えることはできません。", "Nobody changes their own rights."),
        Reason::AppointsOwnPost => ("自分の役割を任命できる役割は、付与できません。", "That post appoints your own post; you may not give it."),
        Reason::NotInMatrix => ("あなたの役割では、この役割の認証情報を扱えません。", "Your post does not register, change or delete this post."),
        Reason::OutOfScope => ("あなたの所属の外の認証情報は扱えません。", "This lies outside your own unit."),
    }
}

impl From<delegation::Refused> for Refused {
    fn from(refused: delegation::Refused) -> Self {
        use delegation::Reason;
        let (status, code, ja, en): (_, _, Cow<'_, str>, Cow<'_, str>) = match refused.reason {
            Reason::NotHolder => (
                StatusCode::FORBIDDEN,
                "not_holder",
                "代理を置けるのは、その役割に就いている本人だけです。".into(),
                "Only the holder of a post names a deputy.".into(),
            ),
            Reason::OwnDeputy => (
                StatusCode::FORBIDDEN,
                "own_deputy",
                "自分自身を代理にすることはできません。".into(),
                "Nobody is their own deputy.".into(),
            ),
            Reason::NoDeputyPost => (
                StatusCode::CONFLICT,
                "no_deputy_post",
                "この人は、代理になれる役割に就いていません。".into(),
                "This person holds no post that may act for yours.".into(),
            ),
            Reason::Period => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "delegation_period",
                "代理の期間が正しくないか、長すぎます。".into(),
                "The days of the delegation are wrong, or too many.".into(),
            ),
        };
        Self::new(status, code, ja, en).clause(&refused.clause)
    }
}

fn in_the_past() -> Refused {
    Refused::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "day_past",
        "過去の日は指定できません。",
        "The day must not lie in the past.",
    )
}

fn held_already() -> Refused {
    Refused::new(
        StatusCode::CONFLICT,
        "held_already",
        "この人は、すでにこの役割に就いています。",
        "This person holds this post already.",
    )
}

fn revoked() -> Refused {
    Refused::new(
        StatusCode::CONFLICT,
        "revoked",
        "抹消された認証情報には、役割を付与できません。",
        "The credentials of this person were revoked for good.",
    )
    .clause("VR-3.2b")
}

fn user_id_taken() -> Refused {
    Refused::new(
        StatusCode::CONFLICT,
        "user_id_taken",
        "この利用者IDは、すでに使われたことがあります。別のIDにしてください。",
        "This user id was given before; it is never given again.",
    )
    .clause("VR-3.2b")
    .field("user_id")
}

fn unusable(field: &'static str) -> Refused {
    let code = if field == "user_id" {
        "user_id_unusable"
    } else {
        "name_unusable"
    };
    Refused::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        code,
        "利用者IDと氏名は、制御文字のない文字で入力してください。",
        "Enter a user id and a name, without control characters.",
    )
    .clause("VR-2.1")
    .field(field)
}

pub(crate) fn changed() -> Refused {
    Refused::new(
        StatusCode::CONFLICT,
        "changed_meanwhile",
        "ほかの人が先に処理しました。最新の内容を確認してください。",
        "Somebody else acted first. Look again.",
    )
}
