//! A program that ends by itself or is ended, with everything it started.

use std::{
    fs::{self, File},
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::Result;

const LOOK: Duration = Duration::from_millis(10);

pub struct Said {
    pub success: bool,
    pub out: String,
    pub err: String,
}

/// `None` where it did not end in time. What it says goes through files of a folder, so that
/// nobody waits for a grandchild that holds a pipe.
pub fn run(command: &mut Command, limit: Duration, folder: &Path) -> Result<Option<Said>> {
    let (out, err) = (folder.join("said.out"), folder.join("said.err"));
    let child = command
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(File::create(&out)?)
        .stderr(File::create(&err)?)
        .spawn()?;
    let Some(status) = ended(child, limit)? else {
        return Ok(None);
    };
    let read =
        |path| Ok::<_, anyhow::Error>(String::from_utf8_lossy(&fs::read(path)?).into_owned());
    Ok(Some(Said {
        success: status.success(),
        out: read(out)?,
        err: read(err)?,
    }))
}

fn ended(mut child: Child, limit: Duration) -> Result<Option<ExitStatus>> {
    let begun = Instant::now();
    let mut status = child.try_wait()?;
    while status.is_none() && begun.elapsed() < limit {
        thread::sleep(LOOK);
        status = child.try_wait()?;
    }
    // The group is the child's own, whether anybody of it is left or not.
    let group = format!("-{}", child.id());
    let mut kill = Command::new("kill");
    kill.args(["-KILL", "--", &group]).stderr(Stdio::null());
    kill.status()?;
    if status.is_none() {
        child.wait()?;
    }
    Ok(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hangs_is_ended_and_what_ends_is_heard() {
        let folder = std::env::temp_dir().join(format!("bounded-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let shell = |script: &str, limit_ms| {
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            run(&mut command, Duration::from_millis(limit_ms), &folder).unwrap()
        };
        let said = shell("sleep 60 & echo out; echo err >&2; exit 3", 5_000).unwrap();
        assert!(!said.success && said.out == "out\n" && said.err == "err\n");
        assert!(shell("sleep 60", 50).is_none());
        fs::remove_dir_all(folder).unwrap();
    }
}
