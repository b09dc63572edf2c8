//! `genba-loadtest cameras`: wearable cameras and their charger at the demo station. Films are real
//! files, locked as a camera locks them; everything goes through the API as people use it.

pub mod arguments;
mod film;
mod people;
mod shift;
mod station;

use std::{
    io::Write as _,
    process::ExitCode,
    time::{SystemTime, UNIX_EPOCH},
};

use self::{
    arguments::CamerasArgs,
    shift::{Docked, Shift},
    station::Station,
};
use crate::{
    access::Ready,
    http::{Origin, Trust},
};

pub fn run(args: &CamerasArgs) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(play(args))?;
    Ok(ExitCode::SUCCESS)
}

async fn play(args: &CamerasArgs) -> anyhow::Result<()> {
    let ready = Ready::load(&args.data)?;
    let trust = Trust::load(ready.ca_certificate.as_deref())?;
    let (origin, _) = Origin::split(&ready.console, None)?;
    let mut station = Station::ready(&origin, &trust, &ready).await?;
    // Serial numbers are given once, whatever ran before.
    let run = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let mut docked = Vec::new();
    for number in 0..args.cameras + args.strangers {
        let shift = Shift {
            ffmpeg: &args.ffmpeg,
            camera: format!("SIM-{run}-{number}"),
            number,
            seconds: args.seconds,
            pauses: args.pauses,
            is_worn: number < args.cameras,
        };
        docked.push(shift.play(&mut station).await?);
    }
    tell(&docked)
}

fn tell(docked: &[Docked]) -> anyhow::Result<()> {
    let bytes: u64 = docked.iter().map(|one| one.bytes).sum();
    let parts: usize = docked.iter().map(|one| one.parts).sum();
    let apart = docked.iter().filter(|one| one.is_set_apart).count();
    let counts = serde_json::json!({
        "cameras": docked.len(), "files": docked.len(), "parts": parts, "bytes": bytes,
        "set_apart": apart,
    });
    writeln!(std::io::stdout(), "{counts}")?;
    Ok(())
}
