//! Entering and ending one's own factors. A change ends all other sessions of the person and is
//! told to the person and to the chief above (O-50).

use admin_core::password::{self, Flaw};
use http::StatusCode;
use protocol::{
    id::CredentialId,
    sign_in::{Credentials, NewBiometric, NewCredential, RegistrationChallenge},
    time::UnixMs,
};
use sea_orm::{ConnectionTrait, DbErr, SqlErr};
use std::net::IpAddr;
use webauthn_rs::prelude::Passkey;

use super::{
    ceremony::Ceremony,
    factor, rules,
    tell::{self, Change},
};
use crate::{
    Admin,
    accounts::user_id_as_stored,
    credentials::password_until,
    limits::{FINGERPRINTS_PER_PERSON, FRESH_PROOF_MS, NAME_CHARS},
    problem::Refused,
    sessions::{self, SessionEnded},
    signed_in::SignedIn,
    trail::{self, Action, Subject},
    units::Units,
};

/// The asker's factors.
pub async fn list(admin: &Admin, person: &SignedIn) -> Result<Credentials, Refused> {
    let db = &**admin.db();
    let today = admin.today();
    let until = password_until(db, person.account, today).await?;
    Ok(Credentials {
        user_id: person.user_id.clone(),
        lines: factor::lines(db, person.account).await?,
        password_until: until.map(|day| day.to_string()),
    })
}

/// Begins to enter a fingerprint.
pub async fn challenge(
    admin: &Admin,
    person: &SignedIn,
    address: IpAddr,
) -> Result<RegistrationChallenge, Refused> {
    check_fresh(person, admin.now())?;
    let known = factor::fingerprints(&**admin.db(), person.account.0).await?;
    if known.len() >= FINGERPRINTS_PER_PERSON {
        return Err(too_many());
    }
    let known: Vec<Passkey> = known.into_iter().map(|known| known.key).collect();
    let begun = admin.relying_party().begin_registration(
        person.account.0,
        &person.user_id,
        &person.name,
        &known,
    );
    let (webauthn, state) = begun.map_err(Refused::internal)?;
    let kept = Ceremony::Register {
        account: person.account,
        state: Box::new(state),
    };
    let ceremony = admin.ceremonies().begin(kept, address, admin.now())?;
    Ok(RegistrationChallenge { ceremony, webauthn })
}

/// Enters a fingerprint, a password, or both.
pub async fn register(
    admin: &Admin,
    person: &SignedIn,
    new: NewCredential,
) -> Result<Credentials, Refused> {
    let action = Action::RegisterFactor;
    let checked = match Checked::of(admin, person, new).await {
        Ok(checked) => checked,
        Err(refused) => return Err(admin.refuse(person, action, refused).await?),
    };
    let now = admin.now();
    let units = admin.units().await?;
    let done = admin
        .db()
        .write(async |txn| {
            admin.still(txn, person).await?;
            checked.enter(txn, admin, &units, person).await?;
            others_end(txn, person, now).await
        })
        .await;
    match done {
        Ok(ended) => ended.into_iter().for_each(|told| admin.tell_ended(told)),
        Err(Entering::Taken) => return Err(admin.refuse(person, action, reader_taken()).await?),
        Err(Entering::Refused(refused)) => {
            return Err(admin.refuse(person, action, refused).await?);
        }
    }
    list(admin, person).await
}

/// Ends one of the asker's factors; one has to remain.
pub async fn revoke(
    admin: &Admin,
    person: &SignedIn,
    id: CredentialId,
) -> Result<Credentials, Refused> {
    check_fresh(person, admin.now())?;
    let now = admin.now();
    let units = admin.units().await?;
    let act = person
        .act(now, Action::RevokeFactor)
        .about(Subject::Credential(id));
    let ended = admin
        .db()
        .write(async |txn| {
            admin.still(txn, person).await?;
            if !factor::revoke(txn, person.account, id, now).await? {
                return Err(crate::problem::not_found_problem());
            }
            let left = factor::lines(txn, person.account).await?;
            if left.iter().all(|line| line.revoked.is_some()) {
                return Err(last_factor());
            }
            trail::append(txn, &act).await?;
            let who = (person.account, person.name.as_str());
            tell::changed(txn, admin, &units, who, Change::Revoked).await?;
            Ok::<_, Refused>(others_end_of(txn, person, now).await?)
        })
        .await;
    match ended {
        Ok(ended) => ended.into_iter().for_each(|told| admin.tell_ended(told)),
        Err(refused) => {
            return Err(admin.refuse(person, Action::RevokeFactor, refused).await?);
        }
    }
    list(admin, person).await
}

/// What is to be entered, and nothing is wrong with it.
struct Checked {
    fingerprint: Option<(Box<Passkey>, String)>,
    password_hash: Option<String>,
}

impl Checked {
    async fn of(admin: &Admin, person: &SignedIn, new: NewCredential) -> Result<Self, Refused> {
        if user_id_as_stored(&new.user_id) != person.user_id {
            return Err(user_id_missing());
        }
        if new.biometric.is_none() && new.password.is_none() {
            return Err(factor_missing());
        }
        check_fresh(person, admin.now())?;
        let fingerprint = match new.biometric {
            Some(biometric) => Some(finish(admin, person, biometric)?),
            None => None,
        };
        let password_hash = match new.password {
            Some(password) => Some(check_password(admin, person, password.0).await?),
            None => None,
        };
        Ok(Self {
            fingerprint,
            password_hash,
        })
    }

    async fn enter(
        &self,
        txn: &impl ConnectionTrait,
        admin: &Admin,
        units: &Units,
        person: &SignedIn,
    ) -> Result<(), Entering> {
        let now = admin.now();
        let who = (person.account, person.name.as_str());
        if let Some((key, name)) = &self.fingerprint {
            let added = factor::add_fingerprint(txn, person.account, key, name, now).await;
            let id = added.map_err(|error| match error.sql_err() {
                Some(SqlErr::UniqueConstraintViolation(_)) => Entering::Taken,
                _ => Entering::Refused(error.into()),
            })?;
            remember(txn, person, id, "biometric", now).await?;
            tell::changed(txn, admin, units, who, Change::BiometricRegistered).await?;
        }
        if let Some(hash) = &self.password_hash {
            let id = factor::set_password(txn, person.account, hash, now).await?;
            remember(txn, person, id, "password", now).await?;
            tell::changed(txn, admin, units, who, Change::PasswordSet).await?;
        }
        // A session that a code opened is now one of its person.
        let duty = rules::duty(txn, admin, person.account, &person.posts, false).await?;
        sessions::set_duty(txn, person.session, duty).await?;
        Ok(())
    }
}

enum Entering {
    /// Another person has this authenticator.
    Taken,
    Refused(Refused),
}

impl<E: Into<Refused>> From<E> for Entering {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

fn finish(
    admin: &Admin,
    person: &SignedIn,
    new: NewBiometric,
) -> Result<(Box<Passkey>, String), Refused> {
    let name = checked_name(&new.name)?;
    let kept = admin.ceremonies().take(&new.ceremony, admin.now());
    let key = match kept {
        Some(Ceremony::Register { account, state }) if account == person.account => admin
            .relying_party()
            .finish_registration(new.credential, &state),
        _ => None,
    };
    Ok((Box::new(key.ok_or_else(not_registered)?), name))
}

async fn check_password(
    admin: &Admin,
    person: &SignedIn,
    password: String,
) -> Result<String, Refused> {
    let today = admin.today();
    let until = password_until(&**admin.db(), person.account, today).await?;
    if until.is_none() {
        return Err(super::proof::password_not_permitted());
    }
    password::judge(&person.user_id, &password).map_err(unfit)?;
    check_history(admin, person, &password).await?;
    admin.passwords().hash(password).await
}

/// The present one and some before it are not used again, where a document asks for that.
async fn check_history(admin: &Admin, person: &SignedIn, password: &str) -> Result<(), Refused> {
    let db = &**admin.db();
    let Some((count, clause)) = rules::password_history(db, admin, person).await? else {
        return Ok(());
    };
    for stored in factor::earlier(db, person.account.0, count).await? {
        let passwords = admin.passwords();
        if passwords
            .is_right(password.to_owned(), Some(stored))
            .await?
        {
            return Err(used_before().clause(&clause));
        }
    }
    Ok(())
}

async fn remember(
    txn: &impl ConnectionTrait,
    person: &SignedIn,
    id: CredentialId,
    kind: &'static str,
    now: UnixMs,
) -> Result<(), DbErr> {
    let act = person
        .act(now, Action::RegisterFactor)
        .about(Subject::Credential(id))
        .about(Subject::Word(kind))
        .clause("VR-2.1");
    trail::append(txn, &act).await.map(drop)
}

async fn others_end(
    txn: &impl ConnectionTrait,
    person: &SignedIn,
    now: UnixMs,
) -> Result<Vec<SessionEnded>, Entering> {
    Ok(others_end_of(txn, person, now).await?)
}

async fn others_end_of(
    txn: &impl ConnectionTrait,
    person: &SignedIn,
    now: UnixMs,
) -> Result<Vec<SessionEnded>, DbErr> {
    sessions::end_others(txn, person.account, person.session, now).await
}

fn check_fresh(person: &SignedIn, now: UnixMs) -> Result<(), Refused> {
    if now.since_ms(person.proved) < FRESH_PROOF_MS {
        return Ok(());
    }
    Err(Refused::new(
        StatusCode::FORBIDDEN,
        "prove_again",
        "認証情報を変えるには、もう一度本人の認証が必要です。画面をロックし、解除してから行ってください。",
        "Prove yourself again before you change a factor: lock the screen and unlock it.",
    )
    .clause("VR-8.2"))
}

/// A label as it is stored.
pub(crate) fn checked_name(typed: &str) -> Result<String, Refused> {
    let name = typed.trim();
    let is_label = !name.chars().any(char::is_control) && name.chars().count() <= NAME_CHARS;
    if is_label && !name.is_empty() {
        return Ok(name.to_owned());
    }
    Err(Refused::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "name_unusable",
        format!("名称は1文字以上{NAME_CHARS}文字以内で入力してください。"),
        format!("Give it a name of at most {NAME_CHARS} characters."),
    )
    .field("name"))
}

fn user_id_missing() -> Refused {
    Refused::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "user_id_missing",
        "認証情報には、サインインしている本人の利用者IDが必要です。",
        "A credential needs the user id of the person who is signed in.",
    )
    .clause("VR-2.1")
    .field("user_id")
}

fn factor_missing() -> Refused {
    Refused::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "factor_missing",
        "認証情報には、生体情報又はパスワードの少なくとも一つが必要です。",
        "A credential needs a biometric or a password.",
    )
    .clause("VR-2.1")
}

fn not_registered() -> Refused {
    Refused::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "biometric_not_registered",
        "指紋を登録できませんでした。本人確認のできる読取装置で、もう一度お試しください。",
        "The fingerprint could not be registered. Try again with a reader that verifies the person.",
    )
    .clause("VR-2.2")
}

fn reader_taken() -> Refused {
    Refused::new(
        StatusCode::CONFLICT,
        "biometric_taken",
        "この生体情報は既に登録されています。",
        "This authenticator is registered already.",
    )
    .clause("VR-2.2")
}

fn used_before() -> Refused {
    Refused::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "password_used_before",
        "最近使用したパスワードです。別のものにしてください。",
        "You have used this password before. Choose another.",
    )
    .field("password")
}

fn too_many() -> Refused {
    Refused::new(
        StatusCode::CONFLICT,
        "too_many_biometrics",
        format!("登録できる指紋は{FINGERPRINTS_PER_PERSON}件までです。使わないものを抹消してください。"),
        format!("At most {FINGERPRINTS_PER_PERSON} fingerprints can be registered. Revoke one that is not used."),
    )
    .clause("VR-2.1")
}

fn last_factor() -> Refused {
    Refused::new(
        StatusCode::CONFLICT,
        "last_factor",
        "最後の認証情報は抹消できません。先に別の認証情報を登録してください。",
        "The last factor cannot be revoked. Register another one first.",
    )
    .clause("VR-2.1")
}

fn unfit(flaw: Flaw) -> Refused {
    let (ja, en) = match flaw {
        Flaw::TooShort => ("12文字以上にしてください。", "Use at least 12 characters."),
        Flaw::TooLong => ("128文字以内にしてください。", "Use at most 128 characters."),
        Flaw::HoldsUserId => (
            "利用者IDを含めないでください。",
            "Do not use your user id in it.",
        ),
        Flaw::WellKnown => (
            "よく使われ、漏えいが知られているパスワードです。別のものにしてください。",
            "This password is known from breaches. Choose another.",
        ),
        Flaw::TooUniform => (
            "同じ文字の繰り返しが多すぎます。",
            "Use more different characters.",
        ),
    };
    Refused::new(StatusCode::UNPROCESSABLE_ENTITY, "password_unfit", ja, en)
        .clause("VR-8.2")
        .field("password")
}
