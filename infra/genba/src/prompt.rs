//! Questions at the terminal of the server. Where the input is no terminal its lines are the
//! answers, in the order of the questions.

use std::io::{self, BufRead, IsTerminal, Write};

use anyhow::Context;
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

/// A line of the longest name or passphrase.
const LINE_BYTES: u64 = 4_096;

/// Asks for a line.
pub fn line(question: &str) -> anyhow::Result<String> {
    let mut out = io::stderr().lock();
    write!(out, "{question}: ")?;
    out.flush()?;
    read()
}

/// Asks for a line that is not shown.
pub fn secret(question: &str) -> anyhow::Result<String> {
    let _hidden = Hidden::begin()?;
    let typed = line(question);
    if io::stdin().is_terminal() {
        eprintln!();
    }
    typed
}

fn read() -> anyhow::Result<String> {
    let mut typed = String::new();
    let mut input = io::Read::take(io::stdin().lock(), LINE_BYTES);
    let bytes = input.read_line(&mut typed)?;
    if bytes == 0 {
        anyhow::bail!("the input ended before all questions were answered");
    }
    Ok(typed.trim_end_matches(['\r', '\n']).to_owned())
}

/// While it lives nothing typed is shown; dropped, the terminal is as it was.
struct Hidden(Option<rustix::termios::Termios>);

impl Hidden {
    fn begin() -> anyhow::Result<Self> {
        let input = io::stdin();
        if !input.is_terminal() {
            return Ok(Self(None));
        }
        let before = tcgetattr(&input).context("the terminal cannot be asked")?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        tcsetattr(&input, OptionalActions::Flush, &silent)
            .context("the terminal cannot be silenced")?;
        Ok(Self(Some(before)))
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            let _ = tcsetattr(io::stdin(), OptionalActions::Flush, before);
        }
    }
}
