//! Gateways: whether they are there, and the receipts that they bring.

use admin::{signed_in::SignedIn, trail::Action};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use http::{HeaderMap, StatusCode, header};
use protocol::{gateway::GatewayHealth, refusal::Problem};
use serde::Deserialize;
use signaling_core::{Refusal, receipt};

use crate::{Signaling, failure::Failure, limits::TOKEN_CHARS_MAX, store::sendings};

/// Whether a link would go out now, by SMS and by e-mail.
#[utoipa::path(
    get,
    path = "/api/v1/gateways",
    tag = "requests",
    responses(
        (status = 200, body = GatewayHealth),
        (status = 403, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn health(
    State(signaling): State<Signaling>,
    person: SignedIn,
) -> Result<Json<GatewayHealth>, Failure> {
    let action = Action::ReadReports;
    signaling.admin().authorise(&person, action).await?;
    Ok(Json(signaling.gateways().health()))
}

/// What Kannel puts into the URL that it calls.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct KannelReceipt {
    /// Kannel's kind of receipt, a number.
    kind: String,
    /// The network's own words.
    answer: String,
}

/// Takes a receipt of Kannel, which calls by GET alone. The login is that of one message; the same
/// receipt may come any number of times.
#[utoipa::path(
    get,
    path = "/api/v1/gateways/receipt",
    tag = "gateways",
    params(KannelReceipt),
    responses(
        (status = 200),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`receipt_login_wrong`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`message_unknown`"),
    )
)]
pub async fn receipt(
    State(signaling): State<Signaling>,
    headers: HeaderMap,
    receipt: Result<Query<KannelReceipt>, QueryRejection>,
) -> Result<StatusCode, Failure> {
    let login = basic(&headers);
    let message = login.and_then(|(name, password)| signaling.message_of(&name, &password));
    let counted = |refusal: Refusal| {
        signaling.admin().refusals().count(refusal.code());
        Failure::from(refusal)
    };
    let message = message.ok_or_else(|| counted(Refusal::ReceiptLoginWrong))?;
    let row = sendings::of_id(&**signaling.admin().db(), message).await?;
    let row = row.ok_or_else(|| counted(Refusal::MessageUnknown))?;
    // What cannot be read is no news.
    let receipt = receipt.map(|Query(receipt)| receipt).unwrap_or_default();
    let kind = receipt.kind.parse().unwrap_or(0);
    if let Some(heard) = receipt::of_kannel(kind, &receipt.answer) {
        signaling.take_receipt(&row, heard).await?;
    }
    // Kannel takes 200 and 202 as heard, and calls again after anything else.
    Ok(StatusCode::OK)
}

/// Name and password of HTTP's basic scheme (RFC 7617).
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, coded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") || coded.len() > TOKEN_CHARS_MAX {
        return None;
    }
    let plain = String::from_utf8(BASE64_STANDARD.decode(coded.trim()).ok()?).ok()?;
    let (name, password) = plain.split_once(':')?;
    Some((name.to_owned(), password.to_owned()))
}
