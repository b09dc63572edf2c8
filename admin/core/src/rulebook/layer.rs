//! Layers: a force or a unit sets parameters and texts within what the rulebook above it leaves
//! open; it never widens (WC-N5). Whoever the document is of sets them for the whole nation within
//! their bounds, in either direction.

use jiff::civil::Date;
use protocol::id::UnitId;

use super::{
    Label, Rulebook,
    flaw::{Fault, Flaw, Flaws, Kind, Place, Word},
    parameters::Value,
    text::Other,
};
use crate::words::words;

words! {
    pub enum Level {
        National = "national",
        Force = "force",
        Unit = "unit",
    }
}

/// Who made a layer, for which unit, and who approved it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    pub level: Level,
    /// The unit in which and below which it is in force.
    pub unit: UnitId,
    pub version: String,
    pub author: String,
    pub approved_by: String,
    pub valid_from: Date,
}

/// A layer of parameters and texts, as somebody sets them on a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub layer: Layer,
    pub parameters: Vec<(String, Value)>,
    pub texts: Vec<(String, Label, Other)>,
}

impl Rulebook {
    /// This rulebook under settings. The line of a flaw is the number of the setting, parameters
    /// before texts.
    pub fn with(&self, settings: &Settings) -> Result<Self, Vec<Flaw>> {
        let flaws = Flaws::default();
        let mut above = self.clone();
        let mut lines = 1..;
        let mut word = |code: &str| Word {
            text: code.to_owned(),
            place: Place {
                file: "settings".into(),
                line: lines.next().unwrap_or_default(),
            },
        };
        for (code, value) in &settings.parameters {
            above.set_parameter(settings.layer.level, &word(code), value, &flaws);
        }
        for (code, label, other) in &settings.texts {
            let code = word(code);
            match above.texts.get_mut(&code.text) {
                // Translations of the older words must not stand beside the new ones.
                Some(text) => (text.label, text.other) = (label.clone(), other.clone()),
                None => flaws.unknown(Kind::Text, &code),
            }
        }
        above.layers.push(settings.layer.clone());
        above.checked(flaws)
    }

    fn set_parameter(&mut self, level: Level, code: &Word, value: &Value, flaws: &Flaws) {
        let Some(parameter) = self.parameters.get_mut(&code.text) else {
            return flaws.unknown(Kind::Parameter, code);
        };
        let fault = if level > parameter.level {
            Fault::LayerTooLow(level.code())
        } else if !parameter.allows(value) {
            Fault::ParameterValue
        } else if level > Level::National && !parameter.restricts(value) {
            Fault::LayerWidens("the parameter moves the other way")
        } else {
            parameter.value = value.clone();
            parameter.ours = false;
            return;
        };
        flaws.add(&code.place, fault);
    }
}
