//! What pictures and films share: turning upright, scaling, JPEG.

pub mod jpeg;
pub mod orientation;
pub mod scale;

use ffmpeg_next::format::Pixel;
use ffmpeg_next::frame::Video;

use crate::failure::Refusal;

/// The binding does not say when FFmpeg could not get the memory; its slices would then be invalid.
pub fn new_frame(format: Pixel, width_px: u32, height_px: u32) -> Result<Video, Refusal> {
    let frame = Video::new(format, width_px, height_px);
    if has_data(&frame) {
        Ok(frame)
    } else {
        Err(Refusal::TooLarge)
    }
}

#[allow(unsafe_code)]
fn has_data(frame: &Video) -> bool {
    // SAFETY: the frame is owned and alive; only a pointer is looked at.
    unsafe { !(*frame.as_ptr()).data[0].is_null() }
}
