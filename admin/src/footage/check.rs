//! Whether films are still what came in: their bytes are read again and hashed. Nobody edits one, so
//! that any other hash is a fault.

use std::io::Read;

use admin_core::{
    authority::Matter,
    footage::Terms,
    rulebook::ledgers::Ledger,
    trail::{Subject, hash_of_hex, hex},
};
use aws_lc_rs::digest::{Context, SHA256};
use protocol::{admin::footage::FilmCheck, id::AssetId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, prelude::Uuid};

use super::{Film, Films, lost, open};
use crate::{
    Admin,
    faults::FaultKind,
    limits::{FILM_PAGE, FILM_WRITE_BYTES},
    own,
    problem::{Refused, not_found_problem},
    sealed_file::SealedReader,
    signed_in::SignedIn,
    store::table::asset,
    trail::{self, Act as Entry, Action, Actor},
};

/// Checks one film for somebody who may.
pub async fn one(admin: &Admin, person: &SignedIn, id: AssetId) -> Result<FilmCheck, Refused> {
    let db = &**admin.db();
    let Some(film) = super::find(db, id).await? else {
        let act = person.act(admin.now(), Action::CheckFootage);
        let act = act.about(Subject::Asset(id));
        return Err(admin.remember_refusal(act, not_found_problem()).await?);
    };
    let matter = Matter {
        unit: film.asset.unit,
        kind: &film.asset.kind,
        ..own(person)
    };
    let action = Action::CheckFootage;
    let person = admin.authorise_on(person, action, &matter).await?;
    let films = super::of_unit(db, admin, film.asset.unit).await?;
    let films = films.ok_or_else(not_found_problem)?;
    let act = person.act(admin.now(), Action::CheckFootage);
    let sound = look(admin, &films, &film, act).await?;
    Ok(FilmCheck {
        film: id,
        sound,
        at: admin.now(),
    })
}

/// Checks every film that is kept, one after the other. How many are not what came in.
pub async fn all(admin: &Admin) -> Result<usize, Refused> {
    let rules: Vec<_> = admin.rules().on(admin.today()).cloned().collect();
    let ledgers = rules.iter().flat_map(|rulebook| rulebook.ledgers.values());
    let mut changed = 0;
    for ledger in ledgers.filter(|ledger| ledger.footage.is_some()) {
        changed += of_ledger(admin, ledger).await?;
    }
    Ok(changed)
}

async fn of_ledger(admin: &Admin, ledger: &Ledger) -> Result<usize, Refused> {
    let (db, mut last, mut changed) = (&**admin.db(), Uuid::nil(), 0);
    loop {
        let page: Vec<Uuid> = asset::Entity::find()
            .select_only()
            .column(asset::Column::Id)
            .filter(asset::Column::Kind.eq(&ledger.kind.word))
            .filter(asset::Column::State.is_not_in(ledger.kind.last.iter().map(String::as_str)))
            .filter(asset::Column::Id.gt(last))
            .order_by_asc(asset::Column::Id)
            .limit(FILM_PAGE)
            .into_tuple()
            .all(db)
            .await?;
        let Some(end) = page.last() else {
            return Ok(changed);
        };
        last = *end;
        for id in page {
            let Some(film) = super::find(db, AssetId(id)).await? else {
                continue;
            };
            let Some(films) = super::of_unit(db, admin, film.asset.unit).await? else {
                continue;
            };
            let (unit, now) = (film.asset.unit, admin.now());
            let act = Entry::new(unit, now, Actor::System, Action::CheckFootage);
            changed += match look(admin, &films, &film, act).await {
                Ok(sound) => usize::from(!sound),
                // Its day has come meanwhile.
                Err(refused) if refused.status().is_client_error() => 0,
                Err(refused) => return Err(refused),
            };
        }
    }
}

/// The trail remembers what somebody looked at, and what is not sound.
async fn look(admin: &Admin, films: &Films, film: &Film, act: Entry) -> Result<bool, Refused> {
    let db = &**admin.db();
    let sound = match open::reader(db, admin, film).await {
        Ok(reader) => {
            let read = tokio::task::spawn_blocking(move || hash_of(reader)).await;
            read.map_err(Refused::internal)?
                .is_some_and(|hash| hash == film.sha256)
        }
        // Its day has come: there is nothing to compare any more.
        Err(refused) if refused.status().is_client_error() => return Err(refused),
        Err(_) => false,
    };
    let hash = hash_of_hex(&film.sha256).unwrap_or_default();
    let act = act
        .about(Subject::Asset(film.asset.id))
        .about(Subject::Hash(hash));
    let terms: &Terms = films.terms();
    let act = act.clause(terms.clause.clone());
    let is_by_system = act.actor == "system";
    if sound && is_by_system {
        return Ok(true);
    }
    let act = if sound { act } else { act.refused() };
    admin
        .db()
        .write(async |txn| {
            trail::append(txn, &act).await?;
            if let (false, Some(changed)) = (sound, &terms.changed) {
                let (unit, id) = (film.asset.unit, film.asset.id);
                lost::tell(txn, admin, films, changed, unit, id).await?;
            }
            Ok::<_, Refused>(())
        })
        .await?;
    if !sound {
        let detail = format!("the film {} is not what came in", film.asset.number);
        admin.faults().report(FaultKind::Evidence, &detail);
    }
    Ok(sound)
}

/// Nothing where it cannot be read to its end.
fn hash_of(mut reader: SealedReader) -> Option<String> {
    let (mut hash, mut piece) = (Context::new(&SHA256), vec![0; FILM_WRITE_BYTES]);
    loop {
        match reader.read(&mut piece) {
            Ok(0) => return Some(hex(hash.finish().as_ref())),
            Ok(read) => hash.update(&piece[..read]),
            Err(_) => return None,
        }
    }
}
