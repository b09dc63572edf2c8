//! The command line of `genba-loadtest cameras`.

use std::path::PathBuf;

use clap::Args;

use crate::limits;

/// Wearable cameras and their charger, at the demo station of a server on this machine.
///
/// The first run gets the pilot going: rules, publicity, training and codes. Each camera is then
/// handed out, worn by an officer whose code it reads, films with pauses, and is docked: its film is
/// made with ffmpeg, locked with the key of the unit and taken in. Counts are printed at the end.
#[derive(Debug, Args)]
pub struct CamerasArgs {
    /// Data folder of a demo server on this machine.
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Cameras, one after the other.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=i64::from(limits::CAMERAS_MAX)))]
    pub cameras: u32,
    /// Seconds of each film.
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u32).range(2..=i64::from(limits::CAMERA_FILM_S_MAX)))]
    pub seconds: u32,
    /// Pauses in each film.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(0..=20))]
    pub pauses: u32,
    /// Cameras that nobody registers for: their films are set apart.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=i64::from(limits::CAMERAS_MAX)))]
    pub strangers: u32,
    /// The program that makes films.
    #[arg(long, default_value = "ffmpeg", value_name = "PROGRAM")]
    pub ffmpeg: PathBuf,
}
