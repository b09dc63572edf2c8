//! Somebody who asks for videos, talks with callers, is sent files and ends reports, one report
//! after the other, whatever becomes of the server meanwhile.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::{
    book::Book,
    line::{Answer, Ask, Line},
    support::{Browser, random_word},
};

const MESSAGES: u32 = 12;
const CHECKS: u32 = 3;
/// A message that was on its way at a kill is sent again within this.
const OUTBOX_TRIES: u32 = 100;

pub struct Worker {
    pub number: u32,
    pub line: Line,
    pub book: Arc<Mutex<Book>>,
    pub operator: String,
    /// The manager at the terminals at which each works.
    pub supervisor: String,
    pub manager: String,
    pub chief: String,
}

impl Worker {
    /// Until it is stopped from outside.
    pub async fn work(mut self) {
        for life in 0_u32.. {
            let number = format!("080{:08}", 10_000_000 + self.number * 1_000_000 + life);
            self.life(&number, life).await;
        }
    }

    fn done(&self, action: &'static str, subject: String) {
        self.book.lock().unwrap().done(action, subject);
    }

    fn began(&self, report: &str, case: &str) {
        let mut book = self.book.lock().unwrap();
        book.cases.insert(report.to_owned(), case.to_owned());
    }

    /// What must not be done twice and has no key is asked once; whether it was done is open where
    /// no answer comes.
    async fn once(&mut self, ask: Ask) -> Option<Answer> {
        let answer = self.line.ask(&ask).await?;
        assert!(
            answer.is_done() || answer.is_fault(),
            "{} {}: {answer:?}",
            ask.method,
            ask.path
        );
        answer.is_done().then_some(answer)
    }

    /// What has a key is asked until somebody knows; and whether it was asked more than once.
    async fn surely(&mut self, ask: Ask) -> (Answer, bool) {
        let mut again = false;
        loop {
            match self.line.ask(&ask).await {
                Some(answer) if !answer.is_fault() => return (answer, again),
                _ => {
                    again = true;
                    self.book.lock().unwrap().retries += 1;
                    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                }
            }
        }
    }

    fn by(&self, who: &str, ask: Ask) -> Ask {
        let cookie = match who {
            "supervisor" => &self.supervisor,
            "manager" => &self.manager,
            "chief" => &self.chief,
            _ => &self.operator,
        };
        ask.with("cookie", cookie.clone())
    }

    /// One report from the request to its end.
    async fn life(&mut self, number: &str, life: u32) -> Option<()> {
        let report = self.issued(number).await?;
        if let Some(session) = self.started(number, &report).await {
            self.talk(&report).await;
            self.files(&session, number).await;
        }
        let end = json!({"reason": "finished"});
        let end = Ask::json("POST", format!("/api/v1/reports/{report}/end"), &end);
        let (ended, again) = self.surely(self.by("operator", end)).await;
        if ended.is_done() {
            self.done("end_report", format!("report:{report}"));
        } else {
            assert!(again, "{ended:?}");
        }
        if life.is_multiple_of(4) {
            self.keep(&report).await;
        }
        Some(())
    }

    async fn issued(&mut self, number: &str) -> Option<String> {
        let complete = json!({
            "safety_confirmed": true, "camera_confirmed": true, "number_presented": true,
            "reported_to_manager": true, "destination": number,
        });
        let prepare = Ask::json("POST", "/api/v1/requests/prepare", &complete);
        let prepared = self.once(self.by("operator", prepare)).await?;
        let send = json!({
            "confirm_token": prepared.body["confirm_token"],
            "destination": prepared.body["destination"], "compared": true,
        });
        let send = Ask::json("POST", "/api/v1/requests/send", &send);
        let (sent, again) = self.surely(self.by("operator", send)).await;
        let report = match sent.body["report"]["id"].as_str() {
            Some(report) => report.to_owned(),
            // Its confirmation is used up: the first try was heard.
            None => {
                assert!(again && sent.status == 409, "{sent:?}");
                self.report_to(number).await?
            }
        };
        let mut book = self.book.lock().unwrap();
        book.reports.insert(number.to_owned(), report.clone());
        if sent.is_done() {
            book.done("issue_link", format!("report:{report}"));
        }
        Some(report)
    }

    /// The report whose first answer was lost, as the list shows it.
    async fn report_to(&mut self, number: &str) -> Option<String> {
        let list = Ask::json("GET", "/api/v1/reports", &Value::Null);
        let (list, _) = self.surely(self.by("operator", list)).await;
        let last = &number[number.len() - 4..];
        for report in list.body["reports"].as_array()?.clone() {
            let shown = report["destination"].as_str().unwrap_or_default();
            if !shown.ends_with(last) {
                continue;
            }
            let id = report["id"].as_str()?.to_owned();
            let detail = Ask::json("GET", format!("/api/v1/reports/{id}"), &Value::Null);
            let (detail, _) = self.surely(self.by("operator", detail)).await;
            if same_number(&detail.word("destination"), number) {
                return Some(id);
            }
        }
        None
    }

    async fn link_to(&mut self, number: &str) -> Option<String> {
        for _ in 0..OUTBOX_TRIES {
            let outbox = Ask::json("GET", "/api/v1/demo/outbox", &Value::Null);
            let (outbox, _) = self.surely(outbox).await;
            let mut sent = outbox.body.as_array()?.iter();
            let own = sent
                .find(|one| same_number(one["destination"].as_str().unwrap_or_default(), number));
            if let Some(own) = own {
                let link = own["link"].as_str()?;
                return Some(link.split_once('#')?.1.to_owned());
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        None
    }

    /// The phone begins; the token of its session.
    async fn started(&mut self, number: &str, report: &str) -> Option<String> {
        let token = self.link_to(number).await?;
        let phone = Browser::new();
        loop {
            let about = json!({"platform": "Android", "browser": "Chrome 140", "language": "ja"});
            let open = json!({"token": token, "phone": about});
            let (opened, _) = self
                .surely(Ask::json("POST", "/api/v1/caller/open", &open))
                .await;
            let challenge = opened.word("challenge");
            let mut device = phone.proof(&challenge);
            device["challenge"] = json!(challenge);
            let start = json!({
                "token": token, "language": "ja", "text_version": opened.body["consents"]["version"],
                "consents": {"copyright": true, "location": true, "privacy": true, "charges": true},
                "device": device,
            });
            let start = Ask::json("POST", "/api/v1/caller/start", &start);
            let (started, again) = self.surely(start).await;
            if started.is_done() {
                self.done("start_report", format!("report:{report}"));
                return Some(started.word("session_token"));
            }
            // A challenge that was spent by the first try; with another one the phone resumes.
            assert!(again, "{opened:?} {started:?}");
        }
    }

    async fn talk(&mut self, report: &str) {
        let path = format!("/api/v1/reports/{report}");
        for number in 0..MESSAGES {
            let words = json!({"body": {"kind": "words", "words": format!("はい {number}")}});
            let say = Ask::json("POST", format!("{path}/messages"), &words);
            if let Some(said) = self.once(self.by("operator", say)).await {
                self.done("send_message", format!("message:{}", said.word("id")));
            }
        }
        for number in 0..CHECKS {
            let items = ["place", "time", "content"];
            let check = json!({"item": items[number as usize % 3], "result": "unclear"});
            let check = Ask::json("PUT", format!("{path}/checks"), &check);
            if self.once(self.by("operator", check)).await.is_some() {
                self.done("check_consistency", format!("report:{report}"));
            }
        }
        let instruct = json!({"words": "現在地を確認"});
        let instruct = Ask::json("POST", format!("{path}/instructions"), &instruct);
        if self.once(self.by("supervisor", instruct)).await.is_some() {
            self.done("supervise", format!("report:{report}"));
        }
    }

    async fn files(&mut self, session: &str, number: &str) {
        let bearer = format!("Bearer {session}");
        let picture = jpeg();
        let still = Ask {
            method: "POST",
            path: "/api/v1/caller/stills".to_owned(),
            headers: vec![("content-type", "image/jpeg".to_owned())],
            body: picture.clone(),
        };
        let still = still
            .with("authorization", &*bearer)
            .with("x-genba-kind", "still");
        if let Some(sent) = self.once(still).await {
            self.done("send_still", format!("file:{}", sent.word("file")));
        }
        let announce = json!({
            "name": format!("{number}.jpg"), "bytes": picture.len(), "media_type": "image/jpeg",
            "client_key": random_word(),
        });
        let announce = Ask::json("POST", "/api/v1/caller/uploads", &announce);
        let (announced, _) = self.surely(announce.with("authorization", &*bearer)).await;
        if !announced.is_done() {
            return;
        }
        let file = announced.word("file");
        let piece = Ask {
            method: "PATCH",
            path: format!("/api/v1/caller/uploads/{file}"),
            headers: vec![("content-type", "application/offset+octet-stream".to_owned())],
            body: picture,
        };
        let piece = piece
            .with("authorization", &*bearer)
            .with("upload-offset", "0");
        let (taken, again) = self.surely(piece).await;
        if taken.is_done() {
            self.done("send_file", format!("file:{file}"));
        } else {
            assert!(again, "{taken:?}");
        }
    }

    /// The manager applies for a longer keeping, the chief permits it.
    async fn keep(&mut self, report: &str) -> Option<()> {
        let values = json!({"report": report, "reason": "捜査のため", "kept_until": "2099-03-31"});
        let apply =
            json!({"document": "VR", "workflow": "keep", "step": "apply", "values": values});
        let apply = Ask::json("POST", "/api/v1/cases", &apply);
        let case = self.once(self.by("manager", apply)).await?.word("id");
        self.done("apply_keeping", format!("case:{case}"));
        self.began(report, &case);
        let permit = json!({"step": "permit", "seen": 1, "values": {"kept_until": "2099-03-31"}});
        let permit = Ask::json("POST", format!("/api/v1/cases/{case}/steps"), &permit);
        let (permitted, again) = self.surely(self.by("chief", permit)).await;
        if permitted.is_done() {
            self.done("decide_keeping", format!("case:{case}"));
        } else {
            assert!(again, "{permitted:?}");
        }
        Some(())
    }
}

/// `+81…` and `0…` are the same number.
fn same_number(shown: &str, number: &str) -> bool {
    let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
    digits == number || digits.strip_prefix("81") == number.strip_prefix('0')
}

/// Bytes that begin like a JPEG.
fn jpeg() -> Vec<u8> {
    let mut picture = b"\xff\xd8\xff\xe0\0\x10JFIF\0".to_vec();
    picture.resize(3_000, 7);
    picture
}
