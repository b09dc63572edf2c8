//! The runtime of a command that asks the store once and ends.

use tokio::runtime::{Builder, Runtime};

pub fn runtime() -> anyhow::Result<Runtime> {
    Ok(Builder::new_current_thread().enable_all().build()?)
}
