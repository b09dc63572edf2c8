//! All peers in one thread: frames of the publisher go to every viewer.

use std::{
    net::{SocketAddr, UdpSocket},
    sync::mpsc::{Receiver, SyncSender},
    time::{Duration, Instant},
};

use str0m::{
    Candidate, Event, Input, Output, Rtc,
    change::SdpOffer,
    media::{KeyframeRequestKind, MediaData, Mid},
    net::{Protocol, Receive},
};

pub struct Offer {
    pub publishes: bool,
    pub sdp: String,
    pub reply: SyncSender<String>,
}

struct Member {
    rtc: Rtc,
    socket: UdpSocket,
    local: SocketAddr,
    publishes: bool,
    mid: Option<Mid>,
}

enum Happening {
    Frame(Box<MediaData>),
    KeyFrameWanted,
}

pub fn run(offers: &Receiver<Offer>) {
    str0m::crypto::from_feature_flags().install_process_default();
    let mut members = Vec::new();
    loop {
        members.extend(offers.try_iter().map(join));
        let happenings: Vec<_> = members.iter_mut().flat_map(Member::turn).collect();
        for happening in happenings {
            pass_on(&happening, &mut members);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn join(offer: Offer) -> Member {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a free port");
    socket.set_nonblocking(true).expect("a socket");
    let local = socket.local_addr().expect("bound");
    let mut rtc = Rtc::builder().set_ice_lite(true).build(Instant::now());
    rtc.add_local_candidate(Candidate::host(local, "udp").expect("a candidate"));
    let sdp = SdpOffer::from_sdp_string(&offer.sdp).expect("an offer");
    let answer = rtc.sdp_api().accept_offer(sdp).expect("an offer that fits");
    offer
        .reply
        .send(answer.to_sdp_string())
        .expect("somebody waits");
    Member {
        rtc,
        socket,
        local,
        publishes: offer.publishes,
        mid: None,
    }
}

fn pass_on(happening: &Happening, members: &mut [Member]) {
    let to_publisher = matches!(happening, Happening::KeyFrameWanted);
    for member in members
        .iter_mut()
        .filter(|member| member.publishes == to_publisher)
    {
        let Some(mut writer) = member.mid.and_then(|mid| member.rtc.writer(mid)) else {
            continue;
        };
        match happening {
            Happening::KeyFrameWanted => {
                // Fails only before the first packet, and then a key frame comes anyway.
                let _ = writer.request_keyframe(None, KeyframeRequestKind::Pli);
            }
            Happening::Frame(frame) => {
                let Some(payload_type) = writer.match_params(frame.params) else {
                    continue;
                };
                let data = frame.data.clone();
                writer
                    .write(payload_type, frame.network_time, frame.time, data)
                    .expect("a frame");
            }
        }
    }
}

impl Member {
    fn turn(&mut self) -> Vec<Happening> {
        let mut happenings = Vec::new();
        let mut buffer = [0; 2048];
        self.give_out(&mut happenings);
        while let Ok((bytes, source)) = self.socket.recv_from(&mut buffer) {
            let Ok(contents) = buffer[..bytes].try_into() else {
                continue;
            };
            let receive = Receive {
                proto: Protocol::Udp,
                source,
                destination: self.local,
                contents,
            };
            let _ = self
                .rtc
                .handle_input(Input::Receive(Instant::now(), receive));
            self.give_out(&mut happenings);
        }
        let _ = self.rtc.handle_input(Input::Timeout(Instant::now()));
        self.give_out(&mut happenings);
        happenings
    }

    fn give_out(&mut self, happenings: &mut Vec<Happening>) {
        while let Ok(output) = self.rtc.poll_output() {
            match output {
                Output::Timeout(_) => return,
                Output::Transmit(out) => {
                    let _ = self.socket.send_to(&out.contents, out.destination);
                }
                Output::Event(Event::MediaAdded(added)) => self.mid = Some(added.mid),
                Output::Event(Event::MediaData(frame)) => {
                    happenings.push(Happening::Frame(Box::new(frame)));
                }
                Output::Event(Event::KeyframeRequest(_)) => {
                    happenings.push(Happening::KeyFrameWanted);
                }
                Output::Event(_) => {}
            }
        }
    }
}
