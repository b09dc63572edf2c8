//! A report goes to a neighbouring headquarters. Not in the documents: the rulebook's switch
//! `pass_to_neighbour` is off unless a force turns it on.

use protocol::{
    id::UnitId,
    report::Exercise,
    supervision::{Headquarters, Pass, Staff},
    time::UnixMs,
};

use crate::{Act, Decision, Effect, Refusal, report::Report};

/// What is offered, by whom, to whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Passing {
    pub number: String,
    pub from: Headquarters,
    pub to: Headquarters,
    pub by: Staff,
}

pub fn offer(
    mut report: Report,
    is_on: bool,
    passing: Passing,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    if !is_on {
        return Err(Refusal::PassingOff);
    }
    report.check_runs()?;
    if report.exercise == Exercise::Yes {
        return Err(Refusal::ExerciseStaysHere);
    }
    if report.desk.pass.is_some() {
        return Err(Refusal::AlreadyPassed);
    }
    if passing.to.unit == report.headquarters {
        return Err(Refusal::HeadquartersUnknown);
    }
    let act = Act::PassOffered {
        to: passing.to.unit,
    };
    report.desk.pass = Some(Pass {
        report: report.id,
        number: passing.number,
        from: passing.from,
        to: passing.to,
        by: passing.by,
        at_ms: now,
    });
    Ok(report.with([Effect::Trail(act)]))
}

pub fn withdraw(mut report: Report) -> Result<Decision, Refusal> {
    report.check_runs()?;
    report.desk.pass.take().ok_or(Refusal::NotPassed)?;
    Ok(report.with([Effect::Trail(Act::PassWithdrawn)]))
}

/// The other side's manager handles the report from here on; the first side sees it no more.
pub fn accept(mut report: Report, unit: UnitId, by: Staff) -> Result<Decision, Refusal> {
    report.check_runs()?;
    let pass = report.desk.pass.take().filter(|pass| pass.to.unit == unit);
    pass.ok_or(Refusal::NotPassed)?;
    let from = report.headquarters;
    report.headquarters = unit;
    // The first side's officers see it no more either.
    report.desk.shown = None;
    report.hand_to(by);
    // The first side's chain tells where it went, the second side's where it came from.
    let left = Effect::TrailOf {
        unit: from,
        act: Act::PassLeft { to: unit },
    };
    Ok(report.with([left, Effect::Trail(Act::PassAccepted { from })]))
}

pub fn decline(mut report: Report, unit: UnitId) -> Result<Decision, Refusal> {
    report.check_runs()?;
    let pass = report.desk.pass.take().filter(|pass| pass.to.unit == unit);
    pass.ok_or(Refusal::NotPassed)?;
    Ok(report.with([Effect::Trail(Act::PassDeclined { by: unit })]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Command, decide,
        report::tests::{NOW, consented, staff},
    };

    fn unit(letter: u8) -> UnitId {
        UnitId::new(NOW, [letter; 10])
    }

    fn pass_to(letter: u8, is_on: bool) -> Command {
        let headquarters = |letter| Headquarters {
            unit: unit(letter),
            name: String::new(),
        };
        Command::Pass {
            is_on,
            passing: Box::new(Passing {
                number: "1120-001".into(),
                from: headquarters(3),
                to: headquarters(letter),
                by: staff(9),
            }),
        }
    }

    #[test]
    fn nothing_passes_while_the_switch_is_off_or_to_oneself() {
        let off = decide(&consented(), pass_to(4, false), NOW).unwrap_err();
        assert_eq!(off, Refusal::PassingOff);
        let own = decide(&consented(), pass_to(3, true), NOW).unwrap_err();
        assert_eq!(own, Refusal::HeadquartersUnknown);
    }

    #[test]
    fn only_the_other_side_accepts_and_then_it_is_theirs() {
        let offered = decide(&consented(), pass_to(4, true), NOW).unwrap().report;
        assert_eq!(offered.headquarters, unit(3));
        let accept = |letter| Command::AcceptPass {
            unit: unit(letter),
            by: staff(8),
        };
        let strange = decide(&offered, accept(5), NOW).unwrap_err();
        assert_eq!(strange, Refusal::NotPassed);
        let accepted = decide(&offered, accept(4), NOW).unwrap();
        assert_eq!(accepted.report.handler, staff(8));
        assert!(accepted.report.desk.pass.is_none());
        assert_eq!(accepted.report.headquarters, unit(4));
        let left = Effect::TrailOf {
            unit: unit(3),
            act: Act::PassLeft { to: unit(4) },
        };
        assert_eq!(accepted.effects[0], left);
        let twice = decide(&accepted.report, accept(4), NOW).unwrap_err();
        assert_eq!(twice, Refusal::NotPassed);
    }

    #[test]
    fn a_withdrawn_or_declined_report_stays_where_it_is() {
        let offered = decide(&consented(), pass_to(4, true), NOW).unwrap().report;
        let twice = decide(&offered, pass_to(5, true), NOW).unwrap_err();
        assert_eq!(twice, Refusal::AlreadyPassed);
        for command in [
            Command::WithdrawPass,
            Command::DeclinePass { unit: unit(4) },
        ] {
            let stays = decide(&offered, command, NOW).unwrap().report;
            assert_eq!(stays.headquarters, unit(3));
            assert!(stays.desk.pass.is_none());
        }
    }
}
