//! Lines on standard input that change the link while it runs.

use std::io::{BufRead as _, Read as _};

use tokio::sync::mpsc;

use super::settings::{LinkSettings, SettingError};
use crate::limits;

#[derive(Debug, PartialEq)]
pub enum LinkOrder {
    Nothing,
    Set(LinkSettings),
    Stats,
}

/// What a line asks for, given the present settings.
pub fn parse(line: &str, present: &LinkSettings) -> Result<LinkOrder, SettingError> {
    match line.trim() {
        "" => Ok(LinkOrder::Nothing),
        "stats" => Ok(LinkOrder::Stats),
        words => {
            let mut settings = present.clone();
            settings.apply(words)?;
            Ok(LinkOrder::Set(settings))
        }
    }
}

/// Lines as they come. Reading a terminal cannot be cut short, so the thread is left behind when
/// the process ends.
pub fn lines() -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel(limits::ORDERS_WAITING_MAX);
    std::thread::spawn(move || {
        let mut input = std::io::stdin().lock();
        loop {
            let mut line = String::new();
            let bound = limits::ORDER_LINE_BYTES_MAX as u64;
            match input.by_ref().take(bound).read_line(&mut line) {
                Ok(0) | Err(_) => return,
                Ok(_) if sender.blocking_send(line).is_err() => return,
                Ok(_) => {}
            }
        }
    });
    receiver
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_changes_the_present_settings() {
        let mut present = LinkSettings::default();
        present.apply("delay=40").unwrap();
        let Ok(LinkOrder::Set(next)) = parse(" loss=10 \n", &present) else {
            panic!()
        };
        assert_eq!(next.up.loss, 0.1);
        assert_eq!(next.up.delay, present.up.delay);
    }

    #[test]
    fn empty_lines_and_stats_are_understood_and_nonsense_is_refused() {
        let present = LinkSettings::default();
        assert_eq!(parse("\n", &present), Ok(LinkOrder::Nothing));
        assert_eq!(parse("stats\n", &present), Ok(LinkOrder::Stats));
        assert!(parse("faster please", &present).is_err());
    }
}
