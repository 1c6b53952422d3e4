use std::fs;

use super::*;
use crate::Format;

fn plain(_: &Path) -> ReadOptions {
    ReadOptions::default()
}

const CHAT: &str = "13/1/24, 10:00 - Mei: hello\n13/1/24, 10:01 - Rudi: hi\n";

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// Units, notes (with `!` for those that matter) and attachments, by name.
fn shown(gathered: &Gathered, root: &Path) -> [Vec<String>; 3] {
    let name = |path: &Path| path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
    let mark = |note: &Note| if note.matters { "!" } else { "" };
    [
        gathered.units.iter().map(|unit| name(&unit.name())).collect(),
        gathered.notes.iter().map(|note| format!("{}{}", mark(note), name(&note.path))).collect(),
        gathered.attachments.iter().map(|path| name(path)).collect(),
    ]
}

#[test]
fn what_is_met_is_an_export_a_note_or_an_attachment() {
    let folder = folder(&[
        ("a/chat.txt", CHAT.as_bytes()),
        ("a/media/IMG-1.jpg", b"\xFF\xD8\xFF\0"),
        ("a/notes.txt", b"buy tea\n"),
        ("b/photo.png", b"\x89PNG\r\n\x1a\n\0\0"),
        ("b/MSG0.db", b"SQLite format 3\0"),
        ("b/empty.json", b""),
        ("b/readme", b"tea\n"),
    ]);
    let mut gathered = Gathered::default();
    gathered.named(&[folder.path().to_owned()], &plain).unwrap();
    assert_eq!(
        shown(&gathered, folder.path()),
        [
            vec!["a/chat.txt".to_owned()],
            ["!a/notes.txt", "b/MSG0.db", "!b/empty.json", "b/photo.png", "b/readme"].map(str::to_owned).into(),
            vec!["a/media/IMG-1.jpg".to_owned()],
        ]
    );
    assert!(gathered.is_incomplete());
    assert!(gathered.notes[1].hint.as_deref().is_some_and(|hint| hint.contains("JSON or TXT")));
    // The same again by name adds nothing.
    gathered.named(&[folder.path().join("a/chat.txt")], &plain).unwrap();
    assert_eq!(gathered.units.len(), 1);
}

#[test]
fn what_is_named_has_to_be_an_export() {
    let folder = folder(&[("notes.txt", b"buy tea\n"), ("MSG0.db", b"SQLite format 3\0")]);
    let named = |name: &str| Gathered::default().named(&[folder.path().join(name)], &plain).unwrap_err();
    assert!(matches!(named("notes.txt"), Error::NotExport { .. }));
    assert!(matches!(named("MSG0.db"), Error::Refused { .. }));
    assert!(matches!(named("absent.txt"), Error::Missing { .. }));
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(&mut bytes));
    for (name, content) in files {
        let packed = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        zip.start_file(*name, packed).unwrap();
        std::io::Write::write_all(&mut zip, content).unwrap();
    }
    zip.finish().unwrap();
    bytes
}

#[test]
fn an_archive_gives_each_of_its_exports_and_names_what_is_damaged() {
    let chat = CHAT.repeat(3);
    let mut bytes = zip(&["one/chat.txt", "two/chat.txt", "three/chat.txt"].map(|name| (name, chat.as_bytes())));
    // The packed bytes of the last file follow its name.
    let at = bytes.windows(14).position(|name| name == b"three/chat.txt").unwrap() + 14;
    bytes[at..at + 8].fill(0xFF);
    let folder = folder(&[("all.zip", &bytes)]);
    let mut gathered = Gathered::default();
    gathered.met(&[folder.path().join("all.zip")], folder.path(), &plain);
    let [units, notes, _] = shown(&gathered, folder.path());
    assert_eq!(units, ["all.zip/one/chat.txt", "all.zip/two/chat.txt"]);
    assert_eq!(notes, ["!all.zip"]);
    assert_eq!(gathered.notes[0].reason, "it holds a damaged file in the archive");
    assert!(gathered.units.iter().all(|unit| unit.format == Format::WhatsappText));
}

#[test]
fn every_fixture_is_found_where_all_lie_together() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let names =
        |folder: &Path| -> Vec<PathBuf> { fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect() };
    // Tables need their columns told, and a folder of Messenger's or Feishu's files is one export.
    let left = ["expected", "csv-columns", "xlsx-columns", "meta-json", "feishu-json"].map(|name| root.join(name));
    let formats = names(&root).into_iter().filter(|path| !left.contains(path));
    let expected: BTreeSet<PathBuf> = formats.flat_map(|format| names(&format)).collect();
    let mut gathered = Gathered::default();
    let files = below(&root).unwrap().into_iter().filter(|path| !left.iter().any(|left| path.starts_with(left)));
    gathered.met(&files.collect::<Vec<_>>(), &root, &plain);
    // A folder may hold the export a few folders further down, or one for each chat.
    let fixture = |path: &Path| expected.iter().find(|fixture| path.starts_with(fixture)).cloned();
    let found: BTreeSet<PathBuf> =
        gathered.units.iter().map(|unit| fixture(&unit.path).unwrap_or_else(|| panic!("{unit:?}"))).collect();
    assert!(found == expected, "{found:?}");
    assert_eq!(gathered.notes, []);
}

#[test]
fn a_folder_that_looks_like_one_export_hides_no_other() {
    let fixture = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
        fs::read(path).unwrap()
    };
    let (users, channels) = (fixture("slack-export/circle/users.json"), fixture("slack-export/circle/channels.json"));
    let folder = folder(&[
        ("exports/slack/users.json", &users),
        ("exports/slack/channels.json", &channels),
        ("exports/slack/general/2024-10-01.json", b"[]"),
        ("exports/chat.txt", CHAT.as_bytes()),
    ]);
    let mut gathered = Gathered::default();
    gathered.named(&[folder.path().join("exports")], &plain).unwrap();
    assert_eq!(shown(&gathered, folder.path())[0], ["exports/chat.txt", "exports/slack"]);
    assert_eq!(gathered.notes, []);
    // Nor does an archive.
    let packed = zip(&[
        ("users.json", &users),
        ("channels.json", &channels),
        ("general/2024-10-01.json", b"[]"),
        ("chat.txt", CHAT.as_bytes()),
    ]);
    let path = folder.path().join("all.zip");
    fs::write(&path, packed).unwrap();
    let mut gathered = Gathered::default();
    gathered.named(&[path], &plain).unwrap();
    assert_eq!(shown(&gathered, folder.path())[0], ["all.zip", "all.zip/chat.txt"]);
}

#[test]
fn tables_with_described_columns_are_found_in_archives_too() {
    let table = "when,who,what\n2024-10-01 08:00:00,Mei,hello\n";
    let packed = zip(&[("dingtalk/table.csv", table.as_bytes()), ("chat.txt", CHAT.as_bytes()), ("readme.md", b"x")]);
    let folder = folder(&[("all.zip", &packed)]);
    let columns = |_: &Path| {
        let columns = groupkeep_config::Columns {
            platform: "dingtalk".to_owned(),
            time: "when".to_owned(),
            sender: Some("who".to_owned()),
            text: "what".to_owned(),
            ..Default::default()
        };
        ReadOptions { columns: Some(std::sync::Arc::new(columns)), ..ReadOptions::default() }
    };
    let path = folder.path().join("all.zip");
    let mut gathered = Gathered::default();
    gathered.named(std::slice::from_ref(&path), &columns).unwrap();
    assert_eq!(shown(&gathered, folder.path())[0], ["all.zip/chat.txt", "all.zip/dingtalk/table.csv"]);
    let table = gathered.units.iter().find(|unit| unit.format == Format::CsvColumns).unwrap();
    let report = crate::inspect(table, &columns(&path)).unwrap();
    assert_eq!((report.messages, report.skipped, report.unknown), (1, 0, 0));
    // Without columns it is a file as any other.
    let mut gathered = Gathered::default();
    gathered.named(&[path], &plain).unwrap();
    assert_eq!(shown(&gathered, folder.path())[0], ["all.zip/chat.txt"]);
}
