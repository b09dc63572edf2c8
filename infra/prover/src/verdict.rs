//! What the runs of a proof come to.

use crate::{proof::Proof, run::Run};

/// The runs of one proof's test.
#[derive(Debug, Default)]
pub struct Runs {
    pub as_it_is: Option<Run>,
    /// Without the rule; the error of the build where the copy does not build.
    pub without: Option<Result<Run, String>>,
    /// Without another rule, by its clause.
    pub others: Vec<(String, Run)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Proven,
    /// Nothing to switch off; the test passes.
    Organisational,
    FailsAsItIs(Run),
    StaysGreen,
    /// Red, but not at the assertion that is marked with the clause, or not there alone.
    RedElsewhere(Run),
    /// Red without another rule.
    RedWithout(String),
    /// There is no other rule to compare with.
    Alone,
    /// The changed copy does not build.
    DoesNotBuild,
}

impl Verdict {
    pub fn of(proof: &Proof, runs: &Runs) -> Self {
        match &runs.as_it_is {
            Some(Run::Passed) => {}
            Some(red) => return Self::FailsAsItIs(red.clone()),
            None => return Self::DoesNotBuild,
        }
        if proof.off.is_empty() {
            return Self::Organisational;
        }
        match &runs.without {
            Some(Ok(Run::Passed)) => return Self::StaysGreen,
            Some(Ok(red)) if !red.is_red_at(&proof.marks) => {
                return Self::RedElsewhere(red.clone());
            }
            Some(Ok(_)) => {}
            Some(Err(_)) | None => return Self::DoesNotBuild,
        }
        let mut others = runs.others.iter();
        match others.find(|(_, run)| *run != Run::Passed) {
            Some((clause, _)) => Self::RedWithout(clause.clone()),
            None if runs.others.is_empty() => Self::Alone,
            None => Self::Proven,
        }
    }

    pub fn is_good(&self) -> bool {
        matches!(self, Self::Proven | Self::Organisational)
    }

    pub fn words(&self) -> String {
        match self {
            Self::Proven => "proven".into(),
            Self::Organisational => "organisational, its test passes".into(),
            Self::FailsAsItIs(run) => format!("UNPROVEN: with the rule in force {}", run.words()),
            Self::StaysGreen => "UNPROVEN: the test passes without the rule".into(),
            Self::RedElsewhere(run) => {
                format!("UNPROVEN: {}, not at its mark alone", run.words())
            }
            Self::RedWithout(other) => format!("UNPROVEN: red without {other} too"),
            Self::Alone => "UNPROVEN: there is no other rule to compare with".into(),
            Self::DoesNotBuild => "UNPROVEN: the copy without the rule does not build".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        marks::{Marks, Spot},
        run::Failure,
    };

    fn failed(line: usize) -> Run {
        Run::Failed(vec![Failure {
            spot: Spot {
                file: "a.rs".into(),
                line,
            },
            message: "assertion failed".into(),
            is_assertion: true,
        }])
    }

    fn proof() -> Proof {
        let text = "clause = \"VR-1\"\nrule = \"\"\ntest = { target = \"a::b\", name = \"c\" }\n\
                    off = [{ file = \"f\", cut = \"x\" }]";
        let mut proof: Proof = toml::from_str(text).unwrap();
        proof.marks = Marks::at("a.rs", 7);
        proof
    }

    fn runs(without: Run, other: Run) -> Runs {
        Runs {
            as_it_is: Some(Run::Passed),
            without: Some(Ok(without)),
            others: vec![("VR-2.1".into(), other)],
        }
    }

    #[test]
    fn only_red_at_its_mark_and_green_without_others_proves() {
        let verdict = |runs: &Runs| Verdict::of(&proof(), runs);
        let good = runs(failed(7), Run::Passed);
        assert_eq!(verdict(&good), Verdict::Proven);
        assert_eq!(
            verdict(&runs(Run::Passed, Run::Passed)),
            Verdict::StaysGreen
        );
        // Somewhere else, there and somewhere else, nowhere, or never.
        let mut both = vec![failed(7), failed(8)];
        let both = both.drain(..).flat_map(|run| match run {
            Run::Failed(failures) => failures,
            _ => Vec::new(),
        });
        let both = Run::Failed(both.collect());
        for red in [failed(8), both, Run::Failed(Vec::new()), Run::TookTooLong] {
            let verdict = verdict(&runs(red.clone(), Run::Passed));
            assert_eq!(verdict, Verdict::RedElsewhere(red));
        }
        let disturbed = runs(failed(7), failed(7));
        assert_eq!(verdict(&disturbed), Verdict::RedWithout("VR-2.1".into()));
        let alone = Runs {
            others: Vec::new(),
            ..good
        };
        assert_eq!(verdict(&alone), Verdict::Alone);
        let broken = Runs {
            without: Some(Err("error".into())),
            ..runs(Run::Passed, Run::Passed)
        };
        assert_eq!(verdict(&broken), Verdict::DoesNotBuild);
        let red = Runs {
            as_it_is: Some(failed(7)),
            ..runs(failed(7), Run::Passed)
        };
        assert_eq!(verdict(&red), Verdict::FailsAsItIs(failed(7)));
    }
}
