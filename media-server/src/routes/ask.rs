//! A question to a shard, and its answer in time.

use tokio::sync::oneshot;

use super::problem::Refused;
use crate::{
    limits,
    shard::{Command, ShardHandle},
};

/// Sends the command that carries the answer's place. A shard that is full, gone or slow is busy.
pub(super) async fn ask<T, E>(
    shard: &ShardHandle,
    command: impl FnOnce(oneshot::Sender<Result<T, E>>) -> Command,
) -> Result<T, Refused>
where
    Refused: From<E>,
{
    let (place, answer) = oneshot::channel();
    shard.send(command(place)).map_err(|_| Refused::Busy)?;
    let answered = tokio::time::timeout(limits::ANSWER_TIME_MAX, answer).await;
    let answered = answered.map_err(|_| Refused::Busy)?;
    Ok(answered.map_err(|_| Refused::Busy)??)
}
