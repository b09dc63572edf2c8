//! What is wrong with a rulebook, and where.

use std::{fmt, sync::Arc};

/// A line of a rulebook file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub file: Arc<str>,
    /// From 1.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// A word of a rulebook that names something else, with its place for the case that it does not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word {
    pub text: String,
    pub place: Place,
}

impl std::ops::Deref for Word {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// One thing that keeps a rulebook from being used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{place}: {fault}")]
pub struct Flaw {
    pub place: Place,
    pub fault: Fault,
}

/// The closed list of what can be wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Fault {
    #[error("cannot be read: {0}")]
    Syntax(String),
    #[error("not of the expected form: {0}")]
    Data(String),
    #[error("longer than a rulebook file may be")]
    TooLong,
    #[error("`{0}` is missing")]
    KeyMissing(&'static str),
    #[error("nobody reads `{0}` here")]
    KeyUnknown(String),
    #[error("`{key}` has to be {expected}")]
    WrongType {
        key: &'static str,
        expected: &'static str,
    },
    #[error("no label in {0}")]
    LabelMissing(&'static str),
    #[error("`{0}` is already there")]
    Twice(String),
    #[error("no {kind} is called `{word}`")]
    Unknown { kind: Kind, word: String },
    #[error("no article tells of clause {0}")]
    ArticleMissing(String),
    #[error("the value of a parameter is outside its bounds or of another type")]
    ParameterValue,
    #[error("step `{0}` can never be reached")]
    StepUnreachable(String),
    #[error("state `{0}` can be neither left nor is it an end")]
    DeadEnd(String),
    #[error("a deadline without a consequence")]
    DeadlineWithoutAction,
    #[error("{0}")]
    Period(String),
    #[error("the table of this ledger is wrong: {0}")]
    Ledger(String),
    #[error("duty `{0}` is opened and never closed")]
    DutyNeverClosed(String),
    #[error("step `{0}` is set off by a deadline, so nobody can fill or answer anything")]
    DeadlineStepAsks(String),
    #[error("the guard does not fit the field `{0}`")]
    FieldUnfit(String),
    #[error("a grant has to name its actions")]
    GrantWithoutAction,
    #[error("a grant has to name its clause")]
    GrantWithoutClause,
    #[error("the operation line and the system line appoint nobody of each other")]
    LinesCrossed,
    #[error("`{0}` would appoint a post that has the right to appoint it")]
    AppointmentLoop(String),
    #[error("a layer may only restrict: {0}")]
    LayerWidens(&'static str),
    #[error("a layer of {0} may not set this")]
    LayerTooLow(&'static str),
}

/// What a word can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Action,
    ActionGroup,
    Clause,
    Deadline,
    Field,
    Form,
    Guard,
    Ledger,
    Option,
    Parameter,
    Post,
    Section,
    State,
    Step,
    TerminalKind,
    Text,
    Word,
    Workflow,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Action => "action",
            Self::ActionGroup => "group of actions",
            Self::Clause => "clause",
            Self::Deadline => "deadline",
            Self::Field => "field",
            Self::Form => "form",
            Self::Guard => "guard",
            Self::Ledger => "ledger",
            Self::Option => "option",
            Self::Parameter => "parameter",
            Self::Post => "post",
            Self::Section => "section of a rulebook",
            Self::State => "state",
            Self::Step => "step",
            Self::TerminalKind => "terminal kind",
            Self::Text => "text",
            Self::Word => "word of a closed list",
            Self::Workflow => "workflow",
        };
        f.write_str(name)
    }
}
