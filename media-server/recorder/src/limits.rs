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
