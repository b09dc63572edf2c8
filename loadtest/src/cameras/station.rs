//! What has to be there before a camera films: the pilot, a charger, officers with their codes.

use jiff::{ToSpan as _, Zoned, tz::TimeZone};
use serde_json::{Value, json};

use super::people::{Person, text};
use crate::{
    access::Ready,
    http::{Origin, Trust},
};

/// The charger of the simulator.
pub const CHARGER: &str = "SIM-CHARGER";

pub struct Station {
    pub operator: Person,
    pub officer: Person,
    /// The case of the officer's code.
    pub code: String,
}

impl Station {
    /// Signs in, and does what nobody has done yet.
    pub async fn ready(origin: &Origin, trust: &Trust, ready: &Ready) -> anyhow::Result<Self> {
        let mut chief = Person::sign_in(origin, trust, ready, "wc_chief1").await?;
        if open_case(&mut chief, "pilot", "running").await?.is_none() {
            let deputy = Person::sign_in(origin, trust, ready, "wc_dep1").await?;
            let agency = Person::sign_in(origin, trust, ready, "wc_npa1").await?;
            start_pilot(&mut chief, deputy, agency).await?;
        }
        let mut operator = Person::sign_in(origin, trust, ready, "wc_op1").await?;
        let chargers = operator.get("/api/v1/ledgers/WC/multi_charger").await?;
        if !chargers.to_string().contains(CHARGER) {
            let charger = json!({
                "number": CHARGER,
                "attributes": { "location": "community_office", "pc": "SIM-PC" },
            });
            let path = "/api/v1/ledgers/WC/multi_charger";
            operator.post(path, charger).await?;
        }
        let officer = Person::sign_in(origin, trust, ready, "wc_off1").await?;
        let mut manager = Person::sign_in(origin, trust, ready, "wc_mgr1").await?;
        let code = match open_case(&mut manager, "wearer_code", "issued").await? {
            Some(code) => code,
            None => {
                let today = today().date().to_string();
                let training = json!({
                    "topics": ["filming", "files", "equipment", "privacy"], "held_on": today,
                    "trainer": "simulator", "attendees": [officer.me.account], "drill": "no",
                });
                manager.begin("training", "record", training).await?;
                let wearer = json!({ "wearer": officer.me.account });
                let issued = manager.begin("wearer_code", "issue", wearer).await?;
                text(&issued, "id")?.to_owned()
            }
        };
        Ok(Self {
            operator,
            officer,
            code,
        })
    }
}

/// The newest case of a workflow in a state that the person finds.
async fn open_case(
    person: &mut Person,
    workflow: &str,
    state: &str,
) -> anyhow::Result<Option<String>> {
    let path = format!("/api/v1/cases?document=WC&workflow={workflow}");
    let page = person.get(&path).await?;
    let cases = page["cases"].as_array().into_iter().flatten();
    let mut there = cases.filter(|case| case["state"]["code"] == state);
    let id = there.next().and_then(|case| case["id"].as_str());
    Ok(id.map(str::to_owned))
}

fn today() -> Zoned {
    jiff::Timestamp::now().to_zoned(TimeZone::fixed(jiff::tz::offset(9)))
}

/// Rules, publicity and the pilot itself, from today on.
async fn start_pilot(
    chief: &mut Person,
    mut deputy: Person,
    mut agency: Person,
) -> anyhow::Result<()> {
    let first = today().date();
    let last = first.saturating_add(3.months()).saturating_sub(1.day());
    let (first, last) = (first.to_string(), last.to_string());
    let rules = json!({
        "title": "simulator", "differences": "なし", "effective_on": first,
    });
    let drafted = deputy.begin("force_rules", "draft", rules).await?;
    chief.take(&drafted, "adopt", json!({})).await?;
    let contents = json!({
        "purpose": "simulator", "implementing_units": "simulator", "period_from": first,
        "period_to": last, "rules_content": "simulator", "method": "simulator",
    });
    let drafted = chief.begin("publicity", "draft", contents).await?;
    let asked = chief.take(&drafted, "consult", json!({})).await?;
    let answer = json!({ "agreed": "yes", "answer": "異議なし" });
    agency.take(&asked, "answer", answer).await?;
    chief.take(&asked, "publish", json!({})).await?;
    let plan = json!({ "questions": "simulator", "first_day": first });
    let planned: Value = chief.begin("pilot", "plan", plan).await?;
    chief.take(&planned, "start", json!({})).await?;
    Ok(())
}
