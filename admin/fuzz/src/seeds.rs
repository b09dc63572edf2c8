//! `seeds-admin FOLDER` writes the seeds of every target below FOLDER, one folder each.

use std::{error::Error, fs, path::PathBuf};

const SEEDS: &[(&str, &[u8])] = &[
    ("film", b"\0\0\0\x18ftypisom"),
    ("film", b"RIFF\0\0\0\0AVI LIST"),
    ("film", b"\x1a\x45\xdf\xa3"),
    ("film", b"ch01_20261120210000_20261120220000.mp4"),
    ("film", b"2026-11-20_21-00-00.avi"),
    ("package", b"\x40\0\0\0\x18ftypisom"),
    ("package", b"\x40GENBAPK1\0\0\0\xaf{\"unit\":\"00000000-0000-7000-8000-000000000001\",\"camera\":\"WC-1\",\"name\":\"a\",\"recorded_from\":1,\"recorded_to\":9,\"segments\":[{\"from\":1,\"to\":9}],\"bytes\":1,\"sha256\":\"00000000000000\"}\x80\0\0\x1d\x0112345678901234567890123456789"),
    ("picture", b"\xff\xd8\xff\xe1\0\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x01\0\0\0\0\0\0\xff\xd9"),
    ("picture", b"\x89PNG\r\n\x1a\n\0\0\0\x01zTXtx\0\0\0\0\0\0\0\0IEND\0\0\0\0"),
    ("picture", b"RIFF\0\0\0\0WEBPVP8 "),
    ("picture", b"\0\0\0\x18ftypheic"),
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
