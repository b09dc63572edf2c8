//! What links, callers and the desk need of the rulebook that is in force.

use admin::core::{
    calendar::{OfficeHours, japan},
    deadline::Rule,
    rulebook::Rulebook,
};
use protocol::{caller::ConsentTexts, report::Exercise, text::Language, time::UnixMs};
use signaling_core::{
    desk::DeskRules,
    marks::HintFigures,
    report::Report,
    rules::{CodeRules, Rules},
};

use crate::failure::Failure;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The figures of a rulebook. A missing one is a fault of the rulebook, never a default of ours.
pub fn rules_of(rulebook: &Rulebook) -> Result<Rules, Failure> {
    let figure = |code| count(rulebook, code);
    let access_code = if rulebook.is_on("access_code_required") {
        Some(CodeRules {
            digits: figure("access_code_digits")?,
            attempts: figure("access_code_attempts")?,
        })
    } else {
        None
    };
    Ok(Rules {
        opening_ms: span_ms(rulebook, "opening_time")?,
        session_ms: span_ms(rulebook, "session_cap")?,
        warning_ms: span_ms(rulebook, "session_warning")?,
        prolongation_ms: span_ms(rulebook, "session_prolongation")?,
        max_devices: figure("max_devices")?,
        resumptions_max: figure("resumptions")?,
        readmissions_max: figure("readmissions")?,
        sends_max: figure("sends")?,
        compare_ms: span_ms(rulebook, "compare_time")?,
        access_code,
    })
}

/// The figures of the desk.
pub fn desk_rules(rulebook: &Rulebook) -> Result<DeskRules, Failure> {
    let metres = |code| count(rulebook, code).map(f64::from);
    Ok(DeskRules {
        interruption_ms: span_ms(rulebook, "interruption_grace")?,
        unattended_ms: span_ms(rulebook, "unattended_grace")?,
        hints: HintFigures {
            position_far_m: metres("hint_position_far")?,
            picture_far_m: metres("hint_picture_far")?,
            picture_time_ms: span_ms(rulebook, "hint_picture_time")?,
        },
    })
}

pub fn passes_to_neighbours(rulebook: &Rulebook) -> bool {
    rulebook.is_on("pass_to_neighbour")
}

/// The consents in a language, with the days for which what was received is kept.
pub fn consent_texts(
    rulebook: &Rulebook,
    language: Language,
    now: UnixMs,
) -> Result<ConsentTexts, Failure> {
    let text = |code: &str| {
        let found = rulebook.texts.get(code).ok_or_else(|| missing(code))?;
        Ok::<_, Failure>(found.in_language(language).to_owned())
    };
    let kept = text("consent_kept")?;
    Ok(ConsentTexts {
        language,
        version: rulebook.document.version.clone(),
        copyright: text("consent_copyright")?,
        location: text("consent_location")?,
        privacy: text("consent_privacy")?,
        charges: text("consent_charges")?,
        voluntary: text("consent_voluntary")?,
        kept: kept.replace("{days}", &kept_days(rulebook, now)?.to_string()),
    })
}

/// What the caller's page says of an exercise, in the phone's language (VR-10).
pub fn exercise_notice(
    rulebook: &Rulebook,
    report: &Report,
    language: Language,
) -> Result<Option<String>, Failure> {
    if report.exercise != Exercise::Yes {
        return Ok(None);
    }
    let code = "exercise_notice";
    let text = rulebook.texts.get(code).ok_or_else(|| missing(code))?;
    Ok(Some(text.in_language(language).to_owned()))
}

/// Whole days from today until what arrives now is deleted.
fn kept_days(rulebook: &Rulebook, now: UnixMs) -> Result<i64, Failure> {
    let rule = period(rulebook, "received_media_kept")?;
    let due = rule
        .due(now, &OfficeHours::standard())
        .map_err(Failure::internal)?;
    let from = japan::start_of(japan::day_of(now));
    Ok(due.since_ms(from) / DAY_MS)
}

pub(crate) fn period<'a>(rulebook: &'a Rulebook, code: &str) -> Result<&'a Rule, Failure> {
    rulebook.rule(code).ok_or_else(|| missing(code))
}

/// A period that is an exact span.
pub(crate) fn span_ms(rulebook: &Rulebook, code: &str) -> Result<i64, Failure> {
    match period(rulebook, code)? {
        Rule::After(length) => Ok(length.ms()),
        _ => Err(missing(code)),
    }
}

pub(crate) fn count(rulebook: &Rulebook, code: &str) -> Result<u32, Failure> {
    let found = rulebook.count(code).and_then(|n| u32::try_from(n).ok());
    found.ok_or_else(|| missing(code))
}

pub(crate) fn missing(code: &str) -> Failure {
    Failure::internal(format!(
        "the rulebook has no {code} of the kind that is needed"
    ))
}
