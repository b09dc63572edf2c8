//! Ogg with Opus (RFC 3533, RFC 7845): packets in order, headers left out.

use std::{sync::Arc, time::Duration};

use anyhow::{Context as _, ensure};

const PAGE_HEAD_BYTES: usize = 27;

/// Sound as packets; each plays for its own time.
#[derive(Clone, Debug)]
pub struct Sound {
    pub packets: Arc<[Packet]>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    pub data: Arc<[u8]>,
    pub length: Duration,
}

pub fn read(bytes: &[u8]) -> anyhow::Result<Sound> {
    let mut packets = packets(bytes)?.into_iter();
    let head = packets.next().unwrap_or_default();
    ensure!(head.starts_with(b"OpusHead"), "the sound is not Opus");
    let tags = packets.next().unwrap_or_default();
    ensure!(tags.starts_with(b"OpusTags"), "the sound has no Opus tags");
    let packets: Vec<_> = packets
        .filter_map(|data| {
            let length = length(&data)?;
            Some(Packet {
                data: data.into(),
                length,
            })
        })
        .collect();
    ensure!(!packets.is_empty(), "the sound holds no packet");
    Ok(Sound {
        packets: packets.into(),
    })
}

fn packets(mut bytes: &[u8]) -> anyhow::Result<Vec<Vec<u8>>> {
    let mut packets = Vec::new();
    let mut open = Vec::new();
    while !bytes.is_empty() {
        ensure!(bytes.starts_with(b"OggS"), "the sound is no Ogg file");
        let segments = usize::from(*bytes.get(26).context("a page of the sound is cut off")?);
        let body = PAGE_HEAD_BYTES + segments;
        let lacing = bytes
            .get(PAGE_HEAD_BYTES..body)
            .context("a page of the sound is cut off")?;
        let mut at = body;
        for segment in lacing {
            let end = at + usize::from(*segment);
            let part = bytes
                .get(at..end)
                .context("a page of the sound is cut off")?;
            open.extend_from_slice(part);
            at = end;
            // A segment below 255 bytes ends its packet.
            if *segment < 255 {
                packets.push(std::mem::take(&mut open));
            }
        }
        bytes = &bytes[at..];
    }
    Ok(packets)
}

/// How long an Opus packet plays (RFC 6716, 3.1).
fn length(packet: &[u8]) -> Option<Duration> {
    let toc = *packet.first()?;
    let config = toc >> 3;
    let frame_us = match config {
        0..=11 => [10_000, 20_000, 40_000, 60_000][usize::from(config % 4)],
        12..=15 => [10_000, 20_000][usize::from(config % 2)],
        _ => [2500, 5000, 10_000, 20_000][usize::from(config % 4)],
    };
    let frames = match toc & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => u64::from(packet.get(1)? & 0x3f),
    };
    Some(Duration::from_micros(frame_us * frames)).filter(|length| !length.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(segments: &[&[u8]]) -> Vec<u8> {
        let mut page = b"OggS".to_vec();
        page.resize(26, 0);
        page.push(u8::try_from(segments.len()).unwrap());
        page.extend(
            segments
                .iter()
                .map(|segment| u8::try_from(segment.len()).unwrap()),
        );
        page.extend(segments.concat());
        page
    }

    #[test]
    fn packets_run_over_segments_and_pages() {
        let long = [0x78; 255];
        let file = [
            page(&[b"OpusHead"]),
            page(&[b"OpusTags"]),
            page(&[&[0x78, 1], &long]),
            page(&[&[7], &[0x78, 2]]),
        ]
        .concat();
        let sound = read(&file).unwrap();
        let sizes: Vec<_> = sound
            .packets
            .iter()
            .map(|packet| packet.data.len())
            .collect();
        assert_eq!(sizes, [2, 256, 2]);
        assert_eq!(sound.packets[0].length, Duration::from_millis(20));
    }

    #[test]
    fn lengths_follow_the_first_byte() {
        for (packet, us) in [
            (&[0x00, 0][..], 10_000),
            (&[0x18, 0], 60_000),
            (&[0x78, 0], 20_000),
            (&[0x79, 0], 40_000),
            (&[0x7b, 3], 60_000),
            (&[0x80, 0], 2500),
        ] {
            assert_eq!(
                length(packet),
                Some(Duration::from_micros(us)),
                "{packet:x?}"
            );
        }
        assert_eq!((length(&[]), length(&[0x7b, 0])), (None, None));
    }

    #[test]
    fn what_is_cut_off_or_no_opus_is_refused() {
        let whole = [page(&[b"OpusHead"]), page(&[b"OpusTags"]), page(&[&[0x78]])].concat();
        assert!(read(&whole).is_ok());
        for cut in [1, 20, whole.len() - 1] {
            assert!(read(&whole[..cut]).is_err(), "{cut}");
        }
        assert!(read(&page(&[b"\x01vorbis"])).is_err());
    }
}
