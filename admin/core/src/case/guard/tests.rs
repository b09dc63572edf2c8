mod comparisons;

use std::sync::Arc;

use jiff::civil::date;
use protocol::time::UnixMs;
use serde_json::{Value as Json, json};

use crate::{
    asset::Pieces,
    case::{
        Refusal,
        questions::{Answer, Question},
    },
    rulebook::{Rulebook, Source, clauses::Clauses, posts::Scope},
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

[[parameter]]
code = "phrases"
ja = "語句"
en = "Phrases"
words = "いくら XYZ"
clause = "TS-2"

[[parameter]]
code = "year"
ja = "期間"
en = "Period"
period = { after_months = 12 }
clause = "TS-2"

[[parameter]]
code = "limit"
ja = "時間"
en = "Limit"
period = { after = { minutes = 15 } }
clause = "TS-2"

[[parameter]]
code = "codes"
ja = "本部"
en = "Codes"
words = "u2 u9"
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
    { code = "until", kind = "date", ja = "まで", en = "Until", clause = "TS-1" },
    { code = "unit", kind = "unit", ja = "所属", en = "Unit", clause = "TS-1" },
    { code = "asset", kind = "asset", ja = "物", en = "Asset", clause = "TS-1" },
    { code = "case", kind = "case", ja = "案件", en = "Case", clause = "TS-1" },
    { code = "number", kind = "number", ja = "数", en = "Number", clause = "TS-1" },
    { code = "other_number", kind = "number", ja = "別の数", en = "Other number", clause = "TS-1" },
    { code = "later", kind = "moment", ja = "後", en = "Later", clause = "TS-1" },
    { code = "persons", kind = "persons", ja = "人々", en = "Persons", clause = "TS-1" },
    { code = "file", kind = "file", ja = "ファイル", en = "File", clause = "TS-1" },
    { code = "again", kind = "file", ja = "再度", en = "Again", clause = "TS-1" },
]

[[deadline]]
code = "report"
ja = "報告"
en = "Report"
period = { after = { hours = 1 } }
action = "overdue_escalate"
clause = "TS-1"

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
fills = ["choice"]
open = [{ deadline = "report", when = { field = "choice", is = ["b"] } }]
clause = "TS-1"

[[workflow.step]]
code = "report"
ja = "報告"
en = "Report"
from = ["begun"]
action = "work"
closes = ["report"]
clause = "TS-1"

[[workflow.step]]
code = "finish"
ja = "完了"
en = "Finish"
from = ["begun"]
to = "done"
action = "work"
fills = ["text", "other_text", "choice", "ticks", "from", "to", "until", "person", "unit", "asset", "case", "number", "other_number", "later", "persons", "file", "again"]
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
    /// What the case begins with.
    begun: Json,
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
            begun: json!({}),
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
    world.step("begin", asked.begun).unwrap();
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
fn same_person() {
    let guard = "name = \"same_person\"\nfield = \"person\"";
    holds(guard, Try::new(json!({"person": person(CLERK)})));
    fails(guard, Try::new(json!({"person": person(OTHER_CLERK)})), &[]);
    fails(guard, Try::new(json!({})), &[]);
}

#[test]
fn a_witness_may_be_designated() {
    let guard = "name = \"witness\"\naction = \"stand_by\"\nfield = \"person\"";
    let with = |values: Json, witness| Try {
        witness: Some(witness),
        ..Try::new(values)
    };
    holds(
        guard,
        with(json!({"person": person(OTHER_CLERK)}), OTHER_CLERK),
    );
    holds(guard, with(json!({"person": person(OTHER_CLERK)}), KEEPER));
    fails(guard, with(json!({}), OTHER_CLERK), &[]);
    fails(guard, with(json!({"person": person(CLERK)}), CLERK), &[]);
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
        Question::Case(other)
            if other.workflow == "all" && other.states == ["done"] && other.about == ["x"] =>
        {
            Answer::Yes
        }
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
            Question::Case(other) if other.about == [unit(HQ).to_string()] => Answer::Yes,
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
fn case_exists_asks_for_more() {
    let guard = "name = \"case_exists\"\nworkflow = \"all\"\nstate = \"done\"\nor = [\"begun\"]\n\
                 field = \"self\"\nscope = \"same_hq\"\nalso = \"text\"\ntoday = \"from\"\n\
                 with = { field = \"choice\", is = [\"b\"] }";
    let asked = |question: &Question| match question {
        Question::Case(other)
            if other.states == ["done", "begun"]
                && other.about.len() == 2
                && other.about[1] == "x"
                && other.scope == Scope::SameHeadquarters
                && other.with == Some(("choice".to_owned(), vec!["b".to_owned()]))
                && other.on == Some(("from".to_owned(), date(2026, 11, 20))) =>
        {
            Answer::Yes
        }
        _ => Answer::No,
    };
    let named = Try {
        values: json!({"text": "x"}),
        ..Try::told(asked)
    };
    holds(guard, named);
    fails(guard, Try::told(asked), &[]);
}

#[test]
fn no_case() {
    let guard = "name = \"no_case\"\nworkflow = \"all\"\nstates = [\"begun\"]";
    holds(guard, Try::told(|_| Answer::Numbers(Vec::new())));
    let there = Try::told(|_| Answer::Numbers(vec!["TS-2026-000001".to_owned()]));
    let refusal = check(guard, there).unwrap_err();
    assert!(refusal.message.ja.ends_with("(TS-2026-000001)"));
    fails(guard, Try::told(|_| Answer::No), &[]);
}

#[test]
fn at_least_and_among() {
    let people = |ids: [u8; 4]| ids.map(person);
    let guard = "name = \"at_least\"\nfields = [\"person\", \"persons\"]\nparameter = \"most\"";
    let five = json!({"person": person(1), "persons": people([2, 3, 4, 5])});
    holds(guard, Try::new(five));
    let same = json!({"person": person(1), "persons": people([1, 2, 3, 4])});
    fails(guard, Try::new(same), &["person", "persons"]);
    let among = "name = \"among\"\nfield = \"person\"\nof = [\"persons\"]";
    holds(
        among,
        Try::new(json!({"person": person(4), "persons": [person(4)]})),
    );
    fails(among, Try::new(json!({"person": person(4)})), &["person"]);
    let own = "name = \"among\"\nfield = \"person\"";
    holds(own, Try::new(json!({"person": person(CLERK)})));
    fails(
        own,
        Try::new(json!({"person": person(KEEPER)})),
        &["person"],
    );
}

#[test]
fn contains_none() {
    let guard = "name = \"contains_none\"\nfield = \"text\"\nparameter = \"phrases\"";
    holds(guard, Try::new(json!({"text": "今日は"})));
    holds(guard, Try::new(json!({})));
    for text in ["いくらで", "ABCい く ら", "xYz"] {
        fails(guard, Try::new(json!({"text": text})), &["text"]);
    }
}

#[test]
fn period_max() {
    let guard = "name = \"period_max\"\nfrom = \"from\"\nto = \"until\"\nparameter = \"year\"\n\
                 unless = \"text\"";
    let until = |day: &str, reason: &str| {
        Try::new(json!({"from": "2026-11-28", "until": day, "text": reason}))
    };
    holds(guard, until("2027-11-28", ""));
    fails(guard, until("2027-11-29", ""), &["text"]);
    holds(guard, until("2027-11-29", "長期の捜査"));
    fails(guard, Try::new(json!({"text": "長期の捜査"})), &["text"]);
}

#[test]
fn no_position() {
    let guard = "name = \"no_position\"\nfield = \"file\"";
    let file = || json!({"file": protocol::id::FileId::new(UnixMs(1), [1; 10])});
    let told = |answer| Try {
        values: file(),
        ..Try::told(answer)
    };
    holds(guard, told(|_| Answer::No));
    fails(guard, told(|_| Answer::Yes), &["file"]);
    fails(guard, told(|_| Answer::Count(0)), &["file"]);
    fails(guard, Try::told(|_| Answer::No), &["file"]);
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

#[test]
fn asset_class() {
    let guard =
        "name = \"asset_class\"\nfield = \"asset\"\nclasses = [\"personal\"]\nsame_as = \"choice\"";
    let of = |question: &Question| match question {
        Question::Class { asset: of, classes } if *of == asset(1).to_string() => {
            let fits = classes == &["personal", "a"];
            if fits { Answer::Yes } else { Answer::No }
        }
        _ => Answer::No,
    };
    let thing = |choice: &str| Try {
        values: json!({"asset": asset(1), "choice": choice}),
        ..Try::told(of)
    };
    holds(guard, thing("a"));
    fails(guard, thing("b"), &["asset"]);
    fails(guard, Try::told(of), &["asset"]);
}

#[test]
fn balance() {
    let of = |question: &Question| match question {
        Question::Balance {
            of: Pieces::Held,
            amount: 0..=5,
            whole: false,
            ..
        }
        | Question::Balance {
            of: Pieces::Held,
            amount: 5,
            whole: true,
            ..
        }
        | Question::Balance {
            of: Pieces::Out,
            amount: 0,
            whole: true,
            ..
        } => Answer::Yes,
        _ => Answer::No,
    };
    let amount = |n: i64| Try {
        values: json!({"asset": asset(1), "number": n}),
        ..Try::told(of)
    };
    let some = "name = \"balance\"\nfield = \"asset\"\nof = \"held\"\namount = \"number\"";
    holds(some, amount(4));
    fails(some, amount(6), &["number"]);
    fails(some, amount(-1), &["number"]);
    let whole = &format!("{some}\nwhole = true");
    holds(whole, amount(5));
    fails(whole, amount(4), &["number"]);
    let none = "name = \"balance\"\nfield = \"asset\"\nof = \"out\"";
    holds(none, amount(9));
    fails(&none.replace("out", "held"), amount(0), &["asset"]);
    fails(none, Try::told(of), &["asset"]);
}

#[test]
fn duty_done() {
    let guard = "name = \"duty_done\"\nduties = [\"report\"]";
    let begun = |choice: &str| Try {
        begun: json!({"choice": choice}),
        ..Try::new(json!({}))
    };
    // It was opened only where the choice says so.
    holds(guard, begun("a"));
    fails(guard, begun("b"), &[]);
}

#[test]
fn on_list() {
    let own = "name = \"on_list\"\nlist = \"persons\"";
    let list = json!({"persons": [person(OTHER_CLERK)]});
    fails(own, Try::new(list.clone()), &[]);
    holds(
        own,
        Try {
            actor: OTHER_CLERK,
            ..Try::new(list.clone())
        },
    );
    let field = &format!("{own}\nfield = \"person\"");
    let named = |n: u8| json!({"persons": [person(OTHER_CLERK)], "person": person(n)});
    holds(field, Try::new(named(OTHER_CLERK)));
    fails(field, Try::new(named(CLERK)), &["person"]);
}

#[test]
fn same_content() {
    let guard = "name = \"same_content\"\nfields = [\"file\", \"again\"]";
    let same = |question: &Question| match question {
        Question::SameContent { files } if files[0] == files[1] => Answer::Yes,
        _ => Answer::No,
    };
    let files = |again: u8| Try {
        values: json!({"file": asset(1), "again": asset(again)}),
        ..Try::told(same)
    };
    holds(guard, files(1));
    fails(guard, files(2), &["again"]);
    fails(guard, Try::told(same), &["file", "again"]);
}
mod named;
