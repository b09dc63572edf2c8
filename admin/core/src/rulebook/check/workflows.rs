//! The words of a workflow: form, states, fields, actions, deadlines, posts and texts.

use super::super::{
    Rulebook,
    flaw::{Fault, Kind, Word},
    form::{FieldKind, Form},
    parameters::Value,
    reader::Flaws,
    workflow::{Event, Rule, Step, Trigger, Workflow},
};
use crate::{case::guard::Words, deadline::Consequence};

pub(super) fn check(rulebook: &Rulebook, workflow: &Workflow, flaws: &Flaws) {
    let Some(form) = rulebook.forms.get(&workflow.form.text) else {
        return flaws.unknown(Kind::Form, &workflow.form);
    };
    super::all_different(&workflow.states, flaws);
    super::all_different(&workflow.steps, flaws);
    let words = Words {
        rulebook,
        workflow,
        form,
        flaws,
    };
    words.state(&workflow.start);
    for step in &workflow.steps {
        step_words(&words, step);
        for rule in &step.guards {
            rule.guard.check(&words);
            rule_words(&words, rule);
        }
    }
    duties(rulebook, workflow, flaws);
}

fn step_words(words: &Words<'_>, step: &Step) {
    step.from
        .iter()
        .chain(&step.to)
        .for_each(|state| words.state(state));
    match &step.trigger {
        Trigger::Action(action) => words.action(action),
        Trigger::Deadline(deadline) => words.deadline(deadline),
        Trigger::Event(_) => {}
    }
    step.switch.iter().for_each(|switch| words.switch(switch));
    step.fills.iter().for_each(|field| words.field(field));
    step.opens
        .iter()
        .chain(&step.closes)
        .for_each(|deadline| words.deadline(deadline));
    let opened = step
        .all_opened()
        .filter_map(|kind| words.rulebook.deadlines.get(&kind.text));
    for start in opened.filter_map(|kind| kind.start.as_ref()) {
        words.field_of(start, |kind| {
            matches!(kind, FieldKind::Date | FieldKind::Moment)
        });
    }
    let asks = !step.guards.is_empty() || step.approvals.is_some();
    let asks_too_much = match step.trigger {
        Trigger::Action(_) => false,
        // Who writes from outside brings what is written, and is asked for nothing else.
        Trigger::Event(Event::Public) => asks,
        Trigger::Deadline(_) | Trigger::Event(Event::Erased) => asks || !step.fills.is_empty(),
    };
    if asks_too_much {
        words
            .flaws
            .add(&step.place, Fault::DeadlineStepAsks(step.code.clone()));
    }
    for notice in &step.notices {
        if let Some(when) = &notice.when {
            words.options(&when.field, &when.is);
        }
        words.post(&notice.to);
        words.text(&notice.text);
    }
    for asset in &step.assets {
        words.field_of(&asset.field, |kind| kind == FieldKind::Asset);
    }
}

fn rule_words(words: &Words<'_>, rule: &Rule) {
    rule.switch.iter().for_each(|switch| words.switch(switch));
    if let Some(when) = &rule.when {
        words.options(&when.field, &when.is);
    }
    if let Some(later) = &rule.or_later {
        let reason = later.reason.iter();
        reason
            .for_each(|field| words.field_of(field, |kind| matches!(kind, FieldKind::Text { .. })));
        words.deadline(&later.opens);
    }
}

/// A duty that opens has to be closed by some step of the same workflow.
fn duties(rulebook: &Rulebook, workflow: &Workflow, flaws: &Flaws) {
    let closed = |duty: &Word| {
        workflow
            .steps
            .iter()
            .any(|step| step.closes.iter().any(|it| **it == **duty))
    };
    for duty in workflow.steps.iter().flat_map(Step::all_opened) {
        let kind = rulebook.deadlines.get(&duty.text);
        let is_duty =
            kind.is_some_and(|kind| kind.consequence == Some(Consequence::OverdueEscalate));
        if is_duty && !closed(duty) {
            flaws.add(&duty.place, Fault::DutyNeverClosed(duty.text.clone()));
        }
    }
}

impl Words<'_> {
    pub fn state(&self, word: &Word) {
        self.known(Kind::State, word, self.workflow.state(word).is_some());
    }

    pub fn step(&self, word: &Word) {
        self.known(Kind::Step, word, self.workflow.step(word).is_some());
    }

    pub fn action(&self, word: &Word) {
        self.known(
            Kind::Action,
            word,
            self.rulebook.actions.contains_key(&word.text),
        );
    }

    pub fn deadline(&self, word: &Word) {
        self.known(
            Kind::Deadline,
            word,
            self.rulebook.deadlines.contains_key(&word.text),
        );
    }

    pub fn post(&self, word: &Word) {
        self.known(
            Kind::Post,
            word,
            self.rulebook.posts.contains_key(&word.text),
        );
    }

    pub fn text(&self, word: &Word) {
        self.known(
            Kind::Text,
            word,
            self.rulebook.texts.contains_key(&word.text),
        );
    }

    pub fn terminal(&self, word: &Word) {
        self.known(
            Kind::TerminalKind,
            word,
            self.rulebook.terminals.contains_key(&word.text),
        );
    }

    /// A number in the form of another workflow.
    pub fn foreign_number(&self, workflow: &Word, field: &Word) {
        let form = self.rulebook.workflows.get(&workflow.text);
        let form = form.and_then(|workflow| self.rulebook.forms.get(&workflow.form.text));
        let known = form.and_then(|form| form.field(field));
        let number = known.is_some_and(|field| matches!(field.kind, FieldKind::Number { .. }));
        self.known(Kind::Field, field, number);
    }

    /// A parameter that holds words.
    pub fn listed(&self, word: &Word) {
        let found = self.rulebook.parameters.get(&word.text);
        let words = found.is_some_and(|found| matches!(found.value, Value::Text(_)));
        self.known(Kind::Parameter, word, words);
    }

    /// A parameter that is on or off.
    pub fn switch(&self, word: &Word) {
        let parameter = self.rulebook.parameters.get(&word.text);
        self.known(Kind::Parameter, word, parameter.is_some());
        let is_switch = |value: &Value| matches!(value, Value::Switch(_));
        if parameter.is_some_and(|parameter| !is_switch(&parameter.value)) {
            self.flaws.add(&word.place, Fault::ParameterValue);
        }
    }

    /// A parameter that holds a figure.
    pub fn count(&self, word: &Word) {
        let exists = self.rulebook.parameters.contains_key(&word.text);
        self.known(Kind::Parameter, word, exists);
        if exists && self.rulebook.count(word).is_none() {
            self.flaws.add(&word.place, Fault::ParameterValue);
        }
    }

    pub fn field(&self, word: &Word) {
        self.field_of(word, |_| true);
    }

    /// A field of a kind that fits.
    pub fn field_of(&self, word: &Word, fits: impl Fn(FieldKind) -> bool) {
        match self.form.field(word) {
            None => self.flaws.unknown(Kind::Field, word),
            Some(field) if !fits(field.kind) => {
                self.flaws
                    .add(&word.place, Fault::FieldUnfit(word.text.clone()));
            }
            Some(_) => {}
        }
    }

    /// Options of a choice or of a tick group.
    pub fn options(&self, field: &Word, options: &[Word]) {
        self.field_of(field, |kind| {
            matches!(kind, FieldKind::Choice | FieldKind::TickGroup)
        });
        if let Some(field) = self.form.field(field) {
            for option in options {
                self.known(Kind::Option, option, field.offers(option));
            }
        }
    }

    /// A state of a workflow of this document, where the workflow belongs to it.
    pub fn foreign_state(&self, workflow: &Word, state: &Word) {
        match self.rulebook.workflows.get(&workflow.text) {
            None => self.flaws.unknown(Kind::Workflow, workflow),
            Some(other) => self.known(Kind::State, state, other.state(state).is_some()),
        }
    }

    fn known(&self, kind: Kind, word: &Word, known: bool) {
        if !known {
            self.flaws.unknown(kind, word);
        }
    }
}

impl Form {
    /// The name of a field, for messages.
    pub fn label_of(&self, field: &str) -> Option<&super::super::Label> {
        self.field(field).map(|field| &field.label)
    }
}
