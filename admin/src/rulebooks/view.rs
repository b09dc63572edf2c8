//! A rulebook as a screen reads it: article, rule in force, parameters.

mod article;
mod form;
mod ledger;
mod print;
mod workflow;

use admin_core::{
    deadline::Rule,
    rulebook::{
        Rulebook,
        deadlines::Period,
        flaw::Word,
        library::Standing,
        parameters::{Parameter, Value},
    },
};
use jiff::civil::Date;
use protocol::{
    admin::{
        label::Label,
        rulebook::{
            AppointmentRow, DeadlineKindView, LayerView, NamedRule, ParameterView, PostKindView,
            ReferenceView, RulebookHead, RulebookView, TermView, TextView,
        },
    },
    time::Day,
};

use super::{Proofs, settings::value_view};
use crate::{posts::view::label, units::Units};

pub use form::{field, form, printed_form};
pub use ledger::{ledger_act, ledger_acts, ledger_word};
pub use workflow::{state, workflow};

/// Days before the end of a validity from which it is told (VR-0.1).
const WARNING: &str = "validity_warning";

/// What the person who asks may set, by the code of the act.
pub type MaySet<'a> = &'a dyn Fn(&str) -> bool;

pub fn head(rulebook: &Rulebook, today: Date, standing: Standing) -> RulebookHead {
    let document = &rulebook.document;
    let days_left = document.valid_to.and_then(|last| {
        let days = today.until(last).ok()?.get_days();
        // Only a document that warns of its end is told of.
        rulebook.deadlines.get(WARNING)?;
        u32::try_from(days)
            .ok()
            .filter(|days| *days <= warning_days(rulebook))
    });
    RulebookHead {
        document: document.code.clone(),
        version: document.version.clone(),
        title: label(&document.title),
        short: label(document.short()),
        valid_from: Day(document.valid_from),
        valid_to: document.valid_to.map(Day),
        original_kept_to: document.original_kept_to.map(Day),
        past: standing == Standing::InForce && document.is_past(today),
        replaced: standing == Standing::Replaced,
        days_left,
        in_force: standing == Standing::InForce,
    }
}

fn warning_days(rulebook: &Rulebook) -> u32 {
    let kind = rulebook.deadlines.get(WARNING);
    match kind.and_then(|kind| rulebook.period(kind)) {
        Some(Rule::DaysBefore { days, .. }) => u32::from(days),
        _ => 0,
    }
}

pub fn rulebook(
    rulebook: &Rulebook,
    units: &Units,
    today: Date,
    standing: Standing,
    proofs: &Proofs,
    may_set: MaySet<'_>,
) -> RulebookView {
    let is_in_force = standing == Standing::InForce;
    let settable = |set_by: Option<&str>| set_by.is_some_and(may_set);
    RulebookView {
        head: head(rulebook, today, standing),
        layers: layers(rulebook, units),
        references: references(rulebook),
        glossary: glossary(rulebook),
        articles: article::articles(rulebook, is_in_force.then_some(proofs)),
        parameters: rulebook
            .parameters
            .values()
            .map(|parameter| {
                let set_by = parameter.set_by.as_ref().map(|action| action.text.as_str());
                parameter_view(parameter, settable(set_by))
            })
            .collect(),
        posts: posts(rulebook),
        terminals: rulebook
            .terminals
            .values()
            .map(|kind| named(&kind.code, &kind.label, &kind.clause))
            .collect(),
        appointments: appointments(rulebook),
        actions: rulebook
            .actions
            .values()
            .map(|kind| named(&kind.code, &kind.label, &kind.clause))
            .collect(),
        forms: rulebook
            .forms
            .values()
            .map(|form| printed_form(form, rulebook))
            .collect(),
        workflows: rulebook.workflows.values().map(workflow).collect(),
        ledgers: rulebook.ledgers.values().map(ledger::ledger).collect(),
        deadlines: deadlines(rulebook),
        texts: rulebook
            .texts
            .values()
            .map(|text| TextView {
                code: text.code.clone(),
                label: label(&text.label),
                other: text.other.clone(),
                settable: settable(text.set_by.as_ref().map(|action| action.text.as_str())),
                clause: text.clause.text.clone(),
            })
            .collect(),
    }
}

fn named(code: &str, words: &admin_core::rulebook::Label, clause: &str) -> NamedRule {
    NamedRule {
        code: code.to_owned(),
        label: label(words),
        clause: clause.to_owned(),
    }
}

fn layers(rulebook: &Rulebook, units: &Units) -> Vec<LayerView> {
    let layers = rulebook.layers.iter();
    layers
        .map(|layer| LayerView {
            level: layer.level.code().to_owned(),
            unit: layer.unit,
            unit_name: units.name(layer.unit).to_owned(),
            version: layer.version.clone(),
            author: layer.author.clone(),
            valid_from: Day(layer.valid_from),
        })
        .collect()
}

fn references(rulebook: &Rulebook) -> Vec<ReferenceView> {
    let references = rulebook.document.references.iter();
    references
        .map(|reference| ReferenceView {
            relation: reference.relation.code().to_owned(),
            title: label(&reference.title),
            issued: reference.issued.map(Day),
            supplied: reference.supplied,
            clause: reference.clause.text.clone(),
        })
        .collect()
}

fn glossary(rulebook: &Rulebook) -> Vec<TermView> {
    let terms = rulebook.terms.values();
    terms
        .map(|term| TermView {
            term: label(&term.label),
            meaning: label(&term.meaning),
            source: label(&term.source),
            supplied: term.supplied,
            clause: term.clause.text.clone(),
        })
        .collect()
}

fn parameter_view(parameter: &Parameter, settable: bool) -> ParameterView {
    ParameterView {
        code: parameter.code.clone(),
        label: label(&parameter.label),
        value: value_view(&parameter.value),
        words: words(parameter),
        unit: parameter.unit.as_ref().map(label),
        ours: parameter.ours,
        level: parameter.level.code().to_owned(),
        min: parameter.min,
        max: parameter.max,
        narrower: parameter.narrower.map(|way| way.code().to_owned()),
        settable,
        clause: parameter.clause.text.clone(),
    }
}

fn words(parameter: &Parameter) -> Label {
    let both = |ja: String, en: String| Label { ja, en };
    match &parameter.value {
        Value::Count(n) => match &parameter.unit {
            Some(unit) => both(format!("{n}{}", unit.ja), format!("{n} {}", unit.en)),
            None => both(n.to_string(), n.to_string()),
        },
        Value::Switch(true) => both("適用する".to_owned(), "on".to_owned()),
        Value::Switch(false) => both("適用しない".to_owned(), "off".to_owned()),
        Value::Text(text) => both(text.clone(), text.clone()),
        Value::Period(rule) => label(&rule.words()),
    }
}

fn posts(rulebook: &Rulebook) -> Vec<PostKindView> {
    let texts = |words: &[Word]| words.iter().map(|word| word.text.clone()).collect();
    let posts = rulebook.posts.values();
    posts
        .map(|post| PostKindView {
            code: post.code.clone(),
            label: label(&post.label),
            units: post
                .units
                .iter()
                .map(|kind| kind.code().to_owned())
                .collect(),
            single: post.single,
            office: post.office.clone(),
            terminals: texts(&post.terminals),
            superior: post.superior.as_ref().map(|word| word.text.clone()),
            deputies: texts(&post.deputies),
            clause: post.clause.text.clone(),
        })
        .collect()
}

fn appointments(rulebook: &Rulebook) -> Vec<AppointmentRow> {
    let rows = rulebook.appointments.iter();
    rows.map(|row| AppointmentRow {
        grantor: row.grantor.text.clone(),
        grantees: row.grantees.iter().map(|word| word.text.clone()).collect(),
        acts: row.acts.iter().map(|act| act.code().to_owned()).collect(),
        scope: row.scope.code().to_owned(),
        clause: row.clause.text.clone(),
    })
    .collect()
}

fn deadlines(rulebook: &Rulebook) -> Vec<DeadlineKindView> {
    let kinds = rulebook.deadlines.values();
    kinds
        .map(|kind| DeadlineKindView {
            code: kind.code.clone(),
            label: label(&kind.label),
            rule_words: rulebook
                .period(kind)
                .map_or_else(Label::default, |rule| label(&rule.words())),
            parameter: match &kind.period {
                Period::Parameter(code) => Some(code.text.clone()),
                Period::Fixed(_) => None,
            },
            consequence: kind.consequence.code().to_owned(),
            holder: kind.holder.as_ref().map(|word| word.text.clone()),
            repeats: kind.repeats,
            clause: kind.clause.text.clone(),
        })
        .collect()
}
