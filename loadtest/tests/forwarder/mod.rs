//! The smallest WHIP and WHEP server: one room on plain HTTP and loopback, frames handed on.

mod media;
mod web;

use std::{net::TcpListener, sync::mpsc::sync_channel};

pub struct Forwarder {
    pub port: u16,
}

impl Forwarder {
    /// `refuses` is a path that is answered with a refusal. Runs until the test process ends.
    pub fn start(refuses: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("bound").port();
        let (offers, waiting) = sync_channel(16);
        std::thread::spawn(move || media::run(&waiting));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let offers = offers.clone();
                std::thread::spawn(move || web::serve(stream, &offers, refuses));
            }
        });
        Self { port }
    }
}
