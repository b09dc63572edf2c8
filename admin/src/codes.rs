//! Signed codes of cases: an id and a tag, printed as a two-dimensional code and read back.

use std::sync::Arc;

use admin_core::{
    authority::Matter,
    case::{Case, value::Value},
    post::Post,
    rulebook::{
        Rulebook,
        flaw::names,
        workflow::{Coded, Workflow},
    },
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use http::StatusCode;
use protocol::{
    admin::announcement::{CodeRead, CodeText},
    id::CaseId,
};
use sea_orm::prelude::Uuid;

use crate::{
    Admin, accounts,
    cases::store,
    posts::list::name_of,
    problem::{Refused, not_found_problem},
    signed_in::SignedIn,
    store::table::rulebook_case,
    trail::{self, Action, Subject},
};

const PURPOSE: &str = "genba case code 1";
const ID_BYTES: usize = 16;
const TAG_BYTES: usize = 32;

/// The code of a case, for whoever may print it.
pub async fn take(admin: &Admin, person: &SignedIn, id: CaseId) -> Result<CodeText, Refused> {
    let act = person
        .act(admin.now(), Action::PrintCode)
        .about(Subject::Case(id));
    let taken = async {
        let found = Found::of(admin, id).await?;
        let coded = found.coded()?;
        let post = found.may(admin, person, &coded.action).await?;
        found.counts(coded)?;
        Ok::<_, Refused>((found.row.number.clone(), post, coded.clause.text.clone()))
    };
    match taken.await {
        Ok((number, post, clause)) => {
            let units = admin.units().await?;
            let acting = person.clone().acting(&post, &units);
            let act = acting
                .act(admin.now(), Action::PrintCode)
                .about(Subject::Case(id))
                .clause(clause);
            note(admin, act).await?;
            let text = text_of(admin, id);
            Ok(CodeText { number, text })
        }
        Err(refused) => Err(admin.remember_refusal(act, refused).await?),
    }
}

/// Whose code was read, for whoever may read it.
pub async fn read(admin: &Admin, person: &SignedIn, text: &str) -> Result<CodeRead, Refused> {
    let act = person.act(admin.now(), Action::ReadCode);
    let Some(id) = id_of(admin, text) else {
        return Err(admin.remember_refusal(act, not_a_code()).await?);
    };
    let act = act.about(Subject::Case(id));
    let found = async {
        let found = Found::of(admin, id).await?;
        let coded = found.coded()?;
        found.may(admin, person, &coded.reading).await?;
        found.counts(coded)?;
        let holder = match found.case.values.get(&coded.person.text) {
            Some(Value::Person(holder)) => *holder,
            _ => return Err(not_found_problem()),
        };
        let names = accounts::names(&**admin.db(), [holder]).await?;
        Ok::<_, Refused>(CodeRead {
            case: id,
            number: found.row.number.clone(),
            document: found.case.document.clone(),
            workflow: found.case.workflow.clone(),
            person: name_of(&names, holder),
        })
    };
    match found.await {
        Ok(read) => {
            note(admin, act).await?;
            Ok(read)
        }
        Err(refused) => Err(admin.remember_refusal(act, refused).await?),
    }
}

async fn note(admin: &Admin, act: trail::Act) -> Result<(), Refused> {
    let noted = admin
        .db()
        .write(async |txn| Ok::<_, Refused>(trail::append(txn, &act).await?));
    noted.await.map(drop)
}

struct Found {
    row: rulebook_case::Model,
    case: Case,
    rulebook: Arc<Rulebook>,
}

impl Found {
    async fn of(admin: &Admin, id: CaseId) -> Result<Self, Refused> {
        let db = &**admin.db();
        let row = store::find_row(db, id).await?;
        let row = row.ok_or_else(not_found_problem)?;
        let case = store::without_personal(&row)?;
        let rulebook = store::rulebook_of(db, admin, &case).await?;
        Ok(Self {
            row,
            case,
            rulebook,
        })
    }

    /// The post in which the person does something to the code.
    async fn may(&self, admin: &Admin, person: &SignedIn, action: &str) -> Result<Post, Refused> {
        let units = admin.units().await?;
        let matter = Matter {
            unit: self.case.unit,
            owner: self.case.owner(),
            kind: &self.case.workflow,
            state: &self.case.state,
        };
        admin.may(person, action, &matter, &units)
    }

    fn workflow(&self) -> Option<&Workflow> {
        self.rulebook.workflows.get(&self.case.workflow)
    }

    fn coded(&self) -> Result<&Coded, Refused> {
        let coded = self.workflow().and_then(|workflow| workflow.coded.as_ref());
        coded.ok_or_else(not_found_problem)
    }

    fn counts(&self, coded: &Coded) -> Result<(), Refused> {
        if names(&coded.states, &self.case.state) {
            return Ok(());
        }
        Err(Refused::new(
            StatusCode::GONE,
            "code_revoked",
            "このコードは無効です。新しいコードの交付を受けてください。",
            "This code does not count any more. Have a new one issued.",
        )
        .clause(&coded.clause))
    }
}

fn text_of(admin: &Admin, id: CaseId) -> String {
    let tag = admin.keys().hmac_key(PURPOSE).sign(id.0.as_bytes());
    BASE64.encode([id.0.as_bytes().as_slice(), &tag].concat())
}

/// The id of a code that was made here.
fn id_of(admin: &Admin, text: &str) -> Option<CaseId> {
    let bytes = BASE64.decode(text.trim()).ok()?;
    if bytes.len() != ID_BYTES + TAG_BYTES {
        return None;
    }
    let (id, tag) = bytes.split_at_checked(ID_BYTES)?;
    let is_own = admin.keys().hmac_key(PURPOSE).is_signed(id, tag);
    let id = Uuid::from_slice(id).ok()?;
    is_own.then_some(CaseId(id))
}

fn not_a_code() -> Refused {
    Refused::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "code_unreadable",
        "このシステムで交付したコードではありません。もう一度読み取ってください。",
        "This is no code that was issued here. Read it again.",
    )
    .field("text")
}
