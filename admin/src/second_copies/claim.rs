//! A store belongs to one house: what another one keeps there would be taken for copies that nobody
//! has a key for. An object in it says whose it is.

use objects::{ObjectError, Objects};
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::{
    Admin,
    problem::Refused,
    random,
    store::table::object_store::{ActiveModel, Entity},
};

const MARK: &str = "genba.json";
const ID_BYTES: usize = 16;

/// Why a store is not used.
#[derive(Debug, thiserror::Error)]
pub enum NotUsed {
    #[error(
        "the object store {0} belongs to another house: its genba.json is not that of this data \
         folder. Name an empty bucket or prefix (s3://BUCKET/PREFIX), or start with the data \
         folder whose database it belongs to"
    )]
    Foreign(String),
    #[error("the object store has to answer when it is used for the first time: {0}")]
    Away(ObjectError),
    #[error("{}", .0.0.message_en)]
    Database(Refused),
}

impl From<Refused> for NotUsed {
    fn from(refused: Refused) -> Self {
        Self::Database(refused)
    }
}

/// Makes a new store this house's own, and knows it again afterwards. One that is known may be away.
pub async fn claim(admin: &Admin, objects: &Objects) -> Result<(), NotUsed> {
    let known = house(admin, objects).await?;
    let mark = match read(objects).await {
        Ok(mark) => mark,
        Err(_) if known.is_some() => return Ok(()),
        Err(error) => return Err(NotUsed::Away(error)),
    };
    let foreign = || Err(NotUsed::Foreign(objects.url().to_owned()));
    match (mark, known) {
        (Some(mark), Some(known)) if mark == known => Ok(()),
        (Some(_), _) => foreign(),
        (None, known) => {
            let house = match known {
                Some(known) => known,
                None => remember(admin, objects).await?,
            };
            let text = serde_json::json!({ "house": house }).to_string();
            match objects.create(MARK, text.into()).await {
                Ok(true) => Ok(()),
                Ok(false) => foreign(),
                Err(error) => Err(NotUsed::Away(error)),
            }
        }
    }
}

/// Whether the mark says right now that the store is this house's.
pub(super) async fn is_ours(admin: &Admin, objects: &Objects) -> Result<bool, ObjectError> {
    let mark = read(objects).await?;
    let known = house(admin, objects).await.unwrap_or_default();
    Ok(mark.is_some() && mark == known)
}

/// The id by which this house knows a store.
async fn house(admin: &Admin, objects: &Objects) -> Result<Option<String>, Refused> {
    let row = Entity::find_by_id(objects.url()).one(&**admin.db()).await?;
    Ok(row.map(|row| row.house))
}

/// The row before the mark: a stop between them leaves a house that knows its store.
async fn remember(admin: &Admin, objects: &Objects) -> Result<String, Refused> {
    let house = admin_core::trail::hex(&random::bytes::<ID_BYTES>());
    let row = ActiveModel {
        url: Set(objects.url().to_owned()),
        house: Set(house.clone()),
        since_ms: Set(admin.now().0),
    };
    admin
        .db()
        .write(async |txn| {
            Entity::insert(row).exec_without_returning(txn).await?;
            Ok::<_, Refused>(())
        })
        .await?;
    Ok(house)
}

async fn read(objects: &Objects) -> Result<Option<String>, ObjectError> {
    let Some(bytes) = objects.size(MARK).await? else {
        return Ok(None);
    };
    // One that says nothing is nobody's of this house.
    let text = objects.read(MARK, 0..bytes.min(4096)).await?;
    let mark = serde_json::from_slice::<serde_json::Value>(&text).unwrap_or_default();
    Ok(Some(mark["house"].as_str().unwrap_or_default().to_owned()))
}
