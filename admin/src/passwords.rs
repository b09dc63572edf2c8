//! Hashing passwords: argon2id on threads of its own, a bounded number at once.

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{
    limits::{HASH_WAIT, HASHES_AT_ONCE},
    problem::Refused,
    random,
};

/// Hashes and checks passwords.
pub struct Passwords {
    turns: Semaphore,
    /// What an unknown user id is checked against, so that it takes as long as a known one.
    nobody: String,
}

impl Passwords {
    pub fn new() -> Self {
        let nobody = hash(&random::token());
        Self {
            turns: Semaphore::new(HASHES_AT_ONCE),
            nobody,
        }
    }

    /// The PHC string of a new password.
    pub async fn hash(&self, password: String) -> Result<String, Refused> {
        let _turn = self.turn().await?;
        tokio::task::spawn_blocking(move || hash(&password))
            .await
            .map_err(Refused::internal)
    }

    async fn turn(&self) -> Result<SemaphorePermit<'_>, Refused> {
        let turn = tokio::time::timeout(HASH_WAIT, self.turns.acquire()).await;
        turn.map_err(|_| Refused::busy())?
            .map_err(Refused::internal)
    }

    /// True if `password` is the one behind `stored`. Without `stored` the same work is done and
    /// the answer is no.
    pub async fn is_right(
        &self,
        password: String,
        stored: Option<String>,
    ) -> Result<bool, Refused> {
        let _turn = self.turn().await?;
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.nobody.clone());
        let checked = tokio::task::spawn_blocking(move || check(&password, &stored)).await;
        Ok(checked.map_err(Refused::internal)? && known)
    }
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}

/// The PHC string of a password. Takes some 20 ms of one core.
pub fn hash(password: &str) -> String {
    hash_by(&hasher(), password)
}

/// The same for one that was drawn with [`random::readable`]: nobody guesses 79 bits, however
/// fast a try is, and a demo makes dozens of them.
pub(crate) fn hash_drawn(password: &str) -> String {
    let least = Params::new(Params::MIN_M_COST, Params::MIN_T_COST, 1, None);
    let least = least.expect("argon2's least parameters are valid");
    hash_by(
        &Argon2::new(Algorithm::Argon2id, Version::V0x13, least),
        password,
    )
}

fn hash_by(hasher: &Argon2<'_>, password: &str) -> String {
    let salt: [u8; 16] = random::bytes();
    hasher
        .hash_password_with_salt(password.as_bytes(), &salt)
        .expect("our own parameters are valid")
        .to_string()
}

pub(crate) fn check(password: &str, stored: &str) -> bool {
    PasswordHash::new(stored).is_ok_and(|stored| {
        hasher()
            .verify_password(password.as_bytes(), &stored)
            .is_ok()
    })
}

/// OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane.
fn hasher() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).expect("OWASP's parameters are valid");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}
