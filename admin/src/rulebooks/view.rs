//! A rulebook as a screen reads it: article, rule in force, parameters.

use std::collections::BTreeMap;

use admin_core::{
    asset::{Need, Requirement, Transition},
    rulebook::{
        Rulebook,
        document::Relation,
        form::{Field, FieldKind, Form},
        ledgers::Ledger,
        parameters::{Narrower, Parameter, Value},
        posts::{AppointAct, Scope},
        rule::RuleKind,
        workflow::{State, Step, Trigger, When, Workflow},
    },
};
use jiff::civil::Date;
use protocol::{
    admin::{
        form::{self, AskedWhen, FieldOption, FieldView, FormView},
        label::{Coded, Label},
        ledger::LedgerAct,
        rulebook::{
            AppointmentRow, ArticleView, DeadlineKindView, LayerView, LedgerKindView, NamedRule,
            ParameterView, PostKindView, ReferenceView, RuleLine, RulebookHead, RulebookView,
            TermView, TextView,
        },
        workflow::{GuardView, StateView, WorkflowStep, WorkflowView},
    },
    time::Day,
};

use super::{Proofs, settings::value_view};
use crate::{ledgers::act_label, posts::view::label, units::Units};

/// Days before the end of a validity from which it is told (VR-0.1).
const WARNING: &str = "validity_warning";

/// What the person who asks may set, by the code of the act.
pub type MaySet<'a> = &'a dyn Fn(&str) -> bool;

pub fn head(rulebook: &Rulebook, today: Date, in_force: bool) -> RulebookHead {
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
        valid_from: Day(document.valid_from),
        valid_to: document.valid_to.map(Day),
        original_kept_to: document.original_kept_to.map(Day),
        past: document.is_past(today),
        days_left,
        in_force,
    }
}

fn warning_days(rulebook: &Rulebook) -> u32 {
    let kind = rulebook.deadlines.get(WARNING);
    match kind.and_then(|kind| rulebook.period(kind)) {
        Some(admin_core::deadline::Rule::DaysBefore { days, .. }) => u32::from(days),
        _ => 0,
    }
}

pub fn rulebook(
    rulebook: &Rulebook,
    units: &Units,
    today: Date,
    in_force: bool,
    proofs: &Proofs,
    may_set: MaySet<'_>,
) -> RulebookView {
    let settable = |set_by: Option<&str>| set_by.is_some_and(may_set);
    RulebookView {
        head: head(rulebook, today, in_force),
        layers: layers(rulebook, units),
        references: references(rulebook),
        glossary: glossary(rulebook),
        articles: articles(rulebook, in_force.then_some(proofs)),
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
        forms: rulebook.forms.values().map(form).collect(),
        workflows: rulebook.workflows.values().map(workflow).collect(),
        ledgers: rulebook.ledgers.values().map(ledger).collect(),
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
            relation: match reference.relation {
                Relation::BasedOn => "based_on",
                Relation::Supersedes => "supersedes",
                Relation::Beside => "beside",
            }
            .to_owned(),
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

/// One line for each clause of the document, and for each of another that a rule stands on. What
/// was proven is the version in force.
fn articles(rulebook: &Rulebook, proofs: Option<&Proofs>) -> Vec<ArticleView> {
    let mut by_clause: BTreeMap<&str, Vec<RuleLine>> = BTreeMap::new();
    let own = rulebook.clauses().of_document(&rulebook.document.code);
    for clause in own {
        by_clause.entry(clause).or_default();
    }
    let mut rules = rulebook.rules();
    rules.sort_by_key(|rule| rule.kind);
    for rule in &rules {
        let lines = by_clause.entry(&rule.clause.text).or_default();
        if rule.kind != RuleKind::Article {
            lines.push(RuleLine {
                kind: rule.kind.code().to_owned(),
                label: rule.label.map(label),
                place: rule.place.to_string(),
            });
        }
    }
    let parameters = |clause: &str| {
        let on = rulebook.parameters.values();
        on.filter(|parameter| *parameter.clause == *clause)
            .map(|parameter| parameter.code.clone())
            .collect()
    };
    by_clause
        .into_iter()
        .map(|(clause, rules)| ArticleView {
            clause: clause.to_owned(),
            kind: rulebook.clauses().kind(clause).map(str::to_owned),
            article: rulebook
                .articles
                .get(clause)
                .map(|article| label(&article.title)),
            rules,
            parameters: parameters(clause),
            proof: proofs.and_then(|proofs| proofs.of(clause)),
        })
        .collect()
}

fn parameter_view(parameter: &Parameter, settable: bool) -> ParameterView {
    ParameterView {
        code: parameter.code.clone(),
        label: label(&parameter.label),
        value: value_view(&parameter.value),
        words: words(&parameter.value),
        ours: parameter.ours,
        level: parameter.level.code().to_owned(),
        min: parameter.min,
        max: parameter.max,
        narrower: parameter.narrower.map(|way| {
            match way {
                Narrower::Smaller => "smaller",
                Narrower::Larger => "larger",
                Narrower::On => "on",
                Narrower::Off => "off",
            }
            .to_owned()
        }),
        settable,
        clause: parameter.clause.text.clone(),
    }
}

fn words(value: &Value) -> Label {
    let both = |ja: String, en: String| Label { ja, en };
    match value {
        Value::Count(n) => both(n.to_string(), n.to_string()),
        Value::Switch(true) => both("適用する".to_owned(), "on".to_owned()),
        Value::Switch(false) => both("適用しない".to_owned(), "off".to_owned()),
        Value::Text(text) => both(text.clone(), text.clone()),
        Value::Period(rule) => label(&rule.words()),
    }
}

fn posts(rulebook: &Rulebook) -> Vec<PostKindView> {
    let texts = |words: &[admin_core::rulebook::flaw::Word]| {
        words.iter().map(|word| word.text.clone()).collect()
    };
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
    let name = |act: &AppointAct| {
        let found = AppointAct::NAMES.iter().find(|(_, named)| named == act);
        found.map_or_else(String::new, |(name, _)| (*name).to_owned())
    };
    let scope = |scope: Scope| {
        let found = Scope::NAMES.iter().find(|(_, named)| *named == scope);
        found.map_or_else(String::new, |(name, _)| (*name).to_owned())
    };
    let rows = rulebook.appointments.iter();
    rows.map(|row| AppointmentRow {
        grantor: row.grantor.text.clone(),
        grantees: row.grantees.iter().map(|word| word.text.clone()).collect(),
        acts: row.acts.iter().map(name).collect(),
        scope: scope(row.scope),
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
                admin_core::rulebook::deadlines::Period::Parameter(code) => Some(code.text.clone()),
                admin_core::rulebook::deadlines::Period::Fixed(_) => None,
            },
            consequence: kind
                .consequence
                .map_or_else(String::new, |consequence| consequence.code().to_owned()),
            holder: kind.holder.as_ref().map(|word| word.text.clone()),
            repeats: kind.repeats,
            clause: kind.clause.text.clone(),
        })
        .collect()
}

pub fn form(form: &Form) -> FormView {
    FormView {
        code: form.code.clone(),
        label: label(&form.label),
        fields: form.fields.iter().map(field).collect(),
        clause: form.clause.text.clone(),
    }
}

fn field(field: &Field) -> FieldView {
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
            FieldKind::Unit => form::FieldKind::Unit,
            FieldKind::File => form::FieldKind::File,
            FieldKind::Asset => form::FieldKind::Asset,
            FieldKind::Assets => form::FieldKind::Assets,
            FieldKind::Case => form::FieldKind::Case,
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

pub fn state(state: &State) -> StateView {
    StateView {
        code: state.code.clone(),
        label: label(&state.label),
        end: state.end,
    }
}

pub fn workflow(workflow: &Workflow) -> WorkflowView {
    WorkflowView {
        code: workflow.code.clone(),
        label: label(&workflow.label),
        form: workflow.form.text.clone(),
        start: workflow.start.text.clone(),
        states: workflow.states.iter().map(state).collect(),
        steps: workflow.steps.iter().map(step).collect(),
        clause: workflow.clause.text.clone(),
    }
}

fn step(step: &Step) -> WorkflowStep {
    let (action, deadline) = match &step.trigger {
        Trigger::Action(action) => (Some(action.text.clone()), None),
        Trigger::Deadline(deadline) => (None, Some(deadline.text.clone())),
        Trigger::Event(_) => (None, None),
    };
    let guard = |rule: &admin_core::rulebook::workflow::Rule| {
        let told = rule.guard.told();
        GuardView {
            name: rule.guard.name().to_owned(),
            words: rule.label.as_ref().map_or_else(
                || Label {
                    ja: told.ja.to_owned(),
                    en: told.en.to_owned(),
                },
                label,
            ),
            clause: rule.clause.text.clone(),
            or_later: rule
                .or_later
                .as_ref()
                .and_then(|later| later.reason.as_ref())
                .map(|reason| reason.text.clone()),
        }
    };
    WorkflowStep {
        code: step.code.clone(),
        label: label(&step.label),
        from: step.from.iter().map(|word| word.text.clone()).collect(),
        to: step.to.as_ref().map(|word| word.text.clone()),
        action,
        deadline,
        fills: step.fills.iter().map(|word| word.text.clone()).collect(),
        guards: step.guards.iter().map(guard).collect(),
        approvals: step
            .approvals
            .as_ref()
            .and_then(|approvals| u32::try_from(approvals.persons).ok()),
        clause: step.clause.text.clone(),
    }
}

fn ledger(ledger: &Ledger) -> LedgerKindView {
    LedgerKindView {
        code: ledger.kind.word.clone(),
        label: label(&ledger.label),
        acts: ledger_acts(ledger),
        clause: ledger.kind.clause.clone(),
    }
}

pub fn ledger_acts(ledger: &Ledger) -> Vec<LedgerAct> {
    let lines = ledger.kind.transitions.iter();
    lines.map(|line| ledger_act(ledger, line)).collect()
}

/// A word of the table, with what people read for it.
pub fn ledger_word(ledger: &Ledger, code: &str) -> Coded {
    let word = ledger.words.iter().find(|word| word.code == code);
    Coded {
        code: code.to_owned(),
        label: word.map_or_else(Label::default, |word| label(&word.label)),
    }
}

pub fn ledger_act(ledger: &Ledger, line: &Transition) -> LedgerAct {
    let methods = line.needs.iter().filter_map(|need| match &need.what {
        Requirement::Method(methods) => Some(methods),
        _ => None,
    });
    LedgerAct {
        act: line.act.code().to_owned(),
        label: act_label(line.act),
        from: line.from.clone(),
        to: line.to.clone(),
        needs: line.needs.iter().map(need).collect(),
        methods: methods
            .flatten()
            .map(|method| ledger_word(ledger, method))
            .collect(),
        clause: line.clause.clone(),
    }
}

fn need(need: &Need) -> String {
    match &need.what {
        Requirement::Case(kind) => format!("case:{kind}"),
        Requirement::Confirmation => "confirmation".to_owned(),
        Requirement::Witness => "witness".to_owned(),
        Requirement::Method(_) => "method".to_owned(),
        Requirement::Place { lockable: true } => "lockable_place".to_owned(),
        Requirement::Place { lockable: false } => "place".to_owned(),
        Requirement::DueBack => "due_back".to_owned(),
        Requirement::Unharmed => "unharmed".to_owned(),
        Requirement::Attribute(name) => format!("attribute:{name}"),
        Requirement::Unlocked { .. } => "unlocked".to_owned(),
    }
}
