//! Somebody signed in who acts on the report of the path.

use admin::{problem::UrlPath, signed_in::SignedIn};
use axum::extract::FromRequestParts;
use http::request::Parts;
use protocol::id::ReportId;

use crate::{Signaling, failure::Failure};

/// Extractor for `/reports/{id}/…`: whoever is not signed in hears that first, then that an id
/// names nothing. Whether the person may is asked with the action.
pub struct OnReport(pub Signaling, pub SignedIn, pub ReportId);

impl FromRequestParts<Signaling> for OnReport {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &Signaling) -> Result<Self, Failure> {
        let person = SignedIn::from_request_parts(parts, state).await?;
        let UrlPath(id) = UrlPath::from_request_parts(parts, state).await?;
        Ok(Self(state.clone(), person, id))
    }
}
