//! How one run of a test went.

use crate::marks::{Marks, Spot};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run {
    Passed,
    /// Every place that failed, in the order of time.
    Failed(Vec<Failure>),
    /// It was ended from outside.
    TookTooLong,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub spot: Spot,
    pub message: String,
    /// False for whatever else can fail on the same line: a value that is not there, a click.
    pub is_assertion: bool,
}

impl Run {
    /// Red at marked assertions and nowhere else.
    pub fn is_red_at(&self, marks: &Marks) -> bool {
        let Self::Failed(failures) = self else {
            return false;
        };
        let meant = |failure: &Failure| marks.hold(&failure.spot) && failure.is_assertion;
        !failures.is_empty() && failures.iter().all(meant)
    }

    pub fn words(&self) -> String {
        match self {
            Self::Passed => "green".into(),
            Self::TookTooLong => "ended because it took too long".into(),
            Self::Failed(failures) => match failures.first() {
                None => "red, at no assertion".into(),
                Some(Failure { spot, message, .. }) => {
                    format!("red at {}:{}: {message}", spot.file, spot.line)
                }
            },
        }
    }
}
