//! How soon a link is at the gateway, and how many a minute are held: `infra/bench link-to-sms`.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench that may fail"
)]

mod support;

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use support::{
    Server, cookie_of,
    kannel::{Kannel, Ports},
    temp_folder,
};

/// When each number's link was asked for, and when the network had it.
#[derive(Default)]
struct Times {
    asked: BTreeMap<u32, Instant>,
    there: BTreeMap<u32, Instant>,
}

/// `080` and eight digits: each link has a number of its own.
fn number(index: u32) -> String {
    format!("080{:08}", 10_000_000 + index)
}

async fn issue(server: &Server, cookie: &str, index: u32, times: &Mutex<Times>) -> bool {
    let asked = json!({
        "safety_confirmed": true,
        "camera_confirmed": true,
        "number_presented": true,
        "reported_to_manager": true,
        "destination": number(index),
        "language": "en",
    });
    let prepared = server
        .post("/api/v1/requests/prepare", cookie, &asked)
        .await;
    let Ok(prepared) = serde_json::from_slice::<Value>(prepared.body()) else {
        return false;
    };
    let send = json!({
        "confirm_token": prepared["confirm_token"],
        "destination": prepared["destination"],
        "compared": true,
    });
    times.lock().unwrap().asked.insert(index, Instant::now());
    let sent = server.post("/api/v1/requests/send", cookie, &send).await;
    sent.status() == 201
}

fn setting(name: &str, usual: u32) -> u32 {
    let set = std::env::var(name).ok();
    set.map_or(usual, |text| text.parse().unwrap())
}

/// Milliseconds at a share of all, the smallest first.
fn at(sorted: &[u128], percent: usize) -> u128 {
    sorted[(sorted.len() - 1) * percent / 100]
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a bench of some minutes"]
async fn links_a_minute() {
    let per_minute = setting("GENBA_BENCH_LINKS_PER_MINUTE", 1_000);
    let minutes = setting("GENBA_BENCH_MINUTES", 3);
    let (folder, ports) = (temp_folder("links-kannel"), Ports::free());
    let file = ports.gateways(&folder);
    let options = ["--demo", "--sms-gateways", file.to_str().unwrap()];
    let server = Arc::new(Server::start(&temp_folder("links"), &options));
    let cookie: Arc<str> = cookie_of(&server.sign_in("op1").await).into();
    let authority = server.ready["ca_certificate"].as_str().unwrap();
    let kannel = Arc::new(Kannel::start(&folder, &ports, authority.as_ref()));
    tokio::time::sleep(Duration::from_secs(6)).await;

    let (times, is_over) = (
        Arc::new(Mutex::new(Times::default())),
        Arc::new(AtomicBool::new(false)),
    );
    let watching = {
        let (kannel, times, is_over) = (kannel.clone(), times.clone(), is_over.clone());
        std::thread::spawn(move || {
            let mut read = 0;
            while !is_over.load(Ordering::SeqCst) {
                let received = kannel.received_since(&mut read);
                let now = Instant::now();
                let mut times = times.lock().unwrap();
                for message in received {
                    // The text's second line stands in the log by itself.
                    let to = message.split(' ').nth(1);
                    let Some(rest) = to.and_then(|to| to.strip_prefix("+8180")) else {
                        continue;
                    };
                    let index = rest.parse::<u32>().unwrap();
                    times.there.entry(index - 10_000_000).or_insert(now);
                }
                drop(times);
                std::thread::sleep(Duration::from_millis(5));
            }
        })
    };
    let (start, count) = (Instant::now(), per_minute * minutes);
    let mut under_way = Vec::new();
    for index in 0..count {
        let due = Duration::from_secs_f64(f64::from(index) * 60.0 / f64::from(per_minute));
        tokio::time::sleep_until((start + due).into()).await;
        let (server, cookie, times) = (server.clone(), cookie.clone(), times.clone());
        under_way.push(tokio::spawn(async move {
            issue(&server, &cookie, index, &times).await
        }));
    }
    let mut refused = 0;
    for one in under_way {
        refused += u32::from(!one.await.unwrap());
    }
    let span = start.elapsed();
    tokio::time::sleep(Duration::from_secs(5)).await;
    is_over.store(true, Ordering::SeqCst);
    watching.join().unwrap();
    let times = times.lock().unwrap();
    let mut waits: Vec<u128> = times
        .there
        .iter()
        .map(|(index, there)| there.duration_since(times.asked[index]).as_millis())
        .collect();
    waits.sort_unstable();
    let [p50, p90, p99, max] = [50, 90, 99, 100].map(|percent| at(&waits, percent));
    println!(
        "links {count}, refused {refused}, at the gateway {}, in {span:?}",
        waits.len()
    );
    println!(
        "seconds from send to the gateway: p50 {p50} ms, p90 {p90} ms, p99 {p99} ms, max {max} ms"
    );
    let figures = json!({
        "links": count, "refused": refused, "at_gateway": waits.len(),
        "span_s": span.as_secs_f64(), "p50_ms": p50, "p90_ms": p90, "p99_ms": p99, "max_ms": max,
    });
    println!("{figures}");
    assert_eq!((refused, waits.len()), (0, count as usize));
}
