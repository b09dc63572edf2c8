//! `seeds-admin FOLDER` writes the seeds of every target below FOLDER, one folder each.

use std::{error::Error, fs, path::PathBuf};

const SEEDS: &[(&str, &[u8])] = &[
    ("film", b"\0\0\0\x18ftypisom"),
    ("film", b"RIFF\0\0\0\0AVI LIST"),
    ("film", b"\x1a\x45\xdf\xa3"),
    ("film", b"ch01_20261120210000_20261120220000.mp4"),
    ("film", b"2026-11-20_21-00-00.avi"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(
        std::env::args_os()
            .nth(1)
            .ok_or("usage: seeds-admin FOLDER")?,
    );
    for (number, (target, bytes)) in SEEDS.iter().enumerate() {
        fs::create_dir_all(folder.join(target))?;
        fs::write(folder.join(target).join(format!("seed-{number}")), bytes)?;
    }
    Ok(())
}
