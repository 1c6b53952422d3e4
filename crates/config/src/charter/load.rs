//! Finding and reading the files of a charter.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::merge::Merge;
use super::{Charter, check};
use crate::group::refuse_secrets;
use crate::yaml::Document;
use crate::{Error, Problems, glob, read};

impl Charter {
    /// Reads a charter: a folder with YAML files (`.yaml`, `.yml`) and Markdown files, of which the front matter between two
    /// lines `---` counts, or one such file. Other files, and Markdown without front matter, are no part of it.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`] when nothing is there, the other errors of [`read::read_text`] for its files, and
    /// [`Error::Invalid`] with every mistake: unknown keys, wrong types, a key given twice in one or two files.
    pub fn load(dir: &Path) -> Result<Self, Error> {
        let meta = std::fs::metadata(dir).map_err(|error| Error::from_io(dir, error))?;
        let files = if meta.is_dir() { files(dir)? } else { vec![dir.to_owned()] };
        let mut texts = Vec::new();
        for path in files {
            let text = read::read_text(&path)?;
            texts.push((path, text));
        }
        Ok(Self::parse(texts)?)
    }

    /// [`Charter::load`] for texts at hand, in order.
    ///
    /// # Errors
    ///
    /// Every mistake in them, ordered by file and place.
    pub fn parse(texts: Vec<(PathBuf, String)>) -> Result<Self, Problems> {
        let mut problems = Problems::new();
        let mut documents = Vec::new();
        for (path, text) in texts {
            let parsed = match is_markdown(&path) {
                true => match front_matter(&text) {
                    Some(matter) => Document::parse_below(&path, matter, 1),
                    None => continue,
                },
                false => Document::parse(&path, &text),
            };
            match parsed {
                Ok(document) => documents.push(document),
                Err(found) => problems.extend(found),
            }
        }
        let mut merge = Merge::new(&documents);
        for (index, document) in documents.iter().enumerate() {
            let root = document.root();
            let part = check::document(&root, &mut problems);
            refuse_secrets(&root, &[], &mut problems);
            merge.add(index, part, &mut problems);
        }
        let Merge { root, homes, .. } = merge;
        let charter = Self { root, homes, documents: documents.into_iter().map(Arc::new).collect() };
        charter.one_disclosure(&mut problems);
        problems.into_result(charter)
    }

    /// A site has a licence or is exempt from one.
    fn one_disclosure(&self, problems: &mut Problems) {
        if !self.present("disclosure.licence") || !self.present("disclosure.exemption") {
            return;
        }
        let message = "`disclosure` has both licence and exemption, where one of the two is meant";
        let place = self.position("disclosure.exemption");
        let (path, position) = place.map_or((PathBuf::new(), None), |(path, position)| (path, Some(position)));
        problems.push(crate::Problem::new(&path, position, message));
    }
}

fn files(dir: &Path) -> Result<Vec<PathBuf>, Error> {
    let patterns = ["**/*.yaml", "**/*.yml", "**/*.md", "**/*.markdown"].map(str::to_owned);
    glob(dir, &patterns)
}

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("md") || end.eq_ignore_ascii_case("markdown"))
}

/// What stands between a first line `---` and the next one.
fn front_matter(text: &str) -> Option<&str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_fence = |line: &str| line.trim_end() == "---";
    let (first, rest) = text.split_once('\n')?;
    if !is_fence(first) {
        return None;
    }
    let mut length = 0;
    for line in rest.split_inclusive('\n') {
        if is_fence(line) {
            return rest.get(..length);
        }
        length += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_what_the_fences_hold() {
        for (text, matter) in [
            ("---\na: 1\n---\nbody\n---\n", Some("a: 1\n")),
            ("---\r\na: 1\r\n---\r\n", Some("a: 1\r\n")),
            ("\u{feff}---\n---\n", Some("")),
            ("---\na: 1\n", None),
            ("# title\n---\na: 1\n---\n", None),
            ("---", None),
            ("", None),
        ] {
            assert_eq!(front_matter(text), matter, "{text:?}");
        }
    }
}
