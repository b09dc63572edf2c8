//! The dispatching room: one line per command.

use protocol::{
    caller::ToCaller,
    id::{AccountId, CaseId, DeviceId, UnitId},
    media::{MediaEvent, MediaOrder},
    report::{EndReason, Obstacle, Phone},
    staff::StaffPurpose,
    supervision::Staff,
    time::UnixMs,
};

use crate::{
    Refusal,
    access_code::{self, CodeHash},
    delivery::{self, Heard},
    ending, exercise, hand_over, link, mis_send,
    pass::{self, Passing},
    report::Report,
    staff::{StaffRefusal, officer, show, show::Shown},
    start::{self, StartRequest},
    stop::{self, StopTold},
    stream, supervision,
};

/// What somebody or something wants to happen to a report.
#[derive(Clone, Debug)]
pub enum Command {
    /// What the gateway said of a message.
    Delivery {
        /// Which one, counted from 1.
        send: u32,
        heard: Heard,
    },
    /// The message goes out once more, to the same destination.
    Resend,
    /// A phone asks whether its access code is right.
    CheckCode {
        hash: CodeHash,
    },
    /// Another access code; the old one is void.
    IssueCode {
        hash: CodeHash,
    },
    /// The session cap moves, once.
    Prolong,
    Destroy,
    Open {
        phone: Phone,
        obstacle: Option<Obstacle>,
    },
    Start(StartRequest),
    Refuse,
    /// A start was refused because another phone holds the link.
    OtherDeviceTried,
    Readmit,
    /// The caller's socket opened.
    Online {
        device: DeviceId,
    },
    Offline {
        device: DeviceId,
    },
    Permitted {
        device: DeviceId,
    },
    Stuck {
        device: DeviceId,
        obstacle: Obstacle,
    },
    Unstuck {
        device: DeviceId,
    },
    /// A picture of the caller arrived over HTTPS.
    PictureArrived {
        device: DeviceId,
    },
    /// Pictures of the second begin to come; they count as no files.
    PicturesBegan {
        device: DeviceId,
    },
    /// The operator asks for a still.
    StillAsked {
        /// The caller's page can hear it.
        online: bool,
    },
    FileArrived {
        device: DeviceId,
    },
    PositionsArrived {
        points: u32,
    },
    MessageSaid,
    CallerEnds {
        device: DeviceId,
        withdrawn: bool,
    },
    OperatorEnds {
        reason: Option<EndReason>,
    },
    /// The manager stops the picture for a while.
    Hold {
        by: Staff,
    },
    Release,
    /// The manager ends the report.
    Stop {
        reason: EndReason,
    },
    TakeOver {
        by: Staff,
    },
    /// The handler offers the report to a colleague.
    Offer {
        by: AccountId,
        to: Staff,
    },
    WithdrawOffer {
        by: AccountId,
    },
    Accept {
        by: AccountId,
    },
    /// The handler is signed in nowhere; who goes on, if somebody can.
    HandlerLeft {
        heir: Option<Staff>,
    },
    HandlerBack,
    MisSend {
        case: CaseId,
        due: UnixMs,
    },
    Pass {
        /// The rulebook allows it here.
        is_on: bool,
        passing: Box<Passing>,
    },
    WithdrawPass,
    AcceptPass {
        unit: UnitId,
        by: Staff,
    },
    DeclinePass {
        unit: UnitId,
    },
    /// An officer's page was loaded anew.
    ResumeOfficer {
        device: DeviceId,
    },
    /// An officer says whether it is still initial response.
    OfficerAnswers {
        device: DeviceId,
        goes_on: bool,
        purpose: Option<StaffPurpose>,
    },
    /// The staff URL or the phone is void.
    VoidOfficer {
        reason: EndReason,
    },
    ShowToOfficers {
        shown: Shown,
    },
    TakeFromOfficers,
    /// Something real happens over an exercise.
    MakeReal,
    Media(MediaEvent),
    /// A stop of the system comes near; the caller is to be told.
    StopNears(StopTold),
    StopBegins,
    Deadline,
}

impl Command {
    /// Whether it is about a one-time link, which an officer's report has not.
    fn is_about_the_link(&self) -> bool {
        matches!(
            self,
            Self::Resend
                | Self::CheckCode { .. }
                | Self::IssueCode { .. }
                | Self::Destroy
                | Self::Refuse
                | Self::Readmit
                | Self::MisSend { .. }
        )
    }
}

/// What the shell has to do once the next state is stored; in this order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Count one use of the link in the database; refuse if it does not allow one.
    CountUse,
    /// Write the act into the trail, in the same transaction.
    Trail(Act),
    /// The same into the chain of another headquarters than the report's.
    TrailOf {
        unit: UnitId,
        act: Act,
    },
    Order(MediaOrder),
    Tell(ToCaller),
    /// Tell the HQ operations manager.
    Alert(Alert),
    /// The turn is stored, and the asker is refused all the same.
    Refuse(Refusal),
    /// The phone's session is over: close its socket.
    Dismiss {
        device: DeviceId,
    },
}

/// What the trail remembers; ids only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Delivered,
    SendFailed,
    SendUnknown,
    SendExpired,
    NoReceipt,
    Resent,
    CodeWrong,
    CodeLocked,
    CodeIssued,
    Warned,
    Prolonged,
    Destroyed,
    Started {
        device: DeviceId,
    },
    Resumed {
        device: DeviceId,
    },
    CallerRefused,
    Readmitted,
    StillAsked,
    Replaced {
        device: DeviceId,
    },
    MediaStarted,
    MediaStopped,
    Held,
    Released,
    Stopped,
    TakenOver,
    Offered {
        to: AccountId,
    },
    OfferWithdrawn,
    Accepted {
        from: AccountId,
    },
    HandedOn {
        to: AccountId,
    },
    LeftAlone,
    MisSent {
        case: CaseId,
    },
    PassOffered {
        to: UnitId,
    },
    PassWithdrawn,
    PassLeft {
        to: UnitId,
    },
    PassAccepted {
        from: UnitId,
    },
    PassDeclined {
        by: UnitId,
    },
    OfficerAsked,
    OfficerSilent,
    OfficerAnswered {
        purpose: StaffPurpose,
        goes_on: bool,
    },
    ShownToOfficers,
    TakenFromOfficers,
    Ended {
        reason: EndReason,
    },
    MadeReal,
}

/// What the HQ operations manager has to know at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alert {
    /// Too many wrong access codes; the link is destroyed (VR-4.1.3b).
    CodeLocked,
}

/// The next state of a report and what follows from it.
#[derive(Clone, Debug)]
pub struct Decision {
    pub report: Report,
    pub effects: Vec<Effect>,
}

/// Decides one command. Never changes anything itself.
pub fn decide(report: &Report, command: Command, now: UnixMs) -> Result<Decision, Refusal> {
    if report.desk.staff.is_some() && command.is_about_the_link() {
        return Err(StaffRefusal::OfficersReport.into());
    }
    let next = report.clone();
    match command {
        Command::Delivery { send, heard } => delivery::heard(next, send, heard, now),
        Command::Resend => link::resend(next, now),
        Command::CheckCode { hash } => access_code::check(next, hash, now),
        Command::IssueCode { hash } => access_code::issue(next, hash, now),
        Command::Prolong => link::prolong(next, now),
        Command::Destroy => link::destroy(next, now),
        Command::Open { phone, obstacle } => next.open(phone, obstacle, now),
        Command::Start(request) => start::start(next, request, now),
        Command::Refuse => ending::caller_refuses(next, now),
        Command::OtherDeviceTried => next.stuck(Obstacle::OtherDevice, now),
        Command::Readmit => start::readmit(next, now),
        Command::Online { device } => next.of_device(device)?.online(now),
        Command::Offline { device } => next.of_device(device)?.offline(now),
        Command::Permitted { device } => next.of_device(device)?.permitted(now),
        Command::Stuck { device, obstacle } => next.of_device(device)?.stuck(obstacle, now),
        Command::Unstuck { device } => next.of_device(device)?.unstuck(),
        Command::PictureArrived { device } => next.picture_arrived(device, now),
        Command::PicturesBegan { device } => next.pictures_began(device, now),
        Command::StillAsked { online } => next.still_asked(online),
        Command::FileArrived { device } => next.file_arrived(device, now),
        Command::PositionsArrived { points } => next.positions_arrived(points),
        Command::MessageSaid => next.message_said(),
        Command::CallerEnds { device, withdrawn } => {
            ending::caller_ends(next.of_device(device)?, withdrawn, now)
        }
        Command::OperatorEnds { reason } => ending::operator_ends(next, reason, now),
        Command::Hold { by } => supervision::hold(next, by, now),
        Command::Release => supervision::release(next),
        Command::Stop { reason } => supervision::stop(next, reason, now),
        Command::TakeOver { by } => supervision::take_over(next, by),
        Command::Offer { by, to } => hand_over::offer(next, by, to, now),
        Command::WithdrawOffer { by } => hand_over::withdraw_offer(next, by),
        Command::Accept { by } => hand_over::accept(next, by),
        Command::HandlerLeft { heir } => hand_over::handler_left(next, heir, now),
        Command::HandlerBack => hand_over::handler_back(next),
        Command::MisSend { case, due } => mis_send::mis_sent(next, case, due, now),
        Command::Pass { is_on, passing } => pass::offer(next, is_on, *passing, now),
        Command::WithdrawPass => pass::withdraw(next),
        Command::AcceptPass { unit, by } => pass::accept(next, unit, by),
        Command::DeclinePass { unit } => pass::decline(next, unit),
        Command::ResumeOfficer { device } => officer::resume(next, device, now),
        Command::OfficerAnswers {
            device,
            goes_on,
            purpose,
        } => officer::answer(next, device, goes_on, purpose, now),
        Command::VoidOfficer { reason } => officer::void(next, reason, now),
        Command::ShowToOfficers { shown } => show::show(next, shown),
        Command::TakeFromOfficers => show::take_back(next),
        Command::MakeReal => exercise::make_real(next),
        Command::Media(event) => stream::media_event(next, event, now),
        Command::StopNears(told) => stop::nears(next, told),
        Command::StopBegins => stop::begins(next, now),
        Command::Deadline => ending::deadline(next, now),
    }
}
