//! How well consoles see live pictures, as they say themselves.

use protocol::viewing::Viewing;
use signaling::Signaling;

use super::{head, one};

/// Shorter sides of the pictures of a simulcast phone, the largest first: the only label.
const LAYERS: [(&str, u32); 3] = [("720p", 540), ("360p", 270), ("180p", 1)];

pub fn write(out: &mut String, signaling: &Signaling) {
    let (totals, now) = signaling.viewings();
    let counters = [
        (
            "genba_viewing_freezes_total",
            "Freezes on consoles.",
            totals.freezes,
        ),
        (
            "genba_viewing_frozen_milliseconds_total",
            "Time for which live pictures stood still on consoles.",
            totals.frozen_ms,
        ),
        (
            "genba_viewing_frames_decoded_total",
            "Frames decoded by consoles.",
            totals.frames_decoded,
        ),
        (
            "genba_viewing_frames_dropped_total",
            "Frames that consoles decoded and did not show.",
            totals.frames_dropped,
        ),
        (
            "genba_viewing_packets_total",
            "Video packets received by consoles.",
            totals.packets,
        ),
        (
            "genba_viewing_packets_lost_total",
            "Video packets that never reached a console.",
            totals.packets_lost,
        ),
        (
            "genba_viewing_bytes_total",
            "Bytes of video received by consoles.",
            totals.bytes,
        ),
    ];
    for (name, help, value) in counters {
        one(out, name, "counter", help, value);
    }
    let longest = |of: fn(&Viewing) -> u32| u64::from(now.iter().map(of).max().unwrap_or(0));
    one(
        out,
        "genba_viewing_round_trip_milliseconds_max",
        "gauge",
        "Longest round trip to a console that looks on now.",
        longest(|viewing| viewing.round_trip_ms),
    );
    one(
        out,
        "genba_viewing_jitter_buffer_milliseconds_max",
        "gauge",
        "Longest jitter buffer of a console that looks on now.",
        longest(|viewing| viewing.jitter_buffer_ms),
    );
    let help = "Consoles that look on now, by the height of their picture.";
    head(out, "genba_viewing_consoles", "gauge", help);
    for (layer, consoles) in by_layer(&now) {
        out.push_str(&format!(
            "genba_viewing_consoles{{layer=\"{layer}\"}} {consoles}\n"
        ));
    }
}

fn by_layer(now: &[Viewing]) -> [(&'static str, usize); 3] {
    let layer = |viewing: &Viewing| {
        let lines = viewing.width_px.min(viewing.height_px);
        LAYERS.iter().position(|(_, least)| lines >= *least)
    };
    let mut index = 0;
    LAYERS.map(|(name, _)| {
        let consoles = now
            .iter()
            .filter(|viewing| layer(viewing) == Some(index))
            .count();
        index += 1;
        (name, consoles)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consoles_are_counted_by_the_shorter_side_of_their_picture() {
        let viewing = |width_px, height_px| Viewing {
            width_px,
            height_px,
            ..Viewing::default()
        };
        let now = [
            viewing(1280, 720),
            viewing(720, 1280),
            viewing(640, 360),
            viewing(320, 180),
            viewing(0, 0),
        ];
        assert_eq!(by_layer(&now), [("720p", 2), ("360p", 1), ("180p", 1)]);
    }
}
