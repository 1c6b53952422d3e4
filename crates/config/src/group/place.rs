//! The kinds of place a destination can be, and when two are the same.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use crate::Problems;
use crate::yaml::{Cursor, MapReader};

/// Where a destination is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A folder, relative to the group's folder.
    Path(PathBuf),
    /// A bucket behind the S3 protocol.
    S3 {
        /// The server; AWS itself when not given.
        endpoint: Option<String>,
        /// The bucket.
        bucket: String,
        /// The region the server wants to hear.
        region: Option<String>,
        /// What every key begins with, without slashes at either end; empty for the whole bucket.
        prefix: String,
        /// Whether the bucket goes into the path (most servers of one's own) and not the host name.
        path_style: bool,
    },
    /// Anything OpenDAL reaches.
    Opendal {
        /// OpenDAL's name of the service, such as `webdav`.
        scheme: String,
        /// Its options but secrets.
        options: BTreeMap<String, String>,
    },
}

impl Place {
    /// The same text for two places that are the same, as far as their names tell. `config` is the file the paths are
    /// relative to; links are not followed.
    pub(super) fn identity(&self, config: &Path) -> String {
        match self {
            Self::Path(path) => {
                let dir = config.parent().unwrap_or_else(|| Path::new(""));
                format!("path {}", normal(&dir.join(path)).display())
            }
            Self::S3 { endpoint, bucket, prefix, .. } => {
                let host = endpoint.as_deref().unwrap_or("aws").trim_end_matches('/').to_lowercase();
                format!("s3 {host} {bucket} {prefix}")
            }
            Self::Opendal { scheme, options } => {
                let options: Vec<String> =
                    options.iter().map(|(key, value)| format!("{key}={}", value.trim_end_matches('/'))).collect();
                format!("opendal {scheme} {}", options.join(" "))
            }
        }
    }
}

/// A path without `.`, and without `..` where a name goes before it.
pub(super) fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(normal.components().next_back(), Some(Component::Normal(_))) => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

pub(super) fn read(map: &mut MapReader<'_>, problems: &mut Problems) -> Option<Place> {
    let path = map.optional("path");
    let s3 = map.optional("s3");
    let opendal = map.optional("opendal");
    match (path, s3, opendal) {
        (Some(at), None, None) => at.string(problems).map(|path| Place::Path(PathBuf::from(path))),
        (None, Some(at), None) => read_s3(&at, problems),
        (None, None, Some(at)) => read_opendal(&at, problems),
        _ => {
            let at = map.cursor();
            problems.push(at.problem(format!("{} must have exactly one of path, s3, opendal", at.name())));
            None
        }
    }
}

fn read_s3(at: &Cursor<'_>, problems: &mut Problems) -> Option<Place> {
    let mut map = at.map(problems)?;
    let endpoint = map.optional("endpoint").and_then(|at| endpoint(&at, problems));
    let bucket = map.required("bucket", problems).and_then(|at| at.label(problems));
    let region = map.optional("region").and_then(|at| at.string(problems));
    let prefix = map.optional("prefix").and_then(|at| at.label(problems)).unwrap_or_default();
    let path_style = map.optional("path_style").and_then(|at| at.bool(problems)).unwrap_or(false);
    map.finish(problems);
    let prefix = prefix.trim_matches('/').to_owned();
    Some(Place::S3 { endpoint, bucket: bucket?, region, prefix, path_style })
}

fn endpoint(at: &Cursor<'_>, problems: &mut Problems) -> Option<String> {
    let endpoint = at.string(problems)?;
    if !endpoint.starts_with("https://") && !endpoint.starts_with("http://") {
        let problem = at.problem(format!("`{}` must be an address", at.dotted()));
        problems.push(problem.with_hint("begin it with https:// or http://"));
        return None;
    }
    Some(endpoint)
}

fn read_opendal(at: &Cursor<'_>, problems: &mut Problems) -> Option<Place> {
    let mut map = at.map(problems)?;
    let scheme = map.required("scheme", problems).and_then(|at| at.string(problems));
    let mut options = BTreeMap::new();
    for (key, value) in map.entries() {
        if key != "scheme"
            && let Some(value) = value.label(problems)
        {
            options.insert(key, value);
        }
    }
    Some(Place::Opendal { scheme: scheme?, options })
}
