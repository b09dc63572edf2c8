//! Everything that a run will do, drawn from the scenario and its seed before it begins: pure.

mod arrival;

use std::{fmt, time::Duration};

use rand::{RngExt as _, SeedableRng as _, seq::SliceRandom as _};
use rand_pcg::Pcg64Mcg;

use crate::{
    scenario::{ActKind, ActSpec, ClientKind, ConsoleSpec, GroupSpec, Join, Scenario, Span},
    stats::table::Table,
};

/// Times count from the start of the run.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub length: Duration,
    /// In order of their beginning.
    pub streams: Vec<StreamPlan>,
}

/// One person who sends, and those who watch.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamPlan {
    pub group: String,
    /// In the whole run, from 0.
    pub number: u32,
    pub client: ClientKind,
    pub media: Option<String>,
    pub packets_per_s: Option<u32>,
    pub link: Option<String>,
    pub begin: Duration,
    /// From Start; to the end of the run where that comes first.
    pub publish: Option<Duration>,
    /// In order of their time.
    pub acts: Vec<Act>,
    pub views: Vec<ViewPlan>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Act {
    /// From Start.
    pub at: Duration,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq)]
pub enum What {
    Silence(Duration),
    ChangeNetwork,
    Rebind,
    Still { bytes: usize },
    Link(String),
    Leave,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ViewPlan {
    pub group: String,
    /// Which console or officer.
    pub watcher: u32,
    pub client: ClientKind,
    pub link: Option<String>,
    pub join: Join,
    pub not_before: Duration,
    pub until: Duration,
}

/// One who watches, before streams are given out.
struct Watcher {
    plan: ViewPlan,
    /// Most streams.
    streams: usize,
    groups: Option<Vec<String>>,
    /// An officer does not watch itself.
    own: Option<u32>,
}

impl Plan {
    pub fn new(scenario: &Scenario) -> Self {
        let mut random = Pcg64Mcg::seed_from_u64(scenario.seed);
        let length = Duration::from_secs_f64(scenario.duration_s.0);
        let mut streams = Vec::new();
        let mut watchers = Vec::new();
        for group in scenario.callers.iter().chain(&scenario.officers) {
            for begin in arrival::times(&group.arrive, group.count.0, &mut random) {
                let number = u32::try_from(streams.len()).unwrap_or(u32::MAX);
                streams.push(stream(group, number, begin, &mut random));
                if group.watches > 0 {
                    watchers.push(officer(group, number, begin, length));
                }
            }
        }
        for console in &scenario.consoles {
            let times = arrival::times(&console.arrive, console.count.0, &mut random);
            for (number, begin) in (0..).zip(times) {
                let stay = console.stay_s.map(|stay| draw(stay, &mut random));
                let until = stay.map_or(length, |stay| length.min(begin + stay));
                watchers.push(at_console(console, number, begin, until));
            }
        }
        for watcher in watchers {
            watcher.choose(&mut streams, &mut random);
        }
        streams.sort_by_key(|stream| stream.begin);
        // Who would come after the end does not come.
        streams.retain(|stream| stream.begin < length);
        Self { length, streams }
    }

    pub fn views(&self) -> usize {
        self.streams.iter().map(|stream| stream.views.len()).sum()
    }

    /// Who comes when and does what, for people.
    pub fn table(&self) -> Table {
        let mut table = Table::new(&["stream", "begins s", "publishes s", "views", "acts"]);
        for stream in &self.streams {
            let publish = stream
                .publish
                .map(|time| format!("{:.1}", time.as_secs_f64()));
            let acts: Vec<_> = stream.acts.iter().map(ToString::to_string).collect();
            table.row(vec![
                format!("{} {}", stream.group, stream.number),
                format!("{:.1}", stream.begin.as_secs_f64()),
                publish.unwrap_or_else(|| "to the end".to_owned()),
                stream.views.len().to_string(),
                acts.join(", "),
            ]);
        }
        table
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            What::Silence(length) => write!(f, "silent for {:.1} s", length.as_secs_f64())?,
            What::ChangeNetwork => f.write_str("new network")?,
            What::Rebind => f.write_str("new port")?,
            What::Still { .. } => f.write_str("still")?,
            What::Link(words) => f.write_str(words)?,
            What::Leave => f.write_str("leaves")?,
        }
        write!(f, " at {:.1} s", self.at.as_secs_f64())
    }
}

fn stream(group: &GroupSpec, number: u32, begin: Duration, random: &mut Pcg64Mcg) -> StreamPlan {
    let publish = group.publish_s.map(|span| draw(span, random));
    let mut acts: Vec<_> = group
        .acts
        .iter()
        .filter_map(|spec| act(spec, random))
        .collect();
    acts.sort_by_key(|act| act.at);
    StreamPlan {
        group: group.name.clone(),
        number,
        client: group.client,
        media: group.media.clone(),
        packets_per_s: group.packets_per_s,
        link: group.link.clone(),
        begin,
        publish,
        acts,
        views: Vec::new(),
    }
}

/// Draws the same number of random values whether or not this person does it, so that a changed
/// share changes nobody else's choices.
fn act(spec: &ActSpec, random: &mut Pcg64Mcg) -> Option<Act> {
    let does = random.random::<f64>() < spec.share.0;
    let at = draw(spec.at_s, random);
    let length = draw(spec.for_s.unwrap_or(Span { from: 0.0, to: 0.0 }), random);
    let what = match spec.what {
        ActKind::Silence => What::Silence(length),
        ActKind::ChangeNetwork => What::ChangeNetwork,
        ActKind::Rebind => What::Rebind,
        ActKind::Still => What::Still {
            bytes: spec.kbytes.unwrap_or(300) as usize * 1000,
        },
        ActKind::Link => What::Link(spec.set.clone().unwrap_or_default()),
        ActKind::Leave => What::Leave,
    };
    does.then_some(Act { at, what })
}

fn officer(group: &GroupSpec, number: u32, begin: Duration, length: Duration) -> Watcher {
    Watcher {
        plan: ViewPlan {
            group: group.name.clone(),
            watcher: number,
            client: group.client,
            link: group.link.clone(),
            join: Join::After,
            not_before: begin,
            until: length,
        },
        streams: group.watches as usize,
        groups: None,
        own: Some(number),
    }
}

fn at_console(console: &ConsoleSpec, number: u32, begin: Duration, until: Duration) -> Watcher {
    Watcher {
        plan: ViewPlan {
            group: console.name.clone(),
            watcher: number,
            client: console.client,
            link: console.link.clone(),
            join: console.join,
            not_before: begin,
            until,
        },
        streams: console.streams.map_or(usize::MAX, |most| most.0 as usize),
        groups: console.watch.clone(),
        own: None,
    }
}

impl Watcher {
    fn choose(self, streams: &mut [StreamPlan], random: &mut Pcg64Mcg) {
        let wanted = |stream: &StreamPlan| {
            let known = self.groups.as_ref();
            known.is_none_or(|groups| groups.contains(&stream.group))
                && self.own != Some(stream.number)
                && stream.begin < self.plan.until
        };
        let mut chosen: Vec<usize> = (0..streams.len())
            .filter(|index| wanted(&streams[*index]))
            .collect();
        if chosen.len() > self.streams {
            chosen.shuffle(random);
            chosen.truncate(self.streams);
        }
        for index in chosen {
            streams[index].views.push(self.plan.clone());
        }
    }
}

fn draw(span: Span, random: &mut Pcg64Mcg) -> Duration {
    let part = random.random::<f64>();
    Duration::from_secs_f64(span.from + (span.to - span.from) * part)
}

#[cfg(test)]
mod tests;
