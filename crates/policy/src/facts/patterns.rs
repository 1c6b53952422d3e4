//! The files that the patterns of exports meet, and what of them a reader would miss without a word.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use groupkeep_config::{Matcher, glob};

use crate::Error;
use crate::rule::Text;

/// What was met.
#[derive(Debug, Default)]
pub(super) struct Met {
    /// Sorted, each once.
    pub files: Vec<PathBuf>,
    /// One for each pattern that fits no file, and one for each link that was not followed.
    pub notes: Vec<Text>,
}

/// Looks for `patterns` below `dir`.
pub(super) fn files(dir: &Path, patterns: &[String]) -> Result<Met, Error> {
    let mut files = BTreeSet::new();
    let mut links = BTreeSet::new();
    let mut notes = Vec::new();
    for pattern in patterns {
        let found = glob(dir, std::slice::from_ref(pattern))?;
        if found.is_empty() {
            notes.push(Text::new(
                format!("no file fits `{pattern}` of `archive.exports`"),
                format!("没有文件符合 `archive.exports` 中的 `{pattern}`"),
            ));
        }
        files.extend(found);
        links.extend(links_in(dir, pattern)?);
    }
    for link in links.difference(&files) {
        let shown = link.strip_prefix(dir).unwrap_or(link).display();
        notes.push(Text::new(
            format!("the link {shown} was not followed; what it leads to was not read"),
            format!("未跟随链接 {shown}，其指向的内容未读取"),
        ));
    }
    Ok(Met { files: files.into_iter().collect(), notes })
}

/// Links that fit the pattern, or that lead to a folder in which something could.
fn links_in(dir: &Path, pattern: &str) -> Result<Vec<PathBuf>, Error> {
    let parts: Vec<&str> = pattern.trim().split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let fixed = parts.iter().take_while(|part| !part.contains(['*', '?', '[', '{', '\\'])).count();
    let start: PathBuf = parts[..fixed].iter().collect();
    let root = dir.canonicalize().ok();
    let inside = dir.join(&start).canonicalize().is_ok_and(|at| root.is_some_and(|root| at.starts_with(root)));
    if !inside || dir.join(&start).is_symlink() {
        // The walk for the pattern does not begin.
        let steps = (1..=fixed).map(|count| dir.join(parts[..count].iter().collect::<PathBuf>()));
        return Ok(steps.filter(|step| step.is_symlink()).take(1).collect());
    }
    // The path of a folder means everything in it.
    let all = fixed == parts.len();
    let matcher = if all { Matcher::new(&["**".to_owned()])? } else { Matcher::new(&[pattern.to_owned()])? };
    let deepest = if all || parts.contains(&"**") || pattern.trim().ends_with('/') { usize::MAX } else { parts.len() };
    let mut links = Vec::new();
    let mut pending = vec![start];
    while let Some(relative) = pending.pop() {
        let path = dir.join(&relative);
        if path.is_symlink() {
            let leads_on = path.is_dir() && relative.components().count() < deepest;
            if leads_on || matcher.matches(&relative) {
                links.push(path);
            }
        } else if let Ok(entries) = std::fs::read_dir(&path) {
            pending.extend(entries.flatten().map(|entry| relative.join(entry.file_name())));
        }
    }
    Ok(links)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group() -> tempfile::TempDir {
        let group = tempfile::tempdir().unwrap();
        for folder in ["exports/deep", "elsewhere"] {
            std::fs::create_dir_all(group.path().join(folder)).unwrap();
            std::fs::write(group.path().join(folder).join("a.json"), "").unwrap();
        }
        group
    }

    fn said(dir: &Path, patterns: &[&str]) -> Vec<String> {
        let patterns: Vec<String> = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
        files(dir, &patterns).unwrap().notes.into_iter().map(|note| note.en).collect()
    }

    #[test]
    fn a_pattern_that_fits_nothing_is_told_once_each() {
        let group = group();
        assert_eq!(said(group.path(), &["exports/**", "elsewhere", "exports/deep/*.json"]), Vec::<String>::new());
        assert_eq!(
            said(group.path(), &["exports/**", "exprots/**", "exports/*.txt"]),
            ["no file fits `exprots/**` of `archive.exports`", "no file fits `exports/*.txt` of `archive.exports`"]
        );
        assert_eq!(files(group.path(), &["exports/**".to_owned(), "**/a.json".to_owned()]).unwrap().files.len(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn links_that_are_not_followed_are_told_and_others_are_not() {
        use std::os::unix::fs::symlink;

        let (group, outside) = (group(), group());
        let dir = group.path();
        symlink(outside.path(), dir.join("exports/old")).unwrap();
        symlink(outside.path().join("elsewhere/a.json"), dir.join("exports/out.json")).unwrap();
        symlink("gone.json", dir.join("exports/gone.json")).unwrap();
        symlink("deep/a.json", dir.join("exports/again.json")).unwrap();
        symlink("../elsewhere", dir.join("exports/loop")).unwrap();
        let told = |name: &str| format!("the link {name} was not followed; what it leads to was not read");
        let all = ["exports/gone.json", "exports/loop", "exports/old", "exports/out.json"].map(told);
        assert_eq!(said(dir, &["exports/**"]), all);
        assert_eq!(said(dir, &["./exports", "exports/"]), all);
        // A pattern that stops at this folder asks for nothing in a folder below it.
        assert_eq!(said(dir, &["exports/*.json"]), [all[0].clone(), all[3].clone()]);
        assert_eq!(said(dir, &["exports/deep/**"]), Vec::<String>::new());
        symlink("exports", dir.join("chats")).unwrap();
        let none = "no file fits `chats/**` of `archive.exports`".to_owned();
        assert_eq!(said(dir, &["chats/**"]), [none, told("chats")]);
        // A link on the way to the first folder is followed as long as it stays inside.
        assert_eq!(said(dir, &["chats/deep/*"]), Vec::<String>::new());
        let none = "no file fits `exports/old/deep/*` of `archive.exports`".to_owned();
        assert_eq!(said(dir, &["exports/old/deep/*"]), [none, told("exports/old")]);
    }
}
