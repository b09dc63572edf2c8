//! Tells command systems what happens to reports: signed, in order for each report, at least once.

use admin::{
    core::seal::KEY_BYTES,
    keys::{HmacKey, KeyError},
    problem::Refused,
};
use anyhow::Context;
use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_STANDARD};
use futures_util::{StreamExt, stream};
use http::header;
use http_body_util::Full;
use protocol::{
    command::ReportEvent,
    id::{EventId, ReportId, UnitId},
    time::UnixMs,
};
use sea_orm::ConnectionTrait;
use signaling_core::{Refusal, report::Report, told};

use crate::{
    Signaling,
    failure::Failure,
    http_client::{Service, Waits},
    limits::{
        EVENT_PAUSE_MS, EVENT_PAUSE_MS_MAX, EVENT_TRIES_MS, EVENTS_AT_ONCE, WEBHOOK_LOOK,
        WEBHOOK_URL_CHARS_MAX, WEBHOOK_WAIT,
    },
    store::{
        reports,
        table::{webhook, webhook_event},
        webhooks,
        words::{json, of_word},
    },
};

/// Which hosts events may go to; the installer names them.
#[derive(Clone, Debug, Default)]
pub struct WebhookHosts {
    pub hosts: Vec<String>,
    /// PEM of a certificate authority beside the public ones.
    pub authority: Option<Vec<u8>>,
}

impl WebhookHosts {
    /// HTTPS and a host that is named; nobody is led to another one.
    pub fn service(&self, url: &str) -> Result<Service, Refusal> {
        if url.chars().count() > WEBHOOK_URL_CHARS_MAX {
            return Err(Refusal::WebhookUrlInvalid);
        }
        let service = Service::new(url, self.authority.as_deref());
        let service = service.map_err(|_| Refusal::WebhookUrlInvalid)?;
        if !service.is_tls() {
            return Err(Refusal::WebhookUrlInvalid);
        }
        if self.hosts.iter().any(|host| host == service.host()) {
            Ok(service)
        } else {
            Err(Refusal::WebhookHostNotAllowed)
        }
    }
}

/// The secret of a webhook, as Standard Webhooks writes it. It is a keyed hash of the webhook's id,
/// so that nothing has to be kept.
pub fn secret(keys: &HmacKey, hook: &webhook::Model) -> (String, [u8; KEY_BYTES]) {
    let bytes = keys.sign(hook.id.as_bytes());
    (format!("whsec_{}", BASE64_STANDARD.encode(bytes)), bytes)
}

/// `v1,` and the base64 of HMAC-SHA256 over `ID.TIMESTAMP.BODY`.
fn signature(secret: &[u8; KEY_BYTES], id: EventId, timestamp_s: i64, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let signed = format!("{id}.{timestamp_s}.{body}");
    let tag = hmac::sign(&key, signed.as_bytes());
    format!("v1,{}", BASE64_STANDARD.encode(tag))
}

/// Enters what changed between two states of a report, in the turn that changes it.
pub(crate) async fn enter(
    txn: &impl ConnectionTrait,
    before: Option<&Report>,
    after: &Report,
    now: UnixMs,
) -> Result<(), Failure> {
    let told = told::changes(before, after);
    let unit = after.headquarters;
    if !webhooks::enter(txn, unit, after.id, &told, now).await? {
        tracing::error!(%unit, "a webhook takes nothing and its queue is full: events are lost");
    }
    Ok(())
}

pub(crate) async fn watch(signaling: Signaling) {
    loop {
        if let Err(failure) = tell_due(&signaling).await {
            let code = failure.problem().0.code;
            tracing::warn!(code, "events could not be told yet");
        }
        tokio::time::sleep(WEBHOOK_LOOK).await;
    }
}

async fn tell_due(signaling: &Signaling) -> Result<(), Failure> {
    let db = &**signaling.admin().db();
    for hook in webhooks::all(db).await? {
        let unit = UnitId(hook.unit);
        let rows = webhooks::due(db, unit, signaling.admin().now()).await?;
        let telling = stream::iter(rows).for_each_concurrent(EVENTS_AT_ONCE, |row| {
            let hook = &hook;
            async move {
                if let Err(failure) = tell(signaling, hook, &row).await {
                    let code = failure.problem().0.code;
                    tracing::warn!(code, "what became of an event could not be stored");
                }
            }
        });
        telling.await;
    }
    Ok(())
}

async fn tell(
    signaling: &Signaling,
    hook: &webhook::Model,
    row: &webhook_event::Model,
) -> Result<(), Failure> {
    let event = event_of(signaling, row).await?;
    let sent = send(signaling, hook, &event).await;
    let now = signaling.admin().now();
    let is_over = now.since_ms(UnixMs(row.at_ms)) >= EVENT_TRIES_MS;
    let next = match sent {
        Ok(()) => None,
        Err(cause) if is_over => {
            tracing::error!(%cause, event = %event.id, "an event is given up");
            None
        }
        Err(cause) => {
            tracing::warn!(%cause, event = %event.id, "an event was not taken");
            let doublings = u32::try_from(row.attempts).unwrap_or(0).min(20);
            let pause_ms = EVENT_PAUSE_MS.saturating_mul(1 << doublings);
            Some(now.plus_ms(pause_ms.min(EVENT_PAUSE_MS_MAX)))
        }
    };
    let db = signaling.admin().db();
    db.write(async |txn| {
        match next {
            None => webhooks::done(txn, row.id).await?,
            Some(at) => webhooks::later(txn, row.id, at).await?,
        }
        Ok::<_, Refused>(())
    })
    .await?;
    Ok(())
}

/// The case number is opened with the report's own key, and is gone with it.
async fn event_of(
    signaling: &Signaling,
    row: &webhook_event::Model,
) -> Result<ReportEvent, Failure> {
    let db = &**signaling.admin().db();
    let report = ReportId(row.report);
    let loaded = reports::load(db, report).await?;
    let sealed = loaded.and_then(|loaded| loaded.row.case_number);
    let case_number = match (sealed, signaling.admin().keys().report_key(report).await) {
        (Some(sealed), Ok(key)) => {
            let plain = key
                .open("case number", &sealed)
                .map_err(Failure::internal)?;
            Some(String::from_utf8(plain).map_err(Failure::internal)?)
        }
        (None, _) | (_, Err(KeyError::Destroyed)) => None,
        (_, Err(cause)) => return Err(cause.into()),
    };
    Ok(ReportEvent {
        id: EventId(row.id),
        kind: of_word(&row.kind)?,
        report,
        at_ms: UnixMs(row.at_ms),
        case_number,
        reason: row.reason.as_deref().map(of_word).transpose()?,
    })
}

async fn send(
    signaling: &Signaling,
    hook: &webhook::Model,
    event: &ReportEvent,
) -> anyhow::Result<()> {
    // The installer may have taken the host away since.
    let service = signaling.config().webhooks.service(&hook.url);
    let service = service.context("the webhook's host is not allowed")?;
    let (_, secret) = secret(signaling.webhook_keys(), hook);
    let body = json(event);
    let timestamp_s = signaling.admin().now().0 / 1000;
    let request = service
        .post()
        .header(header::CONTENT_TYPE, "application/json")
        .header("webhook-id", event.id.to_string())
        .header("webhook-timestamp", timestamp_s)
        .header(
            "webhook-signature",
            signature(&secret, event.id, timestamp_s, &body),
        )
        .body(Full::new(body.into()))?;
    let waits = Waits {
        connect: WEBHOOK_WAIT,
        answer: WEBHOOK_WAIT,
    };
    let (status, _) = service.send(request, waits).await?;
    // A redirection is followed nowhere: events go to no other place than the one that was set.
    anyhow::ensure!(status.is_success(), "it answered {status}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_the_one_of_standard_webhooks() {
        // Computed with Python's hmac over the same words.
        let id: EventId = "0193a7f0-0000-7000-8000-000000000001".parse().unwrap();
        let signed = signature(&[7; KEY_BYTES], id, 1_614_265_330, r#"{"test":2432232314}"#);
        assert_eq!(signed, EXPECTED);
    }

    const EXPECTED: &str = "v1,AfzKfNNT++rJSshITR1k5rZ9bvOMJae1NTTuubWaYBs=";

    #[test]
    fn events_go_by_tls_to_hosts_that_are_named_and_nowhere_else() {
        let hosts = WebhookHosts {
            hosts: vec!["cad.example.jp".to_owned()],
            authority: None,
        };
        for url in [
            "https://cad.example.jp/hook",
            "https://cad.example.jp:8443/hook?a=b",
        ] {
            assert!(hosts.service(url).is_ok(), "{url}");
        }
        let long = format!(
            "https://cad.example.jp/{}",
            "a".repeat(WEBHOOK_URL_CHARS_MAX)
        );
        for (url, refusal) in [
            ("http://cad.example.jp/hook", Refusal::WebhookUrlInvalid),
            (
                "https://user:pass@cad.example.jp/",
                Refusal::WebhookUrlInvalid,
            ),
            ("cad.example.jp", Refusal::WebhookUrlInvalid),
            ("", Refusal::WebhookUrlInvalid),
            (&long, Refusal::WebhookUrlInvalid),
            ("https://127.0.0.1/", Refusal::WebhookHostNotAllowed),
            (
                "https://cad.example.jp.evil/",
                Refusal::WebhookHostNotAllowed,
            ),
        ] {
            assert_eq!(hosts.service(url).err(), Some(refusal), "{url}");
        }
    }
}
