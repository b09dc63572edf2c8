//! Why a step was not taken.

use super::{Case, Command, Context, effects};
use crate::{
    refusal::{Class, Told},
    rulebook::Label,
    trail::Act,
};

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
    /// The step goes with something that the system does.
    NotByHand,
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
        self.told().0
    }

    /// Refused before any grant was found.
    pub(super) fn comes_before_grants(self) -> bool {
        matches!(
            self,
            Self::OtherRulebook | Self::StepUnknown | Self::NotAllowed
        )
    }

    pub fn class(self) -> Class {
        self.told().1.class
    }

    #[rustfmt::skip]
    fn told(self) -> (&'static str, Told) {
        use Class::{Incomplete, NotAllowed, NotYet};
        let (code, class, ja, en) = match self {
            Self::OtherRulebook => ("other_rulebook", NotYet, "この案件は別の版の規程で処理されています", "This case runs under another version of the rules"),
            Self::StepUnknown => ("step_unknown", Incomplete, "この手続はありません", "There is no such step"),
            Self::NotAllowed => ("not_allowed", NotAllowed, "この操作は、あなたの役割とこの端末では許可されていません", "Your post and this terminal are not allowed to do this"),
            Self::NotByHand => ("not_by_hand", NotAllowed, "この手続は、対応する操作を行ったときに記録されます。単独では行えません", "This step is recorded with what it stands for, and is not taken by itself"),
            Self::ChangedMeanwhile => ("changed_meanwhile", NotYet, "ほかの人が先に処理しました。最新の内容を確認してください", "Somebody else has acted first. Look at the case as it is now"),
            Self::WrongState => ("wrong_state", NotYet, "この段階では行えません", "This cannot be done at this stage"),
            Self::FieldUnknown => ("field_unknown", Incomplete, "この段階では記入できない項目です", "This field is not filled in at this step"),
            Self::ValueUnfit => ("value_unfit", Incomplete, "入力の形式または範囲が正しくありません", "What was entered has the wrong form or is out of bounds"),
            Self::FieldMissing => ("field_missing", Incomplete, "入力が必要な項目があります", "Something is not filled in"),
            Self::AlreadyApproved => ("already_approved", NotAllowed, "あなたはすでに承認しています。別の人の承認が必要です", "You have approved already; another person has to"),
            Self::NothingOpen => ("nothing_open", NotYet, "該当する未了の報告はありません", "There is no such duty open"),
            Self::TooManySteps => ("too_many_steps", NotYet, "この案件の手続回数が上限に達しました", "This case has had too many steps"),
            Self::Guard(name, class) => (name, class, "条件が満たされていません", "A condition does not hold"),
        };
        (code, Told { class, ja, en })
    }
}

impl Refusal {
    pub(super) fn new(cause: Cause, clause: &str) -> Self {
        Self {
            cause,
            clause: clause.to_owned(),
            fields: Vec::new(),
            ticks: Vec::new(),
            message: Box::new(cause.told().1.with(&[])),
        }
    }

    pub(super) fn of_field(cause: Cause, clause: &str, field: &str) -> Self {
        Self {
            fields: vec![field.to_owned()],
            ..Self::new(cause, clause)
        }
    }

    /// The refusal with its words and the names of fields.
    pub(super) fn naming(self, names: &[&Label]) -> Self {
        Self {
            message: Box::new(self.cause.told().1.with(names)),
            ..self
        }
    }

    pub fn code(&self) -> &'static str {
        self.cause.code()
    }

    /// The entry of the trail: a refusal is remembered like an act.
    pub fn mark(&self, case: &Case, command: &Command, context: &Context<'_>) -> Act {
        effects::refused(case, command, context, self)
    }
}
