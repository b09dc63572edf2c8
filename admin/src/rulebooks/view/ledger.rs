//! Ledgers with what may be done to their things.

use admin_core::{
    asset::{Need, Requirement, Transition},
    rulebook::ledgers::Ledger,
};
use protocol::admin::{
    label::{Coded, Label},
    ledger::LedgerAct,
    rulebook::LedgerKindView,
};

use crate::{ledgers::act_label, posts::view::label};

pub(super) fn ledger(ledger: &Ledger) -> LedgerKindView {
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
        Requirement::AnyCase(kinds) => format!("case:{}", kinds.join(",")),
        Requirement::Confirmation => "confirmation".to_owned(),
        Requirement::Witness => "witness".to_owned(),
        Requirement::Method(_) => "method".to_owned(),
        Requirement::Place { lockable: true } => "lockable_place".to_owned(),
        Requirement::Place { lockable: false } => "place".to_owned(),
        Requirement::DueBack => "due_back".to_owned(),
        Requirement::Unharmed => "unharmed".to_owned(),
        Requirement::Attribute(name) => format!("attribute:{name}"),
        Requirement::OneOf { attribute, .. } => format!("attribute:{attribute}"),
        Requirement::Listed(_) => "listed".to_owned(),
        Requirement::Held(post) => format!("held:{post}"),
        Requirement::Unlocked { .. } => "unlocked".to_owned(),
    }
}
