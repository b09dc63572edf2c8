//! Routes under `/api/v1` of this service: the table of contents.

mod caller;
mod codes;
mod command;
mod configuration;
mod demo;
mod exercises;
mod files;
mod gateways;
mod hand_over;
mod links;
mod marks;
mod mis_send;
mod on_report;
mod passes;
mod pictures;
mod receipts;
mod recordings;
mod reports;
mod requests;
mod staff;
mod statistics;
mod stills;
mod supervision;
mod uploads;
mod viewing;
mod viewings;

use axum::{extract::DefaultBodyLimit, routing::get};
use protocol::command::ReportEvent;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        OpenApi,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{Signaling, limits::JSON_BODY_BYTES, sockets};

/// One line for each route; the paths are whole, so that routers are merged, not nested.
pub fn router() -> OpenApiRouter<Signaling> {
    OpenApiRouter::new()
        .routes(routes!(requests::prepare))
        .routes(routes!(requests::send))
        .routes(routes!(gateways::health))
        .routes(routes!(gateways::receipt))
        .routes(routes!(command::announce))
        .routes(routes!(command::calls))
        .routes(routes!(command::take))
        .routes(routes!(command::tokens, command::make_token))
        .routes(routes!(command::revoke_token))
        .routes(routes!(
            command::webhook,
            command::set_webhook,
            command::remove_webhook
        ))
        .routes(routes!(reports::list))
        .routes(routes!(reports::detail))
        .routes(routes!(reports::end))
        .routes(routes!(reports::readmit))
        .routes(routes!(links::resend))
        .routes(routes!(links::prolong))
        .routes(routes!(links::destroy))
        .routes(routes!(links::note_spoken_consent))
        .routes(routes!(codes::issue))
        .routes(routes!(reports::say))
        .routes(routes!(reports::watch))
        .routes(routes!(supervision::hold))
        .routes(routes!(supervision::release))
        .routes(routes!(supervision::stop))
        .routes(routes!(supervision::take_over))
        .routes(routes!(supervision::instruct))
        .routes(routes!(supervision::acknowledge))
        .routes(routes!(supervision::report_afterwards))
        .routes(routes!(supervision::acknowledge_report))
        .routes(routes!(hand_over::colleagues))
        .routes(routes!(hand_over::offer, hand_over::withdraw))
        .routes(routes!(hand_over::accept))
        .routes(routes!(mis_send::report))
        .routes(routes!(marks::places))
        .routes(routes!(marks::state_place))
        .routes(routes!(marks::check))
        .routes(routes!(passes::headquarters))
        .routes(routes!(passes::list))
        .routes(routes!(passes::pass, passes::withdraw))
        .routes(routes!(passes::accept))
        .routes(routes!(passes::decline))
        .routes(routes!(exercises::list))
        .routes(routes!(exercises::make_real))
        .routes(routes!(statistics::national))
        .routes(routes!(statistics::headquarters))
        .routes(routes!(pictures::show))
        .routes(routes!(pictures::ask))
        .routes(routes!(viewing::note))
        .routes(routes!(viewing::media))
        .routes(routes!(files::view))
        .routes(routes!(files::thumbnail))
        .routes(routes!(files::original))
        .routes(routes!(viewings::terms, viewings::begin))
        .routes(routes!(recordings::make))
        .routes(routes!(configuration::configuration))
        .routes(routes!(caller::open))
        .routes(routes!(codes::enter))
        .routes(routes!(caller::start))
        .routes(routes!(receipts::receipt))
        .routes(routes!(caller::refuse))
        .routes(routes!(uploads::start))
        .routes(routes!(staff::phone::open))
        .routes(routes!(staff::phone::register))
        .routes(routes!(staff::phone::acknowledge))
        .routes(routes!(staff::uses::report))
        .routes(routes!(staff::uses::report_after))
        .routes(routes!(staff::start::start))
        .routes(routes!(staff::start::resume))
        .routes(routes!(staff::session::session))
        .routes(routes!(staff::session::answer))
        .routes(routes!(staff::session::watch))
        .routes(routes!(staff::sheets::list, staff::sheets::issue))
        .routes(routes!(staff::sheets::suspend))
        .routes(routes!(staff::sheets::resume))
        .routes(routes!(staff::sheets::destroy))
        .routes(routes!(staff::devices::list))
        .routes(routes!(staff::codes::of_unit))
        .routes(routes!(staff::codes::give))
        .routes(routes!(staff::devices::remove))
        .routes(routes!(staff::uses::list))
        .routes(routes!(staff::uses::enter_after))
        .routes(routes!(staff::officers::show, staff::officers::take_back))
        .routes(routes!(demo::outbox))
        .routes(routes!(demo::clock, demo::set_clock))
        .layer(DefaultBodyLimit::max(JSON_BODY_BYTES))
        .routes(routes!(stills::receive))
        .routes(routes!(pictures::receive))
        .routes(routes!(uploads::append, uploads::offset))
        .route("/api/v1/caller/socket", get(sockets::caller::open))
        .route("/api/v1/console/socket", get(sockets::console::open))
}

/// The description of this service's routes, to be merged into the house's.
pub fn openapi() -> OpenApi {
    let mut document = router().split_for_parts().1;
    let components = document.components.get_or_insert_default();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    let scheme = SecurityScheme::Http(bearer);
    components.add_security_scheme("command_token", scheme);
    // What a webhook carries is no answer of any route.
    let mut schemas = vec![(ReportEvent::name().into_owned(), ReportEvent::schema())];
    ReportEvent::schemas(&mut schemas);
    components.schemas.extend(schemas);
    document
}
