//! Kannel over HTTP: `sendsms` by POST, login and destination in headers, so that no secret stands
//! in a URL. Receipts come to `GET /api/v1/gateways/receipt` with the login of their one message.

use std::time::Duration;

use anyhow::Context;
use http::{HeaderValue, Request, StatusCode, header};
use http_body_util::Full;
use hyper::body::Bytes;
use signaling_core::sms::{Encoded, encode};

use crate::{
    http_client::{HttpFault, Service, Waits},
    limits::{GATEWAY_ANSWER_WAIT, GATEWAY_CONNECT_WAIT, GATEWAY_PROBE_WAIT},
    sms::{Delivery, NotSent, OutgoingSms, ProbeFuture, ReceiptLogin, SendFuture, SmsSender},
};

/// Delivered, not delivered, turned away by the network; what is under way is no news.
const RECEIPT_KINDS: &str = "19";

#[derive(Clone, Debug)]
pub struct KannelConfig {
    pub name: String,
    /// Of `sendsms`, for example `http://sms.example:13013/cgi-bin/sendsms`.
    pub url: String,
    pub user: String,
    pub password: String,
    /// Who the message comes from.
    pub sender: String,
    /// Kannel's name of the connection that is to take it; its own default when absent.
    pub smsc: Option<String>,
    /// PEM of a certificate authority beside the public ones.
    pub authority: Option<Vec<u8>>,
    /// Scheme, host and port under which Kannel reaches this server.
    pub receipts: String,
    pub receipt_wait: Duration,
}

pub struct Kannel {
    config: KannelConfig,
    service: Service,
    /// Scheme and place of the receipts' URL; the login of a message stands between them.
    receipts: (String, String),
}

impl Kannel {
    pub fn new(config: KannelConfig) -> anyhow::Result<Self> {
        let service = Service::new(&config.url, config.authority.as_deref())?;
        let (scheme, place) = config
            .receipts
            .split_once("://")
            .context("the address for receipts begins with http:// or https://")?;
        let receipts = (scheme.to_owned(), place.trim_end_matches('/').to_owned());
        Ok(Self {
            service,
            receipts,
            config,
        })
    }

    /// Kannel sends what stands before the `@` in a header, not in the URL.
    fn receipt_url(&self, login: &ReceiptLogin) -> String {
        let (scheme, place) = &self.receipts;
        let ReceiptLogin { message, password } = login;
        format!("{scheme}://{message}:{password}@{place}/api/v1/gateways/receipt?kind=%d&answer=%A")
    }

    fn asked(&self) -> anyhow::Result<http::request::Builder> {
        let mut password = HeaderValue::from_str(&self.config.password)?;
        password.set_sensitive(true);
        let mut asked = self
            .service
            .post()
            .header(header::CONTENT_TYPE, "text/plain; charset=UTF-8")
            .header("x-kannel-username", &self.config.user)
            .header("x-kannel-password", password)
            .header("x-kannel-from", &self.config.sender);
        if let Some(smsc) = &self.config.smsc {
            asked = asked.header("x-kannel-smsc", smsc);
        }
        Ok(asked)
    }

    fn request(&self, message: &OutgoingSms<'_>) -> anyhow::Result<Request<Full<Bytes>>> {
        let encoded = encode(&message.sms.text).context("longer than one segment")?;
        let coding = match encoded {
            Encoded::Gsm7(_) => "0",
            Encoded::Ucs2(_) => "2",
        };
        let mut url = HeaderValue::from_str(&self.receipt_url(message.login))?;
        url.set_sensitive(true);
        let asked = self
            .asked()?
            .header("x-kannel-to", message.destination)
            .header("x-kannel-coding", coding)
            .header("x-kannel-dlr-mask", RECEIPT_KINDS)
            .header("x-kannel-dlr-url", url);
        // Kannel turns the text into the coding by itself.
        Ok(asked.body(Full::new(message.sms.text.clone().into()))?)
    }

    async fn submit(&self, message: &OutgoingSms<'_>) -> Result<Delivery, NotSent> {
        let request = self.request(message);
        let request = request.map_err(|cause| NotSent::Refused(cause.to_string()))?;
        let waits = Waits {
            connect: GATEWAY_CONNECT_WAIT,
            answer: GATEWAY_ANSWER_WAIT,
        };
        match self.service.send(request, waits).await {
            Ok((status, body)) => read(status, &String::from_utf8_lossy(&body)),
            Err(fault @ HttpFault::NotConnected(_)) => Err(NotSent::Unreachable(fault.to_string())),
            Err(fault @ HttpFault::NoAnswer(_)) => Err(NotSent::Unknown(fault.to_string())),
        }
    }

    /// Asks for nothing: Kannel checks the login first, then misses the number.
    async fn is_there(&self) -> bool {
        let Ok(asked) = self.asked() else {
            return false;
        };
        let Ok(request) = asked.body(Full::default()) else {
            return false;
        };
        let waits = Waits {
            connect: GATEWAY_CONNECT_WAIT,
            answer: GATEWAY_PROBE_WAIT,
        };
        let answer = self.service.send(request, waits).await;
        answer.is_ok_and(|(status, _)| status == StatusCode::BAD_REQUEST)
    }
}

impl SmsSender for Kannel {
    fn name(&self) -> &str {
        &self.config.name
    }

    fn send<'a>(&'a self, message: &'a OutgoingSms<'a>) -> SendFuture<'a> {
        Box::pin(self.submit(message))
    }

    fn receipt_wait(&self) -> Option<Duration> {
        Some(self.config.receipt_wait)
    }

    fn probe(&self) -> ProbeFuture<'_> {
        Box::pin(self.is_there())
    }
}

/// Kannel's answers (user guide, "SMS push reply"): a number and words. Anything else may come from
/// something between, after the message went through.
fn read(status: StatusCode, body: &str) -> Result<Delivery, NotSent> {
    let words: String = body.chars().filter(|c| !c.is_control()).take(100).collect();
    let is_taken = words.starts_with("0:") || words.starts_with("3:");
    match status {
        StatusCode::ACCEPTED | StatusCode::OK if is_taken => {
            Ok(Delivery::Accepted { gateway_id: None })
        }
        StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => Err(NotSent::Unreachable(words)),
        StatusCode::SERVICE_UNAVAILABLE if words.starts_with("Temporal failure") => {
            Err(NotSent::Refused(words))
        }
        status if status.is_client_error() => Err(NotSent::Refused(words)),
        status => Err(NotSent::Unknown(format!("{status} {words}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(url: &str, receipts: &str) -> KannelConfig {
        KannelConfig {
            name: "main".to_owned(),
            url: url.to_owned(),
            user: "genba".to_owned(),
            password: "secret".to_owned(),
            sender: "110".to_owned(),
            smsc: None,
            authority: None,
            receipts: receipts.to_owned(),
            receipt_wait: Duration::from_secs(60),
        }
    }

    #[test]
    fn an_answer_is_a_yes_a_no_or_none() {
        let accepted = Ok(Delivery::Accepted { gateway_id: None });
        let table = [
            (202, "0: Accepted for delivery", "accepted"),
            (202, "3: Queued for later delivery", "accepted"),
            (202, "", "unknown"),
            (200, "<html>welcome</html>", "unknown"),
            (403, "Authorization failed for sendsms", "unreachable"),
            (400, "Missing receiver(s) number(s), rejected", "refused"),
            (404, "", "refused"),
            (503, "Temporal failure, try again later.", "refused"),
            (503, "upstream", "unknown"),
            (502, "", "unknown"),
            (500, "0: Accepted for delivery", "unknown"),
        ];
        for (status, body, expected) in table {
            let answer = read(StatusCode::from_u16(status).unwrap(), body);
            let found = match &answer {
                taken if *taken == accepted => "accepted",
                Err(NotSent::Refused(_)) => "refused",
                Err(NotSent::Unreachable(_)) => "unreachable",
                Err(NotSent::Unknown(_)) => "unknown",
                other => panic!("{other:?}"),
            };
            assert_eq!(found, expected, "{status} {body}");
        }
    }

    #[test]
    fn no_secret_stands_in_a_url() {
        let url = "http://sms.example:13013/cgi-bin/sendsms";
        let kannel = Kannel::new(config(url, "https://110.example.jp/")).unwrap();
        let asked = kannel.asked().unwrap().body(()).unwrap();
        assert_eq!(asked.uri(), "/cgi-bin/sendsms");
        let login = ReceiptLogin {
            message: "m".to_owned(),
            password: "p".to_owned(),
        };
        assert_eq!(
            kannel.receipt_url(&login),
            "https://m:p@110.example.jp/api/v1/gateways/receipt?kind=%d&answer=%A"
        );
        for wrong in [
            "sms.example",
            "ftp://sms.example/",
            "http://genba:secret@sms.example/",
        ] {
            assert!(Kannel::new(config(wrong, "https://110.example.jp")).is_err());
        }
        assert!(Kannel::new(config(url, "110.example.jp")).is_err());
    }
}
