//! Between a reception console and signaling.

use serde::{Deserialize, Serialize};

use crate::{
    command::IncomingCall,
    gateway::GatewayHealth,
    id::{CallId, ReportId},
    ladder::LivePicture,
    place::TrackPoint,
    report::{MediaStatistics, ReportView},
    supervision::Pass,
    system::SuspensionView,
    text::{Message, MessageBody},
    upload::FileView,
    viewing::ReportMedia,
};

/// Events on `GET /api/v1/console/socket` (WebSocket, cookie session). Only reports of the own
/// headquarters. After a reconnect the console fetches lists anew; events carry whole objects, so
/// a repeated one is harmless.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
#[allow(
    clippy::large_enum_variant,
    reason = "one event at a time is serialised at once"
)]
pub enum ConsoleEvent {
    /// First event of a connection.
    Hello {
        server_ms: crate::time::UnixMs,
    },
    /// A report is new or changed in any way but the ones below.
    Report {
        report: ReportView,
    },
    Points {
        report: ReportId,
        points: Vec<TrackPoint>,
    },
    Message {
        report: ReportId,
        message: Message,
    },
    File {
        report: ReportId,
        file: FileView,
    },
    /// A picture of the second came; `GET /api/v1/reports/{id}/picture` has it.
    Picture {
        report: ReportId,
        picture: LivePicture,
    },
    /// How well the phone's media comes in; every two seconds while it does.
    Statistics {
        report: ReportId,
        statistics: MediaStatistics,
    },
    /// A console said how well it sees.
    Media {
        media: ReportMedia,
    },
    /// A gateway went down or came back.
    Gateways {
        health: GatewayHealth,
    },
    /// The command system announced a call.
    Call {
        call: IncomingCall,
    },
    /// Somebody took a call, or it is over.
    CallGone {
        call: CallId,
    },
    /// Another headquarters offers a report.
    Pass {
        pass: Pass,
    },
    /// A report is no longer this headquarters', or no longer offered to it.
    Gone {
        report: ReportId,
    },
    /// A stop of the system was announced, changed, or is over (VR-7.1.1).
    System {
        #[ts(optional)]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        suspension: Option<SuspensionView>,
    },
    /// The console was too slow and events were dropped: fetch anew.
    Resync,
    /// The session was revoked or expired; the socket closes.
    SignedOut,
    /// The session was locked; the socket closes and may be opened again after unlocking.
    Locked,
}

/// Body of `POST /api/v1/reports/{id}/messages`.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Say {
    pub body: MessageBody,
}

/// Answer of `POST /api/v1/reports/{id}/watch`: how to see the live picture.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Watch {
    /// WHEP endpoint.
    pub whep_url: String,
    /// Bearer token of the WHEP endpoint.
    pub whep_token: String,
    pub ice_servers: Vec<crate::caller::IceServer>,
}

/// `GET /api/v1/console/configuration`.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct ConsoleConfiguration {
    /// The installer's street map; absent: municipality polygons only.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street_map: Option<StreetMap>,
    /// Path of the demo outbox, in a demo folder only.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demo_outbox_path: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum StreetMap {
    /// Raster tiles, `{z}/{x}/{y}` template.
    Tiles { url: String, attribution: String },
    /// A PMTiles archive of raster tiles.
    Pmtiles { url: String, attribution: String },
}
