//! A container goes out to who proves to know its password. Wrong ones are counted with the
//! container, whoever gives them; after as many as the rulebook bears it stays locked.

use std::collections::BTreeMap;

use admin_core::{
    case::{Case, value::Value},
    rulebook::{
        Rulebook,
        exchange::Unlocks,
        workflow::{Event, Workflow},
    },
};
use base64::{Engine, prelude::BASE64_STANDARD};
use http::StatusCode;
use protocol::{
    admin::{exchange::ContainerLock, form::FieldValues},
    id::{CaseId, FileId},
};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, sea_query::Expr};
use std::sync::Arc;

use super::{proves, row};
use crate::{
    Admin,
    cases::{
        self, Taker, by_event,
        files::{self, Opened},
        see, store,
    },
    problem::{Refused, not_found_problem},
    signed_in::SignedIn,
    store::table::rulebook_case,
    trail::{self, Action, Subject},
};

/// A case with its container, that the person may see.
struct Asked {
    case: Case,
    rulebook: Arc<Rulebook>,
    container: row::Model,
    number: String,
}

/// What a browser has to know before it can prove the password.
pub async fn lock(admin: &Admin, person: &SignedIn, id: CaseId) -> Result<ContainerLock, Refused> {
    let asked = Asked::find(admin, person, id).await?;
    Ok(ContainerLock {
        rounds: u32::try_from(asked.container.rounds).unwrap_or_default(),
        salt: BASE64_STANDARD.encode(&asked.container.salt),
        tries_left: asked.tries_left()?,
    })
}

/// The container, with the step that stands for its going out.
pub async fn unlock(
    admin: &Admin,
    person: &SignedIn,
    id: CaseId,
    proof: &str,
) -> Result<Opened, Refused> {
    let asked = Asked::find(admin, person, id).await?;
    let units = admin.units().await?;
    let taker = Taker {
        admin,
        units: &units,
        person,
        witness: None,
        with_effect: true,
    };
    let (step, seen) = (&asked.unlocks()?.step, asked.case.version);
    let nothing = FieldValues::new();
    // Whether the person may is said before the password is looked at.
    if let Err(not) = cases::try_take(taker, id, step, seen, &nothing).await {
        return Err(cases::refused(admin, not).await?);
    }
    let proof = BASE64_STANDARD.decode(proof).unwrap_or_default();
    if asked.tries_left()? == 0 || !proves(&proof, &asked.container) {
        return Err(asked.wrong(admin, person).await?);
    }
    let file = FileId(asked.container.file);
    let opened = files::read(admin, file).await?;
    let opened = opened.ok_or_else(not_found_problem)?;
    let taken = admin
        .db()
        .write(async |txn| cases::take(txn, taker, id, step, seen, &nothing).await)
        .await;
    match taken {
        Ok(_) => Ok(Opened {
            name: format!("{}.html", asked.number),
            ..opened
        }),
        Err(not) => Err(cases::refused(admin, not).await?),
    }
}

impl Asked {
    async fn find(admin: &Admin, person: &SignedIn, id: CaseId) -> Result<Self, Refused> {
        let found = Self::find_row(admin, person, id).await?;
        match found {
            Some(asked) => Ok(asked),
            None => {
                let act = person.act(admin.now(), Action::UnlockContainer);
                let act = act.about(Subject::Case(id));
                Err(admin.remember_refusal(act, not_found_problem()).await?)
            }
        }
    }

    async fn find_row(
        admin: &Admin,
        person: &SignedIn,
        id: CaseId,
    ) -> Result<Option<Self>, Refused> {
        let (db, units) = (&**admin.db(), admin.units().await?);
        let Some(row) = store::find_row(db, id).await? else {
            return Ok(None);
        };
        let case = store::without_personal(&row)?;
        let rulebook = store::rulebook_of(db, admin, &case).await?;
        let container = rulebook
            .workflows
            .get(&case.workflow)
            .and_then(|workflow| workflow.unlocks.as_ref())
            .and_then(|unlocks| case.values.get(&unlocks.container.text));
        let Some(Value::File(file)) = container else {
            return Ok(None);
        };
        if !see::may_see(db, admin, person, &units, &case, &rulebook).await? {
            return Ok(None);
        }
        let container = row::Entity::find_by_id(file.0).one(db).await?;
        Ok(container.map(|container| Self {
            number: row.number,
            case,
            rulebook,
            container,
        }))
    }

    fn unlocks(&self) -> Result<&Unlocks, Refused> {
        let workflow = self.rulebook.workflows.get(&self.case.workflow);
        let unlocks = workflow.and_then(|workflow: &Workflow| workflow.unlocks.as_ref());
        unlocks.ok_or_else(not_found_problem)
    }

    fn most(&self) -> Result<i64, Refused> {
        let most = self.rulebook.count(&self.unlocks()?.tries);
        most.ok_or_else(|| Refused::internal("no number of tries"))
    }

    fn tries_left(&self) -> Result<u32, Refused> {
        let left = self.most()? - self.container.wrong;
        // Below nothing is nothing.
        Ok(u32::try_from(left).unwrap_or_default())
    }

    /// Counts a wrong password; with the last that is borne the case is locked.
    async fn wrong(&self, admin: &Admin, person: &SignedIn) -> Result<Refused, Refused> {
        let (id, most, clause) = (self.case.id, self.most()?, &self.unlocks()?.clause);
        let act = person
            .act(admin.now(), Action::UnlockContainer)
            .about(Subject::Case(id))
            .about(Subject::File(FileId(self.container.file)))
            .clause(clause.text.clone())
            .refused();
        admin
            .db()
            .write(async |txn| {
                let counted = row::Entity::update_many()
                    .col_expr(row::Column::Wrong, Expr::col(row::Column::Wrong).add(1))
                    .filter(row::Column::File.eq(self.container.file))
                    .filter(row::Column::Wrong.lt(most))
                    .exec_with_returning(txn)
                    .await?;
                let wrong = counted.first().map_or(most, |row| row.wrong);
                let told = u64::try_from(wrong).unwrap_or_default();
                trail::append(txn, &act.clone().about(Subject::Count(told))).await?;
                if wrong < most {
                    return Ok(password_wrong(most - wrong).clause(clause));
                }
                let row: Option<rulebook_case::Model> = store::find_row(txn, id).await?;
                let row = row.ok_or_else(not_found_problem)?;
                let nothing = BTreeMap::new();
                // In a state that waits for no guess, the container stays as it is.
                let _ = by_event::go_on(txn, admin, row, (Event::Guessed, &nothing)).await?;
                Ok::<_, Refused>(container_locked().clause(clause))
            })
            .await
    }
}

fn password_wrong(left: i64) -> Refused {
    Refused::new(
        StatusCode::FORBIDDEN,
        "password_wrong",
        format!(
            "パスワードが違います。送信元に確認してください。あと{left}回誤るとロックされます。"
        ),
        format!(
            "The password is wrong. Ask the sender. It is locked after {left} more wrong ones."
        ),
    )
}

fn container_locked() -> Refused {
    Refused::new(
        StatusCode::CONFLICT,
        "container_locked",
        "パスワードの誤りが上限に達したため、ロックしました。所属長に通知しました。送信元に連絡し、入れ直しを依頼してください。",
        "Too many wrong passwords: it is locked, and the head of the unit was told. Ask the sender to put it in anew.",
    )
}
