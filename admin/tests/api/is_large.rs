//! A register of a hundred thousand inquiries: searched and exported in parts.

use std::time::Instant;

use admin::store::table::{case_about, rulebook_case};
use protocol::{id::CaseId, time::UnixMs};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, TransactionTrait};
use serde_json::{Value, json};

use crate::{
    caller::App,
    is_system::{DAY, at, begin, inquirer, inquiry, live, seen},
};

const ROWS: u64 = 100_000;

/// Copies of a case with other numbers, the first ones before all others.
async fn multiply(app: &App, like: &Value, rows: u64) {
    let id: CaseId = serde_json::from_value(like["id"].clone()).unwrap();
    let row = rulebook_case::Entity::find_by_id(id.0).one(&*app.house.db);
    let row = row.await.unwrap().unwrap();
    let business = like["values"]["business"].as_str().unwrap();
    let txn = app.house.db.begin().await.unwrap();
    let numbers: Vec<u64> = (0..rows).collect();
    for some in numbers.chunks(500) {
        let mut cases = Vec::new();
        let mut about = Vec::new();
        for n in some {
            let mut seed = [0; 10];
            seed[2..].copy_from_slice(&n.to_be_bytes());
            let copy = CaseId::new(UnixMs(row.opened_ms - 1), seed);
            let mut case = row.clone().into_active_model().reset_all();
            case.id = Set(copy.0);
            case.number = Set(format!("IS-2026-L{n:06}"));
            case.sealed = Set(None);
            cases.push(case);
            let words = [
                copy.to_string(),
                business.to_owned(),
                format!("L{}", n % 1000),
            ];
            about.extend(words.map(|word| case_about::ActiveModel {
                case: Set(copy.0),
                about: Set(word),
            }));
        }
        rulebook_case::Entity::insert_many(cases)
            .exec_without_returning(&txn)
            .await
            .unwrap();
        case_about::Entity::insert_many(about)
            .exec_without_returning(&txn)
            .await
            .unwrap();
    }
    txn.commit().await.unwrap();
}

/// All lines of the register, part by part.
async fn exported(app: &App) -> usize {
    let system = at(app, "is_staff1").await;
    let (mut lines, mut before) = (0, String::new());
    loop {
        let path = match before.as_str() {
            "" => "/api/v1/case-registers/IS/inquiry".to_owned(),
            before => format!("/api/v1/case-registers/IS/inquiry?before={before}"),
        };
        let part = system.get(&path).await;
        assert!(part.status.is_success(), "{}", part.text());
        lines += part.text().lines().count() - 1;
        before = part.headers["x-before"].to_str().unwrap().to_owned();
        if before.is_empty() {
            return lines;
        }
    }
}

async fn recorded(app: &App) -> Value {
    let business = live(app).await;
    let register = inquirer(app, &business).await;
    let staff = at(app, "is_staff1").await;
    let values = inquiry(&business, &register);
    let case = begin(&staff, "inquiry", "record", values).await.ok();
    seen(&staff, &case).await
}

#[tokio::test]
async fn is_bad_input_a_register_of_many_rows_comes_in_parts() {
    let app = App::on(DAY).await;
    let like = recorded(&app).await;
    multiply(&app, &like, 2_500).await;
    assert_eq!(exported(&app).await, 2_501);
}

#[tokio::test]
#[ignore = "a hundred thousand rows take their time"]
#[allow(clippy::print_stdout, reason = "a figure is printed")]
async fn is_bad_input_a_hundred_thousand_rows_are_searched_and_exported() {
    let app = App::on(DAY).await;
    let like = recorded(&app).await;
    multiply(&app, &like, ROWS).await;
    let staff = at(&app, "is_staff1").await;
    let began = Instant::now();
    let path = "/api/v1/cases?document=IS&workflow=inquiry&about=L123";
    let found = staff.get(path).await.ok();
    let search_ms = began.elapsed().as_millis();
    assert_eq!(found["cases"].as_array().unwrap().len(), 50);
    let began = Instant::now();
    assert_eq!(exported(&app).await as u64, ROWS + 1);
    let export_s = began.elapsed().as_secs();
    let figures = json!({
        "bench": "large-register", "rows": ROWS, "search_ms": search_ms as u64,
        "export_seconds": export_s,
    });
    println!("{figures}");
    assert!(search_ms < 2_000, "{search_ms} ms");
}
