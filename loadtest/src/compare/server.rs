//! The servers that are compared: started fresh for each round, alone in their namespace.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context as _, ensure};
use bytes::Bytes;
use http::Method;
use tokio::time::{Instant, sleep};

use super::{
    janus_files,
    stage::{SERVER_ADDRESS, Stage},
};
use crate::{
    access::{Access, MediaKey},
    http::{Connection, Origin, Trust},
    limits,
    target::{Janus, Target, Whip},
};

const PAGES_PORT: u16 = 8443;
const MEDIA_PORT: u16 = 9000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Genba,
    /// Every participant has a thread, as Debian's configuration has it.
    Janus,
    /// So many threads for all.
    JanusLoops(u32),
}

impl Kind {
    pub fn name(self) -> String {
        match self {
            Self::Genba => "genba".to_owned(),
            Self::Janus => "janus".to_owned(),
            Self::JanusLoops(loops) => format!("janus, event_loops = {loops}"),
        }
    }
}

pub struct Programs {
    pub genba: PathBuf,
    pub janus: PathBuf,
}

/// A running server.
pub struct Server {
    child: Child,
    folder: PathBuf,
    pub target: Box<dyn Target>,
}

impl Server {
    pub async fn start(kind: Kind, programs: &Programs, stage: &Stage) -> anyhow::Result<Self> {
        let folder = std::env::temp_dir().join(format!("genba-compare-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let command = match kind {
            Kind::Genba => genba_command(&programs.genba, &folder, stage),
            Kind::Janus => janus_command(&programs.janus, &folder, stage, None)?,
            Kind::JanusLoops(loops) => janus_command(&programs.janus, &folder, stage, Some(loops))?,
        };
        let child = spawn(command, &folder)?;
        let mut starting = Starting {
            child: Some(child),
            folder,
        };
        let target = match kind {
            Kind::Genba => starting.wait_for(genba_target).await,
            Kind::Janus | Kind::JanusLoops(_) => starting.wait_for(janus_target).await,
        };
        let target = target.with_context(|| format!("{} does not start", kind.name()))?;
        starting.started(target)
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What Genba counts about its media, to see what was switched on.
    pub async fn media_counters(&self) -> anyhow::Result<BTreeMap<String, f64>> {
        let mut connection = Connection::new(origin(), trust(&self.folder)?);
        let answer = connection
            .request(Method::GET, "/metrics", &[], Bytes::new())
            .await?;
        let text = String::from_utf8(answer.body.into())?;
        let lines = text.lines().filter_map(|line| {
            let (name, value) = line.strip_prefix("genba_media_")?.split_once(' ')?;
            Some((name.to_owned(), value.parse().ok()?))
        });
        Ok(lines.collect())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        end(&mut self.child);
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Ends the child when the start fails half-way.
struct Starting {
    child: Option<Child>,
    folder: PathBuf,
}

impl Starting {
    async fn wait_for<F>(&mut self, mut target: F) -> anyhow::Result<Box<dyn Target>>
    where
        F: AsyncFnMut(&Path) -> anyhow::Result<Box<dyn Target>>,
    {
        let until = Instant::now() + limits::SERVER_START_WAIT;
        loop {
            let ended = self.child.as_mut().and_then(|child| child.try_wait().ok()?);
            if let Some(status) = ended {
                anyhow::bail!("it ended with {status}: {}", self.last_words());
            }
            match target(&self.folder).await {
                Ok(target) => return Ok(target),
                Err(error) if Instant::now() > until => {
                    return Err(error.context(self.last_words()));
                }
                Err(_) => sleep(Duration::from_millis(100)).await,
            }
        }
    }

    fn last_words(&self) -> String {
        let text = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        let lines: Vec<&str> = text.lines().rev().take(5).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join(" / ")
    }

    fn started(mut self, target: Box<dyn Target>) -> anyhow::Result<Server> {
        Ok(Server {
            child: self.child.take().context("the server is gone")?,
            folder: std::mem::take(&mut self.folder),
            target,
        })
    }
}

impl Drop for Starting {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            end(child);
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

fn spawn(mut command: Command, folder: &Path) -> anyhow::Result<Child> {
    let log = File::create(folder.join("log"))?;
    command
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()
        .context("cannot start the server")
}

/// Asks to end, then makes it.
fn end(child: &mut Child) {
    let pid = i32::try_from(child.id())
        .ok()
        .and_then(rustix::process::Pid::from_raw);
    if let Some(pid) = pid {
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
    }
    let until = std::time::Instant::now() + limits::COMMAND_END_WAIT;
    while matches!(child.try_wait(), Ok(None)) {
        if std::time::Instant::now() > until {
            let _ = child.kill();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn genba_command(program: &Path, folder: &Path, stage: &Stage) -> Command {
    let mut command = stage.server.command(program);
    command
        .args(["serve", "--demo", "--data"])
        .arg(folder.join("data"))
        .args(["--listen", &format!("{SERVER_ADDRESS}:{PAGES_PORT}")])
        .args(["--media-listen", &format!("{SERVER_ADDRESS}:{MEDIA_PORT}")]);
    command
}

fn origin() -> Origin {
    Origin {
        https: true,
        host: SERVER_ADDRESS.to_string(),
        port: PAGES_PORT,
        connect: Some(SocketAddr::from((SERVER_ADDRESS, PAGES_PORT))),
    }
}

fn trust(folder: &Path) -> anyhow::Result<Trust> {
    Trust::load(Some(&folder.join("data/ca/genba-local-ca.pem")))
}

async fn genba_target(folder: &Path) -> anyhow::Result<Box<dyn Target>> {
    let data = folder.join("data");
    ensure!(data.join("ready.json").exists(), "it is not ready");
    let key = data.join("keys/media-token.pem");
    let access = MediaKey::load(origin(), trust(folder)?, &key)?;
    Ok(Box::new(Whip::new(Access::MediaKey(access))))
}

fn janus_command(
    program: &Path,
    folder: &Path,
    stage: &Stage,
    event_loops: Option<u32>,
) -> anyhow::Result<Command> {
    janus_files::write(folder, event_loops)?;
    let mut command = stage.server.command(program);
    command.arg("--configs-folder").arg(folder);
    Ok(command)
}

async fn janus_target(_folder: &Path) -> anyhow::Result<Box<dyn Target>> {
    let url = format!("ws://{SERVER_ADDRESS}:{}/", janus_files::PORT);
    Ok(Box::new(Janus::connect(&url).await?))
}
