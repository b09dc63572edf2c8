//! Which forms of H.264 are taken, and what an answer says of them (RFC 6184 §8.1, §8.2.2).

use super::{choice::Wanted, offer::OfferedPayload};

/// Best first: what every phone and browser has in hardware, then what their decoders take too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Profile {
    ConstrainedBaseline,
    Baseline,
    Main,
    High,
}

/// How ready a packetization mode is for whoever is to get it; better first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Packetization {
    NonInterleaved,
    SingleNal,
}

/// What a format that is not stated means.
const DEFAULT_PROFILE: &str = "420010";

/// Parameters that both ends state of themselves; all others describe the offerer alone.
const ANSWERED: [&str; 3] = [
    "level-asymmetry-allowed",
    "packetization-mode",
    "profile-level-id",
];

/// How well a format suits, the smallest best; `None` when it is of no use.
pub fn preference(payload: &OfferedPayload, wanted: Wanted) -> Option<impl Ord + use<>> {
    let packetization = match payload.parameter("packetization-mode") {
        Some("1") => Packetization::NonInterleaved,
        // A viewer of this kind could not read the fragments that phones send.
        None | Some("0") if wanted == Wanted::ToReceive => Packetization::SingleNal,
        _ => return None,
    };
    let id = payload.parameter("profile-level-id");
    Some((packetization, profile(id.unwrap_or(DEFAULT_PROFILE))?))
}

/// The first two bytes of a `profile-level-id`: which profile, and which others a stream of it
/// also keeps to.
fn profile(id: &str) -> Option<Profile> {
    let bytes = u32::from_str_radix(id, 16)
        .ok()
        .filter(|_| id.len() == 6)?
        .to_be_bytes();
    let [_, profile, constraints, _] = bytes;
    let keeps_to = |set: u8| constraints & (0x80 >> set) != 0;
    match profile {
        0x42 if keeps_to(1) => Some(Profile::ConstrainedBaseline),
        0x4d if keeps_to(0) => Some(Profile::ConstrainedBaseline),
        0x58 if keeps_to(0) && keeps_to(1) => Some(Profile::ConstrainedBaseline),
        0x42 => Some(Profile::Baseline),
        0x4d => Some(Profile::Main),
        0x58 if keeps_to(0) => Some(Profile::Baseline),
        0x64 => Some(Profile::High),
        _ => None,
    }
}

/// What the answer repeats of the offer: never more than was offered.
pub fn answered(payload: &OfferedPayload) -> String {
    let stated = ANSWERED
        .iter()
        .filter_map(|key| Some(format!("{key}={}", payload.parameter(key)?)));
    stated.collect::<Vec<_>>().join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(parameters: &str) -> OfferedPayload {
        OfferedPayload {
            parameters: parameters.to_owned(),
            ..OfferedPayload::default()
        }
    }

    #[test]
    fn profiles_are_read_by_their_constraints() {
        use Profile::{Baseline, ConstrainedBaseline, High, Main};
        for (id, expected) in [
            ("42e01f", Some(ConstrainedBaseline)),
            ("42E034", Some(ConstrainedBaseline)),
            ("42c00b", Some(ConstrainedBaseline)),
            ("42401f", Some(ConstrainedBaseline)),
            ("4d801f", Some(ConstrainedBaseline)),
            ("58c01f", Some(ConstrainedBaseline)),
            ("42001f", Some(Baseline)),
            ("42801f", Some(Baseline)),
            ("58801f", Some(Baseline)),
            ("4d001f", Some(Main)),
            ("4d4028", Some(Main)),
            ("64001f", Some(High)),
            ("640c2a", Some(High)),
            // Extended, 10 bit, 4:2:2, 4:4:4: no console decodes them.
            ("58001f", None),
            ("6e0028", None),
            ("7a0028", None),
            ("f4001f", None),
            ("42e01", None),
            ("42e01f0", None),
            ("+2e01f", None),
            ("", None),
            ("baseline", None),
        ] {
            assert_eq!(profile(id), expected, "{id}");
        }
    }

    #[test]
    fn a_mode_is_taken_where_the_other_end_can_read_it() {
        for (parameters, from_phone, to_viewer) in [
            ("packetization-mode=1;profile-level-id=42e01f", true, true),
            ("packetization-mode=0;profile-level-id=42e01f", true, false),
            ("profile-level-id=42e01f", true, false),
            ("packetization-mode=1", true, true),
            ("", true, false),
            ("packetization-mode=2;profile-level-id=42e01f", false, false),
            ("packetization-mode=one", false, false),
            ("packetization-mode=1;profile-level-id=f4001f", false, false),
        ] {
            let payload = offered(parameters);
            let taken = |wanted| preference(&payload, wanted).is_some();
            assert_eq!(taken(Wanted::ToReceive), from_phone, "{parameters}");
            assert_eq!(taken(Wanted::ToSend), to_viewer, "{parameters}");
        }
    }

    #[test]
    fn the_better_of_two_formats_is_preferred() {
        for (better, worse) in [
            (
                "packetization-mode=1;profile-level-id=42e01f",
                "packetization-mode=1;profile-level-id=42001f",
            ),
            (
                "packetization-mode=1;profile-level-id=42001f",
                "packetization-mode=1;profile-level-id=4d001f",
            ),
            (
                "packetization-mode=1;profile-level-id=4d001f",
                "packetization-mode=1;profile-level-id=640c1f",
            ),
            (
                "packetization-mode=1;profile-level-id=640c1f",
                "packetization-mode=0;profile-level-id=42e01f",
            ),
        ] {
            let [better, worse] =
                [better, worse].map(|text| preference(&offered(text), Wanted::ToReceive));
            assert!(better < worse);
        }
    }

    #[test]
    fn an_answer_repeats_what_both_ends_state_and_claims_nothing() {
        for (parameters, expected) in [
            (
                "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
                "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
            ),
            (
                "profile-level-id=64001f; packetization-mode=1; sprop-parameter-sets=Z0IA,aM4=; max-br=9000",
                "packetization-mode=1;profile-level-id=64001f",
            ),
            ("packetization-mode=0", "packetization-mode=0"),
            ("", ""),
        ] {
            assert_eq!(answered(&offered(parameters)), expected);
        }
    }
}
