//! `docs/vault-format.md` and the code say the same. With `GROUPKEEP_BLESS=1` the vectors of the page are written anew;
//! those of signed objects, which hold keys nobody has any more, only where the page has none.

use groupkeep_keys::{Identity, SigningKey};
use zeroize::Zeroizing;

use super::document::{Document, Epoch, EpochKind, Parameters, Writer, WriterState};
use super::index::{self, PackIndex};
use super::key::ObjectKey;
use super::list::{Kind, Line, List};
use super::manifest::{ChunkRef, Entry, EntryKind, Owner, Reader};
use super::pack::{PackBuilder, read_chunk, read_table};
use super::path::EntryPath;
use super::root::{Counts, ManifestChunk, Root};
use super::signed::Signed;
use super::statement::{ListRef, State, Statement};
use super::xattr::Xattr;
use super::{frame, json, padme};
use crate::id::{ChunkId, Digest, VaultId, hex};

const KEY: [u8; 32] = [7; 32];
const CHUNKS: [&[u8]; 2] = [b"one chunk", b"and another"];

fn page_path() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/vault-format.md")
}

/// The content of the block of that name, each line with its newline.
fn on(page: &str, name: &str) -> String {
    let after = page.split_once(&format!("```text vector:{name}\n")).unwrap_or_else(|| panic!("no vector {name}")).1;
    after.split_once("```").unwrap().0.to_owned()
}

/// The vector of that name on the page.
pub(crate) fn vector(name: &str) -> String {
    on(&std::fs::read_to_string(page_path()).unwrap(), name)
}

fn path(text: &[u8]) -> EntryPath {
    EntryPath::from_bytes(text).unwrap()
}

fn lines(all: impl IntoIterator<Item = String>) -> String {
    all.into_iter().map(|line| line + "\n").collect()
}

fn place(offset: u64, chunk: &[u8]) -> ChunkRef {
    let length = u32::try_from(chunk.len()).unwrap();
    ChunkRef { pack: Digest::of(b"a pack"), offset, length, id: ChunkId::of(&KEY, chunk) }
}

fn keys() -> Vec<ObjectKey> {
    let (writer, sha256) = (|| "ab12cd34".parse().unwrap(), Digest::of(b"abc"));
    vec![
        ObjectKey::Document { generation: 0, sha256 },
        ObjectKey::Epoch { number: 1, sha256 },
        ObjectKey::Pack { writer: writer(), sha256 },
        ObjectKey::List { writer: writer(), sha256 },
        ObjectKey::Index { writer: writer(), sha256 },
        ObjectKey::Statement { writer: writer(), seq: 7, short: sha256.short() },
        ObjectKey::Tombstone(sha256),
    ]
}

fn entries() -> Vec<Entry> {
    let entry = |path: EntryPath, mode, kind| {
        let (mtime, owner, xattrs) = ((1_790_000_000, 123_456_789), None, Vec::new());
        Entry { path, mode, mtime, owner, xattrs, kind }
    };
    let file = |chunks: Vec<ChunkRef>, link| EntryKind::File {
        size: chunks.iter().map(|chunk| u64::from(chunk.length)).sum(),
        chunks,
        link,
        torn: false,
    };
    let mut owned = entry(path("晨读".as_bytes()), 0o755, EntryKind::Dir);
    owned.owner = Some(Owner { uid: 1000, gid: 100, user: None, group: None });
    owned.xattrs = vec![Xattr { name: "user.comment".to_owned(), value: b"read".to_vec() }];
    let both = || vec![place(0, CHUNKS[0]), place(9, CHUNKS[1])];
    vec![
        entry(path(b"a"), 0o644, file(both(), None)),
        entry(path(b"b\xff"), 0o600, file(Vec::new(), None)),
        entry(path(b"c"), 0o777, EntryKind::Symlink { target: b"../a".to_vec() }),
        owned,
        entry(path("晨读/a".as_bytes()), 0o644, file(both(), Some(path(b"a")))),
    ]
}

fn root() -> Root {
    Root {
        host: Some("laptop".to_owned()),
        tags: vec!["monthly".to_owned()],
        sources: vec![".".to_owned()],
        excludes: vec!["*.tmp".to_owned()],
        counts: Counts { files: 3, folders: 1, symlinks: 1, bytes: 40, ..Counts::default() },
        manifest: vec![ManifestChunk { at: place(20, b"a manifest"), first: path(b"a") }],
        dedup_key: Zeroizing::new(KEY),
    }
}

fn list(kept: bool) -> List {
    let line = |kind, name: &[u8], bytes, epoch| Line { kind, sha256: Digest::of(name), bytes, epoch };
    let mut lines = vec![line(Kind::Index, b"an index", 2712, 0), line(Kind::Pack, b"a pack", 16_781_602, 1)];
    lines.push(if kept { line(Kind::Pack, b"old", 4208, 1) } else { line(Kind::Pack, b"new", 4208, 2) });
    List { lines: lines.into_iter().collect() }
}

fn packs() -> Vec<PackIndex> {
    let chunks = CHUNKS.iter().zip([0, 9]).map(|(chunk, at)| (ChunkId::of(&KEY, chunk), at, chunk.len() as u32));
    vec![PackIndex { pack: Digest::of(b"a pack"), bytes: 16_781_602, epoch: 1, chunks: chunks.collect() }]
}

fn pack() -> Vec<u8> {
    let mut builder = PackBuilder::default();
    for chunk in CHUNKS {
        builder.push(ChunkId::of(&KEY, chunk), &frame::compress(chunk), chunk.len() as u32);
    }
    builder.finish_last().0
}

fn document() -> Signed<Document> {
    let (root_key, writer, reader, epoch) =
        (SigningKey::generate(""), SigningKey::generate("").public(), Identity::generate(), Identity::generate());
    let body = Document {
        schema: super::document::SCHEMA.to_owned(),
        kind: "vault".to_owned(),
        vault: None,
        signer: root_key.public().fingerprint(),
        generation: 0,
        previous: None,
        time: "2026-11-28T07:39:47Z".parse().unwrap(),
        parameters: Parameters::default(),
        roots: vec![root_key.public()],
        epochs: vec![Epoch {
            number: 1,
            kind: EpochKind::X25519,
            recipient: epoch.recipient(),
            sealed: vec![Digest::of(b"sealed")],
        }],
        writers: vec![Writer { name: writer.key_id().parse().unwrap(), key: writer, state: WriterState::Active }],
        pruners: Vec::new(),
        readers: vec![reader.recipient()],
        threshold: None,
    };
    Signed::sign(body, &root_key).unwrap()
}

fn statement() -> Signed<Statement> {
    let key = SigningKey::generate("");
    let body = Statement {
        schema: super::statement::SCHEMA.to_owned(),
        kind: "snapshot".to_owned(),
        vault: VaultId(Digest::of(b"a vault")),
        signer: key.public().fingerprint(),
        writer: key.public().key_id().parse().unwrap(),
        series: "31c3e650be267b2e".to_owned(),
        seq: 2,
        previous: vec![Digest::of(b"the statement before")],
        time: "2026-11-28T07:39:48Z".parse().unwrap(),
        generation: 0,
        document: Digest::of(b"a vault"),
        epoch: 1,
        list: ListRef {
            sha256: Digest::of(list(true).to_text().as_bytes()),
            base: None,
            count: list(true).lines.len() as u64,
            bytes: list(true).bytes(),
        },
        state: State::Complete,
        pinned: false,
        root: root().seal(&Identity::generate().recipient()).unwrap(),
    };
    Signed::sign(body, &key).unwrap()
}

/// What is sealed, without the padding: as `age -d | zstd -d` gives it.
fn unsealed(sealed: &[u8], with: &Identity) -> String {
    let padded = groupkeep_keys::open(sealed, std::slice::from_ref(with)).unwrap();
    assert_eq!(padme::target(padded.len() as u64), padded.len() as u64);
    String::from_utf8(frame::decompress("text", &padded, 1 << 20).unwrap()).unwrap()
}

/// Every vector the code can write again, as the page should have it.
fn written() -> Vec<(&'static str, String)> {
    let reader = Identity::generate();
    let mut manifest = Vec::new();
    entries().iter().for_each(|entry| entry.write(&mut manifest));
    let sizes = [0, 1, 2, 8, 9, 100, 1000, 2713, 100_000, 1_000_000, 16_777_208, 16_777_216];
    let pack = hex(&pack());
    let wrapped = pack.as_bytes().chunks(96).map(|line| String::from_utf8_lossy(line).into_owned());
    vec![
        ("keys", lines(keys().iter().map(ToString::to_string))),
        ("padme", lines(sizes.map(|size| format!("{size} {}", padme::target(size))))),
        ("root", unsealed(&root().seal(&reader.recipient()).unwrap(), &reader) + "\n"),
        ("manifest", String::from_utf8(manifest).unwrap()),
        ("pack", lines(wrapped)),
        ("chunk-ids", lines(CHUNKS.map(|chunk| format!("{} {} {}", hex(&KEY), hex(chunk), ChunkId::of(&KEY, chunk))))),
        ("list", list(true).to_text()),
        ("relative-list", list(false).to_text_on(&list(true))),
        ("index", unsealed(&index::seal(&packs(), &reader.recipient()).unwrap(), &reader)),
    ]
}

#[test]
fn the_page_holds_what_the_code_writes() {
    let mut page = std::fs::read_to_string(page_path()).unwrap();
    if std::env::var_os("GROUPKEEP_BLESS").is_some_and(|value| value == "1") {
        let signed = [("document", document().bytes), ("statement", statement().bytes)];
        let signed = signed.map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap()));
        let missing: Vec<_> = signed.into_iter().filter(|(name, _)| on(&page, name).is_empty()).collect();
        for (name, text) in written().into_iter().chain(missing) {
            let head = format!("```text vector:{name}\n");
            page = page.replacen(&format!("{head}{}```", on(&page, name)), &format!("{head}{text}```"), 1);
        }
        std::fs::write(page_path(), &page).unwrap();
    }
    for (name, text) in written() {
        assert_eq!(on(&page, name), text, "{name}: GROUPKEEP_BLESS=1 writes it");
    }
}

#[test]
fn the_code_reads_what_the_page_holds() {
    for (line, key) in vector("keys").lines().zip(keys()) {
        assert_eq!(ObjectKey::parse(line), Some(key));
    }
    let padded = frame::pad_text(vector("root").trim_end().as_bytes());
    let reader = Identity::generate();
    let sealed = groupkeep_keys::seal(&padded, &[reader.recipient()]).unwrap();
    assert_eq!(Root::open(&sealed, &[reader]).unwrap(), root());
    let mut manifest = Reader::default();
    assert_eq!(manifest.feed(vector("manifest").as_bytes()), Ok(entries()));
    assert_eq!(manifest.finish(), Ok(()));
    let whole = List::parse(&vector("list"), None).unwrap();
    assert_eq!(whole, list(true));
    assert_eq!(List::parse(&vector("relative-list"), Some(&whole)), Ok(list(false)));
}

#[test]
fn the_pack_on_the_page_is_as_the_page_says() {
    let digits = vector("pack").replace('\n', "");
    let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    let plain: Vec<u8> = (0..digits.len()).step_by(2).map(byte).collect();
    assert_eq!(frame::decompress("pack", &plain, 100).unwrap(), CHUNKS.concat());
    let table = read_table(&plain).unwrap();
    let chunks: Vec<_> = table.iter().map(|entry| (read_chunk(&plain, entry).unwrap(), entry.id)).collect();
    assert_eq!(chunks, CHUNKS.map(|chunk| (chunk.to_vec(), ChunkId::of(&KEY, chunk))));
}

#[test]
fn the_signed_objects_on_the_page_count() {
    let text = vector("document");
    let document = Signed::<Document>::read(text.as_bytes()).unwrap();
    assert_eq!(document.body.roots, std::slice::from_ref(&document.signer));
    assert_eq!(document.vault(), VaultId(Digest::of(text.as_bytes())));
    assert_eq!(json(&document.body), text.lines().next().unwrap().as_bytes(), "the order of the keys");
    let text = vector("statement");
    let statement = Signed::<Statement>::read(text.as_bytes()).unwrap();
    assert_eq!(statement.body.writer.as_str(), statement.signer.key_id());
    assert_eq!(json(&statement.body), text.lines().next().unwrap().as_bytes(), "the order of the keys");
    let altered = text.replace("\"seq\":2", "\"seq\":3");
    assert!(Signed::<Statement>::read(altered.as_bytes()).is_err());
}
