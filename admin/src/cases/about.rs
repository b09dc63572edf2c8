//! What a case is about, as words by which other cases find it.

use std::collections::BTreeSet;

use admin_core::{
    case::{Case, value::Value},
    rulebook::form::Form,
};

use crate::limits::ABOUT_BYTES;

/// Itself, its unit, and every value that is not personal and short enough to be looked up.
pub(super) fn words(case: &Case, form: Option<&Form>) -> BTreeSet<String> {
    let is_open = |field: &str| {
        let found = form.and_then(|form| form.field(field));
        found.is_some_and(|field| !field.personal)
    };
    let values = case.values.iter().filter(|(field, _)| is_open(field));
    let keys = values
        .filter(|(_, value)| !matches!(value, Value::Choice(_) | Value::Ticks(_)))
        .flat_map(|(_, value)| value.keys())
        .filter(|key| !key.trim().is_empty() && key.len() <= ABOUT_BYTES);
    let own = [case.id.to_string(), case.unit.to_string()];
    own.into_iter().chain(keys).collect()
}
