//! Light clients against a forwarding server of another family.

mod forwarder;

use std::{net::Ipv4Addr, sync::Arc, time::Duration};

use forwarder::Forwarder;
use loadtest::{
    access::{Access, AnyServer},
    http::Trust,
    light::{Crowd, CrowdFigures, Film, Joiner, PeerId},
    scenario::WhipTarget,
    target::{Target as _, Whip},
};

const PACKETS_PER_S: f64 = 150.0;

async fn until_connected(crowd: &Crowd, peer: PeerId) {
    for _ in 0..500 {
        let milestones = crowd.milestones(peer).await.expect("the crowd lives");
        if milestones.expect("the peer lives").connected.is_some() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("not connected within ten seconds");
}

#[tokio::test]
async fn a_crowd_connects_to_a_foreign_server() {
    let server = Forwarder::start("nothing");
    let target = Whip::new(Access::AnyServer(AnyServer::new(
        &WhipTarget {
            whip_url: format!("http://127.0.0.1:{}/media/whip", server.port),
            whep_url: format!("http://127.0.0.1:{}/media/whep", server.port),
            token: None,
            ca: None,
            connect: None,
        },
        Trust::load(None).unwrap(),
    )));
    let joiner = Joiner::new(Ipv4Addr::LOCALHOST.into()).unwrap();
    let film = Arc::new(Film::scaled(PACKETS_PER_S).unwrap());
    let crowd = Crowd::start().unwrap();
    let mut room = target.room(0).await.unwrap();

    let mut publisher = joiner.publisher(film).unwrap();
    let publishing = room.publish(&mut publisher).await.unwrap();
    let sender = crowd.add(0, publisher.finish(0).unwrap()).unwrap();
    let mut viewer = joiner.viewer().unwrap();
    drop(room.view(0, &mut viewer).await.unwrap());
    let viewer = crowd.add(0, viewer.finish().unwrap()).unwrap();
    for peer in [sender, viewer] {
        until_connected(&crowd, peer).await;
    }

    crowd.mark().unwrap();
    tokio::time::sleep(Duration::from_secs(2)).await;
    let figures: CrowdFigures = crowd.figures().await.unwrap();
    assert_eq!((figures.publishers, figures.viewers), (1, 1));
    assert!((250..=350).contains(&figures.sent), "{} sent", figures.sent);
    assert!(figures.viewer.datagrams > 0, "the server speaks to us");
    assert!(figures.ended.is_empty(), "{:?}", figures.ended);

    publishing.leave().await.unwrap();
    room.end().await.unwrap();
}
