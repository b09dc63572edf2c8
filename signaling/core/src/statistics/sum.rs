//! Many facts together. Sums of parts are the sum of the whole, to the last report.

use std::{cmp::Reverse, collections::BTreeMap};

use protocol::{
    report::{EndReason, FunnelStep, Obstacle},
    statistics::{
        EndingFigure, ExceptionFigure, Figures, ObstacleFigure, ReportException, StaffFigures,
        StageFigure,
    },
};

use super::{
    fact::{Fact, FileCounts, Origin},
    times::Spans,
};

/// The steps on the way to live video; a first picture may come beside it.
const STAGES: [FunnelStep; 7] = [
    FunnelStep::Sent,
    FunnelStep::Delivered,
    FunnelStep::Opened,
    FunnelStep::Consented,
    FunnelStep::Permitted,
    FunnelStep::Connected,
    FunnelStep::FirstFrame,
];
const LAST: usize = STAGES.len() - 1;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    issues: u32,
    messages: u32,
    undecided: u32,
    pictures_only: u32,
    reached: [u32; STAGES.len()],
    lost: [u32; STAGES.len()],
    obstacles: BTreeMap<Obstacle, u32>,
    endings: BTreeMap<EndReason, u32>,
    exceptions: BTreeMap<ReportException, u32>,
    mis_sends: u32,
    files: FileCounts,
    first_picture: Spans,
    opened_to_picture: Spans,
    live: Spans,
    length: Spans,
    staff: u32,
    staff_live: Spans,
}

impl Sum {
    pub fn add(&mut self, fact: &Fact) {
        for exception in &fact.exceptions {
            *self.exceptions.entry(*exception).or_default() += 1;
        }
        self.files = together(self.files, fact.files);
        match fact.origin {
            Origin::Caller => self.add_caller(fact),
            Origin::Staff => self.add_staff(fact),
        }
    }

    /// Another set of reports, none of which is in this one.
    pub fn add_all(&mut self, other: &Self) {
        self.issues += other.issues;
        self.messages += other.messages;
        self.undecided += other.undecided;
        self.pictures_only += other.pictures_only;
        for stage in 0..STAGES.len() {
            self.reached[stage] += other.reached[stage];
            self.lost[stage] += other.lost[stage];
        }
        merge(&mut self.obstacles, &other.obstacles);
        merge(&mut self.endings, &other.endings);
        merge(&mut self.exceptions, &other.exceptions);
        self.mis_sends += other.mis_sends;
        self.files = together(self.files, other.files);
        self.first_picture.add_all(&other.first_picture);
        self.opened_to_picture.add_all(&other.opened_to_picture);
        self.live.add_all(&other.live);
        self.length.add_all(&other.length);
        self.staff += other.staff;
        self.staff_live.add_all(&other.staff_live);
    }

    fn add_staff(&mut self, fact: &Fact) {
        self.staff += 1;
        if fact.ended.is_some() && fact.live_ms > 0 {
            self.staff_live.add(fact.live_ms);
        }
    }

    fn add_caller(&mut self, fact: &Fact) {
        self.issues += 1;
        self.messages += fact.messages;
        self.mis_sends += u32::from(fact.is_mis_sent);
        let furthest = STAGES.iter().rposition(|stage| fact.has(*stage));
        let furthest = furthest.unwrap_or(0);
        for reached in &mut self.reached[..=furthest] {
            *reached += 1;
        }
        self.add_outcome(fact, furthest);
        if let Some(reason) = fact.ended {
            *self.endings.entry(reason).or_default() += 1;
            self.length.add(fact.length_ms);
            if fact.live_ms > 0 {
                self.live.add(fact.live_ms);
            }
        }
        if let Some(picture) = first_picture(fact) {
            self.first_picture.add(picture);
            if let Some(opened) = fact.reached_ms.get(&FunnelStep::Opened) {
                self.opened_to_picture.add(picture.saturating_sub(*opened));
            }
        }
    }

    /// Every report came live, or with pictures alone, or was lost at one step, or is undecided.
    fn add_outcome(&mut self, fact: &Fact, furthest: usize) {
        let has_pictures = first_picture(fact).is_some() || fact.files != FileCounts::default();
        if furthest == LAST {
            return;
        }
        if has_pictures {
            self.pictures_only += 1;
        } else if fact.ended.is_none() {
            self.undecided += 1;
        } else {
            self.lost[furthest] += 1;
            if let Some(obstacle) = fact.obstacle {
                *self.obstacles.entry(obstacle).or_default() += 1;
            }
        }
    }

    pub fn issues(&self) -> u32 {
        self.issues
    }

    pub fn starts(&self) -> u32 {
        let consented = STAGES
            .iter()
            .position(|stage| *stage == FunnelStep::Consented);
        consented.map_or(0, |stage| self.reached[stage])
    }

    pub fn live(&self) -> u32 {
        self.reached[LAST]
    }

    pub fn staff(&self) -> u32 {
        self.staff
    }

    pub fn figures(&self) -> Figures {
        let refusals = self.endings.get(&EndReason::CallerRefused);
        let stages = STAGES.iter().enumerate();
        let mut obstacles: Vec<_> = counted(&self.obstacles)
            .map(|(obstacle, count)| ObstacleFigure { obstacle, count })
            .collect();
        obstacles.sort_by_key(|figure| (Reverse(figure.count), figure.obstacle));
        Figures {
            issues: self.issues,
            messages: self.messages,
            starts: self.starts(),
            refusals: refusals.copied().unwrap_or(0),
            undecided: self.undecided,
            funnel: stages
                .map(|(index, stage)| StageFigure {
                    stage: *stage,
                    reached: self.reached[index],
                    lost: self.lost[index],
                })
                .collect(),
            pictures_only: self.pictures_only,
            obstacles,
            first_picture: self.first_picture.times(),
            opened_to_picture: self.opened_to_picture.times(),
            live: self.live.times(),
            length: self.length.times(),
            endings: counted(&self.endings)
                .map(|(reason, count)| EndingFigure { reason, count })
                .collect(),
            mis_sends: self.mis_sends,
            exceptions: counted(&self.exceptions)
                .map(|(exception, count)| ExceptionFigure { exception, count })
                .collect(),
            staff: StaffFigures {
                uses: self.staff,
                live: self.staff_live.times(),
            },
            stills: self.files.stills,
            pictures: self.files.pictures,
            films: self.files.films,
        }
    }
}

/// The first picture of any kind; a live frame is one.
fn first_picture(fact: &Fact) -> Option<u64> {
    let steps = [FunnelStep::FirstPicture, FunnelStep::FirstFrame];
    let times = steps.iter().filter_map(|step| fact.reached_ms.get(step));
    times.min().copied()
}

fn together(a: FileCounts, b: FileCounts) -> FileCounts {
    FileCounts {
        stills: a.stills + b.stills,
        pictures: a.pictures + b.pictures,
        films: a.films + b.films,
    }
}

fn merge<K: Copy + Ord>(into: &mut BTreeMap<K, u32>, other: &BTreeMap<K, u32>) {
    for (key, count) in other {
        *into.entry(*key).or_default() += count;
    }
}

fn counted<K: Copy>(counts: &BTreeMap<K, u32>) -> impl Iterator<Item = (K, u32)> {
    counts.iter().map(|(key, count)| (*key, *count))
}
