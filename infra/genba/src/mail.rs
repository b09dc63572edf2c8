//! The mail relay as the command line names it.

use std::sync::Arc;

use anyhow::{Context, bail};
use signaling::mail::{RelayConfig, SmtpRelay};

use crate::cli::ServeOptions;

pub fn relay(options: &ServeOptions) -> anyhow::Result<Option<Arc<SmtpRelay>>> {
    let (Some(url), Some(from)) = (&options.mail_relay, &options.mail_from) else {
        return Ok(None);
    };
    let (host, port, implicit_tls) = parts(url)?;
    let read = |path: &std::path::PathBuf| {
        std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
    };
    let user = match &options.mail_login_file {
        None => None,
        Some(path) => {
            let text = String::from_utf8(read(path)?).context("the login is no text")?;
            let (user, password) = text
                .trim_end()
                .split_once('\n')
                .context("the login file has two lines: user name, password")?;
            Some((user.trim_end().to_owned(), password.to_owned()))
        }
    };
    let config = RelayConfig {
        host,
        port,
        implicit_tls,
        authority: options.mail_ca.as_ref().map(read).transpose()?,
        user,
        from: from.clone(),
    };
    Ok(Some(Arc::new(SmtpRelay::new(&config)?)))
}

/// Host, port, and whether TLS comes from the first byte.
fn parts(url: &str) -> anyhow::Result<(String, u16, bool)> {
    let (place, usual_port, implicit_tls) = match url.split_once("://") {
        Some(("smtp", place)) => (place, 587, false),
        Some(("smtps", place)) => (place, 465, true),
        _ => bail!("--mail-relay begins with smtp:// or smtps://"),
    };
    let (host, port) = match place.trim_end_matches('/').rsplit_once(':') {
        Some((host, port)) => (host, port.parse().context("the relay's port")?),
        None => (place.trim_end_matches('/'), usual_port),
    };
    if host.is_empty() || host.contains(['/', '@', ' ']) {
        bail!("--mail-relay names a host, and a port if it is not the usual one");
    }
    Ok((host.to_owned(), port, implicit_tls))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_is_a_host_and_a_port() {
        let table = [
            ("smtp://mail.example.jp", ("mail.example.jp", 587, false)),
            ("smtp://mail.example.jp:25/", ("mail.example.jp", 25, false)),
            ("smtps://mail.example.jp", ("mail.example.jp", 465, true)),
        ];
        for (url, (host, port, implicit)) in table {
            assert_eq!(parts(url).unwrap(), (host.to_owned(), port, implicit));
        }
        for url in [
            "mail.example.jp",
            "http://a.jp",
            "smtp://",
            "smtp://u:p@a.jp",
            "smtp://a:b",
        ] {
            assert!(parts(url).is_err(), "{url}");
        }
    }
}
