//! Every bound of a conversion, with the reason of its number.

/// A 50-megapixel phone picture as JPEG is 15 to 25 MB; as PNG it may pass 40.
pub const STILL_INPUT_BYTES_MAX: u64 = 40 << 20;
/// The largest sensors of today's phones at full resolution (8160 × 6120).
pub const STILL_PIXELS_MAX: u64 = 50_000_000;
/// FFmpeg counts the padding of its rows too.
pub const DECODER_PADDING: u64 = 10_000_000;
/// No phone makes a longer side except in panoramas, which stay under this too.
pub const STILL_SIDE_PX_MAX: u32 = 20_000;
/// Enough to read a number plate in a corner of the picture, little enough for a console's memory.
pub const STILL_LONG_SIDE_PX: u32 = 4096;
pub const THUMBNAIL_LONG_SIDE_PX: u32 = 480;
pub const POSTER_LONG_SIDE_PX: u32 = 1280;
/// libjpeg quality of about 85; a step up costs half as many bytes again and shows nothing more.
pub const JPEG_QUANTISER: i32 = 4;

/// What a caller can film around one incident; longer films are cut on the phone first.
pub const FILM_DURATION_MS_MAX: i64 = 30 * 60 * 1000;
/// 8K phones film 7680 × 4320.
pub const FILM_SIDE_PX_MAX: u32 = 8192;
pub const FILM_PIXELS_MAX: u64 = 8192 * 8192;
pub const FILM_LONG_SIDE_PX: u32 = 1920;
/// More frames a second show nothing more of a scene and cost a processor.
pub const FILM_FRAME_RATE_MAX: i64 = 30;
/// Slow-motion phones write 240 frames a second; half an hour of them.
pub const FILM_FRAMES_MAX: u64 = 240 * 60 * 30;
/// A film that keeps changing its size would have the scaler built anew for every frame.
pub const FILM_SIZE_CHANGES_MAX: u32 = 100;
/// A real film has one picture, one or two sound tracks and a few of data.
pub const FILM_STREAMS_MAX: usize = 32;
/// Half an hour at 1080p and crf 23 is about 900 MB for the busiest scene.
pub const FILM_OUTPUT_BYTES_MAX: u64 = 2 << 30;
/// Packets of other tracks or of damage that yield no frame, in a row, before the film counts as damaged.
pub const FILM_BARREN_PACKETS_MAX: u32 = 20_000;
/// Sound that is out of step by more is filled with silence or cut; nobody notices less.
pub const SOUND_STEP_MS: i64 = 100;
/// Two threads keep one conversion from taking a whole machine.
pub const FILM_THREADS: usize = 2;
/// Film conversions yield to live pictures.
pub const FILM_NICENESS: i32 = 10;
/// Frames looked at for a poster: about three seconds.
pub const POSTER_FRAMES_MAX: u32 = 90;

/// A decoded 50-megapixel picture takes 200 MB in its widest format; scaling and turning take as much again.
pub const STILL_MEMORY_BYTES_MAX: u64 = 1_500 << 20;
/// Reference frames of 8K film at ten bits are 100 MB each, sixteen at most.
pub const FILM_MEMORY_BYTES_MAX: u64 = 2_500 << 20;
/// The largest picture takes three seconds on a slow core.
pub const STILL_PROCESSOR_SECONDS_MAX: u64 = 30;
/// Half an hour of 4K film takes about as long again on two threads of a slow core.
pub const FILM_PROCESSOR_SECONDS_MAX: u64 = 2 * 60 * 60;
/// A JPEG that arrives in a file instead of a pipe.
pub const STILL_OUTPUT_BYTES_MAX: u64 = 64 << 20;
/// Standard input, output and error, and a copy of the first two.
pub const OPEN_FILES_MAX: u64 = 8;

/// A record of a packet is at most 64 KiB, one of an event a few.
pub const RECORD_BYTES_MAX: usize = 1 << 20;
/// A publisher repairs a lost packet within a few round trips; after this, nobody asks for it any more.
pub const REPAIR_US_MAX: i64 = 2_000_000;
/// Two seconds of 8 Mbit/s are 1,700 packets.
pub const WAITING_PACKETS_MAX: usize = 4096;
pub const WAITING_BYTES_MAX: usize = 8 << 20;
/// A key frame of 4K film at the best quality is 1 MB.
pub const FRAME_BYTES_MAX: usize = 4 << 20;
/// A set has some 30 bytes; encoders send one or two.
pub const PARAMETER_SETS_BYTES_MAX: usize = 8 << 10;
/// Frames wait for repairs of other tracks and for the first sender reports, which come within five seconds.
pub const HOLD_US: i64 = 5_000_000;
/// Five seconds of 8 Mbit/s in three layers are 10 MB.
pub const HELD_BYTES_MAX: usize = 64 << 20;
/// How often silent tracks are looked at.
pub const LOOK_US: i64 = 100_000;
/// A telephone that loses its connection every five seconds for three days.
pub const SESSIONS_MAX: u32 = 50_000;
/// Three layers and sound of many sessions whose end nobody saw.
pub const TRACKS_MAX: usize = 256;
/// A report is over within days; a stream that says otherwise lies.
pub const RECORDING_US_MAX: i64 = 7 * 24 * 3600 * 1_000_000;
/// Where a better layer has been silent so long, a lesser one that is there is better.
pub const LAYER_SILENCE_US: i64 = 1_000_000;
/// Clocks drift by some 50 millionths: over the reports of five minutes by 15 ms.
pub const REPORTS_MAX: usize = 64;
/// Corrections of a clock below this are not worth a step; two of them stay below the 40 ms at which lips are seen to be late.
pub const CLOCK_STEP_US: u64 = 10_000;
/// No drift and no network makes so much: somebody set the clock.
pub const CLOCK_SET_US: u64 = 10_000_000;
/// What comes for one session is written in the order in which it comes: so much back is a clock
/// that somebody set.
pub const CLOCK_BACK_US: i64 = 10_000_000;
/// A media node ends a session after five minutes of silence: twice that is a clock that was set.
pub const SILENCE_US_MAX: i64 = 600_000_000;
/// The longest that a packet is on its way over a full mobile link, with its repair.
pub const TRAVEL_US_MAX: i64 = 10_000_000;
/// Rounding and corrections of clocks; nothing arrives before it was sent.
pub const AHEAD_US_MAX: i64 = 1_000_000;

/// More than this without a picture is told as a gap.
pub const GAP_US: i64 = 2_000_000;
/// Each has some forty bytes in the last line; an hour of a bad connection has a few dozen.
pub const GAPS_MAX: usize = 1000;
/// How long the last picture before a gap stands, and the last of all.
pub const LAST_PICTURE_US: i64 = 40_000;
/// Sound that is out of step by more is filled with silence or left out.
pub const SOUND_OFF_US: i64 = 20_000;
/// Sound may come this much later than the pictures of its time.
pub const SOUND_LATE_US: i64 = 500_000;
/// Sound that waits for the first picture: an hour.
pub const SOUND_BEFORE_BYTES_MAX: usize = 16 << 20;
/// Pieces of a growing film: what a player has to load before it shows something, and what is lost when the recorder is stopped.
pub const PIECE_US: i64 = 2_000_000;
/// A key frame begins a new piece if the one before is not too small.
pub const PIECE_US_MIN: i64 = 500_000;
/// FFmpeg keeps a piece in memory until it is whole.
pub const PIECE_BYTES_MAX: usize = 8 << 20;
/// Three days at 4 Mbit/s are 130 GB.
pub const RECORDING_OUTPUT_BYTES_MAX: u64 = 160 << 30;
/// What is held and waits, one decoded key frame, and FFmpeg's indexes: 100 bytes for each two seconds.
pub const RECORDING_MEMORY_BYTES_MAX: u64 = 1_500 << 20;
/// Copying a day of film takes some minutes.
pub const RECORDING_PROCESSOR_SECONDS_MAX: u64 = 2 * 60 * 60;

/// Pictures of a contact sheet, in rows of four.
pub const SHEET_CELLS_MAX: usize = 12;
pub const SHEET_COLUMNS: usize = 4;
pub const SHEET_CELL_PX: (u32, u32) = (320, 180);
