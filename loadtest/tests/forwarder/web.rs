//! HTTP/1.1, as much as the load tester needs.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    sync::mpsc::{SyncSender, sync_channel},
};

use super::media::Offer;

struct Request {
    line: String,
    body: String,
}

pub fn serve(stream: TcpStream, offers: &SyncSender<Offer>, refuses: &str) -> Option<()> {
    let mut output = stream.try_clone().ok()?;
    let mut input = BufReader::new(stream);
    loop {
        let request = read(&mut input)?;
        let (status, kind, body) = answer(&request, offers, refuses);
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\nlocation: /session/1\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        );
        output.write_all((head + &body).as_bytes()).ok()?;
    }
}

fn answer(
    request: &Request,
    offers: &SyncSender<Offer>,
    refuses: &str,
) -> (&'static str, &'static str, String) {
    if request.line.contains(refuses) {
        let problem = r#"{"status":403,"title":"No","code":"not_today","message_ja":"-",
            "message_en":"Not today."}"#;
        return (
            "403 Forbidden",
            "application/problem+json",
            problem.to_owned(),
        );
    }
    if request.line.starts_with("DELETE") {
        return ("200 OK", "text/plain", String::new());
    }
    let (reply, replied) = sync_channel(1);
    let publishes = request.line.contains("/media/whip");
    offers
        .send(Offer {
            publishes,
            sdp: request.body.clone(),
            reply,
        })
        .expect("media runs");
    let sdp = replied.recv().expect("media answers");
    ("201 Created", "application/sdp", sdp)
}

fn read(input: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut line = String::new();
    let mut length = 0;
    input.read_line(&mut line).ok().filter(|bytes| *bytes > 0)?;
    loop {
        let mut header = String::new();
        input.read_line(&mut header).ok()?;
        let header = header.trim().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body).ok()?;
    Some(Request {
        line,
        body: String::from_utf8(body).ok()?,
    })
}
