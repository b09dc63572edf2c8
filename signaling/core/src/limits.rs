//! Every bound of links, reports and what callers send, with its reason.

use protocol::upload::UploadLimits;

/// A caller taps while still on the call; ten minutes cover a phone that has to be found.
/// Proposal of VR-2.3.
pub const OPENING_DEADLINE_MS: i64 = 10 * 60 * 1000;
/// An hour covers nearly every call; a longer one gets a new link. Proposal of VR-2.3.
pub const SESSION_CAP_MS: i64 = 60 * 60 * 1000;
/// One phone; another one comes in by readmission only.
pub const MAX_DEVICES: u32 = 1;
/// A phone at the edge of a network comes back often; a hundred times in an hour is a fault.
pub const RESUMPTIONS_MAX: u32 = 100;
/// Moves to another phone within one report; more is somebody trying.
pub const READMISSIONS_MAX: u32 = 10;

/// Time to compare the number, with an interruption by the caller.
pub const CONFIRM_TOKEN_MS: i64 = 5 * 60 * 1000;
/// Report-after duty when no prior report was made (proposal 30 minutes, VR-4.1.2).
pub const REPORT_AFTER_MS: i64 = 30 * 60 * 1000;
/// A case number with a few words.
pub const NOTE_CHARS_MAX: usize = 200;
/// A sentence or two why there was no prior report.
pub const REASON_CHARS_MAX: usize = 500;
/// Longest text that is looked at as a phone number; E.164 has 15 digits, people add separators.
pub const NUMBER_CHARS_MAX: usize = 40;

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
};
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

/// A person mistypes a link rarely; a carrier's NAT hides many people, so only wrong ones count.
pub const WRONG_LINKS_BURST: u32 = 20;
/// One more try every three seconds: guessing 128 bits stays hopeless, logs stay small.
pub const WRONG_LINKS_PER_MINUTE: u32 = 20;
/// Addresses remembered; about 1 MiB.
pub const WRONG_LINK_ADDRESSES_MAX: usize = 10_000;

/// What a phone says about itself.
pub const TEXT_OF_PHONE_CHARS_MAX: usize = 40;
/// Days after which what was received is deleted (our figure; O-27, O-28).
pub const KEPT_DAYS: u32 = 7;
