//! The words of a workflow: form, states, fields, actions, deadlines, posts and texts.

use super::{
    super::{
        flaw::{Fault, Kind, Word, names as named},
        form::FieldKind,
        parameters::Value,
        workflow::{
            Counted, Counts, Event, Exports, Extracts, Rule, Step, THIS_CASE, Tell, Trigger,
            Workflow,
        },
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
    if let Some(coded) = &workflow.coded {
        coded.states.iter().for_each(|state| words.state(state));
        names.all_known(Kind::Action, [&coded.action, &coded.reading]);
        words.field_of(&coded.person, |kind| kind == FieldKind::Person);
    }
    let (members, unlocks) = (workflow.members.iter(), workflow.unlocks.iter());
    members.for_each(|members| members.check(&words));
    unlocks.for_each(|unlocks| unlocks.check(&words));
    workflow.mails.iter().for_each(|mails| mails.check(&words));
    names.all_known(Kind::Text, &workflow.first);
    if let Some(extracts) = &workflow.extracts {
        extracts_words(&words, extracts);
    }
    for step in &workflow.steps {
        step_words(&words, step);
        for counts in &step.counts {
            counted_words(&words, counts);
        }
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
    for set in &step.sets {
        words.options(&set.field, &set.is);
    }
    names.all_known(Kind::Deadline, step.all_opened().chain(&step.closes));
    let asks = !step.guards.is_empty() || step.approvals.is_some();
    let asks_too_much = match step.trigger {
        Trigger::Action(_) => false,
        // Who writes from outside brings what is written, and is asked for nothing else.
        Trigger::Event(Event::Public | Event::Reported | Event::Used) => asks,
        // Nobody is there who could be refused; a guard may only say where it leads.
        Trigger::Event(Event::Noticed | Event::Restored | Event::Told | Event::Left) => {
            let mut guards = step.guards.iter();
            step.approvals.is_some() || guards.any(|rule| rule.otherwise.is_none())
        }
        Trigger::Deadline(_) | Trigger::Event(Event::Erased | Event::Expiring | Event::Guessed) => {
            asks || !step.fills.is_empty()
        }
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
        notice.when.iter().for_each(|when| words.when(when));
        notice.state.iter().for_each(|state| words.state(state));
        if let Some(units) = &notice.units {
            words.field_of(units, |kind| {
                matches!(kind, FieldKind::Unit | FieldKind::Units)
            });
        }
        names.known(Kind::Post, &notice.to);
        if let Some(person) = &notice.person {
            words.field_of(person, |kind| kind == FieldKind::Person);
        }
        names.known(Kind::Text, &notice.text);
    }
    words.fields_of(&step.forgets, |kind| kind == FieldKind::Asset);
    words.fields_of(&step.unit, |kind| kind == FieldKind::Unit);
    step.assets.iter().for_each(|it| it.check(words));
    step.takes_in.iter().for_each(|it| it.check(words));
    step.numbers.iter().for_each(|it| it.check(words, step));
    step.opens_when.iter().for_each(|it| words.when(&it.when));
    for erased in &step.erases {
        words.field_of(erased, FieldKind::is_file);
    }
    beyond_words(words, step);
    for moved in &step.moves {
        words.field_of(&moved.field, FieldKind::is_thing);
        names.known(Kind::Deadline, &moved.deadline);
        if let Some(until) = &moved.until {
            words.field_of(until, |kind| kind == FieldKind::Date);
        }
    }
}

fn counted_words(words: &Words<'_>, counts: &Counts) {
    match &counts.what {
        Counted::Figure(figure) => {
            words.field_of(&counts.field, |kind| {
                matches!(kind, FieldKind::Number { .. })
            });
            words.names.known(Kind::Figure, figure);
        }
        Counted::LastDayOf(deadline) => {
            words.field_of(&counts.field, |kind| kind == FieldKind::Date);
            opened_deadline(words, deadline);
            words.names.known(Kind::Deadline, deadline);
        }
    }
}

/// What a step does to other cases, posts and sessions.
fn beyond_words(words: &Words<'_>, step: &Step) {
    let names = &words.names;
    words.fields(&step.traces);
    for copied in &step.copies {
        words.field_of(&copied.from, |kind| kind == FieldKind::Case);
        words.field(&copied.to);
        names.known(Kind::Workflow, &copied.workflow);
        names.field_of(&copied.field.place, &copied.workflow, &copied.field, |_| {
            true
        });
    }
    for tell in &step.tells {
        names.known(Kind::Workflow, &tell.workflow);
        if let Some(case) = &tell.case {
            words.field_of(case, |kind| kind == FieldKind::Case);
        }
        tell.when.iter().for_each(|when| words.when(when));
        tell.state.iter().for_each(|state| words.state(state));
        let in_each = tell.in_each.iter();
        in_each.for_each(|it| names.parameter(it, |value| matches!(value, Value::Text(_))));
        told_begins(words, tell);
        for brought in &tell.brings {
            let to = &brought.to;
            names.field_of(&to.place, &tell.workflow, to, |_| true);
            let from = brought.from.iter().filter(|from| ***from != *THIS_CASE);
            from.for_each(|from| {
                words.field(from);
            });
        }
    }
    if let Some(collects) = &step.collects {
        words.foreign_state(&collects.workflow, &collects.state);
        let field = &collects.field;
        names.field_of(&field.place, &collects.workflow, field, |kind| {
            kind == FieldKind::Case
        });
    }
    for gives in step.gives.iter().chain(&step.takes) {
        names.known(Kind::Post, &gives.post);
        if let Some(person) = &gives.person {
            words.field_of(person, |kind| kind == FieldKind::Person);
        }
        for text in gives.user_id.iter().chain(&gives.name) {
            words.field_of(text, |kind| matches!(kind, FieldKind::Text { .. }));
        }
    }
    if let Some(person) = &step.ends_sessions_of {
        words.field_of(person, |kind| kind == FieldKind::Person);
    }
}

/// A new case can only begin where its workflow waits for being told.
fn told_begins(words: &Words<'_>, tell: &Tell) {
    let names = &words.names;
    let other = names.rulebook.workflows.get(&tell.workflow.text);
    let (Some(other), None) = (other, &tell.case) else {
        return;
    };
    let told = Trigger::Event(Event::Told);
    let mut first = other.steps_from(&other.start);
    if first.all(|step| step.trigger != told) {
        names.flaws.unknown(Kind::Step, &tell.workflow);
    }
}

fn extracts_words(words: &Words<'_>, extracts: &Extracts) {
    words.field_of(&extracts.about, |kind| kind == FieldKind::Case);
    words.field_of(&extracts.unit, |kind| kind == FieldKind::Unit);
    for day in [&extracts.from, &extracts.to] {
        words.field_of(day, |kind| kind == FieldKind::Date);
    }
    extracts.states.iter().for_each(|state| words.state(state));
}

fn rule_words(words: &Words<'_>, rule: &Rule) {
    let switch = rule.switch.iter();
    switch.for_each(|switch| words.names.switch(switch));
    rule.when.iter().for_each(|when| words.when(when));
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
