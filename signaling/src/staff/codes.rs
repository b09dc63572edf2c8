//! The unit's changing code: made of a key that stands in no database, the unit and the time.

use admin::random;
use protocol::{id::UnitId, time::UnixMs};
use sea_orm::ConnectionTrait;
use signaling_core::{
    access_code,
    staff::{
        code::{Rotation, rotation},
        rules::StaffRules,
    },
};

use crate::{Signaling, failure::Failure, store::staff_urls};

/// The codes that are good now, the current one first.
pub async fn good_now(
    signaling: &Signaling,
    db: &impl ConnectionTrait,
    unit: UnitId,
    rules: &StaffRules,
    now: UnixMs,
) -> Result<(Rotation, Vec<String>), Failure> {
    let series = staff_urls::series(db, unit).await?;
    let rotation = rotation(rules, now);
    let previous = rotation.previous.map(|(span, _)| span);
    let spans = [Some(rotation.current), previous].into_iter().flatten();
    let codes = spans.map(|span| code(signaling, (unit, series, span), rules.code_digits));
    Ok((rotation, codes.collect()))
}

/// Bytes rarely fail to give a code; the next draw then does.
fn code(signaling: &Signaling, (unit, series, span): (UnitId, i32, i64), digits: u32) -> String {
    (0_u32..)
        .find_map(|draw| {
            let mut bytes = unit.0.as_bytes().to_vec();
            bytes.extend_from_slice(&series.to_be_bytes());
            bytes.extend_from_slice(&span.to_be_bytes());
            bytes.extend_from_slice(&draw.to_be_bytes());
            access_code::draw(&signaling.unit_code_keys().sign(&bytes), digits)
        })
        .expect("the draws never end")
}

/// A code for one phone.
pub fn new_code(digits: u32) -> String {
    std::iter::repeat_with(|| access_code::draw(&random::bytes(), digits))
        .flatten()
        .next()
        .expect("the iterator never ends")
}
