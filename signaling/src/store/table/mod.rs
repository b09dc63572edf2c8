//! One file per table.

pub mod link;
pub mod outbox_sms;
pub mod prepared_request;
pub mod report;
pub mod report_device;
pub mod report_file;
pub mod report_funnel;
pub mod report_message;
pub mod report_number;
pub mod report_points;
pub mod spent_challenge;
