//! Seeded random commands against what must hold whatever happens.

use protocol::{
    media::{EndCause, MediaEvent, StreamTotals},
    report::{EndReason, Obstacle, Phone, ReportState},
};

use crate::{
    Command, Refusal, decide,
    limits::{READMISSIONS_MAX, RESUMPTIONS_MAX},
    report::{
        Report,
        tests::{NOW, device, sent, session, start_of},
    },
};

/// A small generator with a seed in its name, so that a failure can be walked again.
struct Steps(u64);

impl Steps {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }

    fn letter(&mut self) -> u8 {
        1 + self.next(3) as u8
    }

    fn command(&mut self) -> Command {
        let letter = self.letter();
        match self.next(22) {
            0 => Command::SmsDelivered,
            1 => Command::Open {
                phone: Phone::default(),
                obstacle: None,
            },
            2..=5 => start_of(letter),
            6 => match self.next(20) {
                0 => Command::Refuse,
                _ => Command::OtherDeviceTried,
            },
            7 => Command::Readmit,
            8 => Command::Online {
                device: device(letter),
            },
            9 => Command::Offline {
                device: device(letter),
            },
            10 => Command::Permitted {
                device: device(letter),
            },
            11 => Command::Stuck {
                device: device(letter),
                obstacle: Obstacle::CameraDenied,
            },
            12 => Command::PictureArrived,
            13 => Command::PositionsArrived { points: 3 },
            14 => match self.next(30) {
                0 => Command::CallerEnds {
                    device: device(letter),
                    withdrawn: true,
                },
                1 => Command::OperatorEnds {
                    reason: Some(EndReason::Finished),
                },
                _ => Command::Deadline,
            },
            15 => Command::MessageSaid,
            16..=17 => media(MediaEvent::Connected {
                session: session(letter),
                subject: "p".into(),
            }),
            18 => media(MediaEvent::FirstFrame {
                session: session(letter),
                codec: "v".into(),
            }),
            19 => media(MediaEvent::Stalled {
                session: session(letter),
            }),
            20 => media(MediaEvent::Resumed {
                session: session(letter),
            }),
            _ => media(MediaEvent::PublishEnded {
                session: session(letter),
                cause: EndCause::Closed,
                totals: StreamTotals::default(),
            }),
        }
    }
}

fn media(event: MediaEvent) -> Command {
    Command::Media(event)
}

/// What holds for every report at every moment.
fn check_invariants(report: &Report) {
    let link = &report.link;
    assert!(link.active_devices().count() as u32 <= link.max_devices);
    assert!(link.uses <= link.max_devices + link.readmissions);
    assert!(link.readmissions <= READMISSIONS_MAX && link.resumptions <= RESUMPTIONS_MAX);
    assert_eq!(report.state.is_over(), report.ended.is_some());
    assert_eq!(report.state.is_over(), link.next_deadline().is_none());
    assert_eq!(
        report.state == ReportState::Live,
        report.live_since.is_some()
    );
    if report.state.is_over() {
        assert_eq!(report.stuck, None);
    }
}

/// What holds between a report and the next.
fn check_step(before: &Report, after: &Report, command: &Command) {
    for (step, at) in &before.funnel {
        assert_eq!(
            after.funnel.get(step),
            Some(at),
            "a step's first time never changes"
        );
    }
    if before.state.is_over() {
        assert_eq!(before.state, after.state, "{command:?} after the end");
        assert_eq!(before.ended, after.ended);
        assert_eq!(before.link, after.link);
        assert_eq!(before.funnel, after.funnel, "{command:?} after the end");
        assert_eq!(before.totals.live_ms, after.totals.live_ms);
    }
}

#[test]
fn random_walks_never_leave_the_state_machines() {
    let mut ended = 0;
    let mut went_live = 0;
    for seed in 1..=2_000 {
        let mut steps = Steps(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed));
        let mut report = sent();
        let mut now = NOW;
        for _ in 0..120 {
            now = now.plus_ms(steps.next(60_000) as i64);
            let command = steps.command();
            match decide(&report, command.clone(), now) {
                Ok(decision) => {
                    check_step(&report, &decision.report, &command);
                    report = decision.report;
                }
                // The walk always brings all consents.
                Err(refusal) => assert!(!matches!(refusal, Refusal::ConsentMissing(_))),
            }
            check_invariants(&report);
            went_live += u32::from(report.state == ReportState::Live);
        }
        ended += u32::from(report.state.is_over());
    }
    assert!(
        ended > 500 && went_live > 500,
        "the walk reaches all parts: {ended} {went_live}"
    );
}
