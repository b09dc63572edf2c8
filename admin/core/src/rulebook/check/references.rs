//! Posts, terminals, parameters, forms, deadlines and ledgers name what exists.

use super::{
    super::{
        deadlines::{DeadlineKind, Period},
        flaw::{Fault, Kind},
        form::{Field, FieldKind, Form},
        ledgers::Ledger,
        parameters::Value,
    },
    Names,
};
use crate::asset::Requirement;

pub(super) fn check(names: &Names<'_>) {
    let rulebook = names.rulebook;
    for post in rulebook.posts.values() {
        names.all_known(Kind::TerminalKind, &post.terminals);
        names.all_known(Kind::Post, post.superior.iter().chain(&post.deputies));
    }
    for parameter in rulebook.parameters.values() {
        names.all_known(Kind::Action, &parameter.set_by);
        if !parameter.allows(&parameter.value) {
            names.flaws.add(&parameter.place, Fault::ParameterValue);
        }
    }
    for text in rulebook.texts.values() {
        names.all_known(Kind::Action, &text.set_by);
    }
    for kind in rulebook.deadlines.values() {
        deadline(names, kind);
    }
    if let Some(publication) = &rulebook.publication {
        publication.check(names);
    }
    for announced in rulebook.announcements.values() {
        announced.check(names);
    }
    for figure in rulebook.figures.values() {
        figure.check(names);
    }
    for it in rulebook.ledgers.values() {
        ledger(names, it);
    }
    for print in rulebook.prints.values() {
        print.check(names);
    }
    for form in rulebook.forms.values() {
        for it in &form.fields {
            field(names, form, it);
        }
    }
}

fn deadline(names: &Names<'_>, kind: &DeadlineKind) {
    names.all_known(Kind::Post, kind.holder.iter().chain(&kind.owed_to));
    kind.days.iter().for_each(|days| names.count(days));
    match &kind.period {
        Period::Parameter(code) => {
            names.parameter(code, |value| matches!(value, Value::Period(_)));
        }
        Period::Fixed(rule) => {
            if let Err(cause) = rule.check() {
                let fault = Fault::Period(cause.to_string());
                names.flaws.add(&kind.place, fault);
            }
        }
    }
}

/// The table holds together, every word of it has its name, and cases and posts exist.
fn ledger(names: &Names<'_>, ledger: &Ledger) {
    let place = &ledger.place;
    let tell = |flaw: String| names.flaws.add(place, Fault::Ledger(flaw));
    for error in ledger.kind.check() {
        tell(error.to_string());
    }
    for code in ledger.without_word() {
        tell(format!("`{code}` has no word for people"));
    }
    for line in &ledger.kind.transitions {
        let named = ledger.states.iter().any(|state| state.code == line.to);
        names.unless(named, Kind::State, &ledger.word(&line.to));
        for need in &line.needs {
            for case in need.what.cases() {
                names.known_at(place, Kind::Workflow, case);
            }
            if let Requirement::Listed(parameter) = &need.what {
                names.known_at(place, Kind::Parameter, parameter);
            }
            if let Requirement::Held(post) = &need.what {
                names.known_at(place, Kind::Post, post);
            }
        }
    }
    if let Some(incident) = &ledger.kind.incident {
        let is_asset = |kind| kind == FieldKind::Asset;
        names.known_at(place, Kind::Workflow, &incident.workflow);
        names.field_of(place, &incident.workflow, &incident.field, is_asset);
    }
    for period in &ledger.kind.periods {
        let holder = period.holder.iter();
        holder.for_each(|post| names.known_at(place, Kind::Post, post));
    }
    if let Some(terms) = &ledger.footage {
        terms.check(names, place);
    }
}

fn field(names: &Names<'_>, form: &Form, field: &Field) {
    let unfit = || {
        let fault = Fault::FieldUnfit(field.code.clone());
        names.flaws.add(&field.place, fault);
    };
    let chosen_from = matches!(field.kind, FieldKind::Choice | FieldKind::TickGroup);
    if chosen_from == field.options.is_empty() {
        unfit();
    }
    let Some(when) = &field.asked_when else {
        return;
    };
    let Some(other) = form.field(&when.field) else {
        return names.flaws.unknown(Kind::Field, &when.field);
    };
    // Another field's choices say whether it is asked for, so nothing can require it.
    if field.required || other.code == field.code {
        unfit();
    }
    for option in &when.is {
        names.unless(other.offers(option), Kind::Option, option);
    }
}
