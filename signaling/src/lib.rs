//! Routes, WebSockets, SMS and store around signaling-core.
//!
//! [`Signaling::start`] opens it, [`Signaling::router`] and [`openapi`] show it, [`migrations`]
//! are its tables, [`media::MediaLink`] is its only way to a media node.

mod attendance;
mod caller;
mod command;
mod config;
mod conversion;
mod convert;
mod deadlines;
mod delivery;
mod device;
mod evidence;
mod failure;
mod files;
mod http_client;
mod hub;
mod in_use;
mod journals;
mod limits;
mod outbox;
mod phone;
mod receipts;
mod recording_orders;
mod recordings;
mod request_case;
mod retention;
mod routes;
mod rulebook;
mod sights;
mod sign_outs;
mod signaling;
mod sockets;
mod staff;
mod statistics;
mod stop;
mod store;
mod task_list;
mod tokens;
mod turn;
mod unbroken;
mod view;
mod viewing_totals;
mod viewings;
mod webhooks;

pub mod gateways;
pub mod mail;
pub mod media;
pub mod sms;

pub use config::SignalingConfig;
pub use receipts::{GatewayReceipt, Inbox};
pub use routes::openapi;
pub use signaling::Signaling;
pub use store::migrations;
pub use viewing_totals::ViewingTotals;
pub use webhooks::WebhookHosts;
