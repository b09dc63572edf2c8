mod print;

use super::{layer::Level, *};
use crate::{action::Action, case::guard::Guard, world};

/// A small document with one of everything, as text that tests change.
const SAMPLE: &str = r#"
[document]
code = "TS"
ja = "試験規程"
en = "Rules of a test"
version = "1"
valid_from = 2026-04-01
clause = "TS-1"

[[terminal]]
code = "desk"
ja = "端末"
en = "Desk"
clause = "TS-1"

[[post]]
code = "chief"
ja = "責任者"
en = "Chief"
line = "operations"
units = ["headquarters"]
terminals = ["desk"]
deputies = ["clerk"]
clause = "TS-1"

[[post]]
code = "clerk"
ja = "担当者"
en = "Clerk"
line = "operations"
units = ["headquarters"]
superior = "chief"
clause = "TS-1"

[[appoint]]
grantor = "chief"
grantees = ["clerk"]
acts = ["register"]
scope = "same_hq"
clause = "TS-2a"

[[action]]
code = "apply"
ja = "申請"
en = "Apply"
groups = ["work"]
clause = "TS-2a"

[[parameter]]
code = "target"
ja = "目標"
en = "Target"
period = { after = { minutes = 30 } }
level = "force"
clause = "TS-2b"

[[parameter]]
code = "most"
ja = "上限"
en = "Most"
count = 5
min = 1
max = 10
narrower = "smaller"
level = "force"
ours = true
clause = "TS-2b"

[[form]]
code = "loan"
ja = "借用"
en = "Loan"
clause = "TS-2a"

[[form.field]]
code = "purpose"
ja = "目的"
en = "Purpose"
kind = "text"
clause = "TS-2a"

[[form.field]]
code = "kind"
ja = "種別"
en = "Kind"
kind = "choice"
clause = "TS-2a"
options = [{ code = "short", ja = "短期", en = "Short" }]

[[workflow]]
code = "loan"
ja = "借用"
en = "Loan"
form = "loan"
start = "new"
clause = "TS-2a"

[[workflow.state]]
code = "new"
ja = "新規"
en = "New"

[[workflow.state]]
code = "lent"
ja = "貸出中"
en = "Lent"

[[workflow.state]]
code = "closed"
ja = "終了"
en = "Closed"
end = true

[[workflow.step]]
code = "lend"
ja = "貸出し"
en = "Lend"
from = ["new"]
to = "lent"
action = "apply"
fills = ["purpose", "kind"]
opens = ["follow_up"]
clause = "TS-2a"

[[workflow.step.guard]]
name = "field_present"
fields = ["purpose"]
when = { field = "kind", is = ["short"] }
clause = "TS-2b"

[[workflow.step.guard]]
name = "count_max"
of = "loans"
parameter = "most"
clause = "TS-2b"

[[workflow.step]]
code = "give_back"
ja = "返却"
en = "Give back"
from = ["lent"]
to = "closed"
action = "apply"
closes = ["follow_up"]
clause = "TS-2a"

[[workflow.step.notice]]
to = "chief"
kind = "copy"
text = "given_back"
clause = "TS-2b"

[[deadline]]
code = "follow_up"
ja = "確認"
en = "Follow up"
parameter = "target"
action = "overdue_escalate"
holder = "clerk"
clause = "TS-2b"

[[text]]
code = "given_back"
ja = "返却されました。"
en = "Given back."
clause = "TS-2b"

[[article]]
clause = "TS-1"
ja = "目的"
en = "Purpose"

[[article]]
clause = "TS-2a"
ja = "申請"
en = "Application"

[[article]]
clause = "TS-2b"
ja = "期限"
en = "Term"
"#;

const GRANTS: &str = r#"
// Whoever is at the desk.
@clause("TS-2a")
permit (principal == Post::"clerk", action in Action::"work", resource)
when { context.terminal == Terminal::"desk" && resource.unit == principal.unit };
"#;

fn clauses() -> Arc<Clauses> {
    Arc::new(Clauses::read(
        "id,kind\nTS-1,policy\nTS-2a,workflow\nTS-2b,control\n",
    ))
}

fn load(toml: &str, cedar: &str) -> Result<Rulebook, Vec<Flaw>> {
    let sources = [
        Source {
            name: "sample.toml",
            text: toml,
        },
        Source {
            name: "grants.cedar",
            text: cedar,
        },
    ];
    Rulebook::load(&sources, &clauses())
}

/// The line of the first place where a text stands.
fn line_of(text: &str, piece: &str) -> usize {
    let at = text.find(piece).unwrap_or_else(|| panic!("no {piece}"));
    1 + text[..at].matches('\n').count()
}

fn unknown(kind: Kind, word: &str) -> Fault {
    Fault::Unknown {
        kind,
        word: word.to_owned(),
    }
}

use flaw::{Kind, Place};

#[test]
fn all_embedded_rulebooks_are_without_flaw() {
    for sources in embedded::ALL {
        if let Err(flaws) = Rulebook::load(sources, &embedded::clauses()) {
            let told: Vec<_> = flaws.iter().map(ToString::to_string).collect();
            panic!("{}", told.join("\n"));
        }
    }
    assert!(
        load(SAMPLE, GRANTS).is_ok(),
        "{:#?}",
        load(SAMPLE, GRANTS).err()
    );
}

#[test]
fn every_flaw_is_found_in_its_line() {
    // What is replaced by what; the flaw; a piece of the changed text in the line where it is told.
    let table: Vec<(&str, &str, Fault, &str)> = vec![
        (
            "action = \"apply\"\nfills",
            "action = \"aply\"\nfills",
            unknown(Kind::Action, "aply"),
            "\"aply\"",
        ),
        (
            "superior = \"chief\"",
            "superior = \"boss\"",
            unknown(Kind::Post, "boss"),
            "\"boss\"",
        ),
        (
            "deputies = [\"clerk\"]",
            "deputies = [\"clark\"]",
            unknown(Kind::Post, "clark"),
            "\"clark\"",
        ),
        (
            "terminals = [\"desk\"]",
            "terminals = [\"dusk\"]",
            unknown(Kind::TerminalKind, "dusk"),
            "\"dusk\"",
        ),
        (
            "grantor = \"chief\"",
            "grantor = \"cheef\"",
            unknown(Kind::Post, "cheef"),
            "\"cheef\"",
        ),
        (
            "form = \"loan\"",
            "form = \"lone\"",
            unknown(Kind::Form, "lone"),
            "\"lone\"",
        ),
        (
            "start = \"new\"",
            "start = \"nwe\"",
            unknown(Kind::State, "nwe"),
            "\"nwe\"",
        ),
        (
            "to = \"closed\"",
            "to = \"clsed\"",
            unknown(Kind::State, "clsed"),
            "\"clsed\"",
        ),
        (
            "fills = [\"purpose\", \"kind\"]",
            "fills = [\"purpos\", \"kind\"]",
            unknown(Kind::Field, "purpos"),
            "\"purpos\"",
        ),
        (
            "is = [\"short\"]",
            "is = [\"shrt\"]",
            unknown(Kind::Option, "shrt"),
            "\"shrt\"",
        ),
        (
            "name = \"count_max\"",
            "name = \"count_mx\"",
            unknown(Kind::Guard, "count_mx"),
            "\"count_mx\"",
        ),
        (
            "parameter = \"most\"",
            "parameter = \"mst\"",
            unknown(Kind::Parameter, "mst"),
            "\"mst\"",
        ),
        (
            "parameter = \"target\"",
            "parameter = \"trget\"",
            unknown(Kind::Parameter, "trget"),
            "\"trget\"",
        ),
        (
            "opens = [\"follow_up\"]",
            "opens = [\"folow_up\"]",
            unknown(Kind::Deadline, "folow_up"),
            "\"folow_up\"",
        ),
        (
            "text = \"given_back\"",
            "text = \"given_bck\"",
            unknown(Kind::Text, "given_bck"),
            "\"given_bck\"",
        ),
        (
            "clause = \"TS-2b\"\n\n[[parameter]]",
            "clause = \"TS-2c\"\n\n[[parameter]]",
            unknown(Kind::Clause, "TS-2c"),
            "\"TS-2c\"",
        ),
        (
            "scope = \"same_hq\"",
            "scope = \"everywhere\"",
            unknown(Kind::Word, "everywhere"),
            "\"everywhere\"",
        ),
        (
            "units = [\"headquarters\"]\nsuperior",
            "units = [\"headquarter\"]\nsuperior",
            unknown(Kind::Word, "headquarter"),
            "\"headquarter\"]",
        ),
        (
            "action = \"overdue_escalate\"\n",
            "",
            Fault::KeyMissing("action"),
            "[[deadline]]",
        ),
        (
            "action = \"overdue_escalate\"",
            "action = \"shout\"",
            unknown(Kind::Word, "shout"),
            "\"shout\"",
        ),
        (
            "closes = [\"follow_up\"]\n",
            "",
            Fault::DutyNeverClosed("follow_up".into()),
            "opens = [\"follow_up\"]",
        ),
        (
            "ja = \"目的\"\nen = \"Purpose\"\nkind",
            "en = \"Purpose\"\nkind",
            Fault::LabelMissing("ja"),
            "[[form.field]]",
        ),
        (
            "en = \"Lent\"",
            "en = \" \"",
            Fault::LabelMissing("en"),
            "[[workflow.state]]\ncode = \"lent\"",
        ),
        (
            "from = [\"new\"]",
            "from = [\"closed\"]",
            Fault::StepUnreachable("give_back".into()),
            "[[workflow.step]]\ncode = \"give_back\"",
        ),
        (
            "from = [\"lent\"]",
            "from = [\"new\"]",
            Fault::DeadEnd("lent".into()),
            "[[workflow.state]]\ncode = \"lent\"",
        ),
        (
            "count = 5",
            "count = 11",
            Fault::ParameterValue,
            "[[parameter]]\ncode = \"most\"",
        ),
        (
            "count = 5",
            "count = true",
            Fault::WrongType {
                key: "count",
                expected: "a whole number",
            },
            "count = true",
        ),
        (
            "parameter = \"most\"",
            "parameter = \"target\"",
            Fault::ParameterValue,
            "parameter = \"target\"\nclause",
        ),
        (
            "period = { after = { minutes = 30 } }",
            "period = { after = { minutes = 0 } }",
            Fault::ParameterValue,
            "[[parameter]]",
        ),
        (
            "parameter = \"target\"\naction",
            "period = { after = { hours = 0 } }\naction",
            Fault::Period("a span is at most 8784 hours, and longer than nothing".into()),
            "[[deadline]]",
        ),
        (
            "acts = [\"register\"]",
            "acts = \"register\"",
            Fault::WrongType {
                key: "acts",
                expected: "a list",
            },
            "acts =",
        ),
        (
            "terminals = [\"desk\"]",
            "terminals = [3]",
            Fault::WrongType {
                key: "terminals",
                expected: "a text",
            },
            "terminals =",
        ),
        (
            "end = true",
            "ende = true",
            Fault::KeyUnknown("ende".into()),
            "ende",
        ),
        (
            "version = \"1\"\n",
            "",
            Fault::KeyMissing("version"),
            "[document]",
        ),
        (
            "code = \"closed\"",
            "code = \"lent\"",
            Fault::Twice("lent".into()),
            "[[workflow.state]]\ncode = \"lent\"\nja = \"終了\"",
        ),
        (
            "code = \"clerk\"",
            "code = \"chief\"",
            Fault::Twice("chief".into()),
            "[[post]]\ncode = \"chief\"\nja = \"担当者\"",
        ),
        (
            "grantees = [\"clerk\"]",
            "grantees = [\"clerk\", \"chief\"]",
            Fault::AppointmentLoop("chief".into()),
            "[[appoint]]",
        ),
        (
            "line = \"operations\"\nunits = [\"headquarters\"]\nsuperior",
            "line = \"system\"\nunits = [\"headquarters\"]\nsuperior",
            Fault::LinesCrossed,
            "[[appoint]]",
        ),
        (
            "grantees = [\"clerk\"]\n",
            "",
            Fault::KeyMissing("grantees"),
            "[[appoint]]",
        ),
        (
            "kind = \"text\"",
            "kind = \"choice\"",
            Fault::FieldUnfit("purpose".into()),
            "[[form.field]]",
        ),
        (
            "fields = [\"purpose\"]\nwhen = { field = \"kind\"",
            "fields = [\"purpose\"]\nwhen = { field = \"purpose\"",
            Fault::FieldUnfit("purpose".into()),
            "when =",
        ),
        (
            "kind = \"text\"",
            "kind = \"text\"\nasked_when = { field = \"knd\", is = [\"short\"] }",
            unknown(Kind::Field, "knd"),
            "asked_when",
        ),
        (
            "kind = \"text\"",
            "kind = \"text\"\nasked_when = { field = \"kind\", is = [\"shrt\"] }",
            unknown(Kind::Option, "shrt"),
            "asked_when",
        ),
        (
            "kind = \"text\"",
            "kind = \"text\"\nasked_when = { field = \"purpose\", is = [] }",
            Fault::FieldUnfit("purpose".into()),
            "[[form.field]]",
        ),
        (
            "fields = [\"purpose\"]\nwhen",
            "fields = [\"purpose\"]\nswitch = \"strict\"\nwhen",
            unknown(Kind::Parameter, "strict"),
            "switch =",
        ),
        (
            "action = \"apply\"\nfills",
            "action = \"apply\"\nswitch = \"most\"\nfills",
            Fault::ParameterValue,
            "switch =",
        ),
        (
            "action = \"apply\"\nfills",
            "deadline = \"follow_up\"\nfills",
            Fault::DeadlineStepAsks("lend".into()),
            "[[workflow.step]]",
        ),
        (
            "[[article]]\nclause = \"TS-1\"\nja = \"目的\"\nen = \"Purpose\"\n",
            "",
            Fault::ArticleMissing("TS-1".into()),
            "[document]",
        ),
        (
            "[[text]]",
            "[[txt]]",
            Fault::KeyUnknown("txt".into()),
            "[[txt]]",
        ),
        (
            "start = \"new\"",
            "start = wrong",
            Fault::Syntax("string values must be quoted, expected literal string".into()),
            "start = wrong",
        ),
    ];
    for (from, to, fault, piece) in table {
        assert!(SAMPLE.contains(from), "{from}");
        let changed = SAMPLE.replacen(from, to, 1);
        let place = Place {
            file: "sample.toml".into(),
            line: line_of(&changed, piece),
        };
        let expected = Flaw { place, fault };
        let found = load(&changed, GRANTS).expect_err(to);
        assert!(
            found.contains(&expected),
            "{from} → {to}\nexpected {expected}\nfound {found:#?}"
        );
    }
}

#[test]
fn every_flaw_of_a_grant_is_found_in_its_line() {
    let table = [
        (
            "Post::\"clerk\"",
            "Post::\"clark\"",
            unknown(Kind::Post, "clark"),
        ),
        (
            "Action::\"work\"",
            "Action::\"wrk\"",
            unknown(Kind::Action, "wrk"),
        ),
        (
            "Terminal::\"desk\"",
            "Terminal::\"dusk\"",
            unknown(Kind::TerminalKind, "dusk"),
        ),
        (
            "@clause(\"TS-2a\")",
            "@clause(\"TS-9\")",
            unknown(Kind::Clause, "TS-9"),
        ),
        ("@clause(\"TS-2a\")\n", "", Fault::GrantWithoutClause),
        (
            "action in Action::\"work\"",
            "action",
            Fault::GrantWithoutAction,
        ),
    ];
    for (from, to, fault) in table {
        let flaws = load(SAMPLE, &GRANTS.replacen(from, to, 1)).expect_err(to);
        let place = Place {
            file: "grants.cedar".into(),
            line: 3,
        };
        assert_eq!(flaws, [Flaw { place, fault }], "{from} → {to}");
    }
    let flaws = load(SAMPLE, &GRANTS.replace("resource.unit", "resource.unti")).unwrap_err();
    assert!(matches!(&flaws[..], [Flaw { place, fault: Fault::Syntax(_) }] if place.line == 3));
    let flaws = load(SAMPLE, &GRANTS.replace("when {", "when [")).unwrap_err();
    assert!(matches!(&flaws[..], [Flaw { place, fault: Fault::Syntax(_) }] if place.line == 3));
}

#[test]
fn all_flaws_are_told_at_once_in_the_order_of_lines() {
    let changed = SAMPLE
        .replacen("superior = \"chief\"", "superior = \"boss\"", 1)
        .replacen("name = \"count_max\"", "name = \"count_mx\"", 1)
        .replacen("en = \"Lent\"\n", "", 1);
    let flaws = load(&changed, &GRANTS.replace("\"clerk\"", "\"clark\"")).unwrap_err();
    let faults: Vec<_> = flaws.into_iter().map(|flaw| flaw.fault).collect();
    assert_eq!(
        faults,
        [
            unknown(Kind::Post, "clark"),
            unknown(Kind::Post, "boss"),
            Fault::LabelMissing("en"),
            unknown(Kind::Guard, "count_mx"),
        ]
    );
}

#[test]
fn a_layer_sets_what_is_open_to_it_and_never_widens() {
    let rulebook = load(SAMPLE, GRANTS).unwrap();
    let settings = |level, parameters: &[(&str, Value)], texts: &[&str]| layer::Settings {
        layer: Layer {
            level,
            unit: protocol::id::UnitId::new(protocol::time::UnixMs(1), [1; 10]),
            version: "1".to_owned(),
            author: "運用 花子".to_owned(),
            approved_by: "本部長".to_owned(),
            valid_from: "2026-05-01".parse().unwrap(),
        },
        parameters: parameters
            .iter()
            .map(|(code, value)| ((*code).to_owned(), value.clone()))
            .collect(),
        texts: texts
            .iter()
            .map(|code| {
                let label = Label {
                    ja: "返納されました。".to_owned(),
                    en: "Returned.".to_owned(),
                };
                ((*code).to_owned(), label, text::Other::new())
            })
            .collect(),
    };
    let most = |n| ("most", Value::Count(n));
    let layered = rulebook
        .with(&settings(Level::Force, &[most(3)], &["given_back"]))
        .unwrap();
    assert_eq!(layered.count("most"), Some(3));
    assert!(
        !layered.parameters["most"].ours,
        "it is the force's own figure"
    );
    assert_eq!(layered.layers[0].author, "運用 花子");
    assert_eq!(layered.texts["given_back"].label.en, "Returned.");

    let flaws = |level, parameters: &[(&str, Value)], texts: &[&str]| {
        let settings = settings(level, parameters, texts);
        let flaws = rulebook.with(&settings).unwrap_err();
        flaws
            .into_iter()
            .map(|flaw| (flaw.place.line, flaw.fault))
            .collect::<Vec<_>>()
    };
    let widens = Fault::LayerWidens("the parameter moves the other way");
    assert_eq!(flaws(Level::Force, &[most(6)], &[]), [(1, widens)]);
    assert_eq!(
        flaws(Level::Force, &[most(3), most(0)], &["gone"]),
        [(2, Fault::ParameterValue), (3, unknown(Kind::Text, "gone"))]
    );
    assert_eq!(
        flaws(Level::Force, &[("mst", Value::Count(3))], &[]),
        [(1, unknown(Kind::Parameter, "mst"))]
    );
    assert_eq!(
        flaws(Level::Unit, &[most(3)], &[]),
        [(1, Fault::LayerTooLow("unit"))]
    );
    assert!(
        rulebook
            .with(&settings(Level::National, &[most(6)], &[]))
            .is_ok(),
        "the nation moves it in either direction"
    );
}

#[test]
fn a_prohibition_wins_over_a_grant_and_each_names_its_clause() {
    let may = |rulebook: &Rulebook| {
        let posts = [world::post(rulebook, 1, "clerk", world::HQ)];
        let holder = crate::authority::Holder {
            person: world::person(1),
            posts: &posts,
            terminal: "desk",
            enrolled: None,
        };
        let matter = crate::authority::Matter {
            unit: world::unit(world::HQ),
            owner: None,
            kind: "loan",
            state: "new",
        };
        let (units, today) = (world::units(), "2026-11-20".parse().unwrap());
        let asked = rulebook
            .authority()
            .may(holder, "apply", &matter, &units, today);
        asked
            .map(|basis| basis.clause.to_owned())
            .map_err(|no| no.clause.to_owned())
    };
    let rulebook = load(SAMPLE, GRANTS).unwrap();
    assert_eq!(may(&rulebook), Ok("TS-2a".to_owned()));
    let forbid = "@clause(\"TS-2b\") forbid (principal, action == Action::\"apply\", resource);";
    let forbidden = load(SAMPLE, &format!("{GRANTS}{forbid}")).unwrap();
    assert_eq!(may(&forbidden), Err("TS-2b".to_owned()));
}

#[test]
fn one_version_is_in_force_on_a_day_and_a_case_keeps_its_own() {
    let mut library = library::Library::default();
    let older = SAMPLE
        .replace("2026-04-01", "2022-09-22")
        .replace("version = \"1\"", "version = \"0\"\nvalid_to = 2026-03-31");
    for text in [SAMPLE, &older] {
        library.add(load(text, GRANTS).unwrap());
    }
    let version = |day: &str| {
        library
            .on("TS", day.parse().unwrap())
            .map(|it| it.document.version.clone())
    };
    assert_eq!(version("2022-09-21"), None);
    assert_eq!(version("2026-03-31").as_deref(), Some("0"));
    assert_eq!(version("2026-04-01").as_deref(), Some("1"));
    assert_eq!(version("2099-01-01").as_deref(), Some("1"));
    let old = library.version("TS", "0").unwrap();
    assert!(!old.document.is_past("2026-03-31".parse().unwrap()));
    assert!(old.document.is_past("2026-04-01".parse().unwrap()));
}

#[test]
fn a_clause_shows_its_article_and_everything_in_force_on_it() {
    let rulebook = load(SAMPLE, GRANTS).unwrap();
    let mut kinds: Vec<_> = rulebook
        .rules()
        .into_iter()
        .filter(|rule| &**rule.clause == "TS-2b")
        .map(|rule| rule.kind)
        .collect();
    kinds.sort();
    use rule::RuleKind::{Article, Deadline, Guard, Notice, Parameter, Text};
    assert_eq!(
        kinds,
        [
            Article, Parameter, Parameter, Guard, Guard, Notice, Deadline, Text
        ]
    );
}

#[test]
fn what_people_do_at_terminals_is_an_act_of_the_rulebook() {
    use Action::{
        AskStill, DownloadOriginal, EndReport, PrepareRequest, ReadReports, ReadmitDevice,
        RevokeCredentials, SendMessage, SendRequest, SignIn, SignOut, ViewFile, WatchReport,
    };
    let rulebooks = embedded::ALL
        .iter()
        .map(|sources| Rulebook::load(sources, &embedded::clauses()).unwrap());
    let rulebooks: Vec<_> = rulebooks.collect();
    for action in [
        SignIn,
        SignOut,
        RevokeCredentials,
        PrepareRequest,
        SendRequest,
        ReadReports,
        WatchReport,
        EndReport,
        ReadmitDevice,
        SendMessage,
        AskStill,
        ViewFile,
        DownloadOriginal,
    ] {
        let known = rulebooks
            .iter()
            .any(|rulebook| rulebook.actions.contains_key(action.code()));
        assert!(known, "{}", action.code());
    }
}

#[test]
fn the_list_of_guards_is_closed() {
    assert_eq!(Guard::NAMES.len(), 43);
}

#[test]
fn a_ledgers_methods_and_attributes_need_words_for_people() {
    let word =
        |code: &str| format!("\n[[ledger.word]]\ncode = \"{code}\"\nja = \"語\"\nen = \"Word\"\n");
    let faults = |words: &str| -> Vec<Fault> {
        let text = format!("{SAMPLE}{LEDGER_HEAD}{words}{LEDGER_TABLE}");
        let flaws = load(&text, GRANTS).err().unwrap_or_default();
        flaws.into_iter().map(|flaw| flaw.fault).collect()
    };
    let missing = |code: &str| Fault::Ledger(format!("`{code}` has no word for people"));
    assert_eq!(faults(&(word("maker") + &word("burnt"))), vec![]);
    assert_eq!(faults(&word("burnt")), vec![missing("maker")]);
    assert_eq!(faults(&word("maker")), vec![missing("burnt")]);
}

const LEDGER_HEAD: &str = r#"
[[ledger]]
ja = "物品"
en = "Thing"

[[ledger.state]]
code = "kept"
ja = "保管中"
en = "Kept"

[[ledger.state]]
code = "gone"
ja = "処分済み"
en = "Gone"
end = true
"#;

const LEDGER_TABLE: &str = r#"
[ledger.table]
word = "thing"
clause = "TS-1"
first = "kept"
last = ["gone"]

[[ledger.table.transition]]
act = "in"
to = "kept"
clause = "TS-1"
need = [{ what = { attribute = "maker" }, clause = "TS-1" }]

[[ledger.table.transition]]
act = "dispose"
from = ["kept"]
to = "gone"
clause = "TS-1"
need = [{ what = { method = ["burnt"] }, clause = "TS-1" }]
"#;
