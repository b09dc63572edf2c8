//! A live report is shown to officers in the field of the same headquarters, so that they see on
//! the way what awaits them.

use protocol::{id::ReportId, supervision::Staff, time::UnixMs};
use serde::{Deserialize, Serialize};

use super::StaffRefusal;
use crate::{Act, Decision, Effect, Refusal, report::Report};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// Everybody in session, later ones too.
    pub all: bool,
    /// Otherwise the officers of these sessions.
    pub sessions: Vec<ReportId>,
    pub by: Staff,
    pub at: UnixMs,
}

impl Report {
    /// Whether the officer of a session sees this report. Nobody is shown the own picture.
    pub fn is_shown_to(&self, session: ReportId) -> bool {
        let shown = self.desk.shown.as_ref();
        !self.state.is_over()
            && session != self.id
            && shown.is_some_and(|shown| shown.all || shown.sessions.contains(&session))
    }
}

/// Shows it to others than before, if it was shown already.
pub fn show(mut report: Report, shown: Shown) -> Result<Decision, Refusal> {
    report.check_watchable()?;
    if report.desk.mis_send.is_some() {
        return Err(Refusal::MediaIsolated);
    }
    if !shown.all && shown.sessions.is_empty() {
        return Err(StaffRefusal::NobodyChosen.into());
    }
    report.desk.shown = Some(shown);
    Ok(report.with([Effect::Trail(Act::ShownToOfficers)]))
}

pub fn take_back(mut report: Report) -> Result<Decision, Refusal> {
    match report.desk.shown.take() {
        Some(_) => Ok(report.with([Effect::Trail(Act::TakenFromOfficers)])),
        None => Err(StaffRefusal::NotShown.into()),
    }
}

/// An officer opens the picture.
pub fn watch(report: &Report, session: ReportId) -> Result<(), Refusal> {
    if !report.is_shown_to(session) {
        return Err(Refusal::ReportNotFound);
    }
    report.check_watchable()
}

/// The subject of an officer's token to view: the own session.
pub fn viewer(session: ReportId) -> String {
    format!("{OFFICER}{session}")
}

/// The session of such a subject.
pub fn session_of(subject: &str) -> Option<ReportId> {
    subject.strip_prefix(OFFICER)?.parse().ok()
}

const OFFICER: &str = "officer:";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Command, decide,
        report::tests::{NOW, consented, staff},
        staff::officer::tests::session,
    };

    fn shown(all: bool, sessions: Vec<ReportId>) -> Command {
        let by = staff(1);
        let shown = Shown {
            all,
            sessions,
            by,
            at: NOW,
        };
        Command::ShowToOfficers { shown }
    }

    #[test]
    fn it_is_shown_to_chosen_officers_or_all_and_taken_back() {
        let officer = session().id;
        let other = ReportId::new(NOW, [99; 10]);
        let nobody = decide(&consented(), shown(false, vec![]), NOW).unwrap_err();
        assert_eq!(nobody, StaffRefusal::NobodyChosen.into());
        let chosen = decide(&consented(), shown(false, vec![officer]), NOW)
            .unwrap()
            .report;
        assert!(chosen.is_shown_to(officer) && !chosen.is_shown_to(other));
        assert_eq!(watch(&chosen, other), Err(Refusal::ReportNotFound));
        let all = decide(&chosen, shown(true, vec![]), NOW).unwrap().report;
        assert!(all.is_shown_to(other) && !all.is_shown_to(all.id));
        let back = decide(&all, Command::TakeFromOfficers, NOW).unwrap().report;
        assert!(!back.is_shown_to(officer));
        let twice = decide(&back, Command::TakeFromOfficers, NOW).unwrap_err();
        assert_eq!(twice, StaffRefusal::NotShown.into());
    }

    #[test]
    fn the_end_takes_it_from_everybody_and_a_hold_stops_the_picture() {
        let officer = session().id;
        let all = decide(&consented(), shown(true, vec![]), NOW)
            .unwrap()
            .report;
        let hold = Command::Hold { by: staff(2) };
        let held = decide(&all, hold, NOW).unwrap().report;
        assert_eq!(watch(&held, officer), Err(Refusal::ReportHeld));
        let ends = Command::OperatorEnds {
            reason: Some(protocol::report::EndReason::Finished),
        };
        let over = decide(&all, ends, NOW).unwrap().report;
        assert!(!over.is_shown_to(officer));
        assert_eq!(over.desk.shown, None);
    }

    #[test]
    fn a_viewer_is_told_apart_from_people_at_consoles() {
        let session = session().id;
        assert_eq!(session_of(&viewer(session)), Some(session));
        assert_eq!(session_of("0198c0de-0000-7000-8000-00000000dead:1"), None);
    }
}
