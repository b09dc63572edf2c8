//! What a caller does in each part, move by move.

use std::time::Duration;

use clap::ValueEnum;
use protocol::report::Obstacle;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Part {
    /// The message is found late.
    LateOpening,
    /// The camera is refused until the operator helps.
    RefusedCamera,
    /// The place is refused until the operator helps.
    NoPosition,
    /// The message reached somebody else, who says so.
    WrongPerson,
    /// The phone loses its network in the middle.
    LostNetwork,
    /// The page is open, and nothing more comes.
    Silence,
}

impl Part {
    pub const ALL: [Self; 6] = [
        Self::LateOpening,
        Self::RefusedCamera,
        Self::NoPosition,
        Self::WrongPerson,
        Self::LostNetwork,
        Self::Silence,
    ];
}

/// One thing that a caller does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    Wait(Duration),
    Open,
    Start,
    /// Opens the page's socket, or opens it again.
    Connect,
    /// The socket is gone without a word.
    Vanish,
    Stuck(Obstacle),
    Free,
    /// The camera works, and its first picture goes out.
    Film,
    Say(&'static str),
    /// Until the operator says something, as long as the patience lasts.
    Listen,
}

const fn seconds(seconds: u64) -> Move {
    Move::Wait(Duration::from_secs(seconds))
}

/// How each begins: on the call, the link opened and the consents read.
const OPENING: [Move; 5] = [
    seconds(5),
    Move::Open,
    seconds(6),
    Move::Start,
    Move::Connect,
];

pub fn moves(part: Part) -> Vec<Move> {
    let own = match part {
        Part::LateOpening => vec![Move::Film],
        Part::RefusedCamera => vec![
            Move::Stuck(Obstacle::CameraDenied),
            Move::Listen,
            seconds(3),
            Move::Free,
            Move::Film,
        ],
        Part::NoPosition => vec![
            Move::Film,
            Move::Stuck(Obstacle::PositionDenied),
            Move::Listen,
            seconds(3),
            Move::Free,
        ],
        Part::WrongPerson => vec![Move::Say(
            "110番していません。このSMSに心当たりがありません。",
        )],
        Part::LostNetwork => vec![
            Move::Film,
            seconds(5),
            Move::Vanish,
            seconds(20),
            Move::Connect,
            Move::Film,
        ],
        Part::Silence => vec![
            Move::Stuck(Obstacle::InBackground),
            Move::Listen,
            seconds(3),
            Move::Free,
            Move::Film,
        ],
    };
    let late = (part == Part::LateOpening).then_some(seconds(60));
    late.into_iter().chain(OPENING).chain(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_speaks_or_films_before_the_start_and_what_is_stuck_comes_free() {
        for part in Part::ALL {
            let moves = moves(part);
            let at = |wanted: fn(&Move) -> bool| moves.iter().position(wanted);
            let start = at(|one| *one == Move::Start).unwrap();
            let early = &moves[..start];
            assert!(!early.contains(&Move::Film) && !early.contains(&Move::Connect));
            let stuck = at(|one| matches!(one, Move::Stuck(_)));
            let free = at(|one| *one == Move::Free);
            assert_eq!(stuck.is_some(), free.is_some(), "{part:?}");
            assert!(stuck <= free, "{part:?}");
        }
    }

    #[test]
    fn late_is_later_than_the_others() {
        let waits = |part| {
            let until_open = moves(part).into_iter().take_while(|one| *one != Move::Open);
            until_open
                .filter_map(|one| match one {
                    Move::Wait(span) => Some(span),
                    _ => None,
                })
                .sum::<Duration>()
        };
        assert!(waits(Part::LateOpening) > waits(Part::Silence) + Duration::from_secs(30));
    }
}
