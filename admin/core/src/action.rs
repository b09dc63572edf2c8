//! The closed list of acts: what a grant allows and what a trail entry tells.

use protocol::person::{Post, TerminalKind};

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        /// One kind of act. Workflow steps and routes name actions, never posts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {$($(#[$doc])* $name,)*}

        impl Action {
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable name in the trail.
            pub fn code(self) -> &'static str {
                match self {$(Self::$name => $code,)*}
            }
        }
    };
}

actions! {
    // What people at terminals do.
    SignIn = "sign_in";
    SignOut = "sign_out";
    /// A chief ends all sessions of a person (VR-3.2b).
    RevokeCredentials = "revoke_credentials";
    /// Confirm, report and prepare a request (VR-4.1.1 to VR-4.1.3a).
    PrepareRequest = "prepare_request";
    /// Send the link after comparing the number (VR-4.1.3c).
    SendRequest = "send_request";
    /// See the list of the own headquarters and one report's detail.
    ReadReports = "read_reports";
    /// Open the live picture.
    WatchReport = "watch_report";
    /// End the report with a reason (VR-4.3.2).
    EndReport = "end_report";
    /// Let another phone of the same caller in once (VR-2.3).
    ReadmitDevice = "readmit_device";
    SendMessage = "send_message";
    /// Ask the caller's page for a still.
    AskStill = "ask_still";
    /// Look at the re-encoded copy of a picture or film.
    ViewFile = "view_file";
    /// Download the bytes as the caller sent them.
    DownloadOriginal = "download_original";
    /// Search the trail of the own unit.
    ReadTrail = "read_trail";
    /// Let another organisation fetch signed heads.
    MakeHeadsToken = "make_heads_token";
    /// Take a thing into a ledger, or do an act to it.
    KeepLedger = "keep_ledger";

    // What the caller does.
    OpenLink = "open_link";
    /// The four consents, and the start (VR-4.2.2).
    StartReport = "start_report";
    /// The bound phone comes back.
    ResumeReport = "resume_report";
    RefuseReport = "refuse_report";
    /// The caller ends.
    LeaveReport = "leave_report";
    AnswerMessage = "answer_message";
    SendStill = "send_still";
    /// Pictures of the second begin, because video does not come through.
    SendPictures = "send_pictures";
    SendFile = "send_file";

    // What the system does on its own.
    DeliverSms = "deliver_sms";
    StartMedia = "start_media";
    StopMedia = "stop_media";
    ExpireReport = "expire_report";
    ConvertFile = "convert_file";
    /// Refusals of people nobody knows, counted for one minute.
    SummariseRefusals = "summarise_refusals";
    /// Entries of the trail go after their years; the proof of it.
    PurgeTrail = "purge_trail";
    OpenDeadline = "open_deadline";
    /// What a deadline is for has come.
    StrikeDeadline = "strike_deadline";
    MakeDemo = "make_demo";
}

/// The word of a post in the trail; the same as on the wire.
pub fn post_code(post: Post) -> &'static str {
    match post {
        Post::ReceptionOperator => "reception_operator",
        Post::HqOperationsManager => "hq_operations_manager",
    }
}

/// The post of a stored word.
pub fn post_of(code: &str) -> Option<Post> {
    [Post::ReceptionOperator, Post::HqOperationsManager]
        .into_iter()
        .find(|post| post_code(*post) == code)
}

/// The word of a terminal kind in the trail; the same as on the wire.
pub fn terminal_code(terminal: TerminalKind) -> &'static str {
    match terminal {
        TerminalKind::Reception => "reception",
        TerminalKind::Management => "management",
        TerminalKind::Unenrolled => "unenrolled",
    }
}

/// The terminal kind of a stored word.
pub fn terminal_of(code: &str) -> Option<TerminalKind> {
    [
        TerminalKind::Reception,
        TerminalKind::Management,
        TerminalKind::Unenrolled,
    ]
    .into_iter()
    .find(|terminal| terminal_code(*terminal) == code)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_action_has_a_name_of_its_own() {
        let names: BTreeSet<_> = Action::ALL.iter().map(|action| action.code()).collect();
        assert_eq!(names.len(), Action::ALL.len());
    }

    #[test]
    fn stored_words_are_the_words_on_the_wire() {
        for post in [Post::ReceptionOperator, Post::HqOperationsManager] {
            assert_eq!(serde_json::to_value(post).unwrap(), post_code(post));
            assert_eq!(post_of(post_code(post)), Some(post));
        }
        for kind in [
            TerminalKind::Reception,
            TerminalKind::Management,
            TerminalKind::Unenrolled,
        ] {
            assert_eq!(serde_json::to_value(kind).unwrap(), terminal_code(kind));
            assert_eq!(terminal_of(terminal_code(kind)), Some(kind));
        }
        assert_eq!(post_of("chief"), None);
    }
}
