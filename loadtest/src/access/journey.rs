//! The way people go: an operator asks, the caller opens the link from the SMS and starts,
//! consoles watch. Needs a server with a demo folder, for its accounts and its SMS outbox.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, ensure};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, Method, header};
use protocol::{
    caller::{Consents, Open, Opened, Start, Started},
    console::Watch,
    id::ReportId,
    person::{Me, TerminalKind},
    report::{End, EndReason, Phone, ReportView},
    request::{OutboxMessage, Prepare, Prepared, Send, Sent},
    sign_in::{AskChallenge, Challenge, DemoEnrol, Factor, SignIn, TerminalLine, TerminalProof},
    text::Language,
};
use serde::Deserialize;

use super::device::Device;
use crate::{
    client::Endpoint,
    http::{Connection, Origin, Trust},
};

/// `ready.json` of a demo folder, as far as it is needed here.
#[derive(Deserialize)]
pub struct Ready {
    pub console: String,
    pub ca_certificate: Option<PathBuf>,
    pub pid: Option<u32>,
    accounts: Vec<DemoAccount>,
}

#[derive(Deserialize)]
struct DemoAccount {
    user_id: String,
    password: String,
}

impl Ready {
    pub fn load(data: &Path) -> anyhow::Result<Self> {
        let path = data.join("ready.json");
        let text = std::fs::read(&path).with_context(|| {
            format!(
                "cannot read {}; is a server with --demo running there?",
                path.display()
            )
        })?;
        serde_json::from_slice(&text)
            .with_context(|| format!("{} is not as expected", path.display()))
    }
}

/// A signed-in operator.
pub struct Journey {
    origin: Origin,
    trust: Trust,
    cookie: String,
    touching: tokio::task::AbortHandle,
}

impl Drop for Journey {
    fn drop(&mut self) {
        self.touching.abort();
    }
}

/// Signs somebody of the demo in at a new terminal: who they are, and the cookie of the session.
pub async fn sign_in_at(
    console: &mut Connection,
    ready: &Ready,
    user_id: &str,
    kind: TerminalKind,
) -> anyhow::Result<(Me, String)> {
    let account = ready
        .accounts
        .iter()
        .find(|account| account.user_id == user_id)
        .with_context(|| format!("there is no demo account '{user_id}'"))?;
    let terminal = Device::new()?;
    let enrol = DemoEnrol {
        kind,
        public_key: terminal.public_key(),
    };
    let (_, _): (TerminalLine, _) = console.post("/api/v1/demo/enrol", &[], &enrol).await?;
    let ask = AskChallenge {
        user_id: user_id.to_owned(),
    };
    let path = "/api/v1/sign-in/challenge";
    let (asked, _): (Challenge, _) = console.post(path, &[], &ask).await?;
    let body = SignIn {
        user_id: user_id.to_owned(),
        factor: Factor::Password {
            password: account.password.clone(),
        },
        ceremony: Some(asked.ceremony),
        terminal: Some(TerminalProof {
            public_key: terminal.public_key(),
            signature: terminal.sign(&asked.challenge)?,
        }),
    };
    let (me, headers): (Me, _) = console.post("/api/v1/sign-in", &[], &body).await?;
    let cookie = session_cookie(&headers)?;
    Ok((me, cookie))
}

/// An operator who works touches the page; a screen that nobody touches locks by itself.
const TOUCH_EVERY: Duration = Duration::from_secs(60);

async fn touch(origin: Origin, trust: Trust, cookie: String) {
    loop {
        tokio::time::sleep(TOUCH_EVERY).await;
        let mut console = Connection::new(origin.clone(), trust.clone());
        let headers = [(header::COOKIE, cookie.clone())];
        let touched = console.request(Method::POST, "/api/v1/touch", &headers, Bytes::new());
        if let Err(error) = touched.await {
            eprintln!("the console could not be touched: {error:#}");
        }
    }
}

/// An invitation that was sent.
pub struct JourneyRoom {
    report: ReportId,
    token: String,
    device: Device,
    cookie: String,
    origin: Origin,
    trust: Trust,
    /// The caller's page has its connection open when Start is pressed.
    phone: tokio::sync::Mutex<Option<Connection>>,
    /// Right of the caller's own requests, from Start on.
    session: std::sync::Mutex<Option<String>>,
}

/// What the opened page gives to Start: the challenge that the phone's key signs, and the version
/// of the consents that were shown.
#[derive(Default)]
pub struct Opening {
    challenge: String,
    text_version: String,
}

impl Journey {
    pub async fn sign_in(
        origin: Origin,
        trust: Trust,
        ready: &Ready,
        user_id: &str,
    ) -> anyhow::Result<Self> {
        let mut console = Connection::new(origin.clone(), trust.clone());
        let kind = TerminalKind::Reception;
        let (_, cookie) = sign_in_at(&mut console, ready, user_id, kind).await?;
        let touching = touch(origin.clone(), trust.clone(), cookie.clone());
        Ok(Self {
            origin,
            trust,
            cookie,
            touching: tokio::spawn(touching).abort_handle(),
        })
    }

    /// Prepares, sends and finds the SMS.
    pub async fn invite(&self, number: u32) -> anyhow::Result<JourneyRoom> {
        let mut console = Connection::new(self.origin.clone(), self.trust.clone());
        let (report, destination) = self.request_video(&mut console, number).await?;
        let outbox: Vec<OutboxMessage> = console.get("/api/v1/demo/outbox").await?;
        let sms = outbox
            .iter()
            .find(|sms| sms.destination == destination)
            .with_context(|| format!("no SMS to {destination} is in the outbox"))?;
        let token = sms
            .link
            .split_once('#')
            .context("the link has no token")?
            .1
            .to_owned();
        Ok(JourneyRoom {
            report,
            token,
            device: Device::new()?,
            cookie: self.cookie.clone(),
            origin: self.origin.clone(),
            trust: self.trust.clone(),
            phone: tokio::sync::Mutex::default(),
            session: std::sync::Mutex::default(),
        })
    }

    async fn request_video(
        &self,
        console: &mut Connection,
        number: u32,
    ) -> anyhow::Result<(ReportId, String)> {
        let cookie = [(header::COOKIE, self.cookie.clone())];
        let prepare = Prepare {
            safety_confirmed: Some(true),
            camera_confirmed: Some(true),
            number_presented: Some(true),
            reported_to_manager: Some(true),
            destination: Some(destination(number)),
            note: Some("loadtest".to_owned()),
            ..Prepare::default()
        };
        let (prepared, _): (Prepared, _) = console
            .post("/api/v1/requests/prepare", &cookie, &prepare)
            .await?;
        let send = Send {
            confirm_token: Some(prepared.confirm_token),
            destination: Some(prepared.destination.clone()),
            compared: Some(true),
        };
        let (sent, _): (Sent, _) = console
            .post("/api/v1/requests/send", &cookie, &send)
            .await?;
        Ok((sent.report.id, prepared.destination))
    }
}

impl JourneyRoom {
    pub async fn view(&self) -> anyhow::Result<Endpoint> {
        let path = format!("/api/v1/reports/{}/watch", self.report);
        // Each viewer is a console of its own, with a connection of its own.
        let mut console = self.connection(&self.origin);
        let (watch, _): (Watch, _) = console.post(&path, &self.cookie(), &Empty {}).await?;
        self.endpoint(console, &watch.whep_url, watch.whep_token)
    }

    /// Opens the link; gives what Start needs.
    pub async fn open(&self) -> anyhow::Result<Opening> {
        let open = Open {
            token: self.token.clone(),
            phone: tester(),
            obstacle: None,
        };
        let mut phone = self.connection(&self.origin);
        let (opened, _): (Opened, _) = phone.post("/api/v1/caller/open", &[], &open).await?;
        *self.phone.lock().await = Some(phone);
        Ok(Opening {
            challenge: opened.challenge,
            text_version: opened.consents.version,
        })
    }

    /// Start, or a resumption by the same phone.
    pub async fn start(&self, opening: &Opening) -> anyhow::Result<Endpoint> {
        let start = Start {
            token: self.token.clone(),
            consents: Consents {
                copyright: true,
                location: true,
                privacy: true,
                charges: true,
            },
            language: Language::En,
            text_version: opening.text_version.clone(),
            access_code: None,
            device: Some(self.device.prove(&opening.challenge)?),
        };
        let open = self.phone.lock().await.take();
        let mut phone = open.unwrap_or_else(|| self.connection(&self.origin));
        let (started, _): (Started, _) = phone.post("/api/v1/caller/start", &[], &start).await?;
        *self.session() = Some(started.session_token);
        self.endpoint(phone, &started.whip_url, started.whip_token)
    }

    /// One picture as the caller's page uploads it.
    pub async fn still(&self, jpeg: bytes::Bytes) -> anyhow::Result<()> {
        let path = "/api/v1/caller/stills";
        let session = self.session().clone().context("not started")?;
        let headers = [
            (header::AUTHORIZATION, format!("Bearer {session}")),
            (header::CONTENT_TYPE, "image/jpeg".to_owned()),
            (HeaderName::from_static("x-genba-kind"), "still".to_owned()),
        ];
        self.connection(&self.origin)
            .request(Method::POST, path, &headers, jpeg)
            .await?
            .accepted(path)
            .map(drop)
    }

    pub async fn end(&self) -> anyhow::Result<()> {
        let path = format!("/api/v1/reports/{}/end", self.report);
        let end = End {
            reason: Some(EndReason::Finished),
        };
        // The old connection has been quiet for the whole run.
        let mut console = self.connection(&self.origin);
        console
            .post::<ReportView>(&path, &self.cookie(), &end)
            .await
            .map(drop)
    }

    /// The open connection serves as long as the URL is of the same origin.
    fn endpoint(
        &self,
        connection: Connection,
        url: &str,
        token: String,
    ) -> anyhow::Result<Endpoint> {
        let (origin, path) = connection.origin().resolve(url)?;
        let same = origin == *connection.origin();
        let connection = if same {
            connection
        } else {
            self.connection(&origin)
        };
        Ok(Endpoint {
            connection,
            path,
            token,
        })
    }

    fn session(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        self.session
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn connection(&self, origin: &Origin) -> Connection {
        Connection::new(origin.clone(), self.trust.clone())
    }

    fn cookie(&self) -> [(header::HeaderName, String); 1] {
        [(header::COOKIE, self.cookie.clone())]
    }
}

/// A body that is an empty JSON object.
#[derive(serde::Serialize)]
struct Empty {}

fn tester() -> Phone {
    Phone {
        platform: "other".to_owned(),
        browser: "loadtest".to_owned(),
        language: Language::En,
    }
}

/// A mobile number of its own for each caller; the outbox of a demo folder sends nothing.
fn destination(number: u32) -> String {
    format!("0901{:07}", number % 10_000_000)
}

fn session_cookie(headers: &HeaderMap) -> anyhow::Result<String> {
    let cookies: Vec<_> = headers
        .get_all(header::SET_COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok()?.split(';').next())
        .map(str::to_owned)
        .collect();
    ensure!(!cookies.is_empty(), "signing in gave no session cookie");
    Ok(cookies.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_are_mobile_numbers_and_differ() {
        assert_eq!(destination(7), "09010000007");
        assert_eq!(destination(4999).len(), 11);
        assert_ne!(destination(1), destination(2));
    }

    #[test]
    fn the_session_cookie_is_sent_back_without_its_attributes() {
        let mut headers = HeaderMap::new();
        assert!(session_cookie(&headers).is_err());
        let value = "__Host-genba-session=abc; HttpOnly; Secure; Path=/";
        headers.append(header::SET_COOKIE, value.parse().unwrap());
        assert_eq!(
            session_cookie(&headers).unwrap(),
            "__Host-genba-session=abc"
        );
    }
}
