//! The closed list of guards, one file each. A workflow names them by the file's name; a new guard
//! is one file and one entry here.
//!
//! The questions of a guard are those that it asks while it is tried: each asks everything before
//! it judges.

use super::{
    facts::Facts,
    questions::{Answer, Other, Question},
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

pub use address_within::is_within;

pub use crate::refusal::Class;

mod address_within;
mod among;
mod asset_class;
mod asset_state;
mod at_least;
mod balance;
mod case_about;
mod case_exists;
mod coming_from;
mod contains_none;
mod count_max;
mod date_order;
mod deadline_runs;
mod duty_done;
mod factor_given;
mod fewer_than;
mod field_present;
mod ground_with_evidence;
mod holds_post;
mod in_charge;
mod in_scope;
mod includes_holders;
mod listed_headquarters;
mod named_case;
mod named_in;
mod no_case;
mod no_position;
mod not_listed;
mod not_same_person;
mod on_list;
mod period_max;
mod ratio;
mod same_as;
mod same_content;
mod same_number;
mod same_person;
mod terminal_kind;
mod tick_group;
mod training_exists;
mod within_calendar;
mod within_named;
mod within_time;
mod witness;

/// What a guard that does not hold says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unmet {
    /// The fields that are missing or wrong.
    pub fields: Vec<String>,
    /// The boxes of a tick group that are not ticked, where certain ones are asked for.
    pub ticks: Vec<String>,
    /// What stands in the way, by its numbers.
    pub there: Vec<String>,
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
    among: Among, Incomplete,
        "この人を選ぶことはできません",
        "This person cannot stand here";
    asset_state: AssetState, NotYet,
        "台帳の状態が、この手続を行える状態ではありません",
        "The ledger does not show it in a state that allows this";
    at_least: AtLeast, Incomplete,
        "人数又は数が足りません",
        "There are not enough of them";
    case_exists: CaseExists, NotYet,
        "先に済ませる手続があります",
        "Another matter has to be settled first";
    contains_none: ContainsNone, Incomplete,
        "使用してはならない語句が含まれています",
        "It holds words that may not be used";
    address_within: AddressWithin, Incomplete,
        "登録されたメールサーバの範囲にないアドレスです",
        "This address is not one of a mail server in the register";
    asset_class: AssetClass, Incomplete,
        "この手続で扱える区分の物ではありません",
        "This is not of the class that is handled here";
    balance: Balance, Incomplete,
        "数量が台帳の数量と合いません",
        "The amount does not agree with the ledger";
    case_about: CaseAbout, NotYet,
        "先に済ませる手続があるか、妨げとなる手続があります",
        "Another matter has to be settled first, or stands in the way";
    coming_from: ComingFrom, NotYet,
        "現在の状態からは、この手続を行えません",
        "This cannot be done from the present state";
    count_max: CountMax, NotYet,
        "数の上限に達しています",
        "The limit of their number is reached";
    date_order: DateOrder, Incomplete,
        "日時の前後関係が正しくありません",
        "The dates are in the wrong order";
    deadline_runs: DeadlineRuns, Incomplete,
        "期限を変更できる対象がないか、日付が現在の期限より後ではありません",
        "There is no deadline that can still be moved, or the day is not a later one";
    duty_done: DutyDone, NotYet,
        "先に済ませる事項が残っています",
        "Something that comes first is still open";
    factor_given: FactorGiven, NotProved,
        "この操作には、指定された認証方法でのサインインが必要です",
        "This asks for a sign-in with the factor that was set";
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
    in_charge: InCharge, NotAllowed,
        "主管する所属の管理者ではありません",
        "Only the manager of the unit in charge may do this";
    in_scope: InScope, NotAllowed,
        "所属が異なるため、選べません",
        "This belongs to another unit";
    no_case: NoCase, NotYet,
        "先に終えるべき手続が残っています",
        "Something is still open that has to be ended first";
    no_position: NoPosition, Incomplete,
        "位置情報を含む画像又は読み取れない画像です。撮影情報を取り除いた画像を選び直してください",
        "The picture shows where it was taken, or cannot be read. Remove what is attached to it and choose it anew";
    listed_headquarters: ListedHeadquarters, NotAllowed,
        "この所属は、対象となる警察本部に属していません",
        "This unit belongs to none of the headquarters concerned";
    named_in: NamedIn, NotAllowed,
        "この手続を行う人又は端末として指定されていません",
        "Neither this person nor this terminal is named for it";
    includes_holders: IncludesHolders, Incomplete,
        "必要な役割の人が含まれていません",
        "Somebody who has to be there is missing";
    named_case: NamedCase, NotYet,
        "指定された手続は、まだ必要な段階にありません",
        "What is named is not at the stage that this needs";
    not_listed: NotListed, Incomplete,
        "使用できない語句です",
        "This may not be used";
    not_same_person: NotSamePerson, NotAllowed,
        "同じ人が続けて行うことはできません。別の人が行ってください",
        "The same person may not do both; another person has to";
    period_max: PeriodMax, Incomplete,
        "定められた期間を超えます",
        "The period is longer than is set";
    on_list: OnList, NotAllowed,
        "この人は指定されていません",
        "This person is not among those who are named";
    ratio: Ratio, NotYet,
        "定められた割合を超えます",
        "This would exceed the ratio that is set";
    same_as: SameAs, NotAllowed,
        "指定したものと一致しません",
        "This is not what the other case says";
    same_number: SameNumber, NotYet,
        "数が一致しません",
        "The numbers differ";
    same_person: SamePerson, NotAllowed,
        "この手続は、記載された本人だけが行えます",
        "Only the person who is named may do this";
    same_content: SameContent, NotYet,
        "ファイルの内容(ハッシュ値)が一致しません",
        "The files differ in their content (hash)";
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
    within_time: WithinTime, NotYet,
        "定められた時間を超えています",
        "This took longer than is set";
    within_named: WithinNamed, Incomplete,
        "定められた範囲を超えています",
        "This is outside the range that was set";
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
        Err(Self {
            fields,
            ..Self::default()
        })
    }
}

/// The words as texts.
fn texts(words: &[Word]) -> impl Iterator<Item = &str> {
    words.iter().map(|word| &**word)
}

#[cfg(test)]
mod tests;
