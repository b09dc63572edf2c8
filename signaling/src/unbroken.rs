//! Acts that go on when whoever asked for them is gone. The server drops a handler with its client:
//! what has to follow a commit would never happen.

use crate::failure::Failure;

pub async fn to_the_end<T: Send + 'static>(
    act: impl Future<Output = Result<T, Failure>> + Send + 'static,
) -> Result<T, Failure> {
    tokio::spawn(act).await.map_err(Failure::internal)?
}
