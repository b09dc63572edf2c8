//! A rulebook from which a clause is missing, to prove that a rule is enforced by its datum and by
//! nothing else. Only tests have it.

use toml::{Table, Value};

use super::{Rulebook, Source, embedded};
use crate::authority::policies;

/// Names that other data stand on. What they ask for is taken away, the name stays.
const NAMES: [&str; 12] = [
    "post",
    "terminal",
    "action",
    "parameter",
    "form",
    "field",
    "workflow",
    "state",
    "step",
    "text",
    "article",
    "options",
];

/// The rulebook without every rule on this clause: grants and prohibitions, rows of the matrix,
/// guards, approvals, notices, asset acts, deadlines and what opens them, and what a field asks.
pub(crate) fn without(sources: &[Source<'_>], clause: &str) -> Rulebook {
    let mut taken = Taken {
        clause,
        rules: 0,
        deadlines: Vec::new(),
    };
    let texts: Vec<(&str, String)> = sources
        .iter()
        .map(|source| match source.name.ends_with(".cedar") {
            true => (source.name, taken.prune_policies(source.text)),
            false => (source.name, taken.prune_tables(source.text)),
        })
        .collect();
    let texts: Vec<_> = texts
        .into_iter()
        .map(|(name, text)| (name, taken.prune_steps(name, text)))
        .collect();
    assert!(taken.rules > 0, "no rule stands on {clause}");
    let sources: Vec<_> = texts
        .iter()
        .map(|(name, text)| Source { name, text })
        .collect();
    let loaded = Rulebook::load(&sources, &embedded::clauses());
    loaded.unwrap_or_else(|flaws| panic!("without {clause}: {flaws:#?}"))
}

struct Taken<'a> {
    clause: &'a str,
    rules: usize,
    deadlines: Vec<String>,
}

impl Taken<'_> {
    fn prune_policies(&mut self, text: &str) -> String {
        let mark = format!("@clause(\"{}\")", self.clause);
        let mut kept = String::new();
        for range in policies::ranges(text) {
            let policy = &text[range];
            if policy.contains(&mark) {
                self.rules += 1;
            } else {
                kept.push_str(policy);
                kept.push('\n');
            }
        }
        kept
    }

    fn prune_tables(&mut self, text: &str) -> String {
        let mut table: Table = toml::from_str(text).unwrap();
        self.prune("", &mut table);
        toml::to_string(&table).unwrap()
    }

    fn prune(&mut self, name: &str, table: &mut Table) {
        if name == "field" && self.is_on_clause(table) {
            let asked = ["required", "min", "max", "chars_max"];
            self.rules += asked
                .iter()
                .filter(|key| table.remove(**key).is_some())
                .count();
        }
        let off: Vec<_> = table
            .iter()
            .filter(|(_, value)| {
                value
                    .as_table()
                    .is_some_and(|inner| self.is_on_clause(inner))
            })
            .map(|(key, _)| key.clone())
            .filter(|key| key != "document")
            .collect();
        for key in off {
            table.remove(&key);
            self.rules += 1;
        }
        for (key, value) in table.iter_mut() {
            match value {
                Value::Table(inner) => self.prune(key, inner),
                Value::Array(list) => self.prune_list(key, list),
                _ => {}
            }
        }
    }

    fn prune_list(&mut self, name: &str, list: &mut Vec<Value>) {
        if !NAMES.contains(&name) {
            list.retain(|item| {
                let off = item.as_table().filter(|table| self.is_on_clause(table));
                let Some(table) = off else { return true };
                self.rules += 1;
                if name == "deadline" {
                    self.deadlines
                        .push(table["code"].as_str().unwrap().to_owned());
                }
                false
            });
        }
        for table in list.iter_mut().filter_map(Value::as_table_mut) {
            self.prune(name, table);
        }
    }

    /// Takes away what names a deadline that is gone.
    fn prune_steps(&self, name: &str, text: String) -> String {
        if self.deadlines.is_empty() || name.ends_with(".cedar") {
            return text;
        }
        let mut file: Table = toml::from_str(&text).unwrap();
        for workflow in tables(&mut file, "workflow") {
            let gone = |value: &Value| {
                value
                    .as_str()
                    .is_some_and(|code| self.deadlines.iter().any(|gone| gone == code))
            };
            if let Some(Value::Array(steps)) = workflow.get_mut("step") {
                steps.retain(|step| !step.get("deadline").is_some_and(gone));
            }
            for step in tables(workflow, "step") {
                for key in ["opens", "closes"] {
                    if let Some(Value::Array(list)) = step.get_mut(key) {
                        list.retain(|code| !gone(code));
                    }
                }
                if let Some(Value::Array(some)) = step.get_mut("open") {
                    some.retain(|it| !it.get("deadline").is_some_and(gone));
                }
                for guard in tables(step, "guard") {
                    if guard
                        .get("or_later")
                        .and_then(|later| later.get("opens"))
                        .is_some_and(gone)
                    {
                        guard.remove("or_later");
                    }
                }
            }
        }
        toml::to_string(&file).unwrap()
    }

    fn is_on_clause(&self, table: &Table) -> bool {
        table.get("clause").and_then(Value::as_str) == Some(self.clause)
    }
}

fn tables<'a>(table: &'a mut Table, key: &str) -> impl Iterator<Item = &'a mut Table> {
    let list = table.get_mut(key).and_then(Value::as_array_mut);
    list.into_iter().flatten().filter_map(Value::as_table_mut)
}
