//! The words of a workflow: form, states, fields, actions, deadlines, posts and texts.

use super::{
    super::{
        flaw::{Fault, Kind, Word, names as named},
        form::FieldKind,
        parameters::Value,
        workflow::{Event, Exports, Rule, Step, Trigger, Workflow},
    },
    Names, Words,
};
use crate::deadline::Consequence;

pub(super) fn check(names: &Names<'_>, workflow: &Workflow) {
    names.known(Kind::Form, &workflow.form);
    let Some(form) = names.rulebook.forms.get(&workflow.form.text) else {
        return;
    };
    let words = Words {
        names: *names,
        workflow,
        form,
    };
    words.state(&workflow.start);
    if let Some(trains) = &workflow.trains {
        words.field_of(&trains.persons, |kind| {
            matches!(kind, FieldKind::Person | FieldKind::Persons)
        });
        words.field_of(&trains.on, |kind| kind == FieldKind::Date);
        words.state(&trains.state);
        names.parameter(&trains.valid, |value| matches!(value, Value::Period(_)));
    }
    if let Some(exports) = &workflow.exports {
        exports_words(&words, exports);
    }
    for step in &workflow.steps {
        step_words(&words, step);
        for rule in &step.guards {
            rule.guard.check(&words);
            rule_words(&words, rule);
        }
        let opened = step.all_opened();
        opened.for_each(|kind| opened_deadline(&words, kind));
    }
}

fn exports_words(words: &Words<'_>, exports: &Exports) {
    words.field_of(&exports.report, |kind| kind == FieldKind::Report);
    words.field_of(&exports.contents, |kind| kind == FieldKind::TickGroup);
    words.field_of(&exports.medium, |kind| kind == FieldKind::Asset);
    let step = (&words.workflow.code, &exports.step);
    words
        .names
        .effect_step_of(&exports.step.place, step.0, step.1);
    for text in [&exports.copy, &exports.sha256] {
        words.field_of(text, |kind| matches!(kind, FieldKind::Text { .. }));
    }
    words.field_of(&exports.bytes, |kind| {
        matches!(kind, FieldKind::Number { .. })
    });
}

fn step_words(words: &Words<'_>, step: &Step) {
    let names = &words.names;
    let otherwise = step
        .guards
        .iter()
        .filter_map(|rule| rule.otherwise.as_ref());
    let states = step.from.iter().chain(&step.to);
    let states = states.chain(otherwise.map(|other| &other.to));
    states.for_each(|state| words.state(state));
    names.all_known(Kind::Text, &step.script);
    match &step.trigger {
        Trigger::Action(action) => names.known(Kind::Action, action),
        Trigger::Deadline(deadline) => names.known(Kind::Deadline, deadline),
        Trigger::Event(_) => {}
    }
    if step.by_effect && !matches!(step.trigger, Trigger::Action(_)) {
        let (key, expected) = ("by_effect", "at a step with an action");
        let fault = Fault::WrongType { key, expected };
        names.flaws.add(&step.place, fault);
    }
    step.switch.iter().for_each(|switch| names.switch(switch));
    for field in &step.fills {
        words.field(field);
    }
    names.all_known(Kind::Deadline, step.all_opened().chain(&step.closes));
    let asks = !step.guards.is_empty() || step.approvals.is_some();
    let asks_too_much = match step.trigger {
        Trigger::Action(_) => false,
        // Who writes from outside brings what is written, and is asked for nothing else.
        Trigger::Event(Event::Public | Event::Reported | Event::Used) => asks,
        // Nobody is there who could be refused; a guard may only say where it leads.
        Trigger::Event(Event::Noticed | Event::Restored) => {
            let mut guards = step.guards.iter();
            step.approvals.is_some() || guards.any(|rule| rule.otherwise.is_none())
        }
        Trigger::Deadline(_) | Trigger::Event(Event::Erased) => asks || !step.fills.is_empty(),
    };
    if asks_too_much {
        let fault = Fault::DeadlineStepAsks(step.code.clone());
        names.flaws.add(&step.place, fault);
    }
    if let Some(approvals) = &step.approvals
        && !(2..=9).contains(&approvals.persons)
    {
        let (key, expected) = ("persons", "a number from 2 to 9");
        let fault = Fault::WrongType { key, expected };
        names.flaws.add(&approvals.place, fault);
    }
    for notice in &step.notices {
        let when = notice.when.iter();
        when.for_each(|when| words.options(&when.field, &when.is));
        notice.state.iter().for_each(|state| words.state(state));
        names.known(Kind::Post, &notice.to);
        names.known(Kind::Text, &notice.text);
    }
    for asset in &step.assets {
        words.field_of(&asset.field, |kind| kind == FieldKind::Asset);
    }
    for moved in &step.moves {
        words.field_of(&moved.field, FieldKind::is_thing);
        names.known(Kind::Deadline, &moved.deadline);
        if let Some(until) = &moved.until {
            words.field_of(until, |kind| kind == FieldKind::Date);
        }
    }
}

fn rule_words(words: &Words<'_>, rule: &Rule) {
    let switch = rule.switch.iter();
    switch.for_each(|switch| words.names.switch(switch));
    if let Some(when) = &rule.when {
        words.options(&when.field, &when.is);
    }
    let later = rule.or_later.iter();
    for field in later.filter_map(|later| later.reason.as_ref()) {
        words.field_of(field, |kind| matches!(kind, FieldKind::Text { .. }));
    }
}

/// It counts from a day or moment of the form, and a duty is closed by some step of the workflow.
fn opened_deadline(words: &Words<'_>, opened: &Word) {
    let Some(kind) = words.names.rulebook.deadlines.get(&opened.text) else {
        return;
    };
    if let Some(start) = &kind.start {
        words.field_of(start, |kind| {
            matches!(kind, FieldKind::Date | FieldKind::Moment)
        });
    }
    let mut steps = words.workflow.steps.iter();
    let closed = steps.any(|step| named(&step.closes, opened));
    if kind.consequence == Consequence::OverdueEscalate && !closed {
        let fault = Fault::DutyNeverClosed(opened.text.clone());
        words.names.flaws.add(&opened.place, fault);
    }
}
