use std::fs;
use std::os::unix::fs::symlink;

use super::*;

fn group() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path().canonicalize().unwrap().join("group");
    for (path, text) in
        [("a/b/deep.txt", "1"), ("a-b", "2"), ("a/x.tmp", "3"), ("copies/near/pack", "4"), ("z.txt", "5")]
    {
        let path = base.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    (folder, base)
}

fn sources(base: &Path, names: &[&str], patterns: &[&str], never: &[&str]) -> Result<Sources, Error> {
    let never =
        never.iter().map(|path| Never { path: base.join(path), what: format!("destination `{path}`") }).collect();
    let patterns: Vec<_> = patterns.iter().map(ToString::to_string).collect();
    Sources::resolve(base, &names.iter().map(PathBuf::from).collect::<Vec<_>>(), &patterns, never)
}

/// The paths met, and what was left out in angle brackets.
fn walked(sources: &Sources) -> Vec<String> {
    let mut out = Vec::new();
    sources
        .walk(&mut |met| {
            out.push(match met {
                Met::Entry { path, .. } => path.to_string(),
                Met::Unreadable { path, .. } => format!("!{path}"),
                Met::LeftOut(what) => format!("<{what}>"),
            });
            Ok(())
        })
        .unwrap();
    out
}

#[test]
fn the_order_is_component_by_component_and_our_own_places_are_left_out() {
    let (_folder, base) = group();
    let all = sources(&base, &["."], &["*.tmp"], &["copies/near"]).unwrap();
    assert_eq!(walked(&all), ["a", "a/b", "a/b/deep.txt", "a-b", "<destination `copies/near`>", "copies", "z.txt"]);
}

#[test]
fn a_place_of_ours_that_is_excluded_on_purpose_is_not_mentioned() {
    let (_folder, base) = group();
    for pattern in ["copies/**", "copies/", "copies/near/**"] {
        let found = walked(&sources(&base, &["."], &[pattern], &["copies/near"]).unwrap());
        assert!(!found.iter().any(|met| met.starts_with('<') || met.starts_with("copies/")), "{pattern}: {found:?}");
    }
}

#[test]
fn a_pattern_with_a_slash_means_the_whole_path() {
    let (_folder, base) = group();
    let all = sources(&base, &["."], &["a/*.tmp", "copies/", "/z.txt"], &[]).unwrap();
    assert_eq!(walked(&all), ["a", "a/b", "a/b/deep.txt", "a-b"]);
}

#[test]
fn sources_inside_and_outside_meet_in_one_order() {
    let (folder, base) = group();
    let outside = folder.path().canonicalize().unwrap().join("media");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("photo.jpg"), "6").unwrap();
    let both = sources(&base, &["z.txt", "../media", "a", "a/b"], &[], &[]).unwrap();
    let found = walked(&both);
    let top = EntryPath::from_path(outside.strip_prefix("/").unwrap()).unwrap();
    assert_eq!(found[..4], ["a", "a/b", "a/b/deep.txt", "a/x.tmp"]);
    assert_eq!(found[found.len() - 3..], [top.to_string(), format!("{top}/photo.jpg"), "z.txt".to_owned()]);
    let mut sorted: Vec<_> = found.iter().map(|path| EntryPath::from_bytes(path.as_bytes()).unwrap()).collect();
    sorted.sort();
    assert_eq!(sorted.iter().map(ToString::to_string).collect::<Vec<_>>(), found);
}

#[test]
fn links_are_met_and_never_followed_not_even_in_a_circle() {
    let (_folder, base) = group();
    symlink("..", base.join("a/up")).unwrap();
    symlink("nowhere", base.join("a/dangling")).unwrap();
    let found = walked(&sources(&base, &["a"], &["*.tmp"], &[]).unwrap());
    assert_eq!(found, ["a", "a/b", "a/b/deep.txt", "a/dangling", "a/up"]);
}

#[test]
fn wrong_sources_and_patterns_are_named() {
    let (_folder, base) = group();
    let told = |result: Result<Sources, Error>| result.unwrap_err().to_string();
    assert_eq!(told(sources(&base, &["gone"], &[], &[])), "source gone: entity not found");
    let inside = told(sources(&base, &["copies/near"], &[], &["copies"]));
    assert_eq!(inside, "source copies/near: lies inside destination `copies`");
    let pattern = told(sources(&base, &["."], &["a[".to_owned().as_str()], &[]));
    assert!(pattern.starts_with("`a[` is no valid pattern"), "{pattern}");
}

#[test]
fn one_file_is_a_source_too() {
    let (_folder, base) = group();
    assert_eq!(walked(&sources(&base, &["a/b/deep.txt"], &[], &[]).unwrap()), ["a", "a/b", "a/b/deep.txt"]);
}
