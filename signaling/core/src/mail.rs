//! The words of the e-mail that carries a link where the number cannot be used (VR-4.1.3a).

use protocol::text::Language;

use crate::{
    token::{LINK_TOKEN_CHARS, link},
    wording::Wording,
};

/// A mail ready to go out: exactly one link, nothing personal.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    pub subject: String,
    pub text: String,
    pub link: String,
}

pub fn compose(wording: impl Into<Wording>, origin: &str, token: &str) -> Mail {
    let wording = wording.into();
    let link = link(origin, token);
    let (subject, before, after) = words(wording.language);
    let mark = if wording.is_exercise {
        exercise_mark(wording.language)
    } else {
        ""
    };
    Mail {
        subject: format!("{mark}{subject}"),
        text: format!("{mark}{before}\n\n{link}\n\n{after}\n"),
        link,
    }
}

/// The same mail with the secret masked, for the operator's comparison.
pub fn preview(wording: impl Into<Wording>, origin: &str) -> String {
    let mail = compose(wording, origin, &"*".repeat(LINK_TOKEN_CHARS));
    format!("{}\n\n{}", mail.subject, mail.text)
}

/// Stands before everything in the mail of an exercise (VR-10).
fn exercise_mark(language: Language) -> &'static str {
    match language {
        Language::Ja => "【訓練】",
        Language::JaEasy => "【くんれん】",
        Language::En => "[EXERCISE, not real] ",
        Language::Zh => "【演练】",
        Language::Ko => "【훈련】",
        Language::Vi => "[DIỄN TẬP] ",
        Language::Pt => "[SIMULADO] ",
    }
}

fn words(language: Language) -> (&'static str, &'static str, &'static str) {
    match language {
        Language::Ja => (
            "警察から映像のお願い",
            "110番でお話ししている警察です。下のリンクを開き、画面の案内に沿って映像を送ってください。",
            "心当たりのない方は、リンクを開かずにこのメールを消してください。",
        ),
        Language::JaEasy => (
            "けいさつからの おねがい",
            "けいさつです。したの リンクを おして、えいぞうを おくって ください。",
            "110ばんに でんわを していない ひとは、この メールを けして ください。",
        ),
        Language::En => (
            "The police ask you for video",
            "This is the police to whom you are speaking on 110. Open the link below and follow the page to show us what you see.",
            "If you did not call 110, delete this mail without opening the link.",
        ),
        Language::Zh => (
            "警察请您发送视频",
            "这里是正在与您通话的110警察。请打开下面的链接，按照页面提示发送现场视频。",
            "如果您没有拨打110，请不要打开链接，直接删除此邮件。",
        ),
        Language::Ko => (
            "경찰의 영상 요청",
            "지금 110번으로 통화 중인 경찰입니다. 아래 링크를 열고 화면 안내에 따라 영상을 보내 주세요.",
            "110번에 전화하지 않으셨다면 링크를 열지 말고 이 메일을 삭제해 주세요.",
        ),
        Language::Vi => (
            "Cảnh sát nhờ bạn gửi video",
            "Đây là cảnh sát đang nói chuyện với bạn qua số 110. Hãy mở liên kết dưới đây và làm theo hướng dẫn để gửi video hiện trường.",
            "Nếu bạn không gọi 110, hãy xóa thư này và đừng mở liên kết.",
        ),
        Language::Pt => (
            "A polícia pede um vídeo",
            "Aqui é a polícia com quem você está falando pelo 110. Abra o link abaixo e siga a página para enviar o vídeo do local.",
            "Se você não ligou para o 110, apague este e-mail sem abrir o link.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_one_link_and_a_preview_without_the_secret() {
        let token = "0123456789ABCDEFGHIJKL";
        for language in crate::sms::tests::ALL {
            let mail = compose(language, "https://110.example.jp", token);
            assert_eq!(mail.text.matches("https://").count(), 1, "{language:?}");
            assert!(mail.text.contains(&mail.link) && !mail.subject.contains('\n'));
            let preview = preview(language, "https://110.example.jp");
            assert!(!preview.contains(token) && preview.contains("/#****"));
        }
    }
}
