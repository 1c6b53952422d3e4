//! `backup.destinations`: where copies go.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::notify::variable;
use super::place::{self, Place};
use super::secrets;
use crate::yaml::{Cursor, Document};
use crate::{Position, Problems};

/// Where a secret for a destination comes from; the secret itself is never in the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// A profile of the AWS configuration files.
    Profile(String),
    /// Environment variables whose names begin so, such as `FAR_ACCESS_KEY_ID` for `FAR`.
    Env(String),
    /// A file, relative to the group's folder.
    File(PathBuf),
    /// A program and its arguments, run without a shell, that prints the secret.
    Command(Vec<String>),
}

/// The two credentials of a destination.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Credentials {
    /// For writing and reading.
    pub write: Option<Credential>,
    /// For what may delete or lock: heal, prune. The one for writing when not given.
    pub maintain: Option<Credential>,
}

/// One place copies go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// Its name in reports; one word, no name twice.
    pub name: String,
    /// Where it is.
    pub place: Place,
    /// Whether it is in another building.
    pub offsite: bool,
    /// Who runs it, for the rule that not all copies hang on one company.
    pub provider: Option<String>,
    /// Where it stands, such as `CN`.
    pub region: Option<String>,
    /// Where its secrets come from.
    pub credentials: Option<Credentials>,
    /// Where it stands in the configuration.
    pub position: Option<Position>,
}

/// Reads a destination given on the command line: `{path: /mnt/disk}`, `{s3: {bucket: b}}` with all its keys, or a bare path.
///
/// The name may be missing; it is `given` then.
///
/// # Errors
///
/// Every mistake in it, as in `groupkeep.yaml`.
pub fn parse_destination_inline(text: &str) -> Result<Destination, Problems> {
    let text = text.trim();
    if !text.starts_with('{') && !text.is_empty() {
        let place = Place::Path(PathBuf::from(text));
        return Ok(Destination {
            name: INLINE_NAME.to_owned(),
            place,
            offsite: false,
            provider: None,
            region: None,
            credentials: None,
            position: None,
        });
    }
    let document = Document::parse(Path::new("destination"), text)?;
    let mut problems = Problems::new();
    let destination = read(&document.root(), Some(INLINE_NAME), &mut problems);
    secrets::refuse(&document.root(), &[], &mut problems);
    match destination {
        Some(destination) => problems.into_result(destination),
        None => Err(problems),
    }
}

const INLINE_NAME: &str = "given";

pub(super) fn read_all(at: &Cursor<'_>, problems: &mut Problems) -> Option<Vec<Destination>> {
    let items = at.list(problems)?;
    if items.is_empty() {
        problems.push(at.problem("`backup.destinations` names no place to keep copies at"));
    }
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut places: BTreeMap<String, String> = BTreeMap::new();
    let mut destinations = Vec::new();
    for item in items {
        let Some(destination) = read(&item, None, problems) else { continue };
        // File systems that ignore case would mix up what reports keep apart.
        if names.insert(destination.name.to_lowercase(), destination.name.clone()).is_some() {
            problems.push(item.problem(format!("the destination name `{}` is used twice", destination.name)));
        }
        let key = destination.place.identity(at.path());
        if let Some(first) = places.insert(key, destination.name.clone()) {
            let message = format!("`{}` is the same place as `{first}`", destination.name);
            problems.push(item.problem(message).with_hint("copies protect only when they are in different places"));
        }
        destinations.push(destination);
    }
    Some(destinations)
}

fn read(at: &Cursor<'_>, default_name: Option<&str>, problems: &mut Problems) -> Option<Destination> {
    let mut map = at.map(problems)?;
    let name = match default_name {
        Some(default) => map.optional("name").map_or(Some(default.to_owned()), |at| name(&at, problems)),
        None => map.required("name", problems).and_then(|at| name(&at, problems)),
    };
    let place = place::read(&mut map, problems);
    let offsite = map.optional("offsite").and_then(|at| at.bool(problems)).unwrap_or(false);
    let provider = map.optional("provider").and_then(|at| at.string(problems));
    let region = map.optional("region").and_then(|at| at.string(problems));
    let credentials = map.optional("credentials").and_then(|at| credentials(&at, problems));
    map.finish(problems);
    let position = at.position();
    Some(Destination { name: name?, place: place?, offsite, provider, region, credentials, position })
}

/// A destination's name becomes part of file names and of options on the command line.
fn name(at: &Cursor<'_>, problems: &mut Problems) -> Option<String> {
    let name = at.label(problems)?;
    let plain = name.chars().all(|char| char.is_alphanumeric() || matches!(char, '-' | '_' | '.'));
    if !plain || name.starts_with(['-', '.']) || name.chars().count() > 64 {
        let problem = at.problem(format!("`{}` must be one plain word", at.dotted()));
        problems.push(problem.with_hint("up to 64 letters, digits, `-`, `_` and `.`, such as near or far-2"));
        return None;
    }
    Some(name)
}

fn credentials(at: &Cursor<'_>, problems: &mut Problems) -> Option<Credentials> {
    let mut map = at.map(problems)?;
    let write = map.optional("write").and_then(|at| credential(&at, problems));
    let maintain = map.optional("maintain").and_then(|at| credential(&at, problems));
    map.finish(problems);
    Some(Credentials { write, maintain })
}

fn credential(at: &Cursor<'_>, problems: &mut Problems) -> Option<Credential> {
    let mut map = at.map(problems)?;
    let given: Vec<(&str, Cursor<'_>)> = ["profile", "env", "file", "command"]
        .into_iter()
        .filter_map(|key| map.optional(key).map(|at| (key, at)))
        .collect();
    map.finish(problems);
    let [(key, value)] = given.as_slice() else {
        let message = format!("`{}` must have exactly one of profile, env, file, command", at.dotted());
        problems.push(at.problem(message));
        return None;
    };
    match *key {
        "profile" => value.string(problems).map(Credential::Profile),
        "env" => variable(value, problems).map(Credential::Env),
        "file" => value.string(problems).map(|path| Credential::File(PathBuf::from(path))),
        _ => command(value, problems).map(Credential::Command),
    }
}

fn command(at: &Cursor<'_>, problems: &mut Problems) -> Option<Vec<String>> {
    let words = at.strings(problems)?;
    if words.is_empty() {
        problems.push(at.problem(format!("`{}` names no program", at.dotted())));
        return None;
    }
    Some(words)
}
