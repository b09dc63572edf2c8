//! SMPP 3.4 against a gateway that is spoken to over a real socket and does what a test says.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use protocol::gateway::ChannelState;
use rusmpp::{
    Command, CommandStatus, Pdu,
    pdus::{BindTransceiverResp, DeliverSm, SubmitSm, SubmitSmResp},
    tokio_codec::CommandCodec,
    types::{COctetString, OctetString},
    values::{DataCoding, EsmClass},
};
use serde_json::Value;
use signaling::{
    gateways::smpp::{Smpp, SmppConfig},
    sms::SmsSender,
};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    sync::mpsc,
};
use tokio_util::codec::Framed;

use crate::{
    gateways::{house_of, sent},
    house::House,
};

/// What the gateway does with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Does {
    Accept,
    Refuse,
    /// Reads it and says nothing.
    Silence,
    /// Reads it and answers with bytes that are no unit.
    Garbage,
    /// Reads it and closes.
    Close,
    /// Takes nobody.
    RefuseBind,
}

struct Smsc {
    address: SocketAddr,
    does: Mutex<Does>,
    heard: Mutex<Vec<SubmitSm>>,
    binds: AtomicUsize,
    acknowledged: AtomicUsize,
    /// To whoever is bound last.
    deliver: Mutex<Option<mpsc::UnboundedSender<String>>>,
}

impl Smsc {
    async fn start() -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let smsc = Arc::new(Self {
            address: listener.local_addr().unwrap(),
            does: Mutex::new(Does::Accept),
            heard: Mutex::default(),
            binds: AtomicUsize::new(0),
            acknowledged: AtomicUsize::new(0),
            deliver: Mutex::default(),
        });
        let serving = smsc.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let smsc = serving.clone();
                tokio::spawn(async move { smsc.serve(stream).await });
            }
        });
        smsc
    }

    fn will(&self, does: Does) {
        *self.does.lock().unwrap() = does;
    }

    fn heard(&self) -> Vec<SubmitSm> {
        self.heard.lock().unwrap().clone()
    }

    /// Sends the text of a receipt.
    fn deliver(&self, text: &str) {
        let deliver = self.deliver.lock().unwrap().clone();
        deliver.unwrap().send(text.to_owned()).unwrap();
    }

    async fn serve(&self, stream: TcpStream) {
        let mut wire = Framed::new(stream, CommandCodec::new());
        let (deliver, mut receipts) = mpsc::unbounded_channel::<String>();
        let mut sequence = 1;
        loop {
            let command = tokio::select! {
                command = wire.next() => command,
                text = receipts.recv() => {
                    sequence += 1;
                    let unit = receipt(&text.unwrap());
                    let ok = CommandStatus::EsmeRok;
                    if wire.send(Command::new(ok, sequence, unit)).await.is_err() {
                        return;
                    }
                    continue;
                }
            };
            let Some(Ok(command)) = command else { return };
            let does = *self.does.lock().unwrap();
            let number = command.sequence_number();
            let ok = CommandStatus::EsmeRok;
            let answer = match command.pdu() {
                Some(Pdu::BindTransceiver(bind)) => {
                    let known =
                        bind.system_id.as_str() == "genba" && bind.password.as_str() == "secret";
                    if does == Does::RefuseBind || !known {
                        let no = CommandStatus::EsmeRbindfail;
                        Command::new(no, number, BindTransceiverResp::default())
                    } else {
                        self.binds.fetch_add(1, Ordering::SeqCst);
                        *self.deliver.lock().unwrap() = Some(deliver.clone());
                        Command::new(ok, number, BindTransceiverResp::default())
                    }
                }
                Some(Pdu::EnquireLink) => Command::new(ok, number, Pdu::EnquireLinkResp),
                Some(Pdu::DeliverSmResp(_)) => {
                    self.acknowledged.fetch_add(1, Ordering::SeqCst);
                    continue;
                }
                Some(Pdu::SubmitSm(submit)) => {
                    let count = {
                        let mut heard = self.heard.lock().unwrap();
                        heard.push(submit.clone());
                        heard.len()
                    };
                    let id = COctetString::from_string(format!("00A{count}")).unwrap();
                    match does {
                        Does::Accept | Does::RefuseBind => {
                            let taken = SubmitSmResp::builder().message_id(id).build();
                            Command::new(ok, number, taken)
                        }
                        Does::Refuse => {
                            let no = CommandStatus::EsmeRthrottled;
                            Command::new(no, number, SubmitSmResp::default())
                        }
                        Does::Silence => continue,
                        Does::Garbage => {
                            let stream = wire.get_mut();
                            let _ = stream.write_all(&[0, 0, 0, 17, 1, 2, 3, 4, 5, 6]).await;
                            let _ = stream.write_all(&[0xff; 64]).await;
                            return;
                        }
                        Does::Close => return,
                    }
                }
                _ => continue,
            };
            if wire.send(answer).await.is_err() {
                return;
            }
        }
    }
}

fn receipt(text: &str) -> DeliverSm {
    DeliverSm::builder()
        // A receipt of the message centre.
        .esm_class(EsmClass::from(0b0000_0100))
        .short_message(OctetString::from_string(text.to_owned()).unwrap())
        .build()
}

fn config(smsc: &Smsc) -> SmppConfig {
    SmppConfig {
        name: "smpp".to_owned(),
        host: "127.0.0.1".to_owned(),
        port: smsc.address.port(),
        is_tls: false,
        authority: None,
        system_id: "genba".to_owned(),
        password: "secret".to_owned(),
        system_type: String::new(),
        sender: "110".to_owned(),
        window: 4,
        enquire_link: Duration::from_secs(1),
        receipt_wait: Duration::from_secs(120),
    }
}

/// A house whose one gateway is there.
async fn bound(smsc: &Smsc) -> House {
    let gateway: Arc<dyn SmsSender> = Arc::new(Smpp::new(config(smsc)).unwrap());
    let house = house_of(vec![gateway]).await;
    wait(|| smsc.binds.load(Ordering::SeqCst) == 1).await;
    until(&house, ChannelState::Ready).await;
    house
}

async fn wait(done: impl Fn() -> bool) {
    for _ in 0..400 {
        if done() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it never came about");
}

async fn until(house: &House, state: ChannelState) {
    let mut health = house.signaling.gateway_health();
    let is_so = health.wait_for(|health| health.sms.state == state);
    let waited = tokio::time::timeout(Duration::from_secs(30), is_so).await;
    waited.unwrap().unwrap();
}

fn id(report: &Value) -> String {
    report["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn vr_4_1_3a_a_link_goes_out_by_smpp_and_its_receipts_come_back() {
    let smsc = Smsc::start().await;
    let house = bound(&smsc).await;
    let operator = house.person("op1").await;
    let report = sent(&operator).await;
    assert_eq!(report["delivery"]["state"], "accepted");
    let heard = smsc.heard();
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].destination_addr.as_str(), "819012345678");
    assert_eq!(heard[0].source_addr.as_str(), "110");
    assert_eq!(heard[0].data_coding, DataCoding::Ucs2);
    assert_eq!(
        u8::from(heard[0].esm_class),
        0,
        "a message, no acknowledgement"
    );
    let octets = heard[0].short_message().as_ref().to_vec();
    assert!(octets.len() <= 140, "one segment");
    let units: Vec<u16> = octets
        .chunks(2)
        .map(|two| u16::from_be_bytes([two[0], two[1]]))
        .collect();
    let text = String::from_utf16(&units).unwrap();
    assert!(text.starts_with("警察"), "{text}");
    assert_eq!(text.matches("https://localhost:8443/#").count(), 1);

    // Receipts of nothing that is known, under way, of garbage, and then the right one, twice and
    // in another fashion than the id was given in.
    for text in [
        "id:999 stat:DELIVRD",
        "id:a1 stat:ENROUTE",
        "\u{0}\u{1}",
        "",
        "id:A1 sub:001 dlvrd:001 submit date:2611270900 done date:2611270901 stat:DELIVRD err:000 text:x",
        "ID:000a1 STAT:DELIVRD",
        "id:a1 stat:UNDELIV",
    ] {
        smsc.deliver(text);
    }
    let is_there = |report: &Value| report["delivery"]["state"] == "delivered";
    operator.wait_for(&id(&report), is_there).await;
    wait(|| smsc.acknowledged.load(Ordering::SeqCst) == 7).await;
    let report = operator.report(&id(&report)).await;
    assert_eq!(report["delivery"]["state"], "delivered");

    let expired = sent(&operator).await;
    smsc.deliver("id:a2 stat:EXPIRED");
    let is_expired = |report: &Value| report["delivery"]["state"] == "expired";
    operator.wait_for(&id(&expired), is_expired).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn vr_4_1_3a_what_smpp_leaves_unsaid_is_unknown_and_the_session_is_bound_anew() {
    let smsc = Smsc::start().await;
    let house = bound(&smsc).await;
    let operator = house.person("op1").await;
    smsc.will(Does::Refuse);
    let refused = sent(&operator).await;
    assert_eq!(refused["delivery"]["state"], "failed");
    assert_eq!(refused["delivery"]["reason"], "refused");
    for (does, binds) in [(Does::Garbage, 2), (Does::Close, 3)] {
        smsc.will(does);
        let report = sent(&operator).await;
        assert_eq!(report["delivery"]["state"], "unknown", "{does:?}");
        wait(|| smsc.binds.load(Ordering::SeqCst) == binds).await;
        until(&house, ChannelState::Ready).await;
    }
    smsc.will(Does::Silence);
    let silent = sent(&operator).await;
    assert_eq!(silent["delivery"]["state"], "unknown");
    smsc.will(Does::Accept);
    until(&house, ChannelState::Ready).await;
    assert_eq!(sent(&operator).await["delivery"]["state"], "accepted");
    assert_eq!(smsc.heard().len(), 5, "each message once");
}

#[tokio::test(flavor = "multi_thread")]
async fn vr_4_1_3a_a_gateway_that_takes_nobody_is_down_and_nothing_is_sent() {
    let smsc = Smsc::start().await;
    smsc.will(Does::RefuseBind);
    let gateway: Arc<dyn SmsSender> = Arc::new(Smpp::new(config(&smsc)).unwrap());
    let house = house_of(vec![gateway]).await;
    let operator = house.person("op1").await;
    until(&house, ChannelState::Down).await;
    let report = sent(&operator).await;
    assert_eq!(report["delivery"]["state"], "failed");
    assert_eq!(report["delivery"]["reason"], "unreachable");
    assert_eq!(smsc.heard().len(), 0);
    smsc.will(Does::Accept);
    until(&house, ChannelState::Ready).await;
    assert_eq!(sent(&operator).await["delivery"]["state"], "accepted");
}
