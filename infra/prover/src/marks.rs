//! Where a test has to go red: right below a comment `// proves ID` in its own body.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};

use crate::proof::Test;

/// A file of the tree, and a line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    pub file: String,
    pub line: usize,
}

/// The marked assertions of one clause in one test.
#[derive(Debug, Default)]
pub struct Marks(Vec<Spot>);

impl Marks {
    pub fn of(root: &Path, test: &Test, clause: &str) -> Result<Self> {
        let place = Place::of(root, test)?;
        let text =
            fs::read_to_string(root.join(&place.file)).with_context(|| place.file.clone())?;
        let lines: Vec<_> = text.lines().collect();
        let begins = lines.iter().position(|line| line.contains(&place.begin));
        let begins = begins.with_context(|| format!("{} has no {}", place.file, test.words()))?;
        let body = lines.iter().enumerate().skip(begins);
        let body = body.take_while(|(_, line)| **line != place.end);
        let marked = body.filter(|(_, line)| marks(line, clause));
        let mut spots = Vec::new();
        for (at, _) in marked {
            let next = lines.get(at + 1).copied().unwrap_or_default();
            ensure!(asserts(next), "no assertion stands below line {}", at + 1);
            // Lines count from one.
            spots.push(Spot {
                file: place.file.clone(),
                line: at + 2,
            });
        }
        Ok(Self(spots))
    }

    #[cfg(test)]
    pub fn at(file: &str, line: usize) -> Self {
        let file = file.to_owned();
        Self(vec![Spot { file, line }])
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn hold(&self, spot: &Spot) -> bool {
        self.0.contains(spot)
    }
}

/// The file of a test, a piece of its first line, and its last line.
struct Place {
    file: String,
    begin: String,
    end: &'static str,
}

impl Place {
    fn of(root: &Path, test: &Test) -> Result<Self> {
        Ok(match test {
            Test::Rust { target, name } => {
                let (modules, name) = match name.rsplit_once("::") {
                    Some((modules, name)) => (modules.replace("::", "/"), name),
                    None => (String::new(), name.as_str()),
                };
                Self {
                    file: file_of(root, target, &modules)?,
                    begin: format!("fn {name}("),
                    end: "}",
                }
            }
            Test::Browser { spec, title } => Self {
                file: format!("web-client/e2e/{spec}"),
                begin: format!("test({title:?}"),
                end: "});",
            },
        })
    }
}

/// `admin::api` with the module `posts` is `admin/tests/api/posts.rs`.
fn file_of(root: &Path, target: &str, modules: &str) -> Result<String> {
    let (package, target) = target.split_once("::").context("no test target: a::b")?;
    let tests = folder_of(root, package)?.join("tests");
    let candidates = match modules {
        "" => vec![format!("{target}/main.rs"), format!("{target}.rs")],
        _ => vec![
            format!("{target}/{modules}.rs"),
            format!("{target}/{modules}/mod.rs"),
        ],
    };
    let mut paths = candidates.iter().map(|name| tests.join(name));
    let found = paths.find(|path| root.join(path).exists());
    let found = found.with_context(|| format!("there is no test target {package}::{target}"))?;
    Ok(found.to_str().context("a path of the tree")?.to_owned())
}

/// The folder of a package, below the root.
fn folder_of(root: &Path, package: &str) -> Result<PathBuf> {
    let read = |folder: &Path| -> Result<toml::Table> {
        let text = fs::read_to_string(root.join(folder).join("Cargo.toml"))?;
        Ok(toml::from_str(&text)?)
    };
    let house = read(Path::new(""))?;
    let members = house["workspace"]["members"].as_array();
    for member in members.into_iter().flatten().filter_map(|m| m.as_str()) {
        let own = read(Path::new(member))?;
        if own["package"]["name"].as_str() == Some(package) {
            return Ok(member.into());
        }
    }
    ensure!(false, "there is no package {package}");
    Ok(PathBuf::new())
}

/// Of Rust, of the helpers for refusals in our tests, or of a browser test.
fn asserts(line: &str) -> bool {
    let words = [
        "assert",
        ".refused(",
        ".is(",
        ".not_found(",
        "expect(",
        "expect.poll(",
    ];
    words.iter().any(|word| line.contains(word)) && !line.contains(".expect(")
}

fn marks(line: &str, clause: &str) -> bool {
    let named = line.trim().strip_prefix("// proves ");
    named.is_some_and(|named| named.split(", ").any(|id| id == clause))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_names_whole_ids() {
        assert!(marks("        // proves VR-4.1.2", "VR-4.1.2"));
        assert!(marks("// proves VR-4.1.2, VR-4.1.3a", "VR-4.1.3a"));
        assert!(!marks("// proves VR-4.1.3a", "VR-4.1.3"));
        assert!(!marks("// VR-4.1.3a", "VR-4.1.3a"));
    }

    #[test]
    fn an_assertion_is_known_by_its_words() {
        assert!(asserts("    assert_eq!(one, other);"));
        assert!(asserts(
            "    refused.refused(403, \"not_allowed\", \"VR-1\");"
        ));
        assert!(asserts("  await expect(page).toHaveURL(\"/\");"));
        assert!(!asserts(
            "    let found = lines.first().expect(\"a line\");"
        ));
    }

    #[test]
    fn a_test_is_found_where_it_stands() {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
        let file = |target, modules| file_of(root, target, modules).unwrap();
        assert_eq!(file("admin::api", "posts"), "admin/tests/api/posts.rs");
        assert_eq!(file("admin::credentials", ""), "admin/tests/credentials.rs");
        assert_eq!(file("genba::serve", ""), "infra/genba/tests/serve.rs");
        assert!(file_of(root, "admin::nowhere", "").is_err());
        assert!(file_of(root, "nobody::api", "").is_err());
    }
}
