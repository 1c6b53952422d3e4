//! Any bytes, read as the format that the environment variable `READER` names, or as whatever they are taken for: no
//! panic, counts that add up, values in order. For a format of many files the input is their names and contents, each
//! file ended by the two bytes F8 00, which no text holds.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use groupkeep_archive::leaves::leaves;
use groupkeep_archive::{Detection, Error, Format, ReadOptions, Unit, detect, inspect, open_as};
use libfuzzer_sys::fuzz_target;

static READER: LazyLock<Option<Format>> =
    LazyLock::new(|| std::env::var("READER").ok().map(|name| name.parse().expect("READER is a format")));

fuzz_target!(|bytes: &[u8]| {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(format) = *READER else {
        let path = folder.path().join("export");
        std::fs::write(&path, bytes).expect("a file");
        match detect(&path) {
            Ok(Detection::Export(unit)) => check(&unit),
            Ok(Detection::Exports(units)) => units.iter().for_each(check),
            Ok(_) | Err(_) => {}
        }
        return;
    };
    if format.is_tree() {
        let files = bytes.split_inclusive(|byte| *byte == 0).filter_map(|file| file.strip_suffix(b"\xF8\0"));
        for file in files {
            write(folder.path(), file);
        }
        check(&open_as(folder.path(), format));
    } else {
        let path = folder.path().join("export");
        std::fs::write(&path, bytes).expect("a file");
        check(&open_as(&path, format));
    }
});

/// One file of a tree: its name, a line break, its content. Names that lead out are left out.
fn write(folder: &Path, file: &[u8]) {
    let Some(at) = file.iter().position(|byte| *byte == b'\n') else { return };
    let Ok(name) = std::str::from_utf8(&file[..at]) else { return };
    let safe = name.len() < 200 && name.split('/').all(|part| !matches!(part, "" | "." | "..") && !part.contains('\0'));
    let path = folder.join(name);
    if safe && path.parent().is_some_and(|parent| std::fs::create_dir_all(parent).is_ok()) {
        // A name that is also another file's folder cannot be written, as on any disk.
        std::fs::write(path, &file[at + 1..]).ok();
    }
}

fn check(unit: &Unit) {
    let options = ReadOptions::default();
    match inspect(unit, &options) {
        Ok(report) => {
            assert_eq!(report.read, report.messages + report.events + report.skipped + report.unknown);
            assert_eq!(report.accepted, report.messages + report.events);
        }
        Err(Error::Empty { .. } | Error::NotExport { .. } | Error::Read { .. }) => return,
        Err(error) => panic!("{error}"),
    }
    let Ok(leaves) = leaves(unit, &options) else { return };
    let mut end = 0;
    for leaf in leaves {
        let bytes = leaf.expect("what was read once can be read again").bytes;
        assert!(end <= bytes.start && bytes.start < bytes.end);
        end = bytes.end;
    }
}
