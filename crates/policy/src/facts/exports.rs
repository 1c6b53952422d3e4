//! Which exports there are, and what became of the paths that are none.

use std::path::{Path, PathBuf};

use groupkeep_archive::{self as archive, Detection, Unit};

use crate::Error;
use crate::rule::Text;

/// Suffixes of files that look like exports; one that cannot be read as one is worth an incomplete check.
const LIKELY: [&str; 8] = ["json", "jsonl", "csv", "txt", "html", "zip", "xlsx", "mbox"];

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Exports {
    /// In the order of the paths.
    pub units: Vec<Unit>,
    /// For people.
    pub notes: Vec<Text>,
    /// Paths that should have been exports and could not be read.
    pub unread: Vec<PathBuf>,
}

/// Looks at every path. One that was given by name must be an export; one met through a pattern need not be.
pub(super) fn find(paths: &[PathBuf], dir: &Path, named: bool) -> Result<Exports, Error> {
    let mut exports = Exports::default();
    for path in paths {
        let shown = path.strip_prefix(dir).unwrap_or(path).display().to_string();
        let (reason, damage) = match archive::detect(path) {
            Ok(Detection::Export(unit)) => {
                exports.units.push(unit);
                continue;
            }
            Ok(Detection::NotExport { reason, .. } | Detection::Refused { reason, .. }) => (reason, false),
            Ok(_) => ("it is no export".to_owned(), false),
            Err(error) => {
                if named {
                    return Err(error.into());
                }
                (error.to_string(), true)
            }
        };
        if named {
            return Err(archive::Error::NotExport { path: path.clone(), reason }.into());
        }
        let likely = path.extension().is_some_and(|suffix| LIKELY.iter().any(|one| suffix.eq_ignore_ascii_case(one)));
        if likely || damage {
            exports.unread.push(path.clone());
        }
        exports.notes.push(Text::new(format!("{shown} was not read: {reason}"), format!("未读取 {shown}：{reason}")));
    }
    Ok(exports)
}
