//! The caller's phone as routes and the socket know it: its session token, checked against the
//! store at every use.

use axum::extract::FromRequestParts;
use http::{header, request::Parts};
use protocol::id::{DeviceId, ReportId};
use signaling_core::{Refusal, report::Report};

use crate::{
    Signaling, failure::Failure, limits::RECEIPT_MS, store::reports, tokens::SessionClaims,
    turn::Who,
};

/// Extractor: a phone whose session holds.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    pub report: ReportId,
    pub device: DeviceId,
    /// The picture is on hold.
    pub is_held: bool,
}

impl Caller {
    pub async fn of_token(signaling: &Signaling, token: &str) -> Result<Self, Failure> {
        let now = signaling.admin().now();
        let claims = signaling.tokens().read_session(token, now)?;
        let report = report_of(signaling, &claims).await?;
        report.check_device(claims.sub, now)?;
        Ok(Self {
            report: report.id,
            device: claims.sub,
            is_held: report.desk.held.is_some(),
        })
    }

    /// Refuses pictures while the picture is on hold.
    pub fn check_not_held(self) -> Result<(), Refusal> {
        if self.is_held {
            Err(Refusal::ReportHeld)
        } else {
            Ok(())
        }
    }

    pub fn who(self) -> Who {
        Who::Device(self.device)
    }
}

async fn report_of(signaling: &Signaling, claims: &SessionClaims) -> Result<Report, Failure> {
    let found = reports::load(&**signaling.admin().db(), claims.report).await?;
    Ok(found.ok_or(Refusal::SessionInvalid)?.report)
}

/// Extractor: a phone that brings files. Its session holds, or its report ended because it was away
/// for too long: then it may bring what it kept meanwhile.
#[derive(Clone, Copy, Debug)]
pub struct Uploader {
    pub caller: Caller,
    /// Its report is over.
    pub was_lost: bool,
}

impl FromRequestParts<Signaling> for Uploader {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &Signaling) -> Result<Self, Failure> {
        let token = bearer(parts).ok_or(Refusal::SessionInvalid)?;
        let lately = state.admin().now().plus_ms(-RECEIPT_MS);
        let claims = state.tokens().read_session(token, lately)?;
        if !report_of(state, &claims).await?.has_lost(claims.sub) {
            let caller = Caller::of_token(state, token).await?;
            let was_lost = false;
            return Ok(Self { caller, was_lost });
        }
        let caller = Caller {
            report: claims.report,
            device: claims.sub,
            is_held: false,
        };
        let was_lost = true;
        Ok(Self { caller, was_lost })
    }
}

/// Extractor: a phone whose session holds or did hold until a short while ago.
#[derive(Clone, Copy, Debug)]
pub struct FormerCaller {
    pub report: ReportId,
    pub device: DeviceId,
}

impl FromRequestParts<Signaling> for FormerCaller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &Signaling) -> Result<Self, Failure> {
        let token = bearer(parts).ok_or(Refusal::SessionInvalid)?;
        let lately = state.admin().now().plus_ms(-RECEIPT_MS);
        let claims = state.tokens().read_session(token, lately)?;
        Ok(Self {
            report: claims.report,
            device: claims.sub,
        })
    }
}

impl FromRequestParts<Signaling> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &Signaling) -> Result<Self, Failure> {
        let token = bearer(parts).ok_or(Refusal::SessionInvalid)?;
        Self::of_token(state, token).await
    }
}

/// RFC 6750 §2.1.
fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
