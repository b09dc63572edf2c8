use super::*;

const MS: Duration = Duration::from_millis(1);
const LOW: u8 = 2;
const MIDDLE: u8 = 1;
const HIGH: u8 = 0;

fn ladder(layers: &[u8]) -> Ladder {
    let sent = |layer: &u8| match *layer {
        LOW => (150_000, 320 * 180),
        MIDDLE => (500_000, 640 * 360),
        _ => (1_700_000, 1280 * 720),
    };
    Ladder::new(layers.iter().map(|layer| {
        let (bit_rate_bps, pixels) = sent(layer);
        Rung {
            layer: *layer,
            bit_rate_bps,
            pixels,
        }
    }))
}

fn all() -> Ladder {
    ladder(&[HIGH, MIDDLE, LOW])
}

fn path(estimate_bps: u64) -> Outlook {
    Outlook {
        estimate_bps: Some(estimate_bps),
        congested: false,
    }
}

/// A viewer that came long ago.
struct Viewer {
    choice: LayerChoice,
    now: Instant,
}

impl Viewer {
    fn on(layer: u8) -> Self {
        let now = crate::test_clock::start();
        let choice = LayerChoice {
            target: Some(layer),
            began: Some(now),
            ..LayerChoice::default()
        };
        Self {
            choice,
            now: now + FRESH_TIME,
        }
    }

    /// Looks every 50 ms; the layers in the order in which they were shown.
    fn look(&mut self, span_ms: u32, ladder: &Ladder, outlook: Outlook) -> Vec<u8> {
        let mut shown = Vec::new();
        for _ in 0..span_ms / 50 {
            self.choice.decide(ladder, outlook, self.now);
            let target = self.choice.target.unwrap();
            if shown.last() != Some(&target) {
                shown.push(target);
            }
            self.now += 50 * MS;
        }
        shown
    }
}

#[test]
fn the_first_layer_is_the_best_that_the_path_carries() {
    let cases = [
        (None, HIGH),
        (Some(5_000_000), HIGH),
        (Some(600_000), MIDDLE),
        (Some(300_000), LOW),
        (Some(50_000), LOW),
    ];
    for (estimate_bps, expected) in cases {
        let mut choice = LayerChoice::default();
        let outlook = Outlook {
            estimate_bps,
            congested: false,
        };
        choice.decide(&all(), outlook, crate::test_clock::start());
        assert_eq!(choice.target, Some(expected), "{estimate_bps:?}");
    }
}

#[test]
fn nothing_sent_is_nothing_to_choose() {
    let mut choice = LayerChoice::default();
    let now = crate::test_clock::start();
    choice.decide(&Ladder::default(), path(1), now);
    assert_eq!(choice.selection(&Ladder::default()), Selection::default());
    choice.decide(&all(), path(600_000), now);
    choice.decide(&Ladder::default(), path(600_000), now);
    assert_eq!(choice.target, Some(MIDDLE), "kept for when it returns");
}

#[test]
fn it_climbs_only_after_a_calm_time_with_room_to_spare() {
    let mut viewer = Viewer::on(LOW);
    assert_eq!(viewer.look(5000, &all(), path(610_000)), [LOW], "no room");
    assert_eq!(viewer.look(1500, &all(), path(640_000)), [LOW], "not yet");
    assert_eq!(viewer.look(100, &all(), path(640_000)), [MIDDLE]);
    viewer.look(1400, &all(), path(2_200_000));
    viewer.look(50, &all(), path(2_000_000));
    assert_eq!(
        viewer.look(1400, &all(), path(2_200_000)),
        [MIDDLE],
        "one bad moment and it waits anew"
    );
    assert_eq!(viewer.look(200, &all(), path(2_200_000)), [MIDDLE, HIGH]);
}

#[test]
fn a_fresh_viewer_on_a_good_path_climbs_soon() {
    let mut viewer = Viewer::on(LOW);
    viewer.choice.began = Some(viewer.now);
    assert_eq!(viewer.look(400, &all(), path(3_000_000)), [LOW, HIGH]);
}

#[test]
fn it_goes_down_at_once_and_as_far_as_needed() {
    let cases = [
        (1_620_000, HIGH),
        (1_600_000, MIDDLE),
        (200_000, LOW),
        (10_000, LOW),
    ];
    for (estimate_bps, expected) in cases {
        let mut viewer = Viewer::on(HIGH);
        let shown = viewer.look(50, &all(), path(estimate_bps));
        assert_eq!(shown, [expected], "{estimate_bps}");
    }
}

#[test]
fn a_growing_queue_takes_one_step_down_and_lets_it_drain() {
    let congested = |congested| Outlook {
        estimate_bps: Some(5_000_000),
        congested,
    };
    let mut viewer = Viewer::on(HIGH);
    assert_eq!(viewer.look(900, &all(), congested(true)), [MIDDLE]);
    assert_eq!(viewer.look(400, &all(), congested(false)), [MIDDLE]);
    let mut viewer = Viewer::on(HIGH);
    assert_eq!(viewer.look(1200, &all(), congested(true)), [MIDDLE, LOW]);
}

#[test]
fn it_never_flaps_at_the_border() {
    let mut viewer = Viewer::on(MIDDLE);
    let mut changes = 0;
    // A minute of an estimate that swings around the middle layer's rate.
    for round in 0..120 {
        let estimate_bps = if round % 2 == 0 { 480_000 } else { 600_000 };
        changes += viewer.look(500, &all(), path(estimate_bps)).len() - 1;
    }
    assert_eq!(changes, 0);
}

#[test]
fn climbs_that_fail_become_rare() {
    let mut viewer = Viewer::on(LOW);
    let mut climbs = 0;
    // The estimate promises more than the path carries, whenever the layer is low.
    let mut since_ms = 0;
    for _ in 0..240 {
        let target = viewer.choice.target;
        let estimate_bps = if target == Some(LOW) {
            700_000
        } else {
            300_000
        };
        climbs += u32::from(
            viewer
                .look(250, &all(), path(estimate_bps))
                .contains(&MIDDLE),
        );
        since_ms += 250;
    }
    assert_eq!(since_ms, 60_000);
    assert!((3..=6).contains(&climbs), "{climbs} in a minute");
}

#[test]
fn a_climb_that_held_is_no_failure() {
    let mut viewer = Viewer::on(LOW);
    viewer.look(2000, &all(), path(700_000));
    viewer.look(11_000, &all(), path(550_000));
    assert_eq!(viewer.look(50, &all(), path(300_000)), [LOW]);
    assert_eq!(viewer.look(1700, &all(), path(700_000)), [LOW, MIDDLE]);
}

#[test]
fn a_layer_that_is_gone_is_replaced_at_once() {
    let mut viewer = Viewer::on(HIGH);
    let rest = ladder(&[MIDDLE, LOW]);
    assert_eq!(viewer.look(50, &rest, path(5_000_000)), [MIDDLE]);
    assert_eq!(viewer.look(50, &ladder(&[LOW]), path(5_000_000)), [LOW]);
    assert_eq!(viewer.look(1700, &all(), path(5_000_000)), [LOW, HIGH]);
}

#[test]
fn a_layer_without_a_measure_is_not_climbed_to() {
    let unmeasured = Ladder::new([(LOW, 150_000, 1), (MIDDLE, 0, 2)].into_iter().map(
        |(layer, bit_rate_bps, pixels)| Rung {
            layer,
            bit_rate_bps,
            pixels,
        },
    ));
    let mut viewer = Viewer::on(LOW);
    assert_eq!(viewer.look(5000, &unmeasured, path(9_000_000)), [LOW]);
}

#[test]
fn what_would_permit_a_climb_is_known() {
    let mut viewer = Viewer::on(LOW);
    assert_eq!(viewer.choice.goal_bps(&all()), 625_000);
    viewer.choice.target = Some(HIGH);
    assert_eq!(viewer.choice.goal_bps(&all()), 0);
}

#[test]
fn lower_layers_may_stand_in_until_the_key_frame_comes() {
    let viewer = Viewer::on(MIDDLE);
    let selection = viewer.choice.selection(&ladder(&[HIGH, MIDDLE, LOW]));
    let accepted = [HIGH, MIDDLE, LOW].map(|layer| selection.accepts(layer));
    assert_eq!(accepted, [false, true, true]);
    assert!(selection.is_sent(HIGH) && !selection.is_sent(3));
}
