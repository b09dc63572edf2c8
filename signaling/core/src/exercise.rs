//! Exercises [訓練] (VR-10): a report that counts nowhere, until something real happens over it.

use protocol::{
    caller::ToCaller,
    report::{Exercise, FunnelStep, Obstacle},
    time::UnixMs,
};

use crate::{Act, Decision, Effect, Refusal, report::Report};

/// Also after the end: what was real has to count whenever it is noticed. Never the other way.
pub fn make_real(mut report: Report) -> Result<Decision, Refusal> {
    if report.exercise != Exercise::Yes {
        return Err(Refusal::NotAnExercise);
    }
    report.exercise = Exercise::BecameReal;
    Ok(report.with([
        Effect::Trail(Act::MadeReal),
        Effect::Tell(ToCaller::NoExercise),
    ]))
}

/// What happened in an exercise, for the times that trainer and trainee look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// The caller is stuck.
    Stuck(Obstacle),
    /// What stood in the way is gone, or the report is over.
    Free,
    /// Somebody at the desk did something.
    Act(String),
}

/// One difficulty of the caller and what was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reaction {
    pub obstacle: Obstacle,
    pub at: UnixMs,
    /// The first act after it, while it stood in the way or later, and before the next one.
    pub act: Option<(String, UnixMs)>,
    pub free_at: Option<UnixMs>,
}

/// Difficulties in their order, each with its first act.
pub fn reactions(events: &[(UnixMs, Happened)]) -> Vec<Reaction> {
    let mut found: Vec<Reaction> = Vec::new();
    for (at, happened) in events {
        match (happened, found.last_mut()) {
            (Happened::Stuck(obstacle), _) => found.push(Reaction {
                obstacle: *obstacle,
                at: *at,
                act: None,
                free_at: None,
            }),
            (Happened::Free, Some(last)) if last.free_at.is_none() => last.free_at = Some(*at),
            (Happened::Act(act), Some(last)) if last.act.is_none() => {
                last.act = Some((act.clone(), *at));
            }
            _ => {}
        }
    }
    found
}

/// What one change of a report shows of it.
pub fn happened(before: &Report, after: &Report) -> Option<Happened> {
    let (old, new) = (before.stuck, after.stuck);
    match (old, new) {
        (old, Some(new)) if old != Some(new) => Some(Happened::Stuck(new.obstacle)),
        (Some(_), None) => Some(Happened::Free),
        _ => None,
    }
}

/// From the sending to the first picture of any kind.
pub fn first_picture_ms(report: &Report) -> Option<i64> {
    let sent = report.funnel.get(&FunnelStep::Sent)?;
    let steps = [FunnelStep::FirstPicture, FunnelStep::FirstFrame];
    let times = steps.iter().filter_map(|step| report.funnel.get(step));
    times.min().map(|at| at.since_ms(*sent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Command, decide,
        report::tests::{NOW, sent},
    };

    #[test]
    fn an_exercise_becomes_real_once_and_nothing_becomes_an_exercise() {
        let real = decide(&sent(), Command::MakeReal, NOW).unwrap_err();
        assert_eq!(real, Refusal::NotAnExercise);
        let exercise = Report {
            exercise: Exercise::Yes,
            ..sent()
        };
        let made = decide(&exercise, Command::MakeReal, NOW).unwrap();
        assert_eq!(made.report.exercise, Exercise::BecameReal);
        assert!(made.effects.contains(&Effect::Trail(Act::MadeReal)));
        let again = decide(&made.report, Command::MakeReal, NOW).unwrap_err();
        assert_eq!(again, Refusal::NotAnExercise);
    }

    #[test]
    fn each_difficulty_has_the_first_act_after_it() {
        let at = |second: i64| NOW.plus_ms(second * 1000);
        let act = |name: &str| Happened::Act(name.to_owned());
        let events = [
            (at(0), act("send_message")),
            (at(1), Happened::Stuck(Obstacle::CameraDenied)),
            (at(4), act("send_message")),
            (at(5), act("ask_still")),
            (at(9), Happened::Free),
            (at(20), Happened::Stuck(Obstacle::Offline)),
        ];
        let found = reactions(&events);
        assert_eq!(
            found,
            [
                Reaction {
                    obstacle: Obstacle::CameraDenied,
                    at: at(1),
                    act: Some(("send_message".into(), at(4))),
                    free_at: Some(at(9)),
                },
                Reaction {
                    obstacle: Obstacle::Offline,
                    at: at(20),
                    act: None,
                    free_at: None,
                },
            ]
        );
    }
}
