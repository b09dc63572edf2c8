//! `seeds FOLDER` writes the seeds of every target below FOLDER, one folder each.

use std::{error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("usage: seeds FOLDER")?);
    for (number, (target, bytes)) in media_core::fuzzing::seeds().into_iter().enumerate() {
        fs::create_dir_all(folder.join(target))?;
        fs::write(folder.join(target).join(format!("seed-{number}")), bytes)?;
    }
    Ok(())
}
