//! Layers: a force or a unit sets parameters and texts within what the rulebook above it leaves
//! open, and forbids more; it never widens (WC-N5). Whoever the document is of sets them for the
//! whole nation within their bounds, in either direction.

use jiff::civil::Date;
use protocol::id::UnitId;

use super::{
    Label, Rulebook, Source,
    flaw::{Fault, Flaw, Kind, Place, Word},
    parameters::Value,
    reader::{File, Flaws, Reader},
    text::{self, Other},
};
use crate::authority::policies;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    National,
    Force,
    Unit,
}

impl Level {
    pub const NAMES: &[(&str, Self)] = &[
        ("national", Self::National),
        ("force", Self::Force),
        ("unit", Self::Unit),
    ];

    /// The level of a word.
    pub fn of(word: &str) -> Option<Self> {
        let found = Self::NAMES.iter().find(|(name, _)| *name == word);
        found.map(|(_, level)| *level)
    }

    pub fn code(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(_, level)| *level == self);
        found.map_or("", |(name, _)| name)
    }

    fn name(self) -> &'static str {
        match self {
            Self::National => "the nation",
            Self::Force => "a force",
            Self::Unit => "a unit",
        }
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

/// A layer of parameters and texts alone, as somebody sets them on a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub layer: Layer,
    pub parameters: Vec<(String, Value)>,
    pub texts: Vec<(String, Label, Other)>,
}

struct ParameterSetting {
    code: Word,
    value: Option<Value>,
}

struct TextSetting {
    code: Word,
    label: Label,
    other: Other,
}

impl Rulebook {
    /// This rulebook as it is in force under a layer: `layer.toml` with the settings, and at most
    /// a `grants.cedar` of prohibitions. The parts are the layer's unit and its sources.
    pub fn under(&self, layer_unit: UnitId, sources: &[Source<'_>]) -> Result<Self, Vec<Flaw>> {
        let flaws = Flaws::default();
        let mut above = self.clone();
        for source in sources {
            let file = File::new(source.name, source.text, &flaws);
            if source.name.ends_with(".cedar") {
                let forbidden = policies::read(&file);
                for policy in &forbidden {
                    if policy.permits() {
                        flaws.add(
                            &policy.place,
                            Fault::LayerWidens("only forbid, never permit"),
                        );
                    }
                }
                above.policies.extend(forbidden);
            } else {
                file.read(|table| above.set(layer_unit, table, &flaws));
            }
        }
        above.checked(flaws)
    }

    /// This rulebook under settings. The line of a flaw is the number of the setting, parameters
    /// before texts.
    pub fn with(&self, settings: &Settings) -> Result<Self, Vec<Flaw>> {
        let flaws = Flaws::default();
        let mut above = self.clone();
        let word = |line: usize, code: &str| Word {
            text: code.to_owned(),
            place: Place {
                file: "settings".into(),
                line: line + 1,
            },
        };
        for (line, (code, value)) in settings.parameters.iter().enumerate() {
            let setting = ParameterSetting {
                code: word(line, code),
                value: Some(value.clone()),
            };
            above.set_parameter(settings.layer.level, setting, &flaws);
        }
        for (line, (code, label, other)) in settings.texts.iter().enumerate() {
            let setting = TextSetting {
                code: word(settings.parameters.len() + line, code),
                label: label.clone(),
                other: other.clone(),
            };
            above.set_text(setting, &flaws);
        }
        above.layers.push(settings.layer.clone());
        above.checked(flaws)
    }

    fn set(&mut self, unit: UnitId, table: &Reader<'_>, flaws: &Flaws) {
        let Some(layer) = table.table("layer", |table| Layer::read(unit, table)) else {
            table.missing("layer");
            return;
        };
        for setting in table.tables("parameter", ParameterSetting::read) {
            self.set_parameter(layer.level, setting, flaws);
        }
        for setting in table.tables("text", TextSetting::read) {
            self.set_text(setting, flaws);
        }
        self.layers.push(layer);
    }

    fn set_text(&mut self, setting: TextSetting, flaws: &Flaws) {
        match self.texts.get_mut(&setting.code.text) {
            // Translations of the older words must not stand beside the new ones.
            Some(text) => (text.label, text.other) = (setting.label, setting.other),
            None => flaws.unknown(Kind::Text, &setting.code),
        }
    }

    fn set_parameter(&mut self, level: Level, setting: ParameterSetting, flaws: &Flaws) {
        let ParameterSetting { code, value } = setting;
        let Some(parameter) = self.parameters.get_mut(&code.text) else {
            return flaws.unknown(Kind::Parameter, &code);
        };
        let Some(value) = value else { return };
        if level > parameter.level {
            flaws.add(&code.place, Fault::LayerTooLow(level.name()));
        } else if !parameter.allows(&value) {
            flaws.add(&code.place, Fault::ParameterValue);
        } else if level > Level::National && !parameter.restricts(&value) {
            flaws.add(
                &code.place,
                Fault::LayerWidens("the parameter moves the other way"),
            );
        } else {
            parameter.value = value;
            parameter.ours = false;
        }
    }
}

impl Layer {
    fn read(unit: UnitId, table: &Reader<'_>) -> Self {
        let level = table.one_of("level", Level::NAMES);
        if level == Some(Level::National) {
            table.flaw(Fault::LayerTooLow("the nation"));
        }
        Self {
            level: table.told_if_missing("level", level).unwrap_or(Level::Unit),
            unit,
            version: table.text("version"),
            author: table.text("author"),
            approved_by: table.text("approved_by"),
            valid_from: table.required("valid_from", table.date("valid_from")),
        }
    }
}

impl ParameterSetting {
    fn read(table: &Reader<'_>) -> Self {
        Self {
            code: table.word("code"),
            value: Value::read(table),
        }
    }
}

impl TextSetting {
    fn read(table: &Reader<'_>) -> Self {
        Self {
            code: table.word("code"),
            label: table.label(),
            other: text::other(table),
        }
    }
}
