//! The person who is asking, taken from the session cookie.

use std::collections::BTreeSet;

use admin_core::{
    action::terminal_code,
    authority::{Holder, Matter},
    post::Post,
};
use axum::extract::{FromRef, FromRequestParts};
use http::{HeaderMap, StatusCode, header, request::Parts};
use protocol::{
    id::{AccountId, TerminalId, UnitId},
    person::{Me, TerminalKind},
    sign_in::Duty,
    time::UnixMs,
};

use crate::{
    Admin,
    posts::{self, Held},
    problem::Refused,
    sessions::{self, SessionId},
    sign_in::{first, rules},
    trail::{Act, Action, Actor, Subject},
    units::Units,
};

/// Acts for which the navigation has a screen.
const WITH_SCREEN: [Action; 5] = [
    Action::ReadTrail,
    Action::ReadTerminals,
    Action::ReadPosts,
    Action::ReadCircular,
    Action::ImportStaff,
];

pub const COOKIE: &str = "__Host-genba-session";

/// Extractor: refuses with 401 `not_signed_in` when nobody is, with 423 `session_locked` while the
/// screen is locked, and with 403 `register_factor_first` until a factor of one's own is entered.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub account: AccountId,
    pub user_id: String,
    pub name: String,
    /// The unit of the post that the person acts in.
    pub unit: UnitId,
    pub unit_name: String,
    /// The post that the person acts in: the one that [`Admin::authorise`] found enough, before
    /// that the first.
    pub post: Post,
    /// All posts that are held today, in every document.
    pub posts: Vec<Held>,
    pub terminal: TerminalKind,
    pub session: SessionId,
    /// The enrolled browser of this session.
    pub terminal_id: Option<TerminalId>,
    pub locked: bool,
    pub duty: Option<Duty>,
    /// When a factor was last given.
    pub proved: UnixMs,
}

/// The same person, whose session may have a duty to do first.
#[derive(Clone, Debug)]
pub struct WithDuty(pub SignedIn);

/// The same person, whose session may be locked or have a duty.
#[derive(Clone, Debug)]
pub struct AnySession(pub SignedIn);

impl SignedIn {
    /// An allowed act of this person, for the trail of the own unit. A deputy's act names the
    /// holder as well.
    pub fn act(&self, at: UnixMs, action: Action) -> Act {
        let act = Act::new(self.unit, at, Actor::Account(self.account), action)
            .of(&self.post.kind, self.terminal);
        match self.post.delegated_by() {
            Some(holder) => act.about(Subject::Account(holder)),
            None => act,
        }
    }

    /// The posts as the core asks for them.
    pub fn held(&self) -> Vec<Post> {
        self.posts.iter().map(|held| held.post.clone()).collect()
    }

    /// The unit of the person's first post in a document; the own one where there is none.
    pub fn unit_in(&self, document: &str) -> UnitId {
        let mut own = self.posts.iter().map(|held| &held.post);
        let own = own.find(|post| post.document == document);
        own.map_or(self.unit, |post| post.unit)
    }

    /// The posts in which the person acts at this terminal, as the rulebooks of today say.
    pub fn posts_here<'a>(&'a self, admin: &'a Admin) -> impl Iterator<Item = &'a Held> {
        let today = posts::today(admin.now());
        self.posts.iter().filter(move |held| {
            let rulebook = admin.rules().document_on(&held.post.document, today);
            rulebook.is_some_and(|rulebook| {
                let terminal = rulebook.authority().terminal(terminal_code(self.terminal));
                let kind = rulebook.posts.get(&held.post.kind);
                kind.is_some_and(|kind| kind.acts_at(terminal))
            })
        })
    }

    /// The same person as the core asks about one.
    pub fn holder<'a>(&self, posts: &'a [Post]) -> Holder<'a> {
        Holder {
            person: self.account,
            posts,
            terminal: terminal_code(self.terminal),
            enrolled: self.terminal_id,
        }
    }

    /// The same person in one of the own posts.
    pub fn acting(mut self, post: &Post, units: &Units) -> Self {
        self.unit = post.unit;
        self.unit_name = units.name(post.unit).to_owned();
        self.post = post.clone();
        self
    }

    /// The acts with a screen of their own that the person may do in the unit of a post.
    fn may(&self, admin: &Admin, units: &Units) -> Vec<String> {
        let own: BTreeSet<_> = self.posts.iter().map(|held| held.post.unit).collect();
        let may = |action: &Action| {
            own.iter().any(|unit| {
                let matter = Matter {
                    unit: *unit,
                    owner: None,
                    kind: "",
                    state: "",
                };
                admin.may(self, action.code(), &matter, units).is_ok()
            })
        };
        let may = WITH_SCREEN.iter().filter(|action| may(action));
        may.map(|action| action.code().to_owned()).collect()
    }

    /// The same with the notices that are to be acknowledged.
    pub async fn me_with_notices(&self, admin: &Admin, units: &Units) -> Result<Me, Refused> {
        let mut me = self.me(admin, units);
        if self.duty == Some(Duty::Acknowledge) {
            let db = &**admin.db();
            let open = first::open(db, admin, self.account, &self.posts).await?;
            me.notices = open.into_iter().map(|open| open.notice).collect();
        }
        Ok(me)
    }

    pub fn me(&self, admin: &Admin, units: &Units) -> Me {
        let today = posts::today(admin.now());
        let view = |held| posts::view::held_post(held, admin.rules(), units, today);
        Me {
            account: self.account,
            user_id: self.user_id.clone(),
            name: self.name.clone(),
            unit: self.unit,
            unit_name: self.unit_name.clone(),
            posts: self.posts.iter().map(view).collect(),
            terminal: self.terminal,
            may: self.may(admin, units),
            duty: self.duty,
            notices: Vec::new(),
            demo: admin.is_demo(),
            server_ms: admin.now(),
        }
    }
}

impl<S> FromRequestParts<S> for AnySession
where
    S: Send + Sync,
    Admin: FromRef<S>,
{
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let admin = Admin::from_ref(state);
        let token = token_of(&parts.headers).ok_or_else(not_signed_in)?;
        let found = sessions::find(&**admin.db(), token, admin.now()).await?;
        found.map(Self).ok_or_else(not_signed_in)
    }
}

impl<S> FromRequestParts<S> for WithDuty
where
    S: Send + Sync,
    Admin: FromRef<S>,
{
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let AnySession(person) = AnySession::from_request_parts(parts, state).await?;
        if person.locked {
            let admin = Admin::from_ref(state);
            let clause = rules::clause_of_lock(&admin, &person);
            let refused = locked().clause(clause.as_deref().unwrap_or("VR-8.1a"));
            return Err(admin.refusals().counted("session_locked", refused));
        }
        Ok(Self(person))
    }
}

impl<S> FromRequestParts<S> for SignedIn
where
    S: Send + Sync,
    Admin: FromRef<S>,
{
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let WithDuty(person) = WithDuty::from_request_parts(parts, state).await?;
        match person.duty {
            None => Ok(person),
            Some(duty) => {
                let admin = Admin::from_ref(state);
                let (code, refused) = duty_first(&admin, &person, duty).await?;
                Err(admin.refusals().counted(code, refused))
            }
        }
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

pub fn not_signed_in() -> Refused {
    Refused::new(
        StatusCode::UNAUTHORIZED,
        "not_signed_in",
        "サインインしてください。",
        "Sign in first.",
    )
}

fn locked() -> Refused {
    Refused::new(
        StatusCode::LOCKED,
        "session_locked",
        "画面がロックされています。ロックを解除してください。",
        "The screen is locked. Unlock it first.",
    )
}

/// What the person has to do before anything else.
async fn duty_first(
    admin: &Admin,
    person: &SignedIn,
    duty: Duty,
) -> Result<(&'static str, Refused), Refused> {
    Ok(match duty {
        Duty::RegisterFactor => ("register_factor_first", register_first()),
        Duty::ChangePassword => {
            let clause = rules::clause_of_age(admin, person);
            let refused = change_first().clause(&clause.unwrap_or_default());
            ("change_password_first", refused)
        }
        Duty::Acknowledge => {
            let db = &**admin.db();
            let open = first::open(db, admin, person.account, &person.posts).await?;
            let clause = open.first().map(|open| open.notice.clause.clone());
            let refused = acknowledge_first().clause(&clause.unwrap_or_default());
            ("acknowledge_first", refused)
        }
    })
}

fn change_first() -> Refused {
    Refused::new(
        StatusCode::FORBIDDEN,
        "change_password_first",
        "パスワードの有効期間が過ぎています。先に新しいパスワードを設定してください。",
        "Your password is past its age. Set a new one first.",
    )
}

fn acknowledge_first() -> Refused {
    Refused::new(
        StatusCode::FORBIDDEN,
        "acknowledge_first",
        "先に、サインイン時の通知を確認してください。",
        "Read and acknowledge the notice first.",
    )
}

fn register_first() -> Refused {
    Refused::new(
        StatusCode::FORBIDDEN,
        "register_factor_first",
        "登録コードでサインインしています。先に指紋又はパスワードを登録してください。",
        "You signed in with a registration code. Register your fingerprint or a password first.",
    )
    .clause("VR-8.2")
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
