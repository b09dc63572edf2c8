//! The operations of the API document as `operations.txt` lists them, each ready to be asked with
//! real ids.

use std::collections::BTreeMap;

use axum::body::Body;
use http::{Method, Request, header};
use serde_json::Value;

use crate::{house::ORIGIN, things::Things};

/// One line of `operations.txt`.
#[derive(Clone)]
pub struct Operation {
    pub method: Method,
    pub path: String,
    asks: &'static str,
    body: &'static str,
}

/// Signing out or locking in the middle stands in the way of the next try.
const ENDS_THE_TRIES: [&str; 3] = ["/api/v1/sign-out", "/api/v1/lock", "/api/v1/unlock"];

impl Operation {
    /// Whether somebody signed in at a console is asked; callers, media and the demo are not.
    pub fn is_of_staff(&self) -> bool {
        self.asks != "others"
    }

    /// The act of the grants that is asked, or another word.
    pub fn act(&self) -> &str {
        self.asks
    }

    /// One without a body that the document knows in another form.
    pub fn bare(method: &str, path: &str) -> Self {
        Self {
            method: method.parse().unwrap(),
            path: path.to_owned(),
            asks: "matter",
            body: "",
        }
    }

    /// Whether it names a thing that belongs to somebody.
    pub fn names_a_thing(&self) -> bool {
        let named = ["{id}", "{unit}", "<unit>", "<begin>"];
        let holds = |text: &str| named.iter().any(|name| text.contains(name));
        holds(&self.path) || holds(self.body)
    }

    /// Whether one try may leave a person, post or terminal that is none any more.
    pub fn uses_things_up(&self) -> bool {
        let path = [
            "/posts",
            "/accounts",
            "/terminals/",
            "/transfers",
            "/ledgers",
        ];
        path.iter().any(|part| self.path.contains(part)) && self.method != Method::GET
    }

    /// The request, with the ids of these things.
    pub fn request(&self, things: &Things, cookie: &str) -> Request<Body> {
        let mut before = "";
        let mut parts = Vec::new();
        for part in self.path.split('/') {
            parts.push(match part.strip_prefix('{') {
                Some(name) => things.get(thing_of(before, name)),
                None => part,
            });
            before = part;
        }
        Request::builder()
            .method(&self.method)
            .uri(things.fill(&parts.join("/")))
            .header(header::COOKIE, cookie)
            .header(header::ORIGIN, ORIGIN)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(things.fill(self.body)))
            .unwrap()
    }
}

/// What a parameter of a path names.
fn thing_of<'a>(before: &str, name: &'a str) -> &'a str {
    match (before, name.trim_end_matches('}')) {
        ("reports" | "passes", "id") => "report",
        ("terminals", "id") => "terminal",
        ("calls", "id") => "call",
        ("tokens", "id") => "command_token",
        ("credentials", "id") => "credential",
        ("accounts", "id") => "account",
        ("posts", "id") => "post",
        ("cases", "id") => "case",
        ("exports", "id") => "export",
        ("case-files", "id") => "case_file",
        ("notices", "id") => "notice",
        ("assets", "id") => "asset",
        ("footage", "id") => "footage",
        ("circulars", "id") => "circular",
        ("units", "id") => "unit",
        ("access-reviews", "id") => "review",
        ("staff-urls", "id") => "staff_url",
        ("staff-devices", "id") => "staff_device",
        ("staff-uses", "id") => "staff_use",
        (_, "id") => panic!("what is the id of {before}?"),
        (_, name) => name,
    }
}

/// The operations of people at consoles that can be tried one after the other.
pub fn of_staff() -> Vec<Operation> {
    let all = listed().into_iter().filter(Operation::is_of_staff);
    all.filter(|operation| !ENDS_THE_TRIES.contains(&operation.path.as_str()))
        .collect()
}

/// Method, path, which act is asked, and a body that can be read.
pub fn listed() -> Vec<Operation> {
    let lines = include_str!("operations.txt").lines();
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let mut parts = line.splitn(4, ' ');
            let mut next = || parts.next().unwrap_or_default();
            Operation {
                method: next().parse().unwrap(),
                path: next().to_owned(),
                asks: next(),
                body: next(),
            }
        })
        .collect()
}

/// Method and path of everything in the API document.
pub fn documented() -> Vec<(String, String)> {
    let document = include_str!("../../../infra/openapi.json");
    let document: Value = serde_json::from_str(document).unwrap();
    let paths: BTreeMap<String, BTreeMap<String, Value>> =
        serde_json::from_value(document["paths"].clone()).unwrap();
    let of_path = |(path, methods): (String, BTreeMap<String, Value>)| {
        let methods = methods.into_keys();
        methods.map(move |method| (method.to_uppercase(), path.clone()))
    };
    paths.into_iter().flat_map(of_path).collect()
}
