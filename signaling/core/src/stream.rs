//! What a media node tells about a report's picture.

use protocol::{
    caller::ToCaller,
    id::WebrtcSessionId,
    media::{MediaEvent, MediaOrder, StreamTotals},
    report::{FunnelStep, Obstacle, ReportState},
    time::UnixMs,
};

use crate::{Act, Decision, Effect, Refusal, report::Report};

/// Applies one line of a media node's outbox. A line that comes twice or late changes nothing
/// but totals; nothing here brings an ended report back.
pub fn media_event(report: Report, event: MediaEvent, now: UnixMs) -> Result<Decision, Refusal> {
    Ok(match event {
        MediaEvent::Connected { session, subject } => connected(report, session, subject, now),
        MediaEvent::FirstFrame { session, .. } => first_frame(report, session, now),
        MediaEvent::Stalled { session } => stalled(report, session, now),
        MediaEvent::Resumed { session } => resumed(report, session, now),
        MediaEvent::PublishEnded {
            session, totals, ..
        } => gone(report, session, totals, now),
        MediaEvent::ViewStarted { viewers, .. } => watched(report, viewers),
        MediaEvent::ViewEnded { viewers, .. } => watched(report, viewers),
        MediaEvent::Statistics { .. } => report.with([]),
    })
}

impl Report {
    /// Adds the live time so far to the totals; the picture no longer flows.
    pub(crate) fn stop_live(&mut self, now: UnixMs) {
        if let Some(since) = self.live_since.take() {
            self.totals.live_ms += u64::try_from(now.since_ms(since)).unwrap_or(0);
        }
    }

    fn is_publisher(&self, session: WebrtcSessionId) -> bool {
        !self.state.is_over() && self.publisher == Some(session)
    }

    fn go_live(&mut self, now: UnixMs) {
        self.live_since.get_or_insert(now);
        self.state = ReportState::Live;
        self.clear_stuck(|obstacle| {
            !matches!(
                obstacle,
                Obstacle::PositionAsked
                    | Obstacle::PositionDenied
                    | Obstacle::PositionUnavailable
                    | Obstacle::OtherDevice
                    | Obstacle::Offline
            )
        });
        self.watch_silence(now);
    }

    fn interrupt(&mut self, now: UnixMs) {
        self.stop_live(now);
        if self.state == ReportState::Live {
            self.state = ReportState::Interrupted;
            self.totals.interruptions += 1;
        }
        self.watch_silence(now);
    }
}

/// A node that was started anew knows of no order: it is told again of the end, of a phone whose
/// place another has, and of a hold.
fn connected(
    mut report: Report,
    session: WebrtcSessionId,
    subject: String,
    now: UnixMs,
) -> Decision {
    let room = report.id;
    if report.state.is_over() {
        return report.with([Effect::Order(MediaOrder::End { room })]);
    }
    if report.link.is_replaced(&subject) {
        return report.with([Effect::Order(MediaOrder::Revoke { room, subject })]);
    }
    report.publisher = Some(session);
    report.reach(FunnelStep::Connected, now);
    report.clear_stuck(|obstacle| obstacle == Obstacle::MediaBlocked);
    let mut effects = vec![Effect::Trail(Act::MediaStarted)];
    if report.desk.held.is_some() {
        effects.push(Effect::Order(MediaOrder::Hold { room }));
    }
    report.with(effects)
}

fn first_frame(mut report: Report, session: WebrtcSessionId, now: UnixMs) -> Decision {
    if !report.is_publisher(session) {
        return report.with([]);
    }
    report.reach(FunnelStep::FirstPicture, now);
    report.reach(FunnelStep::FirstFrame, now);
    report.go_live(now);
    report.with([])
}

fn stalled(mut report: Report, session: WebrtcSessionId, now: UnixMs) -> Decision {
    if report.is_publisher(session) {
        report.interrupt(now);
    }
    report.with([])
}

fn resumed(mut report: Report, session: WebrtcSessionId, now: UnixMs) -> Decision {
    if report.is_publisher(session) {
        report.go_live(now);
    }
    report.with([])
}

fn gone(
    mut report: Report,
    session: WebrtcSessionId,
    totals: StreamTotals,
    now: UnixMs,
) -> Decision {
    report.totals.media_bytes += totals.bytes;
    report.totals.media_packets += totals.packets;
    report.totals.media_packets_lost += totals.packets_lost;
    if report.is_publisher(session) {
        report.publisher = None;
        report.interrupt(now);
    }
    report.with([Effect::Trail(Act::MediaStopped)])
}

fn watched(mut report: Report, viewers: u32) -> Decision {
    report.totals.viewers_max = report.totals.viewers_max.max(viewers);
    if report.state.is_over() {
        return report.with([]);
    }
    report.with([Effect::Tell(ToCaller::Watched { viewers })])
}

#[cfg(test)]
mod tests {
    use protocol::{media::EndCause, report::EndReason};

    use super::*;
    use crate::{
        Command, decide,
        report::tests::{NOW, consented, session},
    };

    fn walk(mut report: Report, events: impl IntoIterator<Item = (i64, MediaEvent)>) -> Report {
        for (after_ms, event) in events {
            report = decide(&report, Command::Media(event), NOW.plus_ms(after_ms))
                .unwrap()
                .report;
        }
        report
    }

    fn connected(letter: u8) -> MediaEvent {
        MediaEvent::Connected {
            session: session(letter),
            subject: "phone".into(),
        }
    }

    fn first_frame(letter: u8) -> MediaEvent {
        MediaEvent::FirstFrame {
            session: session(letter),
            codec: "video/VP8".into(),
        }
    }

    fn ended(letter: u8) -> MediaEvent {
        let totals = StreamTotals {
            bytes: 10,
            packets: 5,
            packets_lost: 1,
        };
        MediaEvent::PublishEnded {
            session: session(letter),
            cause: EndCause::Replaced,
            totals,
        }
    }

    #[test]
    fn the_picture_comes_stops_and_comes_back() {
        let live = walk(consented(), [(100, connected(1)), (200, first_frame(1))]);
        assert_eq!(live.state, ReportState::Live);
        let stalled = walk(
            live,
            [(
                1200,
                MediaEvent::Stalled {
                    session: session(1),
                },
            )],
        );
        assert_eq!(stalled.state, ReportState::Interrupted);
        assert_eq!(stalled.totals.live_ms, 1000);
        let back = walk(
            stalled,
            [(
                2000,
                MediaEvent::Resumed {
                    session: session(1),
                },
            )],
        );
        assert_eq!(back.state, ReportState::Live);
        assert_eq!(back.totals.interruptions, 1);
    }

    #[test]
    fn a_replaced_session_ends_late_without_disturbing_the_new_one() {
        let report = walk(
            consented(),
            [
                (1, connected(1)),
                (2, first_frame(1)),
                (3, connected(2)),
                (4, first_frame(2)),
                (5, ended(1)),
            ],
        );
        assert_eq!(report.state, ReportState::Live);
        assert_eq!(report.publisher, Some(session(2)));
        assert_eq!(report.totals.media_packets, 5);
    }

    #[test]
    fn totals_still_count_after_the_end_and_nothing_else_moves() {
        let live = walk(consented(), [(1, connected(1)), (2, first_frame(1))]);
        let over = decide(
            &live,
            Command::OperatorEnds {
                reason: Some(EndReason::Finished),
            },
            NOW.plus_ms(1002),
        )
        .unwrap()
        .report;
        assert_eq!(over.totals.live_ms, 1000);
        let after = walk(
            over,
            [
                (2000, ended(1)),
                (2001, connected(3)),
                (2002, first_frame(3)),
            ],
        );
        assert_eq!(after.state, ReportState::Ended);
        assert_eq!(after.totals.live_ms, 1000);
        assert_eq!(after.totals.media_bytes, 10);
    }

    #[test]
    fn a_node_that_forgot_its_orders_is_told_again() {
        let mut report = consented();
        let room = report.id;
        let order = |report: &Report, subject: &str| {
            let event = MediaEvent::Connected {
                session: session(7),
                subject: subject.to_owned(),
            };
            let decision = decide(report, Command::Media(event), NOW).unwrap();
            let effects = decision.effects.into_iter();
            let orders: Vec<_> = effects
                .filter_map(|effect| match effect {
                    Effect::Order(order) => Some(order),
                    _ => None,
                })
                .collect();
            (orders, decision.report.publisher)
        };
        let phone = report.link.devices[0].id.to_string();
        assert_eq!(order(&report, &phone), (vec![], Some(session(7))));
        report.link.devices[0].is_active = false;
        let revoke = MediaOrder::Revoke {
            room,
            subject: phone.clone(),
        };
        assert_eq!(order(&report, &phone), (vec![revoke], None));
        let ends = Command::OperatorEnds {
            reason: Some(EndReason::Finished),
        };
        let over = decide(&report, ends, NOW).unwrap().report;
        assert_eq!(order(&over, &phone).0, [MediaOrder::End { room }]);
    }

    #[test]
    fn viewers_are_told_to_the_caller_and_the_most_is_kept() {
        let event = |viewers| MediaEvent::ViewStarted {
            session: session(9),
            subject: "c".into(),
            viewers,
        };
        let decision = decide(&consented(), Command::Media(event(3)), NOW).unwrap();
        assert_eq!(
            decision.effects,
            [Effect::Tell(ToCaller::Watched { viewers: 3 })]
        );
        assert_eq!(walk(decision.report, [(1, event(1))]).totals.viewers_max, 3);
    }
}
