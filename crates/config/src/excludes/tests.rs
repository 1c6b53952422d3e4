use std::fs;
use std::process::{Command, Stdio};

use proptest::prelude::*;

use super::*;

fn excludes(lines: &[&str]) -> Excludes {
    Excludes::new(lines).unwrap()
}

#[test]
fn lines_mean_what_they_mean_in_gitignore() {
    for (lines, out, kept) in [
        (&["*.tmp"][..], &["a.tmp", "deep/in/b.tmp", "x.tmp/inside"][..], &["tmp", "a.tmp.txt"][..]),
        (&["/top.txt"], &["top.txt"], &["below/top.txt"]),
        (&["a/b"], &["a/b", "a/b/c"], &["x/a/b"]),
        (&["cache/"], &["cache/x", "deep/cache/x"], &["cache", "deep/cache"]),
        (&["logs/**"], &["logs/a", "logs/a/b"], &["logs", "deep/logs/a"]),
        (&["**/logs"], &["logs", "a/logs/x"], &["logsx"]),
        (&["a/**/z"], &["a/z", "a/b/z", "a/b/c/z"], &["a/zz", "z"]),
        (&["*.log", "!keep.log"], &["a.log"], &["keep.log", "deep/keep.log"]),
        (&["!keep.log", "*.log"], &["keep.log"], &["keep"]),
        (&["deep/", "!deep/keep"], &["deep/keep"], &["keep"]),
        (&["deep/*", "!deep/keep"], &["deep/x"], &["deep/keep"]),
        (&["\\#a", "\\!b", "c\\ ", "d  "], &["#a", "!b", "c ", "d"], &["a", "b", "c", "d "]),
        (&["{a,b}", "[!x]y", "[]]", "?z"], &["{a,b}", "ay", "]", "yz"], &["a", "xy", "z"]),
        (&["# *", "", "   ", "晨*"], &["晨读/x"], &["a", "#"]),
    ] {
        let excludes = excludes(lines);
        for path in out {
            assert!(excludes.leaves_out_file(Path::new(path)), "{lines:?} keeps {path}");
        }
        for path in kept {
            assert!(!excludes.leaves_out_file(Path::new(path)), "{lines:?} leaves out {path}");
        }
    }
    assert!(excludes(&["cache/"]).leaves_out(Path::new("a/cache"), true));
}

#[test]
fn only_lines_that_say_something_are_kept() {
    assert_eq!(excludes(&["# why", "", "*.tmp", " ", "!a.tmp\r"]).lines(), ["*.tmp", "!a.tmp\r"]);
}

#[test]
fn lines_that_would_silently_fit_nothing_are_refused() {
    for (line, reason) in [
        ("/", "names nothing"),
        ("!", "names nothing"),
        ("./a", "`./`"),
        ("a/../b", "`../`"),
        ("a//b", "`//`"),
        ("a[", "unclosed"),
        ("a\\", "dangling"),
        ("[z-a]", "range"),
        ("[[:digit:]]", "single characters"),
        ("[\\]]", "single characters"),
    ] {
        let error = Excludes::new(&[line]).unwrap_err();
        assert!(error.to_string().contains(reason), "{line}: {error}");
        assert!(error.hint().is_some());
    }
}

/// What `git` leaves out of `paths`, which are files; `None` where there is no Git.
fn by_git(lines: &[String], paths: &[String]) -> Option<Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.args(arguments).current_dir(folder.path()).env("GIT_CONFIG_GLOBAL", "/dev/null");
        command.stderr(Stdio::null()).output().ok()
    };
    if !git(&["init", "-q", "."])?.status.success() {
        return None;
    }
    fs::write(folder.path().join(".gitignore"), lines.join("\n")).unwrap();
    let arguments: Vec<&str> =
        ["check-ignore", "--no-index", "--"].into_iter().chain(paths.iter().map(String::as_str)).collect();
    for path in paths {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    let found = String::from_utf8(git(&arguments)?.stdout).unwrap();
    Some(found.lines().map(str::to_owned).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn git_leaves_out_the_same(
        lines in proptest::collection::vec("!?/?(a|b|\\*|\\*\\*|\\?|a\\*|\\*b|\\[ab\\]|\\[!a\\]|\\{a,b\\}|\\\\\\*)(/(a|b|\\*|\\*\\*|\\*a|a\\*\\*)){0,2}/?", 1..6),
        paths in proptest::collection::btree_set("(d/)?(a|b|ab|\\{a,b\\})(d/(a|b|aab|ba))?(f/(a|b))?x?", 1..8),
    ) {
        // A file is no folder of another one here, as components of folders end in `d` or `f`.
        let paths: Vec<String> = paths.into_iter().filter(|path| !path.ends_with(['d', 'f'])).collect();
        let excludes = Excludes::new(&lines).unwrap();
        let ours: Vec<String> =
            paths.iter().filter(|path| excludes.leaves_out_file(Path::new(path))).cloned().collect();
        if let Some(theirs) = by_git(&lines, &paths) {
            prop_assert_eq!(ours, theirs, "{:?} over {:?}", lines, paths);
        }
    }
}
