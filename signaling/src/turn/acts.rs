//! What an act on a report is called in the trail, and what it names: one line for each act.

use admin::trail::{Action, Subject};
use protocol::{id::LinkId, report::EndReason, staff::StaffPurpose};
use signaling_core::Act;

use super::Who;

pub fn entry(act: &Act, link: LinkId, who: &Who) -> (Action, Vec<Subject>) {
    let link = Subject::Link(link);
    let word = Subject::Word;
    match *act {
        Act::Delivered => (Action::DeliverLink, vec![link]),
        Act::SendFailed => (Action::DeliverLink, vec![link, word("failed")]),
        Act::SendUnknown => (Action::DeliverLink, vec![link, word("unknown")]),
        Act::SendExpired => (Action::DeliverLink, vec![link, word("expired")]),
        Act::NoReceipt => (Action::DeliverLink, vec![link, word("no_receipt")]),
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
        Act::MadeReal => (Action::MakeExerciseReal, vec![link]),
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
        Act::OfficerAsked => (Action::AskOfficer, vec![]),
        Act::OfficerSilent => (Action::AskOfficer, vec![word("unanswered")]),
        Act::OfficerAnswered { purpose, goes_on } => {
            let ends = (!goes_on).then_some(word("ends"));
            let subjects = [word(purpose_word(purpose))].into_iter().chain(ends);
            (Action::AnswerOfficer, subjects.collect())
        }
        Act::ShownToOfficers => (Action::ShowToOfficers, vec![]),
        Act::TakenFromOfficers => (Action::ShowToOfficers, vec![word("taken_back")]),
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

pub fn purpose_word(purpose: StaffPurpose) -> &'static str {
    match purpose {
        StaffPurpose::InitialResponse => "initial_response",
        StaffPurpose::Exception => "exception",
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
        EndReason::StaffUrlSuspended => "staff_url_suspended",
        EndReason::StaffUrlDestroyed => "staff_url_destroyed",
        EndReason::StaffDeviceRemoved => "staff_device_removed",
        EndReason::SystemSuspended => "system_suspended",
    }
}
