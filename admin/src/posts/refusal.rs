//! How refusals about posts go out.

use std::borrow::Cow;

use admin_core::post::{
    appoint::{Reason, Refused as NotAppointed},
    delegation,
};
use http::StatusCode;

use crate::problem::Refused;

impl From<NotAppointed> for Refused {
    fn from(refused: NotAppointed) -> Self {
        let NotAppointed { reason, clause } = refused;
        let (status, code) = match reason {
            Reason::PostUnknown => (StatusCode::UNPROCESSABLE_ENTITY, "post_unknown"),
            Reason::WrongUnit => (StatusCode::UNPROCESSABLE_ENTITY, "wrong_unit"),
            Reason::EndsBeforeBeginning => {
                (StatusCode::UNPROCESSABLE_ENTITY, "ends_before_beginning")
            }
            Reason::Held => (StatusCode::CONFLICT, "post_held"),
            Reason::HeldAlready => (StatusCode::CONFLICT, "held_already"),
            Reason::Over => (StatusCode::CONFLICT, "post_over"),
            Reason::OwnRights => (StatusCode::FORBIDDEN, "own_rights"),
            Reason::AppointsOwnPost => (StatusCode::FORBIDDEN, "appoints_own_post"),
            Reason::NotInMatrix => (StatusCode::FORBIDDEN, "not_in_matrix"),
            Reason::OutOfScope => (StatusCode::FORBIDDEN, "out_of_scope"),
        };
        let (ja, en) = words(reason);
        Self::new(status, code, ja, en).clause(&clause)
    }
}

#[rustfmt::skip]
fn words(reason: Reason) -> (&'static str, &'static str) {
    match reason {
        Reason::PostUnknown => ("この規程に、その役割はありません。", "The document has no such post."),
        Reason::WrongUnit => ("その所属には、この役割は置かれません。", "This unit has no such post."),
        Reason::EndsBeforeBeginning => ("終期は始期以後の日にしてください。", "The last day must not lie before the first."),
        Reason::Held => ("この所属のこの役割には、すでに就いている人がいます。先に終期を定めてください。", "The post has a holder in this unit. Give that one a last day first."),
        Reason::HeldAlready => ("この人は、すでにこの役割に就いています。", "This person holds this post already."),
        Reason::Over => ("この役割の期間は終わっています。続ける場合は、改めて付与してください。", "This post is over. Give it anew if it is to go on."),
        Reason::OwnRights => ("自分自身の権限を変えることはできません。", "Nobody changes their own rights."),
        Reason::AppointsOwnPost => ("自分の役割を任命できる役割は、付与できません。", "That post appoints your own post; you may not give it."),
        Reason::NotInMatrix => ("あなたの役割では、この役割の認証情報を扱えません。", "Your post does not register, change or delete this post."),
        Reason::OutOfScope => ("あなたの所属の外の認証情報は扱えません。", "This lies outside your own unit."),
    }
}

impl From<delegation::Refused> for Refused {
    fn from(refused: delegation::Refused) -> Self {
        use delegation::Reason;
        let (status, code, ja, en): (_, _, Cow<'_, str>, Cow<'_, str>) = match refused.reason {
            Reason::NotHolder => (
                StatusCode::FORBIDDEN,
                "not_holder",
                "代理を置けるのは、その役割に就いている本人だけです。".into(),
                "Only the holder of a post names a deputy.".into(),
            ),
            Reason::OwnDeputy => (
                StatusCode::FORBIDDEN,
                "own_deputy",
                "自分自身を代理にすることはできません。".into(),
                "Nobody is their own deputy.".into(),
            ),
            Reason::NoDeputyPost => (
                StatusCode::CONFLICT,
                "no_deputy_post",
                "この人は、代理になれる役割に就いていません。".into(),
                "This person holds no post that may act for yours.".into(),
            ),
            Reason::Period => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "delegation_period",
                "代理の期間が正しくないか、長すぎます。".into(),
                "The days of the delegation are wrong, or too many.".into(),
            ),
        };
        Self::new(status, code, ja, en).clause(&refused.clause)
    }
}

pub(super) fn day_past(clause: &str) -> Refused {
    Refused::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "day_past",
        "過去の日は指定できません。",
        "The day must not lie in the past.",
    )
    .clause(clause)
}

pub(super) fn revoked() -> Refused {
    Refused::new(
        StatusCode::CONFLICT,
        "revoked",
        "抹消された認証情報には、役割を付与できません。",
        "The credentials of this person were revoked for good.",
    )
    .clause("VR-3.2b")
}

pub(super) fn user_id_taken() -> Refused {
    Refused::new(
        StatusCode::CONFLICT,
        "user_id_taken",
        "この利用者IDは、すでに使われたことがあります。別のIDにしてください。",
        "This user id was given before; it is never given again.",
    )
    .clause("VR-3.2b")
    .field("user_id")
}

pub(super) fn unusable(field: &'static str) -> Refused {
    let code = if field == "user_id" {
        "user_id_unusable"
    } else {
        "name_unusable"
    };
    Refused::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        code,
        "利用者IDと氏名は、制御文字のない文字で入力してください。",
        "Enter a user id and a name, without control characters.",
    )
    .clause("VR-2.1")
    .field(field)
}

pub(crate) fn changed() -> Refused {
    Refused::new(
        StatusCode::CONFLICT,
        "changed_meanwhile",
        "ほかの人が先に処理しました。最新の内容を確認してください。",
        "Somebody else acted first. Look again.",
    )
}
