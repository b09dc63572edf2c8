//! `genba verify trail` and `genba export trail`: the trail away from the server.

use std::{
    fs::File,
    io::{BufReader, BufWriter, Write},
    path::Path,
};

use admin::{
    core::trail::{
        audit::{Audit, Record, Report},
        hex,
        signed_head::{PublicKey, SignedHead},
    },
    evidence::day::{self, DayLeaves},
    keys::public_head_key,
    store,
    trail::{line, stream},
};
use anyhow::Context;

use crate::{
    cli::{ExportTrail, VerifyTrail},
    runtime::runtime,
};

/// Reads the trail and says what was changed.
pub fn verify(options: &VerifyTrail) -> anyhow::Result<()> {
    let (held, held_keys) = held(options.held.as_deref())?;
    let keys = trusted(options, held_keys)?;
    let mut audit = Audit::new(keys.clone(), held);
    match (&options.data, &options.file) {
        (Some(data), _) => read_folder(data, |record| {
            audit.take(&record);
            Ok(())
        })?,
        (None, Some(file)) => {
            let opened = File::open(file).with_context(|| file.display().to_string())?;
            line::read(&mut BufReader::new(opened), |record| audit.take(&record))?;
        }
        (None, None) => anyhow::bail!("name a file, or a data folder with --data"),
    }
    tell(&audit.finish(), &keys)
}

/// Prints the trail as lines of JSON.
pub fn export(options: &ExportTrail) -> anyhow::Result<()> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    read_folder(&options.data, |record| {
        Ok(writeln!(out, "{}", line::write(record))?)
    })?;
    Ok(out.flush()?)
}

pub fn held(file: Option<&Path>) -> anyhow::Result<(Vec<SignedHead>, Vec<PublicKey>)> {
    let Some(file) = file else {
        return Ok(Default::default());
    };
    let opened = File::open(file).with_context(|| file.display().to_string())?;
    let read = line::read_held(&mut BufReader::new(opened));
    read.with_context(|| file.display().to_string())
}

/// A key that came from elsewhere is worth more than one found beside what it signed.
fn trusted(options: &VerifyTrail, held: Vec<PublicKey>) -> anyhow::Result<Vec<PublicKey>> {
    if let Some(text) = &options.key {
        let key = line::key_of_hex(text).context("--key takes 64 hexadecimal digits")?;
        return Ok(vec![key]);
    }
    if !held.is_empty() {
        return Ok(held);
    }
    match &options.data {
        Some(data) => Ok(vec![public_head_key(data)?]),
        None => anyhow::bail!("give the key that signed the heads: --key, or --held"),
    }
}

pub fn read_folder(
    data: &Path,
    take: impl FnMut(Record) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    runtime()?.block_on(async {
        let db = store::open_to_read(data).await;
        let db = db.with_context(|| no_store(data))?;
        stream::read_snapshot(&db, take).await
    })
}

/// Gives what stands below each day, one day at a time.
pub fn read_days(data: &Path, take: impl FnMut(DayLeaves)) -> anyhow::Result<()> {
    runtime()?.block_on(async {
        let db = store::open_to_read(data).await;
        let db = db.with_context(|| no_store(data))?;
        Ok(day::each(&db, take).await?)
    })
}

fn no_store(data: &Path) -> String {
    format!("the store in {}", data.display())
}

/// Says what was found; an error where something was changed.
pub fn tell(report: &Report, keys: &[PublicKey]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    for key in keys {
        writeln!(out, "key {}", hex(key))?;
    }
    writeln!(
        out,
        "{} entries of {} units, {} heads; {} heads held elsewhere are the same",
        report.entries, report.units, report.heads, report.held
    )?;
    if let Some(head) = &report.last_head {
        let statement = &head.statement;
        let at = jiff::Timestamp::from_millisecond(statement.at.0)?;
        writeln!(out, "newest head {} of {at}", statement.number)?;
    }
    for finding in report.findings.kept() {
        writeln!(out, "{finding}")?;
    }
    match report.findings.total() {
        0 => Ok(writeln!(out, "nothing was changed")?),
        total => anyhow::bail!("the trail was changed: {total} signs of it"),
    }
}
