//! Sums of what consoles say about the pictures they see, for `/metrics`.

use protocol::viewing::Viewing;

/// Since the start of this process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ViewingTotals {
    pub freezes: u64,
    pub frozen_ms: u64,
    pub frames_decoded: u64,
    pub frames_dropped: u64,
    pub packets: u64,
    pub packets_lost: u64,
    pub bytes: u64,
}

impl ViewingTotals {
    /// Adds what happened between two messages of one console. A count that went down belongs to
    /// a new connection and is taken whole.
    pub fn add(&mut self, before: Option<&Viewing>, now: &Viewing) {
        let zero = Viewing::default();
        let before = before
            .filter(|before| before.packets <= now.packets && before.bytes <= now.bytes)
            .unwrap_or(&zero);
        let grown =
            |count: fn(&Viewing) -> u32| u64::from(count(now).saturating_sub(count(before)));
        self.freezes += grown(|viewing| viewing.freezes);
        self.frozen_ms += grown(|viewing| viewing.frozen_ms);
        self.frames_decoded += grown(|viewing| viewing.frames_decoded);
        self.frames_dropped += grown(|viewing| viewing.frames_dropped);
        self.packets += grown(|viewing| viewing.packets);
        self.packets_lost += grown(|viewing| viewing.packets_lost);
        let bytes = now.bytes.saturating_sub(before.bytes);
        self.bytes = self.bytes.saturating_add(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn viewing(packets: u32, frozen_ms: u32) -> Viewing {
        Viewing {
            packets,
            frozen_ms,
            ..Viewing::default()
        }
    }

    #[test]
    fn what_grew_is_added_and_a_new_connection_begins_at_zero() {
        let mut totals = ViewingTotals::default();
        let said = [
            viewing(100, 0),
            viewing(250, 40),
            viewing(30, 10),
            viewing(30, 10),
        ];
        let mut before = None;
        for now in &said {
            totals.add(before, now);
            before = Some(now);
        }
        assert_eq!((totals.packets, totals.frozen_ms), (280, 50));
    }
}
