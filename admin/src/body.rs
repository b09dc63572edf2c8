//! Bodies that are no JSON: read piece by piece, within a size and a time, once it is known that
//! who sends them may.

use std::{convert::Infallible, time::Duration};

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Request},
};
use futures_util::{
    Stream, StreamExt,
    stream::{self, BoxStream},
};
use tokio::time::{Instant, timeout_at};

use crate::problem::{Refused, body_too_large, body_too_slow, body_unreadable};

/// How slowly a body may come: whoever drips holds no place for long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The longest silence, and what every body has to begin with.
    pub grace: Duration,
    /// What has to come in a second on the whole.
    pub bytes_per_s: u32,
}

/// Why a body was not read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It broke off.
    Broken,
    TooLarge,
    TooSlow,
}

pub type Pieces = BoxStream<'static, Result<Bytes, Unread>>;

/// Extractor: a body of which nothing is read yet. Another [`Pace`] among the extensions of the
/// request comes in the place of the route's own.
#[derive(Debug)]
pub struct RawBody {
    body: Body,
    pace: Option<Pace>,
}

impl<S: Send + Sync> FromRequest<S> for RawBody {
    type Rejection = Infallible;

    async fn from_request(request: Request, _: &S) -> Result<Self, Infallible> {
        let pace = request.extensions().get::<Pace>().copied();
        let body = request.into_body();
        Ok(Self { body, pace })
    }
}

impl RawBody {
    pub fn pieces(self, pace: Pace) -> Pieces {
        paced(self.body.into_data_stream(), self.pace.unwrap_or(pace))
    }

    pub async fn whole(self, bytes_max: usize, pace: Pace) -> Result<Bytes, Unread> {
        let mut pieces = self.pieces(pace);
        let mut whole = Vec::new();
        while let Some(piece) = pieces.next().await {
            let piece = piece?;
            if piece.len() > bytes_max - whole.len() {
                return Err(Unread::TooLarge);
            }
            whole.extend_from_slice(&piece);
        }
        Ok(whole.into())
    }
}

impl Pace {
    /// Until when the next piece has to come of what began then, and of which so much came.
    fn until(self, began: Instant, received: u64) -> Instant {
        let earned_ms = received.saturating_mul(1_000) / u64::from(self.bytes_per_s.max(1));
        let by_rate = began + self.grace + Duration::from_millis(earned_ms);
        by_rate.min(Instant::now() + self.grace)
    }
}

/// Pieces that come in time; the last one says why there are no more.
pub fn paced<E>(
    pieces: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
    pace: Pace,
) -> Pieces {
    let began = Instant::now();
    let first = Some((Box::pin(pieces), 0));
    stream::unfold(first, move |left| async move {
        let (mut pieces, received) = left?;
        let next = timeout_at(pace.until(began, received), pieces.next());
        match next.await {
            Ok(None) => None,
            Ok(Some(Ok(piece))) => {
                let received = received + piece.len() as u64;
                Some((Ok(piece), Some((pieces, received))))
            }
            Ok(Some(Err(_))) => Some((Err(Unread::Broken), None)),
            Err(_) => Some((Err(Unread::TooSlow), None)),
        }
    })
    .boxed()
}

impl From<Unread> for Refused {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::Broken => body_unreadable(),
            Unread::TooLarge => body_too_large(),
            Unread::TooSlow => body_too_slow(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACE: Pace = Pace {
        grace: Duration::from_millis(200),
        bytes_per_s: 1_000,
    };

    /// Pieces of so many bytes, one each so many milliseconds, without end.
    fn dripping(bytes: usize, ms: u64) -> Pieces {
        let drip = stream::unfold((), move |()| async move {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            Some((Ok::<_, Infallible>(Bytes::from(vec![0; bytes])), ()))
        });
        paced(drip, PACE)
    }

    async fn read(mut pieces: Pieces, most: usize) -> (usize, Option<Unread>) {
        let mut read = 0;
        while let Some(piece) = pieces.next().await {
            match piece {
                Ok(piece) => read += piece.len(),
                Err(unread) => return (read, Some(unread)),
            }
            if read >= most {
                break;
            }
        }
        (read, None)
    }

    #[tokio::test]
    async fn what_drips_is_given_up_and_what_comes_steadily_is_not() {
        let (read_bytes, unread) = read(dripping(1, 10), 1_000).await;
        assert_eq!(unread, Some(Unread::TooSlow));
        assert!(read_bytes < 40, "{read_bytes}");
        let steady = read(dripping(1_000, 10), 50_000).await;
        assert_eq!(steady, (50_000, None));
        // Nobody earns a long silence by being fast.
        let silent = stream::iter([Ok::<_, Infallible>(Bytes::from(vec![0; 60_000]))]);
        let silent = paced(silent.chain(stream::pending()), PACE);
        let silent = tokio::time::timeout(Duration::from_secs(10), read(silent, 100_000));
        assert_eq!(silent.await, Ok((60_000, Some(Unread::TooSlow))));
    }

    #[tokio::test]
    async fn a_body_is_read_whole_up_to_its_bound() {
        for (bytes, expected) in [(0, Ok(0)), (10, Ok(10)), (11, Err(Unread::TooLarge))] {
            let request = Request::new(Body::from(vec![0; bytes]));
            let Ok(raw) = RawBody::from_request(request, &()).await;
            let whole = raw.whole(10, PACE).await.map(|whole| whole.len());
            assert_eq!(whole, expected, "{bytes}");
        }
    }
}
