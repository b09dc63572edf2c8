//! One file per table.

pub mod command_token;
pub mod consent_text;
pub mod exercise_event;
pub mod gateway_message;
pub mod link;
pub mod link_token;
pub mod outbox_message;
pub mod prepared_request;
pub mod report;
pub mod report_device;
pub mod report_fact;
pub mod report_file;
pub mod report_funnel;
pub mod report_instruction;
pub mod report_message;
pub mod report_number;
pub mod report_points;
pub mod report_viewer;
pub mod spent_challenge;
pub mod staff_device;
pub mod staff_session;
pub mod staff_unit_code;
pub mod staff_url;
pub mod webhook;
pub mod webhook_event;
