//! Who hears of a changed factor: the person, and the next higher chief (O-50).

use admin_core::rulebook::{Label, Rulebook};
use protocol::{admin::notice::NoticeKind, id::AccountId};
use sea_orm::{ConnectionTrait, DbErr};

use crate::{
    Admin,
    notices::{self, New},
    posts,
    units::Units,
};

/// What happened to a factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    BiometricRegistered,
    PasswordSet,
    Revoked,
    /// A chief handed over a code for a new first factor.
    CodeMade,
}

impl Change {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::BiometricRegistered => {
                ("生体情報が登録されました", "A fingerprint was registered")
            }
            Self::PasswordSet => ("パスワードが設定されました", "The password was set"),
            Self::Revoked => ("認証情報が抹消されました", "A factor was revoked"),
            Self::CodeMade => ("登録コードが発行されました", "A registration code was made"),
        }
    }
}

/// Tells it in the transaction of the change.
pub async fn changed(
    txn: &impl ConnectionTrait,
    admin: &Admin,
    units: &Units,
    (account, name): (AccountId, &str),
    change: Change,
) -> Result<(), DbErr> {
    let now = admin.now();
    let (ja, en) = change.words();
    let text = Label {
        ja: format!("{ja}: {name}"),
        en: format!("{en}: {name}"),
    };
    let held = posts::held_by(txn, account, admin.today()).await?;
    let Some(first) = held.first() else {
        return Ok(());
    };
    let own = (text.clone(), CLAUSE);
    notices::tell_person(txn, account, first.post.unit, own, now).await?;
    for held in &held {
        let rulebook = admin
            .rules()
            .document_on(&held.post.document, admin.today());
        let Some(rulebook) = rulebook else { continue };
        if let Some(new) = to_superior(rulebook, &held.post, units, &text) {
            notices::tell(txn, new, now).await?;
        }
    }
    Ok(())
}

const CLAUSE: &str = "VR-3.1";

fn to_superior<'a>(
    rulebook: &'a Rulebook,
    post: &admin_core::post::Post,
    units: &Units,
    text: &Label,
) -> Option<New<'a>> {
    let superior = rulebook.posts.get(&post.kind)?.superior.as_ref()?;
    let kinds = &rulebook.posts.get(superior.text.as_str())?.units;
    Some(New {
        document: &rulebook.document.code,
        post: superior.text.as_str(),
        unit: units.nearest(post.unit, kinds)?,
        person: None,
        kind: NoticeKind::Alert,
        text: text.clone(),
        clause: CLAUSE,
        case: None,
        circular: None,
    })
}
