//! Every role tries every operation that the API document lists, and is told what `rights.txt`
//! says: a table of its own, read against the clauses, that no grant is computed from.
//!
//! An operation that is not in `operations.txt` and `rights.txt` fails here: say who may.

use std::{collections::BTreeMap, fmt::Write};

use http::StatusCode;
use protocol::person::TerminalKind;

use crate::{
    house::{Answer, House},
    operations::{Operation, documented, listed, of_staff},
    things::{Things, signed_in},
};

/// The columns of `rights.txt`: one of the demo's people for each kind of post.
pub const ROLES: [&str; 14] = [
    "op1",
    "mgr1",
    "chief1",
    "sys1",
    "sysmgr1",
    "npachief",
    "npamgr",
    "npasys",
    "npasysmgr",
    "city1",
    "rep1",
    "resp1",
    "hand1",
    "mem1",
];
/// Those of the last columns belong to the town.
const POLICE: usize = 9;

/// The signs of each cell, in this order.
const TERMINALS: [TerminalKind; 3] = [
    TerminalKind::Reception,
    TerminalKind::Management,
    TerminalKind::Unenrolled,
];

/// A group finds nothing of the police (CC-0).
const NOTHING_THERE: (char, &str) = ('0', "404:not_found:CC-0");

/// One line of `rights.txt`.
struct Row {
    method: String,
    path: String,
    /// One sign for each role and terminal.
    signs: Vec<char>,
    /// What a sign stands for.
    means: BTreeMap<char, String>,
}

impl Row {
    fn of(line: &str) -> Self {
        let mut words = line.split_whitespace();
        let cells: Vec<&str> = words.by_ref().take(ROLES.len()).collect();
        let mut next = || words.next().unwrap_or_else(|| panic!("{line}")).to_owned();
        let (method, path) = (next(), next());
        let mut means: BTreeMap<_, _> = words
            .map(|word| {
                let (sign, meaning) = word.split_once('=').unwrap_or_else(|| panic!("{line}"));
                (sign.parse().unwrap(), meaning.to_owned())
            })
            .collect();
        means.insert(NOTHING_THERE.0, NOTHING_THERE.1.to_owned());
        let signs: Vec<char> = cells.concat().chars().collect();
        assert_eq!(signs.len(), ROLES.len() * TERMINALS.len(), "{line}");
        Self {
            method,
            path,
            signs,
            means,
        }
    }

    fn is_of(&self, operation: &Operation) -> bool {
        self.method == operation.method.as_str() && self.path == operation.path
    }

    fn expects(&self, at: usize) -> &str {
        let sign = self.signs[at];
        let meaning = self.means.get(&sign);
        meaning.unwrap_or_else(|| panic!("{} {}: what is {sign}?", self.method, self.path))
    }
}

fn rows() -> Vec<Row> {
    let lines = include_str!("rights.txt").lines();
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(Row::of)
        .collect()
}

/// Status, and of a refusal its code and clause.
fn told(answer: &Answer) -> String {
    let (status, code, clause) = answer.refusal();
    if status < 400 {
        return status.to_string();
    }
    let words = [Some(status.to_string()), Some(code), clause];
    let words: Vec<_> = words.into_iter().flatten().collect();
    words.join(":").trim_end_matches(':').to_owned()
}

/// What was told, as a line of `rights.txt`: to be read by eye before it is believed.
fn line_of(operation: &Operation, told: &[String]) -> String {
    let mut means: Vec<(char, &str)> = vec![NOTHING_THERE];
    let mut cells = String::new();
    for (at, told) in told.iter().enumerate() {
        let known = means.iter().find(|(_, meaning)| meaning == told);
        let sign = known.map(|(sign, _)| *sign).unwrap_or_else(|| {
            let signs = match told.as_bytes() {
                [b'4', b'0', b'3', ..] => "-tuvw",
                [b'4', b'0', b'4', ..] => "nmk",
                _ => "+abcd",
            };
            let is_free = |sign: &char| means.iter().all(|(known, _)| known != sign);
            let sign = signs.chars().find(is_free).unwrap_or('?');
            means.push((sign, told.as_str()));
            sign
        });
        if at > 0 && at % TERMINALS.len() == 0 {
            cells.push(' ');
        }
        cells.push(sign);
    }
    let mut line = format!("{cells} {} {}", operation.method, operation.path);
    for (sign, meaning) in means.iter().skip(1) {
        write!(line, " {sign}={meaning}").unwrap();
    }
    line
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_role_at_every_terminal_is_told_what_the_table_says() {
    let house = House::new().await;
    let operations = of_staff();
    let police = Things::of_headquarters(&house, "op1", "mgr1").await;
    // What is over stays as it is whoever tries.
    let operator = house.person("op1").await;
    operator.end(police.get("report")).await;
    let responsible = signed_in(&house, "resp1", TerminalKind::Unenrolled).await;
    let group = Things::of_group(&house, &responsible).await;
    let mut answers: Vec<Vec<String>> = vec![Vec::new(); operations.len()];
    for (column, user_id) in ROLES.iter().enumerate() {
        let own = if column < POLICE { &police } else { &group };
        for terminal in TERMINALS {
            let person = signed_in(&house, user_id, terminal).await;
            for (operation, answers) in operations.iter().zip(&mut answers) {
                let things = match operation.uses_things_up() {
                    true => own.afresh(&house).await,
                    false => own.clone(),
                };
                let request = operation.request(&things, &person.cookie);
                answers.push(told(&house.send(request).await));
            }
        }
    }
    let rows = rows();
    let mut wrong = String::new();
    for (operation, answers) in operations.iter().zip(&answers) {
        let row = rows.iter().find(|row| row.is_of(operation));
        let fits = |row: &Row| (0..answers.len()).all(|at| row.expects(at) == answers[at]);
        if !row.is_some_and(fits) {
            writeln!(wrong, "{}", line_of(operation, answers)).unwrap();
        }
    }
    assert!(wrong.is_empty(), "rights.txt says otherwise:\n{wrong}");
    for row in &rows {
        let exists = operations.iter().any(|operation| row.is_of(operation));
        assert!(exists, "there is no {} {}", row.method, row.path);
    }
}

#[tokio::test]
async fn nobody_without_a_session_gets_in() {
    let house = House::new().await;
    let operator = house.person("op1").await;
    let unit = crate::things::unit_of(&operator).await;
    let nothing = Things::none(&house, unit);
    for operation in listed().iter().filter(|one| one.is_of_staff()) {
        let answer = house.send(operation.request(&nothing, "")).await;
        let at = format!("{} {}", operation.method, operation.path);
        assert_eq!(
            answer.status,
            StatusCode::UNAUTHORIZED,
            "{at} {}",
            answer.text()
        );
    }
}

#[test]
fn every_operation_of_the_document_says_whom_it_asks() {
    let (listed, documented) = (listed(), documented());
    for (method, path) in &documented {
        let known = listed
            .iter()
            .any(|line| line.method.as_str() == method && line.path == *path);
        assert!(known, "operations.txt does not say who may {method} {path}");
    }
    for line in &listed {
        let own = (line.method.to_string(), line.path.clone());
        assert!(documented.contains(&own), "there is no {own:?}");
    }
}
