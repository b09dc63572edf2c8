use protocol::{
    caller::Consents,
    id::{AccountId, LinkId},
    text::Language,
};

use super::*;
use crate::{
    Command,
    access_code::CodeHash,
    consent::Agreed,
    decide,
    desk::DeskRules,
    marks::HintFigures,
    rules::tests::{RULES, WITH_CODE},
    start::StartRequest,
};

pub(crate) const RIGHT: CodeHash = [5; 32];
pub(crate) const WRONG: CodeHash = [6; 32];
const VERSION: &str = "2023-03-23";

pub(crate) const NOW: UnixMs = UnixMs(1_795_000_000_000);
pub(crate) const DESK_RULES: DeskRules = DeskRules {
    interruption_ms: 180_000,
    unattended_ms: 60_000,
    hints: HintFigures {
        position_far_m: 3_000.0,
        picture_far_m: 1_000.0,
        picture_time_ms: 60 * 60 * 1000,
    },
};
pub(crate) const OPERATOR: u8 = 40;
pub(crate) const DEVICE_A: u8 = 1;
pub(crate) const DEVICE_B: u8 = 2;
pub(crate) const ALL: Consents = Consents {
    copyright: true,
    location: true,
    privacy: true,
    charges: true,
};

pub(crate) fn device(letter: u8) -> DeviceId {
    DeviceId::new(UnixMs(1), [letter; 10])
}

pub(crate) fn session(letter: u8) -> WebrtcSessionId {
    WebrtcSessionId::new(UnixMs(1), [letter; 10])
}

pub(crate) fn staff(letter: u8) -> Staff {
    Staff {
        account: AccountId::new(UnixMs(1), [letter; 10]),
        name: format!("staff {letter}"),
    }
}

pub(crate) fn sent() -> Report {
    let link = Link::issued(LinkId::new(NOW, [1; 10]), RULES, None, NOW);
    Report::sent(
        ReportId::new(NOW, [2; 10]),
        UnitId::new(NOW, [3; 10]),
        staff(OPERATOR),
        Desk::new(DESK_RULES),
        link,
        NOW,
    )
}

pub(crate) fn start_of(letter: u8) -> Command {
    Command::Start(StartRequest {
        key_hash: [letter; 32],
        new_id: device(letter),
        consents: ALL,
        shown_version: VERSION.into(),
        agreed: Agreed {
            language: Language::Ja,
            version: VERSION.into(),
            text_hash: [7; 32],
        },
        code: None,
    })
}

pub(crate) fn sent_with_code() -> Report {
    let link = Link::issued(LinkId::new(NOW, [1; 10]), WITH_CODE, Some(RIGHT), NOW);
    Report { link, ..sent() }
}

pub(crate) fn start_with_code(letter: u8, code: Option<CodeHash>) -> Command {
    let Command::Start(request) = start_of(letter) else {
        unreachable!()
    };
    Command::Start(StartRequest { code, ..request })
}

pub(crate) fn consented() -> Report {
    decide(&sent(), start_of(DEVICE_A), NOW).unwrap().report
}

#[test]
fn opening_tells_where_the_caller_is_stuck_before_anything_started() {
    let open = Command::Open {
        phone: Phone {
            platform: "Android\u{7}".repeat(50),
            browser: "LINE".into(),
            language: Language::Vi,
        },
        obstacle: Some(Obstacle::InAppBrowser),
    };
    let opened = decide(&sent(), open, NOW.plus_ms(5)).unwrap().report;
    assert_eq!(opened.state, ReportState::Consenting);
    assert_eq!(opened.stuck.unwrap().obstacle, Obstacle::InAppBrowser);
    let phone = opened.phone.unwrap();
    assert_eq!(phone.platform.chars().count(), TEXT_OF_PHONE_CHARS_MAX);
    assert!(!phone.platform.contains('\u{7}'));
}

#[test]
fn opening_a_started_link_elsewhere_does_not_disturb_the_report() {
    let mut report = consented();
    report.stuck = Some(Stuck {
        obstacle: Obstacle::CameraDenied,
        at_ms: NOW,
    });
    let open = Command::Open {
        phone: Phone::default(),
        obstacle: None,
    };
    let opened = decide(&report, open, NOW.plus_ms(5)).unwrap().report;
    assert_eq!(opened.stuck, report.stuck);
    assert_eq!(opened.state, ReportState::Connecting);
}

#[test]
fn obstacles_come_and_go_and_keep_their_first_time() {
    let a = device(DEVICE_A);
    let denied = |at| {
        move |report: &Report| {
            let command = Command::Stuck {
                device: a,
                obstacle: Obstacle::CameraDenied,
            };
            decide(report, command, at).unwrap().report
        }
    };
    let first = denied(NOW.plus_ms(1))(&consented());
    let again = denied(NOW.plus_ms(900))(&first);
    assert_eq!(again.stuck.unwrap().at_ms, NOW.plus_ms(1));
    let permitted = decide(&again, Command::Permitted { device: a }, NOW)
        .unwrap()
        .report;
    assert_eq!(permitted.stuck, None);
    let offline = decide(&permitted, Command::Offline { device: a }, NOW)
        .unwrap()
        .report;
    assert_eq!(offline.stuck.unwrap().obstacle, Obstacle::Offline);
    let online = decide(&offline, Command::Online { device: a }, NOW)
        .unwrap()
        .report;
    assert_eq!(online.stuck, None);
}

#[test]
fn a_phone_that_stays_away_is_given_up_after_its_grace_and_not_before() {
    let a = device(DEVICE_A);
    let at =
        |report: &Report, command, ms| decide(report, command, NOW.plus_ms(ms)).unwrap().report;
    let away = at(&consented(), Command::Offline { device: a }, 0);
    let grace = DESK_RULES.interruption_ms;
    assert_eq!(away.next_deadline(), Some(NOW.plus_ms(grace)));
    let early = at(&away, Command::Deadline, grace - 1);
    assert_eq!(early, away);
    let lost = at(&away, Command::Deadline, grace);
    assert_eq!(lost.ended.unwrap().reason, EndReason::ConnectionLost);
    // A picture that still comes says that the phone lives.
    let heard = at(&away, Command::PictureArrived { device: a }, grace - 1);
    assert_eq!(at(&heard, Command::Deadline, grace), heard);
    let back = at(&away, Command::Online { device: a }, 5);
    assert_eq!(back.desk.lost_at, None);
}

#[test]
fn a_held_report_takes_no_picture() {
    let hold = Command::Hold { by: staff(9) };
    let held = decide(&consented(), hold, NOW).unwrap().report;
    let ask = Command::StillAsked { online: true };
    for command in media_of(device(DEVICE_A)).into_iter().chain([ask]) {
        let refused = decide(&held, command, NOW).unwrap_err();
        assert_eq!(refused, Refusal::ReportHeld);
    }
    let point = Command::PositionsArrived { points: 1 };
    assert!(decide(&held, point, NOW).is_ok(), "the place goes on");
}

fn media_of(device: DeviceId) -> [Command; 3] {
    [
        Command::PictureArrived { device },
        Command::PicturesBegan { device },
        Command::FileArrived { device },
    ]
}

#[test]
fn a_report_that_is_over_takes_no_picture() {
    let end = Command::CallerEnds {
        device: device(DEVICE_A),
        withdrawn: true,
    };
    let over = decide(&consented(), end, NOW).unwrap().report;
    for command in media_of(device(DEVICE_A)) {
        let refused = decide(&over, command, NOW).unwrap_err();
        assert_eq!(refused, Refusal::ReportOver);
    }
}

#[test]
fn a_strange_device_moves_nothing() {
    let strange = device(DEVICE_B);
    let permitted = Command::Permitted { device: strange };
    for command in media_of(strange).into_iter().chain([permitted]) {
        let refused = decide(&consented(), command, NOW).unwrap_err();
        assert_eq!(refused, Refusal::SessionInvalid);
    }
}

#[test]
fn what_may_arrive_is_bounded() {
    let mut full = consented();
    full.totals.files = FILES_AND_STILLS_MAX;
    full.totals.messages = MESSAGES_MAX;
    full.totals.positions = POINTS_MAX;
    let device = device(DEVICE_A);
    for (command, refusal) in [
        (Command::PictureArrived { device }, Refusal::TooManyFiles),
        (Command::MessageSaid, Refusal::TooManyMessages),
        (
            Command::PositionsArrived { points: 1 },
            Refusal::TooManyPositions,
        ),
    ] {
        assert_eq!(decide(&full, command, NOW).unwrap_err(), refusal);
    }
}
