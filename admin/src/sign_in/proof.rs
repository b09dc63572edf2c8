//! Whether somebody is who they say: one factor together with the user id (VR-2.1).

use admin_core::limits::PASSWORD_CHARS_MAX;
use http::StatusCode;
use protocol::{id::AccountId, sign_in::Factor, time::UnixMs};
use sea_orm::{ConnectionTrait, DbErr, prelude::Uuid};
use serde_json::Value;
use webauthn_rs::prelude::PasskeyAuthentication;

use super::{ceremony::SignInCeremony, codes, factor};
use crate::{Admin, credentials::password_until, problem::Refused};

/// What was proved, to be noted in the transaction that rests on it. `was` is the factor's secret
/// as it was looked at, `becomes` the same with the count that the key has come to.
pub enum Proof {
    Fingerprint {
        row: Uuid,
        was: String,
        becomes: String,
    },
    Password {
        row: Uuid,
        was: String,
    },
    Code {
        row: Uuid,
    },
}

/// What the factor says.
pub enum Verdict {
    Proved(Proof),
    Wrong,
    /// No permission runs (VR-8.1a).
    PasswordNotPermitted,
}

impl Proof {
    /// The word of the session's row.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Fingerprint { .. } => BIOMETRIC,
            Self::Password { .. } => PASSWORD,
            Self::Code { .. } => "registration_code",
        }
    }

    pub fn is_code(&self) -> bool {
        matches!(self, Self::Code { .. })
    }

    pub fn is_password(&self) -> bool {
        matches!(self, Self::Password { .. })
    }

    /// Notes the use; false where it proves nothing any more: the factor was revoked or changed
    /// since it was looked at, or a code was spent by somebody else.
    pub async fn note(&self, txn: &impl ConnectionTrait, now: UnixMs) -> Result<bool, DbErr> {
        match self {
            Self::Fingerprint { row, was, becomes } => {
                factor::used(txn, *row, (was, becomes), now).await
            }
            Self::Password { row, was } => factor::used(txn, *row, (was, was), now).await,
            Self::Code { row } => codes::spend(txn, *row, now).await,
        }
    }
}

pub const BIOMETRIC: &str = "biometric";
pub const PASSWORD: &str = "password";

/// Looks at a factor. An unknown person costs the same work as a known one.
pub async fn look(
    admin: &Admin,
    account: Option<Uuid>,
    ceremony: Option<&SignInCeremony>,
    factor: Factor,
) -> Result<Verdict, Refused> {
    match factor {
        Factor::Password { password } => look_at_password(admin, account, password).await,
        Factor::Webauthn { credential } => {
            let state = ceremony.and_then(|ceremony| ceremony.fingerprint.as_deref());
            match (account, state) {
                (Some(account), Some(state)) => {
                    look_at_fingerprint(admin, account, credential, state).await
                }
                _ => Ok(Verdict::Wrong),
            }
        }
        Factor::RegistrationCode { code } => {
            let Some(account) = account else {
                return Ok(Verdict::Wrong);
            };
            let row = codes::registration(&**admin.db(), &code, account, admin.now()).await?;
            Ok(row.map_or(Verdict::Wrong, |row| Verdict::Proved(Proof::Code { row })))
        }
    }
}

/// That no permission runs is told to whoever knows the password; everybody else hears the same as
/// of an unknown user id.
async fn look_at_password(
    admin: &Admin,
    account: Option<Uuid>,
    password: String,
) -> Result<Verdict, Refused> {
    if password.chars().count() > PASSWORD_CHARS_MAX {
        return Ok(Verdict::Wrong);
    }
    let db = &**admin.db();
    let (stored, permitted) = match account {
        Some(account) => {
            let today = admin.today();
            let until = password_until(db, AccountId(account), today).await?;
            (factor::password(db, account).await?, until.is_some())
        }
        None => (None, false),
    };
    let hash = stored.as_ref().map(|row| row.secret.clone());
    let right = admin.passwords().is_right(password, hash).await?;
    Ok(match (stored, right) {
        (Some(row), true) if permitted => Verdict::Proved(Proof::Password {
            row: row.id,
            was: row.secret,
        }),
        (Some(_), true) => Verdict::PasswordNotPermitted,
        _ => Verdict::Wrong,
    })
}

async fn look_at_fingerprint(
    admin: &Admin,
    account: Uuid,
    credential: Value,
    state: &PasskeyAuthentication,
) -> Result<Verdict, Refused> {
    let Some(result) = admin.relying_party().finish_proof(credential, state) else {
        return Ok(Verdict::Wrong);
    };
    // Read again: it may have been revoked since the challenge.
    let known = factor::fingerprints(&**admin.db(), account).await?;
    let used = known
        .into_iter()
        .find(|known| known.key.cred_id() == result.cred_id());
    Ok(match used {
        Some(mut used) => {
            let went_on = used.key.update_credential(&result) == Some(true);
            // Of two proofs at once that tell the same count one is a copy's.
            if result.counter() > 0 && !went_on {
                return Ok(Verdict::Wrong);
            }
            Verdict::Proved(Proof::Fingerprint {
                row: used.id,
                was: used.stored,
                becomes: serde_json::to_string(&used.key).map_err(Refused::internal)?,
            })
        }
        None => Verdict::Wrong,
    })
}

pub fn password_not_permitted() -> Refused {
    Refused::new(
        StatusCode::FORBIDDEN,
        "password_not_permitted",
        "パスワードによる認証は許可されていません。指紋で認証するか、運用管理責任者に許可を求めてください。",
        "A password is not permitted for you. Use your fingerprint, or ask the operations chief for a permission.",
    )
    .clause("VR-8.1a")
}
