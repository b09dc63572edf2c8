//! `named_in`: who acts, the terminal at which they act, or what a field holds is named in a field of
//! another case.

use super::{Facts, FieldKind, Guarding, Question, Unmet, Value, Word, Words, data};

data! {
    pub struct NamedIn {
        /// `actor` for who acts, `terminal` for the enrolled terminal, or a field.
        what: Word,
        /// The workflow whose case in this state names them in this field.
        workflow: Word,
        state: Word,
        field: Word,
        /// What that case is about: the value of this field of the own form.
        about: Word,
        /// The field that says in which unit that case is; without it, in the own one.
        unit: Option<Word>,
    }
}

const ACTOR: &str = "actor";
const TERMINAL: &str = "terminal";

impl Guarding for NamedIn {
    fn check(&self, words: &Words<'_>) {
        words.foreign_state(&self.workflow, &self.state);
        let place = &self.field.place;
        let what = &*self.what;
        let fits = |kind| match what {
            ACTOR => matches!(kind, FieldKind::Person | FieldKind::Persons),
            TERMINAL => kind == FieldKind::Terminals,
            _ => true,
        };
        if !matches!(what, ACTOR | TERMINAL) {
            words.field(&self.what);
        }
        words
            .names
            .field_of(place, &self.workflow, &self.field, fits);
        words.field(&self.about);
        if let Some(unit) = &self.unit {
            words.field_of(unit, |kind| kind == FieldKind::Unit);
        }
    }

    fn holds(&self, facts: &Facts<'_>) -> Result<(), Unmet> {
        let unit = match &self.unit {
            None => Some(facts.case.unit),
            Some(field) => match facts.value(field) {
                Some(Value::Unit(unit)) => Some(*unit),
                _ => None,
            },
        };
        let key = match &*self.what {
            ACTOR => facts.actor.map(|actor| actor.to_string()),
            TERMINAL => {
                let terminal = facts.context.holder.enrolled;
                terminal.map(|terminal| terminal.to_string())
            }
            field => facts.value(field).map(Value::key),
        };
        let about = facts.value(&self.about).map(Value::key);
        let named = match (unit, key, about) {
            (Some(unit), Some(key), Some(about)) => facts.says_yes(Question::Named {
                workflow: self.workflow.text.clone(),
                state: self.state.text.clone(),
                about,
                unit,
                field: self.field.text.clone(),
                key,
            }),
            _ => false,
        };
        Unmet::unless(named)
    }
}
