//! What older versions put elsewhere comes to its place at a start. A start that is broken off loses
//! nothing: the next one goes on.

use std::{
    fs::{self, File},
    io,
    path::Path,
    sync::Arc,
};

use protocol::id::FileId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, prelude::Uuid, sea_query::Expr};

use crate::{
    Admin,
    cases::files,
    folder::private_folder,
    keys::KeyError,
    problem::Refused,
    store::table::case_file::{self, Column},
};

/// Films of cameras lay in a folder of their own: `films/<film>`.
pub(super) fn move_films(data: &Path, files: &Path) -> io::Result<()> {
    let films = data.join("films");
    let entries = match fs::read_dir(&films) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    let mut moved = 0_u64;
    for entry in entries {
        let (from, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        let is_ours = name.to_str().is_some_and(|it| it.parse::<Uuid>().is_ok());
        if !is_ours {
            tracing::warn!(path = %from.display(), "a file of no film stays where it is");
            continue;
        }
        let own = files.join(&name);
        private_folder(&own)?;
        fs::rename(&from, own.join(&name))?;
        File::open(&own)?.sync_all()?;
        moved += 1;
    }
    File::open(files)?.sync_all()?;
    match fs::remove_dir(&films) {
        Err(error) if error.kind() != io::ErrorKind::DirectoryNotEmpty => return Err(error),
        _ => {}
    }
    tracing::info!(moved, "films of an older version were moved");
    Ok(())
}

/// Puts what an older version kept in the database where all sealed files lie. A start that is broken
/// off loses nothing: the next one goes on. How many were moved.
pub async fn move_case_files(admin: &Admin) -> Result<usize, Refused> {
    let (db, mut moved, mut last) = (admin.db(), 0, Uuid::nil());
    loop {
        let found = case_file::Entity::find()
            .filter(Column::Id.gt(last))
            .filter(Column::Content.ne(Vec::<u8>::new()))
            .order_by_asc(Column::Id)
            .one(&**db)
            .await?;
        let Some(row) = found else { break };
        last = row.id;
        let id = FileId(row.id);
        let key = match admin.keys().file_key(id).await {
            Ok(key) => Arc::new(key),
            // It goes with what is carried out again after a restore.
            Err(KeyError::Destroyed) => continue,
            Err(error) => return Err(error.into()),
        };
        let content = key.open("case file content", &row.content);
        let content = content.map_err(Refused::internal)?;
        // What a start before did not finish.
        admin
            .files()
            .remove_all(row.id)
            .map_err(Refused::internal)?;
        files::seal(admin, key, id, content.into()).await?;
        db.write(async |txn| {
            let empty = case_file::Entity::update_many()
                .col_expr(Column::Content, Expr::value(Vec::<u8>::new()))
                .filter(Column::Id.eq(row.id));
            Ok::<_, Refused>(empty.exec(txn).await.map(drop)?)
        })
        .await?;
        moved += 1;
    }
    if moved > 0 {
        db.note_erased();
    }
    Ok(moved)
}

#[cfg(test)]
mod tests {
    use crate::sealed_files::SealedFiles;

    use super::*;

    #[test]
    fn films_of_an_older_version_are_moved_once_also_after_a_start_that_was_broken_off() {
        let data = std::env::temp_dir().join(format!("genba-older-{}", std::process::id()));
        let _ = fs::remove_dir_all(&data);
        let [first, second] = [1, 2].map(|id| Uuid::from_u128(id).to_string());
        let films = data.join("films");
        fs::create_dir_all(&films).unwrap();
        fs::write(films.join(&first), "first").unwrap();
        fs::write(films.join(&second), "second").unwrap();
        fs::write(films.join("no film"), "somebody's").unwrap();
        // A start before made the folder of the first, and no more.
        let files = data.join("files");
        fs::create_dir_all(files.join(&first)).unwrap();

        let opened = SealedFiles::open(&data).unwrap();
        let read = |id: &str| fs::read_to_string(files.join(id).join(id)).unwrap();
        assert_eq!(
            (read(&first), read(&second)),
            ("first".into(), "second".into())
        );
        let mut found = opened.take_found();
        found.sort();
        assert_eq!(found, [1, 2].map(Uuid::from_u128));
        let left: Vec<_> = fs::read_dir(&films).unwrap().collect();
        assert_eq!(left.len(), 1);

        fs::remove_file(films.join("no film")).unwrap();
        SealedFiles::open(&data).unwrap();
        assert!(!films.exists());
        assert_eq!(
            (read(&first), read(&second)),
            ("first".into(), "second".into())
        );
        SealedFiles::open(&data).unwrap();
        fs::remove_dir_all(data).unwrap();
    }
}
