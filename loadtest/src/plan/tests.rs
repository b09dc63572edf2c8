use std::path::Path;

use super::*;
use crate::scenario::{Seconds, parse};

const TEXT: &str = r#"
name = "busy"
seed = 5
duration_s = 60
[target.media]
url = "http://127.0.0.1:1"
token_key = "key.pem"
[media.film]
video = "film.ivf"

[[callers]]
name = "citizens"
count = 20
media = "film"
arrive = { process = "poisson", per_s = 2 }
publish_s = [5, 20]
acts = [
  { at_s = [1, 4], do = "silence", for_s = [1, 2], share = 0.5 },
  { at_s = 3, do = "still" },
]

[[officers]]
name = "patrol"
count = 4
media = "film"
watches = 2
arrive = { after_s = 10 }

[[consoles]]
name = "desk"
count = 3

[[consoles]]
name = "map"
count = 1
watch = ["patrol"]
streams = 3
arrive = { after_s = 20 }
stay_s = 10
"#;

fn plan(text: &str) -> Plan {
    Plan::new(&parse(Path::new("x.toml"), text).unwrap())
}

fn of<'a>(plan: &'a Plan, group: &'a str) -> impl Iterator<Item = &'a StreamPlan> {
    plan.streams
        .iter()
        .filter(move |stream| stream.group == group)
}

#[test]
fn equal_seeds_give_equal_plans_and_other_seeds_others() {
    assert_eq!(plan(TEXT), plan(TEXT));
    assert_ne!(plan(TEXT), plan(&TEXT.replace("seed = 5", "seed = 6")));
}

#[test]
fn consoles_watch_all_streams_unless_told_otherwise() {
    let plan = plan(TEXT);
    assert_eq!(plan.streams.len(), 24);
    let desk = |stream: &StreamPlan| stream.views.iter().filter(|v| v.group == "desk").count();
    assert!(plan.streams.iter().all(|stream| desk(stream) == 3));
    let map: Vec<_> = plan
        .streams
        .iter()
        .flat_map(|stream| stream.views.iter().map(move |view| (stream, view)))
        .filter(|(_, view)| view.group == "map")
        .collect();
    assert_eq!(map.len(), 3);
    assert!(map.iter().all(|(stream, _)| stream.group == "patrol"));
    assert_eq!(map[0].1.not_before, Duration::from_secs(20));
    assert_eq!(map[0].1.until, Duration::from_secs(30));
}

#[test]
fn an_officer_watches_others_and_never_itself() {
    let plan = plan(TEXT);
    for officer in of(&plan, "patrol") {
        let watched: Vec<_> = plan
            .streams
            .iter()
            .filter(|stream| {
                let mut views = stream.views.iter();
                views.any(|view| view.group == "patrol" && view.watcher == officer.number)
            })
            .collect();
        assert_eq!(watched.len(), 2);
        assert!(watched.iter().all(|stream| stream.number != officer.number));
    }
}

#[test]
fn spans_and_shares_are_drawn_for_each_person() {
    let plan = plan(TEXT);
    let publish: Vec<_> = of(&plan, "citizens").map(|s| s.publish.unwrap()).collect();
    let (five, twenty) = (Duration::from_secs(5), Duration::from_secs(20));
    assert!(publish.iter().all(|time| (five..=twenty).contains(time)));
    assert!(publish.windows(2).any(|pair| pair[0] != pair[1]));
    let silent = of(&plan, "citizens")
        .filter(|s| {
            s.acts
                .iter()
                .any(|act| matches!(act.what, What::Silence(_)))
        })
        .count();
    assert!(
        (4..=16).contains(&silent),
        "{silent} of 20 at a share of a half"
    );
    assert!(
        plan.streams
            .iter()
            .all(|s| s.acts.is_sorted_by_key(|act| act.at))
    );
}

#[test]
fn another_share_changes_nobody_elses_times() {
    let (half, none) = (
        plan(TEXT),
        plan(&TEXT.replace("share = 0.5", "share = 0.0")),
    );
    let begins = |plan: &Plan| {
        plan.streams
            .iter()
            .map(|s| (s.begin, s.publish))
            .collect::<Vec<_>>()
    };
    assert_eq!(begins(&half), begins(&none));
}

#[test]
fn who_would_come_after_the_end_does_not_come() {
    let mut scenario = parse(Path::new("x.toml"), TEXT).unwrap();
    // As the command line may shorten it.
    scenario.duration_s = Seconds(5.0);
    let plan = Plan::new(&scenario);
    assert!(
        (1..20).contains(&plan.streams.len()),
        "{}",
        plan.streams.len()
    );
    assert!(plan.streams.iter().all(|s| s.begin < plan.length));
}
