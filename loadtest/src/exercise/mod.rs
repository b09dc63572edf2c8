//! `genba-loadtest exercise`: plays the callers of an exercise [訓練] with scripted difficulties, so that
//! operators can practise. It answers links of exercises and no others.

pub mod arguments;
mod links;
mod part;
mod phone;
mod play;

use std::{collections::BTreeSet, process::ExitCode, time::Duration};

use anyhow::Context as _;
use tokio::{task::JoinSet, time::sleep};

use self::{
    arguments::{ExerciseArgs, Source},
    links::Link,
    play::Player,
};
use crate::{access::Ready, http::Trust, limits};

/// How often the outbox is looked at.
const LOOK: Duration = Duration::from_millis(500);

pub fn run(args: &ExerciseArgs) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(play_all(args))?;
    Ok(ExitCode::SUCCESS)
}

/// One caller for each link, each with the next part.
async fn play_all(args: &ExerciseArgs) -> anyhow::Result<()> {
    let mut callers = JoinSet::new();
    let mut parts = args.parts().into_iter().cycle();
    let mut start = |link: Link, trust: &Trust| -> anyhow::Result<()> {
        let part = parts.next().context("there is no part to play")?;
        let player = Player::new(link, trust.clone(), part, args.patience())?;
        callers.spawn(player.play());
        Ok(())
    };
    match args.source() {
        Source::Links(links) => {
            let trust = Trust::load(args.ca.as_deref())?;
            for link in links {
                start(Link::parse(link)?, &trust)?;
            }
        }
        Source::Demo(data) => {
            let ready = Ready::load(data)?;
            let trust = Trust::load(ready.ca_certificate.as_deref())?;
            let mut known: BTreeSet<_> = links::outbox(&ready, &trust).await?.into_iter().collect();
            let mut left = args.callers;
            eprintln!("waiting for links of exercises; each is answered by a caller");
            while left > 0 {
                for link in links::outbox(&ready, &trust).await? {
                    if left > 0
                        && known.len() < limits::EXERCISE_LINKS
                        && known.insert(link.clone())
                    {
                        start(link, &trust)?;
                        left -= 1;
                    }
                }
                sleep(LOOK).await;
            }
        }
    }
    while let Some(played) = callers.join_next().await {
        if let Err(error) = played? {
            eprintln!("a caller could not go on: {error:#}");
        }
    }
    Ok(())
}
