//! What the server acknowledged, what it shows, and what its trail says; and what does not agree.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Kept by those who act, outside the server.
#[derive(Debug, Default)]
pub struct Book {
    /// Action and subject of each act that was acknowledged.
    pub acknowledged: Vec<(&'static str, String)>,
    /// Acts that were asked for again with their key, because the first answer did not come.
    pub retries: u64,
    /// Reports by the number that each was asked for with.
    pub reports: BTreeMap<String, String>,
    /// Cases of keeping, by report.
    pub cases: BTreeMap<String, String>,
}

impl Book {
    pub fn done(&mut self, action: &'static str, subject: String) {
        self.acknowledged.push((action, subject));
    }
}

/// Entries by action, each with its subjects.
#[derive(Debug, Default)]
pub struct Trail {
    entries: BTreeMap<String, Vec<String>>,
    /// How many name this subject, by action.
    named: BTreeMap<(String, String), u64>,
}

impl Trail {
    /// Reads what `genba export trail` prints.
    pub fn of(exported: &str) -> Self {
        let mut trail = Self::default();
        for line in exported.lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            let Some(entry) = line.get("entry").filter(|one| one["result"] == "allowed") else {
                continue;
            };
            let action = entry["action"].as_str().unwrap().to_owned();
            let subjects = entry["subjects"].as_str().unwrap().to_owned();
            for subject in subjects.split(' ') {
                let named = (action.clone(), subject.to_owned());
                *trail.named.entry(named).or_default() += 1;
            }
            trail.entries.entry(action).or_default().push(subjects);
        }
        trail
    }

    pub fn times(&self, action: &str, subject: &str) -> u64 {
        let named = (action.to_owned(), subject.to_owned());
        self.named.get(&named).copied().unwrap_or_default()
    }

    pub fn total(&self) -> usize {
        self.entries.values().map(Vec::len).sum()
    }

    pub fn kinds(&self) -> usize {
        self.entries.len()
    }

    fn of_action(&self, action: &str) -> &[String] {
        self.entries.get(action).map_or(&[], Vec::as_slice)
    }
}

/// Every sign of a disagreement; none is the goal.
#[derive(Debug, Default)]
pub struct Findings {
    /// Acknowledged, and without an entry.
    pub lost: Vec<String>,
    /// Shown, and without an entry.
    pub unwritten: Vec<String>,
    /// Done or entered twice.
    pub double: Vec<String>,
}

impl Findings {
    pub fn is_clean(&self) -> bool {
        self.lost.is_empty() && self.unwritten.is_empty() && self.double.is_empty()
    }

    /// Holds what was acknowledged against the trail.
    pub fn compare(&mut self, book: &Book, trail: &Trail) {
        let mut told: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        for (action, subject) in &book.acknowledged {
            *told.entry((action, subject)).or_default() += 1;
        }
        for ((action, subject), times) in told {
            let found = trail.times(action, subject);
            if found < times {
                self.lost
                    .push(format!("{action} {subject}: {found} of {times}"));
            }
        }
        // What has a key is there once, however often it was asked for.
        for report in book.reports.values() {
            for action in ["issue_link", "end_report"] {
                self.once(trail, action, &format!("report:{report}"));
            }
        }
        for case in book.cases.values() {
            self.once(trail, "decide_keeping", &format!("case:{case}"));
        }
        let known: BTreeSet<_> = book.reports.values().collect();
        for subjects in trail.of_action("issue_link") {
            let report = subjects
                .split(' ')
                .find_map(|one| one.strip_prefix("report:"));
            if !known.contains(&report.unwrap().to_owned()) {
                self.double.push(format!("a second report: {subjects}"));
            }
        }
    }

    fn once(&mut self, trail: &Trail, action: &str, subject: &str) {
        if trail.times(action, subject) > 1 {
            self.double.push(format!("{action} {subject}"));
        }
    }

    /// Holds what the server shows of a report against the trail.
    pub fn look(&mut self, detail: &Value, trail: &Trail) {
        let report = &detail["report"];
        let id = report["id"].as_str().unwrap();
        let mut wants = |action: &str, subject: String| {
            if trail.times(action, &subject) == 0 {
                self.unwritten.push(format!("{action} {subject}"));
            }
        };
        wants("issue_link", format!("report:{id}"));
        for message in detail["messages"].as_array().into_iter().flatten() {
            let message = message["id"].as_str().unwrap();
            wants("send_message", format!("message:{message}"));
        }
        if report["state"] == "ended" {
            wants("end_report", format!("report:{id}"));
        }
        for _ in report["checks"].as_array().into_iter().flatten() {
            wants("check_consistency", format!("report:{id}"));
        }
        if detail["instructions"]
            .as_array()
            .is_some_and(|all| !all.is_empty())
        {
            wants("supervise", format!("report:{id}"));
        }
        let mut names = BTreeSet::new();
        for file in detail["files"].as_array().into_iter().flatten() {
            let subject = format!("file:{}", file["id"].as_str().unwrap());
            let action = match file["kind"].as_str().unwrap() {
                "still" | "first_picture" => "send_still",
                "picture" | "film" => "send_file",
                _ => continue,
            };
            // Of one that is still coming nothing is said yet.
            if file["state"]["kind"] == "receiving" {
                continue;
            }
            wants(action, subject.clone());
            let name = file["name"].as_str().unwrap_or_default();
            if trail.times(action, &subject) > 1 || (!name.is_empty() && !names.insert(name)) {
                self.double.push(format!("{action} {subject} {name}"));
            }
        }
    }
}
