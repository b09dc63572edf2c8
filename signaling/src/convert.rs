//! Runs `genba-recorder`: one child for each conversion, with a time limit, without environment.
//! A few children for pictures are kept waiting, so that a first picture pays for no start.

use std::{
    collections::VecDeque,
    fs::File,
    io::{self, Seek},
    path::PathBuf,
    process::Stdio,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use admin::faults::{FaultKind, Faults};
use bytes::Bytes;
use protocol::{recording::Gap, time::UnixMs};
use serde::{Deserialize, de::DeserializeOwned};
use signaling_core::recording::VideoCodec;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    process::{Child, ChildStdin, Command},
    sync::{Semaphore, SemaphorePermit, mpsc},
};

use crate::{
    journals::Records,
    limits::{
        CHUNKS_AHEAD, CONVERTER_WORDS_MAX, FILM_WAIT, FILMS_AT_ONCE, PICTURES_AT_ONCE,
        RECORDINGS_AT_ONCE, STILL_WAIT, STILLS_AT_ONCE, VIEW_BYTES_MAX, WARM_STILLS,
    },
};

pub struct Converter {
    recorder: PathBuf,
    warm: Mutex<VecDeque<Child>>,
    stills: Semaphore,
    pictures: Semaphore,
    films: Semaphore,
    recordings: Semaphore,
    faults: Faults,
}

/// A re-encoded picture.
#[derive(Clone, Debug)]
pub struct Picture {
    pub facts: Facts,
    pub jpeg: Bytes,
}

/// What a conversion says about its result.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Facts {
    pub width_px: u32,
    pub height_px: u32,
    /// When and where the file says that it was taken; it may lie.
    pub taken_ms: Option<UnixMs>,
    pub latitude_deg: Option<f64>,
    pub longitude_deg: Option<f64>,
}

/// What a film of a recording says of itself.
#[derive(Clone, Debug, Deserialize)]
pub struct FilmFacts {
    pub width_px: u32,
    pub height_px: u32,
    pub duration_ms: u64,
    pub has_sound: bool,
    pub begun_ms: UnixMs,
    pub gaps: Vec<Gap>,
}

/// Why there is no viewable copy, in words for the console.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Unviewable {
    pub code: String,
    pub message_ja: String,
    pub message_en: String,
}

/// One line of a converter's reports.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Words<D> {
    Percent(u8),
    Done(D),
    Refused(Unviewable),
}

impl Converter {
    pub fn new(recorder: PathBuf, faults: Faults) -> Self {
        Self {
            recorder,
            warm: Mutex::default(),
            stills: Semaphore::new(STILLS_AT_ONCE),
            pictures: Semaphore::new(PICTURES_AT_ONCE),
            films: Semaphore::new(FILMS_AT_ONCE),
            recordings: Semaphore::new(RECORDINGS_AT_ONCE),
            faults,
        }
    }

    /// Starts the children that wait for pictures.
    pub fn warm_up(&self) {
        while self.warm().len() < WARM_STILLS {
            match self.spawn("still", Stdio::piped(), Stdio::piped()) {
                Ok(child) => self.warm().push_back(child),
                Err(cause) => {
                    tracing::error!(%cause, "genba-recorder cannot be started");
                    return;
                }
            }
        }
    }

    pub fn stop(&self) {
        // Children are killed when their handles are dropped.
        self.warm().clear();
    }

    /// Any picture to a JPEG of ours.
    pub async fn still(&self, picture: Bytes) -> Result<Picture, Unviewable> {
        let _turn = self.stills.acquire().await.map_err(|_| failed())?;
        self.through_warm(picture).await
    }

    /// The same for a picture of the second, which never keeps a still waiting.
    pub async fn picture(&self, picture: Bytes) -> Result<Picture, Unviewable> {
        let _turn = self.pictures.acquire().await.map_err(|_| failed())?;
        self.through_warm(picture).await
    }

    async fn through_warm(&self, picture: Bytes) -> Result<Picture, Unviewable> {
        let child = match self.take_warm() {
            Some(child) => child,
            None => self
                .spawn("still", Stdio::piped(), Stdio::piped())
                .map_err(unavailable)?,
        };
        let converted = in_time(STILL_WAIT, picture_through(child, picture)).await;
        self.warm_up();
        converted
    }

    /// A small JPEG of a JPEG of ours.
    pub async fn thumbnail(&self, picture: Bytes) -> Result<Picture, Unviewable> {
        let _turn = self.stills.acquire().await.map_err(|_| failed())?;
        let child = self
            .spawn("thumbnail", Stdio::piped(), Stdio::piped())
            .map_err(unavailable)?;
        in_time(STILL_WAIT, picture_through(child, picture)).await
    }

    /// A film in `input` to an MP4 in `output`.
    pub async fn film(
        &self,
        mut input: File,
        output: File,
        tell_percent: impl FnMut(u8) + Send,
    ) -> Result<Facts, Unviewable> {
        let _turn = self.films.acquire().await.map_err(|_| failed())?;
        input.rewind().map_err(unavailable)?;
        let child = self
            .spawn("film", input.into(), output.into())
            .map_err(unavailable)?;
        in_time(FILM_WAIT, film_through(child, tell_percent)).await
    }

    /// One picture of a film.
    pub async fn poster(&self, mut film: File) -> Result<Picture, Unviewable> {
        let _turn = self.stills.acquire().await.map_err(|_| failed())?;
        film.rewind().map_err(unavailable)?;
        let child = self
            .spawn("poster", film.into(), Stdio::piped())
            .map_err(unavailable)?;
        in_time(STILL_WAIT, async { picture_in(&bytes_from(child).await?) }).await
    }

    /// Films of recordings are made at most so many at once; whoever makes one holds this.
    pub async fn recording_turn(&self) -> Result<SemaphorePermit<'_>, Unviewable> {
        self.recordings.acquire().await.map_err(|_| failed())
    }

    /// What a media node kept, of about so many bytes, to a film in `output`.
    pub async fn recording(
        &self,
        codec: VideoCodec,
        (records, input_bytes): (Records, u64),
        output: File,
        tell_percent: impl FnMut(u8) + Send,
    ) -> Result<FilmFacts, Unviewable> {
        let input_bytes = input_bytes.to_string();
        let codec = codec.word();
        let arguments = ["recording", "--codec", codec, "--input-bytes", &input_bytes];
        let mut child = self
            .spawn_with(&arguments, Stdio::piped(), output.into())
            .map_err(unavailable)?;
        let stdin = child.stdin.take();
        let made = async {
            let (facts, fed) =
                tokio::join!(film_through(child, tell_percent), feed(stdin, records));
            fed.map_err(unavailable)?;
            facts
        };
        in_time(FILM_WAIT, made).await
    }

    /// Pictures of the whole time of a recording, in one.
    pub async fn contact_sheet(&self, records: Records) -> Result<Picture, Unviewable> {
        let mut child = self
            .spawn("contact-sheet", Stdio::piped(), Stdio::piped())
            .map_err(unavailable)?;
        let stdin = child.stdin.take();
        let made = async {
            let (answer, fed) = tokio::join!(bytes_from(child), feed(stdin, records));
            fed.map_err(unavailable)?;
            picture_in(&answer?)
        };
        in_time(FILM_WAIT, made).await
    }

    fn spawn(&self, verb: &str, input: Stdio, output: Stdio) -> io::Result<Child> {
        self.spawn_with(&[verb], input, output)
    }

    fn spawn_with(&self, arguments: &[&str], input: Stdio, output: Stdio) -> io::Result<Child> {
        let spawned = Command::new(&self.recorder)
            .args(arguments)
            .env_clear()
            .stdin(input)
            .stdout(output)
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn();
        match &spawned {
            Ok(_) => self.faults.restored(FaultKind::Recorder),
            Err(cause) => self.faults.report(FaultKind::Recorder, &cause.to_string()),
        }
        spawned
    }

    /// A waiting child that still lives.
    fn take_warm(&self) -> Option<Child> {
        let mut warm = self.warm();
        while let Some(mut child) = warm.pop_front() {
            if matches!(child.try_wait(), Ok(None)) {
                return Some(child);
            }
        }
        None
    }

    fn warm(&self) -> MutexGuard<'_, VecDeque<Child>> {
        self.warm.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The child is killed when its time is over.
async fn in_time<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, Unviewable>>,
) -> Result<T, Unviewable> {
    tokio::time::timeout(limit, work)
        .await
        .unwrap_or_else(|_| Err(timed_out()))
}

async fn picture_through(mut child: Child, picture: Bytes) -> Result<Picture, Unviewable> {
    let stdin = child.stdin.take();
    let feed = async {
        if let Some(mut stdin) = stdin {
            // A child that refuses early closes its end; its words say why.
            let _ = stdin.write_all(&picture).await;
        }
    };
    let (answer, ()) = tokio::join!(bytes_from(child), feed);
    picture_in(&answer?)
}

/// One line of facts, then the JPEG.
fn picture_in(answer: &Bytes) -> Result<Picture, Unviewable> {
    let line_end = answer
        .iter()
        .position(|byte| *byte == b'\n')
        .ok_or_else(failed)?;
    let facts = serde_json::from_slice(&answer[..line_end]).map_err(|_| failed())?;
    Ok(Picture {
        facts,
        jpeg: answer.slice(line_end + 1..),
    })
}

/// Everything a child writes, if it ends well.
async fn bytes_from(mut child: Child) -> Result<Bytes, Unviewable> {
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let read = async {
        let mut answer = Vec::new();
        if let Some(stdout) = stdout {
            stdout.take(VIEW_BYTES_MAX).read_to_end(&mut answer).await?;
        }
        io::Result::Ok(answer)
    };
    let words = async {
        let mut text = Vec::new();
        if let Some(stderr) = stderr {
            stderr
                .take(CONVERTER_WORDS_MAX)
                .read_to_end(&mut text)
                .await?;
        }
        io::Result::Ok(text)
    };
    let (answer, words, status) = tokio::join!(read, words, child.wait());
    if status.is_ok_and(|status| status.success()) {
        return answer.map(Bytes::from).map_err(|_| failed());
    }
    Err(refusal_in(&words.unwrap_or_default()))
}

/// Writes records to a child, read and opened beside the tasks. A child that refuses early closes
/// its end; its words say why.
async fn feed(stdin: Option<ChildStdin>, records: Records) -> io::Result<()> {
    let Some(mut stdin) = stdin else {
        return Ok(());
    };
    let (give, mut take) = mpsc::channel(CHUNKS_AHEAD);
    let reading = tokio::task::spawn_blocking(move || {
        for plain in records {
            if give.blocking_send(plain).is_err() {
                return;
            }
        }
    });
    while let Some(plain) = take.recv().await {
        if stdin.write_all(&plain?).await.is_err() {
            break;
        }
    }
    drop(take);
    reading.await.map_err(io::Error::other)
}

async fn film_through<D: DeserializeOwned>(
    mut child: Child,
    mut tell_percent: impl FnMut(u8) + Send,
) -> Result<D, Unviewable> {
    let stderr = child.stderr.take().ok_or_else(failed)?;
    let mut lines = BufReader::new(stderr.take(CONVERTER_WORDS_MAX * 64)).lines();
    let mut facts = None;
    let mut refused = None;
    while let Ok(Some(line)) = lines.next_line().await {
        match serde_json::from_str::<Words<D>>(&line) {
            Ok(Words::Percent(percent)) => tell_percent(percent.min(100)),
            Ok(Words::Done(done)) => facts = Some(done),
            Ok(Words::Refused(unviewable)) => refused = Some(unviewable),
            Err(_) => {}
        }
    }
    let status = child.wait().await.map_err(unavailable)?;
    match (status.success(), facts, refused) {
        (true, Some(facts), _) => Ok(facts),
        (_, _, Some(unviewable)) => Err(unviewable),
        _ => Err(failed()),
    }
}

/// The refusal in a child's last line.
fn refusal_in(words: &[u8]) -> Unviewable {
    let text = String::from_utf8_lossy(words);
    let last = text
        .lines()
        .rev()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    match serde_json::from_str::<Words<Facts>>(last) {
        Ok(Words::Refused(unviewable)) => unviewable,
        _ => failed(),
    }
}

fn failed() -> Unviewable {
    Unviewable {
        code: "conversion_failed".to_owned(),
        message_ja: "表示用に変換できませんでした。原本は保存されています。".to_owned(),
        message_en: "It could not be made viewable. The original is kept.".to_owned(),
    }
}

fn timed_out() -> Unviewable {
    Unviewable {
        code: "conversion_timed_out".to_owned(),
        message_ja: "変換に時間がかかりすぎたため中止しました。原本は保存されています。".to_owned(),
        message_en: "The conversion took too long and was stopped. The original is kept."
            .to_owned(),
    }
}

fn unavailable(cause: io::Error) -> Unviewable {
    tracing::error!(%cause, "genba-recorder could not be used");
    failed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_of_a_child_says_why() {
        let words = b"noise\n{\"refused\":{\"code\":\"too_many_pixels\",\"message_ja\":\"a\",\"message_en\":\"b\"}}\n";
        assert_eq!(refusal_in(words).code, "too_many_pixels");
        assert_eq!(refusal_in(b"Segmentation fault").code, "conversion_failed");
    }

    #[tokio::test]
    async fn without_its_program_a_picture_is_not_viewable_and_nothing_breaks() {
        let converter = Converter::new("/nonexistent/genba-recorder".into(), Faults::default());
        converter.warm_up();
        let result = converter.still(Bytes::from_static(b"\xff\xd8\xff")).await;
        assert_eq!(result.unwrap_err().code, "conversion_failed");
    }

    #[tokio::test]
    async fn a_child_that_hangs_is_stopped() {
        let child = Command::new("/bin/sleep")
            .arg("60")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let work = picture_through(child, Bytes::from_static(b"x"));
        let result = in_time(Duration::from_millis(100), work).await;
        assert_eq!(result.unwrap_err().code, "conversion_timed_out");
    }
}
