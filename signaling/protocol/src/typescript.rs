//! Keeps `web-client/shared/protocol.ts` equal to the types of this crate.
//! `GENBA_WRITE_GENERATED=1 cargo test -p protocol` writes it anew.

use ts_rs::{Config, TS};

use crate::{
    admin, caller, console, exercise, marks, person, recording, refusal, report, request, sign_in,
    staff, statistics, supervision, system, trail, upload, viewing,
};

fn generated() -> String {
    let folder = std::env::temp_dir().join(format!("genba-protocol-{}", std::process::id()));
    let config = Config::default().with_out_dir(&folder);
    macro_rules! export {
        ($($kind:ty),* $(,)?) => {$( <$kind>::export_all(&config).unwrap(); )*};
    }
    export!(
        admin::case::BeginCase,
        admin::case::CaseFile,
        admin::case::CasePage,
        admin::case::CaseView,
        admin::case::TakeStep,
        admin::circular::CircularList,
        admin::circular::SendCircular,
        admin::deadline::DeadlineList,
        admin::exchange::ContainerLock,
        admin::exchange::OpenContainer,
        admin::footage::CameraList,
        admin::footage::FootageLine,
        admin::footage::FootagePage,
        admin::ledger::AssetPage,
        admin::announcement::AnnouncementList,
        admin::announcement::AnnouncerList,
        admin::announcement::CodeRead,
        admin::announcement::CodeText,
        admin::announcement::FigureList,
        admin::announcement::ReadCode,
        admin::ledger::AssetView,
        admin::ledger::DoToAsset,
        admin::ledger::LedgerList,
        admin::ledger::TakeIn,
        admin::notice::TaskList,
        admin::office_hours::HolidayList,
        admin::office_hours::OfficeHoursView,
        admin::person::PersonList,
        admin::post::Appoint,
        admin::post::AppointableList,
        admin::post::ChangePost,
        admin::post::Delegate,
        admin::post::OfficeHolder,
        admin::post::PostChanges,
        admin::post::PostList,
        admin::post::Revoked,
        admin::post::Transfer,
        admin::public::Complaint,
        admin::public::ComplaintReceipt,
        admin::public::PublicHelp,
        admin::public::PublicNotice,
        admin::public::PublicRegulation,
        admin::review::AnswerReview,
        admin::review::ReviewList,
        admin::rulebook::RulebookList,
        admin::rulebook::RulebookView,
        admin::rulebook::Settings,
        admin::rulebook::SettingsMade,
        admin::staff_list::ApplyStaffList,
        admin::staff_list::StaffApplied,
        admin::staff_list::StaffPreview,
        admin::training::UntrainedList,
        admin::unit::SwitchDocument,
        admin::unit::UnitDocuments,
        admin::unit::UnitList,
        admin::workflow::WorkflowList,
        caller::EnterCode,
        caller::FromCaller,
        caller::Open,
        caller::Opened,
        caller::ConsentReceipt,
        caller::Refuse,
        caller::Start,
        caller::Started,
        caller::StillReceived,
        caller::ToCaller,
        console::ConsoleConfiguration,
        console::ConsoleEvent,
        console::Say,
        console::Watch,
        exercise::ExerciseList,
        marks::Checked,
        marks::StatePlace,
        person::Me,
        recording::ViewingStart,
        recording::ViewingTerms,
        refusal::Problem,
        report::End,
        system::SystemState,
        report::MisSend,
        report::ReportDetail,
        request::CodeIssued,
        request::OutboxMessage,
        request::Prepare,
        request::Prepared,
        request::Prolong,
        request::Send,
        request::Sent,
        sign_in::AskChallenge,
        sign_in::Challenge,
        sign_in::Credentials,
        sign_in::DemoEnrol,
        sign_in::DemoPerson,
        sign_in::Enrol,
        sign_in::Lock,
        sign_in::NewCredential,
        sign_in::NewTerminal,
        sign_in::OneTimeCode,
        sign_in::RegistrationChallenge,
        sign_in::SignIn,
        sign_in::TerminalLine,
        sign_in::Unlock,
        staff::ShowTo,
        staff::StaffAcknowledge,
        staff::StaffAnswer,
        staff::StaffCodeIssue,
        staff::StaffCodeIssued,
        staff::StaffDeviceView,
        staff::StaffOpen,
        staff::StaffOpened,
        staff::StaffRegister,
        staff::StaffRegistered,
        staff::StaffResume,
        staff::StaffSession,
        staff::StaffStart,
        staff::StaffStarted,
        staff::StaffUnitCode,
        staff::StaffUrlChange,
        staff::StaffUrlIssue,
        staff::StaffUrlIssued,
        staff::StaffUse,
        staff::StaffUseEntry,
        staff::StaffUseLine,
        staff::StaffUseReported,
        statistics::Statistics,
        supervision::Colleague,
        supervision::Direct,
        supervision::OfferTo,
        supervision::PassTo,
        supervision::Stop,
        trail::TrailPage,
        trail::TrailState,
        upload::UploadStart,
        upload::UploadState,
        viewing::Viewing,
    );
    let text = std::fs::read_to_string(folder.join("protocol.ts")).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    text
}

#[test]
fn the_typescript_types_are_current() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../web-client/shared/protocol.ts");
    let expected = generated();
    if std::env::var_os("GENBA_WRITE_GENERATED").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &expected).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == expected,
        "web-client/shared/protocol.ts is stale: GENBA_WRITE_GENERATED=1 cargo test -p protocol"
    );
}
