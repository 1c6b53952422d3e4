use proptest::prelude::*;

use super::*;

fn path(text: &str) -> EntryPath {
    EntryPath::from_bytes(text.as_bytes()).unwrap()
}

fn entry(path: EntryPath, kind: EntryKind) -> Entry {
    Entry { path, mode: 0o644, mtime: (1_700_000_000, 5), owner: None, xattrs: Vec::new(), kind }
}

fn line(entry: &Entry) -> Vec<u8> {
    let mut out = Vec::new();
    entry.write(&mut out);
    out
}

fn entries() -> impl Strategy<Value = Entry> {
    let name = prop_oneof![
        proptest::collection::vec(1_u8.., 1..12).prop_filter_map("a path", |b| EntryPath::from_bytes(&b).ok()),
        "[a-z晨\"\\\\]{1,5}(/[a-z]{1,3}){0,2}".prop_map(|text| path(&text)),
    ];
    let owner = proptest::option::of((any::<u32>(), any::<u32>(), proptest::option::of("[a-z]{1,5}")));
    let chunks =
        proptest::collection::vec((any::<[u8; 32]>(), 0..1_u64 << 40, 0..1_u32 << 22, any::<[u8; 32]>()), 0..4);
    let xattrs = proptest::collection::btree_map("[a-z.]{1,5}", proptest::collection::vec(any::<u8>(), 0..5), 0..3);
    let kind = (0..3_u8, chunks, proptest::option::of(name.clone()), any::<bool>(), name.clone());
    (name, 0..0o10000_u32, any::<i64>(), 0..1_000_000_000_u32, owner, xattrs, kind).prop_map(
        |(path, mode, seconds, nanos, owner, xattrs, (kind, chunks, link, torn, target))| Entry {
            path,
            mode,
            mtime: (seconds, nanos),
            xattrs: match kind {
                1 => Vec::new(),
                _ => xattrs.into_iter().map(|(name, value)| Xattr { name, value }).collect(),
            },
            owner: owner.map(|(uid, gid, user)| Owner { uid, gid, group: user.clone(), user }),
            kind: match kind {
                0 => EntryKind::Dir,
                1 => EntryKind::Symlink { target: target.as_bytes().to_vec() },
                _ => {
                    let chunks: Vec<_> = chunks
                        .into_iter()
                        .map(|(pack, offset, length, id)| ChunkRef {
                            pack: Digest(pack),
                            offset,
                            length,
                            id: ChunkId(id),
                        })
                        .collect();
                    let size = chunks.iter().map(|chunk| u64::from(chunk.length)).sum();
                    EntryKind::File { size, chunks, link, torn }
                }
            },
        },
    )
}

proptest! {
    #[test]
    fn lines_round_trip(entry in entries()) {
        let line = line(&entry);
        prop_assert_eq!(line.iter().filter(|b| **b == b'\n').count(), 1);
        prop_assert_eq!(Entry::parse(&line[..line.len() - 1]), Ok(entry));
    }

    #[test]
    fn hostile_lines_never_panic(text in "\\{(\"(path|type|size|mode|mtime|chunks)\":(\"[a-z/.]{0,4}\"|[0-9-]{1,20}|\\[\\]),?){0,6}\\}") {
        drop(Entry::parse(text.as_bytes()));
    }

    #[test]
    fn a_manifest_reads_the_same_however_it_is_cut(names in proptest::collection::btree_set("[a-z]{1,6}", 1..9), cut in 1_usize..90) {
        let wanted: Vec<_> = names.iter().map(|name| entry(path(name), EntryKind::Dir)).collect();
        let text: Vec<u8> = wanted.iter().flat_map(line).collect();
        let (mut reader, mut found) = (Reader::default(), Vec::new());
        for piece in text.chunks(cut) {
            found.extend(reader.feed(piece).unwrap());
        }
        reader.finish().unwrap();
        prop_assert_eq!(found, wanted);
    }
}

#[test]
fn the_line_of_a_file_is_this_json() {
    let chunk = ChunkRef { pack: Digest([1; 32]), offset: 2, length: 3, id: ChunkId([4; 32]) };
    let file = EntryKind::File { size: 3, chunks: vec![chunk], link: None, torn: false };
    let expected = format!(
        "{{\"path\":\"a/b\",\"type\":\"file\",\"mode\":420,\"mtime\":[1700000000,5],\"size\":3,\"chunks\":[[\"{}\",2,3,\"{}\"]]}}\n",
        chunk.pack, chunk.id
    );
    assert_eq!(String::from_utf8(line(&entry(path("a/b"), file))).unwrap(), expected);
}

#[test]
fn attributes_stand_at_the_end_of_the_line() {
    let xattrs = vec![Xattr { name: "user.a".to_owned(), value: vec![0, 255] }];
    let folder = Entry { xattrs, ..entry(path("a"), EntryKind::Dir) };
    let expected = r#"{"path":"a","type":"dir","mode":420,"mtime":[1700000000,5],"xattrs":[["user.a","AP8="]]}"#;
    assert_eq!(String::from_utf8(line(&folder)).unwrap().trim_end(), expected);
}

#[test]
fn a_name_that_is_not_utf8_goes_as_base64() {
    let odd = EntryPath::from_bytes(b"a/\xff").unwrap();
    let text = String::from_utf8(line(&entry(odd, EntryKind::Dir))).unwrap();
    assert!(text.contains("\"path_b64\":\"YS//\"") && !text.contains("\"path\""), "{text}");
}

#[test]
fn lines_that_lie_are_refused() {
    for (bad, reason) in [
        (r#"{"path":"../a","type":"dir","mode":0,"mtime":[0,0]}"#, "`..`"),
        (r#"{"path":"/a","type":"dir","mode":0,"mtime":[0,0]}"#, "absolute"),
        (r#"{"path":"a","path_b64":"YQ==","type":"dir","mode":0,"mtime":[0,0]}"#, "exactly one"),
        (r#"{"path":"a","type":"dir","mode":4096,"mtime":[0,0]}"#, "out of range"),
        (r#"{"path":"a","type":"dir","mode":0,"mtime":[0,1000000000]}"#, "out of range"),
        (r#"{"path":"a","type":"dir","mode":0,"mtime":[0,0],"size":1}"#, "another type"),
        (r#"{"path":"a","type":"file","mode":0,"mtime":[0,0],"size":1,"chunks":[]}"#, "add up"),
        (r#"{"path":"a","type":"file","mode":0,"mtime":[0,0]}"#, "without size"),
        (r#"{"path":"a","type":"symlink","mode":0,"mtime":[0,0],"target":""}"#, "link target"),
        (r#"{"path":"a","type":"dir","mode":0,"mtime":[0,0],"uid":1}"#, "half an owner"),
        (r#"{"path":"a","type":"dir","mode":0,"mtime":[0,0],"extra":1}"#, "shape"),
        (r#"{"path":"a","type":"dir","mode":0,"mtime":[0,0],"xattrs":[["user.a","?"]]}"#, "shape"),
        (r#"{"path":"a","type":"dir","mode":0,"mtime":[0,0],"xattrs":[["",""]]}"#, "attribute name"),
        (r#"{"path":"a","type":"dir","mode":0,"mtime":[0,0],"xattrs":[["a\u0000",""]]}"#, "attribute name"),
        (r#"{"path":"a","type":"dir","mode":0,"mtime":[0,0],"xattrs":[["b",""],["a",""]]}"#, "out of order"),
        (r#"{"path":"a","type":"dir","mode":0,"mtime":[0,0],"xattrs":[["a",""],["a","AA=="]]}"#, "out of order"),
        (r#"{"path":"a","type":"symlink","mode":0,"mtime":[0,0],"target":"b","xattrs":[["a",""]]}"#, "another type"),
    ] {
        let error = Entry::parse(bad.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(reason), "{bad}: {error}");
    }
}

#[test]
fn an_order_no_walk_gives_is_refused_with_its_line() {
    let dir = |text: &str| line(&entry(path(text), EntryKind::Dir));
    let file = |text: &str, link: Option<&str>| {
        let link = link.map(path);
        line(&entry(path(text), EntryKind::File { size: 0, chunks: Vec::new(), link, torn: false }))
    };
    for (lines, at) in [
        (vec![dir("b"), dir("a")], 2),
        (vec![dir("a"), dir("a")], 2),
        (vec![dir("a"), dir("a-b"), file("a/c", None)], 3),
        (vec![file("a", None), file("a/b", None)], 2),
        (vec![file("x/y", None)], 1),
        (vec![file("a", Some("b"))], 1),
    ] {
        let error = Reader::default().feed(&lines.concat()).unwrap_err();
        assert_eq!(error.what, format!("manifest line {at}"));
    }
    let good = [dir("a"), dir("a/b"), file("a/b/c", None), file("a/d", Some("a/b/c")), file("a-b", None)].concat();
    assert_eq!(Reader::default().feed(&good).unwrap().len(), 5);
    let mut cut = Reader::default();
    cut.feed(&good[..good.len() - 1]).unwrap();
    assert!(cut.finish().is_err());
}
