//! Notices that everybody who works under a document acknowledges once, before anything else: a
//! workflow with a text that comes first.

use admin_core::rulebook::workflow::Workflow;
use protocol::{
    id::{AccountId, UnitId},
    person::FirstNotice,
    sign_in::Duty,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{
    Admin,
    cases::{self, Begin, Taker},
    posts::{Held, view::label},
    problem::Refused,
    sessions,
    signed_in::SignedIn,
    store::table::rulebook_case::{Column, Entity},
};

/// A notice that somebody has not acknowledged.
#[derive(Clone, Debug)]
pub struct Open {
    pub notice: FirstNotice,
    workflow: String,
    step: String,
    unit: UnitId,
}

pub async fn open(
    db: &impl ConnectionTrait,
    admin: &Admin,
    account: AccountId,
    posts: &[Held],
) -> Result<Vec<Open>, Refused> {
    let mut open: Vec<Open> = Vec::new();
    for Held { post, .. } in posts {
        let rulebook = admin.rulebook(db, &post.document, post.unit).await?;
        for workflow in rulebook.workflows.values() {
            let text = workflow.first.as_ref();
            let text = text.and_then(|text| rulebook.texts.get(&text.text));
            let (Some(text), Some(step)) = (text, first_step(workflow)) else {
                continue;
            };
            let is_known = open.iter().any(|open| open.workflow == workflow.code);
            if is_known || is_done(db, &post.document, &workflow.code, account).await? {
                continue;
            }
            open.push(Open {
                notice: FirstNotice {
                    document: post.document.clone(),
                    title: label(&rulebook.document.title),
                    text: label(&text.label),
                    clause: workflow.clause.text.clone(),
                },
                workflow: workflow.code.clone(),
                step,
                unit: post.unit,
            });
        }
    }
    Ok(open)
}

fn first_step(workflow: &Workflow) -> Option<String> {
    let mut steps = workflow.steps_from(&workflow.start);
    steps.next().map(|step| step.code.clone())
}

async fn is_done(
    db: &impl ConnectionTrait,
    document: &str,
    workflow: &str,
    account: AccountId,
) -> Result<bool, Refused> {
    let found = Entity::find()
        .filter(Column::Document.eq(document))
        .filter(Column::Workflow.eq(workflow))
        .filter(Column::OpenedBy.eq(account.0))
        .filter(Column::Closed.eq(true))
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// The person has read them all; the session is free for everything else.
pub async fn acknowledge(admin: &Admin, person: &SignedIn) -> Result<(), Refused> {
    let units = admin.units().await?;
    let taker = Taker {
        admin,
        units: &units,
        person,
        witness: None,
        with_effect: false,
    };
    let open = open(&**admin.db(), admin, person.account, &person.posts).await?;
    for open in open {
        let begin = Begin {
            id: None,
            document: open.notice.document,
            workflow: open.workflow,
            unit: Some(open.unit),
            step: open.step,
            values: Default::default(),
        };
        let done = admin
            .db()
            .write(async |txn| cases::begin(txn, taker, begin).await)
            .await;
        if let Err(not) = done {
            return Err(cases::refused(admin, not).await?);
        }
    }
    if person.duty == Some(Duty::Acknowledge) {
        admin
            .db()
            .write(async |txn| {
                Ok::<_, Refused>(sessions::set_duty(txn, person.session, None).await?)
            })
            .await?;
    }
    Ok(())
}
