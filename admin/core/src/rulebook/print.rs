//! How a form looks on paper: a sheet of lines and tables whose cells show words, fields, boxes to
//! tick, and who took a step. A form without a sheet is printed as a plain table of its fields.

use std::collections::BTreeSet;

use super::{
    Label,
    check::Names,
    datum::data,
    flaw::{Fault, Kind, Place, Word},
    form::{Field, FieldKind, Form},
};
use crate::{asset::Act, words::words};

data! {
    /// The sheet of one form.
    pub struct Print {
        pub form: Word,
        /// What the sheet is called.
        pub label: Label,
        /// The number of the form in its document, for example [別記様式第1号].
        pub number: Option<Label>,
        /// False where the document names the form and its layout is not at hand (PH-F).
        pub supplied: bool = true,
        /// Lines and tables from top to bottom; none where the layout is not at hand.
        pub parts["part"]: Vec<Part>,
        /// Fields that the sheet has no place for: those of the system.
        pub left_out: Vec<Word>,
        pub clause: Word,
        pub place: Place,
    }
}

data! {
    /// A line of words, or with `columns` a ruled table.
    pub struct Part {
        pub align: Align = Align::Left,
        /// The line, or what stands above the table; `{field}` shows the value of a field or room
        /// for it, `{field?}` nothing where there is none, `{by:step}`, `{on:step}` and `{at:step}`
        /// who took a step last and when; of several steps `{by:one|other}`.
        pub label: Option<Label>,
        /// How wide the columns are, in proportion.
        pub columns: Vec<usize>,
        pub rows["row"]: Vec<Row>,
        pub place: Place,
    }
}

words! {
    pub enum Align {
        Left = "left",
        Right = "right",
        Center = "center",
        /// The title of the sheet.
        Title = "title",
        /// A note in small letters.
        Note = "note",
    }
}

data! {
    pub struct Row {
        pub cells: Vec<Cell>,
        /// Printed once for every time that one of these steps was taken.
        pub taken: Vec<Word>,
        /// Printed once for every line of the ledger of the thing in this field.
        pub entries: Option<Word>,
        /// Only lines of these acts; all where none is named.
        pub acts: Vec<Act>,
        /// So many lines are there at least, as on the paper.
        pub lines: usize = 1,
        pub place: Place,
    }
}

data! {
    pub struct Cell {
        /// Words that name what stands beside or below them.
        pub head: bool = false,
        /// Over so many columns.
        pub span: usize = 1,
        /// Over so many rows.
        pub rows: usize = 1,
        /// Words; `{field}` shows the value of a field.
        pub label: Option<Label>,
        /// Every choice of this field, each with its box.
        pub ticks: Option<Word>,
        /// Choices that the paper does not have.
        pub without: Vec<Word>,
        /// Choices with the value of another field in brackets behind them.
        pub with: Vec<With>,
        /// Who took this step last, and on which day: the seal on the paper.
        pub done: Option<Word>,
        /// In a row that is repeated: what of the line stands here.
        pub of_line: Option<OfLine>,
        /// At least so many lines high.
        pub tall: usize = 1,
        pub place: Place,
    }
}

data! {
    pub struct With {
        pub option: Word,
        pub field: Word,
    }
}

words! {
    /// What a line of a history tells.
    pub enum OfLine {
        At = "at",
        /// What was done.
        Act = "act",
        By = "by",
        /// Who confirmed or witnessed it.
        ConfirmedBy = "confirmed_by",
        Quantity = "quantity",
        /// How, where to, or where it is kept.
        Note = "note",
    }
}

impl Print {
    pub(crate) fn check(&self, names: &Names<'_>) {
        names.known(Kind::Form, &self.form);
        let Some(form) = names.rulebook.forms.get(&self.form.text) else {
            return;
        };
        let sheet = Sheet { names, form };
        let mut shown: BTreeSet<&str> = BTreeSet::new();
        for part in &self.parts {
            sheet.part(part, &mut shown);
        }
        for field in &self.left_out {
            sheet.field(field, |_| true);
            shown.insert(&field.text);
        }
        let unseen = |field: &&Field| !shown.contains(field.code.as_str());
        if self.supplied != self.parts.is_empty() {
            for field in form.fields.iter().filter(unseen).filter(|_| self.supplied) {
                sheet.tell(
                    &self.place,
                    format!("`{}` stands nowhere on it", field.code),
                );
            }
        } else {
            let told = "a layout has parts, and one that is not supplied has none";
            sheet.tell(&self.place, told.to_owned());
        }
    }
}

/// A sheet while it is checked.
struct Sheet<'a> {
    names: &'a Names<'a>,
    form: &'a Form,
}

impl Sheet<'_> {
    fn tell(&self, place: &Place, flaw: String) {
        self.names.flaws.add(place, Fault::Print(flaw));
    }

    fn field(&self, word: &Word, fits: impl Fn(FieldKind) -> bool) {
        let known = self.form.field(word).is_some_and(|field| fits(field.kind));
        self.names.unless(known, Kind::Field, word);
    }

    fn step(&self, word: &Word) {
        let mut own = self.names.rulebook.workflows.values();
        let known = own
            .any(|workflow| workflow.form.text == self.form.code && workflow.step(word).is_some());
        self.names.unless(known, Kind::Step, word);
    }

    fn part<'b>(&self, part: &'b Part, shown: &mut BTreeSet<&'b str>) {
        if part.columns.is_empty() != part.rows.is_empty() || part.columns.contains(&0) {
            self.tell(&part.place, "a table has columns and rows".to_owned());
        }
        if part.columns.is_empty() && part.label.is_none() {
            self.tell(&part.place, "a line has words".to_owned());
        }
        self.words(part.label.as_ref(), &part.place, shown);
        // How many more rows each column is taken by a cell from above.
        let mut taken = vec![0; part.columns.len()];
        for row in &part.rows {
            self.row(row, &mut taken, shown);
        }
        if taken.iter().any(|rows| *rows > 0) {
            self.tell(&part.place, "a cell reaches below the table".to_owned());
        }
    }

    fn row<'b>(&self, row: &'b Row, taken: &mut [usize], shown: &mut BTreeSet<&'b str>) {
        let free = taken.iter().filter(|rows| **rows == 0).count();
        let spans: usize = row.cells.iter().map(|cell| cell.span).sum();
        if spans != free || row.cells.iter().any(|cell| cell.span * cell.rows == 0) {
            let told = format!("a row fills {spans} of {free} columns");
            return self.tell(&row.place, told);
        }
        let mut cells = row.cells.iter();
        let mut left = cells.next().map(|cell| (cell.span, cell.rows));
        for rows in taken.iter_mut() {
            if *rows > 0 {
                *rows -= 1;
            } else if let Some((span, down)) = left {
                *rows = down - 1;
                left = match span {
                    1 => cells.next().map(|cell| (cell.span, cell.rows)),
                    _ => Some((span - 1, down)),
                };
            }
        }
        row.taken.iter().for_each(|step| self.step(step));
        if let Some(things) = &row.entries {
            self.field(things, |kind| kind == FieldKind::Asset);
            shown.insert(&things.text);
        }
        let is_repeated = !row.taken.is_empty() || row.entries.is_some();
        for cell in &row.cells {
            if cell.of_line.is_some() && !is_repeated {
                self.tell(&cell.place, "`of_line` stands in repeated rows".to_owned());
            }
            self.cell(cell, shown);
        }
    }

    fn cell<'b>(&self, cell: &'b Cell, shown: &mut BTreeSet<&'b str>) {
        self.words(cell.label.as_ref(), &cell.place, shown);
        if let Some(step) = &cell.done {
            self.step(step);
        }
        if let Some(ticks) = &cell.ticks {
            self.field(ticks, |kind| {
                matches!(kind, FieldKind::Choice | FieldKind::TickGroup)
            });
            shown.insert(&ticks.text);
        }
        let of = cell.ticks.as_ref().and_then(|ticks| self.form.field(ticks));
        for option in &cell.without {
            let offered = of.is_some_and(|field| field.offers(option));
            self.names.unless(offered, Kind::Option, option);
        }
        for with in &cell.with {
            self.field(&with.field, |_| true);
            let offered = of.is_some_and(|field| field.offers(&with.option));
            self.names.unless(offered, Kind::Option, &with.option);
            shown.insert(&with.field.text);
        }
    }

    /// What words name; both languages name the same.
    fn words<'b>(&self, label: Option<&'b Label>, place: &Place, shown: &mut BTreeSet<&'b str>) {
        let Some(label) = label else { return };
        let ja: BTreeSet<_> = named(&label.ja).collect();
        if ja != named(&label.en).collect() {
            self.tell(place, "the languages show different fields".to_owned());
        }
        for name in named(&label.ja).chain(named(&label.en)) {
            let word = |text: &str| Word {
                text: text.to_owned(),
                place: place.clone(),
            };
            match name.split_once(':') {
                Some((what, steps)) if OF_STEP.contains(&what) => {
                    steps.split('|').for_each(|step| self.step(&word(step)));
                }
                _ => self.field(&word(name), |_| true),
            }
        }
        shown.extend(ja);
    }
}

/// What words may tell of a step: who took it last, on which day, and at which moment.
const OF_STEP: [&str; 3] = ["by", "on", "at"];

/// What words name as `{field}`, `{field?}` or `{by:step|step}`.
fn named(words: &str) -> impl Iterator<Item = &str> {
    let behind = words.split('{').skip(1);
    let fields = behind.filter_map(|rest| rest.split_once('}').map(|(field, _)| field));
    fields.map(|field| field.trim_end_matches('?'))
}
