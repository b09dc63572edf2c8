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
            Self::EarlierOf(one, other) => {
                let (one, other) = (one.both(), other.both());
                (format!("{}又は{}のいずれか早い時", one.0, other.0), format!("the earlier of: {}; {}", one.1, other.1))
            }
            Self::DaysBefore { days, of } => {
                let of = of.both();
                (format!("{}の{days}日前", of.0), format!("{days} days before: {}", of.1))
            }
        }
    }
}

fn ja(length: Length) -> String {
    parts(length, "時間", "分").concat()
}

fn en(length: Length) -> String {
    parts(length, " h", " min").join(" ")
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
                "720時間後又は1か月後の同じ日時のいずれか早い時",
                "the earlier of: 720 h later; 1 months later, at the same time of day",
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
