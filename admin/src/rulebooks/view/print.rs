//! Printed sheets as they go out.

use admin_core::rulebook::{
    flaw::Word,
    print::{Cell, Part, Print, Row},
};
use protocol::admin::print::{PrintCell, PrintPart, PrintRow, PrintView, PrintWith};

use crate::posts::view::label;

pub(super) fn print(print: &Print) -> PrintView {
    PrintView {
        label: label(&print.label),
        number: print.number.as_ref().map(label),
        supplied: print.supplied,
        parts: print.parts.iter().map(part).collect(),
        clause: print.clause.text.clone(),
    }
}

fn part(part: &Part) -> PrintPart {
    PrintPart {
        align: part.align.code().to_owned(),
        words: part.label.as_ref().map(label),
        columns: part.columns.iter().copied().map(figure).collect(),
        rows: part.rows.iter().map(row).collect(),
    }
}

fn row(row: &Row) -> PrintRow {
    PrintRow {
        cells: row.cells.iter().map(cell).collect(),
        taken: row.taken.iter().map(text).collect(),
        entries: row.entries.as_ref().map(text),
        acts: row.acts.iter().map(|act| act.code().to_owned()).collect(),
        lines: figure(row.lines),
    }
}

fn cell(cell: &Cell) -> PrintCell {
    PrintCell {
        head: cell.head,
        span: figure(cell.span),
        rows: figure(cell.rows),
        tall: figure(cell.tall),
        words: cell.label.as_ref().map(label),
        ticks: cell.ticks.as_ref().map(text),
        without: cell.without.iter().map(text).collect(),
        with: cell
            .with
            .iter()
            .map(|with| PrintWith {
                option: text(&with.option),
                field: text(&with.field),
            })
            .collect(),
        done: cell.done.as_ref().map(text),
        of_line: cell.of_line.map(|of| of.code().to_owned()),
    }
}

fn text(word: &Word) -> String {
    word.text.clone()
}

fn figure(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
