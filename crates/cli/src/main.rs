//! The command `groupkeep`: arguments, progress, printing and exit codes. What it does is in the other crates.

mod args;
mod context;
#[cfg(feature = "backup")]
mod destinations;
mod environment;
mod error;
mod exit;
mod output;
#[cfg(any(feature = "s3", feature = "opendal"))]
mod secrets;
mod sources;
mod terminal;
#[cfg(feature = "backup")]
mod vaults;
mod verbs;

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Parser;

use crate::context::Context;
use crate::environment::Environment;

/// Set by the first Ctrl-C; every job looks at it.
static STOPPED: AtomicBool = AtomicBool::new(false);

fn main() -> ExitCode {
    let cli = match args::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return output::usage(&error).into(),
    };
    output::report_panics_as_bugs();
    // Without a handler Ctrl-C still ends the process at once; nothing written so far is spoiled by that.
    drop(ctrlc::set_handler(|| {
        if STOPPED.swap(true, Ordering::Relaxed) {
            output::leave_at_once();
        }
    }));
    let context = Context::new(cli.global, Environment::of_process(), &STOPPED);
    verbs::perform(&context, cli.verb).into()
}

/// Drives the stores; everything else is plain synchronous code.
#[cfg(feature = "backup")]
fn runtime() -> Result<tokio::runtime::Runtime, error::Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| error::Failure::incomplete(format!("cannot start the threads that upload: {error}")))
}
