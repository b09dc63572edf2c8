//! A copy of the source tree in which rules are switched off. It keeps what was built: only what
//! differs is written.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use crate::proof::Cut;

pub struct Copy {
    pub tree: PathBuf,
    pub target: PathBuf,
    /// The folder around both.
    pub around: PathBuf,
}

impl Copy {
    pub fn of(root: &Path) -> Result<Self> {
        let around = root.join("target/prove");
        let tree = around.join("tree");
        fs::create_dir_all(&tree)?;
        let wanted = files_of(root)?;
        for path in files_below(&tree, &tree)? {
            if !wanted.contains(&path) {
                fs::remove_file(tree.join(&path))?;
            }
        }
        for path in &wanted {
            write_if_other(&root.join(path), &tree.join(path))?;
        }
        // Installed packages are read, never changed.
        let (packages, link) = (
            "web-client/node_modules",
            tree.join("web-client/node_modules"),
        );
        if root.join(packages).exists() && !link.exists() {
            std::os::unix::fs::symlink(root.join(packages), link)?;
        }
        let target = around.join("build");
        if !target.exists() {
            lend_dependencies(root, &target)?;
        }
        Ok(Self {
            tree,
            target,
            around,
        })
    }

    /// Switches a rule off until the returned guard is dropped.
    pub fn without(&self, cuts: &[Cut]) -> Result<Off> {
        let mut off = Off {
            restored: Vec::new(),
        };
        for cut in cuts {
            let path = self.tree.join(&cut.file);
            let text = fs::read_to_string(&path).with_context(|| cut.file.clone())?;
            fs::write(&path, text.replacen(&cut.cut, &cut.put, 1))?;
            off.restored.push((path, text));
        }
        Ok(off)
    }
}

/// Dependencies that are built already need not be built again. Our own crates are: the copied
/// files are newer than they.
fn lend_dependencies(root: &Path, target: &Path) -> Result<()> {
    let built = root.join("target/debug");
    fs::create_dir_all(target.join("debug"))?;
    for part in ["build", "deps", ".fingerprint"] {
        let from = built.join(part);
        if from.exists() {
            let copied = Command::new("cp")
                .args(["-a", "--reflink=auto"])
                .arg(from)
                .arg(target.join("debug"))
                .status()?;
            ensure!(copied.success(), "what is built could not be copied");
        }
    }
    Ok(())
}

/// What is put back when it is dropped.
pub struct Off {
    restored: Vec<(PathBuf, String)>,
}

impl Drop for Off {
    fn drop(&mut self) {
        for (path, text) in self.restored.drain(..).rev() {
            if let Err(cause) = fs::write(&path, text) {
                println!("{} could not be put back: {cause}", path.display());
            }
        }
    }
}

/// Everything that belongs to the source, and the built pages.
fn files_of(root: &Path) -> Result<BTreeSet<PathBuf>> {
    let listed = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root)
        .output()?;
    ensure!(listed.status.success(), "git ls-files failed");
    let listed = String::from_utf8(listed.stdout)?;
    let mut files: BTreeSet<PathBuf> = listed
        .split_terminator('\0')
        .map(PathBuf::from)
        .filter(|path| root.join(path).is_file())
        .collect();
    let pages = root.join("web-client/dist");
    ensure!(pages.exists(), "the pages are not built");
    files.extend(files_below(root, &pages)?);
    Ok(files)
}

/// Files below a folder, as paths from a root; links are left alone.
fn files_below(root: &Path, folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                waiting.push(entry.path());
            } else if kind.is_file() {
                found.push(entry.path().strip_prefix(root)?.to_owned());
            }
        }
    }
    Ok(found)
}

fn write_if_other(from: &Path, to: &Path) -> Result<()> {
    let wanted = fs::read(from)?;
    if fs::read(to).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(to, wanted)?;
    fs::set_permissions(to, fs::metadata(from)?.permissions())?;
    Ok(())
}
