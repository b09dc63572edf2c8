//! Seeded random commands against what must hold whatever happens (D1, D4).

use protocol::{
    caller::ToCaller,
    id::{CaseId, UnitId},
    media::MediaOrder,
    media::{EndCause, MediaEvent, StreamTotals},
    report::{DeliveryState, EndReason, Obstacle, Phone, ReportState},
};

use crate::{
    Command, Decision, Effect, Refusal,
    access_code::{CodeHash, CodeState},
    decide,
    delivery::Heard,
    link::LinkState,
    pass::Passing,
    report::{
        Report,
        tests::{NOW, RIGHT, WRONG, device, sent, sent_with_code, session, staff, start_with_code},
    },
    stop::StopTold,
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

    fn code(&mut self) -> Option<CodeHash> {
        match self.next(10) {
            0 => None,
            1..=4 => Some(WRONG),
            _ => Some(RIGHT),
        }
    }

    fn command(&mut self) -> Command {
        let letter = self.letter();
        match self.next(33) {
            0 => Command::Delivery {
                send: 1 + self.next(2) as u32,
                heard: Heard {
                    state: match self.next(6) {
                        0 => DeliveryState::Failed,
                        1 => DeliveryState::Unknown,
                        2 => DeliveryState::Expired,
                        3 => DeliveryState::NoReceipt,
                        4 => DeliveryState::Accepted,
                        _ => DeliveryState::Delivered,
                    },
                    reason: None,
                    receipt_due: Some(NOW.plus_ms(60_000)),
                },
            },
            28 => Command::Resend,
            29 => match self.next(6) {
                0..=2 => Command::CheckCode { hash: WRONG },
                3 => Command::IssueCode { hash: RIGHT },
                _ => Command::CheckCode { hash: RIGHT },
            },
            30 => Command::Prolong,
            31 => match self.next(40) {
                0 => Command::Destroy,
                _ => Command::Deadline,
            },
            1 => Command::Open {
                phone: Phone::default(),
                obstacle: None,
            },
            2..=5 => start_with_code(letter, self.code()),
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
            12 => Command::PictureArrived {
                device: device(letter),
            },
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
            21 => media(MediaEvent::PublishEnded {
                session: session(letter),
                cause: EndCause::Closed,
                totals: StreamTotals::default(),
            }),
            22..=23 => self.direction(letter),
            24..=25 => self.hand_over(letter),
            _ => self.rare(letter),
        }
    }

    fn direction(&mut self, letter: u8) -> Command {
        match self.next(3) {
            0 => Command::Hold { by: staff(letter) },
            1 => Command::Release,
            _ => Command::TakeOver { by: staff(letter) },
        }
    }

    fn hand_over(&mut self, letter: u8) -> Command {
        let by = staff(letter).account;
        match self.next(5) {
            0..=1 => Command::Offer {
                by,
                to: staff(self.letter()),
            },
            2 => Command::Accept { by },
            3 => Command::WithdrawOffer { by },
            _ => Command::HandlerBack,
        }
    }

    /// What ends a walk or moves it far away.
    fn rare(&mut self, letter: u8) -> Command {
        match self.next(40) {
            0 => Command::Stop {
                reason: EndReason::OtherUnsuitable,
            },
            1 => Command::MisSend {
                case: CaseId::new(NOW, [letter; 10]),
                due: NOW,
            },
            2 => Command::HandlerLeft { heir: None },
            3..=5 => Command::HandlerLeft {
                heir: Some(staff(letter)),
            },
            6..=15 => Command::Pass {
                is_on: self.next(4) > 0,
                passing: Box::new(Passing {
                    number: String::new(),
                    from: headquarters(9),
                    to: headquarters(letter),
                    by: staff(letter),
                }),
            },
            16..=20 => Command::AcceptPass {
                unit: unit(letter),
                by: staff(letter),
            },
            21..=24 => Command::DeclinePass { unit: unit(letter) },
            25 => Command::WithdrawPass,
            26 => Command::StopNears(StopTold {
                from: NOW.plus_ms(60_000),
                is_last: letter == 1,
            }),
            27 if letter == 3 => Command::StopBegins,
            _ => Command::Deadline,
        }
    }
}

fn unit(letter: u8) -> UnitId {
    UnitId::new(NOW, [letter; 10])
}

fn headquarters(letter: u8) -> protocol::supervision::Headquarters {
    protocol::supervision::Headquarters {
        unit: unit(letter),
        name: String::new(),
    }
}

fn media(event: MediaEvent) -> Command {
    Command::Media(event)
}

/// What holds for every report at every moment.
fn check_invariants(report: &Report) {
    let link = &report.link;
    let rules = &link.rules;
    assert!(link.active_devices().count() as u32 <= rules.max_devices);
    assert!(link.uses <= rules.max_devices + link.readmissions);
    assert!(link.readmissions <= rules.readmissions_max);
    assert!(link.resumptions <= rules.resumptions_max);
    assert!((1..=rules.sends_max).contains(&link.delivery.sends));
    assert_eq!(link.code.is_some(), rules.access_code.is_some());
    let is_locked = link
        .code
        .is_some_and(|code| code.state == CodeState::Locked);
    assert!(!is_locked || link.state == LinkState::Destroyed);
    assert!(
        link.code
            .is_none_or(|code| is_locked == (code.attempts_left == 0))
    );
    if let Some(cap) = link.session_cap {
        let started = report.funnel[&protocol::report::FunnelStep::Consented];
        let prolonged_ms = if link.is_prolonged {
            rules.prolongation_ms
        } else {
            0
        };
        assert_eq!(cap, started.plus_ms(rules.session_ms + prolonged_ms));
    }
    assert_eq!(report.state.is_over(), report.ended.is_some());
    assert_eq!(report.state.is_over(), report.next_deadline().is_none());
    assert_eq!(
        report.state == ReportState::Live,
        report.live_since.is_some()
    );
    assert_ne!(report.state, ReportState::Held, "what goes on below a hold");
    let desk = &report.desk;
    if report.state.is_over() {
        assert_eq!(report.stuck, None);
        assert_eq!(report.next_deadline(), None);
        assert!(desk.held.is_none() && desk.offer.is_none() && desk.pass.is_none());
    }
    if desk.lost_at.is_some() {
        assert!(desk.is_away && report.state != ReportState::Live);
    }
    if let Some(offer) = &desk.offer {
        assert_ne!(
            offer.to, report.handler,
            "nobody is offered their own report"
        );
    }
    if desk.mis_send.is_some() {
        assert!(report.state.is_over());
    }
}

/// What holds between a report, what was decided, and what follows (D4, VR-1, VR-4.2.1).
fn check_decision(before: &Report, decision: &Decision, command: &Command) {
    let after = &decision.report;
    let is_start = matches!(command, Command::Start(_));
    assert!(
        !is_start || before.desk.unattended_until.is_none(),
        "a camera started with nobody there"
    );
    if before.handler != after.handler {
        let moves = matches!(
            command,
            Command::TakeOver { .. }
                | Command::Accept { .. }
                | Command::HandlerLeft { heir: Some(_) }
                | Command::AcceptPass { .. }
        );
        assert!(moves, "{command:?} changed the handler");
        assert!(after.desk.offer.is_none() && after.desk.unattended_until.is_none());
    }
    if before.headquarters != after.headquarters {
        let theirs = before.desk.pass.as_ref().map(|pass| pass.to.unit);
        assert_eq!(theirs, Some(after.headquarters));
        let both = decision
            .effects
            .iter()
            .filter(|effect| matches!(effect, Effect::Trail(_) | Effect::TrailOf { .. }));
        assert_eq!(both.count(), 2, "both chains tell of it");
    }
    let is_told = |message: &ToCaller| decision.effects.contains(&Effect::Tell(message.clone()));
    let room = before.id;
    let is_ordered = |order: MediaOrder| decision.effects.contains(&Effect::Order(order));
    if before.desk.held.is_none() && after.desk.held.is_some() {
        assert!(is_told(&ToCaller::Held) && is_ordered(MediaOrder::Hold { room }));
    }
    if before.desk.held.is_some() && after.desk.held.is_none() && !after.state.is_over() {
        assert!(is_told(&ToCaller::Released) && is_ordered(MediaOrder::Release { room }));
    }
    if !before.state.is_over() && after.state.is_over() {
        assert!(
            is_ordered(MediaOrder::End { room }),
            "{command:?} left the media node open"
        );
        assert!(!matches!(
            after.link.state,
            LinkState::Issued | LinkState::InUse
        ));
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
    // Whoever starts anew where a code is asked for has brought the right one.
    if after.link.uses > before.link.uses && after.link.rules.access_code.is_some() {
        let Command::Start(request) = command else {
            panic!("{command:?} counted a use")
        };
        assert_eq!(request.code, Some(RIGHT));
    }
}

#[test]
fn random_walks_never_leave_the_state_machines() {
    let (mut ended, mut went_live) = (0, 0);
    let (mut held, mut handed, mut passed) = (0, 0, 0);
    let (mut locked, mut prolonged, mut abandoned) = (0, 0, 0);
    for seed in 1..=2_000 {
        let mut steps = Steps(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed));
        let mut first = if seed % 2 == 0 {
            sent()
        } else {
            sent_with_code()
        };
        first.link.rules.max_devices = 1 + (seed % 3) as u32;
        let mut report = first.clone();
        let mut now = NOW;
        for _ in 0..120 {
            now = now.plus_ms(steps.next(60_000) as i64);
            let command = steps.command();
            match decide(&report, command.clone(), now) {
                Ok(decision) => {
                    check_step(&report, &decision.report, &command);
                    let refused = decision
                        .effects
                        .iter()
                        .any(|e| matches!(e, Effect::Refuse(_)));
                    assert!(!refused || !decision.effects.contains(&Effect::CountUse));
                    check_decision(&report, &decision, &command);
                    report = decision.report;
                }
                // The walk always brings all consents.
                Err(refusal) => assert!(!matches!(refusal, Refusal::ConsentMissing(_))),
            }
            check_invariants(&report);
            went_live += u32::from(report.state == ReportState::Live);
            held += u32::from(report.shown_state() == ReportState::Held);
        }
        handed += u32::from(report.handler != first.handler);
        passed += u32::from(report.headquarters != first.headquarters);
        ended += u32::from(report.state.is_over());
        let reason = report.ended.map(|ending| ending.reason);
        locked += u32::from(reason == Some(EndReason::CodeLocked));
        abandoned += u32::from(report.link.state == LinkState::Abandoned);
        prolonged += u32::from(report.link.is_prolonged);
    }
    let reached = [ended, went_live, held, handed, passed];
    let rare = [locked, prolonged, abandoned];
    assert!(
        rare.iter().all(|n| *n > 0),
        "locked, prolonged, abandoned: {rare:?}"
    );
    assert!(
        reached.iter().all(|times| *times > 20),
        "the walk reaches all parts: {reached:?}"
    );
}
