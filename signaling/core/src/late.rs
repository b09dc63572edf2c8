//! Late parts: what a phone filmed while no network carried it, and sends once it is back. A phone
//! that was given up meanwhile may still bring them for a while.

use protocol::{
    id::DeviceId,
    report::{EndReason, FunnelStep},
    time::UnixMs,
    upload::{FileKind, LateSpan, UploadStart},
};

use crate::{
    Refusal,
    limits::{LATE_BYTES_MAX, LATE_CLOCK_MS, LATE_PARTS_MAX, UPLOAD_LIMITS},
    message::check_client_key,
    report::Report,
    upload::{Content, announced},
};

/// The late parts of a report so far, with the bytes that were announced for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LateSoFar {
    pub parts: u32,
    pub bytes: u64,
}

/// Checks what a phone announces before it sends a byte.
pub fn check_start(start: &UploadStart, so_far: LateSoFar) -> Result<(), Refusal> {
    check_client_key(&start.client_key)?;
    if start.bytes == 0 || announced(&start.media_type)? != FileKind::Film {
        return Err(Refusal::TypeNotSupported);
    }
    if start.bytes > UPLOAD_LIMITS.late.kept_bytes_max {
        return Err(Refusal::FileTooLarge);
    }
    let bytes = so_far.bytes.saturating_add(start.bytes);
    if so_far.parts >= LATE_PARTS_MAX || bytes > LATE_BYTES_MAX {
        return Err(Refusal::TooManyLateParts);
    }
    Ok(())
}

/// Only a film is a late part, whatever was announced.
pub fn check_content(content: Content) -> Result<(), Refusal> {
    match content.kind() {
        FileKind::Film => Ok(()),
        _ => Err(Refusal::TypeNotSupported),
    }
}

/// When it was filmed: between the start of the report and now. What is wrong by no more than a
/// slow network explains is set right, anything else refused: a phone's clock may have leapt.
pub fn span_of(report: &Report, told: LateSpan, now: UnixMs) -> Result<LateSpan, Refusal> {
    let begun = report.funnel.get(&FunnelStep::Consented);
    let begun = *begun.ok_or(Refusal::LateTimesWrong)?;
    let LateSpan { from_ms, to_ms } = told;
    let length_ms = to_ms.0.saturating_sub(from_ms.0);
    let longest_ms = UPLOAD_LIMITS.late.kept_ms_max.cast_signed() + LATE_CLOCK_MS;
    let is_within = from_ms >= begun.plus_ms(-LATE_CLOCK_MS) && to_ms <= now.plus_ms(LATE_CLOCK_MS);
    let (from_ms, to_ms) = (from_ms.max(begun), to_ms.min(now));
    if !is_within || length_ms > longest_ms || from_ms >= to_ms {
        return Err(Refusal::LateTimesWrong);
    }
    Ok(LateSpan { from_ms, to_ms })
}

impl Report {
    /// Whether it ended because this phone was away for too long.
    pub fn has_lost(&self, device: DeviceId) -> bool {
        let lost = EndReason::ConnectionLost;
        self.ended.is_some_and(|ending| ending.reason == lost) && self.link.is_active(device)
    }

    /// As [`Report::check_sends`]; a phone that was lost may send for `after_ms` from the end on.
    pub fn check_sends_late(
        &self,
        device: DeviceId,
        now: UnixMs,
        after_ms: i64,
    ) -> Result<(), Refusal> {
        let Some(ending) = self.ended.filter(|_| self.has_lost(device)) else {
            return self.check_sends(device, now);
        };
        let is_in_time = now < ending.at.plus_ms(after_ms);
        if is_in_time && self.desk.mis_send.is_none() {
            Ok(())
        } else {
            Err(Refusal::ReportOver)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Command, decide,
        report::tests::{DESK_RULES, DEVICE_A, DEVICE_B, NOW, consented, device},
    };

    const MINUTE_MS: i64 = 60_000;

    fn part(bytes: u64, media_type: &str) -> UploadStart {
        UploadStart {
            name: String::new(),
            bytes,
            media_type: media_type.into(),
            modified_ms: None,
            client_key: "0123456789abcdef".into(),
            late: None,
        }
    }

    fn span(from_ms: i64, to_ms: i64) -> LateSpan {
        LateSpan {
            from_ms: NOW.plus_ms(from_ms),
            to_ms: NOW.plus_ms(to_ms),
        }
    }

    #[test]
    fn late_parts_are_films_and_bounded_in_number_and_bytes() {
        let max = UPLOAD_LIMITS.late.kept_bytes_max;
        let none = LateSoFar::default();
        let full = LateSoFar {
            parts: LATE_PARTS_MAX,
            bytes: 0,
        };
        let heavy = LateSoFar {
            parts: 1,
            bytes: LATE_BYTES_MAX - 9,
        };
        for (start, so_far, expected) in [
            (part(max, "video/webm;codecs=vp8"), none, Ok(())),
            (part(9, "video/mp4"), heavy, Ok(())),
            (
                part(max + 1, "video/webm"),
                none,
                Err(Refusal::FileTooLarge),
            ),
            (part(0, "video/webm"), none, Err(Refusal::TypeNotSupported)),
            (part(9, "image/jpeg"), none, Err(Refusal::TypeNotSupported)),
            (part(9, "video/webm"), full, Err(Refusal::TooManyLateParts)),
            (
                part(10, "video/webm"),
                heavy,
                Err(Refusal::TooManyLateParts),
            ),
        ] {
            assert_eq!(check_start(&start, so_far), expected, "{start:?}");
        }
        assert_eq!(check_content(Content::Matroska), Ok(()));
        let picture = check_content(Content::Jpeg);
        assert_eq!(picture, Err(Refusal::TypeNotSupported));
    }

    #[test]
    fn what_was_filmed_lies_between_the_start_and_now() {
        let report = consented();
        let now = NOW.plus_ms(2 * MINUTE_MS);
        for (told, expected) in [
            (span(10_000, 21_000), Ok(span(10_000, 21_000))),
            // Wrong by what a slow network explains.
            (span(-4_000, 5_000), Ok(span(0, 5_000))),
            (
                span(MINUTE_MS, 2 * MINUTE_MS + 900),
                Ok(span(MINUTE_MS, 2 * MINUTE_MS)),
            ),
            // Clocks that leapt, and spans that are none.
            (span(-3_600_000, 5_000), Err(Refusal::LateTimesWrong)),
            (span(0, 24 * 60 * MINUTE_MS), Err(Refusal::LateTimesWrong)),
            (span(9_000, 9_000), Err(Refusal::LateTimesWrong)),
            (span(9_000, 8_000), Err(Refusal::LateTimesWrong)),
        ] {
            assert_eq!(span_of(&report, told, now), expected, "{told:?}");
        }
        let edge = LateSpan {
            from_ms: UnixMs(i64::MIN),
            to_ms: UnixMs(i64::MAX),
        };
        assert_eq!(span_of(&report, edge, now), Err(Refusal::LateTimesWrong));
        let later = NOW.plus_ms(60 * MINUTE_MS);
        let long = span_of(&report, span(0, 6 * MINUTE_MS), later);
        assert_eq!(long, Err(Refusal::LateTimesWrong));
    }

    #[test]
    fn a_phone_that_was_lost_may_send_late_for_a_while_and_no_other() {
        let (a, b) = (device(DEVICE_A), device(DEVICE_B));
        let away = decide(&consented(), Command::Offline { device: a }, NOW);
        let grace_ms = DESK_RULES.interruption_ms;
        let end = NOW.plus_ms(grace_ms);
        let lost = decide(&away.unwrap().report, Command::Deadline, end);
        let lost = lost.unwrap().report;
        let at = |ms| lost.check_sends_late(a, end.plus_ms(ms), MINUTE_MS);
        assert_eq!((at(0), at(MINUTE_MS - 1)), (Ok(()), Ok(())));
        assert_eq!(at(MINUTE_MS), Err(Refusal::ReportOver));
        assert!(lost.check_sends_late(b, end, MINUTE_MS).is_err());
        assert_eq!(lost.check_sends(a, end), Err(Refusal::ReportOver));

        let withdrawn = true;
        let ended = decide(
            &consented(),
            Command::CallerEnds {
                device: a,
                withdrawn,
            },
            NOW,
        );
        let ended = ended.unwrap().report;
        let refused = ended.check_sends_late(a, NOW, MINUTE_MS);
        assert_eq!(refused, Err(Refusal::ReportOver));
        assert_eq!(consented().check_sends_late(a, NOW, 0), Ok(()));
    }
}
