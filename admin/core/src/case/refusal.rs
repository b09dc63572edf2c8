//! Why a step was not taken.

use super::{Case, Command, Context, effects::Mark, guard::Class};
use crate::rulebook::Label;

/// A refusal with the clause that it rests on and the words that people read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} ({clause})", self.code())]
pub struct Refusal {
    pub cause: Cause,
    pub clause: String,
    /// The fields that are missing or wrong.
    pub fields: Vec<String>,
    /// The boxes that are not ticked, where a guard asks for certain ones.
    pub ticks: Vec<String>,
    /// Boxed, because a refusal is carried through many results.
    pub message: Box<Label>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// The case runs under another version, or belongs to another document.
    OtherRulebook,
    StepUnknown,
    NotAllowed,
    /// Somebody else was faster, or pressed twice.
    ChangedMeanwhile,
    WrongState,
    /// The step does not fill this field.
    FieldUnknown,
    ValueUnfit,
    FieldMissing,
    AlreadyApproved,
    NothingOpen,
    TooManySteps,
    /// A guard, by its name.
    Guard(&'static str, Class),
}

impl Cause {
    pub fn code(self) -> &'static str {
        match self {
            Self::OtherRulebook => "other_rulebook",
            Self::StepUnknown => "step_unknown",
            Self::NotAllowed => "not_allowed",
            Self::ChangedMeanwhile => "changed_meanwhile",
            Self::WrongState => "wrong_state",
            Self::FieldUnknown => "field_unknown",
            Self::ValueUnfit => "value_unfit",
            Self::FieldMissing => "field_missing",
            Self::AlreadyApproved => "already_approved",
            Self::NothingOpen => "nothing_open",
            Self::TooManySteps => "too_many_steps",
            Self::Guard(name, _) => name,
        }
    }

    pub fn class(self) -> Class {
        match self {
            Self::NotAllowed | Self::AlreadyApproved => Class::NotAllowed,
            Self::StepUnknown | Self::FieldUnknown | Self::ValueUnfit | Self::FieldMissing => {
                Class::Incomplete
            }
            Self::OtherRulebook
            | Self::ChangedMeanwhile
            | Self::WrongState
            | Self::NothingOpen
            | Self::TooManySteps => Class::NotYet,
            Self::Guard(_, class) => class,
        }
    }

    #[rustfmt::skip]
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::OtherRulebook => ("この案件は別の版の規程で処理されています", "This case runs under another version of the rules"),
            Self::StepUnknown => ("この手続はありません", "There is no such step"),
            Self::NotAllowed => ("この操作は、あなたの役割とこの端末では許可されていません", "Your post and this terminal are not allowed to do this"),
            Self::ChangedMeanwhile => ("ほかの人が先に処理しました。最新の内容を確認してください", "Somebody else has acted first. Look at the case as it is now"),
            Self::WrongState => ("この段階では行えません", "This cannot be done at this stage"),
            Self::FieldUnknown => ("この段階では記入できない項目です", "This field is not filled in at this step"),
            Self::ValueUnfit => ("入力の形式または範囲が正しくありません", "What was entered has the wrong form or is out of bounds"),
            Self::FieldMissing => ("入力が必要な項目があります", "Something is not filled in"),
            Self::AlreadyApproved => ("あなたはすでに承認しています。別の人の承認が必要です", "You have approved already; another person has to"),
            Self::NothingOpen => ("該当する未了の報告はありません", "There is no such duty open"),
            Self::TooManySteps => ("この案件の手続回数が上限に達しました", "This case has had too many steps"),
            Self::Guard(..) => ("条件が満たされていません", "A condition does not hold"),
        }
    }
}

impl Refusal {
    pub(super) fn new(cause: Cause, clause: &str) -> Self {
        let (ja, en) = cause.words();
        let message = Box::new(Label {
            ja: ja.to_owned(),
            en: en.to_owned(),
        });
        Self {
            cause,
            clause: clause.to_owned(),
            fields: Vec::new(),
            ticks: Vec::new(),
            message,
        }
    }

    pub(super) fn of_field(cause: Cause, clause: &str, field: &str) -> Self {
        Self {
            fields: vec![field.to_owned()],
            ..Self::new(cause, clause)
        }
    }

    pub fn code(&self) -> &'static str {
        self.cause.code()
    }

    /// The entry of the trail: a refusal is remembered like an act.
    pub fn mark(&self, case: &Case, command: &Command, context: &Context<'_>) -> Mark {
        Mark::refused(case, command, context, self)
    }
}
