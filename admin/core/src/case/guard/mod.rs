//! The closed list of guards, one file each. A workflow names them by the file's name; a new guard
//! is one file and one entry here.
//!
//! The questions of a guard are those that it asks while it is tried: each asks everything before
//! it judges.

use super::{
    facts::Facts,
    questions::{Answer, Question},
    value::Value,
};
use crate::{
    refusal::Told,
    rulebook::{
        check::Words,
        datum::{Part, data},
        flaw::{Kind, Word, names},
        form::FieldKind,
        reader::Table,
    },
};

pub use crate::refusal::Class;

mod asset_state;
mod case_exists;
mod count_max;
mod date_order;
mod deadline_runs;
mod fewer_than;
mod field_present;
mod ground_with_evidence;
mod holds_post;
mod in_scope;
mod not_listed;
mod not_same_person;
mod ratio;
mod terminal_kind;
mod tick_group;
mod training_exists;
mod within_calendar;
mod witness;

/// What a guard that does not hold says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unmet {
    /// The fields that are missing or wrong.
    pub fields: Vec<String>,
    /// The boxes of a tick group that are not ticked, where certain ones are asked for.
    pub ticks: Vec<String>,
}

/// What one guard does.
trait Guarding {
    /// Tells words that name nothing.
    fn check(&self, words: &Words<'_>);

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet>;
}

macro_rules! guards {
    ($($file:ident: $name:ident, $class:ident, $ja:literal, $en:literal;)*) => {
        /// A guard with its figures and field names.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Guard {
            $($name($file::$name),)*
        }

        impl Guard {
            pub const NAMES: &[&str] = &[$(stringify!($file),)*];

            pub fn name(&self) -> &'static str {
                match self { $(Self::$name(_) => stringify!($file),)* }
            }

            /// The words of its refusal, where a rulebook gives no own ones.
            pub fn told(&self) -> Told {
                let (class, ja, en) = match self { $(Self::$name(_) => (Class::$class, $ja, $en),)* };
                Told { class, ja, en }
            }

            pub(crate) fn check(&self, words: &Words<'_>) {
                match self { $(Self::$name(guard) => guard.check(words),)* }
            }

            pub(crate) fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
                match self { $(Self::$name(guard) => guard.holds(facts),)* }
            }
        }

        /// The keys of a guard stand beside those of its rule, which goes where there is no guard.
        impl Part for Guard {
            fn of(table: &Table<'_>, _: &'static str) -> Option<Self> {
                let name: Word = table.read("name")?;
                match &*name {
                    $(stringify!($file) => $file::$name::of(table).map(Self::$name),)*
                    _ => {
                        table.unknown(Kind::Guard, &name);
                        None
                    }
                }
            }
        }
    };
}

guards! {
    asset_state: AssetState, NotYet,
        "台帳の状態が、この手続を行える状態ではありません",
        "The ledger does not show it in a state that allows this";
    case_exists: CaseExists, NotYet,
        "先に済ませる手続があります",
        "Another matter has to be settled first";
    count_max: CountMax, NotYet,
        "数の上限に達しています",
        "The limit of their number is reached";
    date_order: DateOrder, Incomplete,
        "日時の前後関係が正しくありません",
        "The dates are in the wrong order";
    deadline_runs: DeadlineRuns, Incomplete,
        "期限を変更できる対象がないか、日付が現在の期限より後ではありません",
        "There is no deadline that can still be moved, or the day is not a later one";
    fewer_than: FewerThan, NotYet,
        "定められた数を超えます",
        "There would be more than is set";
    field_present: FieldPresent, Incomplete,
        "入力が必要な項目があります",
        "Something is not filled in";
    ground_with_evidence: GroundWithEvidence, Incomplete,
        "根拠と、その裏付けとなる事項を入力してください",
        "Choose the ground and give what supports it";
    holds_post: HoldsPost, NotYet,
        "この人は必要な役割に任命されていません",
        "This person does not hold the post that is needed";
    in_scope: InScope, NotAllowed,
        "所属が異なるため、選べません",
        "This belongs to another unit";
    not_listed: NotListed, Incomplete,
        "使用できない語句です",
        "This may not be used";
    not_same_person: NotSamePerson, NotAllowed,
        "同じ人が続けて行うことはできません。別の人が行ってください",
        "The same person may not do both; another person has to";
    ratio: Ratio, NotYet,
        "定められた割合を超えます",
        "This would exceed the ratio that is set";
    terminal_kind: TerminalKind, NotAllowed,
        "この端末では行えません",
        "This cannot be done at this terminal";
    tick_group: TickGroup, Incomplete,
        "確認してチェックを入れてください",
        "Confirm and tick";
    training_exists: TrainingExists, NotYet,
        "必要な教養・訓練の記録がありません",
        "There is no record of the training that is needed";
    within_calendar: WithinCalendar, NotAllowed,
        "この時間帯には、あなたの役割では行えません",
        "At this time of day another post has to act";
    witness: Witness, NotAllowed,
        "立会人が必要です。操作する人とは別の、立ち会える人がサインインしてください",
        "A witness is needed: another person who may witness has to sign in";
}

impl Unmet {
    /// No field is wrong, but the step is not possible.
    fn unless(holds: bool) -> Result<(), Self> {
        if holds { Ok(()) } else { Err(Self::default()) }
    }

    /// A field is wrong.
    fn field_unless(field: &str, holds: bool) -> Result<(), Self> {
        Self::fields((!holds).then(|| field.to_owned()).into_iter().collect())
    }

    /// Nothing is wrong where no field is.
    fn fields(fields: Vec<String>) -> Result<(), Self> {
        if fields.is_empty() {
            return Ok(());
        }
        let ticks = Vec::new();
        Err(Self { fields, ticks })
    }
}

/// The words as texts.
fn texts(words: &[Word]) -> impl Iterator<Item = &str> {
    words.iter().map(|word| &**word)
}

#[cfg(test)]
mod tests;
