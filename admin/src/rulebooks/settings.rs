//! Settings as they are stored and as they are on the wire.

use admin_core::rulebook::{
    Label,
    layer::{Layer, Level, Settings},
    parameters::Value,
};
use jiff::civil::Date;
use protocol::{
    admin::rulebook::{ParameterSetting, ParameterValue, TextSetting},
    id::{AccountId, UnitId},
};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

use crate::store::table::setting;

/// What one row sets.
#[derive(Serialize, Deserialize)]
pub(super) struct Body {
    pub parameters: Vec<ParameterSetting>,
    pub texts: Vec<TextSetting>,
}

/// A value as a rulebook holds it; nothing where a period is none.
pub fn setting_of(value: &ParameterValue) -> Option<Value> {
    Some(match value {
        ParameterValue::Count { count } => Value::Count(*count),
        ParameterValue::Switch { on } => Value::Switch(*on),
        ParameterValue::Words { words } => Value::Text(words.clone()),
        ParameterValue::Period { rule } => {
            Value::Period(serde_json::from_value(rule.clone()).ok()?)
        }
    })
}

/// A value as it goes out.
pub fn value_view(value: &Value) -> ParameterValue {
    match value {
        Value::Count(count) => ParameterValue::Count { count: *count },
        Value::Switch(on) => ParameterValue::Switch { on: *on },
        Value::Text(words) => ParameterValue::Words {
            words: words.clone(),
        },
        Value::Period(rule) => ParameterValue::Period {
            rule: serde_json::to_value(rule).unwrap_or_default(),
        },
    }
}

/// Rows of one level and unit as one layer: the last value of each code counts.
pub(super) fn layer_of(rows: &[&setting::Model]) -> Result<Option<Settings>, DbErr> {
    let Some(last) = rows.last() else {
        return Ok(None);
    };
    let unreadable = || DbErr::Custom(format!("setting {} cannot be read", last.seq));
    let mut settings = Settings {
        layer: Layer {
            level: Level::of(&last.level).ok_or_else(unreadable)?,
            unit: UnitId(last.unit),
            version: last.seq.to_string(),
            author: AccountId(last.author).to_string(),
            approved_by: AccountId(last.author).to_string(),
            valid_from: day_of(last).ok_or_else(unreadable)?,
        },
        parameters: Vec::new(),
        texts: Vec::new(),
    };
    for row in rows {
        let body: Body = serde_json::from_str(&row.body).map_err(|_| unreadable())?;
        for set in body.parameters {
            let value = setting_of(&set.value).ok_or_else(unreadable)?;
            settings.parameters.retain(|(code, _)| *code != set.code);
            settings.parameters.push((set.code, value));
        }
        for set in body.texts {
            let label = Label {
                ja: set.ja,
                en: set.en,
            };
            settings.texts.retain(|(code, ..)| *code != set.code);
            settings.texts.push((set.code, label, set.other));
        }
    }
    Ok(Some(settings))
}

pub(super) fn day_of(row: &setting::Model) -> Option<Date> {
    row.valid_from.parse().ok()
}
