//! Small pieces of markup.

/// Text that came from outside, safe between tags and in quoted attributes.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe += "&amp;",
            '<' => safe += "&lt;",
            '>' => safe += "&gt;",
            '"' => safe += "&quot;",
            '\'' => safe += "&#39;",
            other => safe.push(other),
        }
    }
    safe
}

/// A table with its first column as row heads; cells are escaped.
pub fn table(caption: &str, heads: &[&str], rows: &[Vec<String>]) -> String {
    let head: String = heads
        .iter()
        .map(|head| format!("<th scope=\"col\">{}</th>", escape(head)))
        .collect();
    let body: String = rows.iter().map(|row| row_of(row)).collect();
    format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\"><table>\n\
         <caption>{0}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table></div>",
        escape(caption)
    )
}

fn row_of(row: &[String]) -> String {
    let mut cells = row.iter();
    let first = cells.next().map_or("", String::as_str);
    let rest: String = cells
        .map(|cell| format!("<td>{}</td>", escape(cell)))
        .collect();
    format!("<tr><th scope=\"row\">{}</th>{rest}</tr>\n", escape(first))
}

/// A section with a heading in both languages.
pub fn section(id: &str, english: &str, japanese: &str, content: &str) -> String {
    format!(
        "<section id=\"{id}\" aria-labelledby=\"{id}-h\">\n<h2 id=\"{id}-h\">{english} \
         <span lang=\"ja\">{japanese}</span></h2>\n{content}\n</section>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_outside_cannot_become_markup() {
        let nasty = "<script>\"&'";
        assert_eq!(escape(nasty), "&lt;script&gt;&quot;&amp;&#39;");
        let table = table(nasty, &[nasty], &[vec![nasty.to_owned(), nasty.to_owned()]]);
        assert!(!table.contains("<script"), "{table}");
    }
}
