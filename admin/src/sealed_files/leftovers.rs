//! Files of which a stop broke the way in off: no row knows them.

use protocol::id::{AssetId, FileId};
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::{Admin, footage, problem::Refused, store::table::case_file};

/// Takes those away that lay there at the start, each with its key. How many went.
pub async fn sweep(admin: &Admin) -> Result<usize, Refused> {
    let (db, mut swept) = (&**admin.db(), 0);
    for id in admin.files().take_found() {
        let is_of_case = case_file::Entity::find_by_id(id).count(db).await? > 0;
        if is_of_case || footage::find(db, AssetId(id)).await?.is_some() {
            continue;
        }
        admin.files().remove_all(id).map_err(Refused::internal)?;
        admin.keys().destroy_file_key(FileId(id)).await?;
        swept += 1;
    }
    Ok(swept)
}
