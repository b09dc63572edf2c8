//! Two stations of the demo that hand material over for a business, a browser that seals and opens
//! containers, and a relay that keeps what it is given.

use std::sync::{Arc, Mutex};

use admin::{
    exchange::PAGE,
    mail::{Letter, Mailer, NotSent},
    random,
    sessions::Opening,
    terminals::{self, NewTerminal},
};
use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    digest::{SHA256, digest},
    hkdf::{HKDF_SHA256, Salt},
    pbkdf2::{PBKDF2_HMAC_SHA256, derive},
};
use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use protocol::{
    id::{TerminalId, UnitId},
    person::TerminalKind,
};
use serde_json::{Value, json};

use crate::{
    caller::{Answer, App, Person},
    cases::path_of,
    cc::take,
};

pub const DAY: &str = "2026-11-27";
pub const PASSWORD: &str = "渡-Kawa-7491-hashi";
pub const PLAIN: &str = "照会結果:氏名 山田太郎、住所 下関市1-1";
const ROUNDS: u32 = 600_000;

/// Two stations; the sender's is first.
pub struct Two<'a> {
    pub heads: [Person<'a>; 2],
    pub files: [TerminalId; 2],
    pub mails: [TerminalId; 2],
    /// Enrolled, and named for nothing.
    pub other: TerminalId,
    pub business: Value,
}

impl<'a> Two<'a> {
    /// Both heads have named their staff and terminals.
    pub async fn named(app: &'a App) -> Self {
        let heads = [office(app, "is_head1").await, office(app, "is_head2").await];
        let two = Self {
            files: [
                enrolled(app, &heads[0]).await,
                enrolled(app, &heads[1]).await,
            ],
            mails: [
                enrolled(app, &heads[0]).await,
                enrolled(app, &heads[1]).await,
            ],
            other: enrolled(app, &heads[0]).await,
            business: business(app, "運転免許").await,
            heads,
        };
        for (nth, staff) in ["is_hand1", "is_hand2"].into_iter().enumerate() {
            let staff = office(app, staff).await;
            let named = two.designation(&staff, nth);
            begin(&two.heads[nth], "hand_over_designation", "name", named)
                .await
                .ok();
        }
        two
    }

    pub fn designation(&self, staff: &Person<'_>, nth: usize) -> Value {
        json!({
            "business": self.business["id"], "staff": [staff.id],
            "file_terminals": [self.files[nth]], "mail_terminals": [self.mails[nth]],
        })
    }

    /// The sending and the receiving hand-over staff at their terminals for files.
    pub async fn at_files(&self, app: &'a App) -> [Person<'a>; 2] {
        [
            at(app, "is_hand1", self.files[0]).await,
            at(app, "is_hand2", self.files[1]).await,
        ]
    }

    /// The same at those for e-mail.
    pub async fn at_mails(&self, app: &'a App) -> [Person<'a>; 2] {
        [
            at(app, "is_hand1", self.mails[0]).await,
            at(app, "is_hand2", self.mails[1]).await,
        ]
    }

    /// With what a container is put into the box of the other station.
    pub async fn box_values(&self, sender: &Person<'_>) -> Value {
        json!({
            "business": self.business["id"], "to_unit": self.heads[1].unit,
            "outline": "照会結果 1件", "container": kept(sender).await,
        })
    }

    pub async fn put(&self, sender: &Person<'_>) -> Value {
        let values = self.box_values(sender).await;
        begin(sender, "exchange_box", "put", values).await.ok()
    }

    /// The relay of this server, in the register.
    pub async fn relay(&self, app: &App) -> Arc<Kept> {
        let kept = Arc::new(Kept::default());
        app.house.admin.send_mails_by(kept.clone());
        let manager = office(app, "is_sys1").await;
        begin(&manager, "mail_relay", "register", relay_values())
            .await
            .ok();
        kept
    }

    /// An address of the other station that was entered.
    pub async fn address(&self, sender: &Person<'_>) -> Value {
        let values = json!({
            "business": self.business["id"], "to_unit": self.heads[1].unit,
            "address": "east@police.example.jp",
        });
        begin(sender, "mail_address", "register", values).await.ok()
    }

    /// The same, tested and confirmed.
    pub async fn usable(&self, [sender, receiver]: &[Person<'_>; 2]) -> Value {
        let address = self.address(sender).await;
        let tested = mail(sender, &address).await.ok();
        let arrived = json!({ "arrived": ["arrived"] });
        take(receiver, &tested, "confirm", arrived).await.ok()
    }

    /// With what a mail to that address is prepared.
    pub async fn mail_values(&self, sender: &Person<'_>, address: &Value) -> Value {
        let mut values = self.box_values(sender).await;
        values["address"] = address["id"].clone();
        values
    }
}

pub fn relay_values() -> Value {
    json!({
        "host": "relay.example.jp", "domains": "police.example.jp pref.example.jp",
        "history": ["kept"], "closed": ["none"],
    })
}

/// A relay that keeps its letters.
#[derive(Default)]
pub struct Kept(pub Mutex<Vec<Letter>>);

#[async_trait::async_trait]
impl Mailer for Kept {
    fn host(&self) -> &str {
        "relay.example.jp"
    }

    async fn send(&self, letter: &Letter) -> Result<(), NotSent> {
        self.0.lock().unwrap().push(letter.clone());
        Ok(())
    }
}

pub async fn office<'a>(app: &'a App, user_id: &str) -> Person<'a> {
    app.person_at(user_id, TerminalKind::Office).await
}

pub async fn at<'a>(app: &'a App, user_id: &str, terminal: TerminalId) -> Person<'a> {
    let opening = Opening {
        terminal_id: Some(terminal),
        ..Opening::at(TerminalKind::Office)
    };
    app.person_by(user_id, opening).await
}

/// A terminal of the person's unit.
pub async fn enrolled(app: &App, person: &Person<'_>) -> TerminalId {
    let mut public_key = [4; 65];
    public_key[1..].copy_from_slice(&random::bytes::<64>());
    let unit: UnitId = person.unit.parse().unwrap();
    let now = app.house.admin.now();
    let new = NewTerminal {
        kind: TerminalKind::Office,
        unit,
        name: "端末装置",
        public_key,
        enrolled_by: None,
    };
    let enrolled = app
        .house
        .db
        .write(async |txn| terminals::enrol(txn, new, now).await)
        .await;
    enrolled.unwrap()
}

pub async fn begin(person: &Person<'_>, workflow: &str, step: &str, values: Value) -> Answer {
    let body = json!({ "document": "IS", "workflow": workflow, "step": step, "values": values });
    person.post("/api/v1/cases", body).await
}

/// A business that the general chief approved.
pub async fn business(app: &App, name: &str) -> Value {
    let (manager, chief) = (office(app, "is_bm1").await, office(app, "is_chief1").await);
    let values = json!({ "name": name, "kind": "other", "unit_in_charge": manager.unit });
    let proposed = begin(&manager, "business", "propose", values).await.ok();
    take(&chief, &proposed, "approve", json!({})).await.ok()
}

/// Sends the mail of a case.
pub async fn mail(person: &Person<'_>, case: &Value) -> Answer {
    let path = format!("{}/mail", path_of(case).1);
    person.post(&path, json!({})).await
}

/// A case as it is now.
pub async fn seen(person: &Person<'_>, case: &Value) -> Value {
    person.get(&path_of(case).1).await.ok()
}

/// The texts of what a person was told.
pub async fn told_to(person: &Person<'_>) -> Vec<String> {
    let tasks = person.get("/api/v1/tasks").await.ok();
    let notices = tasks["notices"].as_array().unwrap().iter();
    notices
        .map(|notice| notice["text"]["ja"].as_str().unwrap().to_owned())
        .collect()
}

// What a browser does.

/// Brings a container and gives its id.
pub async fn kept(person: &Person<'_>) -> Value {
    let sealed = sealed(PASSWORD, "照会結果.txt", PLAIN.as_bytes());
    brought(person, &sealed).await.ok()["id"].clone()
}

pub async fn brought(person: &Person<'_>, bytes: &[u8]) -> Answer {
    person
        .bytes("/api/v1/containers", "text/html", "", bytes)
        .await
}

/// Fetches the container of a case with a password.
pub async fn fetch(person: &Person<'_>, case: &Value, password: &str) -> Answer {
    let path = format!("{}/container", path_of(case).1);
    let lock = person.get(&path).await;
    if !lock.status.is_success() {
        return lock;
    }
    let lock = lock.json();
    let salt = BASE64.decode(lock["salt"].as_str().unwrap()).unwrap();
    let proof = BASE64.encode(derived(password, &salt, "proof"));
    person.post(&path, json!({ "proof": proof })).await
}

fn derived(password: &str, salt: &[u8], part: &str) -> [u8; 32] {
    let mut root = [0; 32];
    let rounds = ROUNDS.try_into().unwrap();
    derive(
        PBKDF2_HMAC_SHA256,
        rounds,
        salt,
        password.as_bytes(),
        &mut root,
    );
    let info = format!("genba container {part}");
    let info = [info.as_bytes()];
    let root = Salt::new(HKDF_SHA256, &[]).extract(&root);
    let mut out = [0; 32];
    let okm = root.expand(&info, HKDF_SHA256).unwrap();
    okm.fill(&mut out).unwrap();
    out
}

fn cipher(password: &str, salt: &[u8]) -> LessSafeKey {
    let key = derived(password, salt, "key");
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key).unwrap())
}

pub fn sealed(password: &str, name: &str, content: &[u8]) -> Vec<u8> {
    let (salt, nonce) = (random::bytes::<16>(), random::bytes::<12>());
    let mut plain = u16::try_from(name.len()).unwrap().to_be_bytes().to_vec();
    plain.extend_from_slice(name.as_bytes());
    plain.extend_from_slice(content);
    let key = cipher(password, &salt);
    key.seal_in_place_append_tag(
        Nonce::assume_unique_for_key(nonce),
        Aad::from(salt),
        &mut plain,
    )
    .unwrap();
    let verifier = digest(&SHA256, &derived(password, &salt, "proof"));
    let head = json!({
        "version": 1, "rounds": ROUNDS, "salt": BASE64.encode(salt), "nonce": BASE64.encode(nonce),
        "verifier": BASE64.encode(verifier),
    });
    let page = PAGE.replace("{head}", &head.to_string());
    page.replace("{body}", &BASE64.encode(plain)).into_bytes()
}

/// Name and content of a container; nothing where the password is another.
pub fn opened(file: &str, password: &str) -> Option<(String, Vec<u8>)> {
    let between = |start: &str| {
        let (_, rest) = file.split_once(start)?;
        Some(rest.split_once("</script>")?.0.to_owned())
    };
    let head: Value = serde_json::from_str(&between("id=\"genba-head\">")?).ok()?;
    let bytes = |name: &str| BASE64.decode(head[name].as_str()?).ok();
    let (salt, nonce) = (bytes("salt")?, bytes("nonce")?);
    let mut body = BASE64.decode(between("id=\"genba-body\">")?).ok()?;
    let nonce = Nonce::try_assume_unique_for_key(&nonce).ok()?;
    let plain = cipher(password, &salt).open_in_place(nonce, Aad::from(&salt), &mut body);
    let plain = plain.ok()?;
    let (length, rest) = plain.split_at(2);
    let length = usize::from(u16::from_be_bytes(length.try_into().unwrap()));
    let (name, content) = rest.split_at(length);
    Some((String::from_utf8(name.to_vec()).unwrap(), content.to_vec()))
}

/// Whether bytes stand anywhere in the files of a data folder.
pub fn stands_in_folder(app: &App, words: &str) -> bool {
    let mut folders = vec![app.house.path.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let content = std::fs::read(path).unwrap_or_default();
            let words = words.as_bytes();
            if content.windows(words.len()).any(|piece| piece == words) {
                return true;
            }
        }
    }
    false
}
