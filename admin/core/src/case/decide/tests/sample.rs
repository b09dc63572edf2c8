//! What video reporting has no example of: two persons who approve, assets, and witnesses.

use std::sync::Arc;

use serde_json::json;

use crate::{
    case::refusal::Cause,
    rulebook::{Rulebook, Source, clauses::Clauses},
    world::{HQ, World, asset, person, post},
};

const TEXT: &str = r#"
[document]
code = "TS"
ja = "試験"
en = "Test"
version = "1"
valid_from = 2026-01-01
clause = "TS-1"

[[article]]
clause = "TS-1"
ja = "一"
en = "One"

[[article]]
clause = "TS-2"
ja = "二"
en = "Two"

[[terminal]]
code = "reception"
ja = "端末"
en = "Terminal"
clause = "TS-1"

[[post]]
code = "chief"
ja = "責任者"
en = "Chief"
units = ["headquarters"]
clause = "TS-1"

[[action]]
code = "decide"
ja = "決定"
en = "Decide"
clause = "TS-1"

[[form]]
code = "disposal"
ja = "廃棄"
en = "Disposal"
clause = "TS-1"
field = [
    { code = "asset", kind = "asset", ja = "物", en = "Asset", clause = "TS-1" },
    { code = "method", kind = "text", ja = "方法", en = "Method", clause = "TS-1" },
]

[[workflow]]
code = "disposal"
ja = "廃棄"
en = "Disposal"
form = "disposal"
start = "new"
clause = "TS-1"
state = [
    { code = "new", ja = "新", en = "New" },
    { code = "decided", ja = "決", en = "Decided", end = true },
]

[[workflow.step]]
code = "decide"
ja = "決定"
en = "Decide"
from = ["new"]
to = "decided"
action = "decide"
fills = ["asset", "method"]
approvals = { persons = 2, clause = "TS-2" }
asset = [{ field = "asset", act = "dispose", clause = "TS-2" }]
clause = "TS-1"
"#;

const GRANTS: &str = "@clause(\"TS-1\") permit (principal == Post::\"chief\", action == Action::\"decide\", resource);";

fn rulebook(text: &str) -> Rulebook {
    let sources = [
        Source {
            name: "ts.toml",
            text,
        },
        Source {
            name: "ts.cedar",
            text: GRANTS,
        },
    ];
    let clauses = Arc::new(Clauses::read("id,kind\nTS-1,policy\nTS-2,control\n"));
    Rulebook::load(&sources, &clauses).unwrap()
}

fn world(rulebook: &Rulebook) -> World<'_> {
    let posts = vec![
        post(rulebook, 1, "chief", HQ),
        post(rulebook, 2, "chief", HQ),
    ];
    World::new(rulebook, "disposal", HQ, posts)
}

#[test]
fn two_different_persons_have_to_agree_to_the_same() {
    let rulebook = rulebook(TEXT);
    let mut world = world(&rulebook);
    let values = json!({"asset": asset(1), "method": "裁断"});
    let first = world.step("decide", values.clone()).unwrap();
    assert_eq!((first.case.state.as_str(), first.case.version), ("new", 1));
    assert!(first.assets.is_empty() && first.case.done.is_empty());
    assert_eq!(first.mark.result, "allowed");

    let again = world.step("decide", json!({})).unwrap_err();
    assert_eq!(
        (again.cause, again.clause.as_str()),
        (Cause::AlreadyApproved, "TS-2")
    );

    world.actor = 2;
    let changed = world.step("decide", json!({"method": "溶解"})).unwrap();
    assert_eq!(
        changed.case.state, "new",
        "who changes the content begins anew"
    );
    assert_eq!(changed.case.approvals.len(), 1);

    world.actor = 1;
    let second = world.step("decide", json!({})).unwrap();
    assert_eq!(second.case.state, "decided");
    assert!(second.case.approvals.is_empty());
    let [order] = &second.assets[..] else {
        panic!("{:?}", second.assets)
    };
    assert_eq!(
        (order.asset, order.act, order.clause.as_str()),
        (asset(1), crate::asset::Act::Dispose, "TS-2")
    );
    assert_eq!(second.case.done[0].by, Some(person(1)));
}

#[test]
fn two_approvers_at_once_do_not_both_count_unseen() {
    let rulebook = rulebook(TEXT);
    let mut world = world(&rulebook);
    world.step("decide", json!({"asset": asset(1)})).unwrap();
    world.actor = 2;
    let late = world.attempt("decide", 0, json!({})).unwrap_err();
    assert_eq!(late.cause, Cause::ChangedMeanwhile);
    world.attempt("decide", 1, json!({})).unwrap();
}

#[test]
fn without_its_line_one_person_is_enough() {
    let line = "approvals = { persons = 2, clause = \"TS-2\" }\n";
    let off = rulebook(&TEXT.replace(line, ""));
    assert_eq!(
        world(&off).step("decide", json!({})).unwrap().case.state,
        "decided"
    );
}
