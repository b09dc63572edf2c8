//! What the clients of a crowd have counted.

use std::collections::BTreeMap;

use super::{Members, RoomId};
use crate::{
    light::{figures::CrowdFigures, peer::Part},
    stats::histogram::Histogram,
};

impl Members {
    /// The next number of a room's publisher.
    pub(super) fn number_of(&self, room: RoomId) -> u32 {
        self.members
            .values()
            .filter(|member| member.room == room)
            .find_map(|member| match &member.peer.part {
                Part::Publisher(publisher) => Some(publisher.next_number()),
                Part::Viewer(_) => None,
            })
            .unwrap_or(0)
    }

    fn numbers(&self) -> BTreeMap<RoomId, u32> {
        let publishers = self.members.values().filter_map(|member| {
            let Part::Publisher(publisher) = &member.peer.part else {
                return None;
            };
            Some((member.room, publisher.next_number()))
        });
        publishers.collect()
    }

    pub(super) fn mark(&mut self) {
        let numbers = self.numbers();
        self.sweep_late = Histogram::default();
        self.ended.clear();
        for member in self.members.values_mut() {
            member.first = numbers.get(&member.room).copied().unwrap_or(0);
            match &mut member.peer.part {
                Part::Publisher(publisher) => publisher.figures.late = Histogram::default(),
                Part::Viewer(viewer) => viewer.mark(member.first),
            }
        }
    }

    pub(super) fn stop_publishers(&mut self) {
        for member in self.members.values_mut() {
            member.peer.stop();
        }
    }

    pub(super) fn figures(&mut self) -> CrowdFigures {
        let numbers = self.numbers();
        let mut all = CrowdFigures {
            worst_share: 1.0,
            ended: self.ended.clone(),
            ..CrowdFigures::default()
        };
        all.sweep_late.merge(&self.sweep_late);
        for member in self.members.values_mut() {
            let next = numbers.get(&member.room).copied().unwrap_or(member.first);
            let sent = u64::from(next.saturating_sub(member.first));
            match &mut member.peer.part {
                Part::Publisher(publisher) => {
                    all.publishers += 1;
                    all.sent += sent;
                    all.publisher.add(&publisher.figures);
                }
                Part::Viewer(viewer) => {
                    all.viewers += 1;
                    all.expected += sent;
                    let figures = viewer.figures();
                    if sent > 0 {
                        let share = figures.packets as f64 / sent as f64;
                        all.worst_share = all.worst_share.min(share);
                    }
                    all.viewer.add(figures);
                }
            }
        }
        all
    }
}
