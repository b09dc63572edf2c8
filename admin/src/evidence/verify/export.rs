//! An opened export against its manifest, its signature, its journals' chains and the trail.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Read},
};

use admin_core::{
    merkle,
    trail::{
        Hash, hash_of_hex, hex,
        signed_head::{PublicKey, SignedHead},
    },
};
use aws_lc_rs::digest::{Context, SHA256};
use journal::{HEAD_BYTES, Head};
use protocol::id::FileId;
use sea_orm::prelude::Uuid;

use super::{
    Flaw, Verdict,
    covered::Trail,
    strict_tar::{Entry, StrictTar},
};
use crate::{
    evidence::{
        chain::{Broken, Chain},
        day::leaf,
        journal::Chunks,
        manifest::{
            ChainLine, DayLine, ItemLine, MANIFEST, Manifest, SIGNATURE, TRAIL, VERSION,
            is_signed_by,
        },
        source::Part,
    },
    limits::{MANIFEST_BYTES, PROOF_BYTES},
    trail::line::key_of_hex,
};

/// Reads an opened archive to its end. `keys` are those to trust, of which the manifest's own is
/// taken where there is none; `held` the heads held elsewhere.
pub fn export(from: impl Read, keys: &[PublicKey], held: &[SignedHead]) -> Verdict {
    let mut reading = Reading {
        tar: StrictTar::new(from),
        verdict: Verdict::default(),
        trail: None,
        journals: Vec::new(),
        films: Vec::new(),
        of_days: Vec::new(),
    };
    if let Err(flaw) = reading.all(keys, held) {
        reading.verdict.flaws.add(flaw);
    }
    reading.verdict.bytes = reading.tar.bytes();
    reading.verdict
}

struct Reading<R> {
    tar: StrictTar<R>,
    verdict: Verdict,
    trail: Option<Vec<u8>>,
    /// Those whose chain holds.
    journals: Vec<(String, ChainLine)>,
    /// Films of cameras that were read.
    films: Vec<(String, Hash)>,
    /// What was read, by its name, where it says that it was among the things of a day.
    of_days: Vec<(String, DayLine, Hash)>,
}

impl<R: Read> Reading<R> {
    fn all(&mut self, keys: &[PublicKey], held: &[SignedHead]) -> Result<(), Flaw> {
        let manifest_bytes = self.expected(MANIFEST)?;
        let signature = self.expected(SIGNATURE)?;
        let manifest: Option<Manifest> = serde_json::from_slice(&manifest_bytes).ok();
        let manifest = manifest.filter(|manifest| manifest.version == VERSION);
        let manifest = manifest.ok_or(Flaw::ManifestUnreadable)?;
        let own = key_of_hex(&manifest.key);
        let trusted = match own {
            Some(own) if keys.is_empty() || keys.contains(&own) => Some(own),
            _ => None,
        };
        let signed = trusted.filter(|key| is_signed_by(&manifest_bytes, &signature, key));
        if signed.is_none() {
            self.tell(Flaw::ManifestForged);
        }
        self.verdict.key = trusted;
        let read = self.items(&manifest);
        let journals = manifest.items.iter();
        let journals = journals.filter(|item| item.part == Part::Journal.code());
        self.verdict.journals = journals.count() as u64;
        let films = manifest.items.iter();
        let films = films.filter(|item| item.part == Part::Films.code());
        self.verdict.films = films.count() as u64;
        self.verdict.manifest = Some(manifest);
        if read.is_ok() {
            self.covered(trusted.as_ref(), held);
        }
        read
    }

    /// A file whose place in the archive is fixed.
    fn expected(&mut self, name: &str) -> Result<Vec<u8>, Flaw> {
        let entry = self.tar.next()?.ok_or(Flaw::ManifestUnreadable)?;
        if entry.name != name || entry.bytes > MANIFEST_BYTES {
            return Err(Flaw::ManifestUnreadable);
        }
        self.tar.content(&entry, whole)
    }

    fn items(&mut self, manifest: &Manifest) -> Result<(), Flaw> {
        let lines = manifest.items.iter().enumerate();
        let mut pending: BTreeMap<&str, (usize, &ItemLine)> = lines
            .map(|(place, line)| (line.name.as_str(), (place, line)))
            .collect();
        let mut place = 0;
        loop {
            let entry = match self.tar.next() {
                Ok(Some(entry)) => entry,
                end => {
                    for name in pending.into_keys() {
                        let name = name.to_owned();
                        self.tell(Flaw::Missing { name });
                    }
                    return end.map(drop);
                }
            };
            let Some((at, line)) = pending.remove(entry.name.as_str()) else {
                self.tell(Flaw::Unexpected {
                    name: entry.name.clone(),
                });
                self.tar.content(&entry, |_| Ok(()))?;
                continue;
            };
            if at < place {
                let name = entry.name.clone();
                self.tell(Flaw::Moved { name });
            }
            place = place.max(at + 1);
            self.item(&entry, line)?;
        }
    }

    fn item(&mut self, entry: &Entry, line: &ItemLine) -> Result<(), Flaw> {
        self.verdict.items += 1;
        let name = || entry.name.clone();
        let is_journal = line.part == Part::Journal.code();
        let mut kept = None;
        let (hash, chain) = self.tar.content(entry, |from| {
            let mut from = Hashing::new(from);
            let chain = match () {
                () if is_journal => Some(chain_of(&mut from)?),
                () if line.name == TRAIL && line.bytes <= PROOF_BYTES => {
                    kept = Some(whole(&mut from)?);
                    None
                }
                () => None,
            };
            Ok((from.finish()?, chain))
        })?;
        if entry.bytes != line.bytes || hex(&hash) != line.sha256 {
            self.tell(Flaw::Changed { name: name() });
        }
        if line.part == Part::Films.code() {
            self.films.push((name(), hash));
        }
        self.trail = self.trail.take().or(kept);
        if let Some(day) = &line.day {
            let chain = line.chain.as_ref();
            let end = chain.map_or(Some(hash), |chain| hash_of_hex(&chain.hash));
            let end = end.unwrap_or_default();
            self.of_days.push((name(), day.clone(), end));
        }
        match chain {
            None => {}
            Some(Ok(chain)) if line.chain.as_ref() == Some(&chain) => {
                self.journals.push((name(), chain));
            }
            Some(Ok(_)) => self.tell(Flaw::Changed { name: name() }),
            Some(Err(Some(chunk))) => self.tell(Flaw::JournalBroken {
                name: name(),
                chunk,
            }),
            Some(Err(None)) => self.tell(Flaw::JournalForeign { name: name() }),
        }
        Ok(())
    }

    fn covered(&mut self, key: Option<&PublicKey>, held: &[SignedHead]) {
        let trail = match Trail::read(self.trail.as_deref().unwrap_or_default()) {
            Some(trail) => trail,
            None => {
                self.tell(Flaw::TrailUnreadable);
                return;
            }
        };
        let (matching, flaws) = trail.check(key, held);
        self.verdict.held = matching;
        for flaw in flaws {
            self.tell(flaw);
        }
        let mut known = self.days(&trail);
        for (name, hash) in std::mem::take(&mut self.films) {
            if trail.has_film(&hash) || known.remove(&name) {
                self.verdict.covered += 1;
            } else {
                self.tell(Flaw::Uncovered { name });
            }
        }
        for (name, chain) in std::mem::take(&mut self.journals) {
            if trail.covers(&chain) {
                self.verdict.covered += 1;
            } else {
                self.tell(Flaw::Uncovered { name });
            }
        }
    }

    /// The names of what was among the things of its day.
    fn days(&mut self, trail: &Trail) -> BTreeSet<String> {
        let mut known = BTreeSet::new();
        for (name, line, hash) in std::mem::take(&mut self.of_days) {
            if root_of(&line, &hash).is_some_and(|root| trail.has_root(&root)) {
                self.verdict.of_days += 1;
                known.insert(name);
            } else {
                self.tell(Flaw::NotOfDay { name });
            }
        }
        known
    }

    fn tell(&mut self, flaw: Flaw) {
        self.verdict.flaws.add(flaw);
    }
}

/// The root to which a thing leads.
fn root_of(line: &DayLine, hash: &Hash) -> Option<Hash> {
    let path: Option<Vec<Hash>> = line.path.iter().map(|hash| hash_of_hex(hash)).collect();
    let (place, of) = (
        usize::try_from(line.place).ok()?,
        usize::try_from(line.of).ok()?,
    );
    merkle::root_by(&leaf(line.id, hash), place, of, &path?)
}

/// Nothing in the error where it is no journal, else the chunk at which its chain breaks.
fn chain_of(from: &mut impl Read) -> io::Result<Result<ChainLine, Option<u64>>> {
    let mut head = Vec::new();
    from.take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    let Ok(head) = Head::parse(&head) else {
        return Ok(Err(None));
    };
    let mut chain = Chain::after(&head);
    for chunk in Chunks::new(&mut *from) {
        let taken = match chunk {
            Ok(chunk) => chain.take(&chunk),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                return Ok(Err(Some(chain.head().chunks)));
            }
            Err(error) => return Err(error),
        };
        if let Err(Broken::Chain { chunk }) = taken {
            return Ok(Err(Some(chunk)));
        }
    }
    let end = chain.head();
    Ok(Ok(ChainLine {
        file: FileId(Uuid::from_bytes(head.file)),
        chunks: end.chunks,
        hash: hex(&end.hash),
    }))
}

/// What is read is bounded by the length that was looked at before.
fn whole(from: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Takes the hash of all that is read through it.
struct Hashing<'a> {
    from: &'a mut dyn Read,
    context: Context,
}

impl<'a> Hashing<'a> {
    fn new(from: &'a mut dyn Read) -> Self {
        let context = Context::new(&SHA256);
        Self { from, context }
    }

    /// With what nobody has read yet.
    fn finish(mut self) -> io::Result<Hash> {
        io::copy(&mut self, &mut io::sink())?;
        let mut hash = Hash::default();
        hash.copy_from_slice(self.context.finish().as_ref());
        Ok(hash)
    }
}

impl Read for Hashing<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(out)?;
        self.context.update(&out[..read]);
        Ok(read)
    }
}
