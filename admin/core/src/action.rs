//! The closed list of acts: what a grant allows and what a trail entry tells.

use protocol::person::TerminalKind;
use serde::{
    Deserialize,
    de::{IntoDeserializer, value::StrDeserializer},
};

use crate::words::words;

words! {
    /// One kind of act. Workflow steps and routes name actions, never posts.
    pub enum Action {
        // What people at terminals do.
        SignIn = "sign_in",
        SignOut = "sign_out",
        /// A screen is locked by its person, or by itself after minutes without a touch.
        LockSession = "lock_session",
        UnlockSession = "unlock_session",
        /// Enter a fingerprint or a password of one's own (VR-2.1).
        RegisterFactor = "register_factor",
        RevokeFactor = "revoke_factor",
        /// Hand over the code with which a person registers the first factor (VR-3.1).
        MakeRegistrationCode = "make_registration_code",
        /// Hand over the code with which a browser becomes a terminal (VR-8.1a).
        MakeEnrolmentCode = "make_enrolment_code",
        EnrolTerminal = "enrol_terminal",
        ReadTerminals = "read_terminals",
        RevokeTerminal = "revoke_terminal",
        /// A chief ends all sessions of a person (VR-3.2b).
        RevokeCredentials = "revoke_credentials",
        /// Confirm, report and prepare a request (VR-4.1.1 to VR-4.1.3a).
        PrepareRequest = "prepare_request",
        /// Send the link after comparing the number (VR-4.1.3c).
        SendRequest = "send_request",
        /// Take an incoming call of the command system into a request (VR-4.1.1b).
        TakeCall = "take_call",
        /// Make and revoke the command system's tokens, and say where its events go.
        KeepCommandSystem = "keep_command_system",
        /// See the list of the own headquarters and one report's detail.
        ReadReports = "read_reports",
        /// Open the live picture.
        WatchReport = "watch_report",
        /// End the report with a reason (VR-4.3.2).
        EndReport = "end_report",
        /// Let another phone of the same caller in once (VR-2.3).
        ReadmitDevice = "readmit_device",
        /// A compared request becomes a report with its link.
        IssueLink = "issue_link",
        /// The report to the manager that was left for later (VR-4.1.2).
        ReportRequest = "report_request",
        /// Send the link again to the same destination.
        ResendLink = "resend_link",
        /// Move the session cap once.
        ProlongReport = "prolong_report",
        DestroyLink = "destroy_link",
        /// Another access code; the old one is void (VR-4.1.3b).
        IssueAccessCode = "issue_access_code",
        /// The caller consented by voice, too (VR-4.2.2.x).
        NoteSpokenConsent = "note_spoken_consent",
        SendMessage = "send_message",
        /// Ask the caller's page for a still.
        AskStill = "ask_still",
        /// Look at the re-encoded copy of a picture or film.
        ViewFile = "view_file",
        /// Download the bytes as the caller sent them.
        DownloadOriginal = "download_original",
        /// Open what an ended report received, for a purpose.
        ViewRecording = "view_recording",
        /// A film is made of what a media node kept.
        MakeRecording = "make_recording",
        /// Hold, release, stop, take over, instruct (VR-4.2.1).
        Supervise = "supervise",
        /// The operator has read an instruction.
        AcknowledgeInstruction = "acknowledge_instruction",
        /// The manager has taken note of a report to him (VR-4.1.2).
        AcknowledgeRequest = "acknowledge_request",
        OfferReport = "offer_report",
        AcceptReport = "accept_report",
        /// Note where the caller says to be (VR-4.3.1).
        StatePlace = "state_place",
        CheckConsistency = "check_consistency",
        /// A link went to the wrong destination (VR-4.3.3).
        ReportMisSend = "report_mis_send",
        AnswerMisSend = "answer_mis_send",
        /// Offer a report to another headquarters, and take it on there.
        PassReport = "pass_report",
        AcceptPass = "accept_pass",
        /// Something real happened over an exercise: it counts from here on (VR-10).
        MakeExerciseReal = "make_exercise_real",
        /// See the exercises of the own headquarters, or those that one handled (VR-10).
        ReadExercises = "read_exercises",
        ReadOwnExercises = "read_own_exercises",
        /// See who has no training (VR-10).
        ReadTraining = "read_training",
        /// The figures of all headquarters (VR-6.1), and of the own one (VR-6.2).
        ReadNationalStatistics = "read_national_statistics",
        ReadHeadquartersStatistics = "read_headquarters_statistics",
        /// Search the trail of the own unit.
        ReadTrail = "read_trail",
        /// Let another organisation fetch signed heads.
        MakeHeadsToken = "make_heads_token",
        /// Take a thing into a ledger, or do an act to it.
        KeepLedger = "keep_ledger",
        ReadLedger = "read_ledger",
        /// See which cameras a unit has.
        ReadCameras = "read_cameras",
        /// Bring a film of a camera in, look at the list, look at one.
        ImportFootage = "import_footage",
        ReadFootage = "read_footage",
        ViewFootage = "view_footage",
        /// A film's days are over.
        EraseFootage = "erase_footage",
        /// Compare a film with what came in.
        CheckFootage = "check_footage",
        /// Hand over the key with which the cameras of a unit lock their films.
        SetUpCameras = "set_up_cameras",
        /// The four acts of the appointment matrix (VR-3.1).
        RegisterPost = "register_post",
        ChangePost = "change_post",
        DeletePost = "delete_post",
        GrantPost = "grant_post",
        DelegatePost = "delegate_post",
        /// A person leaves a unit with all posts there.
        TransferPerson = "transfer_person",
        /// An office has a new holder, and with it its posts.
        HandOverOffice = "hand_over_office",
        ReadPosts = "read_posts",
        /// A staff list that was looked at is entered.
        ImportStaff = "import_staff",
        /// Set figures, switches and texts that the rulebook leaves open.
        SetParameters = "set_parameters",
        SwitchAccessCode = "switch_access_code",
        ChangeConsentTexts = "change_consent_texts",
        SetOfficeHours = "set_office_hours",
        /// A unit begins or ends working by a document (O-32).
        SwitchDocument = "switch_document",
        /// Take a step that no workflow has.
        TakeStep = "take_step",
        /// See the figures of a unit.
        ReadFigures = "read_figures",
        /// Take out the code of a case to print it, and read one.
        PrintCode = "print_code",
        ReadCode = "read_code",
        /// Look at a case that is not one's own affair.
        ReadCase = "read_case",
        KeepCaseFile = "keep_case_file",
        ReadCaseFile = "read_case_file",
        /// A file that no case named in its day goes.
        ForgetCaseFile = "forget_case_file",
        /// A step of a case has erased its file; the proof of it.
        EraseCaseFile = "erase_case_file",
        /// The password of a container was given, right or wrong.
        UnlockContainer = "unlock_container",
        /// A mail of a case went to the relay.
        SendMail = "send_mail",
        ReadNotice = "read_notice",
        SendCircular = "send_circular",
        ReadCircular = "read_circular",
        ReviewCredentials = "review_credentials",

        // Staff URLs (VR-5).
        IssueStaffUrl = "issue_staff_url",
        ReadStaffUrls = "read_staff_urls",
        /// The emergency measure of the manager, and what the chief makes of it (VR-5.2.3).
        SuspendStaffUrl = "suspend_staff_url",
        ResumeStaffUrl = "resume_staff_url",
        DestroyStaffUrl = "destroy_staff_url",
        RemoveStaffDevice = "remove_staff_device",
        /// See the unit's code that changes with the time.
        ReadStaffCode = "read_staff_code",
        /// A code for one phone and one use; unlocks a locked phone.
        IssueStaffCode = "issue_staff_code",
        /// Enter what an officer reports of a use (VR-5.1.2).
        ReportStaffUse = "report_staff_use",
        /// Show a live report to officers in the field.
        ShowToOfficers = "show_to_officers",
        /// An officer registers a phone (VR-5.1.1).
        RegisterStaffDevice = "register_staff_device",
        /// An officer has read the instruction (VR-5.2.2).
        AcknowledgeStaffUrl = "acknowledge_staff_url",
        LockStaffDevice = "lock_staff_device",
        /// A sign that a sheet has leaked.
        SignalStaffUrl = "signal_staff_url",
        /// "Still initial response?" (VR-5.2.1)
        AskOfficer = "ask_officer",
        AnswerOfficer = "answer_officer",

        // What the caller does.
        OpenLink = "open_link",
        /// A wrong access code; right ones are a part of the start.
        EnterCode = "enter_code",
        /// The four consents, and the start (VR-4.2.2).
        StartReport = "start_report",
        /// The bound phone comes back.
        ResumeReport = "resume_report",
        RefuseReport = "refuse_report",
        /// The caller ends.
        LeaveReport = "leave_report",
        AnswerMessage = "answer_message",
        SendStill = "send_still",
        /// Pictures of the second begin, because video does not come through.
        SendPictures = "send_pictures",
        SendFile = "send_file",

        // What the system does on its own.
        /// The command system says that somebody calls.
        AnnounceCall = "announce_call",
        /// What a gateway said of the message that carries the link.
        DeliverLink = "deliver_link",
        /// The operator is told that the report ends soon.
        WarnReport = "warn_report",
        StartMedia = "start_media",
        StopMedia = "stop_media",
        StartView = "start_view",
        StopView = "stop_view",
        /// A handler signed out; somebody else goes on, or nobody is there.
        HandOnReport = "hand_on_report",
        ExpireReport = "expire_report",
        /// The days of keeping are over: what a report received is erased (VR-9).
        EraseReport = "erase_report",
        /// The proof of each file and of each recording that went with it.
        EraseFile = "erase_file",
        EraseRecording = "erase_recording",
        /// Second copies of something erased went from their store.
        EraseCopies = "erase_copies",
        /// How far a journal goes is put into the trail.
        NoteEvidence = "note_evidence",
        /// One hash over all that a unit took in on a day.
        NoteDay = "note_day",
        ConvertFile = "convert_file",
        /// Refusals of people nobody knows, counted for one minute.
        SummariseRefusals = "summarise_refusals",
        /// Entries of the trail go after their years; the proof of it.
        PurgeTrail = "purge_trail",
        OpenDeadline = "open_deadline",
        /// What a deadline is for has come.
        StrikeDeadline = "strike_deadline",
        MakeDemo = "make_demo",
        /// A session ends by itself: expired, or its password is no longer permitted.
        EndSession = "end_session",
        /// Two persons at the server name the first chiefs (O-8).
        Bootstrap = "bootstrap",
        /// Two keepers at the server put another person into a top chief's post (O-8).
        ReplaceChief = "replace_chief",
    }
}

/// The word of a terminal kind in the trail; the same as on the wire.
pub fn terminal_code(terminal: TerminalKind) -> &'static str {
    match terminal {
        TerminalKind::Reception => "reception",
        TerminalKind::Management => "management",
        TerminalKind::ManagementPc => "management_pc",
        TerminalKind::Office => "office",
        TerminalKind::Unenrolled => "unenrolled",
    }
}

/// The terminal kind of a stored word.
pub fn terminal_of(code: &str) -> Option<TerminalKind> {
    let word: StrDeserializer<'_, serde::de::value::Error> = code.into_deserializer();
    TerminalKind::deserialize(word).ok()
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
        for kind in [
            TerminalKind::Reception,
            TerminalKind::Management,
            TerminalKind::ManagementPc,
            TerminalKind::Office,
            TerminalKind::Unenrolled,
        ] {
            assert_eq!(serde_json::to_value(kind).unwrap(), terminal_code(kind));
            assert_eq!(terminal_of(terminal_code(kind)), Some(kind));
        }
        assert_eq!(terminal_of("chief"), None);
    }
}
