//! Sheets of forms: what is wrong with one is told when the rulebook is read.

use super::*;

const SHEET: &str = r#"
[[print]]
form = "loan"
ja = "借用申請書"
en = "Loan application"
number = { ja = "別記様式第1号", en = "Form 1" }
clause = "TS-2a"

[[print.part]]
align = "title"
ja = "借用申請書"
en = "Loan application"

[[print.part]]
columns = [1, 2, 1]

[[print.part.row]]
cells = [
    { head = true, rows = 2, ja = "目的", en = "Purpose" },
    { span = 2, ja = "{purpose}のため", en = "for {purpose}" },
]

[[print.part.row]]
cells = [{ ticks = "kind" }, { done = "lend" }]
"#;

fn faults(change: (&str, &str)) -> Vec<String> {
    assert_eq!(SHEET.matches(change.0).count(), 1, "{}", change.0);
    let text = format!("{SAMPLE}{}", SHEET.replace(change.0, change.1));
    let flaws = load(&text, GRANTS).err().unwrap_or_default();
    flaws
        .into_iter()
        .map(|flaw| flaw.fault.to_string())
        .collect()
}

#[test]
fn a_sheet_shows_every_field_once_in_its_table() {
    let rulebook = load(&format!("{SAMPLE}{SHEET}"), GRANTS).unwrap();
    let print = &rulebook.prints["loan"];
    assert_eq!(print.parts.len(), 2);
    let mut rules = rulebook.rules().into_iter();
    assert!(rules.any(|rule| rule.kind == rule::RuleKind::Print));
}

#[test]
fn every_flaw_of_a_sheet_is_told() {
    let sheet = |told: &str| format!("the printed sheet is wrong: {told}");
    let table = [
        (
            ("form = \"loan\"", "form = \"lone\""),
            "no form is called `lone`".to_owned(),
        ),
        (
            ("ticks = \"kind\"", "ticks = \"sort\""),
            "no field is called `sort`".to_owned(),
        ),
        (
            ("ticks = \"kind\"", "ticks = \"purpose\""),
            "no field is called `purpose`".to_owned(),
        ),
        (
            ("done = \"lend\"", "done = \"land\""),
            "no step is called `land`".to_owned(),
        ),
        (
            (
                "ticks = \"kind\"",
                "ticks = \"kind\", with = [{ option = \"long\", field = \"purpose\" }]",
            ),
            "no option is called `long`".to_owned(),
        ),
        (
            ("{ ticks = \"kind\" }", "{}"),
            sheet("`kind` stands nowhere on it"),
        ),
        (
            ("for {purpose}", "for whatever"),
            sheet("the languages show different fields"),
        ),
        (
            ("for {purpose}", "for {purpose} {by:land}"),
            "no step is called `land`".to_owned(),
        ),
        (
            ("span = 2", "span = 1"),
            sheet("a row fills 2 of 3 columns"),
        ),
        (
            ("{ ticks = \"kind\" }, ", ""),
            sheet("a row fills 1 of 2 columns"),
        ),
        (
            ("rows = 2", "rows = 3"),
            sheet("a cell reaches below the table"),
        ),
        (
            ("columns = [1, 2, 1]\n", ""),
            sheet("a table has columns and rows"),
        ),
        (
            ("{ done = \"lend\" }", "{ of_line = \"at\" }"),
            sheet("`of_line` stands in repeated rows"),
        ),
        (
            ("number =", "supplied = false\nnumber ="),
            sheet("a layout has parts, and one that is not supplied has none"),
        ),
        (
            ("align = \"title\"", "align = \"top\""),
            "no word of a closed list is called `top`".to_owned(),
        ),
    ];
    for (change, told) in table {
        let faults = faults(change);
        assert!(faults.contains(&told), "{change:?}: {faults:#?}");
    }
}

#[test]
fn a_form_whose_layout_is_not_at_hand_has_a_number_and_no_parts() {
    let head = SHEET.split("[[print.part]]").next().unwrap();
    let text = format!(
        "{SAMPLE}{}",
        head.replace("number =", "supplied = false\nnumber =")
    );
    let rulebook = load(&text, GRANTS).unwrap();
    assert!(!rulebook.prints["loan"].supplied);
}
