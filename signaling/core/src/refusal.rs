//! Everything this core refuses, with its clause and the words people read. One table.

use crate::{consent::Consent, staff::StaffRefusal};

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.code())]
pub enum Refusal {
    ReasonTooLong,
    NoteTooLong,
    DestinationMissing,
    DestinationInvalid,
    DestinationNotMobile,
    DestinationAbroad,
    AddressMissing,
    AddressInvalid,
    SmsDoesNotFit,
    SmsNotConfigured,
    MailNotConfigured,
    CommandTokenUnknown,
    CommandTokenGone,
    CommandNameInvalid,
    TooManyCommandTokens,
    CaseNumberInvalid,
    CallNumberInvalid,
    CallGone,
    WebhookUrlInvalid,
    WebhookHostNotAllowed,
    ReceiptLoginWrong,
    MessageUnknown,
    NotPrepared,
    DestinationChanged,
    AlreadyStarted,
    SentJustNow,
    TooManySends,
    NotStarted,
    AlreadyProlonged,
    ProlongReasonMissing,
    CodeMissing,
    CodeWrong { attempts_left: u32 },
    CodeUsed,
    CodeOff,
    TooManyWrongCodes { retry_after_s: u32 },
    ConsentTextsChanged,
    SpokenConsentTooEarly,
    NotReception,
    ReportNotFound,
    ReportErased,
    ReasonMissing,
    AlreadyOver,
    NothingToReadmit,
    TooManyReadmissions,
    LinkUnknown,
    TooManyWrongLinks { retry_after_s: u32 },
    LinkExpired,
    LinkDestroyed,
    LinkAbandoned,
    ReportOver,
    ConsentMissing(Consent),
    UrlUsed,
    TooManyResumptions,
    DeviceProofInvalid,
    SessionInvalid,
    CallerAway,
    MessageEmpty,
    MessageTooLong,
    TooManyMessages,
    TooManyPositions,
    ClientKeyInvalid,
    FileTooLarge,
    TypeNotSupported,
    TooManyFiles,
    TooManyLateParts,
    LateTimesWrong,
    TooManyPieces,
    FileNotFound,
    FileNotViewable,
    NoViewing,
    StillRunning,
    NothingRecorded,
    OffsetMismatch,
    ChunkTooLarge,
    KindMissing,
    StorageFull,
    TooManyRequests,
    NobodyThere,
    AlreadyHeld,
    NotHeld,
    ReportHeld,
    AlreadyHandler,
    NotHandler,
    NotOffered,
    ColleagueAway,
    InstructionMissing,
    InstructionTooLong,
    TooManyInstructions,
    InstructionUnknown,
    NothingToReport,
    NothingToAcknowledge,
    PlaceUnknown,
    PlaceTooLong,
    NoticedMissing,
    NoticedTooLong,
    MisSendKnown,
    MediaIsolated,
    PassingOff,
    AlreadyPassed,
    NotPassed,
    HeadquartersUnknown,
    NotAnExercise,
    ExerciseStaysHere,
    Staff(StaffRefusal),
}

impl From<StaffRefusal> for Refusal {
    fn from(refusal: StaffRefusal) -> Self {
        Self::Staff(refusal)
    }
}

/// One line of the table.
struct Line {
    code: &'static str,
    clause: Option<&'static str>,
    field: Option<&'static str>,
    ja: &'static str,
    en: &'static str,
}

impl Refusal {
    pub fn code(self) -> &'static str {
        self.line().code
    }

    pub fn clause(self) -> Option<&'static str> {
        self.line().clause
    }

    pub fn field(self) -> Option<&'static str> {
        self.line().field
    }

    pub fn message_ja(self) -> &'static str {
        self.line().ja
    }

    pub fn message_en(self) -> &'static str {
        self.line().en
    }

    pub fn retry_after_s(self) -> Option<u32> {
        match self {
            Self::TooManyWrongLinks { retry_after_s }
            | Self::TooManyWrongCodes { retry_after_s } => Some(retry_after_s),
            Self::TooManyRequests => Some(1),
            Self::Staff(refusal) => refusal.retry_after_s(),
            _ => None,
        }
    }

    #[rustfmt::skip]
    fn line(self) -> Line {
        match self {
            Self::ReasonTooLong => Line { code: "reason_too_long", clause: None, field: Some("reason"), ja: "理由は500文字以内で入力してください。", en: "Enter the reason in at most 500 characters." },
            Self::NoteTooLong => Line { code: "note_too_long", clause: None, field: Some("note"), ja: "メモは200文字以内で入力してください。", en: "Enter the note in at most 200 characters." },
            Self::DestinationMissing => Line { code: "destination_missing", clause: Some("VR-4.1.3a"), field: Some("destination"), ja: "送信先の携帯電話番号を入力してください。", en: "Enter the mobile number to send to." },
            Self::DestinationInvalid => Line { code: "destination_invalid", clause: Some("VR-4.1.3a"), field: Some("destination"), ja: "電話番号として正しくありません。もう一度確かめてください。", en: "This is not a valid phone number. Check it again." },
            Self::DestinationNotMobile => Line { code: "destination_not_mobile", clause: Some("VR-4.1.3a"), field: Some("destination"), ja: "携帯電話の番号ではないため、SMSを送れません。携帯電話の番号を聞いてください。", en: "This is not a mobile number, so no SMS can be sent. Ask for a mobile number." },
            Self::DestinationAbroad => Line { code: "destination_abroad", clause: Some("VR-4.1.3a"), field: Some("destination"), ja: "外国の電話番号にはSMSを送れません。「番号が使えない」ことを理由に、電子メールで送ってください。", en: "No SMS can be sent to a number of another country. Send by e-mail, because the number cannot be used." },
            Self::AddressMissing => Line { code: "destination_missing", clause: Some("VR-4.1.3a"), field: Some("destination"), ja: "送信先のメールアドレスを入力してください。", en: "Enter the e-mail address to send to." },
            Self::AddressInvalid => Line { code: "destination_invalid", clause: Some("VR-4.1.3a"), field: Some("destination"), ja: "メールアドレスとして正しくありません。もう一度確かめてください。", en: "This is not a valid e-mail address. Check it again." },
            Self::SmsDoesNotFit => Line { code: "sms_does_not_fit", clause: None, field: None, ja: "このサーバーの名前が長すぎて、SMS1通に収まりません。システム管理者に連絡してください。", en: "This server's name is too long for one SMS. Tell the system manager." },
            Self::SmsNotConfigured => Line { code: "sms_not_configured", clause: None, field: None, ja: "SMSの送信が設定されていません。システム管理者に連絡してください。", en: "No SMS gateway is configured. Tell the system manager." },
            Self::MailNotConfigured => Line { code: "mail_not_configured", clause: None, field: None, ja: "電子メールの送信が設定されていません。システム管理者に連絡してください。", en: "No mail relay is configured. Tell the system manager." },
            Self::CommandTokenUnknown => Line { code: "command_token_unknown", clause: None, field: None, ja: "通信指令システムのトークンが正しくないか、取り消されています。", en: "The command system's token is wrong, or was revoked." },
            Self::CommandTokenGone => Line { code: "command_token_gone", clause: None, field: None, ja: "このトークンはないか、すでに取り消されています。", en: "There is no such token, or it is revoked already." },
            Self::CommandNameInvalid => Line { code: "command_name_invalid", clause: None, field: Some("name"), ja: "通信指令システムの名前を40文字以内で入力してください。", en: "Enter the command system's name in at most 40 characters." },
            Self::TooManyCommandTokens => Line { code: "too_many_command_tokens", clause: None, field: None, ja: "トークンの数が上限に達しました。使わないものを取り消してください。", en: "The limit of tokens is reached. Revoke those that are not used." },
            Self::CaseNumberInvalid => Line { code: "case_number_invalid", clause: None, field: Some("case_number"), ja: "事案番号は40文字以内で入力してください。", en: "Enter the case number in at most 40 characters." },
            Self::CallNumberInvalid => Line { code: "call_number_invalid", clause: None, field: Some("number"), ja: "着信番号として読み取れません。", en: "This cannot be read as a calling number." },
            Self::CallGone => Line { code: "call_gone", clause: None, field: None, ja: "この着信は、ほかの担当者が取ったか、時間が過ぎました。", en: "Somebody else took this call, or it is over." },
            Self::WebhookUrlInvalid => Line { code: "webhook_url_invalid", clause: None, field: Some("url"), ja: "https:// で始まる通知先を入力してください。利用者名やパスワードは含められません。", en: "Enter an address that begins with https:// and holds no login." },
            Self::WebhookHostNotAllowed => Line { code: "webhook_host_not_allowed", clause: None, field: Some("url"), ja: "この通知先は許可されていません。システム管理者に連絡してください。", en: "This host is not allowed. Tell the system manager." },
            Self::ReceiptLoginWrong => Line { code: "receipt_login_wrong", clause: None, field: None, ja: "この受信証明の名前とパスワードが正しくありません。", en: "The login of this receipt is wrong." },
            Self::MessageUnknown => Line { code: "message_unknown", clause: None, field: None, ja: "このメッセージは見つかりません。", en: "There is no such message." },
            Self::NotPrepared => Line { code: "not_prepared", clause: Some("VR-4.1.3c"), field: Some("confirm_token"), ja: "送信の準備が済んでいないか、期限が切れています。送信先の入力からやり直してください。", en: "Nothing is prepared, or it has expired. Start again with the destination." },
            Self::DestinationChanged => Line { code: "destination_changed", clause: Some("VR-4.1.3c"), field: Some("destination"), ja: "照合した送信先と違います。送信先の入力からやり直してください。", en: "The destination differs from the one that was compared. Start again with the destination." },
            Self::AlreadyStarted => Line { code: "already_started", clause: Some("VR-4.1.3a"), field: None, ja: "通報者はすでに開始しています。もう一度送る必要はありません。", en: "The caller has started already; nothing has to be sent again." },
            Self::SentJustNow => Line { code: "sent_just_now", clause: Some("VR-4.1.3a"), field: None, ja: "たった今送信しました。数秒待ってからもう一度押してください。", en: "It was sent a moment ago. Wait some seconds before sending again." },
            Self::TooManySends => Line { code: "too_many_sends", clause: Some("VR-4.1.3a"), field: None, ja: "再送の回数が上限に達しました。送信先を確かめて、新しく依頼してください。", en: "The limit of sending again is reached. Check the destination and make a new request." },
            Self::NotStarted => Line { code: "not_started", clause: Some("VR-2.3"), field: None, ja: "通報者がまだ開始していないため、延長できません。", en: "The caller has not started, so there is nothing to prolong." },
            Self::AlreadyProlonged => Line { code: "already_prolonged", clause: Some("VR-2.3"), field: None, ja: "延長は1回だけです。続けるには新しいリンクを送ってください。", en: "A report is prolonged once. Send a new link to go on." },
            Self::ProlongReasonMissing => Line { code: "prolong_reason_missing", clause: Some("VR-2.3"), field: Some("reason"), ja: "延長する理由を入力してください。", en: "Enter the reason for prolonging." },
            Self::CodeMissing => Line { code: "code_missing", clause: Some("VR-4.1.3b"), field: Some("access_code"), ja: "電話で聞いたアクセスコードを入力してください。", en: "Enter the access code that you hear on the phone." },
            Self::CodeWrong { .. } => Line { code: "code_wrong", clause: Some("VR-4.1.3b"), field: Some("access_code"), ja: "アクセスコードが違います。電話の担当者に確かめてください。", en: "This access code is wrong. Ask the operator on the phone." },
            Self::CodeUsed => Line { code: "code_used", clause: Some("VR-4.1.3b"), field: Some("access_code"), ja: "このアクセスコードはもう使えません。電話の担当者に新しいコードを聞いてください。", en: "This access code is used up. Ask the operator on the phone for a new one." },
            Self::CodeOff => Line { code: "code_off", clause: Some("VR-4.1.3b"), field: None, ja: "この通報ではアクセスコードを使いません。", en: "This report uses no access code." },
            Self::TooManyWrongCodes { .. } => Line { code: "too_many_wrong_codes", clause: Some("VR-4.1.3b"), field: None, ja: "違うコードが続いています。少し待ってから入力してください。", en: "Too many wrong codes. Wait a little before trying again." },
            Self::ConsentTextsChanged => Line { code: "consent_texts_changed", clause: Some("VR-4.2.2.x"), field: Some("text_version"), ja: "同意事項の文面が新しくなりました。もう一度お読みください。", en: "The texts of the consents have changed. Please read them again." },
            Self::SpokenConsentTooEarly => Line { code: "spoken_consent_too_early", clause: Some("VR-4.2.2.x"), field: None, ja: "口頭の同意は、画面での同意に加えて記録するものです。通報者の開始後に記録してください。", en: "Spoken consent is noted in addition to the consent on the page. Note it once the caller has started." },
            Self::NotReception => Line { code: "not_permitted", clause: Some("VR-2.3"), field: None, ja: "受理端末の本部受理担当者または本部運用管理者だけができます。", en: "Only a reception operator or the HQ operations manager may do this, on a reception terminal." },
            Self::ReportErased => Line { code: "report_erased", clause: Some("VR-9a"), field: None, ja: "この映像通報で受け取ったものは、保存期間が過ぎたため消去されました。", en: "The days of keeping are over: what this report received is erased." },
            Self::ReportNotFound => Line { code: "report_not_found", clause: None, field: None, ja: "この映像通報は見つかりません。", en: "There is no such report." },
            Self::ReasonMissing => Line { code: "reason_missing", clause: Some("VR-4.3.2"), field: Some("reason"), ja: "終了の理由を選んでください。", en: "Choose the reason for ending." },
            Self::AlreadyOver => Line { code: "already_over", clause: Some("VR-4.3.2"), field: None, ja: "この映像通報はすでに終了しています。", en: "This report is already over." },
            Self::NothingToReadmit => Line { code: "nothing_to_readmit", clause: Some("VR-2.3"), field: None, ja: "まだどの端末も開始していません。そのまま開始できます。", en: "No phone has started yet. The caller can simply start." },
            Self::TooManyReadmissions => Line { code: "too_many_readmissions", clause: Some("VR-2.3"), field: None, ja: "端末の切り替えが多すぎます。新しいリンクを送ってください。", en: "Too many changes of phone. Send a new link." },
            Self::LinkUnknown => Line { code: "link_unknown", clause: Some("VR-2.3"), field: None, ja: "このリンクは正しくありません。届いたSMSのリンクをもう一度押してください。", en: "This link is not right. Tap the link in the SMS again." },
            Self::TooManyWrongLinks { .. } => Line { code: "too_many_wrong_links", clause: Some("VR-2.3"), field: None, ja: "正しくないリンクが続いています。届いたSMSのリンクを押してください。", en: "Too many wrong links. Tap the link in the SMS." },
            Self::LinkExpired => Line { code: "url_expired", clause: Some("VR-2.3"), field: None, ja: "このリンクは期限が切れました。電話で警察に伝えてください。新しいリンクを送れます。", en: "This link has expired. Tell the police on the phone; they can send a new one." },
            Self::LinkDestroyed => Line { code: "url_destroyed", clause: Some("VR-2.3"), field: None, ja: "このリンクは警察が無効にしました。電話で警察に伝えてください。", en: "The police have made this link invalid. Tell them on the phone." },
            Self::LinkAbandoned => Line { code: "url_abandoned", clause: Some("VR-4.1.3a"), field: None, ja: "このリンクは送信できず、取りやめになりました。電話で警察に伝えてください。", en: "This link could not be sent and was given up. Tell the police on the phone." },
            Self::ReportOver => Line { code: "report_over", clause: Some("VR-2.3"), field: None, ja: "この映像通報は終了しました。", en: "This report is over." },
            Self::ConsentMissing(consent) => Line { code: "consent_missing", clause: Some(consent.clause()), field: Some(consent.field()), ja: "4つの項目すべてに同意すると開始できます。", en: "All four items need your consent before you can start." },
            Self::UrlUsed => Line { code: "url_used", clause: Some("VR-2.3"), field: None, ja: "このリンクは別の端末で使われています。電話で警察に伝えると、この端末でも使えるようになります。", en: "Another phone uses this link. Tell the police on the phone; they can let this one in." },
            Self::TooManyResumptions => Line { code: "too_many_resumptions", clause: Some("VR-2.3"), field: None, ja: "再接続の回数が多すぎます。電話で警察に新しいリンクを頼んでください。", en: "Too many reconnections. Ask the police on the phone for a new link." },
            Self::DeviceProofInvalid => Line { code: "device_proof_invalid", clause: Some("VR-2.3"), field: Some("device"), ja: "この端末の確認ができませんでした。ページを読み込み直してください。", en: "This phone could not be verified. Reload the page." },
            Self::SessionInvalid => Line { code: "session_invalid", clause: Some("VR-2.3"), field: None, ja: "この端末での接続は終わりました。SMSのリンクを開き直してください。", en: "This phone's session is over. Open the link in the SMS again." },
            Self::CallerAway => Line { code: "caller_away", clause: None, field: None, ja: "通報者のページとつながっていません。つながってからもう一度押すか、電話で頼んでください。", en: "The caller's page is not connected. Press again once it is, or ask on the phone." },
            Self::MessageEmpty => Line { code: "message_empty", clause: None, field: Some("words"), ja: "文章を入力してください。", en: "Enter some words." },
            Self::MessageTooLong => Line { code: "message_too_long", clause: None, field: Some("words"), ja: "文章は500文字以内で入力してください。", en: "Enter at most 500 characters." },
            Self::TooManyMessages => Line { code: "too_many_messages", clause: None, field: None, ja: "メッセージの数が上限に達しました。電話で話してください。", en: "The limit of messages is reached. Speak on the phone." },
            Self::TooManyPositions => Line { code: "too_many_positions", clause: None, field: None, ja: "位置情報の数が上限に達しました。", en: "The limit of positions is reached." },
            Self::ClientKeyInvalid => Line { code: "client_key_invalid", clause: None, field: Some("client_key"), ja: "送信の識別子が正しくありません。ページを読み込み直してください。", en: "The key of this transmission is not valid. Reload the page." },
            Self::FileTooLarge => Line { code: "file_too_large", clause: None, field: Some("bytes"), ja: "ファイルが大きすぎます。写真は30MB、動画は500MBまでです。", en: "The file is too large. Pictures may have 30 MB, films 500 MB." },
            Self::TypeNotSupported => Line { code: "type_not_supported", clause: None, field: Some("media_type"), ja: "この種類のファイルは送れません。写真か動画を選んでください。", en: "This kind of file cannot be sent. Choose a picture or a film." },
            Self::TooManyFiles => Line { code: "too_many_files", clause: None, field: None, ja: "ファイルの数が上限に達しました。", en: "The limit of files is reached." },
            Self::TooManyLateParts => Line { code: "too_many_late_parts", clause: Some("VR-9a"), field: None, ja: "後から送れる映像の上限に達しました。", en: "The limit of video that is sent later is reached." },
            Self::LateTimesWrong => Line { code: "late_times_wrong", clause: Some("VR-9a"), field: Some("late"), ja: "撮影した時刻が、この映像通報の時間と合いません。", en: "The time of filming does not fit this report." },
            Self::TooManyPieces => Line { code: "too_many_pieces", clause: None, field: None, ja: "送信が何度も途切れました。もう一度はじめから送ってください。", en: "The transmission was interrupted too often. Send the file again from the start." },
            Self::FileNotFound => Line { code: "file_not_found", clause: None, field: None, ja: "このファイルは見つかりません。", en: "There is no such file." },
            Self::FileNotViewable => Line { code: "file_not_viewable", clause: None, field: None, ja: "表示用の画像はまだないか、作成できませんでした。", en: "There is no viewable copy, or not yet." },
            Self::NoViewing => Line { code: "no_viewing", clause: Some("VR-9a"), field: None, ja: "終了した映像通報の映像・画像を見るには、先に目的と内容を記録してください。", en: "This report is over. Record a purpose and a note before you look at what it received." },
            Self::StillRunning => Line { code: "still_running", clause: Some("VR-9a"), field: None, ja: "この映像通報は続いているため、目的を記録する必要はありません。", en: "This report is running: no purpose has to be recorded." },
            Self::NothingRecorded => Line { code: "nothing_recorded", clause: Some("VR-9a"), field: None, ja: "この映像通報には、録画された映像がありません。", en: "No video was recorded of this report." },
            Self::OffsetMismatch => Line { code: "offset_mismatch", clause: None, field: Some("upload-offset"), ja: "送信の続きの位置が違います。示された位置から送ってください。", en: "The offset is wrong. Go on from the one that is given." },
            Self::ChunkTooLarge => Line { code: "chunk_too_large", clause: None, field: None, ja: "1回に送る量が大きすぎます。", en: "This piece is too large." },
            Self::KindMissing => Line { code: "kind_missing", clause: None, field: Some("x-genba-kind"), ja: "写真の種類が示されていません。ページを読み込み直してください。", en: "The kind of picture is missing. Reload the page." },
            Self::StorageFull => Line { code: "storage_full", clause: None, field: None, ja: "サーバーの保存領域がいっぱいです。届いた分は保存されています。電話で警察に伝えてください。", en: "The server's storage is full. What arrived is kept. Tell the police on the phone." },
            Self::NobodyThere => Line { code: "nobody_there", clause: Some("VR-1"), field: None, ja: "いま受理担当者がいないため、カメラを使えません。電話で警察に伝えてください。", en: "No operator is there, so the camera cannot be used. Tell the police on the phone." },
            Self::AlreadyHeld => Line { code: "already_held", clause: Some("VR-4.2.1"), field: None, ja: "この映像通報はすでに保留されています。", en: "This report is already on hold." },
            Self::NotHeld => Line { code: "not_held", clause: Some("VR-4.2.1"), field: None, ja: "この映像通報は保留されていません。", en: "This report is not on hold." },
            Self::ReportHeld => Line { code: "report_held", clause: Some("VR-4.2.1"), field: None, ja: "本部運用管理者の指揮により、映像は保留されています。", en: "The HQ operations manager has put the picture on hold." },
            Self::AlreadyHandler => Line { code: "already_handler", clause: Some("VR-4.2.1"), field: None, ja: "すでに担当しています。", en: "This person handles the report already." },
            Self::NotHandler => Line { code: "not_handler", clause: Some("VR-4.2.1"), field: None, ja: "この映像通報の担当者だけができます。", en: "Only who handles this report may do this." },
            Self::NotOffered => Line { code: "not_offered", clause: Some("VR-4.2.1"), field: None, ja: "この映像通報の引継ぎは、申し出られていないか、すでに済んでいます。", en: "This report is not offered to you, or no longer." },
            Self::ColleagueAway => Line { code: "colleague_away", clause: Some("VR-4.2.1"), field: Some("to"), ja: "この人は受理端末にサインインしていません。", en: "This person is not signed in at a reception terminal." },
            Self::InstructionMissing => Line { code: "instruction_missing", clause: Some("VR-4.2.1"), field: Some("words"), ja: "指示の内容を入力してください。", en: "Enter the instruction." },
            Self::InstructionTooLong => Line { code: "instruction_too_long", clause: None, field: Some("words"), ja: "指示は500文字以内で入力してください。", en: "Enter the instruction in at most 500 characters." },
            Self::TooManyInstructions => Line { code: "too_many_instructions", clause: Some("VR-4.2.1"), field: None, ja: "確認されていない指示が多すぎます。担当者に声をかけてください。", en: "Too many instructions are not acknowledged. Speak to the operator." },
            Self::InstructionUnknown => Line { code: "instruction_unknown", clause: Some("VR-4.2.1"), field: None, ja: "この指示はないか、すでに確認されています。", en: "There is no such instruction, or it is acknowledged already." },
            Self::NothingToReport => Line { code: "nothing_to_report", clause: Some("VR-4.1.2"), field: None, ja: "事後報告の義務は残っていません。", en: "No report is due." },
            Self::NothingToAcknowledge => Line { code: "nothing_to_acknowledge", clause: Some("VR-4.1.2"), field: None, ja: "まだ報告されていないか、すでに確認しています。", en: "Nothing was reported yet, or it is acknowledged already." },
            Self::PlaceUnknown => Line { code: "place_unknown", clause: Some("VR-4.3.1"), field: Some("municipality_code"), ja: "場所がわかりません。地図で選ぶか、市区町村を選んでください。", en: "This place is not known. Pick it on the map, or choose a municipality." },
            Self::PlaceTooLong => Line { code: "place_too_long", clause: None, field: Some("words"), ja: "場所の説明は200文字以内で入力してください。", en: "Describe the place in at most 200 characters." },
            Self::NoticedMissing => Line { code: "noticed_missing", clause: Some("VR-4.3.3"), field: Some("noticed"), ja: "誤送信をどのように知ったかを入力してください。", en: "Enter how the mistake was noticed." },
            Self::NoticedTooLong => Line { code: "noticed_too_long", clause: None, field: Some("noticed"), ja: "認知の状況は500文字以内で入力してください。", en: "Enter how it was noticed in at most 500 characters." },
            Self::MisSendKnown => Line { code: "mis_send_known", clause: Some("VR-4.3.3"), field: None, ja: "この映像通報の誤送信はすでに申告されています。", en: "The mis-send of this report is known already." },
            Self::MediaIsolated => Line { code: "media_isolated", clause: Some("VR-4.3.3"), field: None, ja: "誤送信の相手方から届いたため、隔離されています。", en: "This came from the wrong recipient and is isolated." },
            Self::PassingOff => Line { code: "passing_off", clause: Some("VR-4.2.1"), field: None, ja: "隣接する警察本部への引継ぎは、この警察本部では行わない設定です。", en: "Passing to a neighbouring headquarters is switched off here." },
            Self::AlreadyPassed => Line { code: "already_passed", clause: Some("VR-4.2.1"), field: None, ja: "この映像通報は、すでに引継ぎを申し出ています。", en: "This report is offered to a headquarters already." },
            Self::NotPassed => Line { code: "not_passed", clause: Some("VR-4.2.1"), field: None, ja: "この映像通報の引継ぎは、申し出られていないか、すでに済んでいます。", en: "This report is not offered, or no longer." },
            Self::HeadquartersUnknown => Line { code: "headquarters_unknown", clause: Some("VR-4.2.1"), field: Some("to"), ja: "引き継ぐ先の警察本部を選んでください。", en: "Choose the headquarters to pass the report to." },
            Self::Staff(refusal) => {
                let line = refusal.line();
                Line { code: line.code, clause: line.clause, field: line.field, ja: line.ja, en: line.en }
            }
            Self::NotAnExercise => Line { code: "not_an_exercise", clause: Some("VR-10"), field: None, ja: "この映像通報は訓練ではないか、すでに実際の通報に切り替えられています。", en: "This report is no exercise, or was made a real one already." },
            Self::ExerciseStaysHere => Line { code: "exercise_stays_here", clause: Some("VR-10"), field: None, ja: "訓練は、ほかの警察本部へ引き継げません。実際の通報になったときは、先に「実際の通報に切り替える」を押してください。", en: "An exercise is not passed to another headquarters. If it has become real, make it a real report first." },
            Self::TooManyRequests => Line { code: "too_many_requests", clause: None, field: None, ja: "送信が多すぎます。少し待ってからやり直してください。", en: "Too many requests. Wait a little and try again." },
        }
    }
}
