//! Which format a file is in, from its first and last bytes.

mod evidence;
mod keys;

use std::collections::HashSet;
use std::path::Path;

pub(crate) use evidence::Evidence;
use evidence::database_by_name;
pub(crate) use keys::Keys;

use crate::formats::spec::Body;
use crate::sheet;
use crate::source::Tree;
use crate::{Error, Format, ReadOptions, Unit, stream};

/// A candidate below this is not believed.
const THRESHOLD: f64 = 0.5;

/// Suffixes of files that people mean when they speak of an export.
const LIKELY: [&str; 8] = ["json", "jsonl", "csv", "txt", "html", "zip", "xlsx", "mbox"];

/// Further suffixes that exports have, and other files more often.
const POSSIBLE: [&str; 5] = ["ndjson", "htm", "md", "mht", "log"];

/// Files of an archive that are looked into, one by one.
const MOST_IN_ARCHIVE: usize = 10_000;

/// Rows of a workbook that are looked at.
const ROWS: usize = 30;

/// What a path turned out to be.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Detection {
    /// An export that can be read.
    Export(Unit),
    /// An archive that holds several exports.
    Exports(Vec<Unit>),
    /// Something else.
    NotExport {
        /// Why, with the best guess where there is one.
        reason: String,
    },
    /// An app's database or backup, which groupkeep does not open, or something made of a chat that is none any more.
    Refused {
        /// What the file is.
        reason: String,
        /// What to do instead.
        hint: String,
    },
}

impl Detection {
    /// The units, where anything else is an error: for paths a person named.
    ///
    /// # Errors
    /// [`Error::NotExport`] or [`Error::Refused`] with the path.
    pub fn units(self, path: &Path) -> Result<Vec<Unit>, Error> {
        match self {
            Self::Export(unit) => Ok(vec![unit]),
            Self::Exports(units) => Ok(units),
            Self::NotExport { reason } => Err(Error::NotExport { path: path.to_owned(), reason }),
            Self::Refused { reason, hint } => Err(Error::Refused { path: path.to_owned(), reason, hint }),
        }
    }
}

/// What a path turned out to be, and why some of an archive's files could not be looked at.
pub(crate) struct Look {
    pub detection: Detection,
    pub unreadable: Vec<&'static str>,
}

impl From<Detection> for Look {
    fn from(detection: Detection) -> Self {
        Self { detection, unreadable: Vec::new() }
    }
}

/// Looks at the first 256 KiB and the last 64 KiB of a file and ranks the formats; of a folder or ZIP archive at its list
/// of files first, and, if that shows no format, at each file of an archive.
///
/// # Errors
/// [`Error::Missing`], [`Error::Read`], or [`Error::Empty`] when the file has no bytes.
pub fn detect(path: &Path) -> Result<Detection, Error> {
    detect_with(path, &ReadOptions::default())
}

/// As [`detect`]; a table that no format claims is read by [`ReadOptions::columns`], if a person gave them for it or for
/// the archive it lies in.
///
/// # Errors
/// As [`detect`].
pub fn detect_with(path: &Path, options: &ReadOptions) -> Result<Detection, Error> {
    look(path, options).map(|look| look.detection)
}

/// As [`detect_with`].
pub(crate) fn look(path: &Path, options: &ReadOptions) -> Result<Look, Error> {
    let described = options.columns.is_some();
    let kind = std::fs::metadata(path).map_err(|source| Error::read(path, source))?;
    if kind.is_dir() {
        let tree = Tree::open(path)?;
        let nothing = || nothing(&tree, "it is a folder; name the export file in it");
        return Ok(whole_tree(&tree).map_or_else(nothing, Detection::Export).into());
    }
    let evidence = Evidence::gather(path)?;
    if evidence.is_zip() {
        return match Tree::open(path) {
            Ok(tree) => Ok(archive(&tree, options)),
            Err(Error::NotExport { reason, .. }) => Ok(Detection::NotExport { reason }.into()),
            Err(error) => Err(error),
        };
    }
    let detection = file(&evidence, path, None);
    Ok(if described { or_described(detection, Format::CsvColumns, path, None) } else { detection }.into())
}

/// What a person has described the columns of is a table, unless a format claims it.
fn or_described(detection: Detection, format: Format, path: &Path, part: Option<&str>) -> Detection {
    let Detection::NotExport { .. } = detection else { return detection };
    let (part, reason) = (part.map(str::to_owned), "its columns are named in groupkeep.yaml".to_owned());
    Detection::Export(Unit { path: path.to_owned(), part, format, confidence: 1.0, reason })
}

/// The format of a folder or archive as a whole.
fn whole_tree(tree: &Tree) -> Option<Unit> {
    let candidates = Format::ALL.iter().filter_map(|format| match &format.spec().body {
        Body::Tree(reader) => (reader.sniff)(tree).map(|(score, reason)| (hundredths(score), *format, reason)),
        Body::Document(_) | Body::Lines(..) | Body::Csv(_) | Body::Workbook(..) | Body::Text(_) => None,
    });
    let (confidence, format, reason) = best(candidates).filter(|(confidence, ..)| *confidence >= THRESHOLD)?;
    Some(Unit { path: tree.path.clone(), part: None, format, confidence, reason })
}

/// The exports in an archive: all of it, and each file that is one and no part of that.
fn archive(tree: &Tree, options: &ReadOptions) -> Look {
    let described = options.columns.is_some();
    let whole = whole_tree(tree);
    if whole.is_none() && tree.has(sheet::WORKBOOK) {
        let found = workbook(&tree.path);
        return if described { or_described(found, Format::XlsxColumns, &tree.path, None) } else { found }.into();
    }
    let parts: HashSet<String> =
        whole.iter().flat_map(|unit| stream::parts_in(tree, unit, options).unwrap_or_default()).collect();
    // The reader of the whole counts what of the archive cannot be read.
    let mut unreadable = if whole.is_some() { Vec::new() } else { tree.unreadable.clone() };
    let mut units: Vec<Unit> = whole.into_iter().collect();
    let own = |name: &str| parts.contains(name);
    let entries = tree.entries().iter().filter(|entry| is_possible(&entry.name) && !own(&entry.name));
    for entry in entries.take(MOST_IN_ARCHIVE) {
        match Evidence::packed(tree, &entry.name) {
            Ok(evidence) => {
                let mut found = file(&evidence, &tree.path, Some(&entry.name));
                if described && ends_with(&entry.name, &["csv"]) {
                    found = or_described(found, Format::CsvColumns, &tree.path, Some(&entry.name));
                }
                if let Detection::Export(unit) = found {
                    units.push(unit);
                }
            }
            Err(Error::Empty { .. }) => {}
            Err(_) => unreadable.push("a damaged file in the archive"),
        }
    }
    let detection = match units.len() {
        0 => nothing(tree, "it is a ZIP archive without an export in it"),
        1 => Detection::Export(units.remove(0)),
        _ => Detection::Exports(units),
    };
    Look { detection, unreadable }
}

/// Why a folder or archive is no export: it may hold an app's databases, or what cannot be read.
fn nothing(tree: &Tree, reason: &str) -> Detection {
    let mut names = tree.entries().iter().map(|entry| entry.name.as_str());
    if !names.clone().any(is_possible)
        && let Some(database) = names.find_map(database_by_name)
    {
        return refused(&format!("in it lies no export, but {}", database.trim_start_matches("it is ")));
    }
    let reason = match tree.unreadable.first() {
        Some(unreadable) => format!("{reason}, and there is {unreadable}"),
        None => reason.to_owned(),
    };
    Detection::NotExport { reason }
}

fn refused(reason: &str) -> Detection {
    let hint = "export it to JSON or TXT with the tool that opened it".to_owned();
    Detection::Refused { reason: reason.to_owned(), hint }
}

/// What the first sheet of a workbook is.
fn workbook(path: &Path) -> Detection {
    let rows = sheet::head(path, ROWS);
    let candidates = Format::ALL.iter().filter_map(|format| match &format.spec().body {
        Body::Workbook(_, sniff) => sniff(&rows).map(|(score, reason)| (hundredths(score), *format, reason)),
        Body::Document(_) | Body::Lines(..) | Body::Csv(_) | Body::Text(_) | Body::Tree(_) => None,
    });
    match best(candidates).filter(|(confidence, ..)| *confidence >= THRESHOLD) {
        Some((confidence, format, reason)) => {
            Detection::Export(Unit { path: path.to_owned(), part: None, format, confidence, reason })
        }
        None => Detection::NotExport { reason: "it is a workbook whose columns are of no known format".to_owned() },
    }
}

/// True for a name that ends as exports do, so that somebody meant it to be read.
#[must_use]
pub fn is_likely(name: &str) -> bool {
    ends_with(name, &LIKELY)
}

/// True for the names of files in an archive that are looked into.
fn is_possible(name: &str) -> bool {
    is_likely(name) || ends_with(name, &POSSIBLE)
}

fn ends_with(name: &str, suffixes: &[&str]) -> bool {
    let name = name.to_lowercase();
    let plain = name.strip_suffix(".gz").unwrap_or(&name);
    plain.rsplit_once('.').is_some_and(|(_, suffix)| suffixes.contains(&suffix))
}

/// What one file is.
fn file(evidence: &Evidence, path: &Path, part: Option<&str>) -> Detection {
    if let Some(reason) = evidence.database() {
        return refused(reason);
    }
    if evidence.is_training_set() {
        let reason = "it is a set to train a model with, which names no sender and no time".to_owned();
        let hint = "export the chat itself with the tool that made it, to JSON, CSV or TXT".to_owned();
        return Detection::Refused { reason, hint };
    }
    if let Some(reason) = evidence.foreign() {
        return Detection::NotExport { reason: reason.to_owned() };
    }
    let candidates = Format::ALL.iter().filter_map(|format| {
        (format.spec().sniff)(evidence).map(|(score, reason)| (hundredths(score), *format, reason))
    });
    match best(candidates) {
        Some((confidence, format, reason)) if confidence >= THRESHOLD => {
            let part = part.map(str::to_owned);
            Detection::Export(Unit { path: path.to_owned(), part, format, confidence, reason })
        }
        Some((confidence, format, reason)) => Detection::NotExport {
            reason: format!("the best guess is {format} with confidence {confidence:.2}: {reason}"),
        },
        None => Detection::NotExport { reason: format!("{}, and nothing speaks for a known format", evidence.shape()) },
    }
}

/// The first of the candidates with the highest score.
fn best(candidates: impl Iterator<Item = (f64, Format, String)>) -> Option<(f64, Format, String)> {
    candidates.reduce(|best, other| if other.0 > best.0 { other } else { best })
}

/// A score as it is shown: two decimals, between 0 and 1.
fn hundredths(score: f64) -> f64 {
    (score.clamp(0.0, 1.0) * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests;
