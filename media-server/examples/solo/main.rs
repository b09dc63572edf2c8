//! A media node alone, on plain http localhost, with tokens printed: for trying clients.
//!
//! `cargo run -p media-server --example solo -- [PORT [ADDRESS]]`, then open the printed page.
//! PORT 0 takes a free one.
//! ADDRESS is where media is listened to and advertised, loopback by default.

use std::{
    net::{IpAddr, SocketAddr},
    time::SystemTime,
};

use anyhow::{Context, anyhow};
use aws_lc_rs::{
    encoding::AsDer,
    signature::{Ed25519KeyPair, KeyPair},
};
use axum::{Router, response::Html, routing::get};
use base64::{Engine, engine::general_purpose::STANDARD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use media_server::{Node, NodeConfig};
use protocol::{
    id::ReportId,
    media::{Direction, MEDIA_AUDIENCE, MediaClaims},
    time::UnixMs,
};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .init();
    let port = std::env::args()
        .nth(1)
        .map_or(Ok(8090), |port| port.parse())?;
    let keys = Ed25519KeyPair::generate().map_err(|_| anyhow!("no key"))?;
    let public = keys
        .public_key()
        .as_der()
        .map_err(|_| anyhow!("no public key"))?;
    let pem = format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        STANDARD.encode(public.as_ref())
    );
    let mut config = NodeConfig::new(pem, std::sync::Arc::new(now));
    if let Some(address) = std::env::args().nth(2) {
        let address: IpAddr = address.parse()?;
        config.udp_listen = SocketAddr::new(address, 0);
        config.advertised = vec![address];
    }
    let node = Node::start(config)?;
    let room = ReportId::new(now(), [7; 10]);
    let private = keys.to_pkcs8().map_err(|_| anyhow!("no private key"))?;
    let key = EncodingKey::from_ed_der(private.as_ref());
    let publish = token(&key, room, Direction::Publish)?;
    let view = token(&key, room, Direction::View)?;
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .context("binding")?;
    let port = listener.local_addr()?.port();
    #[expect(clippy::print_stdout, reason = "an example talks to its user")]
    {
        println!("media on {:?}", node.addresses());
        println!("publish token: {publish}");
        println!("view token: {view}");
        println!("solo: ready http://localhost:{port}/#publish={publish}&view={view}");
    }
    let metrics_node = node.clone();
    let router = Router::new()
        .route("/", get(|| async { Html(include_str!("page.html")) }))
        .route(
            "/metrics.json",
            get(move || async move { axum::Json(metrics_node.metrics()) }),
        )
        .merge(node.router());
    tokio::spawn(print_entries(node.clone()));
    axum::serve(listener, router)
        .with_graceful_shutdown(async {
            let _ = tokio::signal::ctrl_c().await;
        })
        .await?;
    node.stop().await;
    Ok(())
}

/// Pulls, prints and acknowledges, as signaling does.
async fn print_entries(node: Node) {
    let mut after = 0;
    loop {
        node.outbox().wait(after).await;
        for entry in node.outbox().pull(after, 100) {
            after = entry.seq;
            #[expect(clippy::print_stdout, reason = "an example talks to its user")]
            {
                println!("{} {:?}", entry.seq, entry.event);
            }
        }
        node.outbox().acknowledge(after);
    }
}

fn now() -> UnixMs {
    let since = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    UnixMs(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

fn token(key: &EncodingKey, room: ReportId, direction: Direction) -> anyhow::Result<String> {
    let seconds = now().0 / 1000;
    let claims = MediaClaims {
        aud: MEDIA_AUDIENCE.to_owned(),
        sub: "solo".to_owned(),
        room,
        direction,
        iat: seconds,
        exp: seconds + 12 * 3600,
    };
    Ok(encode(&Header::new(Algorithm::EdDSA), &claims, key)?)
}
