//! Lists that people open in a spreadsheet: what is typed stays text.

/// A line of cells (RFC 4180). A cell that a spreadsheet would run as a formula is set behind an
/// apostrophe.
pub fn line(cells: &[&str]) -> String {
    let mut line = cells
        .iter()
        .map(|text| cell(text))
        .collect::<Vec<_>>()
        .join(",");
    line.push_str("\r\n");
    line
}

fn cell(text: &str) -> String {
    let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    let safe = if runs {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if safe.contains(['"', ',', '\n', '\r', '\'']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula_and_never_two_cells() {
        let table = [
            ("受理 一郎", "受理 一郎"),
            ("=1+1", "\"'=1+1\""),
            ("＝1", "\"'＝1\""),
            ("a,b", "\"a,b\""),
            ("a\"b", "\"a\"\"b\""),
            ("a\nb", "\"a\nb\""),
        ];
        for (text, expected) in table {
            assert_eq!(cell(text), expected);
        }
        assert_eq!(line(&["a", "-1"]), "a,\"'-1\"\r\n");
    }
}
