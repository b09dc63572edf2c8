//! `POST /api/v1/sign-in` and what leads to it.

use admin_core::{attempts::TooMany, rulebook::Label};
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use http::{HeaderMap, StatusCode};
use protocol::{
    id::AccountId,
    person::{Me, TerminalKind},
    refusal::Problem,
    sign_in::{AskChallenge, Challenge, Duty, SignIn, TerminalProof},
    time::UnixMs,
};
use sea_orm::DatabaseTransaction;
use webauthn_rs::prelude::Passkey;

use crate::{
    Admin,
    accounts::{self, Holder},
    address::ClientAddress,
    designations, notices,
    problem::{JsonBody, Refused},
    random,
    routes::{cookie, sign_out},
    sessions::{self, Opening, SessionEnded},
    sign_in::{
        ceremony::{Ceremony, SignInCeremony},
        factor,
        proof::{self, Proof, Verdict},
        rules,
    },
    signed_in,
    terminals::{self, Terminal},
    trail::{self, Act, Action, Actor, Subject},
};

/// Begins a sign-in. The answer looks the same whether the user id exists or not.
#[utoipa::path(
    post,
    path = "/api/v1/sign-in/challenge",
    tag = "people",
    request_body = AskChallenge,
    responses(
        (status = 200, body = Challenge),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "`too_many_attempts`, clause VR-8.2"),
    )
)]
pub async fn challenge(
    State(admin): State<Admin>,
    address: ClientAddress,
    JsonBody(body): JsonBody<AskChallenge>,
) -> Result<Json<Challenge>, Refused> {
    let user_id = accounts::user_id_as_stored(&body.user_id);
    let holder = accounts::holder_by_user_id(&**admin.db(), &user_id, admin.now()).await?;
    let keys: Vec<Passkey> = match &holder {
        Some(holder) => {
            let found = factor::fingerprints(&**admin.db(), holder.account.id).await?;
            found.into_iter().map(|found| found.key).collect()
        }
        None => Vec::new(),
    };
    let decoys = admin.decoys().of(&user_id);
    let (webauthn, fingerprint) = if keys.is_empty() {
        let drawn: [u8; 32] = random::bytes();
        (admin.relying_party().decoy(&drawn, decoys), None)
    } else {
        let begun = admin.relying_party().begin_proof(&keys, decoys);
        let (options, state) = begun.map_err(Refused::internal)?;
        (options, Some(Box::new(state)))
    };
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(random::bytes::<32>());
    let kept = Ceremony::SignIn(SignInCeremony {
        user_id,
        challenge: challenge.clone(),
        fingerprint,
    });
    let ceremony = admin.ceremonies().begin(kept, address.0, admin.now())?;
    Ok(Json(Challenge {
        ceremony,
        challenge,
        webauthn,
    }))
}

/// Opens a session. A wrong user id and a wrong factor look and take the same.
#[utoipa::path(
    post,
    path = "/api/v1/sign-in",
    tag = "people",
    request_body = SignIn,
    responses(
        (status = 200, body = Me, description = "sets the cookie `__Host-genba-session`"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`sign_in_failed`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`password_not_permitted`, `terminal_not_enrolled` or `terminal_of_other_unit`, clause VR-8.1a; `designation_not_usable`, clause VR-7.1.3"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "`too_many_attempts`, clause VR-8.2"),
    )
)]
pub async fn sign_in(
    State(admin): State<Admin>,
    address: ClientAddress,
    headers: HeaderMap,
    JsonBody(body): JsonBody<SignIn>,
) -> Result<Response, Refused> {
    let user_id = accounts::user_id_as_stored(&body.user_id);
    if let Err(wait) = admin.begin_try(&user_id, address.0) {
        let refusals = admin.refusals();
        return Err(refusals.counted("too_many_attempts", too_many(wait)));
    }
    let ceremony = admin
        .ceremonies()
        .take_sign_in(body.ceremony.as_deref(), admin.now())
        .filter(|ceremony| ceremony.user_id == user_id);
    let holder = accounts::holder_by_user_id(&**admin.db(), &user_id, admin.now()).await?;
    let account = holder.as_ref().map(|holder| holder.account.id);
    let verdict = proof::look(&admin, account, ceremony.as_ref(), body.factor).await?;
    let (Some(holder), Verdict::Proved(proof)) = (&holder, &verdict) else {
        return Err(fail(&admin, holder.as_ref(), &verdict).await?);
    };
    let terminal = terminal_of(&admin, holder, ceremony.as_ref(), body.terminal).await?;
    let holder = &counting(&admin, holder, terminal).await?;
    admin.try_succeeded(&user_id, address.0);
    replace_earlier_session(&admin, &headers).await?;
    open_session(&admin, holder, proof, terminal).await
}

/// The terminal that the browser proved to be; `None` where it claims to be none.
async fn terminal_of(
    admin: &Admin,
    holder: &Holder,
    ceremony: Option<&SignInCeremony>,
    proof: Option<TerminalProof>,
) -> Result<Option<Terminal>, Refused> {
    let Some(proof) = proof else {
        return Ok(None);
    };
    let db = &**admin.db();
    let proven = match ceremony {
        Some(ceremony) => terminals::proven(db, &proof, &ceremony.challenge).await,
        None => Err(terminals::not_enrolled()),
    };
    let units = admin.units().await?;
    // One browser of a demo stands for the terminals of everybody.
    let serves = |terminal: &Terminal| {
        let mut posts = holder.posts.iter();
        admin.is_demo() || posts.any(|held| units.is_within(held.post.unit, terminal.unit))
    };
    let refused = match proven {
        Ok(terminal) if serves(&terminal) => return Ok(Some(terminal)),
        Ok(_) => terminals::of_other_unit(),
        Err(refused) => refused,
    };
    let act = act_of(admin, holder, TerminalKind::Unenrolled).clause("VR-8.1a");
    write(admin, act.refused()).await?;
    Err(refused)
}

/// The person in the posts that count now: that of a person for upkeep does not always.
async fn counting(
    admin: &Admin,
    holder: &Holder,
    terminal: Option<Terminal>,
) -> Result<Holder, Refused> {
    let (db, now) = (&**admin.db(), admin.now());
    let kind = terminal.map_or(TerminalKind::Unenrolled, |terminal| terminal.kind);
    let account = AccountId(holder.account.id);
    let posts = designations::counting(db, account, holder.posts.clone(), kind, now).await?;
    if posts.is_empty() {
        let refused = designations::not_yet(db, account, now).await?;
        let refused = refused.unwrap_or_else(failed);
        let act = act_of(admin, holder, kind);
        return Err(admin.remember_refusal(act, refused).await?);
    }
    Ok(Holder {
        account: holder.account.clone(),
        posts,
    })
}

/// A known account's failure goes into its unit's trail, an unknown one is only counted.
async fn fail(
    admin: &Admin,
    holder: Option<&Holder>,
    verdict: &Verdict,
) -> Result<Refused, Refused> {
    let not_permitted = matches!(verdict, Verdict::PasswordNotPermitted);
    match holder {
        Some(holder) => {
            let mut act = act_of(admin, holder, TerminalKind::Unenrolled).refused();
            if not_permitted {
                act = act.clause("VR-8.1a");
            }
            write(admin, act).await?;
        }
        None => admin.refusals().count("sign_in_failed"),
    }
    Ok(if not_permitted {
        proof::password_not_permitted()
    } else {
        failed()
    })
}

async fn write(admin: &Admin, act: Act) -> Result<(), Refused> {
    let written = admin
        .db()
        .write(async |txn| Ok::<_, Refused>(trail::append(txn, &act).await?));
    written.await.map(drop)
}

/// A browser that signs in again leaves no older session behind.
async fn replace_earlier_session(admin: &Admin, headers: &HeaderMap) -> Result<(), Refused> {
    let Some(token) = signed_in::token_of(headers) else {
        return Ok(());
    };
    match sessions::find(&**admin.db(), token, admin.now()).await? {
        Some(earlier) => sign_out::end(admin, &earlier).await,
        None => Ok(()),
    }
}

async fn open_session(
    admin: &Admin,
    holder: &Holder,
    proof: &Proof,
    terminal: Option<Terminal>,
) -> Result<Response, Refused> {
    let now = admin.now();
    let (db, account) = (&**admin.db(), AccountId(holder.account.id));
    let asked = rules::of(db, admin, &holder.posts).await?;
    let one_session = rules::one_session(&asked);
    let duty = match proof.is_code() {
        true => Some(Duty::RegisterFactor),
        false => rules::duty(db, admin, account, &holder.posts, proof.is_password()).await?,
    };
    let longest = admin.figure_ms("lock_after", holder.unit()).await?;
    let opening = Opening {
        terminal: terminal.map_or(TerminalKind::Unenrolled, |terminal| terminal.kind),
        terminal_id: terminal.map(|terminal| terminal.id),
        factor: proof.word(),
        duty,
        idle_ms: rules::lock_ms(&asked, longest),
    };
    let mut act = act_of(admin, holder, opening.terminal).about(Subject::Word(proof.word()));
    if let Some(terminal) = opening.terminal_id {
        act = act.about(Subject::Terminal(terminal));
    }
    // Person, factor and terminal were looked at before a queue: all are asked again.
    let opened = admin
        .db()
        .write(async |txn| {
            if let Some(terminal) = opening.terminal_id
                && !terminals::used(txn, terminal, now).await?
            {
                return Err(terminals::not_enrolled());
            }
            if !proof.note(txn, now).await? {
                return Err(failed());
            }
            trail::append(txn, &act).await?;
            let ended = match &one_session {
                Some(clause) => end_earlier(txn, holder, (&act, clause), now).await?,
                None => Vec::new(),
            };
            let token = sessions::open(txn, holder, opening, now).await?;
            let person = sessions::find(txn, &token, now).await?;
            Ok::<_, Refused>((token, person.ok_or_else(failed)?, ended))
        })
        .await;
    let (token, person, ended) = match opened {
        Ok(opened) => opened,
        Err(refused) => return Err(admin.remember_refusal(act, refused).await?),
    };
    ended.into_iter().for_each(|told| admin.tell_ended(told));
    let units = admin.units().await?;
    let me = person.me_with_notices(admin, &units).await?;
    Ok((cookie(Some(&token)), Json(me)).into_response())
}

/// A second sign-in ends the first, and the person hears of it.
async fn end_earlier(
    txn: &DatabaseTransaction,
    holder: &Holder,
    (act, clause): (&Act, &str),
    now: UnixMs,
) -> Result<Vec<SessionEnded>, Refused> {
    let account = AccountId(holder.account.id);
    let mut ended = sessions::end_all(txn, account, now).await?;
    ended.retain(|told| told.account == account);
    if ended.is_empty() {
        return Ok(ended);
    }
    let end = Act {
        action: Action::EndSession.code().to_owned(),
        ..act.clone()
    };
    let end = end.about(Subject::Count(ended.len() as u64)).clause(clause);
    trail::append(txn, &end).await?;
    let text = Label {
        ja: "別の場所でサインインしたため、前のセッションを終了しました。心当たりがない場合は、すぐに管理者に連絡してください。".to_owned(),
        en: "You signed in elsewhere, and the session before it was ended. Tell your manager at once if that was not you.".to_owned(),
    };
    notices::tell_person(txn, account, holder.unit(), (text, clause), now).await?;
    Ok(ended)
}

fn act_of(admin: &Admin, holder: &Holder, terminal: TerminalKind) -> Act {
    let actor = Actor::Account(AccountId(holder.account.id));
    Act::new(holder.unit(), admin.now(), actor, Action::SignIn).of(holder.post(), terminal)
}

pub(super) fn failed() -> Refused {
    Refused::new(
        StatusCode::UNAUTHORIZED,
        "sign_in_failed",
        "利用者IDと指紋、パスワード又は登録コードが一致しません。",
        "The user id and the fingerprint, password or code do not belong together.",
    )
}

pub(super) fn too_many(wait: TooMany) -> Refused {
    let wait_s = u32::try_from(wait.wait_ms.max(0) / 1_000 + 1).unwrap_or(u32::MAX);
    let minutes = wait_s.div_ceil(60);
    Refused::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too_many_attempts",
        format!("サインインの失敗が続いたため、約{minutes}分お待ちください。急ぐ場合は管理者に連絡してください。"),
        format!("Too many failed sign-ins. Wait about {minutes} min, or ask your chief."),
    )
    .clause("VR-8.2")
    .retry_after_s(wait_s)
}
