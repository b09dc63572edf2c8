//! Figures over random lives.

use protocol::{
    report::{EndReason, Exercise, FunnelStep, Obstacle},
    request::{Channel, DestinationRisk},
    statistics::{Figures, ReportException},
};

use super::{Fact, FileCounts, Known, Origin, Sum};
use crate::{
    Command, decide,
    report::{
        Ending, Report,
        tests::{DEVICE_A, NOW, consented, device, sent},
    },
};

fn known() -> Known<'static> {
    Known {
        is_reported: true,
        ..Known::default()
    }
}

fn fact(report: &Report) -> Fact {
    Fact::of(report, &known()).unwrap()
}

fn figures(facts: &[Fact]) -> Figures {
    let mut sum = Sum::default();
    facts.iter().for_each(|fact| sum.add(fact));
    sum.figures()
}

fn ended(mut report: Report, after_ms: i64) -> Report {
    let at = report.funnel[&FunnelStep::Sent].plus_ms(after_ms);
    report.ended = Some(Ending {
        at,
        reason: EndReason::Finished,
    });
    report
}

#[test]
fn vr_10_an_exercise_has_no_fact_until_it_is_real() {
    let mut report = sent();
    report.exercise = Exercise::Yes;
    assert_eq!(Fact::of(&report, &known()), None);
    let real = decide(&report, Command::MakeReal, NOW).unwrap().report;
    let fact = fact(&real);
    let began = ReportException::BeganAsExercise;
    assert!(fact.exceptions.contains(&began));
}

#[test]
fn a_fact_knows_no_words_of_anybody() {
    let text = serde_json::to_string(&fact(&consented())).unwrap();
    let report = consented();
    let words = [
        report.handler.name.clone(),
        report.handler.account.to_string(),
        report.id.to_string(),
        report.link.id.to_string(),
        device(DEVICE_A).to_string(),
    ];
    for word in words {
        assert!(!text.contains(&word), "{word} in {text}");
    }
}

#[test]
fn what_stood_in_the_way_at_the_end_stays() {
    let stuck = Known {
        stuck_before: Some(Obstacle::CameraDenied),
        ..known()
    };
    let over = ended(sent(), 1000);
    let first = Fact::of(&over, &stuck).unwrap();
    assert_eq!(first.obstacle, Some(Obstacle::CameraDenied));
    let later = Known {
        before: Some(&first),
        ..known()
    };
    assert_eq!(Fact::of(&over, &later), Some(first.clone()));
    let lost = figures(&[first]);
    assert_eq!(lost.obstacles[0].obstacle, Obstacle::CameraDenied);
}

#[test]
fn each_exception_is_told() {
    let risks = [
        DestinationRisk::ByVoice,
        DestinationRisk::DiffersFromCallingNumber,
    ];
    let all = Known {
        channel: Some(Channel::Email),
        risks: &risks,
        is_reported: false,
        ..Known::default()
    };
    let mut report = sent();
    report.link.is_prolonged = true;
    report.link.readmissions = 1;
    let fact = Fact::of(&report, &all).unwrap();
    use ReportException as E;
    let told = [
        E::WithoutReport,
        E::NumberByVoice,
        E::NumberDiffers,
        E::ByEmail,
        E::Prolonged,
        E::Readmitted,
    ];
    assert_eq!(fact.exceptions, told.into_iter().collect());
    let staff = Known {
        origin: Origin::Staff,
        ..Known::default()
    };
    let fact = Fact::of(&report, &staff).unwrap();
    assert!(fact.exceptions.contains(&E::StaffWithoutReport));
    let figures = figures(&[fact]);
    assert_eq!((figures.issues, figures.staff.uses), (0, 1));
}

#[test]
fn median_and_nine_of_ten_are_spans_that_happened() {
    let with = |seconds: u64| Fact {
        reached_ms: [
            (FunnelStep::Sent, 0),
            (FunnelStep::Opened, 1000),
            (FunnelStep::FirstPicture, seconds * 1000),
        ]
        .into(),
        ..Fact::default()
    };
    let facts: Vec<_> = (1..=10).map(with).collect();
    let times = figures(&facts).first_picture;
    assert_eq!(times.count, 10);
    assert_eq!(times.median_ms, Some(5000));
    assert_eq!(times.p90_ms, Some(9000));
    assert_eq!(figures(&facts).opened_to_picture.median_ms, Some(4000));
    let counts: Vec<_> = times.buckets.iter().map(|bucket| bucket.count).collect();
    assert_eq!(counts[..3], [5, 5, 0], "up to 5 s, up to 10 s, up to 15 s");
    assert_eq!(figures(&[]).first_picture.median_ms, None);
    assert_eq!(figures(&[with(3)]).first_picture.p90_ms, Some(3000));
}

#[test]
fn a_film_from_the_gallery_is_no_loss() {
    let opened = ended(sent(), 1000);
    let with_film = Known {
        files: FileCounts {
            films: 1,
            ..FileCounts::default()
        },
        ..known()
    };
    let sum = figures(&[fact(&opened), Fact::of(&opened, &with_film).unwrap()]);
    assert_eq!((sum.pictures_only, sum.funnel[0].lost), (1, 1));
}

/// A generator with a seed in its name, so that a failure can be walked again.
struct Lives(u64);

impl Lives {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }

    fn fact(&mut self) -> Fact {
        let steps = [
            FunnelStep::Delivered,
            FunnelStep::Opened,
            FunnelStep::Consented,
            FunnelStep::Permitted,
            FunnelStep::Connected,
            FunnelStep::FirstPicture,
            FunnelStep::FirstFrame,
        ];
        let mut reached_ms = [(FunnelStep::Sent, 0)]
            .into_iter()
            .collect::<std::collections::BTreeMap<_, _>>();
        for step in steps {
            // A step may be missing in the middle.
            if self.next(4) > 0 {
                reached_ms.insert(step, self.next(600_000));
            }
            if self.next(5) == 0 {
                break;
            }
        }
        let reasons = [
            EndReason::Finished,
            EndReason::CallerRefused,
            EndReason::LinkExpired,
            EndReason::Technical,
        ];
        let is_over = self.next(4) > 0;
        Fact {
            origin: match self.next(8) {
                0 => Origin::Staff,
                _ => Origin::Caller,
            },
            messages: 1 + self.next(3) as u32,
            reached_ms,
            ended: is_over.then(|| reasons[self.next(4) as usize]),
            length_ms: self.next(3_600_000),
            obstacle: (self.next(2) == 0).then_some(Obstacle::CameraDenied),
            live_ms: self.next(2) * self.next(600_000),
            is_mis_sent: self.next(20) == 0,
            exceptions: (self.next(5) == 0)
                .then_some(ReportException::ByEmail)
                .into_iter()
                .collect(),
            files: FileCounts {
                stills: self.next(3) as u32,
                pictures: self.next(2) as u32,
                films: self.next(2) as u32,
            },
        }
    }
}

#[test]
fn vr_6_2_all_headquarters_add_up_to_the_nation() {
    for seed in 1..=50 {
        let mut lives = Lives(seed);
        let mut nation = Sum::default();
        let mut headquarters = vec![Sum::default(); 51];
        for _ in 0..lives.next(400) {
            let fact = lives.fact();
            nation.add(&fact);
            headquarters[lives.next(51) as usize].add(&fact);
        }
        let mut all = Sum::default();
        headquarters.iter().for_each(|one| all.add_all(one));
        let (all, nation) = (all.figures(), nation.figures());
        assert_eq!(all, nation, "seed {seed}");
        // Nobody is lost twice, and nobody is forgotten.
        let lost: u32 = nation.funnel.iter().map(|stage| stage.lost).sum();
        let live = nation.funnel[6].reached;
        assert_eq!(
            nation.issues,
            live + nation.pictures_only + nation.undecided + lost,
            "seed {seed}"
        );
        let reached = nation.funnel.iter().map(|stage| stage.reached);
        assert!(reached.is_sorted_by(|one, next| one >= next));
        let bars: u32 = nation.first_picture.buckets.iter().map(|b| b.count).sum();
        assert_eq!(bars, nation.first_picture.count);
    }
}
