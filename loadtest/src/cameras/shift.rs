//! One camera for one shift: handed out, worn, docked.

use std::path::Path;

use admin_core::{footage::package::Segment, trail::bytes_of_hex};
use anyhow::Context as _;
use protocol::time::UnixMs;
use serde_json::{Value, json};

use super::{
    film::{self, Filmed},
    people::text,
    station::{CHARGER, Station},
};

/// What is asked of a shift.
pub struct Shift<'a> {
    pub ffmpeg: &'a Path,
    /// The number of the camera in its ledger.
    pub camera: String,
    pub number: u32,
    pub seconds: u32,
    pub pauses: u32,
    /// Whether an officer registers.
    pub is_worn: bool,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Docked {
    pub bytes: u64,
    pub parts: usize,
    pub is_set_apart: bool,
}

impl Shift<'_> {
    pub async fn play(&self, station: &mut Station) -> anyhow::Result<Docked> {
        let camera = json!({ "number": self.camera, "attributes": {} });
        let path = "/api/v1/ledgers/WC/wearable_camera";
        let camera = station.operator.post(path, camera).await?;
        let id = text(&camera["asset"], "id")?.to_owned();
        let ms = i64::from(self.seconds) * 1_000;
        // The camera's clock is a little behind the server's.
        let now = station.operator.get("/api/v1/me").await?;
        let now = now["server_ms"]
            .as_i64()
            .context("the server has no clock")?;
        let started = UnixMs(now - ms - 1_000);
        let out = json!({
            "act": "out", "confirmed_by": station.officer.me.account,
            "due_back": started.0 + 8 * 3_600_000,
        });
        let acts = format!("/api/v1/assets/{id}/acts");
        station.operator.post(&acts, out).await?;
        let segments = self.segments(started, ms);
        if self.is_worn {
            self.wear(station, &id, started, &segments).await?;
        }
        let film = film::make(self.ffmpeg, self.seconds, self.number)?;
        let key = station
            .operator
            .post("/api/v1/footage/package-key", json!({}));
        let key = key.await?;
        let key = bytes_of_hex(text(&key, "key")?).context("that is no key")?;
        let filmed = Filmed {
            unit: station.operator.me.unit,
            camera: self.camera.clone(),
            from: started,
            to: started.plus_ms(ms),
            segments,
        };
        let package = film::lock(&key, &filmed, &film)?;
        let path = format!("/api/v1/footage/packages?charger={CHARGER}");
        let file = station.operator.bytes(&path, package).await?;
        Ok(Docked {
            bytes: film.len() as u64,
            parts: file["parts"].as_array().map_or(0, Vec::len),
            is_set_apart: file["state"] == "quarantined",
        })
    }

    /// The parts between the pauses, which are as long as the parts.
    fn segments(&self, started: UnixMs, ms: i64) -> Vec<Segment> {
        let part = ms / i64::from(self.pauses * 2 + 1);
        let of = |n: u32| Segment {
            from: started.plus_ms(i64::from(n * 2) * part),
            to: started.plus_ms(i64::from(n * 2 + 1) * part),
        };
        (0..=self.pauses).map(of).collect()
    }

    /// The officer's code is read, and what the camera says is entered.
    async fn wear(
        &self,
        station: &mut Station,
        camera: &str,
        started: UnixMs,
        segments: &[Segment],
    ) -> anyhow::Result<()> {
        let officer = station.officer.me.account;
        let start = json!({
            "camera": camera, "code": station.code, "wearer": officer, "place": "outdoors",
            "position": "chest", "sign": "seen", "lamp": "seen", "cord": "tied",
            "out_at": started, "started_at": started,
        });
        let session = &mut station.officer;
        let case = session.begin("camera_session", "start", start).await?;
        for pair in segments.windows(2) {
            let pause = json!({ "ground": "private_place", "paused_at": pair[0].to });
            session.take(&case, "pause", pause).await?;
            let resume = json!({ "resumed_at": pair[1].from });
            session.take(&case, "resume", resume).await?;
        }
        let ended = segments.last().map_or(started, |last| last.to);
        let end: Value = json!({ "ended_at": ended, "back_at": ended, "filmed_minutes": 0 });
        session.take(&case, "end", end).await?;
        Ok(())
    }
}
