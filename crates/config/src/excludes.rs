//! What a backup leaves out, in the syntax of `.gitignore`.

use std::path::Path;

use globset::{Candidate, Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::Error;

/// Patterns in the syntax of `.gitignore`, of which the last that fits a path decides.
///
/// A pattern without a `/` before its end fits a name at any depth, any other one the whole path from the top. `*`, `?`
/// and `[…]` stop at `/`, `**` as a whole component does not. A `/` at the end stands for folders only, a `!` at the
/// beginning keeps what an earlier line left out, `#` begins a comment, `\` takes its meaning from the next character.
/// Upper and lower case differ. What lies in a folder that is left out cannot be kept.
///
/// Where Git would take a line for one that fits nothing, it is refused here: nobody writes such a line on purpose.
/// Classes such as `[[:digit:]]` and `\` inside brackets are refused too.
#[derive(Debug, Clone, Default)]
pub struct Excludes {
    lines: Vec<String>,
    rules: Vec<Rule>,
    set: GlobSet,
}

#[derive(Debug, Clone, Copy)]
struct Rule {
    keeps: bool,
    folders_only: bool,
}

impl Excludes {
    /// Reads patterns, one a line; blank ones and comments say nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Exclude`] for the first line that is no pattern.
    pub fn new<L: AsRef<str>>(lines: &[L]) -> Result<Self, Error> {
        let (mut kept, mut rules, mut set) = (Vec::new(), Vec::new(), GlobSetBuilder::new());
        for line in lines.iter().map(AsRef::as_ref) {
            let refused = |reason: String| Error::Exclude { line: crate::yaml::shown(line), reason };
            if let Some((rule, glob)) = parse(line).map_err(refused)? {
                rules.push(rule);
                set.add(glob);
                kept.push(line.to_owned());
            }
        }
        let set = set.build().map_err(|error| Error::Exclude {
            line: crate::yaml::shown(error.glob().unwrap_or_default()),
            reason: error.kind().to_string(),
        })?;
        Ok(Self { lines: kept, rules, set })
    }

    /// The lines that say something, as given.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Whether something is left out by itself, given relative to the top. A walk that asks for every folder before it
    /// enters it needs to ask nothing else.
    #[must_use]
    pub fn leaves_out(&self, relative: &Path, is_folder: bool) -> bool {
        if self.rules.is_empty() {
            return false;
        }
        let mut fitting = Vec::new();
        self.set.matches_candidate_into(&Candidate::new(relative), &mut fitting);
        let rules = fitting.iter().filter_map(|at| self.rules.get(*at));
        rules.rev().find(|rule| is_folder || !rule.folders_only).is_some_and(|rule| !rule.keeps)
    }

    /// Whether a file is left out by itself or with a folder it lies in.
    #[must_use]
    pub fn leaves_out_file(&self, relative: &Path) -> bool {
        let folders = relative.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
        self.leaves_out(relative, false) || folders.into_iter().any(|folder| self.leaves_out(folder, true))
    }
}

/// What a line says; `None` for a blank line or a comment, or why it is no pattern.
fn parse(line: &str) -> Result<Option<(Rule, Glob)>, String> {
    let mut pattern = trimmed(line.strip_suffix('\r').unwrap_or(line));
    if pattern.is_empty() || pattern.starts_with('#') {
        return Ok(None);
    }
    let keeps = pattern.starts_with('!');
    pattern = &pattern[usize::from(keeps)..];
    let folders_only = pattern.ends_with('/');
    pattern = pattern.strip_suffix('/').unwrap_or(pattern);
    let anchored = pattern.contains('/');
    pattern = pattern.strip_prefix('/').unwrap_or(pattern);
    if pattern.is_empty() {
        return Err("it names nothing".to_owned());
    }
    if pattern.split('/').any(|part| ["", ".", ".."].contains(&part)) {
        return Err("a path from the top has no `//`, `./` or `../` in it".to_owned());
    }
    let plain = without_braces(pattern)?;
    let text = if anchored { plain } else { format!("**/{plain}") };
    let glob = GlobBuilder::new(&text).literal_separator(true).backslash_escape(true).build();
    let glob = glob.map_err(|error| error.kind().to_string())?;
    Ok(Some((Rule { keeps, folders_only }, glob)))
}

/// A line without the blanks at its end; one after a backslash stays.
fn trimmed(line: &str) -> &str {
    let short = line.trim_end_matches(' ');
    let slashes = short.len() - short.trim_end_matches('\\').len();
    if slashes % 2 == 1 && short.len() < line.len() { &line[..=short.len()] } else { short }
}

/// The pattern with braces taken for themselves, as Git does; the library would take them for alternatives.
fn without_braces(pattern: &str) -> Result<String, String> {
    let mut out = String::with_capacity(pattern.len());
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => out.extend(std::iter::once('\\').chain(characters.next())),
            '{' | '}' => out.extend(['\\', character]),
            '[' => {
                out.push('[');
                out.extend(characters.next_if(|next| ['!', '^'].contains(next)));
                out.extend(characters.next_if(|next| *next == ']'));
                for inside in characters.by_ref() {
                    if inside == '\\' || (inside == ':' && out.ends_with('[')) {
                        return Err("brackets hold single characters and ranges only".to_owned());
                    }
                    out.push(inside);
                    if inside == ']' {
                        break;
                    }
                }
            }
            _ => out.push(character),
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests;
