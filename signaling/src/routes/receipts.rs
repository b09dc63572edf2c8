//! The caller's receipt: what was agreed to, when, and whom to ask. It can still be had for a while
//! after the report is over.

use axum::{Json, extract::State};
use protocol::{caller::ConsentReceipt, refusal::Problem, time::UnixMs};
use signaling_core::Refusal;

use crate::{
    Signaling,
    caller::FormerCaller,
    failure::Failure,
    store::{consents, reports},
};

#[utoipa::path(
    get,
    path = "/api/v1/caller/receipt",
    tag = "caller",
    responses(
        (status = 200, body = ConsentReceipt),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`session_invalid`"),
    )
)]
pub async fn receipt(
    State(signaling): State<Signaling>,
    caller: FormerCaller,
) -> Result<Json<ConsentReceipt>, Failure> {
    let db = &**signaling.admin().db();
    let loaded = reports::load(db, caller.report).await?;
    let loaded = loaded.ok_or(Refusal::SessionInvalid)?;
    let mut devices = loaded.report.link.devices.iter();
    let device = devices.find(|known| known.id == caller.device);
    let device = device.ok_or(Refusal::SessionInvalid)?;
    let consents = consents::find(db, &device.agreed.text_hash).await?;
    Ok(Json(ConsentReceipt {
        number: loaded.row.number.clone(),
        headquarters: super::caller::headquarters_name(db, loaded.report.headquarters).await?,
        agreed_ms: device.bound_at,
        language: device.agreed.language,
        consents: consents.ok_or(Refusal::SessionInvalid)?,
        ended_ms: loaded.row.ended_ms.map(UnixMs),
    }))
}
