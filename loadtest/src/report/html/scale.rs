//! Axes with round numbers.

/// From zero to a round number at or above the largest value, in round steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    pub max: f64,
    pub ticks: Vec<f64>,
}

impl Scale {
    /// About `wanted` steps.
    pub fn to(largest: f64, wanted: u32) -> Self {
        let largest = if largest > 0.0 && largest.is_finite() {
            largest
        } else {
            1.0
        };
        let rough = largest / f64::from(wanted.max(1));
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 2.5, 5.0, 10.0]
            .into_iter()
            .map(|factor| factor * power)
            .find(|step| *step >= rough * 0.999)
            .unwrap_or(10.0 * power);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a few steps"
        )]
        let steps = (largest / step - 1e-9).ceil().max(1.0) as u32;
        Self {
            max: step * f64::from(steps),
            ticks: (0..=steps).map(|tick| step * f64::from(tick)).collect(),
        }
    }

    /// An axis that ends with the data, for time.
    pub fn ending_at(largest: f64, wanted: u32) -> Self {
        let mut scale = Self::to(largest, wanted);
        if largest > 0.0 {
            scale.ticks.retain(|tick| *tick <= largest);
            scale.max = largest;
        }
        scale
    }

    /// Place of a value, 0 to 1.
    pub fn place(&self, value: f64) -> f64 {
        (value / self.max).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_reach_above_the_data() {
        for (largest, max, ticks) in [
            (0.93, 1.0, 5),
            (1.4, 1.5, 4),
            (7.0, 8.0, 5),
            (100.0, 100.0, 5),
            (101.0, 150.0, 4),
            (0.0, 1.0, 5),
            (f64::NAN, 1.0, 5),
        ] {
            let scale = Scale::to(largest, 4);
            assert!((scale.max - max).abs() < 1e-9, "{largest}: {scale:?}");
            assert_eq!(scale.ticks.len(), ticks, "{largest}: {scale:?}");
        }
    }

    #[test]
    fn time_ends_with_the_data() {
        let scale = Scale::ending_at(23.0, 5);
        assert_eq!((scale.max, scale.ticks.last()), (23.0, Some(&20.0)));
        assert_eq!(scale.place(11.5), 0.5);
        assert_eq!(scale.place(99.0), 1.0);
    }
}
