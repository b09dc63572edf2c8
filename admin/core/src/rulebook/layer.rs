//! Layers: a force or a unit sets parameters and texts within what the rulebook above it leaves
//! open, and forbids more; it never widens (WC-N5).

use jiff::civil::Date;
use protocol::id::UnitId;

use super::{
    Label, Rulebook, Source,
    flaw::{Fault, Flaw, Kind, Word},
    parameters::Value,
    reader::{File, Flaws, Reader},
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

struct ParameterSetting {
    code: Word,
    value: Option<Value>,
}

struct TextSetting {
    code: Word,
    label: Label,
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

    fn set(&mut self, unit: UnitId, table: &Reader<'_>, flaws: &Flaws) {
        let Some(layer) = table.table("layer", |table| Layer::read(unit, table)) else {
            table.missing("layer");
            return;
        };
        for setting in table.tables("parameter", ParameterSetting::read) {
            self.set_parameter(layer.level, setting, flaws);
        }
        for setting in table.tables("text", TextSetting::read) {
            match self.texts.get_mut(&setting.code.text) {
                Some(text) => text.label = setting.label,
                None => flaws.unknown(Kind::Text, &setting.code),
            }
        }
        self.layers.push(layer);
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
        } else if !parameter.restricts(&value) {
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
        }
    }
}
