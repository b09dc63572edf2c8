//! Keeps `web-client/shared/protocol.ts` equal to the types of this crate.
//! `GENBA_WRITE_GENERATED=1 cargo test -p protocol` writes it anew.

use ts_rs::{Config, TS};

use crate::{caller, console, person, refusal, report, request, trail, upload, viewing};

fn generated() -> String {
    let folder = std::env::temp_dir().join(format!("genba-protocol-{}", std::process::id()));
    let config = Config::default().with_out_dir(&folder);
    macro_rules! export {
        ($($kind:ty),* $(,)?) => {$( <$kind>::export_all(&config).unwrap(); )*};
    }
    export!(
        caller::FromCaller,
        caller::Open,
        caller::Opened,
        caller::Refuse,
        caller::Start,
        caller::Started,
        caller::StillReceived,
        caller::ToCaller,
        console::ConsoleConfiguration,
        console::ConsoleEvent,
        console::Say,
        console::Watch,
        person::Me,
        person::SignIn,
        refusal::Problem,
        report::End,
        report::ReportDetail,
        request::OutboxSms,
        request::Prepare,
        request::Prepared,
        request::Send,
        request::Sent,
        trail::TrailPage,
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
