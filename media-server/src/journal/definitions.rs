//! Which sessions and tracks a room has: every new file begins with them.

use std::collections::BTreeMap;

use journal::record::Record;
use protocol::time::UnixMs;

#[derive(Default)]
pub(super) struct Definitions {
    sessions: BTreeMap<u16, Vec<u8>>,
    /// With the number of their session.
    tracks: BTreeMap<u16, (u16, Vec<u8>)>,
}

/// What a piece of a stream of records has in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Survey {
    pub records: u32,
    /// Told as lost by whoever wrote them.
    pub lost: u32,
    pub until: Option<UnixMs>,
}

impl Definitions {
    /// The records that define what is there now.
    pub fn bytes(&self) -> Vec<u8> {
        let tracks = self.tracks.values().map(|(_, bytes)| bytes);
        self.sessions
            .values()
            .chain(tracks)
            .flatten()
            .copied()
            .collect()
    }

    /// Notes what records define and end.
    pub fn read(&mut self, mut records: &[u8]) -> Survey {
        let mut survey = Survey::default();
        while let Ok(Some((record, rest))) = Record::next(records) {
            let bytes = &records[..records.len() - rest.len()];
            records = rest;
            survey.records += 1;
            self.note(&record, bytes, &mut survey);
        }
        survey
    }

    fn note(&mut self, record: &Record<'_>, bytes: &[u8], survey: &mut Survey) {
        match *record {
            Record::Session { number, at_ms, .. } => {
                self.forget(number);
                self.sessions.insert(number, bytes.to_vec());
                survey.until = Some(at_ms);
            }
            Record::Track(track) => {
                let of = (track.session, bytes.to_vec());
                self.tracks.insert(track.number, of);
            }
            Record::Rtp { at_us, .. } | Record::SenderReport { at_us, .. } => {
                let at_ms = i64::try_from(at_us / 1000).unwrap_or(i64::MAX);
                survey.until = Some(UnixMs(at_ms));
            }
            Record::SessionEnded { number, at_ms } => {
                self.forget(number);
                survey.until = Some(at_ms);
            }
            Record::Event { .. } => {}
            Record::Lost { records, .. } => survey.lost += records,
        }
    }

    fn forget(&mut self, session: u16) {
        self.sessions.remove(&session);
        self.tracks.retain(|_, (of, _)| *of != session);
    }
}

#[cfg(test)]
mod tests {
    use journal::record::{Codec, Track};
    use protocol::id::WebrtcSessionId;

    use super::*;

    fn session(number: u16) -> Vec<u8> {
        let at_ms = UnixMs(7);
        let id = WebrtcSessionId::new(at_ms, [1; 10]);
        written(&Record::Session { number, id, at_ms })
    }

    fn track(number: u16, session: u16) -> Vec<u8> {
        written(&Record::Track(Track {
            number,
            session,
            codec: Codec::Vp8,
            layer: 0,
        }))
    }

    fn written(record: &Record<'_>) -> Vec<u8> {
        let mut bytes = Vec::new();
        record.write(&mut bytes);
        bytes
    }

    #[test]
    fn a_new_file_begins_with_what_is_there() {
        let mut definitions = Definitions::default();
        let records = [
            session(0),
            track(0, 0),
            session(1),
            track(1, 1),
            track(2, 1),
        ];
        definitions.read(&records.concat());
        let lost = written(&Record::Lost {
            at_ms: UnixMs(8),
            records: 5,
        });
        let ended = written(&Record::SessionEnded {
            number: 0,
            at_ms: UnixMs(9),
        });
        let survey = definitions.read(&[lost, ended].concat());
        let expected = Survey {
            records: 2,
            lost: 5,
            until: Some(UnixMs(9)),
        };
        assert_eq!(survey, expected);
        assert_eq!(
            definitions.bytes(),
            [session(1), track(1, 1), track(2, 1)].concat()
        );
        definitions.read(&session(1));
        assert_eq!(
            definitions.bytes(),
            session(1),
            "a number that is used again"
        );
    }
}
