//! What chief and manager of a headquarters are told about a staff URL.

use admin::{
    core::rulebook::{Label, Rulebook},
    notices,
};
use protocol::{admin::notice::NoticeKind, time::UnixMs};
use sea_orm::ConnectionTrait;

use crate::{failure::Failure, request_case::DOCUMENT, store::staff_urls::Sheet};

/// Who answers for staff URLs, and who is there at night.
const POSTS: [&str; 2] = ["hq_operations_chief", "hq_operations_manager"];

/// Tells both, in the words of the rulebook, with the number of the sheet.
pub async fn managers(
    txn: &impl ConnectionTrait,
    rulebook: &Rulebook,
    sheet: &Sheet,
    (text, clause): (&str, &str),
    now: UnixMs,
) -> Result<(), Failure> {
    let words = rulebook.texts.get(text).map(|text| &text.label);
    let words = words.ok_or_else(|| Failure::internal("a notice has no words"))?;
    let number = &sheet.row.sheet_number;
    for post in POSTS {
        let new = notices::New {
            document: DOCUMENT,
            post,
            unit: sheet.url.headquarters,
            person: None,
            kind: NoticeKind::Alert,
            text: Label {
                ja: format!("{} ({number})", words.ja),
                en: format!("{} ({number})", words.en),
            },
            clause,
            case: None,
            circular: None,
        };
        notices::tell(txn, new, now).await?;
    }
    Ok(())
}
