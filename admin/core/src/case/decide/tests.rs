use serde_json::json;

use super::*;
use crate::{
    case::{
        questions::{Answer, Question},
        strike, tasks,
    },
    post::Post,
    rulebook::{Rulebook, embedded, without::without, workflow::Announcement},
    world::{HQ, NPA, OTHER_HQ, World, at, post, unit},
};

fn rulebook() -> Rulebook {
    Rulebook::load(embedded::VIDEO_REPORTING, &embedded::clauses()).unwrap()
}

/// 1 operator, 2 manager, 3 chief, 4 system chief of one headquarters; 5 operator of another.
fn people(rulebook: &Rulebook) -> Vec<Post> {
    vec![
        post(rulebook, 1, "reception_operator", HQ),
        post(rulebook, 2, "hq_operations_manager", HQ),
        post(rulebook, 3, "hq_operations_chief", HQ),
        post(rulebook, 4, "hq_system_chief", HQ),
        post(rulebook, 5, "reception_operator", OTHER_HQ),
        post(rulebook, 6, "npa_operations_chief", NPA),
    ]
}

fn world<'a>(rulebook: &'a Rulebook, workflow: &str) -> World<'a> {
    World::new(rulebook, workflow, HQ, people(rulebook))
}

fn confirmed() -> Json {
    json!({
        "confirmed": ["safe", "camera", "number"],
        "known_by": "presented",
        "purpose": "real",
        "reported": ["done"],
        "channel": "sms",
    })
}

fn with(mut values: Json, field: &str, value: Json) -> Json {
    values[field] = value;
    values
}

fn duties(effects: &Effects) -> Vec<&str> {
    let opened = effects.opened.iter();
    opened.map(|opened| opened.terms.duty.as_str()).collect()
}

/// Whether `prepare` goes through with these values under a rulebook.
fn prepares(rulebook: &Rulebook, values: Json) -> Result<Effects, String> {
    world(rulebook, "request")
        .step("prepare", values)
        .map_err(|refusal| refusal.clause)
}

#[test]
fn a_request_is_confirmed_reported_compared_and_sent() {
    let rulebook = rulebook();
    let mut world = world(&rulebook, "request");
    let prepared = world.step("prepare", confirmed()).unwrap();
    assert_eq!(
        (prepared.case.state.as_str(), prepared.case.version),
        ("prepared", 1)
    );
    assert_eq!(prepared.mark.action, "prepare_request");
    assert_eq!(prepared.mark.post, "reception_operator");
    assert_eq!(
        (prepared.mark.clause.as_str(), prepared.mark.result),
        ("VR-4.1.1a", "allowed")
    );
    let [notice] = &prepared.notices[..] else {
        panic!("{:?}", prepared.notices)
    };
    assert_eq!(
        (notice.to.as_str(), notice.unit),
        ("hq_operations_manager", unit(HQ))
    );
    assert_eq!(notice.kind, Announcement::Report);
    assert_eq!(duties(&prepared), ["comparison"]);
    assert_eq!(world.refused("send", json!({})), "VR-4.1.3c");
    let sent = world.step("send", json!({"compared": ["done"]})).unwrap();
    assert!(sent.case.is_closed(&rulebook.workflows["request"]));
}

#[test]
fn each_confirmation_is_asked_by_its_own_clause() {
    let table = [
        (
            "VR-4.1.1a",
            with(confirmed(), "confirmed", json!(["camera", "number"])),
        ),
        (
            "VR-4.1.1b",
            with(confirmed(), "confirmed", json!(["safe", "number"])),
        ),
        (
            "VR-4.1.1b",
            with(confirmed(), "confirmed", json!(["safe", "camera"])),
        ),
        ("VR-4.1.2", with(confirmed(), "reported", json!([]))),
        (
            "VR-4.1.3a",
            with(
                with(confirmed(), "channel", json!("email")),
                "known_by",
                json!("address"),
            ),
        ),
    ];
    let whole = rulebook();
    for (clause, values) in table {
        assert_eq!(prepares(&whole, values.clone()).unwrap_err(), clause);
        if clause != "VR-4.1.1a" && clause != "VR-4.1.2" && clause != "VR-4.1.3a" {
            prepares(&without(embedded::VIDEO_REPORTING, clause), values).unwrap();
        }
    }
}

#[test]
fn a_refusal_names_the_box_that_is_not_ticked() {
    let rulebook = rulebook();
    let values = with(confirmed(), "confirmed", json!(["safe", "number"]));
    let refusal = world(&rulebook, "request")
        .step("prepare", values)
        .unwrap_err();
    assert_eq!(
        (refusal.fields, refusal.ticks),
        (vec!["confirmed".into()], vec!["camera".into()])
    );
}

#[test]
fn a_number_given_by_voice_needs_a_reason_and_a_second_reading() {
    let rulebook = rulebook();
    let voice = with(confirmed(), "known_by", json!("voice"));
    let voice = with(voice, "confirmed", json!(["safe", "camera"]));
    let reasoned = with(voice.clone(), "voice_reason", json!("非通知の固定電話"));
    let read_back = with(reasoned.clone(), "read_back", json!(["done"]));
    assert_eq!(prepares(&rulebook, voice).unwrap_err(), "VR-4.1.1b");
    assert_eq!(prepares(&rulebook, reasoned).unwrap_err(), "VR-4.1.1b");
    prepares(&rulebook, read_back).unwrap();
}

#[test]
fn with_a_reason_the_report_may_follow_and_is_due() {
    let rulebook = rulebook();
    let mut world = world(&rulebook, "request");
    let values = with(
        with(confirmed(), "reported", json!([])),
        "no_report_reason",
        json!("通話が集中"),
    );
    let prepared = world.step("prepare", values).unwrap();
    let [_, duty] = &prepared.opened[..] else {
        panic!("{:?}", prepared.opened)
    };
    assert_eq!(
        (duty.terms.duty.as_str(), duty.clause()),
        ("report_after", "VR-4.1.2")
    );
    assert_eq!(duty.started_at, world.now);
    assert!(prepared.notices.is_empty(), "there was no report yet");
    world.step("send", json!({"compared": ["done"]})).unwrap();
    assert!(
        !world.case.is_closed(&rulebook.workflows["request"]),
        "the duty is open"
    );
    let reported = world.step("report", json!({})).unwrap();
    assert_eq!(reported.closed, ["report_after"]);
    assert_eq!(reported.notices.len(), 1);
    assert!(world.case.is_closed(&rulebook.workflows["request"]));
    let again = world.step("report", json!({})).unwrap_err();
    assert_eq!(
        (again.cause, again.clause.as_str()),
        (Cause::NothingOpen, "VR-4.1.2")
    );
}

#[test]
fn a_reason_of_spaces_is_none() {
    let values = with(
        with(confirmed(), "reported", json!([])),
        "no_report_reason",
        json!("  \n"),
    );
    assert_eq!(prepares(&rulebook(), values).unwrap_err(), "VR-4.1.2");
}

#[test]
fn who_where_and_at_which_terminal_is_asked_first() {
    let rulebook = rulebook();
    let mut world = world(&rulebook, "request");
    let table = [
        (1, "unenrolled", "VR-2.3"),
        (1, "management", "VR-2.3"),
        (3, "reception", "VR-4.1.1a"),
        (5, "reception", "VR-4.1.1a"),
        (9, "reception", "VR-4.1.1a"),
    ];
    for (actor, terminal, clause) in table {
        (world.actor, world.terminal) = (actor, terminal);
        // Nothing of the case is told to somebody without the right: not even that it changed.
        let refused = world
            .attempt("prepare", 7, json!({"nonsense": 1}))
            .unwrap_err();
        assert_eq!(
            (refused.cause, refused.clause.as_str()),
            (Cause::NotAllowed, clause)
        );
    }
    (world.actor, world.terminal) = (1, "unenrolled");
    let off = without(embedded::VIDEO_REPORTING, "VR-2.3");
    let mut elsewhere = World::new(&off, "request", HQ, people(&off));
    elsewhere.terminal = "unenrolled";
    elsewhere.step("prepare", confirmed()).unwrap();
}

#[test]
fn a_post_that_ended_yesterday_does_nothing() {
    let rulebook = rulebook();
    let mut world = world(&rulebook, "request");
    world.posts[0].to = Some("2026-11-20".parse().unwrap());
    world.now = at("2026-11-20T23:59:59");
    world.attempt("prepare", 0, confirmed()).unwrap();
    world.now = at("2026-11-21T00:00:00");
    assert_eq!(world.refused("prepare", confirmed()), "VR-4.1.1a");
}

#[test]
fn two_at_once_and_double_clicks_conflict() {
    let rulebook = rulebook();
    let mut world = world(&rulebook, "request");
    world.step("prepare", confirmed()).unwrap();
    world.step("send", json!({"compared": ["done"]})).unwrap();
    let second = world
        .attempt("send", 1, json!({"compared": ["done"]}))
        .unwrap_err();
    assert_eq!(
        (second.cause, second.clause.as_str()),
        (Cause::ChangedMeanwhile, "VR-4.1.3a")
    );
    let now = world
        .attempt("send", 2, json!({"compared": ["done"]}))
        .unwrap_err();
    assert_eq!(now.cause, Cause::WrongState);
}

#[test]
fn steps_out_of_order_and_unknown_steps_are_refused() {
    let rulebook = rulebook();
    let mut world = world(&rulebook, "request");
    assert_eq!(
        world.step("send", json!({})).unwrap_err().cause,
        Cause::WrongState
    );
    assert_eq!(
        world.step("sned", json!({})).unwrap_err().cause,
        Cause::StepUnknown
    );
    let foreign = world
        .attempt("prepare", 0, json!({"compared": ["done"]}))
        .unwrap_err();
    assert_eq!(foreign.cause, Cause::FieldUnknown);
    for (field, value) in [
        ("channel", json!("fax")),
        ("channel", json!(7)),
        ("confirmed", json!(["safe", "sound"])),
        ("no_report_reason", json!("あ".repeat(501))),
        ("no_report_reason", json!("a\u{0}b")),
    ] {
        let unfit = world
            .step("prepare", with(confirmed(), field, value))
            .unwrap_err();
        assert_eq!(
            (unfit.cause, unfit.fields),
            (Cause::ValueUnfit, vec![field.to_owned()])
        );
    }
    let missing = world
        .step("prepare", with(confirmed(), "channel", json!(null)))
        .unwrap_err();
    assert_eq!(
        (missing.cause, missing.clause.as_str()),
        (Cause::FieldMissing, "VR-4.1.3a")
    );
}

#[test]
fn a_case_stays_with_the_version_it_was_opened_under() {
    let rulebook = rulebook();
    let mut world = world(&rulebook, "request");
    world.step("prepare", confirmed()).unwrap();
    let mut newer = rulebook.clone();
    newer.document.version = "2028-04-01".to_owned();
    world.rulebook = &newer;
    let refused = world
        .step("send", json!({"compared": ["done"]}))
        .unwrap_err();
    assert_eq!(refused.cause, Cause::OtherRulebook);
}

#[test]
fn a_refusal_is_remembered_without_what_was_typed() {
    let rulebook = rulebook();
    let world = world(&rulebook, "request");
    let command = Command {
        step: "<script>".into(),
        seen: 0,
        values: BTreeMap::new(),
        with_effect: false,
    };
    let answers = BTreeMap::new();
    let context = world.context(&answers);
    let refusal = decide(&world.case, &command, &context).unwrap_err();
    let mark = refusal.mark(&world.case, &command, &context);
    assert_eq!(
        (mark.result, mark.clause.as_str()),
        ("refused", "VR-4.1.1a")
    );
    assert_eq!(
        mark.subjects,
        format!(
            "case:{} word:request word:unknown word:step_unknown",
            world.case.id
        )
    );
    let entry = mark.entry_after(&crate::trail::Head::EMPTY);
    assert_eq!((entry.seq, entry.action.as_str()), (1, "take_step"));
}

#[test]
fn a_mis_send_stays_open_until_everything_is_answered() {
    let rulebook = rulebook();
    let mut world = world(&rulebook, "mis_send");
    let noticed = json!({"noticed": "番号の聞き間違い"});
    assert_eq!(world.refused("report", noticed.clone()), "VR-4.3.3");
    let reported = world
        .step("report", with(noticed, "url", json!(["destroyed"])))
        .unwrap();
    assert_eq!(reported.opened[0].terms.duty, "mis_send_follow_up");
    assert_eq!(reported.notices[0].kind, Announcement::Alert);
    assert_eq!(world.refused("close", json!({})), "VR-4.3.3");
    world
        .step("note", json!({"contacted": "yes", "contact": "電話で謝罪"}))
        .unwrap();
    let missing = world
        .step("close", json!({"manager": ["told"]}))
        .unwrap_err();
    assert_eq!(missing.fields, ["media"]);
    assert_eq!(
        missing.message.ja,
        "入力が必要な項目があります(相手方から受信した映像等)"
    );
    let closed = world
        .step("close", json!({"manager": ["told"], "media": "none"}))
        .unwrap();
    assert_eq!(closed.closed, ["mis_send_follow_up"]);

    let off = without(embedded::VIDEO_REPORTING, "VR-4.3.3");
    let mut unruled = World::new(&off, "mis_send", HQ, people(&off));
    let refused = unruled.step("report", json!({})).unwrap_err();
    assert_eq!(
        refused.cause,
        Cause::NotAllowed,
        "without its grant nobody may report one"
    );
}

#[test]
fn a_password_is_permitted_by_the_chief_to_another_until_a_day_ahead() {
    let rulebook = rulebook();
    let asked = |world: &mut World<'_>, values: Json| world.step("permit", values);
    let values = json!({
        "person": crate::world::person(1), "reason": "biometrics_difficult", "until": "2026-12-31",
    });
    let mut world = world(&rulebook, "password_permission");
    world.answer = |question| match question {
        Question::UnitOf { .. } => Answer::Unit(unit(HQ)),
        _ => Answer::No,
    };
    for (actor, allowed) in [(1, false), (2, false), (4, false), (3, true), (6, true)] {
        world.actor = actor;
        let result = world.attempt("permit", 0, values.clone());
        assert_eq!(result.is_ok(), allowed, "person {actor}: {result:?}");
        assert!(allowed || result.unwrap_err().clause == "VR-8.1b");
    }
    world.actor = 3;
    let own = with(values.clone(), "person", json!(crate::world::person(3)));
    assert_eq!(
        asked(&mut world, own).unwrap_err().code(),
        "not_same_person"
    );
    let past = with(values.clone(), "until", json!("2026-11-20"));
    assert_eq!(asked(&mut world, past).unwrap_err().code(), "date_order");
    let other = with(values.clone(), "reason", json!("other"));
    assert_eq!(
        asked(&mut world, other).unwrap_err().fields,
        ["reason_text"]
    );
    world.answer = |_| Answer::Unit(unit(OTHER_HQ));
    assert_eq!(
        asked(&mut world, values.clone()).unwrap_err().code(),
        "in_scope"
    );
    world.answer = |_| Answer::Unit(unit(HQ));
    let permitted = asked(&mut world, values).unwrap();
    assert_eq!(permitted.opened[0].started_at, at("2026-12-31T00:00:00"));
    let hours = crate::calendar::OfficeHours::standard();
    let due = permitted.opened[0]
        .terms
        .rule
        .due(permitted.opened[0].started_at, &hours);
    assert_eq!(
        due,
        Ok(at("2027-01-01T00:00:00")),
        "the last day still counts"
    );

    let ended = strike(
        &world.case,
        "password_permission_end",
        &rulebook,
        &world.units,
        world.now,
    )
    .unwrap();
    assert_eq!(
        (ended.case.state.as_str(), ended.mark.actor.as_str()),
        ("ended", "system")
    );
    assert_eq!(ended.case.done.last().map(|done| done.by), Some(None));
    assert!(
        strike(
            &ended.case,
            "password_permission_end",
            &rulebook,
            &world.units,
            world.now
        )
        .is_none()
    );
    world.step("withdraw", json!({})).unwrap();
    assert!(
        strike(
            &world.case,
            "password_permission_end",
            &rulebook,
            &world.units,
            world.now
        )
        .is_none()
    );
}

#[test]
fn a_duty_that_strikes_stays_open_and_a_reminder_does_not() {
    let rulebook = rulebook();
    let mut world = world(&rulebook, "mis_send");
    let values = json!({"noticed": "聞き間違い", "url": ["destroyed"]});
    world.step("report", values).unwrap();
    let (units, now) = (&world.units, world.now);
    assert_eq!(
        strike(&world.case, "mis_send_follow_up", &rulebook, units, now),
        None
    );
    let mut reminded = world.case.clone();
    reminded.open.insert("validity_warning".to_owned());
    let struck = strike(&reminded, "validity_warning", &rulebook, units, now).unwrap();
    assert_eq!((struck.case.version, struck.case.open.len()), (2, 1));
    assert_eq!(
        (struck.mark.action.as_str(), struck.mark.clause.as_str()),
        ("validity_warning", "VR-0.1")
    );
}

#[test]
fn tasks_are_the_steps_that_somebody_may_take_now() {
    let rulebook = rulebook();
    let mut world = world(&rulebook, "request");
    let answers = BTreeMap::new();
    let codes = |world: &World<'_>| -> Vec<String> {
        let tasks = tasks::tasks(&world.case, &world.context(&answers));
        tasks.into_iter().map(|step| step.code.clone()).collect()
    };
    assert!(codes(&world).is_empty(), "the system prepares");
    let values = with(
        with(confirmed(), "reported", json!([])),
        "no_report_reason",
        json!("混雑"),
    );
    world.step("prepare", values).unwrap();
    assert_eq!(codes(&world), ["report"]);
    world.actor = 3;
    assert!(codes(&world).is_empty());
    world.actor = 1;
    world.step("report", json!({})).unwrap();
    assert!(codes(&world).is_empty(), "the report was made");
}

mod sample;
