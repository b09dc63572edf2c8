//! The walls of the house, read from cargo's own description of the workspace: cores decide and
//! touch nothing, arrows point down only.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::{
    collections::{BTreeMap, BTreeSet},
    env::consts::ARCH,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// What a core's normal dependencies may never reach.
const BANNED_IN_CORES: [&str; 9] = [
    "tokio",
    "axum",
    "sea-orm",
    "sqlx",
    "mio",
    "hyper",
    "sea-orm-migration",
    "socket2",
    "reqwest",
];

/// Crate, folder, and the crates of the house it may use. A new arrow needs a decision record.
const HOUSE: [(&str, &str, &[&str]); 13] = [
    ("protocol", "signaling/protocol", &[]),
    ("media-core", "media-server/core", &["journal", "protocol"]),
    ("journal", "media-server/journal", &["protocol"]),
    ("objects", "media-server/objects", &["protocol"]),
    ("admin-core", "admin/core", &["protocol"]),
    ("signaling-core", "signaling/core", &["protocol"]),
    (
        "media-server",
        "media-server",
        &["journal", "media-core", "objects", "protocol"],
    ),
    (
        "genba-recorder",
        "media-server/recorder",
        &["journal", "protocol"],
    ),
    (
        "admin",
        "admin",
        &["admin-core", "journal", "objects", "protocol"],
    ),
    (
        "signaling",
        "signaling",
        &["admin", "journal", "objects", "signaling-core", "protocol"],
    ),
    (
        "genba",
        "infra/genba",
        &["admin", "media-server", "objects", "signaling", "protocol"],
    ),
    (
        "loadtest",
        "loadtest",
        &["admin-core", "protocol", "media-core", "media-server"],
    ),
    ("prover", "infra/prover", &[]),
];

const WITHOUT_IO: [&str; 5] = [
    "protocol",
    "journal",
    "media-core",
    "admin-core",
    "signaling-core",
];

/// Names that every core's `clippy.toml` must ban.
const BANNED_NAMES: [&str; 10] = [
    "std::time::Instant::now",
    "std::time::SystemTime::now",
    "std::thread::spawn",
    "std::thread::sleep",
    "std::env::var",
    "std::net::UdpSocket",
    "std::net::TcpStream",
    "std::net::TcpListener",
    "std::fs::File",
    "std::collections::hash_map::RandomState",
];

/// The normal dependencies of each package, by package id.
struct Tree {
    names: BTreeMap<String, String>,
    uses: BTreeMap<String, BTreeSet<String>>,
}

impl Tree {
    fn read() -> Self {
        // Packages of other platforms need not be on this machine.
        let platform = format!("--filter-platform={ARCH}-unknown-linux-gnu");
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--format-version", "1", "--locked", "--offline"])
            .arg(platform)
            .current_dir(root())
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        Self::from(&serde_json::from_slice(&output.stdout).unwrap())
    }

    fn from(metadata: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let packages = metadata["packages"].as_array().unwrap();
        let names = packages
            .iter()
            .map(|package| (text(&package["id"]), text(&package["name"])));
        let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
        let uses = nodes.iter().map(|node| {
            let normal = node["deps"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|dep| is_normal(dep));
            (
                text(&node["id"]),
                normal.map(|dep| text(&dep["pkg"])).collect(),
            )
        });
        Self {
            names: names.collect(),
            uses: uses.collect(),
        }
    }

    fn id(&self, name: &str) -> &str {
        let found = self.names.iter().find(|(_, found)| *found == name);
        found.unwrap_or_else(|| panic!("{name} is no package")).0
    }

    /// Names of what a package uses directly.
    fn direct(&self, name: &str) -> BTreeSet<&str> {
        self.uses[self.id(name)]
            .iter()
            .map(|id| self.names[id].as_str())
            .collect()
    }

    /// Names of everything a package reaches.
    fn reached(&self, name: &str) -> BTreeSet<&str> {
        let mut reached = BTreeSet::new();
        let mut open = vec![self.id(name)];
        while let Some(id) = open.pop() {
            for used in &self.uses[id] {
                if reached.insert(used.as_str()) {
                    open.push(used);
                }
            }
        }
        reached
            .into_iter()
            .map(|id| self.names[id].as_str())
            .collect()
    }

    fn banned_in(&self, core: &str) -> Vec<&str> {
        self.reached(core)
            .into_iter()
            .filter(|name| BANNED_IN_CORES.contains(name))
            .collect()
    }

    fn wrong_arrows(&self, name: &str, allowed: &[&str]) -> Vec<&str> {
        let ours: BTreeSet<_> = HOUSE.iter().map(|(name, ..)| *name).collect();
        let used = self.direct(name).into_iter();
        used.filter(|used| ours.contains(used) && !allowed.contains(used))
            .collect()
    }
}

fn is_normal(dep: &Value) -> bool {
    dep["dep_kinds"]
        .as_array()
        .unwrap()
        .iter()
        .any(|kind| kind["kind"].is_null())
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn no_core_reaches_a_runtime_a_server_or_a_database() {
    let tree = Tree::read();
    for core in WITHOUT_IO {
        assert_eq!(tree.banned_in(core), Vec::<&str>::new(), "{core}");
    }
    // The same question must be able to fail.
    assert!(tree.banned_in("admin").contains(&"sea-orm"));
}

#[test]
fn arrows_point_down_only() {
    let tree = Tree::read();
    for (name, _, allowed) in HOUSE {
        assert_eq!(
            tree.wrong_arrows(name, allowed),
            Vec::<&str>::new(),
            "{name}"
        );
    }
    assert_eq!(
        tree.wrong_arrows("genba", &[]).len(),
        5,
        "the same question must be able to fail"
    );
}

#[test]
fn every_crate_of_the_house_stands_in_the_table() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let (_, members) = manifest.split_once("members = [").unwrap();
    let (members, _) = members.split_once(']').unwrap();
    let members: BTreeSet<_> = members.split('"').skip(1).step_by(2).collect();
    let table: BTreeSet<_> = HOUSE.iter().map(|(_, folder, _)| *folder).collect();
    assert_eq!(members, table);
}

#[test]
fn every_core_bans_clock_threads_environment_sockets_and_files() {
    for (name, folder, _) in HOUSE.iter().filter(|(name, ..)| name.ends_with("-core")) {
        let path = root().join(folder).join("clippy.toml");
        let lints = fs::read_to_string(&path).unwrap_or_default();
        for banned in BANNED_NAMES {
            let line = format!("path = \"{banned}\"");
            assert!(
                lints.contains(&line),
                "{name}: clippy.toml does not ban {banned}"
            );
        }
    }
}

#[test]
fn a_core_with_a_runtime_two_steps_away_is_found() {
    let dep =
        |id: &str, kind: Value| serde_json::json!({ "pkg": id, "dep_kinds": [{ "kind": kind }] });
    let package = |name: &str| serde_json::json!({ "id": name, "name": name });
    let node = |id: &str, deps: Vec<Value>| serde_json::json!({ "id": id, "deps": deps });
    let tree = |kind: Value| {
        Tree::from(&serde_json::json!({
            "packages": [package("admin-core"), package("helper"), package("tokio"), package("admin")],
            "resolve": { "nodes": [
                node("admin-core", vec![dep("helper", Value::Null), dep("admin", kind.clone())]),
                node("helper", vec![dep("tokio", kind)]),
                node("tokio", vec![]),
                node("admin", vec![]),
            ]},
        }))
    };
    assert_eq!(tree(Value::Null).banned_in("admin-core"), ["tokio"]);
    assert_eq!(
        tree(Value::Null).wrong_arrows("admin-core", &["protocol"]),
        ["admin"]
    );
    assert!(tree("dev".into()).banned_in("admin-core").is_empty());
}
