//! What a text says of a case: the names of its fields stand for their values.

use std::collections::BTreeMap;

use jiff::{SignedDuration, civil::DateTime};
use protocol::time::UnixMs;

use super::{Case, value::Value};
use crate::{
    calendar::japan,
    rulebook::{Label, Rulebook, form::Field},
};

/// The words with what is not personal of the case, `{begun}` for the moment at which it began,
/// and other texts of the rulebook by their codes. A line that names what has no value is left out.
pub fn told(words: &Label, case: &Case, rulebook: &Rulebook) -> Label {
    let form = rulebook.form_of(&case.workflow);
    let open = |code: &str| {
        form.and_then(|form| form.field(code))
            .filter(|it| !it.personal)
    };
    let values = case.values.iter().filter(|(_, value)| !value.is_empty());
    let mut known: BTreeMap<&str, Label> = values
        .filter_map(|(code, value)| Some((code.as_str(), said(value, open(code)?)?)))
        .collect();
    if let Some(first) = case.done.first() {
        known.insert("begun", moment(first.at));
    }
    words.filled(|name| {
        let text = rulebook.texts.get(name);
        known.get(name).or(text.map(|text| &text.label))
    })
}

/// A moment as people in Japan read it.
pub fn moment(at: UnixMs) -> Label {
    let day = DateTime::from(japan::day_of(at));
    let civil = day.saturating_add(SignedDuration::from_millis(japan::ms_into_day(at)));
    Label {
        ja: civil.strftime("%Y年%-m月%-d日 %H:%M").to_string(),
        en: civil.strftime("%Y-%m-%d %H:%M").to_string(),
    }
}

/// Nothing of what only an id names.
fn said(value: &Value, field: &Field) -> Option<Label> {
    let chosen = |codes: &mut dyn Iterator<Item = &String>| {
        let (mut ja, mut en) = (Vec::new(), Vec::new());
        for code in codes {
            let option = field.options.iter().find(|option| option.code == *code)?;
            ja.push(option.label.ja.clone());
            en.push(option.label.en.clone());
        }
        Some(Label {
            ja: ja.join("、"),
            en: en.join(", "),
        })
    };
    match value {
        Value::Text(text) => Some(same(text)),
        Value::Number(number) => Some(same(&number.to_string())),
        Value::Date(day) => Some(same(&day.to_string())),
        Value::Moment(at) => Some(moment(*at)),
        Value::Choice(code) => chosen(&mut std::iter::once(code)),
        Value::Ticks(codes) => chosen(&mut codes.iter()),
        _ => None,
    }
}

fn same(text: &str) -> Label {
    Label {
        ja: text.to_owned(),
        en: text.to_owned(),
    }
}
