//! Why a handler did not do it: a refusal of the core, or a problem that is on its way already.

use admin::{keys::KeyError, problem::Refused, store::StoreError};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use signaling_core::{Refusal, staff::Class};

#[derive(Clone, Debug)]
pub enum Failure {
    Refusal(Refusal),
    Problem(Refused),
}

impl Failure {
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self::Problem(Refused::internal(cause))
    }

    pub fn problem(self) -> Refused {
        match self {
            Self::Refusal(refusal) => problem_of(refusal),
            Self::Problem(refused) => refused,
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        self.problem().into_response()
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self::Problem(refused)
    }
}

impl From<sea_orm::DbErr> for Failure {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Problem(error.into())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Self {
        Self::Problem(error.into())
    }
}

/// A refusal of the core as it goes out.
pub fn problem_of(refusal: Refusal) -> Refused {
    let mut refused = Refused::new(
        status(refusal),
        refusal.code(),
        refusal.message_ja(),
        refusal.message_en(),
    );
    if let Some(clause) = refusal.clause() {
        refused = refused.clause(clause);
    }
    if let Some(field) = refusal.field() {
        refused = refused.field(field);
    }
    if let Some(seconds) = refusal.retry_after_s() {
        refused = refused.retry_after_s(seconds);
    }
    refused
}

/// The one table from refusals to HTTP.
fn status(refusal: Refusal) -> StatusCode {
    use Refusal as R;
    match refusal {
        R::ReasonTooLong
        | R::NoteTooLong
        | R::DestinationMissing
        | R::DestinationInvalid
        | R::DestinationNotMobile
        | R::DestinationAbroad
        | R::CommandNameInvalid
        | R::CaseNumberInvalid
        | R::CallNumberInvalid
        | R::WebhookUrlInvalid
        | R::WebhookHostNotAllowed
        | R::AddressMissing
        | R::AddressInvalid
        | R::ProlongReasonMissing
        | R::CodeMissing
        | R::ReasonMissing
        | R::ConsentMissing(_)
        | R::MessageEmpty
        | R::MessageTooLong
        | R::ClientKeyInvalid
        | R::KindMissing
        | R::LateTimesWrong
        | R::InstructionMissing
        | R::InstructionTooLong
        | R::PlaceUnknown
        | R::PlaceTooLong
        | R::NoticedMissing
        | R::NoticedTooLong
        | R::HeadquartersUnknown => StatusCode::UNPROCESSABLE_ENTITY,
        R::NotAnExercise
        | R::ExerciseStaysHere
        | R::NotPrepared
        | R::DestinationChanged
        | R::AlreadyStarted
        | R::SentJustNow
        | R::TooManySends
        | R::NotStarted
        | R::AlreadyProlonged
        | R::CodeUsed
        | R::CodeOff
        | R::ConsentTextsChanged
        | R::SpokenConsentTooEarly
        | R::AlreadyOver
        | R::NothingToReadmit
        | R::TooManyReadmissions
        | R::UrlUsed
        | R::TooManyResumptions
        | R::TooManyMessages
        | R::TooManyPositions
        | R::TooManyFiles
        | R::TooManyLateParts
        | R::TooManyPieces
        | R::CallerAway
        | R::OffsetMismatch
        | R::NobodyThere
        | R::AlreadyHeld
        | R::NotHeld
        | R::ReportHeld
        | R::AlreadyHandler
        | R::NotHandler
        | R::NotOffered
        | R::ColleagueAway
        | R::TooManyInstructions
        | R::InstructionUnknown
        | R::NothingToAcknowledge
        | R::NothingToReport
        | R::MisSendKnown
        | R::PassingOff
        | R::AlreadyPassed
        | R::TooManyCommandTokens
        | R::StillRunning
        | R::NothingRecorded
        | R::NotPassed => StatusCode::CONFLICT,
        R::NotReception | R::MediaIsolated | R::NoViewing | R::CodeWrong { .. } => {
            StatusCode::FORBIDDEN
        }
        R::Staff(refusal) => match refusal.class() {
            Class::Incomplete => StatusCode::UNPROCESSABLE_ENTITY,
            Class::NotAllowed => StatusCode::FORBIDDEN,
            Class::NotThere => StatusCode::NOT_FOUND,
            Class::NotNow => StatusCode::CONFLICT,
            Class::Over => StatusCode::GONE,
            Class::TooMany => StatusCode::TOO_MANY_REQUESTS,
        },
        R::ReportNotFound
        | R::LinkUnknown
        | R::MessageUnknown
        | R::CommandTokenGone
        | R::FileNotFound
        | R::FileNotViewable => StatusCode::NOT_FOUND,
        R::LinkExpired
        | R::LinkDestroyed
        | R::LinkAbandoned
        | R::ReportOver
        | R::ReportErased
        | R::CallGone => StatusCode::GONE,
        R::DeviceProofInvalid
        | R::SessionInvalid
        | R::ReceiptLoginWrong
        | R::CommandTokenUnknown => StatusCode::UNAUTHORIZED,
        R::TooManyWrongLinks { .. } | R::TooManyWrongCodes { .. } | R::TooManyRequests => {
            StatusCode::TOO_MANY_REQUESTS
        }
        R::FileTooLarge | R::ChunkTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        R::TypeNotSupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        R::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
        R::SmsDoesNotFit | R::SmsNotConfigured | R::MailNotConfigured => {
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
