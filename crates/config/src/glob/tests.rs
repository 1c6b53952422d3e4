use proptest::prelude::*;

use super::*;

fn folder(files: &[&str]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for file in files {
        let path = dir.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "").unwrap();
    }
    dir
}

fn names(dir: &Path, patterns: &[&str]) -> Vec<String> {
    let patterns: Vec<String> = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
    let found = glob(dir, &patterns).unwrap();
    found.iter().map(|path| path.strip_prefix(dir).unwrap().to_str().unwrap().to_owned()).collect()
}

#[test]
fn finds_sorted_files_once() {
    let dir = folder(&["exports/b.json", "exports/a/x.jsonl", "exports/中文.txt", "other/c.json", "exports/.hidden"]);
    let all = ["exports/.hidden", "exports/a/x.jsonl", "exports/b.json", "exports/中文.txt"];
    assert_eq!(names(dir.path(), &["exports/**", "exports/b.json"]), all);
    assert_eq!(names(dir.path(), &["./exports"]), all);
    assert_eq!(names(dir.path(), &["exports/"]), all);
    assert_eq!(names(dir.path(), &["exports/*.json"]), ["exports/b.json"]);
    assert_eq!(names(dir.path(), &["**/*.json"]), ["exports/b.json", "other/c.json"]);
    assert_eq!(names(dir.path(), &["{exports,other}/*.json"]), ["exports/b.json", "other/c.json"]);
    assert_eq!(names(dir.path(), &["nowhere/**"]), Vec::<String>::new());
    assert_eq!(names(dir.path(), &[]), Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn links_lead_neither_out_nor_in_circles() {
    let outside = folder(&["secret.json"]);
    let dir = folder(&["exports/a.json"]);
    let link = |target: &Path, name: &str| std::os::unix::fs::symlink(target, dir.path().join(name)).unwrap();
    link(&dir.path().join("exports"), "exports/loop");
    link(outside.path(), "exports/out");
    link(&outside.path().join("secret.json"), "exports/secret.json");
    link(Path::new("a.json"), "exports/again.json");
    link(Path::new("nowhere"), "exports/dangling.json");
    assert_eq!(names(dir.path(), &["exports/**"]), ["exports/a.json", "exports/again.json"]);
}

#[test]
fn refuses_patterns_that_are_none() {
    let dir = folder(&["a"]);
    for (pattern, reason) in [
        ("/etc/*", "it is absolute"),
        ("../*", "it leaves the folder"),
        ("", "it is empty"),
        ("a[", "unclosed character class; missing ']'"),
    ] {
        let error = glob(dir.path(), &[pattern.to_owned()]).unwrap_err();
        assert_eq!(error.to_string(), format!("`{pattern}` is not a usable file pattern: {reason}"));
    }
    let missing = glob(&dir.path().join("no"), &[]).unwrap_err();
    assert!(matches!(missing, Error::Missing { .. }), "{missing}");
    let file = glob(&dir.path().join("a"), &[]).unwrap_err();
    assert!(file.to_string().ends_with("/a is a file, not a folder"), "{file}");
}

#[test]
fn bare_names_match_at_any_depth_when_asked_to() {
    let matcher = Matcher::anywhere(&["*.tmp".to_owned(), "cache/".to_owned(), "a/b".to_owned()]).unwrap();
    for (path, fits) in
        [("x.tmp", true), ("deep/er/x.tmp", true), ("cache/x", true), ("a/b", true), ("c/a/b", false), ("x.txt", false)]
    {
        assert_eq!(matcher.matches(Path::new(path)), fits, "{path}");
    }
}

#[test]
fn hostile_patterns_end_and_stay_inside() {
    let dir = folder(&[
        "a/b.json",
        "a/[x].json",
        "a/{y}.json",
        "a/*.json",
        "a/back\\slash.json",
        "中文/🐟 z.txt",
        "deep/1/2/3/4.txt",
    ]);
    for (pattern, found) in [
        ("a/[[]x].json", &["a/[x].json"][..]),
        ("a/[*].json", &["a/*.json"]),
        ("a/[!b]*.json", &["a/*.json", "a/[x].json", "a/{y}.json"]),
        ("a/\\{y\\}.json", &["a/{y}.json"]),
        ("中文/*", &["中文/🐟 z.txt"]),
        ("中*/🐟?z.txt", &["中文/🐟 z.txt"]),
        ("**/**/**/4.txt", &["deep/1/2/3/4.txt"]),
        ("deep/*", &[]),
        ("deep/*/*/*/*", &["deep/1/2/3/4.txt"]),
        ("a//.//b.json", &["a/b.json"]),
        ("  a/b.json  ", &["a/b.json"]),
        ("a/b.json/", &[]),
        ("a/b.json/**", &[]),
        ("A/B.JSON", &[]),
        ("a/b.json\n", &["a/b.json"]),
        ("{a,{deep/1,中文}}/*.txt", &["中文/🐟 z.txt"]),
        ("*{*{*{*{*{*,b},b},b},b},b}/b.json", &["a/b.json"]),
    ] {
        assert_eq!(names(dir.path(), &[pattern]), found, "{pattern:?}");
    }
    let stars = "*a".repeat(200) + "/**";
    assert_eq!(names(dir.path(), &[&stars]), Vec::<String>::new());
}

#[test]
fn patterns_that_leave_or_cannot_be_read_are_refused_wherever_they_are() {
    for pattern in
        ["..", "../", "a/../b", "a/..", "./../x", "/", "//x", " /etc", "[", "{a", "a}", "a/[z-a]", "\\", "   ", "\t"]
    {
        let refused = Matcher::new(&["ok".to_owned(), pattern.to_owned()]).map(|_| ());
        let error = refused.expect_err(pattern).to_string();
        assert!(error.contains("is not a usable file pattern") && !error.contains('\t'), "{error}");
    }
    // Two dots that are part of a name lead nowhere.
    for pattern in ["a..b", "...", "..a/*", "a/b.."] {
        assert!(Matcher::new(&[pattern.to_owned()]).is_ok(), "{pattern}");
    }
}

#[test]
fn nothing_matches_no_patterns_and_everything_two_stars() {
    let paths = ["a", "a/b", "a/b/c.json", ".hidden/x", "中/文"];
    let none = Matcher::new(&[]).unwrap();
    let all = Matcher::new(&["**".to_owned()]).unwrap();
    for path in paths {
        assert!(!none.matches(Path::new(path)) && all.matches(Path::new(path)), "{path}");
    }
}

proptest! {
    #[test]
    fn no_pattern_makes_it_panic_or_leaves_the_folder(pattern in "[a-c*?\\[\\]{}!,/.\\\\ \n中🐟-]{0,24}") {
        let dir = folder(&["a/b.json", "c"]);
        if let Ok(found) = glob(dir.path(), &[pattern]) {
            for path in found {
                prop_assert!(path.starts_with(dir.path()) && path.is_file());
            }
        }
    }
}
