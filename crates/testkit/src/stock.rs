//! Stock tools (`age`, `ssh-keygen`, `zstd`) in tests, where they are installed.

use std::env;
use std::fs::File;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A command of the system; `None`, with a line saying so, when it is not installed. With `GROUPKEEP_REQUIRE_TOOLS=1`
/// that is a failure.
///
/// # Panics
/// When it is required and not installed.
#[must_use]
#[allow(clippy::print_stdout, reason = "a skipped test says so")]
pub fn tool(name: &str) -> Option<Command> {
    // No stock tool of these answers `--version` alike, but all of them start.
    let missing = Command::new(name).arg("-?").stdin(Stdio::null()).output().is_err();
    if !missing {
        return Some(Command::new(name));
    }
    let required = env::var_os("GROUPKEEP_REQUIRE_TOOLS").is_some_and(|value| value == "1");
    assert!(!required, "{name} is not installed, and GROUPKEEP_REQUIRE_TOOLS=1 requires it");
    println!("skipped: {name} not installed");
    None
}

/// Runs it with the file `input` as standard input, or with none.
///
/// # Panics
/// When it does not start or `input` cannot be read.
#[must_use]
pub fn run(command: &mut Command, input: Option<&Path>) -> Output {
    let stdin = match input {
        Some(path) => Stdio::from(File::open(path).expect("the input")),
        None => Stdio::null(),
    };
    command.stdin(stdin).output().expect("a tool that starts")
}

/// [`run`], which must succeed; gives standard output.
///
/// # Panics
/// As there, and with the tool's standard error when it fails.
pub fn succeed(command: &mut Command, input: Option<&Path>) -> Vec<u8> {
    let output = run(command, input);
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}
