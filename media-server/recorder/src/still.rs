//! `still` and `thumbnail`: a picture on stdin, one JSON line and a JPEG on stdout.

use std::io::{Read, Write};

use serde::Serialize;

use crate::facts::Facts;
use crate::failure::{Failure, Refusal};
use crate::{limits, picture, pixels, sandbox};

/// The line before the JPEG.
#[derive(Serialize)]
struct Head {
    width_px: u32,
    height_px: u32,
    #[serde(flatten)]
    facts: Facts,
}

/// A parent may start this long before it has a picture: everything slow is done before the first read.
pub fn run(long_side_px: u32) -> Result<(), Failure> {
    sandbox::enter(&sandbox::STILL)?;
    pixels::jpeg::warm_up()?;
    let bytes = read_all()?;
    let (image, facts) = picture::open(&bytes, long_side_px)?;
    drop(bytes);
    let copy = pixels::jpeg::encode(&image)?;
    let head = Head {
        width_px: copy.width_px,
        height_px: copy.height_px,
        facts,
    };
    write_out(&head, &copy.bytes)
}

fn read_all() -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(limits::STILL_INPUT_BYTES_MAX + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limits::STILL_INPUT_BYTES_MAX {
        return Err(Refusal::TooLarge.into());
    }
    Ok(bytes)
}

pub fn write_out(head: &impl Serialize, jpeg: &[u8]) -> Result<(), Failure> {
    let mut line = serde_json::to_vec(head).map_err(std::io::Error::from)?;
    line.push(b'\n');
    let mut out = std::io::stdout().lock();
    out.write_all(&line)?;
    out.write_all(jpeg)?;
    Ok(out.flush()?)
}
