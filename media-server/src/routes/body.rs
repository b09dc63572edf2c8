//! What a request brings beside its token.

use axum::body::{Body, to_bytes};
use http::{HeaderMap, header};

use super::problem::Refused;
use crate::limits;

/// The text of a body that has to be of one media type.
pub async fn read(
    headers: &HeaderMap,
    body: Body,
    media_type: &'static str,
) -> Result<String, Refused> {
    let fits = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|found| found.trim().eq_ignore_ascii_case(media_type));
    if !fits {
        return Err(Refused::ContentType(media_type));
    }
    let bytes = to_bytes(body, limits::BODY_BYTES_MAX);
    let bytes = tokio::time::timeout(limits::BODY_TIME_MAX, bytes)
        .await
        .map_err(|_| Refused::TooSlow)?
        .map_err(|_| Refused::TooLarge)?;
    String::from_utf8(bytes.to_vec()).map_err(|_| Refused::NotText)
}
