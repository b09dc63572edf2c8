//! `--lan`: other devices of the same network may open the pages, once they trust the local CA.
//!
//! A plain HTTP listener beside the pages serves the CA's certificate and how to trust it, and
//! nothing else.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};

use anyhow::Context;
use axum::{
    Router,
    response::{Html, IntoResponse},
    routing::get,
};
use http::{HeaderValue, header};
use qrcode::{QrCode, render::unicode::Dense1x2};
use tokio::net::TcpListener;

use crate::{place::Place, tls::LocalCa};

/// The private IPv4 addresses of this machine, the one that leads to other networks first:
/// beside it stand bridges of containers and virtual machines, which no phone can reach.
pub fn addresses() -> Vec<IpAddr> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let mut addresses: Vec<IpAddr> = interfaces
        .iter()
        .map(if_addrs::Interface::ip)
        .filter(is_private)
        .collect();
    let outward = outward();
    addresses.sort_unstable_by_key(|address| (Some(*address) != outward, *address));
    addresses.dedup();
    addresses
}

/// The local certificate authority vouches for private addresses only.
fn is_private(address: &IpAddr) -> bool {
    matches!(address, IpAddr::V4(v4) if v4.is_private())
}

/// The address that the routing table would send from. Nothing is sent: the target belongs to
/// documentation (RFC 5737).
fn outward() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((Ipv4Addr::new(203, 0, 113, 1), 9)).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

/// Serves the certificate without TLS, and shows where.
pub async fn serve(ca: &LocalCa, place: &Place) -> anyhow::Result<()> {
    let Some(ip) = place.lan.first() else {
        anyhow::bail!(
            "--lan: this machine has no IPv4 address of a private network (10, 172.16 to 31, 192.168)"
        );
    };
    let helper = TcpListener::bind(helper_address(place.address))
        .await
        .context("--lan: the port after the pages' is taken; choose another --listen")?;
    let url = format!(
        "http://{}/",
        SocketAddr::new(*ip, helper.local_addr()?.port())
    );
    let router = router(ca.certificate_pem(), &format!("{}/", place.caller_origin()));
    tokio::spawn(async move { axum::serve(helper, router).await });
    eprintln!("{}", qr_code(&url)?);
    eprintln!("スマートフォンでこのコードを読み取り、証明書を登録してください: {url}");
    eprintln!("Scan this with the phone and install the certificate: {url}");
    Ok(())
}

/// What the terminal shows: a QR code that leads a phone to the certificate.
fn qr_code(url: &str) -> anyhow::Result<String> {
    let code = QrCode::new(url)?;
    Ok(code
        .render::<Dense1x2>()
        .dark_color(Dense1x2::Light)
        .light_color(Dense1x2::Dark)
        .build())
}

/// The certificate and its instructions.
fn router(certificate_pem: &str, caller_url: &str) -> Router {
    let page = PAGE.replace("CALLER_URL", caller_url);
    let certificate = certificate_pem.to_owned();
    Router::new()
        .route("/", get(move || async { Html(page) }))
        .route(
            "/genba-local-ca.crt",
            get(move || async { certificate_file(certificate) }),
        )
}

fn certificate_file(pem: String) -> impl IntoResponse {
    let kind = HeaderValue::from_static("application/x-x509-ca-cert");
    let name = HeaderValue::from_static("attachment; filename=\"genba-local-ca.crt\"");
    (
        [
            (header::CONTENT_TYPE, kind),
            (header::CONTENT_DISPOSITION, name),
        ],
        pem,
    )
}

/// Where the helper listens: the port after the pages, or a free one.
fn helper_address(pages: SocketAddr) -> SocketAddr {
    let port = pages.port().checked_add(1).unwrap_or(0);
    SocketAddr::new(pages.ip(), port)
}

const PAGE: &str = r#"<!doctype html>
<html lang="ja">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Genba – 証明書 / Certificate</title>
<style>
body { font: 1.1rem/1.75 "Noto Sans JP", "Hiragino Sans", sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a }
a.button { display: block; padding: 1rem; background: #0017c1; color: #fff; text-align: center; border-radius: .5rem; text-decoration: none }
</style>
<h1>この端末で Genba を試すには</h1>
<p>カメラは安全な接続でだけ使えます。この試験用サーバーの証明書を、この端末に登録してください。
この証明書は、このネットワークの中でだけ有効です。試験が終わったら削除してください。</p>
<p><a class="button" href="/genba-local-ca.crt">証明書をダウンロード / Download the certificate</a></p>
<h2>iPhone・iPad</h2>
<ol>
<li>上のボタンを押し、「許可」を押します。</li>
<li>「設定」→「一般」→「VPN とデバイス管理」→「Genba local CA」→「インストール」。</li>
<li>「設定」→「一般」→「情報」→「証明書信頼設定」で「Genba local CA」を入れます。</li>
</ol>
<h2>Android</h2>
<ol>
<li>上のボタンを押して保存します。</li>
<li>「設定」→「セキュリティ」→「暗号化と認証情報」→「証明書のインストール」→「CA 証明書」で、保存したファイルを選びます。</li>
</ol>
<p>終わったら <a href="CALLER_URL">CALLER_URL</a> を開くか、SMS のリンクを押してください。</p>
<section lang="en">
<h1>To try Genba on this device</h1>
<p>The camera works over a secure connection only. Install this test server's certificate on this
device. It is valid inside this network only; remove it when you have finished.</p>
<h2>iPhone and iPad</h2>
<ol>
<li>Press the button above and then “Allow”.</li>
<li>Settings → General → VPN &amp; Device Management → “Genba local CA” → Install.</li>
<li>Settings → General → About → Certificate Trust Settings: switch on “Genba local CA”.</li>
</ol>
<h2>Android</h2>
<ol>
<li>Press the button above and save the file.</li>
<li>Settings → Security → Encryption &amp; credentials → Install a certificate → CA certificate, and choose the file.</li>
</ol>
<p>Then open <a href="CALLER_URL">CALLER_URL</a>, or press the link in the SMS.</p>
</section>
</html>
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_private_addresses_are_offered() {
        let table = [
            ("192.168.1.5", true),
            ("10.1.2.3", true),
            ("127.0.0.1", false),
            ("203.0.113.7", false),
            ("fd00::5", false),
            ("2001:db8::1", false),
        ];
        for (address, expected) in table {
            assert_eq!(is_private(&address.parse().unwrap()), expected, "{address}");
        }
    }

    #[test]
    fn the_qr_code_is_drawn_in_lines() {
        assert!(qr_code("http://192.168.1.5:8444/").unwrap().lines().count() > 10);
    }
}
