//! How a counting rule reads.

use super::{Length, Rule};
use crate::rulebook::Label;

impl Rule {
    /// The rule in words, for screens.
    pub fn words(&self) -> Label {
        let (ja, en) = self.both();
        Label { ja, en }
    }

    #[rustfmt::skip]
    fn both(&self) -> (String, String) {
        match self {
            Self::After(length) => (format!("{}後", ja(*length)), format!("{} later", en(*length))),
            Self::AfterMonths(1) => ("1か月後の同じ日時".to_owned(), "a month later, at the same time of day".to_owned()),
            Self::Itself => ("その時刻".to_owned(), "at that moment".to_owned()),
            Self::AfterMonths(n) => (format!("{n}か月後の同じ日時"), format!("{n} months later, at the same time of day")),
            Self::AfterYears(n) => (format!("{n}年(初日不算入)"), format!("{n} years, the first day not counted")),
            Self::InclusiveDays(n) => (format!("起算日を含む{n}日間"), format!("{n} days, the first day counted")),
            Self::InclusiveMonths(n) => (format!("起算日を含む{n}か月間"), format!("{n} months, the first day counted")),
            Self::CalendarMonthEvery { day } => (format!("毎月{day}日"), format!("day {day} of every month")),
            Self::CalendarYears(n) => (format!("翌年の1月1日から{n}年間(暦年)"), format!("{n} calendar years from the next 1 January")),
            Self::FiscalYears(n) => (format!("翌年度の4月1日から{n}年間(年度)"), format!("{n} fiscal years from the next 1 April")),
            Self::WorkingDays(n) => (format!("{n}執務日後の終業時刻"), format!("close of the office on working day {n}")),
            Self::EndOfDutyHours(length) if length.ms() == 0 => ("当直時間帯の終わり".to_owned(), "the end of the duty hours".to_owned()),
            Self::EndOfDutyHours(length) => (format!("当直時間帯の終わりから{}後", ja(*length)), format!("{} after the end of the duty hours", en(*length))),
            Self::FixedDate(day) => (format!("{day}まで"), format!("until {day}")),
            Self::EarlierOf(..) => earliest(&self.alternatives()),
            Self::DaysAhead(0) => ("その日".to_owned(), "on that day".to_owned()),
            Self::DaysAhead(days) => (format!("{days}日前"), format!("{days} days before")),
            Self::DaysBefore { days, of } => {
                let of = of.both();
                (format!("{}の{days}日前", of.0), format!("{days} days before: {}", of.1))
            }
        }
    }
}

impl Rule {
    /// The rules of which the earliest counts, however they lie in each other.
    fn alternatives(&self) -> Vec<&Self> {
        match self {
            Self::EarlierOf(one, other) => {
                let mut all = one.alternatives();
                all.extend(other.alternatives());
                all
            }
            rule => vec![rule],
        }
    }
}

fn earliest(rules: &[&Rule]) -> (String, String) {
    let (ja, en): (Vec<_>, Vec<_>) = rules.iter().map(|rule| rule.both()).unzip();
    let ja = match ja.split_last() {
        Some((last, others)) => format!("{}又は{last}", others.join("、")),
        None => String::new(),
    };
    let (ja_which, en_which) = match rules.len() {
        2 => ("いずれか早い時", "earlier"),
        _ => ("うち最も早い時", "earliest"),
    };
    (
        format!("{ja}の{ja_which}"),
        format!("the {en_which} of: {}", en.join("; ")),
    )
}

fn ja(length: Length) -> String {
    let exact = parts(length, "時間", "分").concat();
    match whole_days(length) {
        Some(days) => format!("{days}日({exact})"),
        None => exact,
    }
}

fn en(length: Length) -> String {
    let exact = parts(length, " h", " min").join(" ");
    match whole_days(length) {
        Some(days) => format!("{days} days ({exact})"),
        None => exact,
    }
}

/// Nobody reads 720 hours as a month; one day is read as its 24 hours.
fn whole_days(length: Length) -> Option<u32> {
    let is_whole = length.minutes == 0 && length.hours.is_multiple_of(24);
    (is_whole && length.hours >= 48).then_some(length.hours / 24)
}

fn parts(length: Length, hours: &str, minutes: &str) -> Vec<String> {
    let parts = [(length.hours, hours), (length.minutes, minutes)];
    let parts = parts.into_iter().filter(|(n, _)| *n > 0);
    parts.map(|(n, unit)| format!("{n}{unit}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_reads_in_both_languages() {
        let table = [
            (Rule::After(Length::minutes(90)), "90分後", "90 min later"),
            (
                Rule::EarlierOf(
                    Box::new(Rule::After(Length::hours(720))),
                    Box::new(Rule::AfterMonths(1)),
                ),
                "30日(720時間)後又は1か月後の同じ日時のいずれか早い時",
                "the earlier of: 30 days (720 h) later; a month later, at the same time of day",
            ),
            (
                Rule::EarlierOf(
                    Box::new(Rule::After(Length::hours(168))),
                    Box::new(Rule::EarlierOf(
                        Box::new(Rule::After(Length::hours(720))),
                        Box::new(Rule::AfterMonths(1)),
                    )),
                ),
                "7日(168時間)後、30日(720時間)後又は1か月後の同じ日時のうち最も早い時",
                "the earliest of: 7 days (168 h) later; 30 days (720 h) later; \
                 a month later, at the same time of day",
            ),
            (
                Rule::EndOfDutyHours(Length::default()),
                "当直時間帯の終わり",
                "the end of the duty hours",
            ),
        ];
        for (rule, ja, en) in table {
            let words = rule.words();
            assert_eq!((words.ja.as_str(), words.en.as_str()), (ja, en));
        }
    }
}
