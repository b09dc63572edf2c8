//! What staff URLs need of the rulebook that is in force.

use admin::core::{calendar::OfficeHours, rulebook::Rulebook};
use protocol::{staff::StaffTexts, time::UnixMs};
use signaling_core::{rules::Rules, staff::rules::StaffRules};

use crate::{
    failure::Failure,
    rulebook::{count, missing, period, rules_of, span_ms},
};

pub fn staff_rules(rulebook: &Rulebook) -> Result<StaffRules, Failure> {
    let figure = |code| count(rulebook, code);
    let span = |code| span_ms(rulebook, code);
    Ok(StaffRules {
        devices_max: figure("staff_devices_max")?,
        code_digits: figure("staff_code_digits")?,
        code_attempts: figure("staff_code_attempts")?,
        code_valid_ms: span("staff_code_valid")?,
        rotation_ms: span("staff_code_rotation")?,
        rotation_grace_ms: span("staff_code_grace")?,
        session_ms: span("staff_session_cap")?,
        interruption_ms: span("staff_interruption_grace")?,
        ask_every_ms: span("staff_prompt_interval")?,
        answer_ms: span("staff_prompt_answer")?,
        unknown_max: figure("staff_unknown_attempts")?,
        wrong_codes_max: figure("staff_wrong_codes")?,
        signal_ms: span("staff_signal_span")?,
    })
}

/// The figures of an officer's session where it is like a link's: no code of a link, one phone.
pub fn session_rules(rulebook: &Rulebook, staff: &StaffRules) -> Result<Rules, Failure> {
    Ok(Rules {
        session_ms: staff.session_ms,
        max_devices: 1,
        access_code: None,
        ..rules_of(rulebook)?
    })
}

pub fn staff_texts(rulebook: &Rulebook) -> Result<StaffTexts, Failure> {
    let text = |code: &str| {
        let found = rulebook.texts.get(code).ok_or_else(|| missing(code))?;
        Ok::<_, Failure>(found.label.clone())
    };
    let (instruction, notice) = (text("staff_instruction")?, text("staff_notice")?);
    Ok(StaffTexts {
        version: rulebook.document.version.clone(),
        instruction: instruction.ja,
        instruction_en: instruction.en,
        notice: notice.ja,
        notice_en: notice.en,
    })
}

/// When a sheet that is issued now opens nothing more.
pub fn valid_to(rulebook: &Rulebook, now: UnixMs) -> Result<UnixMs, Failure> {
    due(rulebook, "staff_url_valid", now)
}

/// When an acknowledgement has to be renewed (VR-5.2.2).
pub fn renew_by(rulebook: &Rulebook, acknowledged: UnixMs) -> Result<UnixMs, Failure> {
    due(rulebook, "staff_acknowledgement_interval", acknowledged)
}

fn due(rulebook: &Rulebook, code: &str, from: UnixMs) -> Result<UnixMs, Failure> {
    let rule = period(rulebook, code)?;
    rule.due(from, &OfficeHours::standard())
        .map_err(Failure::internal)
}
