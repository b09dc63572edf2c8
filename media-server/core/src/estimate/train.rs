//! Packets that were sent without a pause show what the path carries: at what rate they left and
//! at what rate they arrived.

use super::sent::SentPacket;
use crate::limits;

/// A train that is long enough to tell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// The probe that it belongs to; 0 for media.
    pub cluster: u16,
    pub sent_bps: f64,
    pub arrived_bps: f64,
    pub bytes: u32,
}

impl Measured {
    /// What the path carried. A train that arrives slower than it left was held up by a link of
    /// the rate at which it arrived.
    pub fn proven_bps(&self) -> f64 {
        if self.arrived_bps < 0.9 * self.sent_bps {
            0.95 * self.arrived_bps
        } else {
            self.sent_bps.min(self.arrived_bps)
        }
    }
}

#[derive(Clone, Copy, Default)]
pub struct Train {
    cluster: u16,
    first_sent_us: i64,
    last_sent_us: i64,
    /// Bytes that left at the last moment; their own time of sending is not known.
    last_moment_bytes: u32,
    /// Packets that left at one moment arrive at the link's own rate.
    moment: Moment,
    first_arrived_us: i64,
    last_arrived_us: i64,
    first_bytes: u32,
    bytes: u32,
    packets: u32,
    lost: u32,
}

impl Train {
    /// Whether the packet belongs to this train.
    pub fn takes(&self, packet: &SentPacket) -> bool {
        let gap_us = packet.sent_us - self.last_sent_us;
        let gap_us_max = if self.cluster == 0 {
            limits::TRAIN_GAP_US_MAX
        } else {
            limits::PROBE_GAP_US_MAX
        };
        packet.cluster == self.cluster && gap_us <= gap_us_max
    }

    pub fn begin(packet: &SentPacket) -> Self {
        Self {
            cluster: packet.cluster,
            first_sent_us: packet.sent_us,
            last_sent_us: packet.sent_us,
            ..Self::default()
        }
    }

    pub fn add_lost(&mut self) {
        self.lost += 1;
    }

    /// Adds a packet that arrived; what the moment before it showed, in bit/s, when it is over.
    pub fn add(&mut self, packet: &SentPacket, arrived_us: i64) -> Option<f64> {
        let bytes = u32::from(packet.bytes);
        if self.packets == 0 {
            self.first_sent_us = packet.sent_us;
            self.last_sent_us = packet.sent_us;
            self.first_arrived_us = arrived_us;
            self.last_arrived_us = arrived_us;
            self.first_bytes = bytes;
        }
        let mut shown = None;
        if packet.sent_us > self.last_sent_us || self.packets == 0 {
            shown = self.moment.rate_bps();
            self.moment = Moment::begin(arrived_us);
            self.last_sent_us = packet.sent_us;
            self.last_moment_bytes = 0;
        } else {
            self.moment.add(bytes, arrived_us);
        }
        self.last_moment_bytes += bytes;
        self.last_arrived_us = self.last_arrived_us.max(arrived_us);
        self.bytes += bytes;
        self.packets += 1;
        shown
    }

    /// What the last moment of the train showed.
    pub fn last_moment_bps(&self) -> Option<f64> {
        self.moment.rate_bps()
    }

    pub fn cluster(&self) -> u16 {
        self.cluster
    }

    pub fn bytes(&self) -> u32 {
        self.bytes
    }

    /// `None` when it was too short to tell. `own_loss` is what the path loses at any rate.
    pub fn measure(&self, own_loss: f64) -> Option<Measured> {
        let sent_us = self.last_sent_us - self.first_sent_us;
        let arrived_us = self.last_arrived_us - self.first_arrived_us;
        let long_enough = self.packets >= limits::TRAIN_PACKETS_MIN
            && sent_us >= limits::TRAIN_TIME_US_MIN
            && arrived_us > 0;
        if !long_enough {
            return None;
        }
        let rate = |bytes: u32, us: i64| f64::from(bytes) * 8e6 / us as f64;
        let came = f64::from(self.packets) / f64::from(self.packets + self.lost);
        let came = came / (1.0 - own_loss).max(0.1);
        // Single losses happen; many mean that the train was too fast.
        let came = if came < 0.8 { came } else { 1.0 };
        Some(Measured {
            cluster: self.cluster,
            sent_bps: rate(self.bytes - self.last_moment_bytes, sent_us),
            arrived_bps: rate(self.bytes - self.first_bytes, arrived_us) * came,
            bytes: self.bytes,
        })
    }
}

/// Packets handed to the network at once.
#[derive(Clone, Copy, Default)]
struct Moment {
    first_arrived_us: i64,
    last_arrived_us: i64,
    /// Those after the first.
    bytes: u32,
}

impl Moment {
    fn begin(arrived_us: i64) -> Self {
        Self {
            first_arrived_us: arrived_us,
            last_arrived_us: arrived_us,
            bytes: 0,
        }
    }

    fn add(&mut self, bytes: u32, arrived_us: i64) {
        self.bytes += bytes;
        self.last_arrived_us = self.last_arrived_us.max(arrived_us);
    }

    fn rate_bps(&self) -> Option<f64> {
        let spread_us = (self.last_arrived_us - self.first_arrived_us).max(limits::TICK_US);
        (self.bytes >= limits::MOMENT_BYTES_MIN)
            .then(|| f64::from(self.bytes) * 8e6 / spread_us as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quanta of two packets each 5 ms, over a link that needs `packet_us` for one.
    fn train(packet_us: i64) -> (Train, Option<f64>) {
        let mut train = Train::default();
        let (mut free_us, mut shown) = (0, None);
        for step in 0..10 {
            let packet = SentPacket {
                sent_us: step / 2 * 5000,
                bytes: 1200,
                cluster: 3,
            };
            if step == 0 {
                train = Train::begin(&packet);
            }
            assert!(train.takes(&packet));
            free_us = packet.sent_us.max(free_us) + packet_us;
            shown = train.add(&packet, 40_000 + free_us).or(shown);
        }
        (train, shown)
    }

    #[test]
    fn a_fast_link_proves_the_rate_of_sending() {
        let (train, _) = train(100);
        let measured = train.measure(0.0).unwrap();
        assert_eq!((measured.cluster, measured.bytes), (3, 12_000));
        assert!((measured.sent_bps - 3.84e6).abs() < 1e3);
        assert!((measured.proven_bps() - 3.84e6).abs() < 1e3);
    }

    #[test]
    fn a_slow_link_shows_its_own_rate() {
        let (train, _) = train(4800);
        let proven = train.measure(0.0).unwrap().proven_bps();
        assert!((1.8e6..2e6).contains(&proven), "2 Mbit/s: {proven}");
    }

    #[test]
    fn a_probe_is_one_train_however_slow_it_is() {
        let packet = SentPacket {
            sent_us: 0,
            bytes: 1200,
            cluster: 3,
        };
        let later = SentPacket {
            sent_us: 48_000,
            ..packet
        };
        assert!(Train::begin(&packet).takes(&later), "at 200 kbit/s");
        let media = |packet| SentPacket {
            cluster: 0,
            ..packet
        };
        assert!(!Train::begin(&media(packet)).takes(&media(later)));
    }

    #[test]
    fn a_short_train_tells_nothing() {
        let packet = SentPacket {
            sent_us: 0,
            bytes: 1200,
            cluster: 0,
        };
        let mut train = Train::begin(&packet);
        for step in 0..20 {
            train.add(&packet, 100 * step);
        }
        assert_eq!(train.measure(0.0), None, "all at once");
        let later = SentPacket {
            sent_us: 33_000,
            ..packet
        };
        assert!(!train.takes(&later));
        let shown = train.last_moment_bps().unwrap();
        assert!(
            (90e6..100e6).contains(&shown),
            "the link's own rate: {shown}"
        );
    }
}
