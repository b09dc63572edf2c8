//! A camera stands in its charger: its locked package is opened with the key of its unit on the way
//! in. What is not sealed again never lies on a disk.

use admin_core::{
    footage::{
        Docking, PackageLock, are_times_possible,
        package::{Flaw, Header, Piece, Reader},
        shown_name,
    },
    seal::SealKey,
    trail::{Subject, hash_of_hex, hex},
};
use axum::body::Bytes;
use futures_util::{StreamExt, stream};
use http::StatusCode;
use protocol::{
    admin::footage::PackageKey,
    id::{AssetId, UnitId},
};

use super::{
    Docked, Films, Import,
    import::{entry, receive, unread_by, unusable},
    receive::FilmBytes,
    registered,
};
use crate::{
    Admin,
    body::Pieces,
    problem::{Refused, not_found_problem},
    random,
    signed_in::SignedIn,
    trail::{self, Action},
};

/// Takes the film of a locked package in.
pub async fn dock(
    admin: &Admin,
    person: &SignedIn,
    charger: Option<String>,
    bytes: Pieces,
) -> Result<AssetId, Refused> {
    let id = AssetId::new(admin.now(), random::id());
    let act = entry(admin, Some(person), person.unit).about(Subject::Asset(id));
    match take(admin, person, charger, id, bytes).await {
        Ok(()) => Ok(id),
        Err(refused) => Err(admin.remember_refusal(act, refused).await?),
    }
}

async fn take(
    admin: &Admin,
    person: &SignedIn,
    charger: Option<String>,
    id: AssetId,
    mut bytes: Pieces,
) -> Result<(), Refused> {
    let unit = person.unit;
    let films = super::of_unit(&**admin.db(), admin, unit).await?;
    let films = films.ok_or_else(not_found_problem)?;
    let Some(docking) = films.terms().docking.clone() else {
        return Err(not_found_problem());
    };
    let mut reader = Reader::default();
    let (header, before) = header(&mut bytes, &mut reader, &docking).await?;
    let import = admitted(admin, &films, &docking, unit, charger, &header).await?;
    let lock = PackageLock::new(key_of(admin, unit), &before);
    let film = opened(bytes, reader, lock, docking.clause.clone());
    receive(admin, Some(person), &films, import, id, film).await
}

fn key_of(admin: &Admin, unit: UnitId) -> SealKey {
    SealKey::new(&admin.keys().package_key(unit))
}

/// The key for setting a unit's cameras up; the trail knows who has it.
pub async fn package_key(admin: &Admin, person: &SignedIn) -> Result<PackageKey, Refused> {
    let films = super::of_unit(&**admin.db(), admin, person.unit).await?;
    let docking = films
        .as_ref()
        .and_then(|films| films.terms().docking.as_ref());
    let act = person.act(admin.now(), Action::SetUpCameras);
    let Some(docking) = docking else {
        return Err(admin.remember_refusal(act, not_found_problem()).await?);
    };
    let act = act.clause(docking.clause.clone());
    admin
        .db()
        .write(async |txn| Ok::<_, Refused>(trail::append(txn, &act).await?))
        .await?;
    Ok(PackageKey {
        unit: person.unit,
        key: hex(&admin.keys().package_key(person.unit)),
    })
}

async fn header(
    bytes: &mut Pieces,
    reader: &mut Reader,
    docking: &Docking,
) -> Result<(Header, Vec<u8>), Refused> {
    let flawed = |flaw| flawed(flaw, &docking.clause);
    loop {
        if let Some(Piece::Header(header, before)) = reader.take().map_err(flawed)? {
            return Ok((*header, before));
        }
        match bytes.next().await {
            Some(piece) => {
                let piece = piece.map_err(|unread| unread_by(unread, &docking.clause))?;
                reader.push(&piece);
            }
            None => {
                reader.finish().map_err(flawed)?;
                return Err(flawed(Flaw::NoPackage));
            }
        }
    }
}

/// What can be said before the film is opened.
async fn admitted(
    admin: &Admin,
    films: &Films,
    docking: &Docking,
    unit: UnitId,
    charger: Option<String>,
    header: &Header,
) -> Result<Import, Refused> {
    let db = &**admin.db();
    if header.unit != unit {
        return Err(other_unit(&docking.clause));
    }
    let Some(camera) = registered::camera(db, films, unit, &header.camera).await? else {
        return Err(camera_unknown(&docking.clause));
    };
    let times = header.times();
    let times = times.filter(|(from, to)| are_times_possible(*from, *to, admin.now()));
    let (from, to) = times.ok_or_else(|| no_times(&docking.times))?;
    if let Some(window) = &docking.window
        && !registered::is_within(db, admin, films, window, unit, (from, to)).await?
    {
        return Err(outside(&window.clause));
    }
    let name = shown_name(&header.name);
    let sha256 = hash_of_hex(&header.sha256);
    let (Some(sha256), false) = (sha256, name.is_empty()) else {
        return Err(unusable(&docking.clause));
    };
    Ok(Import {
        unit,
        camera: camera.id,
        name,
        from,
        to,
        docked: Some(Docked {
            user: registered::user(db, films, &docking.session, &camera, from).await?,
            segments: header.segments.clone(),
            sha256,
            bytes: header.bytes,
            charger,
        }),
    })
}

/// A package on its way in, behind its header.
struct Opening {
    bytes: Pieces,
    reader: Reader,
    lock: PackageLock,
    clause: String,
}

/// The film as it was filmed, chunk by chunk as they arrive.
fn opened(bytes: Pieces, reader: Reader, lock: PackageLock, clause: String) -> FilmBytes {
    let opening = Opening {
        bytes,
        reader,
        lock,
        clause,
    };
    stream::unfold(Some(opening), async |opening| {
        let mut opening = opening?;
        match opening.next().await {
            Ok(Some(plain)) => Some((Ok(plain), Some(opening))),
            Ok(None) => None,
            Err(refused) => Some((Err(refused), None)),
        }
    })
    .boxed()
}

impl Opening {
    async fn next(&mut self) -> Result<Option<Bytes>, Refused> {
        loop {
            let flawed = |flaw| flawed(flaw, &self.clause);
            if let Some(Piece::Chunk(chunk)) = self.reader.take().map_err(flawed)? {
                let plain = self.lock.open(&chunk);
                return match plain {
                    Ok(plain) => Ok(Some(plain.into())),
                    Err(_) => Err(wrong_key(&self.clause)),
                };
            }
            match self.bytes.next().await {
                Some(piece) => {
                    let piece = piece.map_err(|unread| unread_by(unread, &self.clause))?;
                    self.reader.push(&piece);
                }
                None => {
                    self.reader.finish().map_err(flawed)?;
                    return Ok(None);
                }
            }
        }
    }
}

fn flawed(flaw: Flaw, clause: &str) -> Refused {
    match flaw {
        Flaw::Unlocked => unlocked(clause),
        Flaw::CutShort | Flaw::AfterEnd | Flaw::Chunk => changed(clause),
        Flaw::NoPackage | Flaw::Header => refused(
            "package_unreadable",
            "カメラから出力されたデータとして読み取れません。カメラをマルチチャージャーに接続し直してください。",
            "This is no package of a camera. Dock the camera again.",
            clause,
        ),
    }
}

pub(super) fn unlocked(clause: &str) -> Refused {
    refused(
        "package_unlocked",
        "ロックされていない映像データは受け付けません。カメラをマルチチャージャーに接続して出力してください。",
        "A film that is not locked is not taken in. Dock the camera in its charger.",
        clause,
    )
}

pub(super) fn changed(clause: &str) -> Refused {
    refused(
        "package_changed",
        "カメラから出力されたデータが途中で切れているか、変更されています。カメラをマルチチャージャーに接続し直してください。",
        "What came of the package is cut short or was changed. Dock the camera again.",
        clause,
    )
}

fn wrong_key(clause: &str) -> Refused {
    refused(
        "package_key",
        "この所属の鍵ではロックを解除できません。カメラの設定を確認してください。",
        "The key of this unit does not open it. Check how the camera was set up.",
        clause,
    )
}

fn camera_unknown(clause: &str) -> Refused {
    refused(
        "package_camera",
        "このカメラは、所属の管理簿で接続できる状態にありません。管理簿の番号と状態を確認してください。",
        "The ledger of the unit has no such camera that may dock. Check its number and state.",
        clause,
    )
}

fn no_times(clause: &str) -> Refused {
    refused(
        "filming_times_missing",
        "撮影の開始・終了日時がないか、正しくありません。カメラの時計を確認してください。",
        "From when to when it was filmed is missing or not possible. Check the camera's clock.",
        clause,
    )
}

fn outside(clause: &str) -> Refused {
    refused(
        "outside_period",
        "実施期間外に撮影された映像は取り込めません。実施期間とカメラの時計を確認してください。",
        "It was filmed outside the period of the pilot. Check that period and the camera's clock.",
        clause,
    )
}

fn other_unit(clause: &str) -> Refused {
    let refused = Refused::new(
        StatusCode::FORBIDDEN,
        "package_of_other_unit",
        "ほかの所属のカメラから出力されたデータです。その所属の管理用パソコンで取り込んでください。",
        "It comes from a camera of another unit. Take it in at the management PC of that unit.",
    );
    refused.clause(clause)
}

fn refused(code: &str, ja: &str, en: &str, clause: &str) -> Refused {
    Refused::new(StatusCode::UNPROCESSABLE_ENTITY, code, ja, en).clause(clause)
}
