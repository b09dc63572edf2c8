//! Forms with their fields.

use admin_core::rulebook::{
    Rulebook,
    form::{Field, FieldKind, Form},
    workflow::When,
};
use protocol::admin::form::{self, AskedWhen, FieldOption, FieldView, FormView, PaperView};

use super::print::print;
use crate::posts::view::label;

/// A form with its printed sheet.
pub fn printed_form(own: &Form, rulebook: &Rulebook) -> FormView {
    FormView {
        print: rulebook.prints.get(&own.code).map(print),
        ..form(own)
    }
}

pub fn form(form: &Form) -> FormView {
    FormView {
        code: form.code.clone(),
        label: label(&form.label),
        fields: form.fields.iter().map(field).collect(),
        paper: form.paper.as_ref().map(|paper| PaperView {
            number: paper.number.clone(),
            document: label(&paper.label),
            supplied: paper.supplied,
        }),
        print: None,
        clause: form.clause.text.clone(),
    }
}

pub fn field(field: &Field) -> FieldView {
    let (chars_max, min, max) = match field.kind {
        FieldKind::Text { chars_max } => (u32::try_from(chars_max).ok(), None, None),
        FieldKind::Number { min, max } => (None, min, max),
        _ => (None, None, None),
    };
    FieldView {
        code: field.code.clone(),
        label: label(&field.label),
        kind: match field.kind {
            FieldKind::Text { .. } => form::FieldKind::Text,
            FieldKind::Number { .. } => form::FieldKind::Number,
            FieldKind::Date => form::FieldKind::Date,
            FieldKind::Moment => form::FieldKind::Moment,
            FieldKind::Choice => form::FieldKind::Choice,
            FieldKind::TickGroup => form::FieldKind::TickGroup,
            FieldKind::Person => form::FieldKind::Person,
            FieldKind::Persons => form::FieldKind::Persons,
            FieldKind::Unit => form::FieldKind::Unit,
            FieldKind::Units => form::FieldKind::Units,
            FieldKind::File => form::FieldKind::File,
            FieldKind::Container => form::FieldKind::Container,
            FieldKind::Asset => form::FieldKind::Asset,
            FieldKind::Assets => form::FieldKind::Assets,
            FieldKind::Terminals => form::FieldKind::Terminals,
            FieldKind::Case => form::FieldKind::Case,
            FieldKind::Report => form::FieldKind::Report,
        },
        required: field.required,
        personal: field.personal,
        options: field
            .options
            .iter()
            .map(|option| FieldOption {
                code: option.code.clone(),
                label: label(&option.label),
            })
            .collect(),
        chars_max,
        min,
        max,
        asked_when: field.asked_when.as_ref().map(asked_when),
        hint: field.hint.as_ref().map(label),
        clause: field.clause.text.clone(),
    }
}

fn asked_when(when: &When) -> AskedWhen {
    AskedWhen {
        field: when.field.text.clone(),
        is: when.is.iter().map(|option| option.text.clone()).collect(),
    }
}
