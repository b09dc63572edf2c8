//! `genba verify` and `genba open`: evidence away from the server.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufReader, BufWriter, Read, Seek, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use admin::{
    core::trail::{
        audit::Audit,
        hex,
        signed_head::{PublicKey, SignedHead},
    },
    evidence::{
        locked::{LockedReader, MAGIC},
        verify::{self, Notes, Verdict},
    },
    keys::public_head_key,
    trail::line,
};
use anyhow::Context;

use crate::{
    cli::{OpenExport, VerifyEvidence},
    prompt, trail,
};

/// Reads an export or a data folder and says what was changed.
pub fn verify(options: &VerifyEvidence) -> anyhow::Result<()> {
    let path = options
        .path
        .as_deref()
        .context("name an export or a data folder")?;
    let (held, held_keys) = trail::held(options.heads.as_deref())?;
    let keys = match &options.key {
        Some(text) => {
            let key = line::key_of_hex(text).context("--key takes 64 hexadecimal digits")?;
            vec![key]
        }
        None => held_keys,
    };
    if path.is_dir() {
        return folder(path, keys, held);
    }
    let opened = opened(path, options.password_file.as_deref())?;
    let verdict = verify::export(opened, &keys, &held);
    tell_export(&verdict, keys.is_empty(), held.is_empty())
}

/// Writes the archive of an export out.
pub fn open(options: &OpenExport) -> anyhow::Result<()> {
    let mut from = opened(&options.export, options.password_file.as_deref())?;
    let to = match &options.to {
        Some(to) => to.clone(),
        None => options.export.with_extension("tar"),
    };
    let mut create = OpenOptions::new();
    let file = create.write(true).create_new(true).mode(0o600).open(&to);
    let mut out = BufWriter::new(file.with_context(|| to.display().to_string())?);
    if let Err(error) = io::copy(&mut from, &mut out).and_then(|_| out.flush()) {
        // Half an archive is none.
        let _ = fs::remove_file(&to);
        return Err(error).with_context(|| options.export.display().to_string());
    }
    Ok(writeln!(io::stdout(), "{}", to.display())?)
}

/// The plain archive, whether it is locked or was opened already.
fn opened(path: &Path, password: Option<&Path>) -> anyhow::Result<Box<dyn Read>> {
    let file = File::open(path).with_context(|| path.display().to_string())?;
    let mut file = BufReader::with_capacity(256 * 1024, file);
    let mut magic = [0; MAGIC.len()];
    let read = file.read(&mut magic)?;
    file.rewind()?;
    if magic[..read] != *MAGIC {
        return Ok(Box::new(file));
    }
    let password = match password {
        Some(path) => fs::read_to_string(path).with_context(|| path.display().to_string())?,
        None => prompt::secret("Password of the export")?,
    };
    let opened = LockedReader::new(file, &password);
    Ok(Box::new(
        opened.with_context(|| path.display().to_string())?,
    ))
}

fn folder(data: &Path, mut keys: Vec<PublicKey>, held: Vec<SignedHead>) -> anyhow::Result<()> {
    if keys.is_empty() {
        keys.push(public_head_key(data)?);
    }
    let (mut audit, mut notes) = (Audit::new(keys.clone(), held), Notes::default());
    trail::read_folder(data, |record| {
        audit.take(&record);
        notes.take(&record);
        Ok(())
    })?;
    let journals = verify::folder(&data.join("journal"), &notes)?;
    let mut films = verify::Films::against(&notes);
    trail::read_days(data, |day| films.day(day))?;
    let films = films.finish(&data.join("files"))?;
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{} journals, of {} the trail says how far they went",
        journals.journals, journals.covered
    )?;
    writeln!(
        out,
        "{} films of cameras, {} of them below the root of their day; {} days",
        films.films, films.of_days, films.days
    )?;
    let flaws = [&journals.flaws, &films.flaws];
    for flaw in flaws.iter().flat_map(|flaws| flaws.kept()) {
        writeln!(out, "{flaw}")?;
    }
    drop(out);
    trail::tell(&audit.finish(), &keys)?;
    match flaws.iter().map(|flaws| flaws.total()).sum() {
        0 => Ok(()),
        total => anyhow::bail!("the evidence was changed: {total} signs of it"),
    }
}

fn tell_export(verdict: &Verdict, has_no_key: bool, has_no_heads: bool) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    if let Some(manifest) = &verdict.manifest {
        let (copy, unit) = (&manifest.copy, &manifest.unit_name);
        match manifest.report {
            Some(_) => writeln!(
                out,
                "report {} of {unit}, copy {} (number {} of this report) on medium {}",
                manifest.number, copy.number, copy.nth, copy.medium
            )?,
            None => writeln!(
                out,
                "films of cameras of {unit} by provision {}, copy {}",
                manifest.number, copy.number
            )?,
        }
        writeln!(
            out,
            "permitted by {}, taken by {}",
            copy.permitted_by.name, copy.taken_by.name
        )?;
    }
    if let Some(key) = &verdict.key {
        let from = match has_no_key {
            true => " (found in the export itself: compare it with the one that others hold)",
            false => "",
        };
        writeln!(out, "key {}{from}", hex(key))?;
    }
    writeln!(
        out,
        "{} files, {} journals, {} films of cameras, {} of these two covered by a signed head",
        verdict.items, verdict.journals, verdict.films, verdict.covered
    )?;
    if has_no_heads {
        writeln!(out, "no heads held elsewhere were given: --heads FILE")?;
    } else {
        writeln!(out, "{} heads held elsewhere are the same", verdict.held)?;
    }
    for flaw in verdict.flaws.kept() {
        writeln!(out, "{flaw}")?;
    }
    match verdict.flaws.total() {
        0 => Ok(writeln!(out, "nothing was changed")?),
        total => anyhow::bail!("the export was changed: {total} signs of it"),
    }
}
