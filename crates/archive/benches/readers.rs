//! How fast exports are read into records, beside what others need for the same bytes: serde_json for JSON, once into
//! values and once into nothing, the core of the `csv` crate for tables, and `wc -l` for text. Ends with a table in MB/s and the ratio to each.
//!
//! `GROUPKEEP_BENCH_MB` sets the size of the files, 64 by default.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark stops at what fails, and prints")]

mod exports;

use std::collections::BTreeMap;
use std::fs::File;
use std::hint::black_box;
use std::io::BufWriter;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use criterion::{Criterion, SamplingMode, Throughput};
use exports::{FORMS, Form};
use groupkeep_archive::{ReadOptions, Record, open_as, read};
use jiff::tz::TimeZone;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

const OURS: &str = "groupkeep";

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .without_plots()
        .configure_from_args();
    let megabytes = std::env::var("GROUPKEEP_BENCH_MB").ok().and_then(|size| size.parse().ok()).unwrap_or(64);
    let folder = tempfile::tempdir().unwrap();
    let mut best = BTreeMap::new();
    for (place, form) in FORMS.iter().enumerate() {
        let path = folder.path().join(form.file);
        let mut file = BufWriter::new(File::create(&path).unwrap());
        let messages = form.write(&mut file, |_, written| written < megabytes << 20).unwrap();
        let bytes = std::fs::metadata(&path).unwrap().len();
        let mut group = criterion.benchmark_group(form.name);
        group.throughput(Throughput::Bytes(bytes)).sampling_mode(SamplingMode::Flat);
        for (who, pass) in [(OURS, ours as Pass)].into_iter().chain(peers(form)) {
            group.bench_function(who, |bencher| {
                bencher.iter_custom(|times| {
                    let start = Instant::now();
                    (0..times).for_each(|_| pass(form, &path, messages));
                    let taken = start.elapsed();
                    let rate = (bytes * times) as f64 / 1e6 / taken.as_secs_f64();
                    let known: &mut f64 = best.entry((place, who)).or_default();
                    *known = known.max(rate);
                    taken
                });
            });
        }
        group.finish();
        std::fs::remove_file(&path).unwrap();
    }
    table(&best);
}

/// One pass over a file of a known number of messages.
type Pass = fn(&Form, &Path, u64);

fn peers(form: &Form) -> Vec<(&'static str, Pass)> {
    match form.format.name() {
        name if name.ends_with("-jsonl") => {
            vec![
                ("serde_json Value", |_, path, messages| lines::<serde_json::Value>(path, messages)),
                ("serde_json IgnoredAny", |_, path, messages| lines::<IgnoredAny>(path, messages)),
            ]
        }
        name if name.ends_with("-json") => vec![("serde_json Value", values), ("serde_json IgnoredAny", nothing)],
        name if name.ends_with("-csv") => vec![("csv records", rows), ("wc -l", count_lines)],
        _ => vec![("wc -l", count_lines)],
    }
}

fn ours(form: &Form, path: &Path, messages: u64) {
    let options = ReadOptions { timezone: TimeZone::get("Asia/Shanghai").unwrap(), ..ReadOptions::default() };
    let records = read(&open_as(path, form.format), &options).unwrap();
    let told = records.filter(|record| matches!(black_box(record), Ok(Record::Message(_)))).count() as u64;
    assert!((messages..=messages + 1).contains(&told), "{told} of {messages}");
}

fn lines<T: for<'d> serde::Deserialize<'d>>(path: &Path, messages: u64) {
    let text = std::fs::read(path).unwrap();
    let mut count = 0;
    for line in serde_json::Deserializer::from_slice(&text).into_iter::<T>() {
        black_box(line.unwrap());
        count += 1;
    }
    assert!(count > messages);
}

fn nothing(_: &Form, path: &Path, _: u64) {
    let text = std::fs::read(path).unwrap();
    black_box(serde_json::from_slice::<IgnoredAny>(&text).unwrap());
}

fn values(_: &Form, path: &Path, messages: u64) {
    let text = std::fs::read(path).unwrap();
    let count = Values.deserialize(&mut serde_json::Deserializer::from_slice(&text)).unwrap();
    assert!(count >= messages);
}

/// The elements of a document's lists, and its other values, one by one; how many they were.
struct Values;

impl<'d> DeserializeSeed<'d> for Values {
    type Value = u64;

    fn deserialize<D: Deserializer<'d>>(self, deserializer: D) -> Result<u64, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'d> Visitor<'d> for Values {
    type Value = u64;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a document")
    }

    fn visit_map<A: MapAccess<'d>>(self, mut map: A) -> Result<u64, A::Error> {
        let mut count = 0;
        while let Some(key) = map.next_key::<String>()? {
            if key == "messages" {
                count += map.next_value_seed(Values)?;
            } else {
                black_box(map.next_value::<serde_json::Value>()?);
            }
        }
        Ok(count)
    }

    fn visit_seq<A: SeqAccess<'d>>(self, mut list: A) -> Result<u64, A::Error> {
        let mut count = 0;
        while let Some(value) = list.next_element::<serde_json::Value>()? {
            black_box(value);
            count += 1;
        }
        Ok(count)
    }
}

/// As the `csv` crate reads a file into records: its own core, and a buffer for the cells of one row.
fn rows(_: &Form, path: &Path, messages: u64) {
    let text = std::fs::read(path).unwrap();
    let (mut reader, mut bytes) = (csv_core::Reader::new(), &text[..]);
    let (mut cells, mut ends) = (vec![0; 1 << 16], [0; 64]);
    let mut count = 0;
    loop {
        let (result, read, ..) = reader.read_record(bytes, &mut cells, &mut ends);
        bytes = &bytes[read..];
        match result {
            csv_core::ReadRecordResult::Record => {
                // What a program can use is text.
                black_box(std::str::from_utf8(&cells[..ends[0]]).unwrap());
                count += 1;
            }
            csv_core::ReadRecordResult::End => break,
            csv_core::ReadRecordResult::InputEmpty => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(count >= messages);
}

fn count_lines(_: &Form, path: &Path, _: u64) {
    let status = Command::new("wc").arg("-l").arg(path).stdout(Stdio::null()).status().unwrap();
    assert!(status.success());
}

fn table(best: &BTreeMap<(usize, &str), f64>) {
    println!("\n{:<24} {:<22} {:>8} {:>7}", "form", "by", "MB/s", "ratio");
    for (place, form) in FORMS.iter().enumerate() {
        let Some(ours) = best.get(&(place, OURS)) else { continue };
        println!("{:<24} {OURS:<22} {ours:>8.0}", form.name);
        for ((_, who), rate) in best.range((place, "")..(place + 1, "")).filter(|((_, who), _)| *who != OURS) {
            println!("{:<24} {who:<22} {rate:>8.0} {:>6.2}x", "", ours / rate);
        }
    }
}
