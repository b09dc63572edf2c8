//! One file per table.

pub mod consent_text;
pub mod link;
pub mod link_token;
pub mod outbox_message;
pub mod prepared_request;
pub mod report;
pub mod report_device;
pub mod report_file;
pub mod report_funnel;
pub mod report_instruction;
pub mod report_message;
pub mod report_number;
pub mod report_points;
pub mod report_viewer;
pub mod spent_challenge;
