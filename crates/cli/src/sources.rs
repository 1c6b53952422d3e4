//! The exports a verb reads: what the command line names, what the configuration does, or standard input.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use groupkeep_archive::{DateOrder, Error, Format, Gathered, Note, ReadOptions, Unit, open_as};
use groupkeep_config::{GroupConfig, glob};

use crate::args::ReadArgs;
use crate::context::{Context, absolute};
use crate::error::Failure;

/// Stands for standard input.
const STDIN: &str = "-";

/// What is read.
#[derive(Debug)]
pub struct Sources {
    /// Each with how it is read.
    pub units: Vec<(Unit, ReadOptions)>,
    /// What was met and is no export.
    pub notes: Vec<Note>,
    stdin: Option<Spool>,
}

impl Sources {
    /// Finds the exports, and tells a person what else was met.
    pub fn find(context: &Context, arguments: &ReadArgs, config: Option<&GroupConfig>) -> Result<Self, Failure> {
        let options = |path: &Path| options(arguments, config, path);
        let format = arguments.read_as.as_deref().map(Format::from_str).transpose()?;
        let mut sources = Self { units: Vec::new(), notes: Vec::new(), stdin: None };
        let mut gathered = Gathered::default();
        let mut named = Vec::new();
        for path in &arguments.paths {
            if path.as_os_str() == STDIN {
                if sources.stdin.is_none() {
                    sources.stdin = Some(Spool::standard_input()?);
                }
                named.extend(sources.stdin.as_ref().map(|spool| spool.path.clone()));
            } else {
                named.push(path.clone());
            }
        }
        match (format, config) {
            (None, _) if !named.is_empty() => {
                gathered.named(&named, &options).map_err(|error| sources.failure(error))?;
            }
            (Some(format), _) if !named.is_empty() => {
                for path in named {
                    gathered.units.extend(opened_as(&path, format)?);
                }
            }
            (None, Some(config)) => {
                gathered.met(&glob(&config.dir, &config.archive.exports)?, &config.dir, &options);
            }
            (Some(format), Some(config)) => {
                let files = glob(&config.dir, &config.archive.exports)?;
                gathered.units.extend(files.iter().map(|path| open_as(path, format)));
            }
            (_, None) => {
                return Err(Failure::wrong(format!(
                    "nothing to read: no path was given, and there is no {} in {}",
                    groupkeep_config::CONFIG_FILE,
                    context.global.directory.display()
                ))
                .hint("name the exports, or a folder that holds them"));
            }
        }
        for note in &gathered.notes {
            let hint = note.hint.as_ref().map_or_else(String::new, |hint| format!("; {hint}"));
            context.note(&format!("{} is left out: {}{hint}", sources.shown(&note.path).display(), note.reason));
        }
        if gathered.units.is_empty() {
            let places: Vec<String> = arguments.paths.iter().map(|path| path.display().to_string()).collect();
            let failure = match &places[..] {
                [] => Failure::wrong("no chat export found by archive.exports of groupkeep.yaml"),
                places => Failure::wrong(format!("no chat export found in {}", places.join(", "))),
            };
            return Err(failure.hint("name the files; groupkeep inspect --list-formats lists what is read"));
        }
        let with_options = |unit: Unit| {
            let options = options(&unit.path);
            (unit, options)
        };
        sources.notes = gathered.notes;
        sources.units = gathered.units.into_iter().map(with_options).collect();
        Ok(sources)
    }

    /// A path as the person gave it.
    pub fn shown<'p>(&self, path: &'p Path) -> &'p Path {
        if self.stdin.as_ref().is_some_and(|spool| path.starts_with(&spool.path)) { Path::new(STDIN) } else { path }
    }

    /// An error of the archive, about the path as the person gave it.
    pub fn failure(&self, error: Error) -> Failure {
        let own = self.stdin.as_ref().filter(|spool| error.path().is_some_and(|path| path.starts_with(&spool.path)));
        if own.is_some() { error.about(Path::new(STDIN)).into() } else { error.into() }
    }
}

/// The units of a path of which a person says what it is: a folder is one only if the format reads folders.
fn opened_as(path: &Path, format: Format) -> Result<Vec<Unit>, Failure> {
    if path.is_dir() && !format.is_tree() {
        return Ok(glob(path, &["**".to_owned()])?.iter().map(|path| open_as(path, format)).collect());
    }
    Ok(vec![open_as(path, format)])
}

fn options(arguments: &ReadArgs, config: Option<&GroupConfig>, path: &Path) -> ReadOptions {
    let given = match arguments.date_order.as_deref() {
        Some("dmy") => Some(DateOrder::Dmy),
        Some("mdy") => Some(DateOrder::Mdy),
        Some("ymd") => Some(DateOrder::Ymd),
        _ => None,
    };
    let Some(config) = config else { return ReadOptions { date_order: given, ..ReadOptions::default() } };
    let whole = absolute(path).unwrap_or_else(|_| path.to_owned());
    let relative = absolute(&config.dir).ok().and_then(|dir| whole.strip_prefix(dir).ok().map(Path::to_owned));
    let configured = relative.as_ref().and_then(|relative| config.archive.date_order_for(relative));
    let columns = relative.and_then(|relative| config.archive.columns_for(&relative).cloned()).map(Arc::new);
    ReadOptions { timezone: config.group.timezone.clone(), date_order: given.or(configured), columns }
}

/// A copy of standard input that can be read more than once, as text exports have to be. Only its owner can read it, and
/// where the system lets an open file be opened again it has no name, so that it is gone with the process whatever happens.
#[derive(Debug)]
struct Spool {
    path: PathBuf,
    /// Either keeps the file; the last to go deletes it.
    _held: (File, Option<tempfile::TempPath>),
}

impl Spool {
    fn standard_input() -> Result<Self, Failure> {
        let failed = |error: io::Error| Failure::io("cannot keep a copy of", Path::new("standard input"), &error);
        let mut copy = tempfile::NamedTempFile::new().map_err(failed)?;
        io::copy(&mut io::stdin().lock(), &mut copy).map_err(failed)?;
        copy.flush().map_err(failed)?;
        let (file, name) = copy.into_parts();
        let nameless = nameless(&file);
        match nameless {
            Some(path) => {
                name.close().map_err(failed)?;
                Ok(Self { path, _held: (file, None) })
            }
            None => Ok(Self { path: name.to_path_buf(), _held: (file, Some(name)) }),
        }
    }
}

/// Another way to an open file than its name, where there is one.
#[cfg(target_os = "linux")]
fn nameless(file: &File) -> Option<PathBuf> {
    use std::os::fd::AsRawFd;
    let path = PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()));
    File::open(&path).is_ok().then_some(path)
}

#[cfg(not(target_os = "linux"))]
fn nameless(_file: &File) -> Option<PathBuf> {
    None
}
