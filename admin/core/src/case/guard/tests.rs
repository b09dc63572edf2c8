use std::sync::Arc;

use serde_json::{Value as Json, json};

use crate::{
    case::{
        Refusal,
        questions::{Answer, Question},
    },
    rulebook::{Rulebook, Source, clauses::Clauses},
    world::{HQ, OTHER_HQ, STATION, World, asset, at, person, post, unit},
};

/// A form with fields of every kind, and a workflow of three steps; `GUARD` stands at the second.
const BASE: &str = r#"
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
ja = "受理端末"
en = "Reception"
clause = "TS-1"

[[terminal]]
code = "management"
ja = "管理端末"
en = "Management"
clause = "TS-1"

[[post]]
code = "clerk"
ja = "担当者"
en = "Clerk"
units = ["headquarters"]
clause = "TS-1"

[[post]]
code = "keeper"
ja = "立会人"
en = "Keeper"
units = ["headquarters"]
clause = "TS-1"

[[action]]
code = "work"
ja = "作業"
en = "Work"
clause = "TS-1"

[[action]]
code = "stand_by"
ja = "立会い"
en = "Stand by"
clause = "TS-1"

[[parameter]]
code = "most"
ja = "上限"
en = "Most"
count = 5
clause = "TS-2"

[[form]]
code = "all"
ja = "全項目"
en = "Everything"
clause = "TS-1"
field = [
    { code = "text", kind = "text", ja = "文", en = "Text", clause = "TS-1" },
    { code = "other_text", kind = "text", ja = "別の文", en = "Other text", clause = "TS-1" },
    { code = "choice", kind = "choice", ja = "選択", en = "Choice", clause = "TS-1", options = [
        { code = "a", ja = "ア", en = "A" }, { code = "b", ja = "イ", en = "B" } ] },
    { code = "ticks", kind = "tick_group", ja = "確認", en = "Ticks", clause = "TS-1", options = [
        { code = "x", ja = "甲", en = "X" }, { code = "y", ja = "乙", en = "Y" } ] },
    { code = "from", kind = "date", ja = "始", en = "From", clause = "TS-1" },
    { code = "to", kind = "moment", ja = "終", en = "To", clause = "TS-1" },
    { code = "person", kind = "person", ja = "人", en = "Person", clause = "TS-1" },
    { code = "unit", kind = "unit", ja = "所属", en = "Unit", clause = "TS-1" },
    { code = "asset", kind = "asset", ja = "物", en = "Asset", clause = "TS-1" },
]

[[workflow]]
code = "all"
ja = "手続"
en = "Procedure"
form = "all"
start = "new"
clause = "TS-1"
state = [
    { code = "new", ja = "新", en = "New" },
    { code = "begun", ja = "着手", en = "Begun" },
    { code = "done", ja = "済", en = "Done", end = true },
]

[[workflow.step]]
code = "begin"
ja = "着手"
en = "Begin"
from = ["new"]
to = "begun"
action = "work"
clause = "TS-1"

[[workflow.step]]
code = "finish"
ja = "完了"
en = "Finish"
from = ["begun"]
to = "done"
action = "work"
fills = ["text", "other_text", "choice", "ticks", "from", "to", "person", "unit", "asset"]
clause = "TS-1"

[[workflow.step.guard]]
clause = "TS-2"
GUARD
"#;

const GRANTS: &str = r#"
@clause("TS-1") permit (principal, action == Action::"work", resource);
@clause("TS-1") permit (principal == Post::"keeper", action == Action::"stand_by", resource);
"#;

fn rulebook(guard: &str) -> Rulebook {
    let text = BASE.replace("GUARD", guard);
    let sources = [
        Source {
            name: "base.toml",
            text: &text,
        },
        Source {
            name: "grants.cedar",
            text: GRANTS,
        },
    ];
    let clauses = Arc::new(Clauses::read("id,kind\nTS-1,policy\nTS-2,control\n"));
    Rulebook::load(&sources, &clauses).unwrap_or_else(|flaws| panic!("{guard}: {flaws:#?}"))
}

/// What the case is like when the guarded step is tried.
struct Try {
    values: Json,
    answer: fn(&Question) -> Answer,
    actor: u8,
    witness: Option<u8>,
    terminal: &'static str,
    now: &'static str,
}

const CLERK: u8 = 1;
const OTHER_CLERK: u8 = 2;
const KEEPER: u8 = 3;

impl Try {
    fn new(values: Json) -> Self {
        Self {
            values,
            answer: |_| Answer::No,
            actor: CLERK,
            witness: None,
            terminal: "reception",
            now: "2026-11-20T10:00:00",
        }
    }

    fn told(answer: fn(&Question) -> Answer) -> Self {
        Self {
            answer,
            ..Self::new(json!({}))
        }
    }
}

/// The clerk begins; then the guarded step is tried.
fn check(guard: &str, asked: Try) -> Result<(), Refusal> {
    let rulebook = rulebook(guard);
    let posts = vec![
        post(&rulebook, CLERK, "clerk", HQ),
        post(&rulebook, OTHER_CLERK, "clerk", HQ),
        post(&rulebook, KEEPER, "keeper", HQ),
    ];
    let mut world = World::new(&rulebook, "all", HQ, posts);
    world.step("begin", json!({})).unwrap();
    world.actor = asked.actor;
    world.witness = asked.witness;
    world.terminal = asked.terminal;
    world.answer = asked.answer;
    world.now = at(asked.now);
    world.step("finish", asked.values).map(drop)
}

fn holds(guard: &str, asked: Try) {
    check(guard, asked).unwrap_or_else(|refusal| panic!("{guard}: {refusal:?}"));
}

/// Refused by the guard and its clause, for these fields.
fn fails(guard: &str, asked: Try, fields: &[&str]) {
    let refusal = check(guard, asked).expect_err(guard);
    let name = guard.split('"').nth(1).unwrap();
    assert_eq!((refusal.code(), refusal.clause.as_str()), (name, "TS-2"));
    assert_eq!(refusal.fields, fields, "{guard}");
    assert!(!refusal.message.ja.is_empty() && !refusal.message.en.is_empty());
}

#[test]
fn field_present() {
    let guard = "name = \"field_present\"\nfields = [\"text\", \"person\"]";
    holds(guard, Try::new(json!({"text": "a", "person": person(1)})));
    fails(guard, Try::new(json!({"text": "  "})), &["text", "person"]);
    let when = &format!("{guard}\nwhen = {{ field = \"choice\", is = [\"b\"] }}");
    holds(when, Try::new(json!({"choice": "a"})));
    holds(when, Try::new(json!({})));
    fails(
        when,
        Try::new(json!({"choice": "b", "text": "a"})),
        &["person"],
    );
}

#[test]
fn tick_group() {
    let any = "name = \"tick_group\"\nfields = [\"ticks\"]";
    holds(any, Try::new(json!({"ticks": ["y"]})));
    fails(any, Try::new(json!({"ticks": []})), &["ticks"]);
    fails(any, Try::new(json!({})), &["ticks"]);
    let all = &format!("{any}\nticks = [\"x\", \"y\"]");
    holds(all, Try::new(json!({"ticks": ["x", "y"]})));
    fails(all, Try::new(json!({"ticks": ["y"]})), &["ticks"]);
}

#[test]
fn not_same_person() {
    let steps = "name = \"not_same_person\"\nsteps = [\"begin\"]";
    fails(steps, Try::new(json!({})), &[]);
    holds(
        steps,
        Try {
            actor: OTHER_CLERK,
            ..Try::new(json!({}))
        },
    );
    let fields = "name = \"not_same_person\"\nfields = [\"person\"]";
    fails(fields, Try::new(json!({"person": person(CLERK)})), &[]);
    holds(fields, Try::new(json!({"person": person(OTHER_CLERK)})));
}

#[test]
fn witness() {
    let guard = "name = \"witness\"\naction = \"stand_by\"";
    holds(
        guard,
        Try {
            witness: Some(KEEPER),
            ..Try::new(json!({}))
        },
    );
    fails(guard, Try::new(json!({})), &[]);
    fails(
        guard,
        Try {
            witness: Some(OTHER_CLERK),
            ..Try::new(json!({}))
        },
        &[],
    );
    fails(
        guard,
        Try {
            witness: Some(KEEPER),
            actor: KEEPER,
            ..Try::new(json!({}))
        },
        &[],
    );
}

#[test]
fn training_exists() {
    let own = "name = \"training_exists\"\ntopic = \"phone\"";
    let trained = |question: &Question| match question {
        Question::Training { person: of, topic } if *of == person(CLERK) && topic == "phone" => {
            Answer::Yes
        }
        _ => Answer::No,
    };
    holds(own, Try::told(trained));
    fails(
        own,
        Try {
            actor: OTHER_CLERK,
            ..Try::told(trained)
        },
        &[],
    );
    let field = &format!("{own}\nfield = \"person\"");
    holds(
        field,
        Try {
            values: json!({"person": person(CLERK)}),
            ..Try::told(trained)
        },
    );
    fails(
        field,
        Try {
            values: json!({"person": person(KEEPER)}),
            ..Try::told(trained)
        },
        &[],
    );
    fails(field, Try::told(trained), &[]);
}

#[test]
fn case_exists() {
    let guard = "name = \"case_exists\"\nworkflow = \"all\"\nstate = \"done\"\nfield = \"text\"";
    let settled = |question: &Question| match question {
        Question::Case {
            workflow,
            state,
            about,
        } if workflow == "all" && state == "done" && about == "x" => Answer::Yes,
        _ => Answer::No,
    };
    holds(
        guard,
        Try {
            values: json!({"text": "x"}),
            ..Try::told(settled)
        },
    );
    fails(
        guard,
        Try {
            values: json!({"text": "y"}),
            ..Try::told(settled)
        },
        &["text"],
    );
    fails(guard, Try::told(settled), &["text"]);
    let of_unit = "name = \"case_exists\"\nworkflow = \"all\"\nstate = \"done\"";
    holds(
        of_unit,
        Try::told(|question| match question {
            Question::Case { about, .. } if *about == unit(HQ).to_string() => Answer::Yes,
            _ => Answer::No,
        }),
    );
    fails(of_unit, Try::told(settled), &[]);
}

#[test]
fn asset_state() {
    let guard = "name = \"asset_state\"\nfield = \"asset\"\nstates = [\"in_stock\"]";
    let values = || json!({"asset": asset(1)});
    holds(
        guard,
        Try {
            values: values(),
            ..Try::told(|_| Answer::State("in_stock".into()))
        },
    );
    fails(
        guard,
        Try {
            values: values(),
            ..Try::told(|_| Answer::State("lent".into()))
        },
        &["asset"],
    );
    fails(
        guard,
        Try {
            values: values(),
            ..Try::told(|_| Answer::Yes)
        },
        &["asset"],
    );
    fails(
        guard,
        Try::told(|_| Answer::State("in_stock".into())),
        &["asset"],
    );
}

#[test]
fn count_max() {
    let guard = "name = \"count_max\"\nof = \"photos\"\nparameter = \"most\"";
    holds(guard, Try::told(|_| Answer::Count(4)));
    fails(guard, Try::told(|_| Answer::Count(5)), &[]);
    fails(guard, Try::told(|_| Answer::Yes), &[]);
}

#[test]
fn ratio() {
    let guard = "name = \"ratio\"\npart = \"out\"\nwhole = \"staff\"\nparameter = \"most\"";
    let out_of = |question: &Question| match question {
        Question::Count { of, .. } if of == "staff" => Answer::Count(2),
        _ => Answer::Count(9),
    };
    holds(guard, Try::told(out_of));
    let full = |question: &Question| match question {
        Question::Count { of, .. } if of == "staff" => Answer::Count(2),
        _ => Answer::Count(10),
    };
    fails(guard, Try::told(full), &[]);
    fails(guard, Try::told(|_| Answer::Count(0)), &[]);
}

#[test]
fn within_calendar() {
    let inside = "name = \"within_calendar\"\ncalendar = \"office_hours\"";
    holds(inside, Try::told(|_| Answer::Yes));
    fails(inside, Try::told(|_| Answer::No), &[]);
    let outside = &format!("{inside}\noutside = true");
    holds(outside, Try::told(|_| Answer::No));
    fails(outside, Try::told(|_| Answer::Yes), &[]);
    fails(outside, Try::told(|_| Answer::Count(0)), &[]);
}

#[test]
fn in_scope() {
    let guard = |field: &str, scope: &str| {
        format!("name = \"in_scope\"\nfield = \"{field}\"\nscope = \"{scope}\"")
    };
    let of = |n: u8| Try::new(json!({"unit": unit(n)}));
    holds(&guard("unit", "same_unit"), of(HQ));
    fails(&guard("unit", "same_unit"), of(STATION), &["unit"]);
    holds(&guard("unit", "same_hq"), of(STATION));
    fails(&guard("unit", "same_hq"), of(OTHER_HQ), &["unit"]);
    fails(&guard("unit", "any"), of(200), &["unit"]);
    let person = json!({"person": person(5)});
    let told = |answer| Try {
        values: person.clone(),
        ..Try::told(answer)
    };
    holds(
        &guard("person", "same_hq"),
        told(|_| Answer::Unit(unit(STATION))),
    );
    fails(
        &guard("person", "same_hq"),
        told(|_| Answer::Unit(unit(OTHER_HQ))),
        &["person"],
    );
    fails(
        &guard("person", "same_hq"),
        told(|_| Answer::No),
        &["person"],
    );
}

#[test]
fn terminal_kind() {
    let guard = "name = \"terminal_kind\"\nkinds = [\"management\"]";
    holds(
        guard,
        Try {
            terminal: "management",
            ..Try::new(json!({}))
        },
    );
    fails(guard, Try::new(json!({})), &[]);
}

#[test]
fn date_order() {
    let order = "name = \"date_order\"\nearlier = \"from\"\nlater = \"to\"";
    let values = |to: &str| json!({"from": "2026-11-20", "to": at(to)});
    holds(order, Try::new(values("2026-11-20T00:00:01")));
    fails(
        order,
        Try::new(values("2026-11-20T00:00:00")),
        &["from", "to"],
    );
    fails(
        order,
        Try::new(json!({"from": "2026-11-20"})),
        &["from", "to"],
    );
    holds(
        &format!("{order}\nor_equal = true"),
        Try::new(values("2026-11-20T00:00:00")),
    );
    let ahead = "name = \"date_order\"\nearlier = \"now\"\nlater = \"from\"";
    let tomorrow = || json!({"from": "2026-11-21"});
    holds(
        ahead,
        Try {
            now: "2026-11-20T23:59:59",
            ..Try::new(tomorrow())
        },
    );
    fails(
        ahead,
        Try {
            now: "2026-11-21T00:00:00",
            ..Try::new(tomorrow())
        },
        &["from"],
    );
}

#[test]
fn ground_with_evidence() {
    let guard = "name = \"ground_with_evidence\"\nfield = \"choice\"\nevidence = [{ ground = \"a\", fields = [\"text\", \"other_text\"] }]";
    holds(
        guard,
        Try::new(json!({"choice": "a", "text": "刑訴法197条2項", "other_text": "第1号"})),
    );
    fails(
        guard,
        Try::new(json!({"choice": "a", "text": "刑訴法197条2項"})),
        &["other_text"],
    );
    fails(
        guard,
        Try::new(json!({"choice": "b", "text": "x", "other_text": "y"})),
        &["choice"],
    );
    fails(guard, Try::new(json!({})), &["choice"]);
}
