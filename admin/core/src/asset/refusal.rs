//! Why an act is refused.

use crate::refusal::{Class, Told};

/// A refusal with the clause that the kind's table gives.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} by {clause}", .code.code())]
pub struct Refusal {
    pub code: RefusalCode,
    pub clause: String,
}

macro_rules! codes {
    ($($name:ident = $code:literal, $class:ident, $ja:literal, $en:literal;)*) => {
        /// The closed list of reasons.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum RefusalCode {$($name,)*}

        impl RefusalCode {
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            pub fn code(self) -> &'static str {
                match self {$(Self::$name => $code,)*}
            }

            fn told(self) -> Told {
                let (class, ja, en) = match self {$(Self::$name => (Class::$class, $ja, $en),)*};
                Told { class, ja, en }
            }
        }
    };
}

impl RefusalCode {
    pub fn class(self) -> Class {
        self.told().class
    }

    pub fn message_ja(self) -> &'static str {
        self.told().ja
    }

    pub fn message_en(self) -> &'static str {
        self.told().en
    }
}

codes! {
    NotInThisState = "asset_state", NotYet,
        "現在の状態では、この操作はできません。",
        "This cannot be done in the present state.";
    NumberTaken = "asset_number_taken", NotYet,
        "この番号はすでに使われています。廃棄した物の番号も再び使うことはできません。",
        "This number is taken; the number of a disposed thing is not given again.";
    NumberUnusable = "asset_number_unusable", Incomplete,
        "番号は1文字以上64文字以内で入力してください。",
        "Enter a number of 1 to 64 characters.";
    TooManyAttributes = "asset_too_large", Incomplete,
        "入力された項目が多すぎるか、長すぎます。",
        "There are too many or too long entries.";
    QuantityUnusable = "asset_quantity", NotYet,
        "数量が、管理簿に記載された数量を超えているか、0です。",
        "The quantity is zero, or more than the ledger holds.";
    CaseMissing = "asset_case_missing", NotYet,
        "必要な承認を受けていません。",
        "The approval that is needed is missing.";
    NotConfirmed = "asset_not_confirmed", Incomplete,
        "確認者を入力してください。",
        "Name the person who confirms.";
    ConfirmedBySelf = "asset_confirmed_by_self", NotYet,
        "操作した本人は確認者になれません。",
        "The person who acts cannot confirm it.";
    WitnessMissing = "asset_witness_missing", Incomplete,
        "立会者を入力してください。",
        "Name the witness.";
    WitnessNotApart = "asset_witness_not_apart", NotYet,
        "立会者は、操作した者及び確認者とは別の者でなければなりません。",
        "The witness must be a third person.";
    MethodMissing = "asset_method_missing", Incomplete,
        "廃棄等の方法を選択してください。",
        "Choose the method.";
    PlaceMissing = "asset_place_missing", Incomplete,
        "保管場所を入力してください。",
        "Enter the storage place.";
    PlaceNotLockable = "asset_place_not_lockable", NotYet,
        "施錠できる保管場所を選択してください。",
        "Choose a storage place that can be locked.";
    DueBackMissing = "asset_due_back_missing", Incomplete,
        "返却予定日時を入力してください。",
        "Enter when it will be back.";
    DueBackPast = "asset_due_back_past", NotYet,
        "返却予定日時には、現在より後の日時を入力してください。",
        "The time of return must lie ahead.";
    NotUnharmed = "asset_not_unharmed", NotYet,
        "紛失及び破損がないことを確認してください。異状がある場合は事故として報告してください。",
        "State that nothing is lost or damaged, or report an incident.";
    AttributeMissing = "asset_attribute_missing", Incomplete,
        "必要な項目が入力されていません。",
        "A required entry is missing.";
    AttributeUnfit = "asset_attribute_unfit", Incomplete,
        "入力された項目は、定められたもののどれでもありません。",
        "An entry is none of those that are set.";
    NotListed = "asset_unit_not_listed", NotAllowed,
        "この所属は、対象となる警察本部に属していないため、登録できません。",
        "This unit belongs to none of the headquarters concerned.";
    PostNotHeld = "asset_post_not_held", NotYet,
        "この所属に、必要な役割の人がいません。先に任命してください。",
        "Nobody holds the post in this unit that is needed. Appoint somebody first.";
    StillLocked = "asset_locked", NotYet,
        "継続して管理しなければならない期間が終わっていません。",
        "The period in which it must stay is not over.";
}
