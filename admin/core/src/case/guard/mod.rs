//! The closed list of guards, one file each. A workflow names them by the file's name; a new guard
//! is one file and one line here.

use crate::{
    case::{facts::Facts, questions::Question},
    rulebook::{
        Label, Rulebook,
        flaw::Word,
        form::Form,
        reader::{Flaws, Reader},
        workflow::Workflow,
    },
};

/// What a guard that does not hold says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unmet {
    /// The fields that are missing or wrong.
    pub fields: Vec<String>,
    /// The boxes of a tick group that are not ticked, where certain ones are asked for.
    pub ticks: Vec<String>,
}

/// The words of a guard's refusal, where a rulebook gives no own ones.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    pub class: Class,
    pub ja: &'static str,
    pub en: &'static str,
}

/// How a refusal goes out.
///
/// A rulebook may name another class than the guard's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// The form is incomplete or wrong: 422.
    Incomplete,
    /// Another has to act, or elsewhere: 403.
    NotAllowed,
    /// Something else has to happen first: 409.
    NotYet,
}

impl Class {
    pub const NAMES: &[(&str, Self)] = &[
        ("incomplete", Self::Incomplete),
        ("not_allowed", Self::NotAllowed),
        ("not_yet", Self::NotYet),
    ];
}

/// What one guard does.
pub(crate) trait Guarding: Sized {
    const TOLD: Told;

    fn read(table: &Reader<'_>) -> Self;

    /// Tells words that name nothing.
    fn check(&self, words: &Words<'_>);

    fn questions(&self, _facts: &Facts<'_>) -> Vec<Question> {
        Vec::new()
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet>;
}

/// What the words of a step can name.
pub(crate) struct Words<'a> {
    pub rulebook: &'a Rulebook,
    pub workflow: &'a Workflow,
    pub form: &'a Form,
    pub flaws: &'a Flaws,
}

macro_rules! guards {
    ($($file:ident: $name:ident;)*) => {
        $(mod $file;)*

        /// A guard with its figures and field names.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Guard {
            $($name($file::$name),)*
        }

        impl Guard {
            pub const NAMES: &[&str] = &[$(stringify!($file),)*];

            pub(crate) fn read(name: &str, table: &Reader<'_>) -> Option<Self> {
                match name {
                    $(stringify!($file) => Some(Self::$name(Guarding::read(table))),)*
                    _ => None,
                }
            }

            pub fn name(&self) -> &'static str {
                match self { $(Self::$name(_) => stringify!($file),)* }
            }

            pub fn told(&self) -> Told {
                match self { $(Self::$name(_) => <$file::$name as Guarding>::TOLD,)* }
            }

            pub(crate) fn check(&self, words: &Words<'_>) {
                match self { $(Self::$name(guard) => guard.check(words),)* }
            }

            pub(crate) fn questions(&self, facts: &Facts<'_>) -> Vec<Question> {
                match self { $(Self::$name(guard) => guard.questions(facts),)* }
            }

            pub(crate) fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
                match self { $(Self::$name(guard) => guard.holds(facts),)* }
            }
        }
    };
}

guards! {
    asset_state: AssetState;
    case_exists: CaseExists;
    count_max: CountMax;
    date_order: DateOrder;
    fewer_than: FewerThan;
    field_present: FieldPresent;
    ground_with_evidence: GroundWithEvidence;
    holds_post: HoldsPost;
    in_scope: InScope;
    not_listed: NotListed;
    not_same_person: NotSamePerson;
    ratio: Ratio;
    terminal_kind: TerminalKind;
    tick_group: TickGroup;
    training_exists: TrainingExists;
    within_calendar: WithinCalendar;
    witness: Witness;
}

impl Unmet {
    /// No field is wrong, but the step is not possible.
    pub(crate) fn unless(holds: bool) -> Result<(), Self> {
        if holds { Ok(()) } else { Err(Self::default()) }
    }

    /// A field is wrong.
    pub(crate) fn field_unless(field: &str, holds: bool) -> Result<(), Self> {
        if holds {
            Ok(())
        } else {
            Self::fields(vec![field.to_owned()])
        }
    }

    /// Nothing is wrong where no field is.
    pub(crate) fn fields(fields: Vec<String>) -> Result<(), Self> {
        if fields.is_empty() {
            Ok(())
        } else {
            Err(Self {
                fields,
                ticks: Vec::new(),
            })
        }
    }
}

impl Told {
    /// The words for people: with the names of the fields, where fields are wrong.
    pub(crate) fn with(self, names: &[&Label]) -> Label {
        if names.is_empty() {
            return Label {
                ja: self.ja.to_owned(),
                en: self.en.to_owned(),
            };
        }
        let joined = |pick: fn(&Label) -> &str, by: &str| {
            names
                .iter()
                .map(|name| pick(name))
                .collect::<Vec<_>>()
                .join(by)
        };
        Label {
            ja: format!("{}({})", self.ja, joined(|name| &name.ja, "、")),
            en: format!("{} ({})", self.en, joined(|name| &name.en, ", ")),
        }
    }
}

/// The words as texts.
pub(crate) fn texts(words: &[Word]) -> impl Iterator<Item = &str> {
    words.iter().map(|word| &**word)
}

#[cfg(test)]
mod tests;
