//! A TURN server beside this process: who may use it, and for how long.
//!
//! Both know a secret. A user name tells until when it is good, and its password is a signature of
//! it, so the TURN server asks nobody (the "REST API for access to TURN services" of
//! draft-uberti-behave-turn-rest, which coturn calls `use-auth-secret`).

use std::{fs, path::Path};

use anyhow::{Context, ensure};
use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::STANDARD};
use protocol::{caller::IceServer, time::UnixMs};

use crate::{cli::ServeOptions, limits::TURN_SECRET_CHARS_MIN};

pub struct Turn {
    urls: Vec<String>,
    key: hmac::Key,
    /// Makes names of users, which travel in the clear.
    names: hmac::Key,
}

impl Turn {
    /// Absent when the operator named no server.
    pub fn open(options: &ServeOptions) -> anyhow::Result<Option<Self>> {
        let Some(path) = &options.turn_secret_file else {
            return Ok(None);
        };
        Self::new(options.turn_url.clone(), &secret(path)?).map(Some)
    }

    fn new(urls: Vec<String>, secret: &str) -> anyhow::Result<Self> {
        for url in &urls {
            ensure!(
                is_turn(url),
                "{url} is no TURN URL; write turn:HOST:PORT?transport=udp, …tcp, or turns:HOST:PORT?transport=tcp"
            );
        }
        Ok(Self {
            urls,
            // The scheme wants SHA-1; as an HMAC it still stands.
            key: hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.as_bytes()),
            names: hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()),
        })
    }

    /// What `subject` tells its browser. The same subject keeps its name, which the TURN server's
    /// quota counts by.
    pub fn servers(&self, subject: &str, until: UnixMs) -> Vec<IceServer> {
        let name = hmac::sign(&self.names, subject.as_bytes());
        let name = STANDARD.encode(&name.as_ref()[..12]);
        let username = format!("{}:{name}", until.0.div_euclid(1000) + 1);
        let credential = STANDARD.encode(hmac::sign(&self.key, username.as_bytes()));
        vec![IceServer {
            urls: self.urls.clone(),
            username: Some(username),
            credential: Some(credential),
        }]
    }
}

fn secret(path: &Path) -> anyhow::Result<String> {
    let secret = fs::read_to_string(path)
        .with_context(|| format!("the TURN secret cannot be read from {}", path.display()))?;
    let secret = secret.trim();
    ensure!(
        secret.len() >= TURN_SECRET_CHARS_MIN,
        "the TURN secret in {} is too short to be one; write at least {TURN_SECRET_CHARS_MIN} random characters",
        path.display()
    );
    Ok(secret.to_owned())
}

/// The form of RFC 7065, as far as it can stand in a header.
fn is_turn(url: &str) -> bool {
    let Some(rest) = url
        .strip_prefix("turn:")
        .or_else(|| url.strip_prefix("turns:"))
    else {
        return false;
    };
    let (host, query) = rest.split_once('?').unwrap_or((rest, "transport=udp"));
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    !host.is_empty()
        && host.bytes().all(letters)
        && ["transport=udp", "transport=tcp"].contains(&query)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "a secret of thirty-two characters";

    fn turn(url: &str) -> anyhow::Result<Turn> {
        Turn::new(vec![url.to_owned()], SECRET)
    }

    #[test]
    fn a_password_signs_the_name_and_its_end() {
        let turn = turn("turn:media.example:3478?transport=udp").unwrap();
        let [server] = &turn.servers("device", UnixMs(1_800_000_000_999))[..] else {
            panic!("one server")
        };
        // Computed by Python's hmac.
        assert_eq!(
            server.username.as_deref(),
            Some("1800000001:WUu2A15tMiujawTv")
        );
        assert_eq!(
            server.credential.as_deref(),
            Some("SKcn/FtSbll5LNctb6NtETHVO9Y=")
        );
        let other = &turn.servers("other device", UnixMs(1_800_000_000_999))[0];
        assert_ne!(other.username, server.username);
    }

    #[test]
    fn only_urls_of_turn_are_taken() {
        for (url, taken) in [
            ("turn:192.0.2.1", true),
            ("turn:192.0.2.1:3478?transport=udp", true),
            ("turn:[2001:db8::1]:3478?transport=tcp", true),
            ("turns:turn.example:443?transport=tcp", true),
            ("stun:turn.example", false),
            ("turn:", false),
            ("turn:turn.example?transport=sctp", false),
            ("turn:turn.example>; rel=\"x\"", false),
            ("turn:turn.example\r\nset-cookie: x", false),
            ("https://turn.example", false),
        ] {
            assert_eq!(turn(url).is_ok(), taken, "{url}");
        }
    }

    #[test]
    fn a_missing_or_short_secret_is_told_with_its_file() {
        let path = std::env::temp_dir().join(format!("genba-turn-{}", std::process::id()));
        let wrong = secret(&path).unwrap_err();
        assert!(format!("{wrong:#}").contains(path.to_str().unwrap()));
        fs::write(&path, "short\n").unwrap();
        assert!(secret(&path).unwrap_err().to_string().contains("too short"));
        fs::write(&path, format!("{SECRET}\n")).unwrap();
        assert_eq!(secret(&path).unwrap(), SECRET);
        fs::remove_file(&path).unwrap();
    }
}
