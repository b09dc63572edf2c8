//! Every bound of links, reports and what callers send, with its reason.

use protocol::upload::{LateLimits, UploadLimits};

/// A double click, or two operators at once, send one message.
pub const RESEND_PAUSE_MS: i64 = 5_000;
/// A message of which nothing is heard for this long was not sent; a gateway is given up earlier.
pub const SENDING_MS: i64 = 30_000;
/// A call is over in minutes.
pub const CALL_MS: i64 = 10 * 60 * 1000;
/// Calls offered to one headquarters: more than it has seats.
pub const CALLS_MAX: usize = 50;
/// The longest case number of a command system, with room.
pub const CASE_NUMBER_CHARS_MAX: usize = 40;
/// A receipt with every field is 150 characters; what is longer is cut.
pub const RECEIPT_CHARS_MAX: usize = 512;
/// A case number with a few words.
pub const NOTE_CHARS_MAX: usize = 200;
/// A sentence or two why a session goes on.
pub const REASON_CHARS_MAX: usize = 500;
/// Longest staff number; letters and digits of any force.
pub const STAFF_NUMBER_CHARS_MAX: usize = 20;
/// Name, unit or section of an officer.
pub const STAFF_NAME_CHARS_MAX: usize = 60;
/// Longest text that is looked at as a phone number; E.164 has 15 digits, people add separators.
pub const NUMBER_CHARS_MAX: usize = 40;

/// What a manager says in a moment; longer directions are given by voice.
pub const INSTRUCTION_CHARS_MAX: usize = 500;
/// Instructions that nobody has acknowledged; more are not read by anybody.
pub const INSTRUCTIONS_OPEN_MAX: usize = 20;
/// Pictures whose time and place are compared: all that the gallery may send.
pub const CLAIMS_MAX: usize = 20;
/// Municipalities offered for a name; what has more gets another letter typed.
pub const PLACES_OFFERED: usize = 20;

/// One SMS segment in UCS-2 (3GPP TS 23.038), in UTF-16 units.
pub const SMS_UCS2_UNITS_MAX: usize = 70;
/// One SMS segment in the GSM 7-bit alphabet, in septets.
pub const SMS_GSM7_UNITS_MAX: usize = 160;

/// An SMS or two; longer words are not read during an emergency.
pub const MESSAGE_CHARS_MAX: usize = 500;
/// One every seven seconds for a whole session.
pub const MESSAGES_MAX: u32 = 500;
/// A UUID or the like, made by the page.
pub const CLIENT_KEY_CHARS_MIN: usize = 16;
pub const CLIENT_KEY_CHARS_MAX: usize = 64;

/// A page that was offline for minutes sends its buffer in pieces of this size.
pub const POINTS_PER_MESSAGE_MAX: usize = 200;
/// A session of an hour at five readings a second.
pub const POINTS_MAX: u32 = 18_000;
/// No phone clock is honest before this house existed (2020-01-01).
pub const POSITION_TIME_MIN_MS: i64 = 1_577_836_800_000;
/// Phone clocks run ahead; a day covers a wrong time zone.
pub const POSITION_AHEAD_MS_MAX: i64 = 24 * 60 * 60 * 1000;
/// A radius wider than this says nothing about a place.
pub const ACCURACY_M_MAX: f64 = 1_000_000.0;

pub const UPLOAD_LIMITS: UploadLimits = UploadLimits {
    // A 100-megapixel HEIC or JPEG of a current phone stays below.
    picture_bytes_max: 30 * 1024 * 1024,
    // About four minutes of 1080p at 17 Mbit/s.
    film_bytes_max: 500 * 1024 * 1024,
    files_max: 20,
    // Four seconds on a 4 Mbit/s uplink: little is sent twice after an interruption.
    chunk_bytes_max: 2 * 1024 * 1024,
    late: LateLimits {
        // Five minutes at the rate at which the page films: 56 MiB, with room for a lively scene.
        kept_bytes_max: 100 * 1024 * 1024,
        // Longer than the wait for a phone that is away, with its way back.
        kept_ms_max: 5 * 60 * 1000,
    },
};
/// Late parts of one report: a gap every twenty seconds for an hour.
pub const LATE_PARTS_MAX: u32 = 180;
/// Their bytes together: as the largest film from a gallery.
pub const LATE_BYTES_MAX: u64 = 500 * 1024 * 1024;
/// A phone learns the server's time over the network and is wrong by as long as that took.
pub const LATE_CLOCK_MS: i64 = 10_000;
/// A still is a canvas of the live picture, well below this.
pub const STILL_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// A picture of the second: 640 pixels wide at a quality of 0.6 are 40 KB, a fine-grained scene more.
pub const PICTURE_BYTES_MAX: u64 = 96 * 1024;
/// One a second, with room for clocks that differ.
pub const PICTURES_PER_MINUTE: u32 = 75;
/// Pictures that waited for a network may come two or three at once.
pub const PICTURES_BURST: u32 = 4;
/// Gallery files plus one still every twenty seconds for an hour.
pub const FILES_AND_STILLS_MAX: u32 = 200;
/// Films of one report: one for each video codec.
pub const RECORDINGS_MAX: u32 = 2;
/// All files of one report.
pub const FILES_OF_REPORT_MAX: u32 = FILES_AND_STILLS_MAX + RECORDINGS_MAX + LATE_PARTS_MAX;
/// Enough bytes to tell every accepted type apart.
pub const SNIFF_BYTES: usize = 32;
/// File systems allow 255 bytes; a name is only shown.
pub const FILE_NAME_CHARS_MAX: usize = 120;
/// Pieces of one upload: all full ones of the largest film, and a thousand interruptions.
pub const PIECES_MAX: u32 = 1_250;

/// The page sends positions, traffic and pings: a few a second. Fifty is a fault or an attack.
pub const SOCKET_MESSAGES_PER_S: u32 = 50;
/// A buffer sent after an outage comes in one burst.
pub const SOCKET_BURST: u32 = 150;
/// 200 points are about 30 KiB of JSON.
pub const SOCKET_FRAME_BYTES_MAX: usize = 64 * 1024;

/// A person mistypes rarely; a carrier's NAT hides many people, so only wrong tries count.
pub const WRONG_TRIES_BURST: u32 = 20;
/// One more try every three seconds: guessing 128 bits stays hopeless, logs stay small.
pub const WRONG_TRIES_PER_MINUTE: u32 = 20;
/// Addresses remembered; about 1 MiB.
pub const WRONG_TRIES_ADDRESSES_MAX: usize = 10_000;

/// A person is refused now and then; a page that tries all its buttons stays below.
pub const REFUSALS_BURST: u32 = 100;
/// What a machine may add for each minute that it goes on.
pub const REFUSALS_PER_MINUTE: u32 = 10;
/// Every account of the largest force that works on one day.
pub const REFUSED_PEOPLE_MAX: usize = 10_000;

/// What a phone says about itself.
pub const TEXT_OF_PHONE_CHARS_MAX: usize = 40;
