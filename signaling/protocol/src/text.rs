//! Short texts between operator and caller, and the languages they come in.

use serde::{Deserialize, Serialize};

use crate::{id::MessageId, time::UnixMs};

/// Languages of the caller page (BCP 47 where one exists).
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ts_rs::TS,
    utoipa::ToSchema,
)]
#[serde(rename_all = "kebab-case")]
#[ts(export_to = "protocol.ts")]
pub enum Language {
    #[default]
    Ja,
    /// Easy Japanese [やさしい日本語].
    JaEasy,
    En,
    Zh,
    Ko,
    Vi,
    Pt,
}

/// The operator's preset phrases; the caller sees each in the own language.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ts_rs::TS,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Phrase {
    /// Are you safe? Move away if you are in danger.
    StaySafe,
    /// Please hold the phone still.
    HoldStill,
    /// Please move the camera slowly.
    MoveSlowly,
    /// Please point the camera elsewhere (VR-4.2.2.ウ).
    PointElsewhere,
    /// Please film from further away.
    StepBack,
    /// Please send a still picture.
    SendStill,
    /// Please send pictures or films taken earlier.
    SendEarlier,
    /// Police are on their way.
    HelpComing,
    /// Please keep the phone call open.
    KeepCall,
    /// Thank you, that is enough.
    Enough,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Author {
    Operator,
    Caller,
}

/// What a message says: typed words or a preset phrase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum MessageBody {
    /// 1 to 500 characters.
    Words {
        words: String,
    },
    Phrase {
        phrase: Phrase,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Message {
    pub id: MessageId,
    pub at_ms: UnixMs,
    pub author: Author,
    pub body: MessageBody,
    /// When the caller's page acknowledged it; operators' messages only.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_ms: Option<UnixMs>,
}
