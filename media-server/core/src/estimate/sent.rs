//! What was sent and what the viewer told about it.

/// A packet as it left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SentPacket {
    pub sent_us: i64,
    pub bytes: u16,
    /// The probe that it was part of; zero for none.
    pub cluster: u16,
}

/// Numbers that may be told about twice: two feedback messages of the largest size.
const WIDTH: u64 = 2 * crate::limits::FEEDBACK_PACKETS_MAX as u64;
const WORDS: usize = (WIDTH / 64) as usize;

/// Which packets were told about, so that none counts twice.
pub struct Told {
    arrived: [u64; WORDS],
    lost: [u64; WORDS],
    /// One above the highest number told about.
    next: u64,
}

impl Default for Told {
    fn default() -> Self {
        Self {
            arrived: [0; WORDS],
            lost: [0; WORDS],
            next: 0,
        }
    }
}

/// What a status adds to what is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    Nothing,
    Arrived,
    Lost,
    /// It was taken for lost.
    Late,
}

impl Told {
    pub fn note(&mut self, number: u64, arrived: bool) -> News {
        if number + WIDTH <= self.next {
            return News::Nothing;
        }
        if number >= self.next {
            self.move_to(number + 1);
        }
        let (word, bit) = place(number);
        let (was_here, was_lost) = (self.arrived[word] & bit != 0, self.lost[word] & bit != 0);
        match (arrived, was_here, was_lost) {
            (_, true, _) | (false, _, true) => News::Nothing,
            (true, _, false) => {
                self.arrived[word] |= bit;
                News::Arrived
            }
            (true, _, true) => {
                self.arrived[word] |= bit;
                self.lost[word] &= !bit;
                News::Late
            }
            (false, ..) => {
                self.lost[word] |= bit;
                News::Lost
            }
        }
    }

    fn move_to(&mut self, next: u64) {
        if next - self.next >= WIDTH {
            *self = Self::default();
        } else {
            for number in self.next..next {
                let (word, bit) = place(number);
                self.arrived[word] &= !bit;
                self.lost[word] &= !bit;
            }
        }
        self.next = next;
    }
}

fn place(number: u64) -> (usize, u64) {
    let bit = number % WIDTH;
    (usize::try_from(bit / 64).unwrap_or(0), 1 << (bit % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_counts_twice() {
        let mut told = Told::default();
        let steps = [
            (5, true, News::Arrived),
            (6, false, News::Lost),
            (7, true, News::Arrived),
            (5, true, News::Nothing),
            (5, false, News::Nothing),
            (6, false, News::Nothing),
            (6, true, News::Late),
            (6, true, News::Nothing),
            (5 + WIDTH, true, News::Arrived),
            (5, true, News::Nothing),
            (6 + 9 * WIDTH, true, News::Arrived),
            (7 + 9 * WIDTH - 1000, false, News::Lost),
        ];
        for (number, arrived, expected) in steps {
            assert_eq!(told.note(number, arrived), expected, "{number} {arrived}");
        }
    }
}
