//! Guards that look into another case, at other cases, or at the session.

use protocol::{id::CaseId, time::UnixMs};

use super::*;
use crate::case::{
    Case,
    value::{Value, Values},
};

const CASE: &str = "00000000-0001-7101-8101-010101010101";

/// A case of the same workflow that names the headquarters, two clerks and a tick.
fn other() -> Case {
    let values: Values = [
        ("unit", Value::Unit(unit(HQ))),
        ("person", Value::Person(person(CLERK))),
        ("ticks", Value::Ticks(["x".to_owned()].into())),
        ("choice", Value::Choice("b".to_owned())),
        ("text", Value::Text(" ".to_owned())),
    ]
    .map(|(field, value)| (field.to_owned(), value))
    .into();
    Case {
        id: CaseId::new(UnixMs(1), [1; 10]),
        document: "TS".to_owned(),
        rulebook: "1".to_owned(),
        workflow: "all".to_owned(),
        unit: unit(HQ),
        state: "begun".to_owned(),
        version: 1,
        values,
        done: Vec::new(),
        approvals: Vec::new(),
        open: Default::default(),
    }
}

fn known(question: &Question) -> Answer {
    match question {
        Question::NamedCase { .. } => Answer::Case(Box::new(other())),
        Question::Factor => Answer::Factor("password".to_owned()),
        _ => Answer::No,
    }
}

fn naming(values: Json) -> Try {
    let mut values = values;
    values["case"] = json!(CASE);
    Try {
        values,
        ..Try::told(known)
    }
}

#[test]
fn named_case() {
    let guard =
        |more: &str| format!("name = \"named_case\"\nfield = \"case\"\nworkflow = \"all\"\n{more}");
    let states = guard("states = [\"begun\"]");
    holds(&states, naming(json!({})));
    fails(&states, Try::told(known), &["case"]);
    fails(&states, Try::new(json!({ "case": CASE })), &["case"]);
    fails(&guard("states = [\"done\"]"), naming(json!({})), &["case"]);
    holds(&guard("filled = [\"unit\"]"), naming(json!({})));
    fails(&guard("filled = [\"text\"]"), naming(json!({})), &["case"]);
}

#[test]
fn within_named() {
    let guard = |pair: &str| {
        let named = "name = \"within_named\"\nfield = \"case\"\nworkflow = \"all\"";
        format!("{named}\npairs = [{{ {pair} }}]")
    };
    let ticks = guard("own = \"ticks\", of = \"ticks\"");
    holds(&ticks, naming(json!({ "ticks": ["x"] })));
    fails(&ticks, naming(json!({ "ticks": ["x", "y"] })), &["ticks"]);
    fails(&ticks, naming(json!({})), &["ticks"]);
    holds(&guard("own = \"unit\", of = \"unit\""), naming(json!({})));
    let actor = guard("own = \"actor\", of = \"person\"");
    holds(&actor, naming(json!({})));
    let other = Try {
        actor: OTHER_CLERK,
        ..naming(json!({}))
    };
    fails(&actor, other, &[]);
}

#[test]
fn in_charge() {
    let own = "name = \"in_charge\"\nof = \"unit\"\nposts = [\"clerk\"]";
    holds(own, Try::new(json!({ "unit": unit(HQ) })));
    fails(own, Try::new(json!({ "unit": unit(OTHER_HQ) })), &[]);
    fails(own, Try::new(json!({})), &[]);
    let named = &format!("{own}\nfield = \"case\"\nworkflow = \"all\"");
    holds(named, naming(json!({})));
    let keeper = |guard: &str| {
        let asked = Try {
            actor: KEEPER,
            ..naming(json!({}))
        };
        check(guard, asked).is_ok()
    };
    assert!(!keeper(named));
    assert!(keeper(&format!("{named}\nor_posts = [\"keeper\"]")));
}

#[test]
fn case_about() {
    let guard = "name = \"case_about\"\nworkflow = \"all\"\nstates = [\"begun\"]\nfields = [\"actor\", \"unit\"]";
    let found = |question: &Question| match question {
        Question::About { about, .. } if about[0] == person(CLERK).to_string() => Answer::Yes,
        _ => Answer::No,
    };
    let asked = || Try {
        values: json!({ "unit": unit(HQ) }),
        ..Try::told(found)
    };
    holds(guard, asked());
    fails(guard, Try::told(found), &[]);
    let none = &format!("{guard}\nabsent = true");
    fails(none, asked(), &[]);
    let other = Try {
        actor: OTHER_CLERK,
        ..asked()
    };
    holds(none, other);
}

#[test]
fn factor_given() {
    let guard = |choice: &str, factor: &str| {
        let named = "name = \"factor_given\"\nfield = \"case\"\nworkflow = \"all\"";
        format!("{named}\nof = \"choice\"\nis = [\"{choice}\"]\nfactors = [\"{factor}\"]")
    };
    holds(&guard("b", "password"), naming(json!({})));
    holds(&guard("a", "biometric"), naming(json!({})));
    fails(&guard("b", "biometric"), naming(json!({})), &[]);
    fails(&guard("b", "biometric"), Try::told(known), &[]);
}

#[test]
fn includes_holders() {
    let guard = "name = \"includes_holders\"\nfield = \"persons\"\nposts = [\"clerk\", \"keeper\"]";
    let held = |question: &Question| match question {
        Question::Holds { person: who, post } => {
            let holds = match post.as_str() {
                "clerk" => *who == person(CLERK),
                _ => *who == person(KEEPER),
            };
            if holds { Answer::Yes } else { Answer::No }
        }
        _ => Answer::No,
    };
    let asked = |people: &[u8]| Try {
        values: json!({ "persons": people.iter().map(|n| person(*n)).collect::<Vec<_>>() }),
        ..Try::told(held)
    };
    holds(guard, asked(&[CLERK, KEEPER]));
    fails(guard, asked(&[CLERK, OTHER_CLERK]), &["persons"]);
    fails(guard, asked(&[]), &["persons"]);
}
