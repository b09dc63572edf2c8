//! What a stop of the system does to a report that runs (VR-7.1.1, O-35): its caller is told twice,
//! and it ends with the beginning.

use protocol::{report::EndReason, time::UnixMs};
use serde::{Deserialize, Serialize};

use crate::{Decision, Refusal, ending, link::LinkState, report::Report};

/// What the caller was told of a stop that comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopTold {
    /// When it begins.
    pub from: UnixMs,
    /// Of two warnings the second.
    pub is_last: bool,
}

/// Notes that the caller is told; nothing changes where that was done, or where no phone is there.
pub fn nears(mut report: Report, told: StopTold) -> Result<Decision, Refusal> {
    let runs = !report.state.is_over() && report.link.state == LinkState::InUse;
    let knows = report
        .desk
        .stop_told
        .is_some_and(|known| known.from == told.from && (known.is_last || !told.is_last));
    if runs && !knows {
        report.desk.stop_told = Some(told);
    }
    Ok(report.with([]))
}

/// The stop has begun.
pub fn begins(report: Report, now: UnixMs) -> Result<Decision, Refusal> {
    if report.state.is_over() {
        return Ok(report.with([]));
    }
    let link = match report.link.state {
        LinkState::InUse => LinkState::Consumed,
        _ => LinkState::Destroyed,
    };
    Ok(ending::end(report, EndReason::SystemSuspended, link, now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Command, decide,
        report::tests::{NOW, consented, sent},
    };

    fn told(report: &Report, is_last: bool, from: i64) -> Report {
        let told = StopTold {
            from: UnixMs(from),
            is_last,
        };
        decide(report, Command::StopNears(told), NOW)
            .unwrap()
            .report
    }

    #[test]
    fn each_warning_is_given_once_and_never_after_the_last() {
        let waiting = sent();
        assert_eq!(told(&waiting, false, 9).desk.stop_told, None);
        let first = told(&started(), false, 9);
        assert_eq!(first.desk.stop_told.map(|told| told.is_last), Some(false));
        assert_eq!(told(&first, false, 9), first);
        let last = told(&first, true, 9);
        assert_eq!(last.desk.stop_told.map(|told| told.is_last), Some(true));
        assert_eq!(told(&last, false, 9), last);
        // Another stop is told anew.
        let other = told(&last, false, 10);
        assert_eq!(other.desk.stop_told.map(|told| told.from), Some(UnixMs(10)));
    }

    #[test]
    fn what_runs_and_what_was_only_sent_ends_with_its_reason() {
        for report in [started(), sent(), consented()] {
            let ended = decide(&report, Command::StopBegins, NOW).unwrap();
            let reason = ended.report.ended.unwrap().reason;
            assert_eq!(reason, EndReason::SystemSuspended);
            let again = decide(&ended.report, Command::StopBegins, NOW).unwrap();
            assert!(again.effects.is_empty());
        }
    }

    fn started() -> Report {
        let mut report = consented();
        report.link.state = LinkState::InUse;
        report
    }
}
