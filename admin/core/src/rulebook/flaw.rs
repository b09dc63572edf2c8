//! What is wrong with a rulebook, and where.

use std::{cell::RefCell, fmt, sync::Arc};

use crate::words::words;

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

impl Default for Place {
    /// Stands for a rulebook without a head.
    fn default() -> Self {
        Self {
            file: "rulebook.toml".into(),
            line: 1,
        }
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

/// Whether a text is one of these words.
pub fn names(words: &[Word], text: &str) -> bool {
    words.iter().any(|word| word.text == text)
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

/// All flaws found so far.
#[derive(Debug, Default)]
pub struct Flaws(RefCell<Vec<Flaw>>);

impl Flaws {
    pub fn add(&self, place: &Place, fault: Fault) {
        let place = place.clone();
        self.0.borrow_mut().push(Flaw { place, fault });
    }

    /// A word that names nothing.
    pub fn unknown(&self, kind: Kind, word: &Word) {
        let fault = Fault::Unknown {
            kind,
            word: word.text.clone(),
        };
        self.add(&word.place, fault);
    }

    /// Whether a file could not be read at all; what it would have said is missing everywhere.
    pub fn any_syntax(&self) -> bool {
        let flaws = self.0.borrow();
        flaws
            .iter()
            .any(|flaw| matches!(flaw.fault, Fault::Syntax(_)))
    }

    /// In the order of files and lines; an error where there is one.
    pub fn into_result(self) -> Result<(), Vec<Flaw>> {
        let mut flaws = self.0.into_inner();
        flaws.sort();
        flaws.dedup();
        if flaws.is_empty() { Ok(()) } else { Err(flaws) }
    }
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
    #[error("no {} is called `{word}`", .kind.code())]
    Unknown { kind: Kind, word: String },
    #[error("no article tells of clause {0}")]
    ArticleMissing(String),
    #[error("the value of a parameter is outside its bounds or of another type")]
    ParameterValue,
    #[error("step `{0}` can never be reached")]
    StepUnreachable(String),
    #[error("state `{0}` can be neither left nor is it an end")]
    DeadEnd(String),
    #[error("{0}")]
    Period(String),
    #[error("the table of this ledger is wrong: {0}")]
    Ledger(String),
    #[error("the printed sheet is wrong: {0}")]
    Print(String),
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
    #[error("a layer of the level `{0}` may not set this")]
    LayerTooLow(&'static str),
}

words! {
    /// What a word can name.
    pub enum Kind {
        Action = "action",
        Clause = "clause",
        Deadline = "deadline",
        EffectStep = "step with `by_effect`",
        Field = "field",
        Figure = "figure",
        Form = "form",
        Guard = "guard",
        Ledger = "ledger",
        Option = "option",
        Parameter = "parameter",
        Post = "post",
        State = "state",
        Step = "step",
        TerminalKind = "terminal kind",
        Text = "text",
        Word = "word of a closed list",
        Workflow = "workflow",
    }
}
