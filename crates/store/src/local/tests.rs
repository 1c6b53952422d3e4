use std::time::Duration;

use sha2::{Digest, Sha256};

use super::*;

fn store() -> (tempfile::TempDir, LocalStore) {
    let dir = tempfile::tempdir().expect("a folder");
    let store = LocalStore::open(dir.path()).expect("a store");
    (dir, store)
}

async fn put(store: &LocalStore, key: &str, bytes: &[u8]) -> Result<Put, Error> {
    store.put(key, Arc::from(bytes), &Sha256::digest(bytes).into()).await
}

async fn keys(store: &LocalStore) -> Vec<String> {
    store.list("").await.expect("a list").into_iter().map(|one| one.key).collect()
}

fn files(folder: &Path) -> Vec<String> {
    let mut walk = folder::Walk::new(folder, "");
    let mut names = Vec::new();
    while let Some(file) = walk.next_file().expect("a walk") {
        names.push(file.key);
    }
    names.sort();
    names
}

#[test]
fn a_folder_that_is_not_there_is_unreachable() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("file");
    fs::write(&file, "x").expect("a file");
    for path in [dir.path().join("absent"), file.clone(), file.join("below")] {
        let error = LocalStore::open(&path).expect_err("no folder");
        assert_eq!(error.kind(), ErrorKind::Unreachable);
        let said = format!("{}: cannot be reached: the folder is not there, is it mounted?", path.display());
        assert_eq!(error.to_string(), said);
    }
    assert_eq!(LocalStore::create(&file).expect_err("a file").kind(), ErrorKind::Unreachable);
    assert!(LocalStore::create(&dir.path().join("made/deep")).is_ok());
}

#[tokio::test]
async fn a_disk_that_goes_away_never_looks_empty() {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path().join("disk");
    let store = LocalStore::create(&root).expect("a store");
    put(&store, "a/b", b"1").await.expect("a put");
    fs::remove_dir_all(&root).expect("unplugged");
    let outcomes = [
        put(&store, "a/c", b"1").await.map(drop),
        store.get("a/b", None).await.map(drop),
        store.head("a/b").await.map(drop),
        store.list("").await.map(drop),
        store.list("a/").await.map(drop),
        store.delete("a/b").await,
    ];
    for outcome in outcomes {
        assert_eq!(outcome.map_err(|error| error.kind()), Err(ErrorKind::Unreachable));
    }
    assert!(!root.exists(), "a put must not make the folder of a disk that is not mounted");
}

#[tokio::test]
async fn nothing_is_left_beside_an_object() {
    let (dir, store) = store();
    put(&store, "w/a", b"1").await.expect("a put");
    put(&store, "w/a", b"1").await.expect("again");
    put(&store, "w/a", b"2").await.expect_err("a conflict");
    assert_eq!(files(dir.path()), ["w/a"]);
}

#[tokio::test]
async fn half_written_files_are_no_objects_and_are_cleared_by_age() {
    let (dir, store) = store();
    put(&store, "w/a", b"1").await.expect("a put");
    let day = Duration::from_secs(24 * 3600);
    for (name, age) in [("tmp-not-ours", 2), ("w/tmp-old", 2), ("w/deep/tmp-older", 3), ("w/tmp-new", 0), ("w/kept", 9)]
    {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, "half").expect("a file");
        let file = File::options().write(true).open(&path).expect("a file");
        file.set_modified(std::time::SystemTime::now() - day * age).expect("a time");
    }
    assert_eq!(keys(&store).await, ["w/a", "w/kept"]);
    assert_eq!(store.remove_leftovers("w/", day).await.expect("cleared"), 2);
    assert_eq!(files(dir.path()), ["tmp-not-ours", "w/a", "w/kept", "w/tmp-new"]);
    assert_eq!(store.remove_leftovers("w/", day).await.expect("cleared"), 0);
}

#[tokio::test]
async fn a_file_larger_than_any_object_is_refused_before_room_is_made_for_it() {
    let (dir, store) = store();
    // Far more than any machine could hold, were it read.
    File::create(dir.path().join("huge")).and_then(|file| file.set_len(1 << 42)).expect("a sparse file");
    let error = store.get("huge", None).await.expect_err("too large");
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(error.to_string().ends_with("huge: refused: 4398046511104 bytes or more, and no object has over 67108864"));
    assert_eq!(store.get("huge", Some(5..8)).await.expect("a part"), [0, 0, 0]);
    let error = put(&store, "new", &vec![0; (64 << 20) + 1]).await.expect_err("too large");
    assert_eq!((error.kind(), dir.path().join("new").exists()), (ErrorKind::Refused, false));
}

#[tokio::test]
async fn foreign_files_are_left_out_and_left_alone() {
    let (dir, store) = store();
    put(&store, "w/a", b"1").await.expect("a put");
    fs::create_dir(dir.path().join("Lost+Found")).expect("a folder");
    for name in ["Thumbs.db", "w/a (conflict).json", "Lost+Found/x", "README.txt"] {
        fs::write(dir.path().join(name), "foreign").expect("a file");
    }
    assert_eq!(keys(&store).await, ["w/a"]);
    assert!(dir.path().join("Thumbs.db").exists());
}

#[tokio::test]
async fn a_file_where_a_folder_should_be() {
    let (_dir, store) = store();
    put(&store, "a", b"1").await.expect("a put");
    let error = put(&store, "a/b", b"1").await.expect_err("a is a file");
    assert_eq!(error.kind(), ErrorKind::Refused);
    put(&store, "c/d", b"1").await.expect("a put");
    assert_eq!(put(&store, "c", b"1").await.expect_err("c is a folder").kind(), ErrorKind::Refused);
}

#[tokio::test]
async fn writers_at_the_same_moment_cannot_replace_each_other() {
    let (dir, store) = store();
    let mut writers = tokio::task::JoinSet::new();
    for n in 0..24u8 {
        let store = store.clone();
        writers.spawn(async move { put(&store, "w/contested", &vec![n % 3; 100_000]).await });
    }
    let outcomes = writers.join_all().await;
    let winner = store.get("w/contested", None).await.expect("an object")[0];
    let count = |wanted: &dyn Fn(&Result<Put, Error>) -> bool| outcomes.iter().filter(|one| wanted(one)).count();
    assert_eq!(count(&|one| matches!(one, Ok(Put::Written))), 1, "exactly one wrote");
    assert_eq!(count(&|one| matches!(one, Ok(Put::AlreadyThere))), 7, "the others with its bytes agree");
    assert_eq!(count(&|one| one.as_ref().is_err_and(|e| e.kind() == ErrorKind::Conflict)), 16);
    assert!(store.get("w/contested", None).await.expect("an object").iter().all(|byte| *byte == winner));
    assert_eq!(files(dir.path()), ["w/contested"]);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[tokio::test]
    async fn links_lead_nowhere() {
        let outside = tempfile::tempdir().expect("a folder");
        fs::write(outside.path().join("secret"), "1").expect("a file");
        let (dir, store) = store();
        symlink(outside.path().join("secret"), dir.path().join("link")).expect("a link");
        symlink(outside.path(), dir.path().join("folder")).expect("a link");
        symlink("link", dir.path().join("loop")).expect("a link");
        for key in ["link", "folder/secret"] {
            assert_eq!(store.get(key, None).await.expect_err(key).kind(), ErrorKind::Refused);
            assert_eq!(store.head(key).await.expect_err(key).kind(), ErrorKind::Refused);
            assert_eq!(put(&store, key, b"1").await.expect_err(key).kind(), ErrorKind::Refused);
        }
        store.delete("folder/secret").await.expect_err("outside");
        put(&store, "folder/new", b"1").await.expect_err("outside");
        assert_eq!(store.list("").await.expect("a list"), []);
        assert_eq!(store.list("folder/").await.expect("a list"), []);
        assert_eq!(files(outside.path()), ["secret"]);
    }

    #[tokio::test]
    async fn a_linked_root_is_fine() {
        let (dir, real) = store();
        put(&real, "a", b"1").await.expect("a put");
        let elsewhere = tempfile::tempdir().expect("a folder");
        symlink(dir.path(), elsewhere.path().join("disk")).expect("a link");
        let store = LocalStore::open(&elsewhere.path().join("disk")).expect("a store");
        assert_eq!(store.get("a", None).await.expect("an object"), b"1");
        assert_eq!(keys(&store).await, ["a"]);
    }

    #[tokio::test]
    async fn objects_can_be_read_by_the_heir_of_the_disk() {
        let (dir, store) = store();
        put(&store, "w/a", b"1").await.expect("a put");
        let mode = fs::metadata(dir.path().join("w/a")).expect("a file").permissions().mode() & 0o777;
        assert_eq!(mode & 0o400, 0o400);
        assert_eq!(mode & 0o133, 0, "nobody else may write, nobody may run it: {mode:o}");
    }

    #[tokio::test]
    async fn a_folder_that_may_not_be_written() {
        let (dir, store) = store();
        put(&store, "w/a", b"1").await.expect("a put");
        let folder = dir.path().join("w");
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).expect("a mode");
        // The superuser may write anyway; then there is nothing to see.
        if fs::write(folder.join("probe"), "").is_err() {
            let error = put(&store, "w/b", b"1").await.expect_err("read-only");
            assert_eq!(error.kind(), ErrorKind::Permission);
            assert!(error.hint().is_some());
            assert_eq!(store.get("w/a", None).await.expect("still readable"), b"1");
        }
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("a mode");
    }

    #[test]
    fn what_the_system_says_becomes_a_kind() {
        // Numbers of Linux: EDQUOT 122, EROFS 30, ENOSPC 28, EACCES 13, EPERM 1, EIO 5, ENOENT 2, ESTALE 116.
        let numbers = [
            (122, ErrorKind::Full),
            (28, ErrorKind::Full),
            (30, ErrorKind::Permission),
            (13, ErrorKind::Permission),
            (1, ErrorKind::Permission),
            (2, ErrorKind::NotFound),
            (116, ErrorKind::Unreachable),
            (5, ErrorKind::Other),
        ];
        for (number, kind) in numbers.into_iter().filter(|_| cfg!(target_os = "linux")) {
            let error = Error::io(io::Error::from_raw_os_error(number), "/mnt/disk", "w/a");
            assert_eq!(error.kind(), kind, "{number}");
            assert!(error.to_string().starts_with("/mnt/disk: w/a: "), "{error}");
        }
    }
}
