//! The dispatching room: one line per command.

use protocol::{
    caller::ToCaller,
    id::DeviceId,
    media::{MediaEvent, MediaOrder},
    report::{EndReason, Obstacle, Phone},
    time::UnixMs,
};

use crate::{Refusal, ending, link, link::StartRequest, report::Report, stream};

/// What somebody or something wants to happen to a report.
#[derive(Clone, Debug)]
pub enum Command {
    SmsDelivered,
    SmsFailed,
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
    PictureArrived,
    /// Pictures of the second begin to come; they count as no files.
    PicturesBegan,
    /// The operator asks for a still.
    StillAsked {
        /// The caller's page can hear it.
        online: bool,
    },
    FileArrived,
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
    Media(MediaEvent),
    Deadline,
}

/// What the shell has to do once the next state is stored; in this order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Count one use of the link in the database; refuse if it does not allow one.
    CountUse,
    /// Write the act into the trail, in the same transaction.
    Trail(Act),
    Order(MediaOrder),
    Tell(ToCaller),
    /// The phone's session is over: close its socket.
    Dismiss {
        device: DeviceId,
    },
}

/// What the trail remembers; ids only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Sent,
    SmsFailed,
    Started { device: DeviceId },
    Resumed { device: DeviceId },
    CallerRefused,
    Readmitted,
    StillAsked,
    Replaced { device: DeviceId },
    MediaStarted,
    MediaStopped,
    Ended { reason: EndReason },
}

/// The next state of a report and what follows from it.
#[derive(Clone, Debug)]
pub struct Decision {
    pub report: Report,
    pub effects: Vec<Effect>,
}

/// Decides one command. Never changes anything itself.
pub fn decide(report: &Report, command: Command, now: UnixMs) -> Result<Decision, Refusal> {
    let next = report.clone();
    match command {
        Command::SmsDelivered => next.sms_delivered(now),
        Command::SmsFailed => next.sms_failed(now),
        Command::Open { phone, obstacle } => next.open(phone, obstacle, now),
        Command::Start(request) => link::start(next, request, now),
        Command::Refuse => ending::caller_refuses(next, now),
        Command::OtherDeviceTried => next.stuck(Obstacle::OtherDevice, now),
        Command::Readmit => link::readmit(next, now),
        Command::Online { device } => next.of_device(device)?.online(),
        Command::Offline { device } => next.of_device(device)?.offline(now),
        Command::Permitted { device } => next.of_device(device)?.permitted(now),
        Command::Stuck { device, obstacle } => next.of_device(device)?.stuck(obstacle, now),
        Command::Unstuck { device } => next.of_device(device)?.unstuck(),
        Command::PictureArrived => next.picture_arrived(now),
        Command::PicturesBegan => next.pictures_began(now),
        Command::StillAsked { online } => next.still_asked(online),
        Command::FileArrived => next.file_arrived(),
        Command::PositionsArrived { points } => next.positions_arrived(points),
        Command::MessageSaid => next.message_said(),
        Command::CallerEnds { device, withdrawn } => {
            ending::caller_ends(next.of_device(device)?, withdrawn, now)
        }
        Command::OperatorEnds { reason } => ending::operator_ends(next, reason, now),
        Command::Media(event) => stream::media_event(next, event, now),
        Command::Deadline => ending::deadline(next, now),
    }
}
