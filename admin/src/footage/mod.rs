//! Films of cameras in the store. A film is a thing of a ledger; its bytes lie with all sealed files
//! under a key of their own, which is destroyed on its day.

pub mod cameras;
pub mod check;
pub mod copy;
pub mod dock;
mod enter;
mod erase;
mod import;
pub mod inbox;
pub mod list;
mod lost;
pub mod open;
mod receive;
mod registered;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use admin_core::{
    asset::{Act, Asset, Requirement},
    footage::{Media, Terms, package::Segment},
    rulebook::{Rulebook, ledgers::Ledger},
};
use http::StatusCode;
use protocol::{
    id::{AccountId, AssetId, FileId, UnitId},
    time::UnixMs,
};
use sea_orm::{ConnectionTrait, prelude::Uuid};

use crate::{
    Admin, ledgers,
    problem::{Refused, not_found_problem},
    signed_in::SignedIn,
    trail::{Action, Subject},
};

pub use erase::FilmCarrier;
pub use import::{Docked, Import, import};

/// Folders of the house, and where recorders put films.
#[derive(Clone, Debug)]
pub struct Folders {
    data: PathBuf,
    /// Below it a folder for each unit, by its code, and in it one for each camera, by its number.
    inbox: Option<PathBuf>,
}

impl Folders {
    pub fn new(data: &Path, inbox: Option<PathBuf>) -> Self {
        let data = data.to_owned();
        Self { data, inbox }
    }

    /// Where media nodes keep what reports sent.
    pub(crate) fn journals(&self) -> PathBuf {
        self.data.join("journal")
    }

    /// Where the archive of an export lies while it is put together and sent.
    pub(crate) fn exports(&self) -> PathBuf {
        self.data.join("exports")
    }
}

/// The ledger of films that a unit has, in the version in force for it.
#[derive(Clone)]
pub struct Films {
    pub rulebook: Arc<Rulebook>,
    kind: String,
}

impl Films {
    pub fn ledger(&self) -> &Ledger {
        &self.rulebook.ledgers[&self.kind]
    }

    pub fn terms(&self) -> &Terms {
        let terms = self.ledger().footage.as_ref();
        terms.expect("only ledgers of films are found")
    }

    /// How a film ends.
    fn method(&self) -> Option<&str> {
        let lines = self.ledger().kind.transitions.iter();
        let mut needs = lines
            .filter(|line| line.act == Act::Dispose)
            .flat_map(|line| &line.needs);
        needs.find_map(|need| match &need.what {
            Requirement::Method(methods) => methods.first().map(String::as_str),
            _ => None,
        })
    }

    /// The clause by which films are kept for some days only.
    fn retention_clause(&self) -> &str {
        let kind = self.rulebook.deadlines.get(&self.terms().retention);
        let days = kind.and_then(|kind| kind.days.as_ref());
        let parameter = days.and_then(|days| self.rulebook.parameters.get(&days.text));
        parameter.map_or(&self.terms().clause, |parameter| &parameter.clause.text)
    }

    /// The minutes for which a viewing lets its person look.
    pub fn viewing_minutes(&self) -> i64 {
        let minutes = self.rulebook.count(&self.terms().viewing.minutes);
        minutes.unwrap_or_default()
    }
}

/// The ledger of films for a unit; nothing where no document has one for units of its kind.
pub async fn of_unit(
    db: &impl ConnectionTrait,
    admin: &Admin,
    unit: UnitId,
) -> Result<Option<Films>, Refused> {
    let units = admin.units().await?;
    let Some(place) = units.get(unit) else {
        return Ok(None);
    };
    let has = |ledger: &&Ledger| {
        let terms = ledger.footage.as_ref();
        terms.is_some_and(|terms| terms.units.contains(&place.kind))
    };
    let found = admin.rules().on(admin.today()).find_map(|rulebook| {
        let ledger = rulebook.ledgers.values().find(has)?;
        Some((rulebook.document.code.clone(), ledger.kind.word.clone()))
    });
    let Some((document, kind)) = found else {
        return Ok(None);
    };
    let rulebook = admin.rulebook(db, &document, unit).await?;
    Ok(Some(Films { rulebook, kind }))
}

/// A film as its ledger stands.
#[derive(Clone, Debug)]
pub struct Film {
    pub asset: Asset,
    /// A case or a thing, as its ledger says.
    pub camera: Uuid,
    pub name: String,
    pub content_type: String,
    pub bytes: u64,
    pub sha256: String,
    pub from: UnixMs,
    pub to: UnixMs,
    /// Who wore the camera, where somebody did.
    pub user: Option<AccountId>,
    /// What was filmed between pauses, where the camera says it.
    pub segments: Vec<Segment>,
}

const CAMERA: &str = "camera";
const NAME: &str = "name";
const CONTENT_TYPE: &str = "content_type";
const BYTES: &str = "bytes";
const SHA256: &str = "sha256";
const FROM: &str = "recorded_from";
const TO: &str = "recorded_to";
const USER: &str = "user";
const SEGMENTS: &str = "segments";

impl Film {
    /// Nothing where the thing is no film.
    fn of(asset: Asset) -> Option<Self> {
        let text = |name: &str| asset.attributes.get(name);
        let moment = |name: &str| text(name)?.parse().ok().map(UnixMs);
        Some(Self {
            camera: text(CAMERA)?.parse().ok()?,
            name: text(NAME)?.clone(),
            content_type: text(CONTENT_TYPE)?.clone(),
            bytes: text(BYTES)?.parse().ok()?,
            sha256: text(SHA256)?.clone(),
            from: moment(FROM)?,
            to: moment(TO)?,
            user: text(USER).and_then(|user| user.parse().ok()),
            segments: text(SEGMENTS).map_or_else(Vec::new, |text| segments_of(text, moment(FROM))),
            asset,
        })
    }

    fn attributes(
        import: &Import,
        media: Media,
        bytes: u64,
        sha256: &str,
    ) -> BTreeMap<String, String> {
        let mut attributes: BTreeMap<_, _> = [
            (CAMERA, import.camera.to_string()),
            (NAME, import.name.clone()),
            (CONTENT_TYPE, media.content_type().to_owned()),
            (BYTES, bytes.to_string()),
            (SHA256, sha256.to_owned()),
            (FROM, import.from.0.to_string()),
            (TO, import.to.0.to_string()),
        ]
        .map(|(name, text)| (name.to_owned(), text))
        .into();
        if let Some(docked) = &import.docked {
            let segments = segments_text(&docked.segments, import.from);
            attributes.insert(SEGMENTS.to_owned(), segments);
            if let Some(user) = docked.user {
                attributes.insert(USER.to_owned(), user.to_string());
            }
        }
        attributes
    }

    /// The key and the place in the seal are the thing's own id.
    fn file(id: AssetId) -> FileId {
        FileId(id.0)
    }
}

/// Milliseconds from the beginning of the film, `0-1000 2000-3000`: short enough for an attribute.
fn segments_text(segments: &[Segment], begins: UnixMs) -> String {
    let text = |part: &Segment| {
        let (from, to) = (part.from.since_ms(begins), part.to.since_ms(begins));
        format!("{from}-{to}")
    };
    segments.iter().map(text).collect::<Vec<_>>().join(" ")
}

fn segments_of(text: &str, begins: Option<UnixMs>) -> Vec<Segment> {
    let part = |text: &str| {
        let (from, to) = text.split_once('-')?;
        let at = |ms: &str| Some(begins?.plus_ms(ms.parse().ok()?));
        Some(Segment {
            from: at(from)?,
            to: at(to)?,
        })
    };
    text.split(' ').filter_map(part).collect()
}

pub async fn find(db: &impl ConnectionTrait, id: AssetId) -> Result<Option<Film>, Refused> {
    Ok(ledgers::find(db, id).await?.and_then(Film::of))
}

/// Whoever would change a film, or erase it by hand, is told that nobody does.
pub async fn unchangeable(
    admin: &Admin,
    person: &SignedIn,
    action: Action,
    id: AssetId,
) -> Result<Refused, Refused> {
    let act = person.act(admin.now(), action).about(Subject::Asset(id));
    let db = &**admin.db();
    let films = match find(db, id).await? {
        // What is not of the own unit is not there.
        Some(film) if film.asset.unit == person.unit => of_unit(db, admin, film.asset.unit).await?,
        _ => None,
    };
    let refused = films.map_or_else(not_found_problem, |films| {
        Refused::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "footage_unchangeable",
            "映像ファイルの編集及び消去はできません。保存期間が過ぎると自動的に消去されます。",
            "Nobody edits or erases a film. It is erased by itself once its days are over.",
        )
        .clause(&films.terms().clause)
    });
    admin.remember_refusal(act, refused).await
}

/// Who stands in a ledger where nobody acted: the watched folder, or a deadline.
pub const SYSTEM: AccountId = AccountId(Uuid::nil());
