//! The person who is asking, taken from the session cookie.

use axum::extract::{FromRef, FromRequestParts};
use http::{HeaderMap, StatusCode, header, request::Parts};
use protocol::{
    id::{AccountId, UnitId},
    person::{Me, Post, TerminalKind},
    time::UnixMs,
};

use crate::{
    Admin,
    problem::Refused,
    sessions::{self, SessionId},
    trail::{Act, Action, Actor},
};

pub const COOKIE: &str = "__Host-genba-session";

/// Extractor: refuses with 401 `not_signed_in` when nobody is.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub account: AccountId,
    pub user_id: String,
    pub name: String,
    pub unit: UnitId,
    pub unit_name: String,
    pub post: Post,
    pub terminal: TerminalKind,
    pub session: SessionId,
}

impl SignedIn {
    /// An allowed act of this person, for the trail of the own unit.
    pub fn act(&self, at: UnixMs, action: Action) -> Act {
        Act::new(self.unit, at, Actor::Account(self.account), action).of(self.post, self.terminal)
    }

    pub fn me(&self, demo: bool) -> Me {
        Me {
            account: self.account,
            user_id: self.user_id.clone(),
            name: self.name.clone(),
            unit: self.unit,
            unit_name: self.unit_name.clone(),
            post: self.post,
            terminal: self.terminal,
            demo,
        }
    }
}

impl<S> FromRequestParts<S> for SignedIn
where
    S: Send + Sync,
    Admin: FromRef<S>,
{
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let admin = Admin::from_ref(state);
        let token = token_of(&parts.headers).ok_or_else(not_signed_in)?;
        let found = sessions::find(&**admin.db(), token, admin.now()).await?;
        found.ok_or_else(not_signed_in)
    }
}

/// The session token among the request's cookies.
pub(crate) fn token_of(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find_map(|(name, value)| (name == COOKIE).then_some(value))
}

fn not_signed_in() -> Refused {
    Refused::new(
        StatusCode::UNAUTHORIZED,
        "not_signed_in",
        "サインインしてください。",
        "Sign in first.",
    )
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        assert_eq!(token_of(&headers), None);
        let cookies = "a=b; x__Host-genba-session=no; __Host-genba-session=yes";
        headers.insert(header::COOKIE, HeaderValue::from_static(cookies));
        assert_eq!(token_of(&headers), Some("yes"));
    }
}
