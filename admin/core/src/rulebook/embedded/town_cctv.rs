//! The guideline on town cameras as nothing but data: registration, provision, complaints.

use protocol::{id::FileId, time::UnixMs};
use serde_json::{Value as Json, json};

use super::{TOWN_CCTV, clauses};
use crate::{
    asset,
    calendar::OfficeHours,
    case::{
        Context, Refusal,
        guard::Class,
        happen,
        questions::{Answer, Question},
        strike,
    },
    post::{
        Post,
        appoint::{Reason, Target, may_appoint},
    },
    rulebook::{
        Rulebook, Source,
        flaw::Fault,
        layer::{Layer, Level, Settings},
        parameters::Value,
        posts::AppointAct,
        without::without,
        workflow::Event,
    },
    world::{GROUP, HQ, OTHER_GROUP, TOWN, World, at, person, post, unit, units},
};

fn rulebook() -> Rulebook {
    Rulebook::load(TOWN_CCTV, &clauses()).unwrap()
}

/// 1 responsible, 2 handler, 3 representative of one group; 4 responsible of another; 5 the city.
fn people(rulebook: &Rulebook) -> Vec<Post> {
    vec![
        post(rulebook, 1, "responsible", GROUP),
        post(rulebook, 2, "handler", GROUP),
        post(rulebook, 3, "representative", GROUP),
        post(rulebook, 4, "responsible", OTHER_GROUP),
        post(rulebook, 5, "city_section", TOWN),
    ]
}

fn world<'a>(rulebook: &'a Rulebook, workflow: &str) -> World<'a> {
    let mut world = World::new(rulebook, workflow, GROUP, people(rulebook));
    world.terminal = "unenrolled";
    world.answer = |question| match question {
        Question::UnitOf { .. } => Answer::Unit(unit(GROUP)),
        Question::Count { .. } | Question::Cases { .. } => Answer::Count(0),
        Question::Figure { .. } => Answer::Count(2),
        Question::AssetState { .. } => Answer::State("stored".to_owned()),
        _ => Answer::Yes,
    };
    world
}

fn file() -> Json {
    json!(FileId::new(UnixMs(1), [1; 10]))
}

/// The steps of a registration with all that each asks for.
fn registration() -> Vec<(&'static str, Json)> {
    vec![
        ("answer_kind", json!({"face_recognition": "no"})),
        (
            "agree",
            json!({"agreed_on": "2026-10-01", "meeting": "臨時総会", "minutes": file()}),
        ),
        (
            "consent",
            json!({"association_consent": file(), "residents_consent": file(), "consented_on": "2026-10-20"}),
        ),
        (
            "place",
            json!({
                "address": "下関市○○町1-1", "direction": 90, "angle": 60, "purpose": "通学路の見守り",
                "privacy": ["no_interior", "smallest"],
            }),
        ),
        ("name_posts", json!({"responsible": person(1)})),
        ("regulate", json!({"effective_on": "2026-11-01"})),
        (
            "secure",
            json!({"password": ["changed"], "password_changed_on": "2026-11-10"}),
        ),
        ("put_up_sign", json!({"sign": ["up"]})),
        ("activate", json!({"installed_on": "2026-11-20"})),
    ]
}

/// Registers up to a step.
fn registered<'a>(rulebook: &'a Rulebook, before: &str) -> World<'a> {
    let mut world = world(rulebook, "registration");
    for (step, values) in registration() {
        if step == before {
            return world;
        }
        world
            .step(step, values)
            .unwrap_or_else(|refusal| panic!("{step}: {refusal:?}"));
    }
    world
}

#[test]
fn face_recognition_is_refused_with_the_referral() {
    let rulebook = rulebook();
    let mut world = world(&rulebook, "registration");
    let refused = world
        .step("answer_kind", json!({"face_recognition": "yes"}))
        .unwrap_err();
    assert_eq!(
        (refused.clause.as_str(), refused.cause.class()),
        ("CC-1b", Class::Incomplete)
    );
    assert!(refused.message.ja.contains("下関市生活安全課"));
    let off = without(TOWN_CCTV, "CC-1b");
    self::world(&off, "registration")
        .step("answer_kind", json!({"face_recognition": "yes"}))
        .unwrap();
}

#[test]
fn no_step_of_a_registration_can_be_left_out() {
    let rulebook = rulebook();
    let steps = registration();
    for (at, (step, _)) in steps.iter().enumerate() {
        let mut world = registered(&rulebook, step);
        for (later, values) in &steps[at + 1..] {
            let refused = world.step(later, values.clone()).expect_err(later);
            assert_eq!(refused.code(), "wrong_state", "{later} before {step}");
        }
    }
}

#[test]
fn each_step_asks_what_its_clause_asks() {
    // The step, what is changed in its values, the clause that refuses, the field that is wrong.
    let table = [
        ("agree", json!({"minutes": null}), "CC-2.1a", "minutes"),
        (
            "agree",
            json!({"agreed_on": "2026-11-21"}),
            "CC-2.1a",
            "agreed_on",
        ),
        (
            "consent",
            json!({"residents_consent": null}),
            "CC-2.1b",
            "residents_consent",
        ),
        (
            "consent",
            json!({"consented_on": "2026-12-01"}),
            "CC-2.1b",
            "consented_on",
        ),
        (
            "place",
            json!({"privacy": ["smallest"]}),
            "CC-2.2.ア",
            "privacy",
        ),
        ("place", json!({"purpose": " "}), "CC-2.2.イ", "purpose"),
        ("place", json!({"address": null}), "CC-R3.2", "address"),
        (
            "name_posts",
            json!({"responsible": null}),
            "CC-3.1.ア",
            "responsible",
        ),
        (
            "regulate",
            json!({"effective_on": null}),
            "CC-R8",
            "effective_on",
        ),
        ("secure", json!({"password": []}), "CC-3.3.ウ-2", "password"),
        (
            "secure",
            json!({"password_changed_on": null}),
            "CC-3.3.ウ-2",
            "password_changed_on",
        ),
        ("put_up_sign", json!({"sign": []}), "CC-2.2.ウ", "sign"),
        (
            "activate",
            json!({"installed_on": null}),
            "CC-2.2.エ",
            "installed_on",
        ),
    ];
    let whole = rulebook();
    for (step, change, clause, field) in table {
        let values = changed(step, &change);
        let refused = registered(&whole, step)
            .step(step, values.clone())
            .unwrap_err();
        assert_eq!(
            (refused.clause.as_str(), &refused.fields[..]),
            (clause, &[field.to_owned()][..])
        );
        if clause == "CC-2.2.エ" {
            // Its period is what makes a camera's removal possible at all; tested below.
            continue;
        }
        let off = without(TOWN_CCTV, clause);
        registered(&off, step)
            .step(step, values)
            .unwrap_or_else(|still| panic!("{step} {change}: {still:?}"));
    }
}

/// The values of a step with a change.
fn changed(step: &str, change: &Json) -> Json {
    let (_, mut values) = registration()
        .into_iter()
        .find(|(code, _)| *code == step)
        .unwrap();
    for (field, value) in change.as_object().unwrap() {
        values[field] = value.clone();
    }
    values
}

#[test]
fn a_regulation_has_to_be_announced_and_in_force() {
    let whole = rulebook();
    let mut world = registered(&whole, "regulate");
    world.answer = |_| Answer::No;
    assert_eq!(
        world.refused("regulate", json!({"effective_on": "2026-11-01"})),
        "CC-3.2"
    );
    let off = without(TOWN_CCTV, "CC-3.2");
    let mut world = registered(&off, "regulate");
    world.answer = |_| Answer::No;
    world
        .step("regulate", json!({"effective_on": "2026-11-01"}))
        .unwrap();

    let mut world = registered(&whole, "regulate");
    world
        .step("regulate", json!({"effective_on": "2026-12-01"}))
        .unwrap();
    for (step, values) in registration().into_iter().skip(6) {
        let result = world.step(step, values);
        assert_eq!(result.is_err(), step == "activate");
        assert!(result.is_ok() || result.unwrap_err().clause == "CC-R8");
    }
    world.now = at("2026-12-01T00:00:00");
    world
        .step("activate", json!({"installed_on": "2026-11-20"}))
        .unwrap();
}

#[test]
fn a_regulation_names_everything_but_a_handler() {
    let rulebook = rulebook();
    let adopt = json!({
        "association": "○○自治会", "responsible": person(1), "responsible_office": "会長",
        "responsible_name": "下関 一郎", "handler_named": "no", "cameras": 2, "retention_days": 7,
        "effective_on": "2026-11-01", "agreed_on": "2026-10-01",
    });
    let mut missing = adopt.clone();
    missing["effective_on"] = json!(null);
    assert_eq!(
        world(&rulebook, "regulation").refused("adopt", missing),
        "CC-R8"
    );
    let mut longer = adopt.clone();
    longer["retention_days"] = json!(31);
    assert_eq!(
        world(&rulebook, "regulation").refused("adopt", longer),
        "CC-R5.3"
    );
    let mut named = adopt.clone();
    named["handler_named"] = json!("yes");
    named["handler"] = json!(person(2));
    named["handler_association"] = json!("○○自治会");
    named["handler_office"] = json!("副会長");
    let refused = world(&rulebook, "regulation")
        .step("adopt", named)
        .unwrap_err();
    assert_eq!(
        (refused.clause.as_str(), &refused.fields[..]),
        ("CC-R2.2", &["handler_name".to_owned()][..])
    );
    let mut regulation = world(&rulebook, "regulation");
    regulation.step("adopt", adopt).unwrap();
    assert_eq!(regulation.refused("announce", json!({})), "CC-3.2");
}

#[test]
fn thirty_one_days_of_keeping_cannot_be_set() {
    let rulebook = rulebook();
    let days = |n: i64| {
        rulebook.with(&Settings {
            layer: Layer {
                level: Level::Unit,
                unit: unit(GROUP),
                version: "1".to_owned(),
                author: "会長".to_owned(),
                approved_by: "総会".to_owned(),
                valid_from: "2026-11-01".parse().unwrap(),
            },
            parameters: vec![("retention_days".to_owned(), Value::Count(n))],
            texts: Vec::new(),
        })
    };
    assert_eq!(days(31).unwrap_err()[0].fault, Fault::ParameterValue);
    assert_eq!(days(0).unwrap_err()[0].fault, Fault::ParameterValue);
    assert_eq!(days(30).unwrap().count("retention_days"), Some(30));
}

#[test]
fn a_camera_stays_until_the_first_of_april_five_years_on() {
    let rulebook = rulebook();
    for installed in ["2026-11-20", "2027-02-01"] {
        let mut world = registered(&rulebook, "activate");
        world.now = at("2027-03-01T10:00:00");
        let active = world
            .step("activate", json!({"installed_on": installed}))
            .unwrap();
        let lock = active
            .opened
            .iter()
            .find(|it| it.terms.duty == "camera_lock")
            .unwrap();
        let due = lock
            .terms
            .rule
            .due(lock.started_at, &OfficeHours::standard())
            .unwrap();
        assert_eq!(due, at("2032-04-01T00:00:00"), "{installed}");

        world.now = at("2032-03-31T23:59:59");
        let early = world
            .step("remove", json!({"removal": "removed"}))
            .unwrap_err();
        assert_eq!(
            (early.clause.as_str(), early.cause.class()),
            ("CC-2.2.エ", Class::NotYet)
        );
        world.answer = |_| Answer::No;
        let unasked = json!({"removal": "removed", "consultation": crate::world::asset(1)});
        assert_eq!(world.refused("remove_early", unasked), "CC-2.2.エ");
        let unlocked = strike(&world.case, "camera_lock", &rulebook, &world.units, due).unwrap();
        world.case = unlocked.case;
        world.step("remove", json!({"removal": "removed"})).unwrap();
    }
    let unlocked = |source: &Source<'_>| {
        source
            .text
            .replace("from = [\"unlocked\"]", "from = [\"active\", \"unlocked\"]")
    };
    let texts: Vec<_> = TOWN_CCTV.iter().map(unlocked).collect();
    let sources = TOWN_CCTV.iter().zip(&texts);
    let sources: Vec<_> = sources
        .map(|(source, text)| Source {
            name: source.name,
            text,
        })
        .collect();
    let off = Rulebook::load(&sources, &clauses()).unwrap();
    let mut unruled = registered(&off, "none");
    unruled
        .step("remove", json!({"removal": "removed"}))
        .unwrap();

    let mut asked = registered(&rulebook, "none");
    let values = json!({"removal": "moved", "consultation": crate::world::asset(1)});
    asked.step("remove_early", values).unwrap();
    assert!(asked.case.is_closed(&rulebook.workflows["registration"]));
}

#[test]
fn checks_come_again() {
    let rulebook = rulebook();
    let mut world = registered(&rulebook, "none");
    assert_eq!(
        world.refused("check_safety", json!({"safety": ["leak"]})),
        "CC-3.1.イ"
    );
    let checked = world
        .step(
            "check_safety",
            json!({"safety": ["leak", "loss", "outflow"]}),
        )
        .unwrap();
    assert_eq!(checked.closed, ["safety_check"]);
    assert_eq!(checked.opened[0].terms.duty, "safety_check");
    assert!(world.case.open.contains("safety_check"));
}

fn submitted(ground: &str) -> Json {
    let mut values = json!({
        "footage": [crate::world::asset(1)], "footage_from": at("2026-11-19T21:00:00"), "footage_to": at("2026-11-19T22:00:00"),
        "ground": ground,
    });
    let evidence = match ground {
        "law" => json!({"statute": "刑訴法218条"}),
        "inquiry" => json!({"letter_number": "下関署第12号", "inquirer": "下関警察署"}),
        "urgent" => json!({"circumstances": "児童の行方不明"}),
        "person" => json!({"consent": file()}),
        _ => json!({}),
    };
    for (field, value) in evidence.as_object().unwrap() {
        values[field] = value.clone();
    }
    values
}

#[test]
fn footage_leaves_on_four_grounds_with_their_evidence() {
    let whole = rulebook();
    let off = without(TOWN_CCTV, "CC-3.5.ア–エ");
    for ground in ["law", "inquiry", "urgent", "person"] {
        world(&whole, "provision")
            .step("submit", submitted(ground))
            .unwrap();
        let mut bare = submitted("none");
        bare["ground"] = json!(ground);
        assert_eq!(
            world(&whole, "provision").refused("submit", bare.clone()),
            "CC-3.5.ア–エ"
        );
        world(&off, "provision").step("submit", bare).unwrap();
    }
    let mut none = submitted("law");
    none["ground"] = json!(null);
    assert_eq!(
        world(&whole, "provision").refused("submit", none),
        "CC-3.5.ア–エ"
    );
}

#[test]
fn a_provision_is_decided_by_the_person_responsible_and_ends_with_five_facts() {
    let rulebook = rulebook();
    let mut world = world(&rulebook, "provision");
    world.actor = 2;
    world.step("submit", submitted("inquiry")).unwrap();
    assert_eq!(
        world.refused("approve", json!({"decision": ["written"]})),
        "CC-R6.2.ア–エ"
    );
    world.actor = 1;
    assert_eq!(world.refused("approve", json!({})), "CC-R6.2.ア–エ");
    world
        .step("approve", json!({"decision": ["written"]}))
        .unwrap();
    world.actor = 2;
    let handler = world.refused("take_copy", json!({}));
    assert_eq!(handler, "CC-3.3.ア-1", "not the handler");
    world.actor = 1;
    assert_eq!(
        world.refused("take_copy", json!({})),
        "CC-3.3.イ-2",
        "first the copy is made"
    );
    world.step("make_copy", json!({})).unwrap();
    let answer = world.answer;
    world.answer = |_| Answer::Count(1);
    assert_eq!(world.refused("take_copy", json!({})), "CC-3.3.イ-2");
    world.answer = answer;
    world.step("take_copy", json!({})).unwrap();
    let handed = json!({
        "recipient": "下関警察署 ○○巡査部長", "provided_at": at("2026-11-20T09:00:00"),
        "medium": "DVD-R 1枚",
    });
    for field in ["recipient", "provided_at"] {
        let mut missing = handed.clone();
        missing[field] = json!(null);
        assert_eq!(world.refused("hand_over", missing), "CC-3.5n");
    }
    world.step("hand_over", handed).unwrap();
    let facts = json!({"content": "自転車の人物", "purpose": "捜査", "reason": "照会"});
    for field in ["content", "purpose", "reason"] {
        let mut missing = facts.clone();
        missing[field] = json!(null);
        let refused = world.step("record", missing).unwrap_err();
        assert_eq!(
            (refused.clause.as_str(), &refused.fields[..]),
            ("CC-3.5n", &[field.to_owned()][..])
        );
    }
    world.step("record", facts).unwrap();
    assert!(world.case.is_closed(&rulebook.workflows["provision"]));
}

#[test]
fn an_urgent_provision_may_be_decided_by_phone_and_is_written_down_in_a_day() {
    let rulebook = rulebook();
    let mut urgent = world(&rulebook, "provision");
    urgent.step("submit", submitted("urgent")).unwrap();
    let approved = urgent
        .step("approve", json!({"phone_decision": "深夜のため"}))
        .unwrap();
    let [duty] = &approved.opened[..] else {
        panic!("{:?}", approved.opened)
    };
    assert_eq!(duty.terms.duty, "written_record");
    let due = duty
        .terms
        .rule
        .due(urgent.now, &OfficeHours::standard())
        .unwrap();
    assert_eq!(due, at("2026-11-21T10:00:00"));
    urgent
        .step("write_down", json!({"decision": ["written"]}))
        .unwrap();

    let mut other = world(&rulebook, "provision");
    other.step("submit", submitted("law")).unwrap();
    assert_eq!(
        other.refused("approve", json!({"phone_decision": "深夜のため"})),
        "CC-R6.2.ア–エ"
    );
}

#[test]
fn footage_is_kept_for_the_days_of_the_group_and_a_month_at_most() {
    let rulebook = rulebook();
    let due = |rulebook: &Rulebook, recorded: &str| {
        let rule = rulebook
            .period(&rulebook.deadlines["footage_retention"])
            .unwrap();
        rule.due(at(recorded), &OfficeHours::standard()).unwrap()
    };
    assert_eq!(
        due(&rulebook, "2026-11-20T09:30:00"),
        at("2026-11-27T09:30:00")
    );
    let mut longest = rulebook.clone();
    let days = longest.parameters.get_mut("retention_days").unwrap();
    days.value = crate::rulebook::parameters::Value::Count(30);
    assert_eq!(
        due(&longest, "2026-12-10T12:00:00"),
        at("2027-01-09T12:00:00")
    );
    assert_eq!(
        due(&longest, "2027-02-10T12:00:00"),
        at("2027-03-10T12:00:00"),
        "a month from February is shorter than thirty days"
    );
}

#[test]
fn footage_that_was_erased_ends_its_provision() {
    let rulebook = rulebook();
    let mut world = world(&rulebook, "provision");
    let erased = |world: &World<'_>| {
        let nothing = std::collections::BTreeMap::new();
        let context = Context::of_system(world.rulebook, &world.units, world.now);
        happen(&world.case, Event::Erased, &nothing, &context)
    };
    world.step("submit", submitted("law")).unwrap();
    let void = erased(&world).unwrap();
    assert_eq!(
        (void.case.state.as_str(), void.mark.clause.as_str()),
        ("void", "CC-R5.3")
    );
    world
        .step("approve", json!({"decision": ["written"]}))
        .unwrap();
    assert_eq!(erased(&world).unwrap().case.state, "void");
    world.step("make_copy", json!({})).unwrap();
    assert!(erased(&world).is_err(), "the copy exists already");
}

#[test]
fn nobody_but_the_two_posts_of_the_own_group_touches_recordings() {
    let rulebook = rulebook();
    let handled = json!({"footage": crate::world::asset(1), "purpose": "prevent", "note": "点検"});
    let tried = |actor: u8, step: &str, answer: fn(&Question) -> Answer| -> Result<(), Refusal> {
        let mut world = world(&rulebook, "handling");
        (world.actor, world.answer) = (actor, answer);
        world.step(step, handled.clone()).map(drop)
    };
    fn yes(question: &Question) -> Answer {
        match question {
            Question::UnitOf { .. } => Answer::Unit(unit(GROUP)),
            Question::AssetState { .. } => Answer::State("stored".to_owned()),
            _ => Answer::Yes,
        }
    }
    tried(1, "handle", yes).unwrap();
    tried(2, "handle_with_permission", yes).unwrap();
    for actor in [2, 3, 4, 5, 9] {
        assert_eq!(
            tried(actor, "handle", yes).unwrap_err().clause,
            "CC-3.3.ア-1",
            "{actor}"
        );
    }
    let untold = |question: &Question| match question {
        Question::Training { .. } => Answer::No,
        other => yes(other),
    };
    assert_eq!(tried(1, "handle", untold).unwrap_err().clause, "CC-3.4");
    assert_eq!(
        tried(2, "handle_with_permission", untold)
            .unwrap_err()
            .clause,
        "CC-R4.4"
    );
    let unpermitted = |question: &Question| match question {
        Question::Case(other) if other.workflow == "handler_permission" => Answer::No,
        other => yes(other),
    };
    let refused = tried(2, "handle_with_permission", unpermitted).unwrap_err();
    assert_eq!(
        (refused.clause.as_str(), refused.cause.class()),
        ("CC-3.3.ア-2", Class::NotAllowed)
    );
    let unnamed = |question: &Question| match question {
        Question::Case(other) if other.workflow == "regulation" => Answer::No,
        other => yes(other),
    };
    let refused = tried(2, "handle_with_permission", unnamed).unwrap_err();
    assert_eq!(
        (refused.clause.as_str(), refused.cause.class()),
        ("CC-3.3.ア-2", Class::NotYet)
    );
    let erased = |question: &Question| match question {
        Question::AssetState { .. } => Answer::State("erased".to_owned()),
        other => yes(other),
    };
    assert_eq!(tried(1, "handle", erased).unwrap_err().clause, "CC-R5.3");
    let foreign = |question: &Question| match question {
        Question::UnitOf { .. } => Answer::Unit(unit(OTHER_GROUP)),
        other => yes(other),
    };
    assert_eq!(tried(1, "handle", foreign).unwrap_err().clause, "CC-0");
    let mut aimless = world(&rulebook, "handling");
    assert_eq!(
        aimless.refused(
            "handle",
            json!({"footage": crate::world::asset(1), "note": "点検"})
        ),
        "CC-R6.1"
    );
}

#[test]
fn a_handler_is_permitted_only_if_the_regulation_names_them() {
    let rulebook = rulebook();
    let values = json!({"handler": person(2), "acts": "閲覧", "until": "2026-12-31"});
    let unnamed = |question: &Question| match question {
        Question::Case(_) => Answer::No,
        _ => Answer::Yes,
    };
    let mut world = world(&rulebook, "handler_permission");
    world.answer = unnamed;
    let refused = world.step("permit", values.clone()).unwrap_err();
    assert_eq!(
        (refused.clause.as_str(), refused.cause.class()),
        ("CC-3.3.ア-2", Class::NotYet)
    );
    let off = without(TOWN_CCTV, "CC-3.3.ア-2");
    let mut unruled = self::world(&off, "handler_permission");
    unruled.answer = unnamed;
    unruled.step("permit", values).unwrap();
}

#[test]
fn more_cameras_than_the_regulation_says_open_a_duty() {
    let rulebook = rulebook();
    let mut world = registered(&rulebook, "activate");
    let full = |question: &Question| match question {
        Question::Cases { .. } | Question::Figure { .. } => Answer::Count(2),
        _ => Answer::Yes,
    };
    world.answer = full;
    let values = json!({"installed_on": "2026-11-20"});
    let active = world.step("activate", values).unwrap();
    let duties: Vec<_> = active
        .opened
        .iter()
        .map(|it| it.terms.duty.as_str())
        .collect();
    assert!(duties.contains(&"amend_regulation"), "{duties:?}");
    assert_eq!(world.refused("regulation_amended", json!({})), "CC-R3.1");
    world.answer = |question| match question {
        Question::Cases { .. } => Answer::Count(2),
        Question::Figure { .. } => Answer::Count(3),
        _ => Answer::Yes,
    };
    let amended = world.step("regulation_amended", json!({})).unwrap();
    assert_eq!(amended.closed, ["amend_regulation"]);
}

#[test]
fn a_step_that_comes_too_early_names_what_is_missing() {
    let rulebook = rulebook();
    for (before, clause) in [
        ("agree", "CC-2.1a"),
        ("consent", "CC-2.1b"),
        ("place", "CC-2.2.ア"),
        ("name_posts", "CC-3.1.ア"),
        ("regulate", "CC-3.2"),
        ("secure", "CC-3.3.ウ-2"),
        ("put_up_sign", "CC-2.2.ウ"),
    ] {
        let mut world = registered(&rulebook, before);
        let values = json!({"installed_on": "2026-11-20"});
        let refused = world.step("activate", values).unwrap_err();
        assert_eq!(
            (refused.code(), refused.clause.as_str()),
            ("wrong_state", clause)
        );
        assert!(refused.message.ja.contains("先に必要な手続"));
    }
}

#[test]
fn an_initial_password_is_refused_however_it_is_written() {
    let rulebook = rulebook();
    for (password, refused) in [("admin", true), (" ADMIN ", true), ("海と山-2026", false)] {
        let values = json!({
            "password": ["changed"], "password_changed_on": "2026-11-10", "camera_password": password,
        });
        let done = registered(&rulebook, "secure").step("secure", values);
        assert_eq!(done.is_err(), refused, "{password}");
        assert!(done.is_ok() || done.unwrap_err().clause == "CC-3.3.ウ-2");
    }
}

#[test]
fn a_complaint_is_answered_in_time_and_with_measures() {
    let rulebook = rulebook();
    let mut world = world(&rulebook, "complaint");
    world.actor = 2;
    let received = world
        .step(
            "record",
            json!({"received_on": "2026-11-20", "content": "撮影範囲の問い合わせ"}),
        )
        .unwrap();
    assert_eq!(received.notices[0].to, "responsible");
    assert_eq!(received.opened[0].terms.duty, "complaint_answer");
    assert_eq!(
        world.refused("answer", json!({"answer": "説明した", "measures": "なし"})),
        "CC-3.6"
    );
    world.actor = 1;
    assert_eq!(
        world.refused("answer", json!({"answer": "説明した"})),
        "CC-R7"
    );
    assert_eq!(
        world.refused("answer", json!({"measures": "角度を変更"})),
        "CC-3.6"
    );
    world
        .step(
            "answer",
            json!({"answer": "説明した", "measures": "角度を変更"}),
        )
        .unwrap();
}

#[test]
fn a_group_names_its_own_people_and_the_city_only_its_own_groups() {
    let rulebook = rulebook();
    let posts = people(&rulebook);
    let ask = |actor: u8, kind: &str, place: u8| {
        let target = Target {
            person: person(50),
            kind,
            unit: unit(place),
        };
        let today = "2026-11-20".parse().unwrap();
        let act = AppointAct::Register;
        may_appoint(
            &rulebook,
            &units(),
            person(actor),
            &posts,
            act,
            target,
            today,
        )
        .map(|allowed| allowed.clause.to_owned())
        .map_err(|refused| (refused.reason, refused.clause))
    };
    assert_eq!(ask(5, "representative", GROUP), Ok("CC-0".to_owned()));
    assert_eq!(ask(3, "responsible", GROUP), Ok("CC-3.1.ア".to_owned()));
    assert_eq!(
        ask(3, "responsible", OTHER_GROUP),
        Err((Reason::OutOfScope, "CC-3.1.ア".to_owned()))
    );
    assert_eq!(ask(1, "handler", GROUP), Ok("CC-R4.2".to_owned()));
    assert_eq!(
        ask(5, "handler", GROUP),
        Err((Reason::NotInMatrix, "CC-R4.2".to_owned()))
    );
    assert_eq!(
        ask(5, "representative", HQ),
        Err((Reason::WrongUnit, "CC-2.1a".to_owned()))
    );
}

#[test]
fn media_are_kept_locked_and_never_taken_out() {
    let ledger = &rulebook().ledgers["recording_medium"];
    let acts: Vec<_> = ledger
        .kind
        .transitions
        .iter()
        .map(|line| line.act)
        .collect();
    assert!(
        !acts.contains(&asset::Act::Out),
        "taking out is refused with {}",
        ledger.kind.clause
    );
    assert_eq!(ledger.kind.clause, "CC-3.3.ウ-1");
}
