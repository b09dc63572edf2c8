//! Seeded random commands through every workflow of every rulebook, against what must hold
//! whatever anybody tries.

use std::collections::{BTreeMap, BTreeSet};

use protocol::time::UnixMs;
use serde_json::{Map, Value as Json, json};

use super::{
    Context, Effects, Refusal,
    decide::may_take,
    happen,
    questions::{Answer, Question},
    strike,
};
use crate::{
    post::Post,
    rulebook::{
        Rulebook, embedded,
        form::{Field, FieldKind},
        parameters,
        posts::PostKind,
        workflow::{Step, Trigger, Workflow},
    },
    world::{
        GROUP, HQ, NPA, OTHER_GROUP, OTHER_HQ, STATION, TOWN, World, asset, at, person, post, unit,
    },
};

/// A small generator with a seed in its name, so that a failure can be walked again.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// Values for some fields of the step; now and then foreign or unfit ones.
    fn values(&mut self, workflow: &Workflow, rulebook: &Rulebook, step: &Step) -> Json {
        let form = &rulebook.forms[&workflow.form.text];
        let mut values = Map::new();
        for field in &form.fields {
            let fills = step.fills.iter().any(|fills| **fills == *field.code);
            if fills && !self.one_in(12) || self.one_in(80) {
                values.insert(field.code.clone(), self.value(field));
            }
        }
        if self.one_in(60) {
            values.insert("no_such_field".to_owned(), json!("x"));
        }
        Json::Object(values)
    }

    fn value(&mut self, field: &Field) -> Json {
        if self.one_in(30) {
            return self
                .of(&[
                    json!(null),
                    json!(-1),
                    json!(["?"]),
                    json!("=1+1"),
                    json!({}),
                ])
                .clone();
        }
        let day = *self.of(&["2026-11-20", "2026-12-31", "2020-01-01", "2026-11-01"]);
        match field.kind {
            FieldKind::Text { .. } => json!(*self.of(&["文字", "text", " "])),
            FieldKind::Number { min, max } => {
                json!(self.below(40) as i64 + min.unwrap_or(max.unwrap_or(0).min(0)))
            }
            FieldKind::Date => json!(day),
            FieldKind::Moment => {
                let day = *self.of(&["2026-11-20", "2026-12-31", "2027-06-30", "2028-06-30"]);
                json!(at(&format!("{day}T12:00:00")))
            }
            FieldKind::Choice => json!(self.of(&field.options).code),
            FieldKind::TickGroup => {
                let all = !self.one_in(3);
                let ticked = field.options.iter().filter(|_| all || self.one_in(2));
                json!(ticked.map(|option| &option.code).collect::<Vec<_>>())
            }
            FieldKind::Person if self.one_in(3) => json!(person(2)),
            FieldKind::Person => json!(person(self.below(30) as u8)),
            FieldKind::Persons => json!([person(self.below(30) as u8), person(2)]),
            FieldKind::Unit => json!(unit(*self.of(&[HQ, STATION, OTHER_HQ]))),
            FieldKind::Units => json!([unit(HQ), unit(STATION)]),
            FieldKind::File
            | FieldKind::Container
            | FieldKind::Asset
            | FieldKind::Case
            | FieldKind::Report => json!(asset(1)),
            FieldKind::Assets | FieldKind::Terminals => json!([asset(1), asset(2)]),
        }
    }
}

/// One holder of every post in each unit that can have it.
fn holders(rulebook: &Rulebook) -> Vec<Post> {
    let mut posts = Vec::new();
    for kind in rulebook.posts.values() {
        for place in [NPA, HQ, OTHER_HQ, STATION, TOWN, GROUP, OTHER_GROUP] {
            if is_in(kind, place) {
                posts.push(post(rulebook, posts.len() as u8 + 1, &kind.code, place));
            }
        }
    }
    posts
}

fn is_in(kind: &PostKind, place: u8) -> bool {
    crate::post::appoint::stands_in(kind, unit(place), &crate::world::units())
}

/// What the world says when it is helpful, for a case of the police or of a group.
fn helpful(question: &Question, home: u8) -> Answer {
    match question {
        Question::UnitOf { .. } => Answer::Unit(unit(home)),
        Question::Count { .. } | Question::Cases { .. } => Answer::Count(0),
        Question::Numbers(_) => Answer::Numbers(Vec::new()),
        Question::Position { .. } => Answer::No,
        Question::Due { .. } => Answer::Due(UnixMs(1)),
        Question::Figure { .. } => Answer::Count(2),
        Question::AssetState { .. } => Answer::State("stored".to_owned()),
        Question::Value { .. } => Answer::Text(person(2).to_string()),
        Question::Texts { .. } => Answer::Texts(vec!["example.jp".to_owned()]),
        _ => Answer::Yes,
    }
}

/// The same while things are out in somebody's hands.
fn helpful_outside(question: &Question) -> Answer {
    match question {
        Question::AssetState { .. } => Answer::State("out".to_owned()),
        other => helpful(other, STATION),
    }
}

const UNHELPFUL: [fn(&Question) -> Answer; 4] = [
    |_| Answer::No,
    |_| Answer::Yes,
    |_| Answer::Count(9),
    |_| Answer::State("active".to_owned()),
];

/// What was seen on all walks of one workflow.
#[derive(Default)]
struct Seen {
    steps: BTreeSet<String>,
    causes: BTreeSet<&'static str>,
}

#[test]
fn no_step_is_skipped_and_nothing_happens_without_its_entry() {
    for sources in embedded::ALL {
        let mut rulebook = Rulebook::load(sources, &embedded::clauses()).unwrap();
        // The headquarters of the walks is one of those that a document lists.
        for parameter in rulebook.parameters.values_mut() {
            if let parameters::Value::Text(text) = &mut parameter.value {
                text.push_str(" u2");
            }
        }
        for workflow in rulebook.workflows.values() {
            let all: BTreeSet<_> = workflow
                .steps
                .iter()
                .filter(|step| step.is_there(&rulebook))
                .map(|step| step.code.clone())
                .collect();
            let mut seen = Seen::default();
            // Where guards look into other cases nobody comes far without them.
            let alone = ["VR", "CC"].contains(&rulebook.document.code.as_str());
            for seed in 1..=if alone { 300 } else { 6 } {
                walk(&rulebook, workflow, seed, &mut seen);
                if seed >= 6 && seen.steps == all && seen.causes.len() >= 5 {
                    break;
                }
            }
            if !alone {
                continue;
            }
            assert_eq!(
                seen.steps, all,
                "every step of {} is taken on some walk",
                workflow.code
            );
            assert!(
                seen.causes.len() >= 5,
                "{}: {:?}",
                workflow.code,
                seen.causes
            );
        }
    }
}

fn walk(rulebook: &Rulebook, workflow: &Workflow, seed: u64, seen: &mut Seen) {
    let mut draw = Draw(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let posts = holders(rulebook);
    let people = posts.len();
    let place = match rulebook.document.code.as_str() {
        "CC" => GROUP,
        // Some workflows belong to the agency, others to a headquarters or a station.
        _ => [HQ, NPA, STATION][(seed % 3) as usize],
    };
    let mut world = World::new(rulebook, &workflow.code, place, posts);
    for _ in 0..120 {
        world.terminal = match place {
            GROUP => "unenrolled",
            _ => draw.of::<&str>(&[
                "reception",
                "management_pc",
                "office",
                "management",
                "office",
                "unenrolled",
                "nonsense",
            ]),
        };
        world.now = at(draw.of::<&str>(&[
            "2026-11-20T10:00:00",
            "2026-11-20T22:00:00",
            "2032-04-01T00:00:00",
        ]));
        world.actor = draw.below(people + 2) as u8;
        if !draw.one_in(4) {
            let able: Vec<u8> = (1..=people as u8)
                .filter(|who| may_act(&mut world, *who))
                .collect();
            world.actor = able
                .get(draw.below(able.len().max(1)))
                .copied()
                .unwrap_or(world.actor);
        }
        world.witness = draw.one_in(2).then(|| draw.below(people + 2) as u8);
        world.answer = match place {
            _ if draw.one_in(6) => *draw.of(&UNHELPFUL),
            GROUP => |question| helpful(question, GROUP),
            NPA => |question| helpful(question, NPA),
            STATION if draw.one_in(2) => helpful_outside,
            STATION => |question| helpful(question, STATION),
            _ => |question| helpful(question, HQ),
        };
        let step = likely_step(&mut draw, workflow, &world);
        let before = world.case.clone();
        let context = BTreeMap::new();
        let open: Vec<_> = before.open.iter().collect();
        if draw.one_in(8)
            && !open.is_empty()
            && let open = draw.of(&open)
            && let Some(effects) = strike(
                &before,
                open,
                rulebook,
                &world.units,
                world.context(&context).now,
            )
        {
            assert_effects(rulebook, workflow, &before, &effects, seed);
            assert_eq!(effects.mark.actor, "system");
            let taken = effects.case.done.get(before.done.len());
            seen.steps.extend(taken.map(|done| done.step.clone()));
            world.case = effects.case;
            continue;
        }
        let events: Vec<_> = workflow
            .steps_from(&before.state)
            .filter_map(|step| match step.trigger {
                Trigger::Event(event) => Some((event, step)),
                _ => None,
            })
            .collect();
        if draw.one_in(6) && !events.is_empty() {
            let (event, step) = *draw.of(&events);
            let values = draw.values(workflow, rulebook, step);
            let values = serde_json::from_value(values).unwrap();
            let context = Context::of_system(rulebook, &world.units, world.now);
            let happened = happen(&before, event, &values, &context);
            match happened {
                Ok(effects) => {
                    assert_effects(rulebook, workflow, &before, &effects, seed);
                    assert_eq!(effects.mark.actor, "system");
                    seen.steps.insert(step.code.clone());
                    world.case = effects.case;
                }
                Err(refusal) => assert_refusal(rulebook, &refusal, seed),
            }
            continue;
        }
        let values = draw.values(workflow, rulebook, step);
        let version = before.version + u32::from(draw.one_in(10));
        match world.attempt(&step.code, version, values) {
            Ok(effects) => {
                assert_eq!(
                    version, before.version,
                    "seed {seed}: nobody acts on an old screen"
                );
                assert_effects(rulebook, workflow, &before, &effects, seed);
                if effects.case.done.len() > before.done.len() {
                    seen.steps.insert(step.code.clone());
                }
                world.case = effects.case;
            }
            Err(refusal) => {
                assert_refusal(rulebook, &refusal, seed);
                seen.causes.insert(refusal.code());
            }
        }
    }
}

/// Whether the person may take some step now, by hand or with what it stands for.
fn may_act(world: &mut World<'_>, who: u8) -> bool {
    world.actor = who;
    let (rulebook, answers) = (world.rulebook, BTreeMap::new());
    let mut steps = rulebook.workflows[&world.case.workflow].steps_from(&world.case.state);
    steps.any(|step| may_take(&world.case, step, &world.context(&answers)).is_ok())
}

/// Mostly a step that leads on, sometimes any.
fn likely_step<'a>(draw: &mut Draw, workflow: &'a Workflow, world: &World<'_>) -> &'a Step {
    let onward: Vec<_> = workflow.steps_from(&world.case.state).collect();
    if onward.is_empty() || draw.one_in(6) {
        draw.of(&workflow.steps)
    } else {
        onward[draw.below(onward.len())]
    }
}

fn assert_effects(
    rulebook: &Rulebook,
    workflow: &Workflow,
    before: &super::Case,
    effects: &Effects,
    seed: u64,
) {
    let after = &effects.case;
    assert_eq!(after.version, before.version + 1, "seed {seed}");
    let taken = &after.done[before.done.len()..];
    match taken {
        [] => {
            assert_eq!(
                after.state, before.state,
                "seed {seed}: who waits for others stays"
            );
            assert!(
                effects.opened.is_empty()
                    && effects.notices.is_empty()
                    && effects.assets.is_empty()
            );
            assert_eq!(
                after.approvals.len(),
                after
                    .approvals
                    .iter()
                    .map(|it| it.by)
                    .collect::<BTreeSet<_>>()
                    .len()
            );
        }
        [done] => {
            let step = workflow.step(&done.step).unwrap();
            assert!(
                step.leaves(&before.state),
                "seed {seed}: {} from {}",
                step.code,
                before.state
            );
            let mut expected = step.leads_to();
            let stays = step.to.is_none() && after.state == before.state;
            assert!(stays || expected.any(|to| to == after.state), "seed {seed}");
            assert!(workflow.state(&after.state).is_some());
        }
        more => panic!("seed {seed}: {} steps at once", more.len()),
    }
    for (field, _) in after
        .values
        .iter()
        .filter(|(field, value)| before.values.get(*field) != Some(value))
    {
        let filled = taken.iter().any(|done| {
            let step = workflow.step(&done.step).unwrap();
            let by_hand = step.fills.iter();
            // What the system fills by itself.
            let sets = step.sets.iter().map(|it| &it.field);
            let counts = step.counts.iter().map(|it| &it.field);
            let copies = step.copies.iter().map(|it| &it.to);
            let mut filled = by_hand.chain(sets).chain(counts).chain(copies);
            filled.any(|it| **it == **field)
        });
        assert!(
            filled || taken.is_empty(),
            "seed {seed}: {field} was not this step's to fill"
        );
    }
    let mark = &effects.mark;
    assert_eq!((mark.unit, mark.result), (after.unit, "allowed"));
    assert!(mark.subjects.starts_with(&format!("case:{} ", after.id)));
    let clauses = std::iter::once(mark.clause.as_str())
        .chain(effects.notices.iter().map(|it| it.clause.as_str()))
        .chain(effects.opened.iter().map(|it| it.clause()))
        .chain(effects.assets.iter().map(|it| it.clause.as_str()));
    for clause in clauses {
        assert!(rulebook.clauses().knows(clause), "seed {seed}: {clause}");
    }
}

fn assert_refusal(rulebook: &Rulebook, refusal: &Refusal, seed: u64) {
    assert!(
        rulebook.clauses().knows(&refusal.clause),
        "seed {seed}: {refusal:?}"
    );
    assert!(!refusal.message.ja.is_empty() && !refusal.message.en.is_empty());
}
