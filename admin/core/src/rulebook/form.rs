//! Forms: which fields a case has, and what each may hold.

use super::{
    Label,
    datum::{Part, data},
    flaw::{Place, Word},
    reader::Table,
    workflow::When,
};
use crate::limits::FIELD_CHARS;

data! {
    pub struct Form {
        pub code: String,
        pub label: Label,
        pub fields["field"]: Vec<Field>,
        /// The form on paper that it stands for.
        pub paper: Option<Paper>,
        pub clause: Word,
    }
}

data! {
    /// A printed form. Two documents may give one number to different ones, so that the document
    /// belongs to its name.
    pub struct Paper {
        pub number: String,
        /// The document that has it, in words.
        pub label: Label,
        /// False where its layout was not at hand: the fields are a proposal.
        pub supplied: bool = false,
    }
}

data! {
    pub struct Field {
        pub code: String,
        pub label: Label,
        pub kind: FieldKind,
        /// The step that fills the field needs a value for it.
        pub required: bool = false,
        /// Personal values are sealed with the case's key and never stand in the trail or in a notice.
        pub personal: bool = false,
        /// The choices of a choice or of a tick group.
        pub options: Vec<FieldOption>,
        /// Asked for only where another field holds one of these choices.
        pub asked_when: Option<When>,
        /// What helps to fill it in.
        pub hint: Option<Label>,
        pub clause: Word,
        pub place: Place,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    Text {
        chars_max: usize,
    },
    Number {
        min: Option<i64>,
        max: Option<i64>,
    },
    Date,
    /// A date with its time.
    Moment,
    Choice,
    TickGroup,
    Person,
    /// Several persons, each once.
    Persons,
    Unit,
    /// Several units, each once.
    Units,
    File,
    /// A file that is an encrypted container; the server never sees what is in it.
    Container,
    Asset,
    /// Several things, each once.
    Assets,
    /// Enrolled terminals, each once.
    Terminals,
    /// Another case, for example the consultation that an exception rests on.
    Case,
    /// A report of 110 video reporting.
    Report,
}

impl FieldKind {
    /// Whether a deadline may be about what it holds.
    pub fn is_thing(self) -> bool {
        matches!(self, Self::Asset | Self::Case | Self::Report)
    }

    pub fn is_file(self) -> bool {
        matches!(self, Self::File | Self::Container)
    }
}

data! {
    pub struct FieldOption {
        pub code: String,
        pub label: Label,
    }
}

impl Form {
    pub fn field(&self, code: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.code == code)
    }
}

impl Field {
    pub fn offers(&self, option: &str) -> bool {
        self.options.iter().any(|offered| offered.code == option)
    }
}

impl Part for FieldKind {
    fn of(table: &Table<'_>, key: &'static str) -> Option<Self> {
        let (min, max) = (table.optional("min"), table.optional("max"));
        let chars_max = table.optional("chars_max").unwrap_or(FIELD_CHARS);
        let text = Self::Text {
            chars_max: chars_max.min(FIELD_CHARS),
        };
        let kind = |word: &str| {
            Some(match word {
                "text" => text,
                "number" => Self::Number { min, max },
                "date" => Self::Date,
                "moment" => Self::Moment,
                "choice" => Self::Choice,
                "tick_group" => Self::TickGroup,
                "person" => Self::Person,
                "persons" => Self::Persons,
                "unit" => Self::Unit,
                "units" => Self::Units,
                "file" => Self::File,
                "container" => Self::Container,
                "asset" => Self::Asset,
                "assets" => Self::Assets,
                "terminals" => Self::Terminals,
                "case" => Self::Case,
                "report" => Self::Report,
                _ => return None,
            })
        };
        Some(table.one_of(key, kind).unwrap_or(text))
    }
}
