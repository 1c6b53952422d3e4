//! How long a reader takes to its first message, on a small file and on one of a gigabyte.
//!
//! `GROUPKEEP_BENCH_MB` sets the size of the large file, 1024 by default.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark stops at what fails, and prints")]

mod exports;

use std::fs::File;
use std::io::BufWriter;
use std::time::Instant;

use exports::FORMS;
use groupkeep_archive::{ReadOptions, Record, detect, read};

fn main() {
    // `cargo test --benches` only wants to know that it can be built.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let large: u64 = std::env::var("GROUPKEEP_BENCH_MB").ok().and_then(|size| size.parse().ok()).unwrap_or(1024);
    let folder = tempfile::tempdir().unwrap();
    println!("{:<24} {:>6} {:>9} {:>16}", "form", "MB", "detect", "first message");
    for form in FORMS {
        for megabytes in [1, large] {
            let path = folder.path().join(form.file);
            let mut file = BufWriter::new(File::create(&path).unwrap());
            form.write(&mut file, |_, written| written < megabytes << 20).unwrap();
            let start = Instant::now();
            let unit = detect(&path).unwrap().units(&path).unwrap().remove(0);
            let detected = start.elapsed();
            assert_eq!(unit.format, form.format);
            let start = Instant::now();
            let mut records = read(&unit, &ReadOptions::default()).unwrap();
            assert!(records.any(|record| matches!(record, Ok(Record::Message(_)))));
            let first = start.elapsed();
            let ms = |time: std::time::Duration| time.as_secs_f64() * 1e3;
            println!("{:<24} {megabytes:>6} {:>6.1} ms {:>13.1} ms", form.name, ms(detected), ms(first));
            std::fs::remove_file(&path).unwrap();
        }
    }
}
