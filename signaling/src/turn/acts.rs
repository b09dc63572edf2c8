//! What an act on a report is called in the trail, and what it names: one line for each act.

use admin::trail::{Action, Subject};
use protocol::{id::LinkId, report::EndReason};
use signaling_core::Act;

use super::Who;

pub fn entry(act: &Act, link: LinkId, who: &Who) -> (Action, Vec<Subject>) {
    let link = Subject::Link(link);
    let word = Subject::Word;
    match *act {
        Act::Delivered => (Action::DeliverLink, vec![link]),
        Act::SendFailed => (Action::DeliverLink, vec![link, word("failed")]),
        Act::Resent => (Action::ResendLink, vec![link]),
        Act::CodeWrong => (Action::EnterCode, vec![link, word("wrong")]),
        Act::CodeLocked => (Action::EnterCode, vec![link, word("locked")]),
        Act::CodeIssued => (Action::IssueAccessCode, vec![link]),
        Act::Warned => (Action::WarnReport, vec![]),
        Act::Prolonged => (Action::ProlongReport, vec![link]),
        Act::Destroyed => (Action::DestroyLink, vec![link]),
        Act::Started { device } => (Action::StartReport, vec![link, Subject::Device(device)]),
        Act::Resumed { device } => (Action::ResumeReport, vec![Subject::Device(device)]),
        Act::CallerRefused => (Action::RefuseReport, vec![link]),
        Act::Readmitted => (Action::ReadmitDevice, vec![link]),
        Act::StillAsked => (Action::AskStill, vec![]),
        Act::Replaced { device } => {
            let subjects = vec![word("replaced"), Subject::Device(device)];
            (Action::StopMedia, subjects)
        }
        Act::MediaStarted => (Action::StartMedia, vec![]),
        Act::MediaStopped => (Action::StopMedia, vec![]),
        Act::Held => (Action::Supervise, vec![word("hold")]),
        Act::Released => (Action::Supervise, vec![word("release")]),
        Act::Stopped => (Action::Supervise, vec![word("stop")]),
        Act::TakenOver => (Action::Supervise, vec![word("take_over")]),
        Act::Offered { to } => (Action::OfferReport, vec![Subject::Account(to)]),
        Act::OfferWithdrawn => (Action::OfferReport, vec![word("withdrawn")]),
        Act::Accepted { from } => (Action::AcceptReport, vec![Subject::Account(from)]),
        Act::HandedOn { to } => (Action::HandOnReport, vec![Subject::Account(to)]),
        Act::LeftAlone => (Action::HandOnReport, vec![word("nobody")]),
        Act::MisSent { case } => (Action::ReportMisSend, vec![link, Subject::Case(case)]),
        Act::PassOffered { to } => (Action::PassReport, vec![Subject::Unit(to)]),
        Act::PassWithdrawn => (Action::PassReport, vec![word("withdrawn")]),
        Act::PassLeft { to } => (Action::PassReport, vec![word("left"), Subject::Unit(to)]),
        Act::PassAccepted { from } => (Action::AcceptPass, vec![Subject::Unit(from)]),
        Act::PassDeclined { by } => {
            let subjects = vec![word("declined"), Subject::Unit(by)];
            (Action::AcceptPass, subjects)
        }
        Act::Ended { reason } => {
            let action = match who {
                Who::Person(_) => Action::EndReport,
                Who::System => Action::ExpireReport,
                Who::Device(_) | Who::LinkHolder => Action::LeaveReport,
            };
            (action, vec![word(reason_word(reason))])
        }
    }
}

fn reason_word(reason: EndReason) -> &'static str {
    match reason {
        EndReason::Finished => "finished",
        EndReason::FalseReport => "false_report",
        EndReason::ImproperFilming => "improper_filming",
        EndReason::OtherUnsuitable => "other_unsuitable",
        EndReason::Technical => "technical",
        EndReason::WrongDestination => "wrong_destination",
        EndReason::ConsentWithdrawn => "consent_withdrawn",
        EndReason::CallerEnded => "caller_ended",
        EndReason::CallerRefused => "caller_refused",
        EndReason::LinkExpired => "link_expired",
        EndReason::NotDelivered => "not_delivered",
        EndReason::Destroyed => "destroyed",
        EndReason::CodeLocked => "code_locked",
        EndReason::SessionCap => "session_cap",
        EndReason::ConnectionLost => "connection_lost",
        EndReason::Unattended => "unattended",
    }
}
