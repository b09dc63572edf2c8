//! The far end against our own SFU; foreign servers are met by the load tester.

use protocol::{id::ReportId, time::UnixMs};

use super::*;
use crate::{Joining, Path, Sfu, SfuConfig, scripted, test_clock};

const SERVER: &str = "198.51.100.1:4000";

struct Meeting {
    sfu: Sfu,
    far: FarEnd,
    now: Instant,
    events: Vec<Received>,
}

impl Meeting {
    fn new() -> Self {
        let now = test_clock::start();
        let sfu = Sfu::new(SfuConfig {
            identity: Identity::generate().unwrap(),
            candidates: vec![SERVER.parse().unwrap()],
            tcp_candidates: Vec::new(),
            seed: [3; 32],
            epoch: now,
        });
        let identity = Identity::generate().unwrap();
        Self {
            sfu,
            far: FarEnd::new(&identity, [5; 32]),
            now,
            events: Vec::new(),
        }
    }

    fn answer(&mut self) -> String {
        let (fragment, password) = self.far.credentials();
        let offer = scripted::fixtures::CHROMIUM_WHIP
            .lines()
            .map(|line| match line.split_once(':').map(|(key, _)| key) {
                Some("a=ice-ufrag") => format!("a=ice-ufrag:{fragment}\r\n"),
                Some("a=ice-pwd") => format!("a=ice-pwd:{password}\r\n"),
                Some("a=fingerprint") => format!("a=fingerprint:{}\r\n", self.far.fingerprint()),
                _ => format!("{line}\r\n"),
            })
            .collect::<String>();
        let joining = Joining {
            session: scripted::session(1),
            room: ReportId::new(UnixMs(1), [1; 10]),
            subject: "caller",
            offer: &offer,
            expires: None,
        };
        self.sfu.publish(&joining, self.now).unwrap()
    }

    fn connect(&mut self, answer: &str, spoil_fingerprint: bool) {
        let value = |key: &str| {
            let line = answer.lines().find_map(|line| line.strip_prefix(key));
            line.unwrap().to_owned()
        };
        let mut fingerprint = value("a=fingerprint:");
        if spoil_fingerprint {
            let last = fingerprint.pop().unwrap();
            fingerprint.push(if last == '0' { '1' } else { '0' });
        }
        let server = Server {
            fragment: value("a=ice-ufrag:"),
            password: value("a=ice-pwd:"),
            fingerprint,
            candidate: SERVER.parse().unwrap(),
        };
        self.far.connect(server, self.now);
    }

    fn run(&mut self, steps: u32) {
        let path = Path::udp(None, "192.0.2.9:5000".parse().unwrap());
        for _ in 0..steps {
            self.now += Duration::from_millis(10);
            self.far.handle_timeout(self.now);
            while let Some(mut datagram) = self.far.poll_transmit() {
                self.sfu.handle_datagram(path, &mut datagram, self.now);
            }
            self.sfu.handle_timeout(self.now);
            let mut arrived = Vec::new();
            while let Some(transmit) = self.sfu.poll_transmit() {
                let size = transmit.segment_bytes.max(1);
                arrived.extend(transmit.contents.chunks(size).map(<[u8]>::to_vec));
            }
            for mut datagram in arrived {
                let received = self.far.handle_datagram(&mut datagram, self.now);
                self.events.push(received);
            }
        }
    }
}

#[test]
fn it_checks_nominates_shakes_hands_and_says_goodbye() {
    let mut meeting = Meeting::new();
    let answer = meeting.answer();
    meeting.connect(&answer, false);
    meeting.run(30);
    assert!(meeting.events.contains(&Received::Connected));
    assert!(meeting.far.is_connected());
    assert_eq!(meeting.sfu.counters().sessions, 1);

    meeting.far.close(meeting.now);
    meeting.run(3);
    assert_eq!(meeting.sfu.counters().sessions, 0, "the goodbye was heard");
}

#[test]
fn a_server_with_another_certificate_is_not_believed() {
    let mut meeting = Meeting::new();
    let answer = meeting.answer();
    meeting.connect(&answer, true);
    meeting.run(100);
    assert!(!meeting.far.is_connected());
}

#[test]
fn consent_is_asked_for_again_and_again() {
    let mut meeting = Meeting::new();
    let answer = meeting.answer();
    meeting.connect(&answer, false);
    meeting.run(30);
    let first = meeting.far.consent_from().unwrap();
    meeting.run(600);
    assert!(meeting.far.consent_from().unwrap() > first + Duration::from_secs(4));
}
