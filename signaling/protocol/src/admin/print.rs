//! How a form looks on paper: lines and ruled tables from top to bottom.

use serde::{Deserialize, Serialize};

use super::label::Label;

/// The printed sheet of a form. In words, `{field}` shows the value of a field or
/// room for it, `{field?}` nothing where there is none; `{by:step}`, `{on:step}` and `{at:step}` show
/// who took a step last and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct PrintView {
    pub label: Label,
    /// The number of the form in its document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub number: Option<Label>,
    /// False where the layout of the original is not at hand: a plain table stands for it.
    pub supplied: bool,
    pub parts: Vec<PrintPart>,
    pub clause: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct PrintPart {
    /// `left`, `right`, `center`, `title` or `note`.
    pub align: String,
    /// A line, or what stands above the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub words: Option<Label>,
    /// How wide the columns of the table are, in proportion; none of a line.
    pub columns: Vec<u32>,
    pub rows: Vec<PrintRow>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct PrintRow {
    pub cells: Vec<PrintCell>,
    /// Printed once for every time that one of these steps was taken.
    pub taken: Vec<String>,
    /// Printed once for every line of the ledger of the thing in this field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub entries: Option<String>,
    /// Only lines of these acts; all where none is named.
    pub acts: Vec<String>,
    /// So many lines are there at least.
    pub lines: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct PrintCell {
    /// It names what stands beside or below it.
    pub head: bool,
    pub span: u32,
    pub rows: u32,
    /// So many lines high at least.
    pub tall: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub words: Option<Label>,
    /// Every choice of this field, each with its box.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ticks: Option<String>,
    /// Choices that the paper does not have.
    pub without: Vec<String>,
    /// Choices with the value of another field behind them.
    pub with: Vec<PrintWith>,
    /// Who took this step last, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub done: Option<String>,
    /// In a repeated row: `at`, `act`, `by`, `confirmed_by`, `quantity` or `note`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub of_line: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct PrintWith {
    pub option: String,
    pub field: String,
}
