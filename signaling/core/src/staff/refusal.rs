//! What is refused around staff URLs, with clause and words. One table.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffRefusal {
    UrlUnknown,
    UrlSuspended,
    UrlDestroyed,
    UrlExpired,
    UrlNotActive,
    UrlNotSuspended,
    UrlOver,
    UrlNotFound,
    SheetUnitUnknown,
    SectionTooLong,
    TooManyUrls,
    ChangeReasonMissing,
    DeviceNotFound,
    DeviceRemoved,
    InstructionNotAcknowledged,
    TextsChanged,
    NumberMissing,
    NumberTooLong,
    NameMissing,
    NameTooLong,
    UnitMissing,
    UnitTooLong,
    DeviceRegistered,
    TooManyDevices,
    TooManyRegistrations { retry_after_s: u32 },
    DeviceUnknown,
    TooManyUnknown { retry_after_s: u32 },
    DeviceLocked,
    CodeMissing,
    CodeWrong,
    CodeUsed,
    CodeExpired,
    PurposeMissing,
    ExceptionReasonMissing,
    NoticeNotAcknowledged,
    InSession,
    NotInSession,
    NothingAsked,
    UseUnknown,
    UseNotOpen,
    TooManyUses,
    OfficersReport,
    OfficerUnknown,
    NobodyChosen,
    NotShown,
}

/// How a refusal goes out; the shell knows the status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Incomplete,
    NotAllowed,
    NotThere,
    NotNow,
    Over,
    TooMany,
}

/// One line of the table.
pub(crate) struct Line {
    pub class: Class,
    pub code: &'static str,
    pub clause: Option<&'static str>,
    pub field: Option<&'static str>,
    pub ja: &'static str,
    pub en: &'static str,
}

impl StaffRefusal {
    pub fn class(self) -> Class {
        self.line().class
    }

    pub fn retry_after_s(self) -> Option<u32> {
        match self {
            Self::TooManyUnknown { retry_after_s }
            | Self::TooManyRegistrations { retry_after_s } => Some(retry_after_s),
            _ => None,
        }
    }

    #[rustfmt::skip]
    pub(crate) fn line(self) -> Line {
        use Class::{Incomplete, NotAllowed, NotNow, NotThere, Over, TooMany};
        let line = |class, code, clause, field, ja, en| Line { class, code, clause, field, ja, en };
        match self {
            Self::UrlUnknown => line(NotThere, "staff_url_unknown", Some("VR-2.4"), None, "この職員用URLは正しくありません。掲示された職員用QRコードを読み取り直してください。", "This staff URL is not right. Scan the QR code of the sheet again."),
            Self::UrlSuspended => line(Over, "staff_url_suspended", Some("VR-5.2.3"), None, "この職員用URLは一時停止中です。本部運用管理者の指示を受けてください。", "This staff URL is suspended. Ask the HQ operations manager."),
            Self::UrlDestroyed => line(Over, "staff_url_destroyed", Some("VR-5.2.3"), None, "この職員用URLは破棄されました。新しい職員用QRコードで端末を登録してください。", "This staff URL is destroyed. Register this phone with the new sheet."),
            Self::UrlExpired => line(Over, "staff_url_expired", Some("VR-5.1.1"), None, "この職員用URLは有効期間が満了しました。新しい職員用QRコードで端末を登録してください。", "This staff URL has expired. Register this phone with the new sheet."),
            Self::UrlNotActive => line(NotNow, "staff_url_not_active", Some("VR-5.2.3"), None, "この職員用URLは、すでに一時停止しています。", "This staff URL is suspended already."),
            Self::UrlNotSuspended => line(NotNow, "staff_url_not_suspended", Some("VR-5.2.3"), None, "この職員用URLは、一時停止していません。", "This staff URL is not suspended."),
            Self::UrlOver => line(NotNow, "staff_url_over", Some("VR-5.2.3"), None, "この職員用URLは、破棄されているか、有効期間が満了しています。", "This staff URL is destroyed or has expired."),
            Self::UrlNotFound => line(NotThere, "staff_url_not_found", None, None, "この職員用URLは見つかりません。", "There is no such staff URL."),
            Self::SheetUnitUnknown => line(Incomplete, "unit_unknown", Some("VR-5.1.1"), Some("unit"), "所属は、自らの警察本部の中から選んでください。", "Choose a unit of the own headquarters."),
            Self::SectionTooLong => line(Incomplete, "section_too_long", Some("VR-5.1.1"), Some("section"), "係等の名称は60文字以内で入力してください。", "Enter the section in at most 60 characters."),
            Self::TooManyUrls => line(NotNow, "too_many_staff_urls", Some("VR-5.1.1"), None, "有効な職員用URLが多すぎます。使わないものを破棄してください。", "Too many staff URLs are active. Destroy those that are not used."),
            Self::ChangeReasonMissing => line(Incomplete, "change_reason_missing", Some("VR-5.2.3"), Some("reason"), "理由を入力してください。", "Enter the reason."),
            Self::DeviceNotFound => line(NotThere, "staff_device_not_found", None, None, "この登録端末は見つかりません。", "There is no such registered phone."),
            Self::DeviceRemoved => line(NotNow, "staff_device_removed", Some("VR-5.1.1"), None, "この端末の登録は、すでに抹消されています。", "This phone is removed already."),
            Self::InstructionNotAcknowledged => line(Incomplete, "instruction_not_acknowledged", Some("VR-5.2.2"), Some("acknowledged"), "職員用URLの管理についての指示を読み、確認してください。", "Read the instruction on looking after the staff URL, and acknowledge it."),
            Self::TextsChanged => line(NotNow, "staff_texts_changed", Some("VR-5.2.2"), Some("text_version"), "指示の文面が新しくなりました。もう一度お読みください。", "The instruction has changed. Please read it again."),
            Self::NumberMissing => line(Incomplete, "staff_number_missing", Some("VR-5.1.1"), Some("staff_number"), "職員番号を入力してください。", "Enter your staff number."),
            Self::NumberTooLong => line(Incomplete, "staff_number_too_long", Some("VR-5.1.1"), Some("staff_number"), "職員番号は20文字以内で入力してください。", "Enter the staff number in at most 20 characters."),
            Self::NameMissing => line(Incomplete, "staff_name_missing", Some("VR-5.1.1"), Some("name"), "氏名を入力してください。", "Enter your name."),
            Self::NameTooLong => line(Incomplete, "staff_name_too_long", Some("VR-5.1.1"), Some("name"), "氏名は60文字以内で入力してください。", "Enter the name in at most 60 characters."),
            Self::UnitMissing => line(Incomplete, "staff_unit_missing", Some("VR-5.1.1"), Some("unit"), "所属を入力してください。", "Enter your unit."),
            Self::UnitTooLong => line(Incomplete, "staff_unit_too_long", Some("VR-5.1.1"), Some("unit"), "所属は60文字以内で入力してください。", "Enter the unit in at most 60 characters."),
            Self::DeviceRegistered => line(NotNow, "device_registered", Some("VR-5.1.1"), None, "この端末は、すでに登録されています。", "This phone is registered already."),
            Self::TooManyDevices => line(NotNow, "too_many_devices", Some("VR-5.1.1"), None, "この職員用URLに登録できる端末の数が上限に達しました。本部運用管理責任者に連絡してください。", "No more phones can be registered for this staff URL. Tell the HQ operations chief."),
            Self::TooManyRegistrations { .. } => line(TooMany, "too_many_registrations", Some("VR-5.1.1"), None, "登録が続いています。少し待ってからやり直してください。", "Too many registrations. Wait a little and try again."),
            Self::DeviceUnknown => line(NotAllowed, "staff_device_unknown", Some("VR-5.1.3"), None, "この端末は登録されていません。登録した端末で開いてください。", "This phone is not registered. Use the phone that is."),
            Self::TooManyUnknown { .. } => line(TooMany, "too_many_wrong_codes", Some("VR-5.1.3"), None, "登録されていない端末からの操作が続いています。少し待ってからやり直してください。", "Too many tries of a phone that is not registered. Wait a little."),
            Self::DeviceLocked => line(NotAllowed, "staff_device_locked", Some("VR-5.1.3"), None, "アクセスコードの誤りが続いたため、この端末は使えません。本部運用管理者に新しいアクセスコードを求めてください。", "This phone is locked after too many wrong codes. Ask the HQ operations manager for a new code."),
            Self::CodeMissing => line(Incomplete, "code_missing", Some("VR-5.1.3"), Some("access_code"), "アクセスコードを入力してください。", "Enter the access code."),
            Self::CodeWrong => line(NotAllowed, "code_wrong", Some("VR-5.1.3"), Some("access_code"), "アクセスコードが違います。", "This access code is wrong."),
            Self::CodeUsed => line(NotNow, "code_used", Some("VR-5.1.3"), Some("access_code"), "このアクセスコードは使用済みです。本部運用管理者に新しいアクセスコードを求めてください。", "This access code is used up. Ask the HQ operations manager for a new one."),
            Self::CodeExpired => line(NotAllowed, "code_expired", Some("VR-5.1.3"), Some("access_code"), "このアクセスコードは期限が切れました。本部運用管理者に新しいアクセスコードを求めてください。", "This access code has expired. Ask the HQ operations manager for a new one."),
            Self::PurposeMissing => line(Incomplete, "purpose_missing", Some("VR-5.2.1"), Some("purpose"), "使用の目的を選んでください。", "Choose what it is used for."),
            Self::ExceptionReasonMissing => line(Incomplete, "reason_missing_for_exception", Some("VR-5.2.1"), Some("reason"), "初動警察活動のほかに使用する理由を入力してください。", "Enter why it is used for something else than initial response."),
            Self::NoticeNotAcknowledged => line(Incomplete, "notice_not_acknowledged", Some("VR-5.2.1"), Some("notice_acknowledged"), "映像と位置情報の記録についての説明を確認してください。", "Acknowledge that pictures and positions are recorded."),
            Self::InSession => line(NotNow, "staff_in_session", Some("VR-5.1.3"), None, "この端末は、すでに映像通報を行っています。", "This phone has a session already."),
            Self::NotInSession => line(NotNow, "staff_not_in_session", Some("VR-5.1.3"), None, "この端末で行っている映像通報はありません。", "This phone has no session."),
            Self::NothingAsked => line(NotNow, "nothing_asked", Some("VR-5.2.1"), None, "回答を求められている確認はありません。", "Nothing was asked."),
            Self::UseUnknown => line(NotThere, "staff_use_unknown", Some("VR-5.1.2"), None, "この使用の報告は見つかりません。", "There is no such report of a use."),
            Self::UseNotOpen => line(NotNow, "staff_use_not_open", Some("VR-5.1.2"), None, "この使用の報告は、すでに済んでいるか、取り扱えない状態です。", "This report of a use is done, or cannot be handled now."),
            Self::TooManyUses => line(NotNow, "too_many_uses", Some("VR-5.1.2"), None, "済んでいない報告が多すぎます。先に本部運用管理者に報告してください。", "Too many uses are not settled. Report to the HQ operations manager first."),
            Self::OfficersReport => line(NotNow, "officers_report", Some("VR-2.4"), None, "職員用URLによる映像通報のため、この操作はできません。", "This is an officer's report: there is no one-time link."),
            Self::OfficerUnknown => line(NotThere, "officer_unknown", Some("VR-4.2.1"), Some("sessions"), "選んだ警察官は、映像通報を行っていません。", "A chosen officer is not in session."),
            Self::NobodyChosen => line(Incomplete, "nobody_chosen", Some("VR-4.2.1"), Some("sessions"), "映像を見せる警察官を選んでください。", "Choose the officers."),
            Self::NotShown => line(NotNow, "not_shown", Some("VR-4.2.1"), None, "この映像通報は、警察官に見せていません。", "This report is not shown to officers."),
        }
    }
}
