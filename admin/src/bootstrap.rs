//! The first persons of a production folder, named by two keepers at the server (O-8), and the
//! later change of a top chief by the same two.

use admin_core::{
    limits::PASSWORD_CHARS_MIN,
    post::{Post, Title},
    trail::SubjectCode,
};
use protocol::{
    id::{AccountId, UnitId},
    person::TerminalKind,
    sign_in::OneTimeCode,
    time::UnixMs,
};
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, SqlErr, prelude::Uuid,
};

use crate::{
    accounts, passwords, posts, random,
    rulebooks::Rules,
    sessions,
    sign_in::codes::{self, NewCode, Purpose},
    store::{
        Db, StoreError,
        table::{account, keeper},
    },
    trail::{self, Act, Action, Actor, Subject},
    units,
};

/// The two posts at the top of 110 video reporting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TopChief {
    /// NPA operations chief [警察庁運用管理責任者].
    Operations,
    /// NPA system chief [警察庁システム管理責任者].
    System,
}

impl TopChief {
    pub const ALL: [Self; 2] = [Self::Operations, Self::System];

    /// The kind of the post.
    pub fn post(self) -> &'static str {
        match self {
            Self::Operations => "npa_operations_chief",
            Self::System => "npa_system_chief",
        }
    }
}

/// A person to be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub user_id: String,
    pub name: String,
}

/// A system keeper with what proves the own confirmation.
#[derive(Clone)]
pub struct Keeper {
    pub name: String,
    pub passphrase: String,
}

/// What is handed over: the code of a chief, and of the terminal at which the code is used.
#[derive(Debug)]
pub struct HandedOver {
    pub chief: TopChief,
    pub person: Named,
    pub registration: OneTimeCode,
    /// Of the first management terminal; none at a later change.
    pub enrolment: Option<OneTimeCode>,
}

/// Why nobody was named.
#[derive(Debug, thiserror::Error)]
pub enum NotNamed {
    #[error("this data folder has its first persons already")]
    Done,
    #[error("this data folder has no persons yet: run `genba bootstrap` first")]
    NotDone,
    #[error("two different persons are needed for the two {0}")]
    SamePerson(&'static str),
    #[error("a passphrase has at least {PASSWORD_CHARS_MIN} characters")]
    PassphraseShort,
    #[error("the passphrases of two different keepers are needed, and one is wrong")]
    NotConfirmed,
    #[error("a user id and a name are needed, of at most 64 characters")]
    NameUnusable,
    #[error("the user id {0} was given before and cannot be given again (VR-3.2b)")]
    UserIdTaken(String),
    #[error("{0} holds this post already")]
    HoldsAlready(String),
    #[error("the post of the present holder could not be ended; try again")]
    Changed,
    #[error("the rulebook has no post {0}")]
    NoPost(&'static str),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// True once a folder has persons.
pub async fn is_done(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    Ok(account::Entity::find().count(db).await? > 0)
}

/// Names the two top chiefs, once. `chiefs` are in the order of [`TopChief::ALL`].
pub async fn bootstrap(
    db: &Db,
    rules: &Rules,
    chiefs: &[Named; 2],
    keepers: &[Keeper; 2],
    now: UnixMs,
) -> Result<Vec<HandedOver>, NotNamed> {
    check_names(chiefs, keepers)?;
    let hashes = [0, 1].map(|n| passwords::hash(&keepers[n].passphrase));
    db.write(async |txn| {
        if is_done(txn).await? {
            return Err(NotNamed::Done);
        }
        let root = units::complete(txn, rules.headquarters(), now).await?;
        let mut ids = Vec::new();
        for (keeper, hash) in keepers.iter().zip(&hashes) {
            ids.push(enter_keeper(txn, keeper, hash, now).await?);
        }
        let by = (ids[0], ids[1]);
        let mut handed = Vec::new();
        for (chief, person) in TopChief::ALL.into_iter().zip(chiefs) {
            let account = make_account(txn, person, now).await?;
            let act = act_of(root, Action::Bootstrap, chief, account, by, now);
            trail::append(txn, &act).await?;
            let post = post_of(rules, chief, account, root, by, now)?;
            posts::begin(txn, &post, now).await?;
            handed.push(HandedOver {
                chief,
                person: person.clone(),
                registration: registration(txn, rules, account, root, now).await?,
                enrolment: Some(enrolment(txn, rules, chief, root, now).await?),
            });
        }
        Ok(handed)
    })
    .await
}

/// Puts a person into a top chief's post in place of the present one, whose sessions end.
pub async fn replace(
    db: &Db,
    rules: &Rules,
    chief: TopChief,
    person: &Named,
    passphrases: &[String; 2],
    now: UnixMs,
) -> Result<HandedOver, NotNamed> {
    if !is_done(&**db).await? {
        return Err(NotNamed::NotDone);
    }
    check_name(&person.user_id, &person.name)?;
    let by = confirmed(db, passphrases).await?;
    db.write(async |txn| {
        let root = units::root(txn).await?.ok_or(NotNamed::NotDone)?;
        let today = posts::today(now);
        let known = accounts::by_user_id(txn, &person.user_id).await?;
        let account = match known.filter(|known| known.revoked_ms.is_none()) {
            Some(known) => AccountId(known.id),
            None => make_account(txn, person, now).await?,
        };
        let mut ended = Vec::new();
        let running = posts::of_kind_held(txn, "VR", chief.post(), root, today).await?;
        for held in running {
            if held.post.person == account {
                return Err(NotNamed::HoldsAlready(person.user_id.clone()));
            }
            let last = today.yesterday().unwrap_or(today);
            let until = held.post.ended(last).to;
            let changed = |_| NotNamed::Changed;
            posts::set_end(txn, &held, until).await.map_err(changed)?;
            let lost = posts::deputy::end_lent(txn, &held.post, last).await;
            let mut lost = lost.map_err(changed)?;
            lost.push(held.post.person);
            sessions::end_of(txn, lost, now).await?;
            ended.push(Subject::Post(held.id));
        }
        let act = act_of(root, Action::ReplaceChief, chief, account, by, now);
        let act = ended.into_iter().fold(act, Act::about);
        trail::append(txn, &act).await?;
        let post = post_of(rules, chief, account, root, by, now)?;
        posts::begin(txn, &post, now).await?;
        Ok(HandedOver {
            chief,
            person: person.clone(),
            registration: registration(txn, rules, account, root, now).await?,
            enrolment: None,
        })
    })
    .await
}

/// The two keepers whose passphrases were given.
async fn confirmed(db: &Db, given: &[String; 2]) -> Result<(AccountId, AccountId), NotNamed> {
    let keepers = keeper::Entity::find().all(&**db).await?;
    let found = |passphrase: &String| {
        keepers
            .iter()
            .find(|keeper| passwords::check(passphrase, &keeper.passphrase_hash))
            .map(|keeper| AccountId(keeper.id))
    };
    match (found(&given[0]), found(&given[1])) {
        (Some(one), Some(other)) if one != other => Ok((one, other)),
        _ => Err(NotNamed::NotConfirmed),
    }
}

async fn enter_keeper(
    txn: &impl ConnectionTrait,
    keeper: &Keeper,
    hash: &str,
    now: UnixMs,
) -> Result<AccountId, DbErr> {
    let id: Uuid = AccountId::new(now, random::id()).0;
    let row = keeper::ActiveModel {
        id: Set(id),
        name: Set(keeper.name.trim().to_owned()),
        passphrase_hash: Set(hash.to_owned()),
        made_ms: Set(now.0),
    };
    keeper::Entity::insert(row)
        .exec_without_returning(txn)
        .await?;
    Ok(AccountId(id))
}

async fn make_account(
    txn: &impl ConnectionTrait,
    person: &Named,
    now: UnixMs,
) -> Result<AccountId, NotNamed> {
    let made = accounts::make_account(txn, &person.user_id, person.name.trim(), now).await;
    made.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => NotNamed::UserIdTaken(person.user_id.clone()),
        _ => error.into(),
    })
}

fn post_of(
    rules: &Rules,
    chief: TopChief,
    account: AccountId,
    root: UnitId,
    by: (AccountId, AccountId),
    now: UnixMs,
) -> Result<Post, NotNamed> {
    let today = posts::today(now);
    let kind = rules
        .document_on("VR", today)
        .and_then(|rulebook| rulebook.posts.get(chief.post()))
        .ok_or(NotNamed::NoPost(chief.post()))?;
    Ok(Post {
        document: "VR".to_owned(),
        kind: chief.post().to_owned(),
        person: account,
        unit: root,
        from: today,
        to: None,
        title: Title::Bootstrap(by.0, by.1),
        basis: kind.clause.text.clone(),
    })
}

/// Nobody is signed in at the server: the two keepers are what the act is about.
fn act_of(
    root: UnitId,
    action: Action,
    chief: TopChief,
    account: AccountId,
    by: (AccountId, AccountId),
    now: UnixMs,
) -> Act {
    let act = Act::new(root, now, Actor::System, action)
        .about(Subject::Account(account))
        .about(Subject::Word(chief.post()))
        .clause("VR-3.1");
    let keepers = [by.0, by.1].map(|keeper| format!("keeper:{keeper}").parse::<SubjectCode>());
    keepers.into_iter().flatten().fold(act, Act::about)
}

async fn registration(
    txn: &impl ConnectionTrait,
    rules: &Rules,
    account: AccountId,
    root: UnitId,
    now: UnixMs,
) -> Result<OneTimeCode, DbErr> {
    let code = NewCode {
        purpose: Purpose::Registration(account),
        unit: root,
        name: "",
        made_by: None,
        life_ms: life_ms(rules, "registration_code_time", now),
    };
    codes::make(txn, code, now).await
}

async fn enrolment(
    txn: &impl ConnectionTrait,
    rules: &Rules,
    chief: TopChief,
    root: UnitId,
    now: UnixMs,
) -> Result<OneTimeCode, DbErr> {
    let name = match chief {
        TopChief::Operations => "管理端末1",
        TopChief::System => "管理端末2",
    };
    let code = NewCode {
        purpose: Purpose::Enrolment(TerminalKind::Management),
        unit: root,
        name,
        made_by: None,
        life_ms: life_ms(rules, "enrolment_code_time", now),
    };
    codes::make(txn, code, now).await
}

fn life_ms(rules: &Rules, code: &str, now: UnixMs) -> i64 {
    let rulebook = rules.document_on("VR", posts::today(now));
    match rulebook.and_then(|rulebook| rulebook.rule(code)) {
        Some(admin_core::deadline::Rule::After(length)) => length.ms(),
        _ => 0,
    }
}

fn check_names(chiefs: &[Named; 2], keepers: &[Keeper; 2]) -> Result<(), NotNamed> {
    for person in chiefs {
        check_name(&person.user_id, &person.name)?;
    }
    let user_ids = [0, 1].map(|n| accounts::user_id_as_stored(&chiefs[n].user_id));
    if user_ids[0] == user_ids[1] {
        return Err(NotNamed::SamePerson("chiefs"));
    }
    for keeper in keepers {
        check_name("keeper", &keeper.name)?;
        if keeper.passphrase.chars().count() < PASSWORD_CHARS_MIN {
            return Err(NotNamed::PassphraseShort);
        }
    }
    let same = keepers[0].name.trim() == keepers[1].name.trim()
        || keepers[0].passphrase == keepers[1].passphrase;
    if same {
        return Err(NotNamed::SamePerson("keepers"));
    }
    Ok(())
}

fn check_name(user_id: &str, name: &str) -> Result<(), NotNamed> {
    let is_fit = |text: &str| {
        let text = text.trim();
        !text.is_empty() && text.chars().count() <= 64 && !text.chars().any(char::is_control)
    };
    if is_fit(user_id) && is_fit(name) {
        Ok(())
    } else {
        Err(NotNamed::NameUnusable)
    }
}
