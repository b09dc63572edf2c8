//! A demo house in a folder of its own.

#![allow(dead_code, reason = "each test binary uses its part")]

pub mod authenticator;
pub mod desk;

use std::{path::PathBuf, sync::Arc};

use admin::{
    Admin, AdminConfig, accounts,
    clock::Clock,
    demo::{self, DemoAccount},
    folder::Folder,
    footage::Folders,
    keys::KeyRing,
    random, rulebooks,
    sealed_files::SealedFiles,
    sign_in::relying_party::RelyingParty,
    store::{self, Db},
};
use objects::Objects;
use protocol::{id::UnitId, time::UnixMs};

pub const ORIGIN: &str = "https://localhost:8443";

pub struct House {
    pub path: PathBuf,
    pub db: Db,
    pub keys: Arc<KeyRing>,
    pub admin: Admin,
    pub clock: Clock,
    pub people: Vec<DemoAccount>,
    _folder: Folder,
}

impl House {
    pub async fn new() -> Self {
        Self::open(&temp_folder()).await
    }

    pub async fn open(path: &std::path::Path) -> Self {
        Self::open_as(path, None, true).await
    }

    /// The same with a clock that starts at a moment.
    pub async fn open_at(path: &std::path::Path, start: Option<UnixMs>) -> Self {
        Self::open_as(path, start, true).await
    }

    /// The people of a demo behind the doors of a production server.
    pub async fn with_strict_doors() -> Self {
        Self::open_as(&temp_folder(), None, false).await
    }

    /// A house with other rules than those of the product.
    pub async fn with_rules(start: UnixMs, rules: rulebooks::Rules) -> Self {
        Self::open_by(&temp_folder(), Some(start), (true, None), rules).await
    }

    async fn open_as(path: &std::path::Path, start: Option<UnixMs>, demo: bool) -> Self {
        Self::open_by(path, start, (demo, None), rulebooks::load().unwrap()).await
    }

    /// A house with a store of second copies.
    pub async fn with_objects(start: UnixMs, objects: Objects) -> Self {
        let rules = rulebooks::load().unwrap();
        Self::open_by(&temp_folder(), Some(start), (true, Some(objects)), rules).await
    }

    async fn open_by(
        path: &std::path::Path,
        start: Option<UnixMs>,
        (demo, objects): (bool, Option<Objects>),
        rules: rulebooks::Rules,
    ) -> Self {
        let rules = Arc::new(rules);
        let folder = Folder::open(path, true).unwrap();
        let db = store::open(&folder.store_url(), &[store::migrations])
            .await
            .unwrap();
        let keys = Arc::new(KeyRing::open(&folder, &db).await.unwrap());
        let clock = Clock::settable(start);
        let people = demo::seed(&folder, &db, &keys, &rules, clock.now())
            .await
            .unwrap();
        let admin = Admin::new(AdminConfig {
            db: db.clone(),
            clock: clock.clone(),
            keys: keys.clone(),
            rules,
            demo,
            people: people.clone(),
            relying_party: RelyingParty::new(ORIGIN).unwrap(),
            files: SealedFiles::open_with(path, objects).unwrap(),
            films: Folders::new(path, Some(path.join("inbox"))),
        });
        Self {
            path: path.to_owned(),
            db,
            keys,
            admin,
            clock,
            people,
            _folder: folder,
        }
    }

    /// The first headquarters.
    pub async fn unit(&self) -> UnitId {
        let now = self.admin.now();
        let holder = accounts::holder_by_user_id(&*self.db, "op1", now)
            .await
            .unwrap()
            .unwrap();
        holder.unit()
    }

    pub fn password_of(&self, user_id: &str) -> &str {
        &self
            .people
            .iter()
            .find(|person| person.user_id == user_id)
            .unwrap()
            .password
    }
}

/// A path that does not exist yet, below the build's own temporary folder.
pub fn temp_folder() -> PathBuf {
    let name = random::bytes::<8>()
        .map(|byte| format!("{byte:02x}"))
        .concat();
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}
