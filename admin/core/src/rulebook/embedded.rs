//! The rulebooks that the product comes with, for the tests of this crate. The shell reads them itself.

use std::sync::{Arc, LazyLock};

use super::{Source, clauses::Clauses};

macro_rules! sources {
    ($folder:literal: $($file:literal),* $(,)?) => {
        &[$(Source {
            name: concat!($folder, "/", $file),
            text: include_str!(concat!("../../../rulebooks/", $folder, "/", $file)),
        },)*]
    };
}

/// The rules of the pilot of wearable cameras.
pub const BODY_CAMERAS: &[Source<'_>] = sources! {
    "body-cameras":
    "actions.toml",
    "articles.toml",
    "deadlines.toml",
    "forms-recordings.toml",
    "grants.cedar",
    "ledgers.toml",
    "media.toml",
    "parameters.toml",
    "posts.toml",
    "print-provision.toml",
    "provision.toml",
    "publication.toml",
    "recordings.cedar",
    "recordings.toml",
    "rulebook.toml",
    "texts.toml",
    "viewing.toml",
    "workflows/assignment.toml",
    "workflows/camera-session.toml",
    "workflows/daily-overview.toml",
    "workflows/deletion-assessment.toml",
    "workflows/disclosure.toml",
    "workflows/doubt.toml",
    "workflows/encounter.toml",
    "workflows/erasure.toml",
    "workflows/findings.toml",
    "workflows/force-rules.toml",
    "workflows/guidance.toml",
    "workflows/pilot.toml",
    "workflows/provision.toml",
    "workflows/publicity.toml",
    "workflows/result-request.toml",
    "workflows/result.toml",
    "workflows/security.toml",
    "workflows/stock-count.toml",
    "workflows/training.toml",
    "workflows/unit-letter.toml",
    "workflows/urgent-matter.toml",
    "workflows/wearer-code.toml",
};

/// The rules of 110 video reporting [110番映像通報システム運用管理細則].
pub const VIDEO_REPORTING: &[Source<'_>] = sources! {
    "video-reporting":
    "actions.toml",
    "articles.toml",
    "deadlines.toml",
    "export.toml",
    "faults.toml",
    "forms.toml",
    "glossary.toml",
    "grants.cedar",
    "keeping.toml",
    "parameters.toml",
    "posts.toml",
    "recordings.toml",
    "rulebook.toml",
    "staff.toml",
    "suspension.toml",
    "texts.toml",
    "training.toml",
    "workflows/exception-deletion.toml",
    "workflows/export.toml",
    "workflows/fault.toml",
    "workflows/keep.toml",
    "workflows/maintenance.toml",
    "workflows/mis-send.toml",
    "workflows/password-permission.toml",
    "workflows/recording-viewing.toml",
    "workflows/request.toml",
    "workflows/staff-use.toml",
    "workflows/suspension.toml",
    "workflows/training.toml",
};

/// The guideline on security cameras that groups set up.
pub const TOWN_CCTV: &[Source<'_>] = sources! {
    "town-cctv":
    "actions.toml",
    "articles.toml",
    "deadlines.toml",
    "forms.toml",
    "grants.cedar",
    "ledgers.toml",
    "parameters.toml",
    "posts.toml",
    "publication.toml",
    "rulebook.toml",
    "texts.toml",
    "workflows/city-consultation.toml",
    "workflows/complaint.toml",
    "workflows/handler-permission.toml",
    "workflows/handling.toml",
    "workflows/provision.toml",
    "workflows/registration.toml",
    "workflows/regulation.toml",
    "workflows/secrecy.toml",
};

/// The rules for cyber-patrol phones [サイバーパトロール用スマートフォンの運用管理要領].
pub const CYBER_PATROL_PHONES: &[Source<'_>] = sources! {
    "cyber-patrol-phones":
    "actions.toml",
    "articles.toml",
    "deadlines.toml",
    "grants.cedar",
    "ledgers.toml",
    "parameters.toml",
    "posts.toml",
    "rulebook.toml",
    "texts.toml",
    "workflows/account.toml",
    "workflows/acknowledgement.toml",
    "workflows/breach.toml",
    "workflows/call.toml",
    "workflows/contact-entry.toml",
    "workflows/contact.toml",
    "workflows/designation.toml",
    "workflows/inspection.toml",
    "workflows/loan-application.toml",
    "workflows/loan.toml",
    "workflows/operator-designation.toml",
    "workflows/phone-use.toml",
    "workflows/photo-sending.toml",
    "workflows/post-report.toml",
    "workflows/result-report.toml",
    "workflows/screenshot.toml",
    "workflows/security-exception.toml",
    "workflows/service-permission.toml",
    "workflows/staff-photo.toml",
    "workflows/support-answer.toml",
    "workflows/support.toml",
    "workflows/takeout.toml",
    "workflows/training.toml",
};

/// The rules of the information-management system [警視庁情報管理システム運用要綱].
pub const INFORMATION_SYSTEM: &[Source<'_>] = sources! {
    "information-system":
    "actions.toml",
    "articles.toml",
    "deadlines.toml",
    "exchange.toml",
    "forms-documents.toml",
    "forms-materials.toml",
    "forms-slip.toml",
    "forms-work-request.toml",
    "forms.toml",
    "glossary.toml",
    "grants-exchange.cedar",
    "grants.cedar",
    "ledgers.toml",
    "materials-actions.toml",
    "materials-deadlines.toml",
    "materials.cedar",
    "materials.toml",
    "parameters.toml",
    "posts.toml",
    "print-slip.toml",
    "print-work-request.toml",
    "rulebook.toml",
    "system-documents.toml",
    "texts.toml",
    "workflows/access-grant.toml",
    "workflows/access.toml",
    "workflows/accident.toml",
    "workflows/alternative-setup.toml",
    "workflows/business.toml",
    "workflows/change-notice.toml",
    "workflows/design.toml",
    "workflows/exchange-box.toml",
    "workflows/fax-number.toml",
    "workflows/fax-transfer.toml",
    "workflows/hand-over-designation.toml",
    "workflows/inquirer.toml",
    "workflows/inquiry-incident.toml",
    "workflows/inquiry-packet.toml",
    "workflows/inquiry-print.toml",
    "workflows/inquiry.toml",
    "workflows/login-notice.toml",
    "workflows/mail-address.toml",
    "workflows/mail-relay.toml",
    "workflows/mail-transfer.toml",
    "workflows/manual-copy.toml",
    "workflows/manual.toml",
    "workflows/material-approval.toml",
    "workflows/material-copy.toml",
    "workflows/material-slip.toml",
    "workflows/procedure.toml",
    "workflows/restriction.toml",
    "workflows/review-meeting.toml",
    "workflows/system-document.toml",
    "workflows/trail-extract.toml",
    "workflows/training.toml",
    "workflows/transfer.toml",
    "workflows/user-id.toml",
    "workflows/work-request.toml",
};

pub const ALL: &[&[Source<'_>]] = &[
    BODY_CAMERAS,
    VIDEO_REPORTING,
    TOWN_CCTV,
    CYBER_PATROL_PHONES,
    INFORMATION_SYSTEM,
];

/// The 47 prefectural headquarters and the area headquarters of Hokkaido.
pub const HEADQUARTERS: &str = include_str!("../../../rulebooks/headquarters.csv");

/// All clause ids, with kinds.
pub fn clauses() -> Arc<Clauses> {
    static CLAUSES: LazyLock<Arc<Clauses>> = LazyLock::new(|| {
        Arc::new(Clauses::read(include_str!(
            "../../../rulebooks/clauses.csv"
        )))
    });
    CLAUSES.clone()
}

mod town_cctv;
