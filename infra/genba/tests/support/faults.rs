//! Faults that the system filed by itself.

use serde_json::{Value, json};

use super::{Browser, Server, cookie_of, phone::parsed};

/// The list of those that are open.
pub const FAULTS: &str = "/api/v1/cases?document=VR&workflow=fault&open=true";

/// The system's manager of the agency, at a management terminal.
pub async fn manager(server: &Server) -> String {
    let accounts = server.ready["accounts"].as_array().unwrap();
    let account = accounts
        .iter()
        .find(|account| account["user_id"] == "npasysmgr")
        .unwrap();
    let browser = Browser::new();
    let enrol = json!({ "kind": "management", "public_key": browser.public_key() });
    let enrolled = server.post("/api/v1/demo/enrol", "", &enrol).await;
    assert_eq!(enrolled.status(), 201);
    let factor = json!({ "kind": "password", "password": account["password"] });
    cookie_of(&server.enter("npasysmgr", factor, &browser).await)
}

/// Of the faults that are filed.
pub async fn kinds(server: &Server, manager: &str, list: &str) -> Vec<String> {
    let cases = seen(server, manager, list).await;
    let mut kinds = Vec::new();
    for case in cases["cases"].as_array().into_iter().flatten() {
        let path = format!("/api/v1/cases/{}", case["id"].as_str().unwrap());
        let case = seen(server, manager, &path).await;
        kinds.push(case["values"]["kind"].as_str().unwrap().to_owned());
    }
    kinds
}

async fn seen(server: &Server, manager: &str, path: &str) -> Value {
    let request = server.request("GET", path).header("cookie", manager);
    parsed(&server.send(request.body(String::new()).unwrap()).await)
}
