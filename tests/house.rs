//! The house keeps its own rules: no test file is forgotten, no source file grows past its bound.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::repository;

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the repository").flatten() {
        let path = entry.path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn every_file_of_tests_is_part_of_the_binary() {
    let root = fs::read_to_string(repository().join("tests/end_to_end.rs")).expect("the root of the tests");
    let forgotten: Vec<_> = fs::read_dir(repository().join("tests"))
        .expect("the folder tests")
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".rs").map(str::to_owned))
        .filter(|module| module != "end_to_end" && !root.contains(&format!("mod {module};")))
        .collect();
    assert_eq!(forgotten, Vec::<String>::new());
}

#[test]
fn no_source_file_passes_800_lines() {
    let mut files = Vec::new();
    for folder in ["crates", "tests"] {
        rust_files(&repository().join(folder), &mut files);
    }
    assert!(files.len() > 50, "only {} files seen", files.len());
    let large: Vec<_> =
        files.iter().filter(|path| fs::read_to_string(path).is_ok_and(|text| text.lines().count() > 800)).collect();
    assert_eq!(large, Vec::<&PathBuf>::new());
}
