//! One caller from the message to the end.

use std::time::{Duration, Instant};

use protocol::caller::{FromCaller, ToCaller};
use tokio::time::{sleep, timeout};

use super::{
    links::Link,
    part::{Move, Part, moves},
    phone::Phone,
};
use crate::http::Trust;

pub struct Player {
    phone: Phone,
    part: Part,
    patience: Duration,
    begun: Instant,
}

/// What came of listening.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Heard {
    Words,
    Nothing,
    End,
}

impl Player {
    pub fn new(link: Link, trust: Trust, part: Part, patience: Duration) -> anyhow::Result<Self> {
        Ok(Self {
            phone: Phone::new(link, trust)?,
            part,
            patience,
            begun: Instant::now(),
        })
    }

    pub async fn play(mut self) -> anyhow::Result<()> {
        self.tell("the message is there");
        for one in moves(self.part) {
            if !self.make(one).await? {
                self.tell("the police ended it");
                return Ok(());
            }
        }
        // The operator ends; a caller who is left alone does so in the end.
        while self.listen().await == Heard::Words {}
        self.tell("over");
        let end = FromCaller::End { withdrawn: false };
        // The socket may be closed already.
        let _ = self.phone.say(&end).await;
        Ok(())
    }

    /// False: the police have ended the report meanwhile.
    async fn make(&mut self, one: Move) -> anyhow::Result<bool> {
        let phone = &mut self.phone;
        match one {
            Move::Wait(span) => sleep(span).await,
            Move::Open => phone.open().await?,
            Move::Start => phone.start().await?,
            Move::Connect => phone.connect().await?,
            Move::Vanish => phone.vanish(),
            Move::Stuck(obstacle) => phone.say(&FromCaller::Stuck { obstacle }).await?,
            Move::Free => phone.say(&FromCaller::Unstuck).await?,
            Move::Film => phone.film().await?,
            Move::Say(words) => {
                let words = words.to_owned();
                let client_key = "exercise-caller-1".to_owned();
                phone.say(&FromCaller::Say { client_key, words }).await?;
            }
            Move::Listen => {
                let heard = self.listen().await;
                if heard == Heard::End {
                    return Ok(false);
                }
            }
        }
        if !matches!(one, Move::Wait(_)) {
            self.tell(&format!("{one:?}"));
        }
        Ok(true)
    }

    async fn listen(&mut self) -> Heard {
        let phone = &mut self.phone;
        let heard = timeout(self.patience, async {
            loop {
                match phone.hear().await {
                    None | Some(ToCaller::Ended { .. } | ToCaller::Refused { .. }) => {
                        return Heard::End;
                    }
                    Some(ToCaller::Message { id, .. }) => {
                        // A socket that broke is noticed by the next word.
                        let _ = phone.say(&FromCaller::Shown { message: id }).await;
                        return Heard::Words;
                    }
                    Some(ToCaller::StillWanted) => return Heard::Words,
                    Some(_) => {}
                }
            }
        });
        heard.await.unwrap_or(Heard::Nothing)
    }

    fn tell(&self, what: &str) {
        let at = self.begun.elapsed().as_secs_f64();
        eprintln!("{at:6.1} s  {:?}  {what}", self.part);
    }
}
