//! A real S3 server, and a gate before it that closes, cuts and damages. Tests of other crates
//! take this file as theirs.

#![allow(dead_code, reason = "each test binary uses its part")]
#![allow(clippy::unwrap_used, reason = "only tests use it")]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
};

pub const BUCKET: &str = "genba-copies";

/// moto, as infra/setup/setup.sh installs it, with an empty bucket. What it holds ends with it.
pub struct Moto {
    child: Child,
    pub address: SocketAddr,
}

impl Moto {
    pub fn start() -> Self {
        let program = program();
        let mut child = Command::new(&program)
            .args(["-H", "127.0.0.1", "-p", "0"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("{}: {error}; infra/test installs it", program.display())
            });
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| Some(line.split_once("http://")?.1.trim().parse().unwrap()))
            .expect("moto says where it listens");
        // It writes a line for each request.
        thread::spawn(move || lines.for_each(drop));
        let moto = Self { child, address };
        let made = request(address, &format!("PUT /{BUCKET}"));
        assert!(made.starts_with("HTTP/1.1 200"), "{made}");
        moto
    }

    /// Stops it where it stands: connections are taken and nothing is answered.
    pub fn freeze(&self) {
        self.signal("STOP");
    }

    pub fn thaw(&self) {
        self.signal("CONT");
    }

    fn signal(&self, name: &str) {
        let kill = Command::new("kill")
            .args([format!("-{name}"), self.child.id().to_string()])
            .status();
        assert!(kill.unwrap().success());
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn url() -> String {
    format!("s3://{BUCKET}/house")
}

/// What the environment says of a server that listens there.
pub fn settings(address: SocketAddr) -> [(String, String); 5] {
    [
        ("AWS_ACCESS_KEY_ID", "test".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "never-in-a-log".to_owned()),
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_ENDPOINT_URL", format!("http://{address}")),
        ("AWS_ALLOW_HTTP", "true".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
}

fn program() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let own = target.join("tools/moto/bin/moto_server");
    std::env::var_os("GENBA_MOTO").map_or(own, PathBuf::from)
}

fn request(address: SocketAddr, line: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let head = "Host: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    write!(stream, "{line} HTTP/1.1\r\n{head}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Stands before a server: everything goes through while it is open.
pub struct Gate {
    pub address: SocketAddr,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    is_closed: AtomicBool,
    /// Bytes towards the server.
    sent: AtomicU64,
    /// It closes once so many were sent; 0 for never.
    closes_at: AtomicU64,
    /// One byte about here is flipped; 0 for none.
    flips_at: AtomicU64,
    streams: Mutex<Vec<TcpStream>>,
}

impl Gate {
    pub fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State::default());
        let shared = state.clone();
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if !shared.is_closed.load(Ordering::SeqCst) {
                    shared.pass(client, server);
                }
            }
        });
        Self { address, state }
    }

    pub fn close(&self) {
        self.state.close();
    }

    pub fn open(&self) {
        self.state.is_closed.store(false, Ordering::SeqCst);
    }

    pub fn close_after(&self, bytes: u64) {
        let at = self.sent() + bytes;
        self.state.closes_at.store(at, Ordering::SeqCst);
    }

    pub fn flip_after(&self, bytes: u64) {
        let at = self.sent() + bytes;
        self.state.flips_at.store(at, Ordering::SeqCst);
    }

    /// Bytes that went towards the server.
    pub fn sent(&self) -> u64 {
        self.state.sent.load(Ordering::SeqCst)
    }
}

impl State {
    fn close(&self) {
        self.is_closed.store(true, Ordering::SeqCst);
        for stream in self.streams.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    fn pass(self: &Arc<Self>, client: TcpStream, server: SocketAddr) {
        let Ok(server) = TcpStream::connect(server) else {
            return;
        };
        let both = [&client, &server].map(|stream| stream.try_clone().unwrap());
        self.streams.lock().unwrap().extend(both);
        let [mut from_server, mut to_client] = [&server, &client].map(|it| it.try_clone().unwrap());
        thread::spawn(move || {
            let _ = std::io::copy(&mut from_server, &mut to_client);
            let _ = to_client.shutdown(Shutdown::Write);
        });
        let state = self.clone();
        thread::spawn(move || state.up(client, server));
    }

    fn up(&self, mut client: TcpStream, mut server: TcpStream) {
        let mut block = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = client.read(&mut block) {
            let before = self.sent.fetch_add(length as u64, Ordering::SeqCst);
            let sent = before + length as u64;
            let flips_at = self.flips_at.load(Ordering::SeqCst);
            // Never in the head of a request, which comes first in a block.
            if flips_at != 0 && sent > flips_at && length > 4096 {
                self.flips_at.store(0, Ordering::SeqCst);
                block[length - 1] ^= 1;
            }
            let closes_at = self.closes_at.load(Ordering::SeqCst);
            if closes_at != 0 && sent > closes_at {
                self.closes_at.store(0, Ordering::SeqCst);
                return self.close();
            }
            if server.write_all(&block[..length]).is_err() {
                return;
            }
        }
        let _ = server.shutdown(Shutdown::Write);
    }
}
