//! Opus payloads (RFC 7587): one packet each, which says itself how long it sounds (RFC 6716 §3.1).

/// Twenty milliseconds of silence, as Opus writes it.
pub const SILENCE: [u8; 3] = [0xf8, 0xff, 0xfe];
pub const SILENCE_US: i64 = 20_000;

const DURATION_US_MAX: i64 = 120_000;

/// Nothing for what is no Opus.
pub fn duration_us(packet: &[u8]) -> Option<i64> {
    let first = *packet.first()?;
    let configuration = first >> 3;
    let frame_us = match configuration {
        0..12 => [10_000, 20_000, 40_000, 60_000][usize::from(configuration % 4)],
        12..16 => [10_000, 20_000][usize::from(configuration % 2)],
        _ => [2_500, 5_000, 10_000, 20_000][usize::from(configuration % 4)],
    };
    let frames = match first & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => i64::from(packet.get(1)? & 0x3f),
    };
    let duration_us = frame_us * frames;
    (1..=DURATION_US_MAX)
        .contains(&duration_us)
        .then_some(duration_us)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_say_how_long_they_sound() {
        for (packet, expected) in [
            (&SILENCE[..], Some(SILENCE_US)),
            (&[0x08], Some(20_000)),
            (&[0x1c | 3, 2], Some(120_000)),
            (&[0x60], Some(10_000)),
            (&[0x79], Some(40_000)),
            (&[0x80], Some(2_500)),
            (&[0xfb, 0x86], Some(120_000)),
            (&[0xfb, 0x07], None),
            (&[0xfb, 0x00], None),
            (&[0xfb], None),
            (&[], None),
        ] {
            assert_eq!(duration_us(packet), expected, "{packet:x?}");
        }
    }
}
