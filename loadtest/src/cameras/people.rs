//! People of the demo station at its management PC.

use anyhow::Context as _;
use bytes::Bytes;
use http::{Method, header};
use protocol::person::{Me, TerminalKind};
use serde_json::{Value, json};

use crate::{
    access::{Ready, sign_in_at},
    http::{Connection, Origin, Trust},
};

/// Somebody signed in.
pub struct Person {
    pub me: Me,
    connection: Connection,
    cookie: String,
}

impl Person {
    pub async fn sign_in(
        origin: &Origin,
        trust: &Trust,
        ready: &Ready,
        user_id: &str,
    ) -> anyhow::Result<Self> {
        let mut connection = Connection::new(origin.clone(), trust.clone());
        let kind = TerminalKind::ManagementPc;
        let (me, cookie) = sign_in_at(&mut connection, ready, user_id, kind).await?;
        Ok(Self {
            me,
            connection,
            cookie,
        })
    }

    pub async fn get(&mut self, path: &str) -> anyhow::Result<Value> {
        self.ask(Method::GET, path, "", Bytes::new()).await
    }

    pub async fn post(&mut self, path: &str, body: Value) -> anyhow::Result<Value> {
        let body = serde_json::to_vec(&body)?.into();
        self.ask(Method::POST, path, "application/json", body).await
    }

    pub async fn bytes(&mut self, path: &str, bytes: Vec<u8>) -> anyhow::Result<Value> {
        let kind = "application/octet-stream";
        self.ask(Method::POST, path, kind, bytes.into()).await
    }

    /// Begins a case of the pilot with its first step.
    pub async fn begin(
        &mut self,
        workflow: &str,
        step: &str,
        values: Value,
    ) -> anyhow::Result<Value> {
        let body =
            json!({ "document": "WC", "workflow": workflow, "step": step, "values": values });
        let begun = self.post("/api/v1/cases", body).await;
        begun.with_context(|| format!("{workflow}: {step}"))
    }

    /// Takes a step of a case as it was just shown; the case as it is then.
    pub async fn take(&mut self, case: &Value, step: &str, values: Value) -> anyhow::Result<Value> {
        let id = text(case, "id")?;
        let shown = self.get(&format!("/api/v1/cases/{id}")).await?;
        let body = json!({ "step": step, "seen": shown["version"], "values": values });
        let taken = self.post(&format!("/api/v1/cases/{id}/steps"), body).await;
        taken.with_context(|| step.to_owned())
    }

    async fn ask(
        &mut self,
        method: Method,
        path: &str,
        kind: &str,
        body: Bytes,
    ) -> anyhow::Result<Value> {
        let mut headers = vec![(header::COOKIE, self.cookie.clone())];
        if !kind.is_empty() {
            headers.push((header::CONTENT_TYPE, kind.to_owned()));
        }
        let answer = self
            .connection
            .request(method, path, &headers, body)
            .await?;
        let answer = answer.accepted(path)?;
        serde_json::from_slice(&answer.body).with_context(|| format!("{path} answered no JSON"))
    }
}

/// A text of an answer.
pub fn text<'a>(answer: &'a Value, name: &str) -> anyhow::Result<&'a str> {
    answer[name]
        .as_str()
        .with_context(|| format!("there is no `{name}` in the answer"))
}
