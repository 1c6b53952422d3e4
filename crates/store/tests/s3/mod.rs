//! [`S3Store`] against a real S3 server inside the test.

mod server;

use std::sync::Arc;

use groupkeep_store::s3::{Credentials, S3Options, S3Store};
use groupkeep_store::{ErrorKind, Put, Retry, RetryPolicy, Store};
use groupkeep_testkit::{conformance, put, scan_for};

use self::server::{Quirk, S3Server};

async fn connect(options: S3Options) -> S3Store {
    S3Store::connect(options).await.expect("a store")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn conforms_and_a_prefix_keeps_two_stores_apart() {
    let server = S3Server::start().await;
    let (one, other) = (server.options("groups/one"), server.options("/groups/one-more/"));
    let (one, other) = (connect(one).await, connect(other).await);
    put(&other, "a", b"1").await.expect("a put");
    assert!(one.list("").await.expect("a list").is_empty());
    conformance::run(&one).await;
    assert_eq!(other.get("a", None).await.expect("untouched"), b"1");
    assert!(server.folder().join("copies/groups/one-more/a").exists());
    assert_eq!(other.place(), "s3://copies/groups/one-more");
}

#[tokio::test]
async fn a_server_without_conditional_writes() {
    let server = S3Server::with(Quirk::NoConditions).await;
    let store = connect(server.options("")).await;
    for key in ["a", "b"] {
        assert_eq!(put(&store, key, b"1").await.expect("a put"), Put::Written);
        assert_eq!(put(&store, key, b"1").await.expect("again"), Put::AlreadyThere);
        assert_eq!(put(&store, key, b"2").await.expect_err("other bytes").kind(), ErrorKind::Conflict);
        assert_eq!(store.get(key, None).await.expect("an object"), b"1");
    }
}

#[tokio::test]
async fn a_writer_that_was_faster_is_never_overwritten() {
    for (bytes, expected) in [(&b"the same"[..], Ok(Put::AlreadyThere)), (b"other", Err(ErrorKind::Conflict))] {
        let server = S3Server::with(Quirk::FirstHeadFindsNothing).await;
        let bucket = server.folder().join("copies");
        std::fs::write(bucket.join("a"), b"the same").expect("the faster writer");
        let store = connect(server.options("")).await;
        assert_eq!(put(&store, "a", bytes).await.map_err(|error| error.kind()), expected);
        assert_eq!(std::fs::read(bucket.join("a")).expect("an object"), b"the same");
    }
}

#[tokio::test]
async fn wrong_credentials_are_a_matter_of_permission_and_stay_secret() {
    let server = S3Server::start().await;
    let wrong = Credentials::Static {
        access_key_id: "AKTEST".to_owned(),
        secret_access_key: "a-wrong-secret".to_owned(),
        session_token: None,
    };
    let store = connect(S3Options { credentials: wrong, ..server.options("") }).await;
    for error in [
        put(&store, "a", b"1").await.expect_err("a put"),
        store.list("").await.expect_err("a list"),
        store.get("a", None).await.expect_err("a get"),
    ] {
        assert_eq!(error.kind(), ErrorKind::Permission, "{error}");
        assert!(!format!("{error:?} {store:?}").contains("a-wrong-secret"));
    }
}

#[tokio::test]
async fn a_profile_that_is_not_there_is_a_matter_of_permission() {
    let server = S3Server::start().await;
    let credentials = Credentials::Profile("no-such-profile".to_owned());
    let store = connect(S3Options { credentials, ..server.options("") }).await;
    let error = store.list("").await.expect_err("no credentials");
    assert_eq!(error.kind(), ErrorKind::Permission, "{error}");
    assert!(error.to_string().contains("no-such-profile"), "{error}");
}

#[tokio::test]
async fn bytes_that_do_not_match_their_hash_are_refused() {
    let server = S3Server::start().await;
    let store = connect(server.options("")).await;
    let error = store.put("a", Arc::from(&b"bytes"[..]), &[7; 32]).await.expect_err("another hash");
    assert_eq!(error.kind(), ErrorKind::Refused, "{error}");
}

#[tokio::test]
async fn an_object_larger_than_any_of_ours_is_refused_by_its_length() {
    let server = S3Server::start().await;
    let huge = std::fs::File::create(server.folder().join("copies/huge")).expect("a file");
    huge.set_len((64 << 20) + 1).expect("a sparse file");
    let store = connect(server.options("")).await;
    let error = store.get("huge", None).await.expect_err("too large");
    assert_eq!(error.kind(), ErrorKind::Refused, "{error}");
    assert!(error.to_string().contains("67108865 bytes or more"), "{error}");
    assert_eq!(store.get("huge", Some(3..5)).await.expect("a part"), [0, 0]);
}

#[tokio::test]
async fn an_answer_without_a_length_is_cut_off_where_no_object_goes_on() {
    let server = S3Server::with(Quirk::EndlessBody).await;
    let error = connect(server.options("")).await.get("a", None).await.expect_err("endless");
    assert_eq!(error.kind(), ErrorKind::Refused, "{error}");
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_no_empty_place() {
    let server = S3Server::start().await;
    let store = connect(S3Options { bucket: "nowhere".to_owned(), ..server.options("") }).await;
    let error = store.list("").await.expect_err("no bucket");
    assert_eq!(error.kind(), ErrorKind::Other, "{error}");
    assert!(error.to_string().starts_with("s3://nowhere: failed: NoSuchBucket"), "{error}");
}

#[tokio::test]
async fn a_server_that_is_gone_is_unreachable_and_asked_again() {
    let server = S3Server::start().await;
    let options = server.options("");
    server.stop().await;
    let policy = RetryPolicy { attempts: 2, first_pause: std::time::Duration::ZERO, ..RetryPolicy::default() };
    let store = Retry::new(connect(options).await, policy);
    let error = store.list("").await.expect_err("nobody there");
    assert_eq!(error.kind(), ErrorKind::Unreachable, "{error}");
    assert!(error.hint().is_some());
}

#[tokio::test]
async fn a_server_without_tls_where_tls_was_asked_for_is_unreachable() {
    let server = S3Server::start().await;
    let mut options = server.options("");
    options.endpoint = options.endpoint.map(|endpoint| endpoint.replace("http:", "https:"));
    let error = connect(options).await.list("").await.expect_err("no TLS");
    assert_eq!(error.kind(), ErrorKind::Unreachable, "{error}");
}

#[tokio::test]
async fn the_server_holds_what_was_put_and_nothing_of_the_credentials() {
    let server = S3Server::start().await;
    let store = connect(server.options("p")).await;
    assert_eq!(put(&store, "w/a", b"the bytes of an object").await.expect("a put"), Put::Written);
    let found = scan_for(server.folder(), &["the bytes of an object", "secret-for-tests"]);
    assert_eq!(found.iter().map(|hit| hit.needle).collect::<Vec<_>>(), [0]);
}
