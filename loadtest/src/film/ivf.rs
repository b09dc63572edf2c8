//! IVF: a 32-byte head, then frames with a 12-byte head each; all little endian.

use std::time::Duration;

use anyhow::{Context as _, ensure};

use super::Frame;

pub fn read(bytes: &[u8]) -> anyhow::Result<(Vec<Frame>, Duration)> {
    let head = bytes.get(..32).context("the head is cut off")?;
    ensure!(&head[8..12] == b"VP80", "its codec is not VP8");
    let head_bytes = usize::from(u16::from_le_bytes([head[6], head[7]]));
    let (rate, scale) = (u32_at(head, 16), u32_at(head, 20));
    ensure!(rate > 0 && scale > 0, "its frame rate is {rate}/{scale}");
    let mut rest = bytes.get(head_bytes..).context("the head is cut off")?;
    let mut frames = Vec::new();
    let mut times = Vec::new();
    while rest.len() >= 12 {
        let size = u32_at(rest, 0) as usize;
        times.push(u64::from(u32_at(rest, 4)) | u64::from(u32_at(rest, 8)) << 32);
        let data = rest
            .get(12..12 + size)
            .context("the last frame is cut off")?;
        // The lowest bit of a VP8 frame's first byte is zero in key frames (RFC 6386, 9.1).
        let key = data.first().context("a frame is empty")? & 1 == 0;
        frames.push(Frame {
            data: data.into(),
            key,
        });
        rest = &rest[12 + size..];
    }
    Ok((frames, frame_time(&times, rate, scale)))
}

/// Ticks may be finer than frames (WebM's milliseconds, for example), so their spacing counts.
fn frame_time(times: &[u64], rate: u32, scale: u32) -> Duration {
    let frames = times.len().saturating_sub(1).max(1) as f64;
    let first = times.first().copied().unwrap_or(0);
    let ticks = times
        .last()
        .map_or(1, |last| last.saturating_sub(first))
        .max(1);
    Duration::from_secs_f64(ticks as f64 / frames * f64::from(scale) / f64::from(rate))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ivf(codec: &[u8; 4], rate: u32, frames: &[(u64, &[u8])]) -> Vec<u8> {
        let mut bytes = b"DKIF\0\0\x20\0".to_vec();
        bytes.extend(codec);
        bytes.extend([0; 4]);
        bytes.extend(rate.to_le_bytes());
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend([0; 8]);
        for (time, data) in frames {
            bytes.extend((data.len() as u32).to_le_bytes());
            bytes.extend(time.to_le_bytes());
            bytes.extend(*data);
        }
        bytes
    }

    #[test]
    fn frames_come_out_with_their_kind_and_rate() {
        let film = ivf(
            b"VP80",
            25,
            &[(0, &[0x10, 1]), (1, &[0x11, 2, 3]), (2, &[0x31])],
        );
        let (frames, frame_time) = read(&film).unwrap();
        assert_eq!(
            frames.iter().map(|f| f.key).collect::<Vec<_>>(),
            [true, false, false]
        );
        assert_eq!(&*frames[1].data, [0x11, 2, 3]);
        assert_eq!(frame_time, Duration::from_millis(40));
    }

    #[test]
    fn fine_ticks_are_no_high_frame_rate() {
        let film = ivf(
            b"VP80",
            1000,
            &[(0, &[0]), (33, &[1]), (67, &[1]), (100, &[1])],
        );
        let (_, frame_time) = read(&film).unwrap();
        assert!(frame_time.abs_diff(Duration::from_micros(33_333)) < Duration::from_micros(1));
    }

    #[test]
    fn another_codec_and_cut_files_are_refused() {
        let film = ivf(b"VP80", 25, &[(0, &[0x10, 1])]);
        assert!(read(&ivf(b"AV01", 25, &[])).is_err());
        assert!(read(&film[..film.len() - 1]).is_err());
        assert!(read(&film[..20]).is_err());
    }
}
