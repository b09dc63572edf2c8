//! `kill -9` of the server, and a disk that takes nothing, while many people act: every act that was
//! acknowledged has its entry, no act is seen without one, and what is asked again with its key is
//! done once (row 11 of the reliability figures; IS-13.3).

#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::print_stdout, reason = "a figure is printed")]

mod acts;
mod book;
mod line;
#[path = "../support/mod.rs"]
mod support;

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use acts::Worker;
use book::{Book, Findings, Trail};
use line::{Ask, Line};
use serde_json::{Value, json};
use support::{Browser, Server, cookie_of, genba, random_word, temp_folder};
use tokio::sync::watch;

const WORKERS: u32 = 8;
/// Without an act in so long the server is stuck.
const STUCK: Duration = Duration::from_secs(60);

/// How hard it is tried.
struct Plan {
    kills: usize,
    /// Times at which the disk takes nothing.
    full: usize,
    acts: usize,
}

/// People at their consoles, who outlive every server.
struct Crowd {
    data: PathBuf,
    book: Arc<Mutex<Book>>,
    port: watch::Sender<Option<u16>>,
    cookies: [String; 4],
}

impl Crowd {
    async fn gathered(name: &str) -> (Self, Server) {
        let data = temp_folder(name);
        let server = Server::start_unharmed_by_size(&data, &["--demo"]);
        let cookies = [
            cookie_of(&server.sign_in("op1").await),
            cookie_of(&server.sign_in("mgr1").await),
            at_management(&server, "mgr1").await,
            at_management(&server, "chief1").await,
        ];
        let (port, _) = watch::channel(None);
        let crowd = Self {
            data,
            book: Arc::default(),
            port,
            cookies,
        };
        (crowd, server)
    }

    fn line(&self, server: &Server) -> Line {
        Line::new(server.tls(), self.port.subscribe())
    }

    fn start_working(&self, server: &Server) -> tokio::task::JoinSet<()> {
        let mut workers = tokio::task::JoinSet::new();
        for number in 0..WORKERS {
            let [operator, supervisor, manager, chief] = self.cookies.clone();
            let worker = Worker {
                number,
                line: self.line(server),
                book: self.book.clone(),
                operator,
                supervisor,
                manager,
                chief,
            };
            workers.spawn(worker.work());
        }
        workers
    }

    fn acknowledged(&self) -> usize {
        self.book.lock().unwrap().acknowledged.len()
    }

    /// Until so many acts were acknowledged in all.
    async fn reaches(&self, acts: usize) {
        let mut last = (self.acknowledged(), Instant::now());
        while self.acknowledged() < acts {
            tokio::time::sleep(Duration::from_millis(5)).await;
            if self.acknowledged() > last.0 {
                last = (self.acknowledged(), Instant::now());
            }
            assert!(last.1.elapsed() < STUCK, "nothing goes on: {} acts", last.0);
        }
    }

    fn serve(&self) -> Server {
        let server = Server::start_unharmed_by_size(&self.data, &[]);
        self.port.send_replace(Some(server.port()));
        server
    }
}

async fn at_management(server: &Server, user_id: &str) -> String {
    let accounts = server.ready["accounts"].as_array().unwrap();
    let mut accounts = accounts.iter();
    let account = accounts.find(|account| account["user_id"] == user_id);
    let browser = Browser::new();
    let enrol = json!({ "kind": "management", "public_key": browser.public_key() });
    let enrolled = server.post("/api/v1/demo/enrol", "", &enrol).await;
    assert_eq!(enrolled.status(), 201);
    let factor = json!({ "kind": "password", "password": account.unwrap()["password"] });
    cookie_of(&server.enter(user_id, factor, &browser).await)
}

fn below(end: u64) -> u64 {
    let word = random_word();
    let sum = word.bytes().fold(7_u64, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u64::from(byte))
    });
    sum % end
}

/// For a while no file of the server takes a byte more.
async fn disk_takes_nothing(server: &Server) {
    let limit = |limit: &str| {
        let (pid, soft) = (server.id().to_string(), format!("--fsize={limit}:"));
        let mut prlimit = Command::new("prlimit");
        let done = prlimit.args(["--pid", &pid, &soft]).status().unwrap();
        assert!(done.success());
    };
    limit("0");
    tokio::time::sleep(Duration::from_millis(300 + below(1_200))).await;
    limit("unlimited");
}

/// What came of it.
struct Outcome {
    book: Book,
    trail: Trail,
    findings: Findings,
    is_verified: bool,
    took: Duration,
}

async fn run(name: &str, plan: &Plan) -> Outcome {
    let begun = Instant::now();
    let (crowd, first) = Crowd::gathered(name).await;
    let mut workers = crowd.start_working(&first);
    crowd.port.send_replace(Some(first.port()));
    let mut server = first;
    let blows = plan.kills + plan.full;
    for blow in 1..=blows {
        crowd.reaches(plan.acts * blow / (blows + 1)).await;
        tokio::time::sleep(Duration::from_millis(below(300))).await;
        // Spread evenly among each other.
        if blow * plan.full / blows > (blow - 1) * plan.full / blows {
            disk_takes_nothing(&server).await;
        } else {
            crowd.port.send_replace(None);
            // SIGKILL.
            drop(server);
            server = crowd.serve();
        }
    }
    crowd.reaches(plan.acts).await;
    workers.abort_all();
    while let Some(worker) = workers.join_next().await {
        let stopped = worker.unwrap_err();
        assert!(stopped.is_cancelled(), "{stopped}");
    }
    let mut line = crowd.line(&server);
    let (book, data) = (
        std::mem::take(&mut *crowd.book.lock().unwrap()),
        &crowd.data,
    );
    let mut details = Vec::new();
    for report in book.reports.values() {
        let ask = Ask::json("GET", format!("/api/v1/reports/{report}"), &Value::Null);
        let detail = line
            .ask(&ask.with("cookie", &*crowd.cookies[0]))
            .await
            .unwrap();
        assert!(detail.is_done(), "{detail:?}");
        details.push(detail.body);
    }
    let (stopped, _) = server.stop();
    assert!(stopped.success());
    let trail = Trail::of(&printed(&["export", "trail", "--data"], data).1);
    let mut findings = Findings::default();
    findings.compare(&book, &trail);
    details.iter().for_each(|one| findings.look(one, &trail));
    let (is_verified, told) = printed(&["verify", "trail", "--data"], data);
    assert!(is_verified, "{told}");
    std::fs::remove_dir_all(data).unwrap();
    Outcome {
        book,
        trail,
        findings,
        is_verified,
        took: begun.elapsed(),
    }
}

fn printed(words: &[&str], data: &Path) -> (bool, String) {
    let output = genba().args(words).arg(data).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (output.status.success(), text)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn is_13_3_no_act_without_its_entry_through_kills_and_a_full_disk() {
    let plan = Plan {
        kills: 3,
        full: 1,
        acts: 600,
    };
    let outcome = run("trail-kills", &plan).await;
    let findings = &outcome.findings;
    assert!(findings.is_clean(), "{findings:?}");
    assert!(outcome.book.reports.len() > 10 && outcome.trail.kinds() > 12);
}

/// infra/benches/trail-kills.sh runs it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a bench of many minutes"]
async fn a_hundred_kills_and_twenty_full_disks() {
    let number = |name: &str, usual: usize| -> usize {
        std::env::var(name).map_or(usual, |text| text.parse().unwrap())
    };
    let plan = Plan {
        kills: number("GENBA_BENCH_KILLS", 100),
        full: number("GENBA_BENCH_FULL", 20),
        acts: number("GENBA_BENCH_ACTS", 100_000),
    };
    let outcome = run("trail-kills-bench", &plan).await;
    let (
        Outcome {
            book,
            trail,
            findings,
            ..
        },
        took_s,
    ) = (&outcome, outcome.took.as_secs());
    let (kills, full, acts) = (plan.kills, plan.full, book.acknowledged.len());
    let (entries, kinds, reports) = (trail.total(), trail.kinds(), book.reports.len());
    let (lost, unwritten) = (findings.lost.len(), findings.unwritten.len());
    let (double, retries) = (findings.double.len(), book.retries);
    println!("blows:   {kills} kills, {full} times a disk that takes nothing, in {took_s} s");
    println!(
        "acts:    {acts} acknowledged on {reports} reports, {retries} asked again with their key"
    );
    println!(
        "trail:   {entries} entries of {kinds} sorts, every chain whole: {}",
        outcome.is_verified
    );
    println!("goal 0:  {lost} lost, {unwritten} seen without an entry, {double} done twice");
    println!(
        "{{\"bench\":\"trail-kills\",\"kills\":{kills},\"full_disks\":{full},\"acknowledged\":{acts},\"entries\":{entries},\"sorts\":{kinds},\"reports\":{reports},\"retries\":{retries},\"lost\":{lost},\"unwritten\":{unwritten},\"double\":{double},\"seconds\":{took_s}}}"
    );
    assert!(findings.is_clean(), "{findings:#?}");
}
