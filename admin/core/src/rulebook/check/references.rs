//! Posts, terminals, parameters, forms and deadlines name what exists.

use super::super::{
    Rulebook,
    deadlines::Period,
    flaw::{Fault, Kind, Word},
    form::{Field, FieldKind, Form},
    ledgers::Ledger,
    parameters::Value,
    reader::Flaws,
};
use crate::asset::Requirement;

pub(super) fn check(rulebook: &Rulebook, flaws: &Flaws) {
    posts(rulebook, flaws);
    deadlines(rulebook, flaws);
    set_by(rulebook, flaws);
    if let Some(publication) = &rulebook.publication {
        publication.check(rulebook, flaws);
    }
    rulebook
        .ledgers
        .values()
        .for_each(|ledger| ledger_words(rulebook, ledger, flaws));
    for form in rulebook.forms.values() {
        super::all_different(&form.fields, flaws);
        for field in &form.fields {
            options(field, flaws);
            asked_when(form, field, flaws);
        }
    }
}

fn posts(rulebook: &Rulebook, flaws: &Flaws) {
    for post in rulebook.posts.values() {
        for terminal in &post.terminals {
            if !rulebook.terminals.contains_key(&terminal.text) {
                flaws.unknown(Kind::TerminalKind, terminal);
            }
        }
        for other in post.superior.iter().chain(&post.deputies) {
            if !rulebook.posts.contains_key(&other.text) {
                flaws.unknown(Kind::Post, other);
            }
        }
    }
}

/// The acts by which parameters and texts are set exist.
fn set_by(rulebook: &Rulebook, flaws: &Flaws) {
    let parameters = rulebook.parameters.values();
    let parameters = parameters.filter_map(|parameter| parameter.set_by.as_ref());
    let texts = rulebook.texts.values();
    let texts = texts.filter_map(|text| text.set_by.as_ref());
    for action in parameters.chain(texts) {
        if !rulebook.actions.contains_key(&action.text) {
            flaws.unknown(Kind::Action, action);
        }
    }
}

fn deadlines(rulebook: &Rulebook, flaws: &Flaws) {
    for deadline in rulebook.deadlines.values() {
        if let Some(holder) = &deadline.holder
            && !rulebook.posts.contains_key(&holder.text)
        {
            flaws.unknown(Kind::Post, holder);
        }
        if let Some(days) = &deadline.days
            && rulebook.count(days).is_none()
        {
            flaws.unknown(Kind::Parameter, days);
        }
        let Period::Parameter(code) = &deadline.period else {
            continue;
        };
        match rulebook
            .parameters
            .get(&code.text)
            .map(|parameter| &parameter.value)
        {
            // A flaw of the period itself has been told.
            None if code.text.is_empty() => {}
            None => flaws.unknown(Kind::Parameter, code),
            Some(Value::Period(_)) => {}
            Some(_) => flaws.add(&code.place, Fault::ParameterValue),
        }
    }
}

/// Every state has its name, and cases and posts of the table exist.
fn ledger_words(rulebook: &Rulebook, ledger: &Ledger, flaws: &Flaws) {
    super::all_different(&ledger.states, flaws);
    let word = |text: &str| Word {
        text: text.to_owned(),
        place: ledger.place.clone(),
    };
    for state in ledger.states_of_table() {
        if !ledger.states.iter().any(|named| named.code == state) {
            flaws.unknown(Kind::State, &word(state));
        }
    }
    let named = ledger
        .footage
        .iter()
        .flat_map(|terms| terms.unknown(rulebook));
    for (kind, text) in named {
        flaws.unknown(kind, &word(&text));
    }
    let needs = ledger.kind.transitions.iter().flat_map(|line| &line.needs);
    for need in needs {
        if let Requirement::Case(case)
        | Requirement::Unlocked {
            lifted_by: Some(case),
        } = &need.what
            && !rulebook.workflows.contains_key(case)
        {
            flaws.unknown(Kind::Workflow, &word(case));
        }
    }
    for holder in ledger
        .kind
        .periods
        .iter()
        .filter_map(|period| period.holder.as_deref())
    {
        if !rulebook.posts.contains_key(holder) {
            flaws.unknown(Kind::Post, &word(holder));
        }
    }
}

fn options(field: &Field, flaws: &Flaws) {
    super::all_different(&field.options, flaws);
    let chosen_from = matches!(field.kind, FieldKind::Choice | FieldKind::TickGroup);
    if chosen_from == field.options.is_empty() {
        flaws.add(&field.place, Fault::FieldUnfit(field.code.clone()));
    }
}

/// Another field's choices say whether it is asked for, so nothing can require it.
fn asked_when(form: &Form, field: &Field, flaws: &Flaws) {
    let Some(when) = &field.asked_when else {
        return;
    };
    let Some(other) = form.field(&when.field) else {
        return flaws.unknown(Kind::Field, &when.field);
    };
    if field.required || other.code == field.code {
        flaws.add(&field.place, Fault::FieldUnfit(field.code.clone()));
    }
    for option in when.is.iter().filter(|option| !other.offers(option)) {
        flaws.unknown(Kind::Option, option);
    }
}
