//! What every [`Store`] must do, whatever is behind it.

use std::sync::Arc;

use groupkeep_store::{ErrorKind, Put, Store};

use crate::put;

/// More than a page of any listing known (S3 and most others answer 1,000 at a time).
const MANY: usize = 1_050;

/// A full pack and a little more.
const LARGE: usize = 17 * 1024 * 1024 + 7;

/// Runs the whole suite on an empty store, which is left empty again.
///
/// # Panics
/// Where the store does not conform, naming the place and what was expected.
pub async fn run(store: &dyn Store) {
    let place = store.place();
    assert!(list(store, "").await.is_empty(), "{place}: the suite needs an empty store");
    written_once(store).await;
    reads(store).await;
    absent(store).await;
    bad_keys(store).await;
    prefixes(store).await;
    large(store).await;
    many(store).await;
    assert!(list(store, "").await.is_empty(), "{place}: deleted objects are still listed");
}

async fn list(store: &dyn Store, prefix: &str) -> Vec<String> {
    let listed = store.list(prefix).await.unwrap_or_else(|error| panic!("list {prefix:?}: {error}"));
    listed.into_iter().map(|one| one.key).collect()
}

async fn must_put(store: &dyn Store, key: &str, bytes: &[u8]) -> Put {
    put(store, key, bytes).await.unwrap_or_else(|error| panic!("put {key}: {error}"))
}

async fn must_get(store: &dyn Store, key: &str) -> Vec<u8> {
    store.get(key, None).await.unwrap_or_else(|error| panic!("get {key}: {error}"))
}

async fn must_delete(store: &dyn Store, key: &str) {
    store.delete(key).await.unwrap_or_else(|error| panic!("delete {key}: {error}"));
}

async fn written_once(store: &dyn Store) {
    let place = store.place();
    let key = "w/one/packs/ab/abcdef";
    assert_eq!(must_put(store, key, b"first").await, Put::Written, "{place}");
    assert_eq!(must_put(store, key, b"first").await, Put::AlreadyThere, "{place}: the same bytes again");
    for other in [&b"other"[..], b"first and more", b""] {
        let error = put(store, key, other).await.expect_err("other bytes under a taken key must be refused");
        assert_eq!(error.kind(), ErrorKind::Conflict, "{place}: {error}");
        assert!(error.to_string().contains(key), "the error names the key: {error}");
        assert_eq!(must_get(store, key).await, b"first", "{place}: the old bytes stay");
    }
    must_delete(store, key).await;
    assert_eq!(must_put(store, key, b"second").await, Put::Written, "{place}: a deleted key is free again");
    assert_eq!(must_get(store, key).await, b"second", "{place}");
    must_delete(store, key).await;
}

async fn reads(store: &dyn Store) {
    let place = store.place();
    must_put(store, "r/ten", b"0123456789").await;
    must_put(store, "r/empty", b"").await;
    for (range, expected) in [
        (0..10, &b"0123456789"[..]),
        (0..1, b"0"),
        (3..7, b"3456"),
        (8..100, b"89"),
        (10..20, b""),
        (50..60, b""),
        (4..4, b""),
        (0..u64::MAX, b"0123456789"),
    ] {
        let got = store.get("r/ten", Some(range.clone())).await;
        assert_eq!(got.unwrap_or_else(|e| panic!("{range:?}: {e}")), expected, "{place}: range {range:?}");
    }
    assert_eq!(must_get(store, "r/empty").await, b"", "{place}: an empty object");
    let empty = store.get("r/empty", Some(0..5)).await;
    assert_eq!(empty.unwrap_or_else(|e| panic!("{e}")), b"", "{place}: a range of an empty object");
    for (key, size) in [("r/ten", 10), ("r/empty", 0)] {
        let meta = store.head(key).await.unwrap_or_else(|error| panic!("head {key}: {error}"));
        let meta = meta.unwrap_or_else(|| panic!("{place}: {key} is there"));
        assert_eq!(meta.size, size, "{place}: size of {key}");
        if store.promises().last_modified {
            assert!(meta.modified.is_some(), "{place}: promised a last-modified time");
        }
    }
    let listed = store.list("r/").await.unwrap_or_else(|error| panic!("list: {error}"));
    let sizes: Vec<_> = listed.iter().map(|one| (one.key.as_str(), one.size)).collect();
    assert_eq!(sizes, [("r/empty", 0), ("r/ten", 10)], "{place}: sizes in a listing");
    must_delete(store, "r/ten").await;
    must_delete(store, "r/empty").await;
}

async fn absent(store: &dyn Store) {
    let place = store.place();
    for key in ["absent", "absent/deep/key"] {
        for range in [None, Some(0..1), Some(1..1)] {
            let error = store.get(key, range).await.expect_err("nothing is there");
            assert_eq!(error.kind(), ErrorKind::NotFound, "{place}: {error}");
        }
        let head = store.head(key).await.unwrap_or_else(|error| panic!("head {key}: {error}"));
        assert_eq!(head, None, "{place}: {key}");
        must_delete(store, key).await;
        assert!(list(store, "absent").await.is_empty(), "{place}: asking for a key must not make it");
    }
    must_put(store, "twice", b"1").await;
    must_delete(store, "twice").await;
    must_delete(store, "twice").await;
}

async fn bad_keys(store: &dyn Store) {
    let place = store.place();
    for key in ["", "/", "/etc/passwd", "../out", "a/../../out", "a//b", "a/", "A", "a b", "tmp-1", "a\0b", "a\\b"] {
        let outcomes = [
            put(store, key, b"x").await.map(|_| ()),
            store.get(key, None).await.map(|_| ()),
            store.head(key).await.map(|_| ()),
            store.delete(key).await,
        ];
        for outcome in outcomes {
            let kind = outcome.map_err(|error| error.kind());
            assert_eq!(kind, Err(ErrorKind::Refused), "{place}: the key {key:?}");
        }
    }
    for prefix in ["/", "../", "a/../"] {
        let kind = store.list(prefix).await.map_err(|error| error.kind());
        assert_eq!(kind, Err(ErrorKind::Refused), "{place}: the prefix {prefix:?}");
    }
}

async fn prefixes(store: &dyn Store) {
    let place = store.place();
    let keys = ["a-b", "a.b", "a/a", "a/b/c", "ab", "b"];
    for key in keys.iter().rev() {
        must_put(store, key, key.as_bytes()).await;
    }
    for (prefix, expected) in [
        ("", &keys[..]),
        ("a", &["a-b", "a.b", "a/a", "a/b/c", "ab"]),
        ("a/", &["a/a", "a/b/c"]),
        ("a/b", &["a/b/c"]),
        ("a/b/c", &["a/b/c"]),
        ("b", &["b"]),
        ("b/", &[]),
        ("c", &[]),
        ("a/b/c/d", &[]),
    ] {
        assert_eq!(list(store, prefix).await, expected, "{place}: the prefix {prefix:?}");
    }
    for key in keys {
        must_delete(store, key).await;
    }
}

async fn large(store: &dyn Store) {
    let place = store.place();
    // Every 4 bytes differ from their neighbours, so that a lost or repeated block shows.
    let bytes: Vec<u8> = (0u32..).flat_map(u32::to_le_bytes).take(LARGE).collect();
    must_put(store, "large", &bytes).await;
    assert!(must_get(store, "large").await == bytes, "{place}: a large object comes back");
    let end = LARGE as u64;
    let tail = store.get("large", Some(end - 9..end)).await.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(tail, bytes[LARGE - 9..], "{place}: the end of a large object");
    assert_eq!(must_put(store, "large", &bytes).await, Put::AlreadyThere, "{place}");
    let mut altered = bytes;
    altered[LARGE - 1] ^= 1;
    let kind = put(store, "large", &altered).await.map_err(|error| error.kind());
    assert_eq!(kind, Err(ErrorKind::Conflict), "{place}: one bit at the end differs");
    must_delete(store, "large").await;
}

async fn many(store: &dyn Store) {
    let place = store.place();
    let keys: Arc<[String]> = (0..MANY).map(|n| format!("many/{:02x}/{n:05}", n % 7)).collect();
    // Four at a time, as a writer does.
    let lane = |start: usize| {
        let keys = Arc::clone(&keys);
        async move {
            for key in keys.iter().skip(start).step_by(4) {
                must_put(store, key, key.as_bytes()).await;
            }
        }
    };
    tokio::join!(lane(0), lane(1), lane(2), lane(3));
    let mut expected = keys.to_vec();
    expected.sort();
    assert_eq!(list(store, "many/").await, expected, "{place}: a listing is complete and sorted past 1,000 keys");
    let lane = |start: usize| {
        let keys = Arc::clone(&keys);
        async move {
            for key in keys.iter().skip(start).step_by(4) {
                must_delete(store, key).await;
            }
        }
    };
    tokio::join!(lane(0), lane(1), lane(2), lane(3));
}
