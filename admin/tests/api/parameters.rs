//! Whatever a rulebook lets people set has an effect: a rule of it, or a shell, reads it.

use std::{fs, path::Path};

/// The text of all files below a folder that end in one of these.
fn text_below(folder: &Path, endings: &[&str]) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text += &text_below(&path, endings);
        } else if endings
            .iter()
            .any(|ending| path.to_string_lossy().ends_with(ending))
        {
            text += &fs::read_to_string(path).unwrap();
        }
    }
    text
}

fn parameters(rules: &str) -> Vec<&str> {
    let blocks = rules.split("[[parameter]]\n").skip(1);
    blocks
        .map(|block| {
            let line = block.lines().find(|line| line.starts_with("code = "));
            line.unwrap()
                .trim_start_matches("code = ")
                .trim_matches('"')
        })
        .collect()
}

#[test]
fn every_parameter_is_read_by_something() {
    let admin = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rules = text_below(&admin.join("rulebooks"), &[".toml"]);
    // What a datum is called is no reading of it.
    let named = |line: &&str| line.starts_with("code = ");
    let readers: String = rules.lines().filter(|line| !named(line)).collect();
    let shells = text_below(&admin.join("src"), &[".rs"])
        + &text_below(&admin.join("../signaling/src"), &[".rs"])
        + &text_below(&admin.join("../infra/genba/src"), &[".rs"]);
    let all = parameters(&rules);
    assert!(all.len() > 30, "{all:?}");
    for parameter in all {
        let quoted = format!("\"{parameter}\"");
        let is_read = readers.contains(&quoted) || shells.contains(&quoted);
        assert!(is_read, "nothing reads {parameter}");
    }
}
