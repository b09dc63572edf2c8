//! What no single field can know: that the parts of a scenario fit together.

use super::{ActKind, ActSpec, Arrival, ClientKind, ConsoleSpec, GroupSpec, Process, Scenario};
use crate::{limits, link::settings::LinkSettings};

/// A field that does not fit, and why.
pub struct Wrong {
    pub field: String,
    pub reason: String,
}

type Checked = Result<(), Wrong>;

pub fn check(scenario: &Scenario) -> Checked {
    let groups = || {
        let callers = scenario.callers.iter().enumerate();
        let officers = scenario.officers.iter().enumerate();
        callers
            .map(|(i, group)| (format!("callers[{i}]"), group, false))
            .chain(officers.map(|(i, group)| (format!("officers[{i}]"), group, true)))
    };
    ensure(groups().next().is_some(), "callers", || {
        "nobody sends a picture: add [[callers]] or [[officers]]".to_owned()
    })?;
    for (name, media) in &scenario.media {
        let sources = usize::from(media.video.is_some()) + usize::from(media.make.is_some());
        ensure(sources == 1, &format!("media.{name}"), || {
            "name either a file (video) or what to make (make)".to_owned()
        })?;
        let fps = media.fps.unwrap_or(30.0);
        ensure(
            (1.0..=120.0).contains(&fps),
            &format!("media.{name}.fps"),
            || format!("{fps} is not from 1 to 120"),
        )?;
        if let Some(make) = &media.make {
            let sound = (16..=3840).contains(&make.width)
                && (16..=2160).contains(&make.height)
                && (1..=60).contains(&make.fps)
                && (30..=20_000).contains(&make.kbit)
                && (1..=120).contains(&make.seconds);
            ensure(sound, &format!("media.{name}.make"), || {
                "width is 16 to 3840, height 16 to 2160, fps 1 to 60, kbit 30 to 20000, seconds 1 to 120"
                    .to_owned()
            })?;
        }
    }
    for (field, group, officer) in groups() {
        check_group(scenario, &field, group, officer)?;
        let twins = groups()
            .filter(|(_, other, _)| other.name == group.name)
            .count();
        ensure(twins == 1, &format!("{field}.name"), || {
            format!("two groups are called '{}'", group.name)
        })?;
    }
    for (i, console) in scenario.consoles.iter().enumerate() {
        let field = format!("consoles[{i}]");
        check_console(scenario, &field, console)?;
        for (at, name) in console.watch.iter().flatten().enumerate() {
            let known = groups().any(|(_, group, _)| group.name == *name);
            ensure(known, &format!("{field}.watch[{at}]"), || {
                format!("no group is called '{name}'")
            })?;
        }
    }
    check_sizes(scenario)
}

fn check_group(scenario: &Scenario, field: &str, group: &GroupSpec, officer: bool) -> Checked {
    match (&group.media, group.client) {
        (Some(_), ClientKind::Light) => fail(
            &format!("{field}.media"),
            "a light client sends a recorded shape; leave media out",
        )?,
        (Some(media), _) => ensure(
            scenario.media.contains_key(media),
            &format!("{field}.media"),
            || {
                let known: Vec<_> = scenario.media.keys().map(String::as_str).collect();
                format!(
                    "there is no [media.{media}]; there are: {}",
                    known.join(", ")
                )
            },
        )?,
        (None, ClientKind::Light) => {}
        (None, _) => fail(
            &format!("{field}.media"),
            "only a light client needs no media",
        )?,
    }
    ensure(
        group
            .packets_per_s
            .is_none_or(|rate| (1..=5000).contains(&rate)),
        &format!("{field}.packets_per_s"),
        || "is from 1 to 5000".to_owned(),
    )?;
    ensure(
        group.packets_per_s.is_none() || group.client == ClientKind::Light,
        &format!("{field}.packets_per_s"),
        || "only for light clients; a film has its own rate".to_owned(),
    )?;
    ensure(
        group.watches == 0 || groups_are(scenario, None, group.client),
        &format!("{field}.watches"),
        || ONLY_THEIR_LIKE.to_owned(),
    )?;
    ensure(
        officer || group.watches == 0,
        &format!("{field}.watches"),
        || "callers watch nobody; officers do".to_owned(),
    )?;
    check_link(field, group.client, group.link.as_deref(), "link")?;
    check_arrival(scenario, field, &group.arrive, group.count.0)?;
    for (i, act) in group.acts.iter().enumerate() {
        check_act(&format!("{field}.acts[{i}]"), act, group.client)?;
    }
    Ok(())
}

fn check_console(scenario: &Scenario, field: &str, console: &ConsoleSpec) -> Checked {
    let watched = console.watch.as_deref();
    ensure(
        groups_are(scenario, watched, console.client),
        &format!("{field}.client"),
        || ONLY_THEIR_LIKE.to_owned(),
    )?;
    check_link(field, console.client, console.link.as_deref(), "link")?;
    check_arrival(scenario, field, &console.arrive, console.count.0)
}

const ONLY_THEIR_LIKE: &str =
    "light clients watch light senders, and nobody else does: name others in watch";

/// Light senders or others: what a viewer of this kind can watch. Without names all groups count.
fn groups_are(scenario: &Scenario, names: Option<&[String]>, viewer: ClientKind) -> bool {
    let mut groups = scenario.callers.iter().chain(&scenario.officers);
    groups.all(|group| {
        let is_watched = names.is_none_or(|names| names.contains(&group.name));
        !is_watched || (group.client == ClientKind::Light) == (viewer == ClientKind::Light)
    })
}

fn check_act(field: &str, act: &ActSpec, client: ClientKind) -> Checked {
    let needed = |given: bool, name: &str| {
        ensure(given, &format!("{field}.{name}"), || {
            "is missing".to_owned()
        })
    };
    match act.what {
        ActKind::Silence => needed(act.for_s.is_some(), "for_s")?,
        ActKind::Link => {
            needed(act.set.is_some(), "set")?;
            check_link(field, client, act.set.as_deref(), "set")?;
        }
        ActKind::Still => ensure(
            act.kbytes
                .is_none_or(|size| (1..=limits::STILL_KBYTES_MAX).contains(&size)),
            &format!("{field}.kbytes"),
            || format!("is from 1 to {}", limits::STILL_KBYTES_MAX),
        )?,
        ActKind::ChangeNetwork | ActKind::Rebind | ActKind::Leave => {}
    }
    let needs_own_socket = matches!(act.what, ActKind::Silence | ActKind::Link | ActKind::Rebind);
    ensure(
        client == ClientKind::Str0m || !needs_own_socket,
        &format!("{field}.do"),
        || "needs client = \"str0m\", whose socket is ours to disturb".to_owned(),
    )
}

fn check_link(field: &str, client: ClientKind, words: Option<&str>, name: &str) -> Checked {
    let Some(words) = words else { return Ok(()) };
    let field = format!("{field}.{name}");
    ensure(client == ClientKind::Str0m, &field, || {
        "needs client = \"str0m\", whose socket is ours to disturb".to_owned()
    })?;
    LinkSettings::default().apply(words).map_err(|error| Wrong {
        field,
        reason: error.to_string(),
    })
}

fn check_arrival(scenario: &Scenario, field: &str, arrive: &Arrival, count: u32) -> Checked {
    let length = scenario.duration_s.0;
    ensure(
        (0.0..length).contains(&arrive.after_s),
        &format!("{field}.arrive.after_s"),
        || format!("{} s is outside the run of {length} s", arrive.after_s),
    )?;
    let field = format!("{field}.arrive.per_s");
    match (arrive.process, arrive.per_s) {
        (Process::AtOnce, None) => Ok(()),
        (Process::AtOnce, Some(_)) => fail(&field, "has no meaning at once; set process"),
        (_, Some(rate)) if rate > 0.0 && rate <= limits::ARRIVALS_PER_S_MAX => {
            let last_s = arrive.after_s + f64::from(count - 1) / rate;
            ensure(last_s < length, &field, || {
                format!(
                    "at {rate} a second the last of {count} comes after {last_s:.0} s, but the run ends after {length} s"
                )
            })
        }
        (_, _) => fail(
            &field,
            &format!(
                "is needed, above 0 and at most {}",
                limits::ARRIVALS_PER_S_MAX
            ),
        ),
    }
}

fn check_sizes(scenario: &Scenario) -> Checked {
    let groups = scenario.callers.iter().chain(&scenario.officers);
    let streams: u64 = groups.map(|group| u64::from(group.count.0)).sum();
    ensure(streams <= u64::from(limits::CALLERS_MAX), "callers", || {
        format!("{streams} streams are more than {}", limits::CALLERS_MAX)
    })?;
    let views: u64 = scenario
        .consoles
        .iter()
        .map(|console| {
            let each = console.streams.map_or(streams, |most| most.0.into());
            u64::from(console.count.0) * each.min(streams)
        })
        .sum();
    ensure(views <= limits::VIEWS_MAX, "consoles", || {
        format!("{views} views are more than {}", limits::VIEWS_MAX)
    })
}

fn ensure(holds: bool, field: &str, reason: impl FnOnce() -> String) -> Checked {
    if holds {
        return Ok(());
    }
    Err(Wrong {
        field: field.to_owned(),
        reason: reason(),
    })
}

fn fail(field: &str, reason: &str) -> Checked {
    ensure(false, field, || reason.to_owned())
}
