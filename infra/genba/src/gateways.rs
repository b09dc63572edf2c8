//! The SMS gateways as their file names them, in the order in which they are asked. The file holds
//! no secret: each stands in a file or an environment variable of its own.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, bail, ensure};
use serde::Deserialize;
use signaling::{
    gateways::{
        kannel::{Kannel, KannelConfig},
        smpp::{Smpp, SmppConfig},
    },
    sms::SmsSender,
};

use crate::limits::GATEWAYS_MAX;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    gateway: Vec<Entry>,
}

/// One gateway; which members it has depends on its kind.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    kind: Kind,
    name: String,
    sender: String,
    password_file: Option<PathBuf>,
    password_env: Option<String>,
    ca_file: Option<PathBuf>,
    #[serde(default = "usual_receipt_wait_s")]
    receipt_wait_s: u64,
    // Of Kannel.
    url: Option<String>,
    user: Option<String>,
    smsc: Option<String>,
    receipts_to: Option<String>,
    // Of SMPP.
    address: Option<String>,
    #[serde(default)]
    tls: bool,
    system_id: Option<String>,
    #[serde(default)]
    system_type: String,
    #[serde(default = "usual_window")]
    window: usize,
    #[serde(default = "usual_enquire_link_s")]
    enquire_link_s: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Kannel,
    Smpp,
}

fn usual_window() -> usize {
    10
}

fn usual_enquire_link_s() -> u64 {
    30
}

/// A phone that is on is reached within seconds; the caller is on the line meanwhile.
fn usual_receipt_wait_s() -> u64 {
    120
}

/// Reads the file. `origin` is where callers reach this server, and gateways, unless the file says
/// otherwise.
pub fn read(path: Option<&Path>, origin: &str) -> anyhow::Result<Vec<Arc<dyn SmsSender>>> {
    let Some(path) = path else {
        return Ok(Vec::new());
    };
    let text = std::fs::read_to_string(path);
    let text = text.with_context(|| format!("cannot read {}", path.display()))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    gateways(&text, folder, origin).with_context(|| format!("in {}", path.display()))
}

fn gateways(text: &str, folder: &Path, origin: &str) -> anyhow::Result<Vec<Arc<dyn SmsSender>>> {
    let file: File = toml::from_str(text)?;
    ensure!(!file.gateway.is_empty(), "no [[gateway]]");
    ensure!(
        file.gateway.len() <= GATEWAYS_MAX,
        "more than {GATEWAYS_MAX} gateways"
    );
    let mut all: Vec<Arc<dyn SmsSender>> = Vec::new();
    for entry in file.gateway {
        let gateway = open(entry, folder, origin)?;
        ensure!(
            !gateway.name().is_empty() && all.iter().all(|other| other.name() != gateway.name()),
            "every gateway has a name of its own"
        );
        all.push(gateway);
    }
    Ok(all)
}

fn open(entry: Entry, folder: &Path, origin: &str) -> anyhow::Result<Arc<dyn SmsSender>> {
    let named = format!("gateway {}", entry.name);
    let opened = match entry.kind {
        Kind::Kannel => kannel(entry, folder, origin),
        Kind::Smpp => smpp(entry, folder),
    };
    opened.context(named)
}

fn kannel(entry: Entry, folder: &Path, origin: &str) -> anyhow::Result<Arc<dyn SmsSender>> {
    let config = KannelConfig {
        password: entry.password(folder)?,
        authority: entry.authority(folder)?,
        receipt_wait: Duration::from_secs(entry.receipt_wait_s),
        receipts: entry.receipts_to.unwrap_or_else(|| origin.to_owned()),
        name: entry.name,
        sender: entry.sender,
        url: entry.url.context("url is missing")?,
        user: entry.user.context("user is missing")?,
        smsc: entry.smsc,
    };
    Ok(Arc::new(Kannel::new(config)?))
}

fn smpp(entry: Entry, folder: &Path) -> anyhow::Result<Arc<dyn SmsSender>> {
    ensure!(
        entry.window > 0 && entry.enquire_link_s > 0,
        "zero is no window and no pause"
    );
    let (host, port) = place(entry.address.as_deref().unwrap_or_default())?;
    let config = SmppConfig {
        password: entry.password(folder)?,
        authority: entry.authority(folder)?,
        receipt_wait: Duration::from_secs(entry.receipt_wait_s),
        enquire_link: Duration::from_secs(entry.enquire_link_s),
        name: entry.name,
        sender: entry.sender,
        host,
        port,
        is_tls: entry.tls,
        system_id: entry.system_id.context("system_id is missing")?,
        system_type: entry.system_type,
        window: entry.window,
    };
    Ok(Arc::new(Smpp::new(config)?))
}

fn place(address: &str) -> anyhow::Result<(String, u16)> {
    let (host, port) = address.rsplit_once(':').context("address is HOST:PORT")?;
    ensure!(!host.is_empty(), "address is HOST:PORT");
    Ok((
        host.trim_matches(['[', ']']).to_owned(),
        port.parse().context("address is HOST:PORT")?,
    ))
}

impl Entry {
    fn password(&self, folder: &Path) -> anyhow::Result<String> {
        let text = match (&self.password_file, &self.password_env) {
            (Some(path), None) => {
                let path = folder.join(path);
                std::fs::read_to_string(&path)
                    .with_context(|| format!("cannot read {}", path.display()))?
            }
            (None, Some(name)) => {
                std::env::var(name).with_context(|| format!("{name} is not set"))?
            }
            _ => bail!("either password_file or password_env"),
        };
        let password = text.trim_end_matches(['\r', '\n']).to_owned();
        ensure!(!password.is_empty(), "the password is empty");
        Ok(password)
    }

    fn authority(&self, folder: &Path) -> anyhow::Result<Option<Vec<u8>>> {
        let Some(path) = &self.ca_file else {
            return Ok(None);
        };
        let path = folder.join(path);
        let pem = std::fs::read(&path);
        pem.with_context(|| format!("cannot read {}", path.display()))
            .map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KANNEL: &str = r#"
        [[gateway]]
        kind = "kannel"
        name = "main"
        url = "http://127.0.0.1:13013/cgi-bin/sendsms"
        user = "genba"
        password_env = "PATH"
        sender = "110"
    "#;

    const SMPP: &str = r#"
        [[gateway]]
        kind = "smpp"
        name = "second"
        address = "smsc.example:2775"
        system_id = "genba"
        password_file = "second.password"
        sender = "110"
    "#;

    fn read(text: &str) -> Result<Vec<String>, String> {
        let folder = std::env::temp_dir().join(format!("genba-gateways-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("second.password"), "secret\n").unwrap();
        let read = gateways(text, &folder, "https://110.example.jp");
        let read = read.map_err(|cause| format!("{cause:#}"))?;
        Ok(read.iter().map(|one| one.name().to_owned()).collect())
    }

    #[test]
    fn gateways_are_read_in_their_order() {
        assert_eq!(
            read(&format!("{KANNEL}{SMPP}")).unwrap(),
            ["main", "second"]
        );
        assert_eq!(
            read(&format!("{SMPP}{KANNEL}")).unwrap(),
            ["second", "main"]
        );
    }

    #[test]
    fn a_file_that_says_something_else_is_refused() {
        let table = [
            ("", "no [[gateway]]"),
            (&KANNEL.replace("\"kannel\"", "\"fax\""), "fax"),
            (&KANNEL.replace("user", "usr"), "usr"),
            (&KANNEL.replace("url = ", "address = "), "url is missing"),
            (&format!("{KANNEL}{KANNEL}"), "a name of its own"),
            (&KANNEL.replace("PATH", "GENBA_NOT_SET"), "not set"),
            (&SMPP.replace("second.password", "missing"), "missing"),
            (&SMPP.replace(":2775", ""), "HOST:PORT"),
            (
                &SMPP.replace("genba", "more than fifteen letters"),
                "system_id",
            ),
            (&KANNEL.replace("http://127", "http://u:p@127"), "no login"),
            (&format!("{KANNEL}password_file = \"x\""), "either"),
            (&KANNEL.repeat(GATEWAYS_MAX + 1), "more than"),
        ];
        for (text, said) in table {
            let cause = read(text).unwrap_err();
            assert!(cause.contains(said), "{said}: {cause}");
        }
    }
}
