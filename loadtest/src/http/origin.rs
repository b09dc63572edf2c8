//! Where a server is: scheme, name and port of its URLs, and the address to connect to.

use std::net::SocketAddr;

use anyhow::{Context as _, ensure};
use http::Uri;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub https: bool,
    pub host: String,
    pub port: u16,
    /// Connect here whatever the name says.
    pub connect: Option<SocketAddr>,
}

impl Origin {
    /// The origin of a URL and its path with query; a fragment is not sent.
    pub fn split(url: &str, connect: Option<SocketAddr>) -> anyhow::Result<(Self, String)> {
        let without_fragment = url.split('#').next().unwrap_or(url);
        let uri: Uri = without_fragment
            .parse()
            .with_context(|| format!("'{without_fragment}' is no URL"))?;
        let https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => anyhow::bail!("'{without_fragment}' does not begin with https://"),
        };
        let host = uri
            .host()
            .unwrap_or_default()
            .trim_matches(['[', ']'])
            .to_owned();
        ensure!(!host.is_empty(), "'{without_fragment}' names no host");
        let port = uri.port_u16().unwrap_or(if https { 443 } else { 80 });
        let path = uri
            .path_and_query()
            .map_or("/", |path| path.as_str())
            .to_owned();
        Ok((
            Self {
                https,
                host,
                port,
                connect,
            },
            path,
        ))
    }

    /// A URL or path as this origin's answers contain them (RFC 3986: absolute or absolute path).
    pub fn resolve(&self, reference: &str) -> anyhow::Result<(Self, String)> {
        if reference.starts_with('/') {
            return Ok((self.clone(), reference.to_owned()));
        }
        Self::split(reference, self.connect)
    }

    pub async fn address(&self) -> anyhow::Result<SocketAddr> {
        if let Some(address) = self.connect {
            return Ok(address);
        }
        tokio::net::lookup_host((self.host.as_str(), self.port))
            .await
            .with_context(|| format!("cannot resolve {}", self.host))?
            // Development servers listen on IPv4 loopback; names such as localhost have both.
            .min_by_key(|address| address.is_ipv6())
            .with_context(|| format!("{} has no address", self.host))
    }

    /// Value of the `Host` header.
    pub fn authority(&self) -> String {
        let host = if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        };
        match (self.https, self.port) {
            (true, 443) | (false, 80) => host,
            (_, port) => format!("{host}:{port}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_split_and_its_fragment_stays_here() {
        let (origin, path) = Origin::split("https://localhost:8443/a/b?c=1#secret", None).unwrap();
        assert_eq!(
            (origin.host.as_str(), origin.port, origin.https),
            ("localhost", 8443, true)
        );
        assert_eq!(path, "/a/b?c=1");
        assert_eq!(origin.authority(), "localhost:8443");
    }

    #[test]
    fn default_ports_and_ipv6_hosts_are_understood() {
        let (origin, path) = Origin::split("https://[::1]", None).unwrap();
        assert_eq!(
            (origin.host.as_str(), origin.port, path.as_str()),
            ("::1", 443, "/")
        );
        assert_eq!(origin.authority(), "[::1]");
    }

    #[test]
    fn references_are_resolved() {
        let (origin, _) = Origin::split("https://localhost:8443/", None).unwrap();
        assert_eq!(
            origin.resolve("/media/whip").unwrap(),
            (origin.clone(), "/media/whip".into())
        );
        let (other, path) = origin.resolve("http://media.test/whip/1").unwrap();
        assert_eq!(
            (other.host.as_str(), other.port, path.as_str()),
            ("media.test", 80, "/whip/1")
        );
    }

    #[test]
    fn what_is_no_web_address_is_refused() {
        for url in [
            "localhost:8443",
            "ftp://localhost/",
            "nonsense",
            "https:///x",
        ] {
            assert!(Origin::split(url, None).is_err(), "{url}");
        }
    }
}
