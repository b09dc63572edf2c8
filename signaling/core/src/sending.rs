//! One message and the gateways in their order. The next gateway is asked only when it is certain
//! that the one before does not have the message: nothing is ever sent twice by itself.

use protocol::report::{DeliveryReason, DeliveryState};
use serde::{Deserialize, Serialize};

use crate::delivery::Heard;

/// How far a message got; stored before each step that cannot be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    /// No gateway was asked yet.
    Queued,
    /// A gateway is being asked.
    Submitting,
    Accepted,
    /// A gateway was asked and nobody knows whether it has the message.
    Unknown,
    Failed,
}

/// What one gateway said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It has the message.
    Accepted,
    /// It has the message, and so has the phone.
    Delivered,
    /// It said no, in so many words.
    Refused,
    /// The message never left for it.
    Unreachable,
    /// Silence, half an answer or nonsense after the message had left.
    Unknown,
}

/// What follows from an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Ask the gateway after this one.
    Ask,
    /// No more is asked.
    Settle(MessageState, Heard),
}

/// Takes a gateway's answer. `has_refused` says whether an earlier one said no.
pub fn answered(answer: Answer, is_last: bool, has_refused: bool) -> Next {
    let reason = if has_refused || answer == Answer::Refused {
        DeliveryReason::Refused
    } else {
        DeliveryReason::Unreachable
    };
    match answer {
        Answer::Accepted => Next::Settle(MessageState::Accepted, DeliveryState::Accepted.into()),
        Answer::Delivered => Next::Settle(MessageState::Accepted, DeliveryState::Delivered.into()),
        Answer::Unknown => Next::Settle(MessageState::Unknown, DeliveryState::Unknown.into()),
        Answer::Refused | Answer::Unreachable if is_last => {
            Next::Settle(MessageState::Failed, Heard::failed(reason))
        }
        Answer::Refused | Answer::Unreachable => Next::Ask,
    }
}

/// What a server that starts makes of a message that the one before left behind.
pub fn left_behind(state: MessageState) -> Option<(MessageState, Heard)> {
    match state {
        MessageState::Queued => Some((
            MessageState::Failed,
            Heard::failed(DeliveryReason::Interrupted),
        )),
        MessageState::Submitting => Some((MessageState::Unknown, DeliveryState::Unknown.into())),
        MessageState::Accepted | MessageState::Unknown | MessageState::Failed => None,
    }
}

/// In which order gateways are asked: theirs, but those that are down come last.
pub fn order(are_up: &[bool]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..are_up.len()).collect();
    order.sort_by_key(|index| !are_up[*index]);
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWERS: [Answer; 5] = [
        Answer::Accepted,
        Answer::Delivered,
        Answer::Refused,
        Answer::Unreachable,
        Answer::Unknown,
    ];

    /// Every course of three gateways: whoever may have the message is the last one asked.
    #[test]
    fn nobody_is_asked_after_a_gateway_that_may_have_the_message() {
        for course in 0..125 {
            let answers = [course % 5, course / 5 % 5, course / 25].map(|index| ANSWERS[index]);
            let (mut asked, mut may_have, mut has_refused) = (0, 0, false);
            let (state, heard) = loop {
                let answer = answers[asked];
                asked += 1;
                let has_it = !matches!(answer, Answer::Refused | Answer::Unreachable);
                may_have += usize::from(has_it);
                match answered(answer, asked == 3, has_refused) {
                    Next::Ask => has_refused |= answer == Answer::Refused,
                    Next::Settle(state, heard) => break (state, heard),
                }
            };
            assert!(may_have <= 1, "{answers:?}");
            assert_eq!(state == MessageState::Failed, may_have == 0, "{answers:?}");
            let unknown = answers[asked - 1] == Answer::Unknown;
            assert_eq!(state == MessageState::Unknown, unknown, "{answers:?}");
            let refused = answers[..asked].contains(&Answer::Refused);
            if may_have == 0 {
                let reason = heard.reason.unwrap();
                assert_eq!(reason == DeliveryReason::Refused, refused, "{answers:?}");
            }
        }
    }

    #[test]
    fn a_server_that_stopped_in_the_middle_sends_nothing_again() {
        let queued = left_behind(MessageState::Queued).unwrap();
        assert_eq!(queued.0, MessageState::Failed);
        assert_eq!(queued.1.reason, Some(DeliveryReason::Interrupted));
        let submitting = left_behind(MessageState::Submitting).unwrap();
        assert_eq!(submitting.0, MessageState::Unknown);
        assert_eq!(submitting.1.state, DeliveryState::Unknown);
        for settled in [
            MessageState::Accepted,
            MessageState::Unknown,
            MessageState::Failed,
        ] {
            assert_eq!(left_behind(settled), None);
        }
    }

    #[test]
    fn what_is_down_is_asked_last() {
        assert_eq!(order(&[true, true]), [0, 1]);
        assert_eq!(order(&[false, true, true]), [1, 2, 0]);
        assert_eq!(order(&[false, false]), [0, 1]);
        assert_eq!(order(&[]), [0_usize; 0]);
    }
}
