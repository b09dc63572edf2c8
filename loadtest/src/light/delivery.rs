//! Which of a publisher's packets a viewer has, by their own numbers: whatever the server does to
//! sequence numbers.

/// Packets that may still come: 13 s at 600 packets a second, above every repair.
const WINDOW: u32 = 8192;
const WORD: u32 = 64;

/// Counts distinct packets from a first number on. Constant memory.
pub struct Delivery {
    first: u32,
    /// One above the highest number seen.
    next: u32,
    window: Box<[u64]>,
    pub unique: u64,
    pub duplicates: u64,
}

impl Default for Delivery {
    fn default() -> Self {
        Self::from(0)
    }
}

impl Delivery {
    /// Earlier packets do not count.
    pub fn from(first: u32) -> Self {
        Self {
            first,
            next: first,
            window: vec![0; (WINDOW / WORD) as usize].into(),
            unique: 0,
            duplicates: 0,
        }
    }

    /// From the first number to the highest one seen, those that did not come.
    pub fn missing(&self) -> u64 {
        u64::from(self.next - self.first).saturating_sub(self.unique)
    }

    /// True when the packet counts and had not come before.
    pub fn take(&mut self, number: u32) -> bool {
        if number < self.first || number.saturating_add(WINDOW) < self.next {
            return false;
        }
        if number.saturating_sub(self.next) >= WINDOW {
            self.window.fill(0);
        } else {
            for passed in self.next..number {
                self.clear(passed);
            }
        }
        if number >= self.next {
            self.clear(number);
            self.next = number + 1;
        }
        let (word, bit) = place(number);
        if self.window[word] & bit != 0 {
            self.duplicates += 1;
            return false;
        }
        self.window[word] |= bit;
        self.unique += 1;
        true
    }

    fn clear(&mut self, number: u32) {
        let (word, bit) = place(number);
        self.window[word] &= !bit;
    }
}

fn place(number: u32) -> (usize, u64) {
    let within = number % WINDOW;
    ((within / WORD) as usize, 1 << (within % WORD))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_packet_counts_once_in_any_order() {
        let mut delivery = Delivery::from(100);
        let taken: Vec<bool> = [99, 100, 103, 101, 103, 102, 100]
            .into_iter()
            .map(|number| delivery.take(number))
            .collect();
        assert_eq!(taken, [false, true, true, true, false, true, false]);
        assert_eq!((delivery.unique, delivery.duplicates), (4, 2));
        assert_eq!(delivery.missing(), 0);
        delivery.take(106);
        assert_eq!(delivery.missing(), 2);
    }

    #[test]
    fn the_window_moves_on_and_forgets_what_it_passed() {
        let mut delivery = Delivery::default();
        for number in (0..40_000).filter(|number| number % 3 != 0) {
            assert!(delivery.take(number), "{number}");
        }
        assert!(delivery.take(39_000), "a late one of the window");
        assert!(!delivery.take(9_000), "too late");
        assert!(delivery.take(1_000_000), "a leap");
        assert!(!delivery.take(1_000_000));
        assert!(delivery.take(999_999), "the leap left nothing behind");
    }
}
