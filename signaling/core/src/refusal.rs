//! Everything this core refuses, with its clause and the words people read. One table.

use crate::consent::Consent;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.code())]
pub enum Refusal {
    SafetyNotConfirmed,
    CameraNotConfirmed,
    NumberNotPresented,
    ReportMissing,
    ReasonTooLong,
    NoteTooLong,
    DestinationMissing,
    DestinationInvalid,
    DestinationNotMobile,
    SmsDoesNotFit,
    SmsNotConfigured,
    NotPrepared,
    DestinationChanged,
    NotCompared,
    NotReception,
    ReportNotFound,
    ReasonMissing,
    AlreadyOver,
    NothingToReadmit,
    TooManyReadmissions,
    LinkUnknown,
    TooManyWrongLinks { retry_after_s: u32 },
    LinkExpired,
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
    TooManyPieces,
    FileNotFound,
    FileNotViewable,
    OffsetMismatch,
    ChunkTooLarge,
    KindMissing,
    StorageFull,
    TooManyRequests,
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
            Self::TooManyWrongLinks { retry_after_s } => Some(retry_after_s),
            Self::TooManyRequests => Some(1),
            _ => None,
        }
    }

    #[rustfmt::skip]
    fn line(self) -> Line {
        match self {
            Self::SafetyNotConfirmed => Line { code: "safety_not_confirmed", clause: Some("VR-4.1.1a"), field: Some("safety_confirmed"), ja: "通報者が安全に撮影できることを確認してください。", en: "Confirm that the caller can film safely." },
            Self::CameraNotConfirmed => Line { code: "camera_not_confirmed", clause: Some("VR-4.1.1b"), field: Some("camera_confirmed"), ja: "通報者の端末にカメラがあることを確認してください。", en: "Confirm that the caller's device has a camera." },
            Self::NumberNotPresented => Line { code: "number_not_presented", clause: Some("VR-4.1.1b"), field: Some("number_presented"), ja: "電話番号が通知されていることを確認してください。", en: "Confirm that the phone number was presented to the police." },
            Self::ReportMissing => Line { code: "report_missing", clause: Some("VR-4.1.2"), field: Some("no_report_reason"), ja: "本部運用管理者に報告するか、報告できない理由を入力してください。", en: "Report to the HQ operations manager, or enter why that is not possible now." },
            Self::ReasonTooLong => Line { code: "reason_too_long", clause: None, field: Some("no_report_reason"), ja: "理由は500文字以内で入力してください。", en: "Enter the reason in at most 500 characters." },
            Self::NoteTooLong => Line { code: "note_too_long", clause: None, field: Some("note"), ja: "メモは200文字以内で入力してください。", en: "Enter the note in at most 200 characters." },
            Self::DestinationMissing => Line { code: "destination_missing", clause: Some("VR-4.1.3a"), field: Some("destination"), ja: "送信先の携帯電話番号を入力してください。", en: "Enter the mobile number to send to." },
            Self::DestinationInvalid => Line { code: "destination_invalid", clause: Some("VR-4.1.3a"), field: Some("destination"), ja: "電話番号として正しくありません。もう一度確かめてください。", en: "This is not a valid phone number. Check it again." },
            Self::DestinationNotMobile => Line { code: "destination_not_mobile", clause: Some("VR-4.1.3a"), field: Some("destination"), ja: "携帯電話の番号ではないため、SMSを送れません。携帯電話の番号を聞いてください。", en: "This is not a mobile number, so no SMS can be sent. Ask for a mobile number." },
            Self::SmsDoesNotFit => Line { code: "sms_does_not_fit", clause: None, field: None, ja: "このサーバーの名前が長すぎて、SMS1通に収まりません。システム管理者に連絡してください。", en: "This server's name is too long for one SMS. Tell the system manager." },
            Self::SmsNotConfigured => Line { code: "sms_not_configured", clause: None, field: None, ja: "SMSの送信が設定されていません。システム管理者に連絡してください。", en: "No SMS gateway is configured. Tell the system manager." },
            Self::NotPrepared => Line { code: "not_prepared", clause: Some("VR-4.1.3c"), field: Some("confirm_token"), ja: "送信の準備が済んでいないか、期限が切れています。番号の入力からやり直してください。", en: "Nothing is prepared, or it has expired. Start again with the number." },
            Self::DestinationChanged => Line { code: "destination_changed", clause: Some("VR-4.1.3c"), field: Some("destination"), ja: "確認した番号と送信先が違います。番号の入力からやり直してください。", en: "The number differs from the one that was compared. Start again with the number." },
            Self::NotCompared => Line { code: "not_compared", clause: Some("VR-4.1.3c"), field: Some("compared"), ja: "送信する前に、番号を照合してください。", en: "Compare the number before sending." },
            Self::NotReception => Line { code: "not_permitted", clause: Some("VR-2.3"), field: None, ja: "受理端末の本部受理担当者または本部運用管理者だけができます。", en: "Only a reception operator or the HQ operations manager may do this, on a reception terminal." },
            Self::ReportNotFound => Line { code: "report_not_found", clause: None, field: None, ja: "この映像通報は見つかりません。", en: "There is no such report." },
            Self::ReasonMissing => Line { code: "reason_missing", clause: Some("VR-4.3.2"), field: Some("reason"), ja: "終了の理由を選んでください。", en: "Choose the reason for ending." },
            Self::AlreadyOver => Line { code: "already_over", clause: Some("VR-4.3.2"), field: None, ja: "この映像通報はすでに終了しています。", en: "This report is already over." },
            Self::NothingToReadmit => Line { code: "nothing_to_readmit", clause: Some("VR-2.3"), field: None, ja: "まだどの端末も開始していません。そのまま開始できます。", en: "No phone has started yet. The caller can simply start." },
            Self::TooManyReadmissions => Line { code: "too_many_readmissions", clause: Some("VR-2.3"), field: None, ja: "端末の切り替えが多すぎます。新しいリンクを送ってください。", en: "Too many changes of phone. Send a new link." },
            Self::LinkUnknown => Line { code: "link_unknown", clause: Some("VR-2.3"), field: None, ja: "このリンクは正しくありません。届いたSMSのリンクをもう一度押してください。", en: "This link is not right. Tap the link in the SMS again." },
            Self::TooManyWrongLinks { .. } => Line { code: "too_many_wrong_links", clause: Some("VR-2.3"), field: None, ja: "正しくないリンクが続いています。届いたSMSのリンクを押してください。", en: "Too many wrong links. Tap the link in the SMS." },
            Self::LinkExpired => Line { code: "link_expired", clause: Some("VR-2.3"), field: None, ja: "このリンクは期限が切れました。電話で警察に伝えてください。新しいリンクを送れます。", en: "This link has expired. Tell the police on the phone; they can send a new one." },
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
            Self::TooManyPieces => Line { code: "too_many_pieces", clause: None, field: None, ja: "送信が何度も途切れました。もう一度はじめから送ってください。", en: "The transmission was interrupted too often. Send the file again from the start." },
            Self::FileNotFound => Line { code: "file_not_found", clause: None, field: None, ja: "このファイルは見つかりません。", en: "There is no such file." },
            Self::FileNotViewable => Line { code: "file_not_viewable", clause: None, field: None, ja: "表示用の画像はまだないか、作成できませんでした。", en: "There is no viewable copy, or not yet." },
            Self::OffsetMismatch => Line { code: "offset_mismatch", clause: None, field: Some("upload-offset"), ja: "送信の続きの位置が違います。示された位置から送ってください。", en: "The offset is wrong. Go on from the one that is given." },
            Self::ChunkTooLarge => Line { code: "chunk_too_large", clause: None, field: None, ja: "1回に送る量が大きすぎます。", en: "This piece is too large." },
            Self::KindMissing => Line { code: "kind_missing", clause: None, field: Some("x-genba-kind"), ja: "写真の種類が示されていません。ページを読み込み直してください。", en: "The kind of picture is missing. Reload the page." },
            Self::StorageFull => Line { code: "storage_full", clause: None, field: None, ja: "サーバーの保存領域がいっぱいです。届いた分は保存されています。電話で警察に伝えてください。", en: "The server's storage is full. What arrived is kept. Tell the police on the phone." },
            Self::TooManyRequests => Line { code: "too_many_requests", clause: None, field: None, ja: "送信が多すぎます。少し待ってからやり直してください。", en: "Too many requests. Wait a little and try again." },
        }
    }
}
