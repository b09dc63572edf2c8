//! Pictures and sound as encoders make them, frame by frame.

use std::fs;

use super::ffmpeg;

/// One frame as it leaves the encoder.
#[derive(Clone)]
pub struct Frame {
    pub at_ms: i64,
    /// Units of H.264, else one piece.
    pub parts: Vec<Vec<u8>>,
}

/// What a `lavfi` source becomes, with a key frame every so many frames.
pub fn h264(source: &str, rate: i64, key_every: u32, name: &str) -> Vec<Frame> {
    h264_at("300k", source, rate, key_every, name)
}

pub fn h264_at(bit_rate: &str, source: &str, rate: i64, key_every: u32, name: &str) -> Vec<Frame> {
    let key_every = key_every.to_string();
    let encoder = [
        "-c:v",
        "libx264",
        "-profile:v",
        "baseline",
        "-preset",
        "ultrafast",
        "-pix_fmt",
        "yuv420p",
        "-bf",
        "0",
        "-x264-params",
        "aud=1:scenecut=0:slices=2",
        "-b:v",
        bit_rate,
    ];
    let keys = ["-g", &key_every, "-keyint_min", &key_every];
    let input = ["-f", "lavfi", "-i", source];
    let file = ffmpeg(&[&input[..], &encoder, &keys, &["-f", "h264", name]].concat());
    let bytes = fs::read(file).expect("it was encoded");
    let mut frames: Vec<Frame> = Vec::new();
    for unit in units(&bytes) {
        if unit[0] & 0x1f == 9 {
            let at_ms = frames.len() as i64 * 1000 / rate;
            let parts = Vec::new();
            frames.push(Frame { at_ms, parts });
        } else {
            let frame = frames.last_mut().expect("a delimiter comes first");
            frame.parts.push(unit.to_vec());
        }
    }
    frames
}

/// Between start codes.
fn units(bytes: &[u8]) -> Vec<&[u8]> {
    let starts: Vec<usize> = bytes
        .windows(3)
        .enumerate()
        .filter(|(_, window)| *window == [0, 0, 1])
        .map(|(at, _)| at)
        .collect();
    let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
    let unit = |(start, end): (&usize, usize)| {
        let unit = &bytes[start + 3..end];
        let zeros = unit.iter().rev().take_while(|b| **b == 0).count();
        &unit[..unit.len() - zeros]
    };
    starts.iter().zip(ends).map(unit).collect()
}

pub fn vp8(source: &str, rate: i64, key_every: u32, name: &str) -> Vec<Frame> {
    let key_every = key_every.to_string();
    let file = ffmpeg(&[
        "-f",
        "lavfi",
        "-i",
        source,
        "-c:v",
        "libvpx",
        "-deadline",
        "realtime",
        "-cpu-used",
        "8",
        "-auto-alt-ref",
        "0",
        "-lag-in-frames",
        "0",
        "-g",
        &key_every,
        "-keyint_min",
        &key_every,
        "-b:v",
        "300k",
        "-f",
        "ivf",
        name,
    ]);
    let bytes = fs::read(file).expect("it was encoded");
    let mut frames = Vec::new();
    let mut rest = &bytes[32..];
    while let Some((head, after)) = rest.split_first_chunk::<12>() {
        let length = u32::from_le_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let (frame, after) = after.split_at(length);
        frames.push(Frame {
            at_ms: frames.len() as i64 * 1000 / rate,
            parts: vec![frame.to_vec()],
        });
        rest = after;
    }
    frames
}

/// Packets of 20 ms.
pub fn opus(source: &str, name: &str) -> Vec<Frame> {
    let file = ffmpeg(&[
        "-f",
        "lavfi",
        "-i",
        source,
        "-ar",
        "48000",
        "-ac",
        "2",
        "-c:a",
        "libopus",
        "-b:a",
        "48k",
        "-frame_duration",
        "20",
        "-f",
        "ogg",
        name,
    ]);
    let bytes = fs::read(file).expect("it was encoded");
    let mut packets: Vec<Vec<u8>> = vec![Vec::new()];
    let mut rest = &bytes[..];
    while rest.starts_with(b"OggS") {
        let segments = usize::from(rest[26]);
        let (laces, mut data) = rest[27..].split_at(segments);
        for &lace in laces {
            let (piece, after) = data.split_at(usize::from(lace));
            packets
                .last_mut()
                .expect("one is open")
                .extend_from_slice(piece);
            if lace < 255 {
                packets.push(Vec::new());
            }
            data = after;
        }
        rest = data;
    }
    let sound = packets
        .into_iter()
        .skip(2)
        .filter(|packet| !packet.is_empty());
    let frame = |(place, packet)| Frame {
        at_ms: place as i64 * 20,
        parts: vec![packet],
    };
    sound.enumerate().map(frame).collect()
}
