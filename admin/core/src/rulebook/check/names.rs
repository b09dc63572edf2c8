//! Whether a word names something: in the rulebook, or in a workflow and its form.

use super::super::{
    Rulebook,
    flaw::{Fault, Flaws, Kind, Place, Word},
    form::{Field, FieldKind, Form},
    parameters::Value,
    workflow::{When, Workflow},
};

/// What words can name, and where it is told that they name nothing.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    pub rulebook: &'a Rulebook,
    pub flaws: &'a Flaws,
}

/// What the words of a workflow's steps can name.
pub(crate) struct Words<'a> {
    pub names: Names<'a>,
    pub workflow: &'a Workflow,
    pub form: &'a Form,
}

impl Names<'_> {
    /// A datum of a kind that stands in the rulebook by itself.
    pub fn has(&self, kind: Kind, text: &str) -> bool {
        let rulebook = self.rulebook;
        match kind {
            Kind::Action => rulebook.actions.contains_key(text),
            Kind::Clause => rulebook.clauses.knows(text),
            Kind::Deadline => rulebook.deadlines.contains_key(text),
            Kind::Figure => rulebook.figures.contains_key(text),
            Kind::Form => rulebook.forms.contains_key(text),
            Kind::Ledger => rulebook.ledgers.contains_key(text),
            Kind::Parameter => rulebook.parameters.contains_key(text),
            Kind::Post => rulebook.posts.contains_key(text),
            Kind::TerminalKind => rulebook.terminals.contains_key(text),
            Kind::Text => rulebook.texts.contains_key(text),
            Kind::Workflow => rulebook.workflows.contains_key(text),
            Kind::EffectStep
            | Kind::Field
            | Kind::Guard
            | Kind::Option
            | Kind::State
            | Kind::Step
            | Kind::Word => false,
        }
    }

    pub fn known(&self, kind: Kind, word: &Word) {
        self.unless(self.has(kind, word), kind, word);
    }

    pub fn all_known<'a>(&self, kind: Kind, words: impl IntoIterator<Item = &'a Word>) {
        words.into_iter().for_each(|word| self.known(kind, word));
    }

    pub fn unless(&self, known: bool, kind: Kind, word: &Word) {
        if !known {
            self.flaws.unknown(kind, word);
        }
    }

    /// A parameter whose value fits.
    pub fn parameter(&self, word: &Word, fits: impl Fn(&Value) -> bool) {
        match self.rulebook.parameters.get(&word.text) {
            None => self.flaws.unknown(Kind::Parameter, word),
            Some(parameter) if fits(&parameter.value) => {}
            Some(_) => self.flaws.add(&word.place, Fault::ParameterValue),
        }
    }

    pub fn switch(&self, word: &Word) {
        self.parameter(word, |value| matches!(value, Value::Switch(_)));
    }

    pub fn count(&self, word: &Word) {
        self.parameter(word, |value| matches!(value, Value::Count(_)));
    }

    /// A word of a datum that another module reads; it is told where the datum stands.
    pub fn known_at(&self, place: &Place, kind: Kind, text: &str) {
        self.unless_at(self.has(kind, text), place, kind, text);
    }

    pub fn count_at(&self, place: &Place, text: &str) {
        let is_count = self.rulebook.count(text).is_some();
        self.unless_at(is_count, place, Kind::Parameter, text);
    }

    pub fn state_of(&self, place: &Place, workflow: &str, state: &str) {
        let found = self.rulebook.workflows.get(workflow);
        let known = found.is_some_and(|workflow| workflow.state(state).is_some());
        self.unless_at(known, place, Kind::State, state);
    }

    pub fn step_of(&self, place: &Place, workflow: &str, step: &str) {
        let found = self.rulebook.workflows.get(workflow);
        let known = found.is_some_and(|workflow| workflow.step(step).is_some());
        self.unless_at(known, place, Kind::Step, step);
    }

    pub fn effect_step_of(&self, place: &Place, workflow: &str, step: &str) {
        let found = self.rulebook.workflows.get(workflow);
        let found = found.and_then(|workflow| workflow.step(step));
        let known = found.is_some_and(|step| step.by_effect);
        self.unless_at(known, place, Kind::EffectStep, step);
    }

    pub fn field_of(
        &self,
        place: &Place,
        workflow: &str,
        field: &str,
        fits: impl Fn(FieldKind) -> bool,
    ) {
        let form = self.rulebook.form_of(workflow);
        let found = form.and_then(|form| form.field(field));
        let known = found.is_some_and(|field| fits(field.kind));
        self.unless_at(known, place, Kind::Field, field);
    }

    fn unless_at(&self, known: bool, place: &Place, kind: Kind, text: &str) {
        if !known {
            let (text, place) = (text.to_owned(), place.clone());
            self.flaws.unknown(kind, &Word { text, place });
        }
    }
}

impl Words<'_> {
    pub fn state(&self, word: &Word) {
        let known = self.workflow.state(word).is_some();
        self.names.unless(known, Kind::State, word);
    }

    pub fn step(&self, word: &Word) {
        let known = self.workflow.step(word).is_some();
        self.names.unless(known, Kind::Step, word);
    }

    /// An own step that the system takes with what it stands for.
    pub fn effect_step(&self, word: &Word) {
        let workflow = &self.workflow.code;
        self.names.effect_step_of(&word.place, workflow, word);
    }

    /// A state of another workflow.
    pub fn foreign_state(&self, workflow: &Word, state: &Word) {
        self.names.known(Kind::Workflow, workflow);
        if let Some(other) = self.names.rulebook.workflows.get(&workflow.text) {
            let known = other.state(state).is_some();
            self.names.unless(known, Kind::State, state);
        }
    }

    /// Choices of a field of another workflow that is not personal.
    pub fn foreign_options(&self, workflow: &Word, with: &When) {
        let form = self.names.rulebook.form_of(workflow);
        let field = form.and_then(|form| form.field(&with.field));
        let field = field.filter(|field| !field.personal);
        self.names.unless(field.is_some(), Kind::Field, &with.field);
        for option in &with.is {
            let offers = field.is_none_or(|field| field.offers(option));
            self.names.unless(offers, Kind::Option, option);
        }
    }

    pub fn fields(&self, words: &[Word]) {
        for word in words {
            self.field(word);
        }
    }

    /// Fields of a kind that fits.
    pub fn fields_of<'b>(
        &self,
        words: impl IntoIterator<Item = &'b Word>,
        fits: impl Fn(FieldKind) -> bool,
    ) {
        for word in words {
            self.field_of(word, &fits);
        }
    }

    /// A field that holds one of some choices.
    pub fn when(&self, when: &When) {
        self.options(&when.field, &when.is);
    }

    pub fn field(&self, word: &Word) -> Option<&Field> {
        self.field_of(word, |_| true)
    }

    /// A field of a kind that fits.
    pub fn field_of(&self, word: &Word, fits: impl Fn(FieldKind) -> bool) -> Option<&Field> {
        let found = self.form.field(word);
        match found {
            None => self.names.flaws.unknown(Kind::Field, word),
            Some(field) if fits(field.kind) => {}
            Some(_) => {
                let fault = Fault::FieldUnfit(word.text.clone());
                self.names.flaws.add(&word.place, fault);
            }
        }
        found
    }

    /// Options of a choice or of a tick group.
    pub fn options(&self, field: &Word, options: &[Word]) {
        let chosen = |kind| matches!(kind, FieldKind::Choice | FieldKind::TickGroup);
        if let Some(field) = self.field_of(field, chosen) {
            for option in options {
                self.names
                    .unless(field.offers(option), Kind::Option, option);
            }
        }
    }
}
