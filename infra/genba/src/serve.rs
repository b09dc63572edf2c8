//! `genba serve`: opens the data folder, starts every service, serves until told to stop.

use std::{
    net::{SocketAddr, TcpListener},
    sync::Arc,
};

use admin::{deadlines::restore, folder::Folder, sealed_files};
use anyhow::Context;
use axum::Router;
use axum_server::{Handle, accept::NoDelayAcceptor, tls_rustls::RustlsConfig};

use crate::{
    cli::ServeOptions,
    disk,
    headers::Security,
    journal, lan,
    limits::{HANDSHAKE, HEADERS},
    objects,
    place::Place,
    ready::Ready,
    router::router,
    services::Services,
    stop,
    street_map::{self, Configured},
    tls::LocalCa,
};

pub async fn serve(options: ServeOptions) -> anyhow::Result<()> {
    let folder = Folder::open(&options.data, options.demo)?;
    let Configured { map, file, origin } = street_map::configure(&options)?;
    let ca = LocalCa::open(folder.path())?;
    let place = Place::bind(&options)?;
    let services = Services::start(&options, &folder, &place, map).await?;
    let carriers = services.carriers();
    let erased = restore::reapply(&services.admin, &carriers).await?;
    if erased > 0 {
        tracing::warn!(erased, "erased again what an older database still had");
    }
    let moved = sealed_files::move_case_files(&services.admin).await;
    match moved.map_err(|refused| anyhow::anyhow!("files of cases: {}", refused.0.message_en))? {
        0 => {}
        moved => tracing::info!(moved, "files of cases came out of the database"),
    }
    let security = Security::new(&place.origins(), origin.as_deref())?;
    let router = router(&services, place.origins(), security, file);
    let config = ca.server_config(&place.certified())?;
    let server = run(place.listener()?, config, router, place.stop.clone());
    let mut server = tokio::spawn(server);
    if options.lan {
        lan::serve(&ca, &place).await?;
    }
    // Before anybody hears that it runs.
    let told_to_stop = stop::told_to_stop();
    announce(&folder, &place, &ca, &services)?;
    stop::tell_refusals_each_minute(&services.admin);
    disk::watch(&services.admin, folder.path());
    journal::watch(&services.admin, &services.node);
    objects::watch(&services.admin, services.objects.as_ref());
    admin::jobs::start(&services.admin, carriers);
    tokio::select! {
        () = told_to_stop => tracing::info!("stopping"),
        ended = &mut server => return ended?.context("the pages could not be served"),
    }
    stop::stop(&services, &place).await;
    Ok(())
}

async fn run(
    listener: TcpListener,
    config: Arc<rustls::ServerConfig>,
    router: Router,
    stop: Handle<SocketAddr>,
) -> std::io::Result<()> {
    let mut server = axum_server::from_tcp_rustls(listener, RustlsConfig::from_config(config))?
        // Small answers leave at once: Nagle's delay would cost the first request a round trip.
        .map(|acceptor| {
            acceptor
                .handshake_timeout(HANDSHAKE)
                .acceptor(NoDelayAcceptor::new())
        })
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

fn announce(
    folder: &Folder,
    place: &Place,
    ca: &LocalCa,
    services: &Services,
) -> anyhow::Result<()> {
    let console = place.console_origin();
    let media = services.node.addresses();
    let ready = Ready {
        console: format!("{console}/console/"),
        caller: format!("{}/", place.caller_origin()),
        outbox: folder.is_demo().then(|| format!("{console}/outbox/")),
        ca_certificate: ca.certificate_path(),
        accounts: &services.accounts,
        pid: std::process::id(),
        media_port: media.first().map(SocketAddr::port),
    };
    ready.announce(folder.path())
}
