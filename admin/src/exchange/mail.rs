//! A step of a case that is a mail: fixed words and a container, by a relay that the register knows
//! and to a domain of it.

use std::sync::Arc;

use admin_core::{
    case::{Case, guard::is_within, value::Value},
    rulebook::{Rulebook, exchange::Mails},
    trail::hex,
};
use aws_lc_rs::digest::{SHA256, digest};
use http::StatusCode;
use protocol::{admin::form::FieldValues, id::CaseId};

use crate::{
    Admin,
    cases::{self, NotTaken, Taken, Taker, files, store},
    mail::{Attachment, Letter, Mailer, NotSent},
    problem::{Refused, not_found_problem},
    signed_in::SignedIn,
    trail::{self, Action, Subject},
    units::Units,
};

/// Of a hash, so much stands in the name of an attachment.
const NAME_CHARS: usize = 12;

/// Sends the mail of a case and takes the step that stands for it.
pub async fn send(
    admin: &Admin,
    person: &SignedIn,
    units: &Units,
    id: CaseId,
) -> Result<Result<Taken, NotTaken>, Refused> {
    let db = &**admin.db();
    let found = match store::find_row(db, id).await? {
        Some(row) => Some(store::open(admin.keys(), row).await?.case),
        None => None,
    };
    let act = person.act(admin.now(), Action::SendMail);
    let act = act.about(Subject::Case(id));
    let Some(case) = found else {
        return Err(admin.remember_refusal(act, not_found_problem()).await?);
    };
    let rulebook = store::rulebook_of(db, admin, &case).await?;
    let workflow = rulebook.workflows.get(&case.workflow);
    let Some(mails) = workflow.and_then(|workflow| workflow.mails.as_ref()) else {
        return Err(admin.remember_refusal(act, not_found_problem()).await?);
    };
    let taker = Taker {
        admin,
        units,
        person,
        witness: None,
        with_effect: true,
    };
    let nothing = FieldValues::new();
    let tried = cases::try_take(taker, id, &mails.step, case.version, &nothing).await;
    if let Err(not) = tried {
        return Ok(Err(not));
    }
    let act = act.clause(mails.clause.text.clone());
    let asked = Asked {
        admin,
        case: &case,
        rulebook: &rulebook,
        mails,
    };
    if let Err(refused) = asked.post().await {
        return Err(admin.remember_refusal(act, refused).await?);
    }
    // It has left, whatever becomes of the step.
    admin
        .db()
        .write(async |txn| Ok::<_, Refused>(trail::append(txn, &act).await?))
        .await?;
    let taken = admin
        .db()
        .write(async |txn| cases::take(txn, taker, id, &mails.step, case.version, &nothing).await)
        .await;
    Ok(taken)
}

struct Asked<'a> {
    admin: &'a Admin,
    case: &'a Case,
    rulebook: &'a Rulebook,
    mails: &'a Mails,
}

impl Asked<'_> {
    async fn post(&self) -> Result<(), Refused> {
        let clause = &self.mails.clause;
        let mailer = self.admin.mailer();
        let mailer = mailer.ok_or_else(|| no_relay().clause(clause))?;
        let to = self.address().await?;
        self.is_registered(mailer, &to).await?;
        let words = |code: &str| {
            let text = self.rulebook.texts.get(code);
            text.map_or_else(Default::default, |text| text.label.clone())
        };
        let (subject, text) = (words(&self.mails.subject), words(&self.mails.text));
        let letter = Letter {
            to,
            subject: subject.ja,
            text: format!("{}\n\n{}\n", text.ja, text.en),
            attachment: self.container().await?,
        };
        let sent = mailer.send(&letter).await;
        sent.map_err(|not| not_sent(&not).clause(clause))
    }

    /// The address in the case itself, or in the entry of the address book that it names.
    async fn address(&self) -> Result<String, Refused> {
        let value = self.case.values.get(&self.mails.to.text);
        let text = match (value, &self.mails.address) {
            (Some(Value::Text(text)), None) => Some(text.clone()),
            (Some(Value::Case(entry)), Some(field)) => {
                let db = &**self.admin.db();
                let row = store::find_row(db, *entry).await?;
                let row = row.ok_or_else(not_found_problem)?;
                let entry = store::open(self.admin.keys(), row).await?.case;
                match entry.values.get(&field.text) {
                    Some(Value::Text(text)) => Some(text.clone()),
                    _ => None,
                }
            }
            _ => None,
        };
        text.ok_or_else(|| Refused::internal("a mail without an address"))
    }

    /// The relay of this server is in the register, and the address within its domains.
    async fn is_registered(&self, mailer: &Arc<dyn Mailer>, to: &str) -> Result<(), Refused> {
        let (db, relay) = (&**self.admin.db(), &self.mails.relay);
        let units = self.admin.units().await?;
        let own = units.in_headquarters_of(self.case.unit);
        let document = &self.case.document;
        let states = std::slice::from_ref(&relay.state.text);
        let rows = store::of_units(db, document, &relay.workflow, states, &own).await?;
        let mut rows = rows.iter().filter(|row| {
            let host = store::text_in(row, &relay.host);
            host.is_some_and(|host| host.trim().eq_ignore_ascii_case(mailer.host()))
        });
        let clause = &self.mails.clause;
        let Some(first) = rows.next() else {
            return Err(not_registered(mailer.host()).clause(clause));
        };
        let domains = std::iter::once(first).chain(rows);
        let mut domains = domains.filter_map(|row| store::text_in(row, &relay.domains));
        if domains.any(|domains| is_within(to, &domains)) {
            Ok(())
        } else {
            Err(outside().clause(clause))
        }
    }

    /// Its name says nothing of what is in it.
    async fn container(&self) -> Result<Option<Attachment>, Refused> {
        let field = self.mails.container.as_ref();
        let value = field.and_then(|field| self.case.values.get(&field.text));
        let Some(Value::File(file)) = value else {
            return Ok(None);
        };
        let opened = files::read(self.admin, *file).await?;
        let opened = opened.ok_or_else(not_found_problem)?;
        let hash = hex(digest(&SHA256, &opened.content).as_ref());
        Ok(Some(Attachment {
            name: format!("{}.html", &hash[..NAME_CHARS]),
            content: opened.content,
        }))
    }
}

fn no_relay() -> Refused {
    Refused::new(
        StatusCode::CONFLICT,
        "mail_not_configured",
        "メールサーバが設定されていません。システム管理者に連絡してください。",
        "No mail relay is configured. Ask the system manager.",
    )
}

fn not_registered(host: &str) -> Refused {
    Refused::new(
        StatusCode::CONFLICT,
        "relay_not_registered",
        format!(
            "メールサーバ({host})が、送受信の履歴が残り外部回線に接続されないものとして登録されていません。システム管理者に登録を依頼してください。"
        ),
        format!(
            "The relay {host} is not in the register of those that keep a history and have no line outside. Ask the system manager to enter it."
        ),
    )
}

fn outside() -> Refused {
    Refused::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "address_outside",
        "宛先が、登録されたメールサーバの範囲にありません。アドレス帳を確認してください。",
        "The address lies outside the domains of the relay. Check the address book.",
    )
}

fn not_sent(not: &NotSent) -> Refused {
    tracing::warn!(%not, "a mail of a case did not go out");
    Refused::new(
        StatusCode::BAD_GATEWAY,
        "mail_not_sent",
        "メールを送信できませんでした。時間をおいて、もう一度送信してください。続く場合はシステム管理者に連絡してください。",
        "The mail did not go out. Send it again later; if it stays so, tell the system manager.",
    )
}
