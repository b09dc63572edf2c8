//! Figures as a table for spreadsheets: a line for each part of the time and each headquarters.

use admin::csv;
use protocol::{
    report::{EndReason, FunnelStep},
    statistics::{Figures, ReportException, StatisticsStep, Times},
};
use serde::Deserialize;

use super::Counted;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    #[default]
    Ja,
    En,
}

/// A column: its name in both languages, and what stands in it.
struct Column {
    ja: &'static str,
    en: &'static str,
    of: fn(&Figures) -> Option<u64>,
}

macro_rules! columns {
    ($($ja:literal, $en:literal, $of:expr;)*) => {
        &[$(Column { ja: $ja, en: $en, of: $of },)*]
    };
}

const COLUMNS: &[Column] = columns! {
    "ワンタイムURL発行件数", "One-time links", |f| n(f.issues);
    "送信回数(再送を含む)", "Messages, sent again included", |f| n(f.messages);
    "開始件数", "Starts", |f| n(f.starts);
    "同意拒否件数", "Not consented", |f| n(f.refusals);
    "ライブ映像の件数", "Live video", |f| reached(f, FunnelStep::FirstFrame);
    "画像・動画のみの件数", "Pictures or films alone", |f| n(f.pictures_only);
    "離脱:配信前", "Lost before delivery", |f| lost(f, FunnelStep::Sent);
    "離脱:未開封", "Lost before opening", |f| lost(f, FunnelStep::Delivered);
    "離脱:同意前", "Lost before the consents", |f| lost(f, FunnelStep::Opened);
    "離脱:カメラ許可前", "Lost before the camera", |f| lost(f, FunnelStep::Consented);
    "離脱:接続前", "Lost before connecting", |f| lost(f, FunnelStep::Permitted);
    "離脱:映像前", "Lost before the video", |f| lost(f, FunnelStep::Connected);
    "継続中・未確定", "Not decided yet", |f| n(f.undecided);
    "最初の画像が届いた件数", "First pictures", |f| n(f.first_picture.count);
    "最初の画像まで・中央値(秒)", "To the first picture, median (s)", |f| seconds(f.first_picture.median_ms);
    "最初の画像まで・90%値(秒)", "To the first picture, 90% (s)", |f| seconds(f.first_picture.p90_ms);
    "ライブ映像・合計(秒)", "Live video, sum (s)", |f| sum(&f.live);
    "ライブ映像・中央値(秒)", "Live video, median (s)", |f| seconds(f.live.median_ms);
    "送信から終了まで・中央値(秒)", "Sending to end, median (s)", |f| seconds(f.length.median_ms);
    "終了:対応終了", "Ended: finished", |f| ended(f, EndReason::Finished);
    "終了:虚偽通報", "Ended: false report", |f| ended(f, EndReason::FalseReport);
    "終了:不適切な撮影", "Ended: improper filming", |f| ended(f, EndReason::ImproperFilming);
    "終了:その他不適当", "Ended: otherwise unsuitable", |f| ended(f, EndReason::OtherUnsuitable);
    "終了:技術的理由", "Ended: technical", |f| ended(f, EndReason::Technical);
    "終了:誤送信", "Ended: wrong destination", |f| ended(f, EndReason::WrongDestination);
    "終了:同意の撤回", "Ended: consent withdrawn", |f| ended(f, EndReason::ConsentWithdrawn);
    "終了:通報者が終了", "Ended: by the caller", |f| ended(f, EndReason::CallerEnded);
    "終了:同意拒否", "Ended: not consented", |f| ended(f, EndReason::CallerRefused);
    "終了:URLの期限切れ", "Ended: link expired", |f| ended(f, EndReason::LinkExpired);
    "終了:不達", "Ended: not delivered", |f| ended(f, EndReason::NotDelivered);
    "終了:最長時間", "Ended: longest time", |f| ended(f, EndReason::SessionCap);
    "終了:URLの破棄", "Ended: link destroyed", |f| ended(f, EndReason::Destroyed);
    "終了:コード誤入力", "Ended: wrong codes", |f| ended(f, EndReason::CodeLocked);
    "終了:通信断", "Ended: connection lost", |f| ended(f, EndReason::ConnectionLost);
    "終了:担当者不在", "Ended: nobody at reception", |f| ended(f, EndReason::Unattended);
    "誤送信件数", "Mis-sends", |f| n(f.mis_sends);
    "例外:事前報告なし", "Exception: no prior report", |f| exception(f, ReportException::WithoutReport);
    "例外:聞き取った番号", "Exception: number by voice", |f| exception(f, ReportException::NumberByVoice);
    "例外:発信番号と相違", "Exception: another number", |f| exception(f, ReportException::NumberDiffers);
    "例外:電子メール", "Exception: e-mail", |f| exception(f, ReportException::ByEmail);
    "例外:延長", "Exception: prolonged", |f| exception(f, ReportException::Prolonged);
    "例外:別端末の許可", "Exception: another phone", |f| exception(f, ReportException::Readmitted);
    "例外:訓練から切替え", "Exception: began as an exercise", |f| exception(f, ReportException::BeganAsExercise);
    "例外:警察官の事前報告なし", "Exception: officer without prior report", |f| exception(f, ReportException::StaffWithoutReport);
    "例外:警察官の初動警察活動以外の使用", "Exception: officer, not for initial response", |f| exception(f, ReportException::StaffForOtherPurpose);
    "警察官の使用件数", "Uses by officers", |f| n(f.staff.uses);
    "静止画", "Stills", |f| n(f.stills);
    "送信された写真", "Pictures", |f| n(f.pictures);
    "送信された動画", "Films", |f| n(f.films);
};

/// Where the time is cut, parts in which nothing was done have no line.
pub fn csv(counted: &Counted, language: Language) -> String {
    let words = |ja: &'static str, en: &'static str| match language {
        Language::Ja => ja,
        Language::En => en,
    };
    let first = [
        words("期間の初日", "From"),
        words("期間の末日", "To"),
        words("警察本部", "Headquarters"),
    ];
    let names = COLUMNS.iter().map(|column| words(column.ja, column.en));
    let head: Vec<_> = first.into_iter().chain(names).collect();
    // A spreadsheet reads it as UTF-8 by its first mark.
    let mut text = format!("\u{feff}{}", csv::line(&head));
    let is_whole = counted.asked.step == StatisticsStep::Whole;
    for (part, days) in counted.parts.iter().enumerate() {
        for (unit, name) in &counted.headquarters {
            if is_whole || counted.sums.contains_key(&(part, *unit)) {
                let figures = counted.sum(|p, u| p == part && u == *unit).figures();
                let name = said(name, language);
                let first = [days.from().to_string(), days.to().to_string(), name];
                text.push_str(&line(first, &figures));
            }
        }
    }
    text
}

fn line(first: [String; 3], figures: &Figures) -> String {
    let rest = COLUMNS.iter().map(|column| {
        let value = (column.of)(figures);
        value.map(|value| value.to_string()).unwrap_or_default()
    });
    let cells: Vec<_> = first.into_iter().chain(rest).collect();
    let cells: Vec<_> = cells.iter().map(String::as_str).collect();
    csv::line(&cells)
}

/// A unit's name is kept as `日本語 / English`.
fn said(name: &str, language: Language) -> String {
    let (ja, en) = name.split_once(" / ").unwrap_or((name, name));
    match language {
        Language::Ja => ja.to_owned(),
        Language::En => en.to_owned(),
    }
}

fn n(count: u32) -> Option<u64> {
    Some(count.into())
}

fn seconds(ms: Option<u64>) -> Option<u64> {
    ms.map(|ms| (ms + 500) / 1000)
}

fn sum(times: &Times) -> Option<u64> {
    seconds(Some(times.sum_ms))
}

fn reached(figures: &Figures, stage: FunnelStep) -> Option<u64> {
    let found = figures.funnel.iter().find(|figure| figure.stage == stage);
    n(found.map_or(0, |figure| figure.reached))
}

fn lost(figures: &Figures, stage: FunnelStep) -> Option<u64> {
    let found = figures.funnel.iter().find(|figure| figure.stage == stage);
    n(found.map_or(0, |figure| figure.lost))
}

fn ended(figures: &Figures, reason: EndReason) -> Option<u64> {
    let found = figures
        .endings
        .iter()
        .find(|figure| figure.reason == reason);
    n(found.map_or(0, |figure| figure.count))
}

fn exception(figures: &Figures, exception: ReportException) -> Option<u64> {
    let mut all = figures.exceptions.iter();
    let found = all.find(|figure| figure.exception == exception);
    n(found.map_or(0, |figure| figure.count))
}
