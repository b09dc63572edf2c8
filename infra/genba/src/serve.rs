//! `genba serve`: opens the data folder, starts every service, serves until told to stop.

use std::{
    net::{SocketAddr, TcpListener},
    sync::Arc,
};

use admin::{
    Admin, AdminConfig,
    clock::Clock,
    demo::{self, DemoAccount},
    folder::Folder,
    keys::{KeyRing, media_token_keys},
    origin::{self, Origins},
    problem, store,
};
use anyhow::Context;
use axum::{
    Router,
    middleware::{from_fn, from_fn_with_state},
    routing::any,
};
use axum_server::{Handle, tls_rustls::RustlsConfig};
use media_server::Node;
use protocol::{person::TerminalKind, time::UnixMs};

use crate::{
    cli::ServeOptions,
    headers::{self, Security},
    health, lan,
    limits::{HANDSHAKE, HEADERS},
    media,
    metrics::{self, Metrics},
    pages,
    place::Place,
    ready::Ready,
    stop,
    street_map::{self, Configured},
    tls::LocalCa,
};

pub async fn serve(options: ServeOptions) -> anyhow::Result<()> {
    let folder = Folder::open(&options.data, options.demo)?;
    let clock = clock_of(&options, &folder)?;
    let street_map = street_map::configure(&options)?;
    let (admin, accounts) = open_admin(&folder, clock.clone()).await?;
    let ca = LocalCa::open(folder.path())?;
    let place = Place::bind(&options)?;
    let node = media::start(&options, &place, &media_token_keys(&folder)?, &clock)?;
    let router = router(&admin, &node, &place, &street_map)?;
    let config = ca.server_config(&place.certified())?;
    let server = tokio::spawn(run(place.listener()?, config, router, place.stop.clone()));
    if options.lan {
        show_lan(&ca, &place).await?;
    }
    announce(&folder, &place, &node, &ca, &accounts)?;
    stop::tell_refusals_each_minute(&admin);
    tokio::select! {
        () = stop::told_to_stop() => tracing::info!("stopping"),
        ended = &mut { server } => return ended?.context("the pages could not be served"),
    }
    stop::stop(&admin, &node, &place).await;
    Ok(())
}

fn clock_of(options: &ServeOptions, folder: &Folder) -> anyhow::Result<Clock> {
    match options.clock {
        None => Ok(Clock::system()),
        Some(_) if !folder.is_demo() => anyhow::bail!(
            "--clock works in a demo folder only; {} is a production data folder",
            folder.path().display()
        ),
        Some(start) => Ok(Clock::settable(start.map(|at| UnixMs(at.as_millisecond())))),
    }
}

async fn open_admin(folder: &Folder, clock: Clock) -> anyhow::Result<(Admin, Vec<DemoAccount>)> {
    let keys = Arc::new(KeyRing::open(folder)?);
    let db = store::open(&folder.store_url(), &[store::migrations]).await?;
    keys.check(&db).await?;
    let accounts = match folder.is_demo() {
        true => demo::seed(folder, &db, clock.now())
            .await
            .map_err(|refused| {
                anyhow::anyhow!(
                    "the demo accounts could not be made: {}",
                    refused.0.message_en
                )
            })?,
        false => Vec::new(),
    };
    // A demo's browsers stand for reception terminals; elsewhere a terminal has to be enrolled.
    let terminal = if folder.is_demo() {
        TerminalKind::Reception
    } else {
        TerminalKind::Unenrolled
    };
    let demo = folder.is_demo();
    Ok((
        Admin::new(AdminConfig {
            db,
            clock,
            keys,
            demo,
            terminal,
        }),
        accounts,
    ))
}

fn router(
    admin: &Admin,
    node: &Node,
    place: &Place,
    street_map: &Configured,
) -> anyhow::Result<Router> {
    let (api, _) = admin::routes::router()
        .with_state(admin.clone())
        .split_for_parts();
    let origins = place.origins();
    let api = api
        .route("/api/{*path}", any(problem::not_found))
        .layer(from_fn_with_state(
            Origins::new(origins.clone()),
            origin::guard,
        ));
    let security = Security::new(&origins, street_map.origin.as_deref())?;
    let metrics = Metrics::new();
    Ok(Router::new()
        .merge(api)
        .merge(node.router())
        .merge(health::router(admin.clone()))
        .merge(metrics.router())
        .merge(pages::router(street_map.file.clone()))
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(from_fn_with_state(metrics, metrics::count))
        .layer(from_fn_with_state(security, headers::secure))
        .layer(from_fn(metrics::log)))
}

async fn run(
    listener: TcpListener,
    config: Arc<rustls::ServerConfig>,
    router: Router,
    stop: Handle<SocketAddr>,
) -> std::io::Result<()> {
    let mut server = axum_server::from_tcp_rustls(listener, RustlsConfig::from_config(config))?
        .map(|acceptor| acceptor.handshake_timeout(HANDSHAKE))
        .handle(stop);
    server
        .http_builder()
        .http1()
        .timer(hyper_util::rt::TokioTimer::new())
        .header_read_timeout(HEADERS);
    server
        .serve(router.into_make_service_with_connect_info::<SocketAddr>())
        .await
}

/// Serves the certificate without TLS, and shows where.
async fn show_lan(ca: &LocalCa, place: &Place) -> anyhow::Result<()> {
    let Some(ip) = place.lan.first() else {
        anyhow::bail!("--lan: this machine has no address in a private network");
    };
    let helper = tokio::net::TcpListener::bind(lan::helper_address(place.address))
        .await
        .context("--lan: the port after the pages' is taken; choose another --listen")?;
    let url = format!(
        "http://{}/",
        SocketAddr::new(*ip, helper.local_addr()?.port())
    );
    let router = lan::router(ca.certificate_pem(), &format!("{}/", place.caller_origin()));
    tokio::spawn(async move { axum::serve(helper, router).await });
    eprintln!("{}", lan::qr_code(&url)?);
    eprintln!("スマートフォンでこのコードを読み取り、証明書を登録してください: {url}");
    eprintln!("Scan this with the phone and install the certificate: {url}");
    Ok(())
}

fn announce(
    folder: &Folder,
    place: &Place,
    node: &Node,
    ca: &LocalCa,
    accounts: &[DemoAccount],
) -> anyhow::Result<()> {
    let console = place.console_origin();
    let ready = Ready {
        console: format!("{console}/console/"),
        caller: format!("{}/", place.caller_origin()),
        outbox: folder.is_demo().then(|| format!("{console}/outbox/")),
        ca_certificate: ca.certificate_path(),
        accounts,
        pid: std::process::id(),
        media_port: node.addresses().first().map(SocketAddr::port),
    };
    ready.announce(folder.path())
}
