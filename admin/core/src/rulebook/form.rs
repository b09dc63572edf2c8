//! Forms: which fields a case has, and what each may hold.

use super::{
    Label,
    flaw::{Place, Word},
    reader::Reader,
    workflow::When,
};
use crate::limits::FIELD_CHARS;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    pub code: String,
    pub label: Label,
    pub fields: Vec<Field>,
    pub clause: Word,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub code: String,
    pub label: Label,
    pub kind: FieldKind,
    /// The step that fills the field needs a value for it.
    pub required: bool,
    /// Personal values are sealed with the case's key and never stand in the trail or in a notice.
    pub personal: bool,
    /// The choices of a choice or of a tick group.
    pub options: Vec<FieldOption>,
    /// Asked for only where another field holds one of these choices.
    pub asked_when: Option<When>,
    /// What helps to fill it in.
    pub hint: Option<Label>,
    pub clause: Word,
    pub place: Place,
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
    Unit,
    File,
    Asset,
    /// Several things, each once.
    Assets,
    /// Another case, for example the consultation that an exception rests on.
    Case,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldOption {
    pub code: String,
    pub label: Label,
    pub place: Place,
}

impl Form {
    pub(super) fn read(table: &Reader<'_>) -> Self {
        Self {
            code: table.text("code"),
            label: table.label(),
            fields: table.tables("field", Field::read),
            clause: table.word("clause"),
            place: table.place(),
        }
    }

    pub fn field(&self, code: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.code == code)
    }
}

impl Field {
    fn read(table: &Reader<'_>) -> Self {
        Self {
            code: table.text("code"),
            label: table.label(),
            kind: FieldKind::read(table),
            required: table.flag("required"),
            personal: table.flag("personal"),
            options: table.tables("options", FieldOption::read),
            asked_when: table.table("asked_when", When::read),
            hint: table.table("hint", |hint| hint.label()),
            clause: table.word("clause"),
            place: table.place(),
        }
    }

    pub fn offers(&self, option: &str) -> bool {
        self.options.iter().any(|offered| offered.code == option)
    }
}

impl FieldKind {
    fn read(table: &Reader<'_>) -> Self {
        let number = Self::Number {
            min: table.integer("min"),
            max: table.integer("max"),
        };
        let chars_max = table
            .integer("chars_max")
            .and_then(|n| usize::try_from(n).ok());
        let text = Self::Text {
            chars_max: chars_max.unwrap_or(FIELD_CHARS).min(FIELD_CHARS),
        };
        let kinds = [
            ("text", text),
            ("number", number),
            ("date", Self::Date),
            ("moment", Self::Moment),
            ("choice", Self::Choice),
            ("tick_group", Self::TickGroup),
            ("person", Self::Person),
            ("unit", Self::Unit),
            ("file", Self::File),
            ("asset", Self::Asset),
            ("assets", Self::Assets),
            ("case", Self::Case),
        ];
        let kind = table.one_of("kind", &kinds);
        table.told_if_missing("kind", kind).unwrap_or(text)
    }
}

impl FieldOption {
    fn read(table: &Reader<'_>) -> Self {
        Self {
            code: table.text("code"),
            label: table.label(),
            place: table.place(),
        }
    }
}
