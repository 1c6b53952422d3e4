use std::fs;
use std::os::unix::fs::symlink;

use groupkeep_config::Excludes;

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
    let leave = LeaveOut { excludes: Excludes::new(patterns).unwrap(), ..LeaveOut::default() };
    Sources::resolve(base, &names.iter().map(PathBuf::from).collect::<Vec<_>>(), leave, never)
}

/// The same without patterns, with what else is left out.
fn leaving(base: &Path, names: &[&str], leave: LeaveOut) -> Sources {
    Sources::resolve(base, &names.iter().map(PathBuf::from).collect::<Vec<_>>(), leave, Vec::new()).unwrap()
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
                Met::Omitted { path, why } => format!("<{path} {why:?}>"),
            });
            Ok(())
        })
        .unwrap();
    out
}

/// The same, what was left out apart from what was met.
fn parted(sources: &Sources) -> (Vec<String>, String) {
    let (left, met): (Vec<_>, Vec<_>) = walked(sources).into_iter().partition(|met| met.starts_with('<'));
    (met, left.concat())
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
    for pattern in ["copies/**", "copies/", "/copies", "near", "copies/near/**", "copies/near/*"] {
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
fn wrong_sources_are_named() {
    let (_folder, base) = group();
    let told = |result: Result<Sources, Error>| result.unwrap_err().to_string();
    assert_eq!(told(sources(&base, &["gone"], &[], &[])), "source gone: entity not found");
    let inside = told(sources(&base, &["copies/near"], &[], &["copies"]));
    assert_eq!(inside, "source copies/near: lies inside destination `copies`");
}

#[test]
fn one_file_is_a_source_too() {
    let (_folder, base) = group();
    assert_eq!(walked(&sources(&base, &["a/b/deep.txt"], &[], &[]).unwrap()), ["a", "a/b", "a/b/deep.txt"]);
}

#[test]
fn a_later_pattern_keeps_what_an_earlier_one_left_out() {
    let (_folder, base) = group();
    let all = sources(&base, &["."], &["/a/*", "!/a/x.tmp", "copies"], &[]).unwrap();
    assert_eq!(walked(&all), ["a", "a/x.tmp", "a-b", "z.txt"]);
    let folder_only = sources(&base, &["."], &["z.txt/", "b/", "copies/"], &[]).unwrap();
    assert_eq!(walked(&folder_only), ["a", "a/x.tmp", "a-b", "z.txt"]);
}

const SIGNATURE: &str = "Signature: 8a477f597d28d172789f06886806bc55";

#[test]
fn of_a_cache_the_tag_is_kept() {
    let (_folder, base) = group();
    fs::write(base.join("a/CACHEDIR.TAG"), format!("{SIGNATURE}\n# made by a test\n")).unwrap();
    fs::create_dir(base.join("a/z")).unwrap();
    fs::write(base.join("a/z/after"), "").unwrap();
    fs::write(base.join("copies/CACHEDIR.TAG"), "Signature: of somebody else's, and long enough for all that").unwrap();
    fs::write(base.join("copies/near/CACHEDIR.TAG"), &SIGNATURE[..20]).unwrap();
    let leave = LeaveOut { caches: true, ..LeaveOut::default() };
    let rest = ["a-b", "copies", "copies/CACHEDIR.TAG", "copies/near", "copies/near/CACHEDIR.TAG"];
    let rest = [&rest[..], &["copies/near/pack", "z.txt"]].concat();
    let (found, left) = parted(&leaving(&base, &["."], leave.clone()));
    assert_eq!(found, [&["a", "a/CACHEDIR.TAG"][..], &rest].concat());
    assert_eq!(left, "<a Cache>");
    // A source is kept whatever is in it, also when another one holds it.
    let kept = ["a", "a/CACHEDIR.TAG", "a/b", "a/b/deep.txt"];
    let (found, left) = parted(&leaving(&base, &[".", "a/b"], leave.clone()));
    assert_eq!(found, [&kept[..], &rest].concat());
    assert_eq!(left, "<a Cache>");
    let found = walked(&leaving(&base, &["a"], leave));
    assert_eq!(found[..4], kept);
    assert!(walked(&sources(&base, &["."], &[], &[]).unwrap()).contains(&"a/z/after".to_owned()), "only when asked");
}

#[test]
fn a_tag_that_is_a_link_makes_no_cache() {
    let (_folder, base) = group();
    fs::write(base.join("a-b"), SIGNATURE).unwrap();
    symlink("../a-b", base.join("a/CACHEDIR.TAG")).unwrap();
    let found = walked(&leaving(&base, &["a"], LeaveOut { caches: true, ..LeaveOut::default() }));
    assert_eq!(found, ["a", "a/CACHEDIR.TAG", "a/b", "a/b/deep.txt", "a/x.tmp"]);
}

#[test]
fn only_files_above_the_limit_are_left_out() {
    let (_folder, base) = group();
    fs::write(base.join("a/b/deep.txt"), "12345").unwrap();
    fs::write(base.join("z.txt"), "1234").unwrap();
    symlink("a/b/a-target-of-more-than-four-bytes", base.join("a/zz")).unwrap();
    let leave = LeaveOut { larger_than: Some(4), ..LeaveOut::default() };
    let (found, left) = parted(&leaving(&base, &["a", "z.txt"], leave));
    assert_eq!(found, ["a", "a/b", "a/x.tmp", "a/zz", "z.txt"]);
    assert_eq!(left, "<a/b/deep.txt Large(5)>");
}

#[test]
fn another_file_system_is_an_empty_folder_unless_it_is_a_source() {
    // The one other file system that may be written to without being root.
    let other = match tempfile::tempdir_in("/dev/shm") {
        Ok(other) if leave::device(Path::new("/dev")) != leave::device(other.path()) => other,
        _ => return,
    };
    fs::write(other.path().join("file"), "").unwrap();
    let name = |below: &str| format!("{}{below}", other.path().strip_prefix("/").unwrap().display());
    let one = LeaveOut { other_file_systems: true, ..LeaveOut::default() };
    let found = walked(&leaving(Path::new("/"), &["dev"], one.clone()));
    assert!(found.contains(&"dev/shm".to_owned()) && found.contains(&"<dev/shm FileSystem>".to_owned()), "{found:?}");
    assert!(!found.iter().any(|path| path.starts_with("dev/shm/")), "{found:?}");
    let found = walked(&leaving(Path::new("/"), &["dev", "dev/shm"], one));
    let once = |wanted: &str| found.iter().filter(|path| *path == wanted).count();
    assert_eq!((once("dev/shm"), once(&name("")), once(&name("/file"))), (1, 1, 1));
    let all = walked(&leaving(Path::new("/"), &["dev"], LeaveOut::default()));
    assert!(all.contains(&name("/file")), "{all:?}");
}
