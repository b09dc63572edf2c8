//! `poster`: an early frame of a film that is not black, as one JSON line and a JPEG.

use ffmpeg_next::frame::Video;
use ffmpeg_next::software::scaling::Flags;
use ffmpeg_next::{Packet, decoder};
use serde::Serialize;

use crate::facts::Facts;
use crate::failure::{Failure, Refusal};
use crate::film::source::Source;
use crate::film::{Geometry, own};
use crate::pixels::jpeg;
use crate::pixels::scale::{Colours, Scaler};
use crate::{limits, sandbox, still};

/// The line before the JPEG.
#[derive(Serialize)]
struct Head {
    width_px: u32,
    height_px: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_ms: Option<i64>,
    #[serde(flatten)]
    facts: Facts,
}

/// A lens cap and the first dark moments of an exposure stay below.
const DARK_LUMA: u64 = 24;

pub fn run(long_side_px: u32) -> Result<(), Failure> {
    let input = own(std::io::stdin())?;
    sandbox::enter(&sandbox::FILM)?;
    let mut source = Source::open(input)?;
    let opened = source.decoder(source.picture(), 1)?;
    let mut decoder = opened.video().map_err(|_| Refusal::NotAFilm)?;
    let frame = first_bright(&mut source, &mut decoder)?;
    let stored = (frame.width(), frame.height());
    let geometry = Geometry::new(
        stored,
        decoder.aspect_ratio(),
        source.orientation(),
        long_side_px,
    )?;
    let copy = jpeg::encode(
        &geometry
            .orientation
            .apply(to_jpeg_format(&frame, geometry.scaled)?)?,
    )?;
    let head = Head {
        width_px: copy.width_px,
        height_px: copy.height_px,
        duration_ms: source.duration_ms(),
        facts: source.facts(),
    };
    still::write_out(&head, &copy.bytes)
}

/// The first frame that is not dark, else the brightest of the beginning.
fn first_bright(source: &mut Source, decoder: &mut decoder::Video) -> Result<Video, Failure> {
    let mut brightest: Option<(u64, Video)> = None;
    let mut looked_at = 0;
    while looked_at < limits::POSTER_FRAMES_MAX {
        let packet = source.next()?;
        send(decoder, packet.as_ref(), source.picture());
        loop {
            let mut frame = Video::empty();
            if decoder.receive_frame(&mut frame).is_err() {
                break;
            }
            looked_at += 1;
            let luma = mean_luma(&frame)?;
            if luma > DARK_LUMA {
                return Ok(frame);
            }
            if brightest.as_ref().is_none_or(|(best, _)| luma > *best) {
                brightest = Some((luma, frame));
            }
        }
        if packet.is_none() {
            break;
        }
    }
    Ok(brightest.map(|(_, frame)| frame).ok_or(Refusal::Damaged)?)
}

/// Damaged packets yield no frame; the next ones may.
fn send(decoder: &mut decoder::Video, packet: Option<&Packet>, picture: usize) {
    let _ = match packet {
        Some(packet) if packet.stream() == picture => decoder.send_packet(packet),
        Some(_) => Ok(()),
        None => decoder.send_eof(),
    };
}

/// Brightness of a tiny copy, 0 to 255.
fn mean_luma(frame: &Video) -> Result<u64, Refusal> {
    const SIDE_PX: u32 = 32;
    let tiny = to_jpeg_format(frame, (SIDE_PX, SIDE_PX))?;
    let rows = tiny.data(0).chunks(tiny.stride(0)).take(SIDE_PX as usize);
    let sum: u64 = rows
        .flat_map(|row| &row[..SIDE_PX as usize])
        .map(|&b| u64::from(b))
        .sum();
    Ok(sum / u64::from(SIDE_PX * SIDE_PX))
}

pub fn to_jpeg_format(frame: &Video, size: (u32, u32)) -> Result<Video, Refusal> {
    crate::film::check_size(frame.width(), frame.height())?;
    let colours = (Colours::of(frame), Colours::JPEG);
    Scaler::translating(frame, jpeg::FORMAT, size, Flags::BICUBIC, colours)?.run(frame)
}
