//! What the desk needs of the rulebook that is in force for a headquarters.

use admin::core::{
    deadline::Rule,
    rulebook::{Rulebook, parameters::Value},
};
use signaling_core::{desk::DeskRules, marks::HintFigures};

use crate::failure::Failure;

/// The figures of a rulebook. A missing one is a fault of the rulebook, never a default of ours.
pub fn desk_rules(rulebook: &Rulebook) -> Result<DeskRules, Failure> {
    Ok(DeskRules {
        interruption_ms: span_ms(rulebook, "interruption_grace")?,
        unattended_ms: span_ms(rulebook, "unattended_grace")?,
        hints: HintFigures {
            position_far_m: metres(rulebook, "hint_position_far")?,
            picture_far_m: metres(rulebook, "hint_picture_far")?,
            picture_time_ms: span_ms(rulebook, "hint_picture_time")?,
        },
    })
}

pub fn passes_to_neighbours(rulebook: &Rulebook) -> bool {
    rulebook.is_on("pass_to_neighbour")
}

fn span_ms(rulebook: &Rulebook, code: &str) -> Result<i64, Failure> {
    match rulebook.parameters.get(code).map(|found| &found.value) {
        Some(Value::Period(Rule::After(length))) => Ok(length.ms()),
        _ => Err(missing(code)),
    }
}

fn metres(rulebook: &Rulebook, code: &str) -> Result<f64, Failure> {
    let found = rulebook.count(code).and_then(|n| u32::try_from(n).ok());
    found.map(f64::from).ok_or_else(|| missing(code))
}

fn missing(code: &str) -> Failure {
    Failure::internal(format!(
        "the rulebook has no {code} of the kind that is needed"
    ))
}
