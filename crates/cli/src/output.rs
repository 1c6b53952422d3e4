//! What leaves the process on standard output, and how a process ends that cannot end as usual.

use std::io::{self, Write};
use std::panic;

use serde::Serialize;

use crate::error::Failure;
use crate::exit::Exit;
use crate::terminal::write_line;

/// Writes text to standard output. A reader that went away (`| head`) is not an error.
pub fn text(text: &str) -> Result<(), Failure> {
    bytes(text.as_bytes())
}

/// Writes bytes to standard output, as [`text`] does.
pub fn bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(failed(&error)),
        _ => Ok(()),
    }
}

/// Writes one JSON document and a newline to standard output.
pub fn json(value: &impl Serialize) -> Result<(), Failure> {
    let mut rendered = serde_json::to_string_pretty(value).map_err(|error| Failure::bug(&error.to_string()))?;
    rendered.push('\n');
    text(&rendered)
}

/// Standard output for much data at once. A reader that went away (`| head`) is not an error, but ends the work.
pub struct Lines {
    out: io::BufWriter<io::StdoutLock<'static>>,
    closed: bool,
}

impl Lines {
    pub fn new() -> Self {
        Self { out: io::BufWriter::with_capacity(64 << 10, io::stdout().lock()), closed: false }
    }

    /// Writes one JSON value and a newline; false when nobody reads any more.
    pub fn json(&mut self, value: &impl Serialize) -> Result<bool, Failure> {
        let mut line = serde_json::to_vec(value).map_err(|error| Failure::bug(&error.to_string()))?;
        line.push(b'\n');
        match self.write_all(&line) {
            Err(_) if self.closed => Ok(false),
            Err(error) => Err(failed(&error)),
            Ok(()) => Ok(true),
        }
    }

    /// Writes what is still held.
    pub fn finish(mut self) -> Result<(), Failure> {
        match self.flush() {
            Err(error) if !self.closed => Err(failed(&error)),
            _ => Ok(()),
        }
    }

    /// True when nobody reads any more.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    fn noted<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        self.closed |= done.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::BrokenPipe);
        done
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let done = self.out.write(bytes);
        self.noted(done)
    }

    fn flush(&mut self) -> io::Result<()> {
        let done = self.out.flush();
        self.noted(done)
    }
}

fn failed(error: &io::Error) -> Failure {
    Failure::incomplete(format!("cannot write to standard output: {error}"))
}

/// Help and version go to standard output and are no error; everything else is a wrong command line.
pub fn usage(error: &clap::Error) -> Exit {
    // Nobody is left to tell when printing the usage fails.
    drop(error.print());
    if error.use_stderr() { Exit::Wrong } else { Exit::Done }
}

/// A panic is a bug: say so, without the payload of data that a message could hold, and end with 70.
pub fn report_panics_as_bugs() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, |at| format!(" ({}:{})", at.file(), at.line()));
        write_line(&format!("error: groupkeep ran into a bug{place}"));
        write_line("hint: nothing that was committed is lost; report this line together with the command you used");
        end(Exit::Bug);
    }));
}

/// A second Ctrl-C does not wait for the job to stop.
pub fn leave_at_once() {
    end(Exit::Interrupted);
}

#[expect(clippy::exit, reason = "a panic hook and a signal handler have no caller to return to")]
fn end(exit: Exit) -> ! {
    std::process::exit(exit.code().into())
}
