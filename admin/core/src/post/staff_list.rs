//! Staff lists as CSV: a list becomes rows to look at, with what is wrong in each line. Nothing is
//! applied here; every good row still has to pass the appointment matrix.

use std::collections::BTreeSet;

use jiff::civil::Date;
use protocol::id::{AccountId, UnitId};

use super::{
    Post,
    appoint::{Target, may_appoint, stands_in},
    unit::UnitTree,
};
use crate::{
    limits::{STAFF_CELL_CHARS, STAFF_LIST_BYTES, STAFF_LIST_ROWS},
    rulebook::{Rulebook, posts::AppointAct},
};

/// A list with its verdicts, for the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line of the text on which it begins, from 1.
    pub line: usize,
    pub result: Result<NewStaff, Vec<RowFault>>,
}

/// A person to be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewStaff {
    pub user_id: String,
    pub name: String,
    pub unit: UnitId,
    pub post: String,
    pub from: Date,
    pub to: Option<Date>,
    /// The clause by which the person who imports may enter this row.
    pub clause: String,
}

/// Why a text is no staff list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    #[error("more than {STAFF_LIST_BYTES} bytes")]
    TooLong,
    #[error("more than {STAFF_LIST_ROWS} rows")]
    TooManyRows,
    #[error("the first line has to name the columns: {}", COLUMNS.join(", "))]
    Heading,
    #[error("a quotation mark on line {line} is not closed")]
    OpenQuote { line: usize },
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    #[error("it has {0} cells")]
    Cells(usize),
    #[error("`{0}` is empty")]
    Empty(&'static str),
    #[error("`{0}` is too long")]
    TooLong(&'static str),
    #[error("`{0}` begins like a formula or holds control characters")]
    Unsafe(&'static str),
    #[error("the user id was given before")]
    UserIdTaken,
    #[error("the user id stands on line {0} too")]
    UserIdTwice(usize),
    #[error("no unit has this code")]
    UnitUnknown,
    #[error("no post has this code")]
    PostUnknown,
    #[error("this unit has no such post")]
    WrongUnit,
    #[error("`{0}` is no date like 2026-04-01")]
    NoDate(&'static str),
    #[error("the last day lies before the first")]
    EndsBeforeBeginning,
    #[error("not yours to enter ({0})")]
    NotAllowed(String),
}

/// Who imports, and what is known.
#[derive(Clone, Copy, Debug)]
pub struct Importer<'a> {
    pub rulebook: &'a Rulebook,
    pub units: &'a UnitTree,
    pub person: AccountId,
    pub posts: &'a [Post],
    /// User ids that were ever given, as stored; they are never given again (VR-3.2b).
    pub user_ids: &'a BTreeSet<String>,
    /// The id that a person of the list would get; it only has to be nobody's.
    pub newcomer: AccountId,
    pub today: Date,
}

const COLUMNS: [&str; 6] = ["user_id", "name", "unit", "post", "from", "to"];

/// Reads a list. An error concerns the whole text; faults of rows stand in the preview.
pub fn preview(text: &str, importer: Importer<'_>) -> Result<Preview, ListError> {
    if text.len() > STAFF_LIST_BYTES {
        return Err(ListError::TooLong);
    }
    let mut lines = records(text.trim_start_matches('\u{feff}'))?.into_iter();
    let heading = lines.next().map(|(_, cells)| cells).unwrap_or_default();
    if heading.iter().map(|cell| cell.trim()).ne(COLUMNS) {
        return Err(ListError::Heading);
    }
    let mut rows: Vec<Row> = Vec::new();
    for (line, cells) in lines {
        if rows.len() == STAFF_LIST_ROWS {
            return Err(ListError::TooManyRows);
        }
        let mut result = importer.row(&cells);
        if let Some(first) = first_with_same_id(&rows, &result) {
            result = Err(vec![RowFault::UserIdTwice(first)]);
        }
        rows.push(Row { line, result });
    }
    Ok(Preview { rows })
}

impl Importer<'_> {
    fn row(&self, cells: &[String]) -> Result<NewStaff, Vec<RowFault>> {
        let Ok([user_id, name, unit, post, from, to]) = <&[String; 6]>::try_from(cells) else {
            return Err(vec![RowFault::Cells(cells.len())]);
        };
        let mut faults = Vec::new();
        for (column, cell) in COLUMNS.into_iter().zip(cells) {
            faults.extend(fault_of_cell(column, cell));
        }
        let user_id = user_id.trim().to_lowercase();
        if self.user_ids.contains(&user_id) {
            faults.push(RowFault::UserIdTaken);
        }
        let from = day("from", from, &mut faults).unwrap_or(self.today);
        let to = day("to", to, &mut faults);
        if to.is_some_and(|to| to < from) {
            faults.push(RowFault::EndsBeforeBeginning);
        }
        let place = self
            .place(unit.trim(), post.trim())
            .map_err(|fault| faults.push(fault));
        match place {
            Ok((unit, clause)) if faults.is_empty() => Ok(NewStaff {
                user_id,
                name: name.trim().to_owned(),
                unit,
                post: post.trim().to_owned(),
                from,
                to,
                clause,
            }),
            _ => Err(faults),
        }
    }

    fn place(&self, unit: &str, post: &str) -> Result<(UnitId, String), RowFault> {
        let unit = self.units.by_code(unit).ok_or(RowFault::UnitUnknown)?;
        let kind = self.rulebook.posts.get(post).ok_or(RowFault::PostUnknown)?;
        if !stands_in(kind, unit.id, self.units) {
            return Err(RowFault::WrongUnit);
        }
        let target = Target {
            person: self.newcomer,
            kind: post,
            unit: unit.id,
        };
        let register = AppointAct::Register;
        let (rulebook, units, today) = (self.rulebook, self.units, self.today);
        match may_appoint(
            rulebook,
            units,
            self.person,
            self.posts,
            register,
            target,
            today,
        ) {
            Ok(allowed) => Ok((unit.id, allowed.clause.to_owned())),
            Err(refused) => Err(RowFault::NotAllowed(refused.clause)),
        }
    }
}

/// The day in a cell; nothing where the cell is empty.
fn day(column: &'static str, cell: &str, faults: &mut Vec<RowFault>) -> Option<Date> {
    let cell = Some(cell.trim()).filter(|cell| !cell.is_empty())?;
    let day = cell.parse();
    day.map_err(|_| faults.push(RowFault::NoDate(column))).ok()
}

fn fault_of_cell(column: &'static str, cell: &str) -> Option<RowFault> {
    let cell = cell.trim();
    if cell.is_empty() {
        return (!matches!(column, "from" | "to")).then_some(RowFault::Empty(column));
    }
    // A spreadsheet that opens an export of these names would run it.
    if cell.starts_with(['=', '+', '-', '@']) || cell.contains(char::is_control) {
        return Some(RowFault::Unsafe(column));
    }
    (cell.chars().count() > STAFF_CELL_CHARS).then_some(RowFault::TooLong(column))
}

fn first_with_same_id(rows: &[Row], result: &Result<NewStaff, Vec<RowFault>>) -> Option<usize> {
    let new = &result.as_ref().ok()?.user_id;
    let same = |row: &&Row| matches!(&row.result, Ok(old) if old.user_id == *new);
    rows.iter().find(same).map(|row| row.line)
}

/// The cells of each line (RFC 4180), with the number of the line on which it begins. Empty lines
/// are left out.
fn records(text: &str) -> Result<Vec<(usize, Vec<String>)>, ListError> {
    let mut records = Vec::new();
    let mut cells = vec![String::new()];
    let (mut line, mut begun_on, mut quoted, mut quote_line) = (1, 1, false, 1);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let end = cells.len() - 1;
        line += usize::from(c == '\n');
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cells[end].push('"');
            }
            '"' => (quoted, quote_line) = (!quoted, line),
            c if quoted => cells[end].push(c),
            ',' => cells.push(String::new()),
            '\r' => {}
            '\n' => {
                let finished = std::mem::replace(&mut cells, vec![String::new()]);
                records.push((begun_on, finished));
                begun_on = line;
            }
            c => cells[end].push(c),
        }
    }
    if quoted {
        return Err(ListError::OpenQuote { line: quote_line });
    }
    records.push((begun_on, cells));
    records.retain(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
    Ok(records)
}

#[cfg(test)]
mod tests;
