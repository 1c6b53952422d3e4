//! [`Retry`] over scripted faults, on a paused clock.

use std::sync::Arc;
use std::time::Duration;

use groupkeep_store::{Error, ErrorKind, MemoryStore, Put, Retry, RetryPolicy, Store};
use groupkeep_testkit::{Fault, FaultStore, RecordingStore, Verb, put};
use tokio::time::Instant;

const POLICY: RetryPolicy =
    RetryPolicy { attempts: 4, first_pause: Duration::from_secs(1), longest_pause: Duration::from_secs(3) };

struct Setting {
    faults: FaultStore,
    asked: RecordingStore,
    store: Retry<RecordingStore>,
    begun: Instant,
}

fn setting() -> Setting {
    let faults = FaultStore::new(Arc::new(MemoryStore::new()));
    let asked = RecordingStore::new(Arc::new(faults.clone()));
    Setting { store: Retry::new(asked.clone(), POLICY), asked, faults, begun: Instant::now() }
}

fn kind<T>(result: Result<T, Error>) -> Option<ErrorKind> {
    result.err().map(|error| error.kind())
}

#[tokio::test(start_paused = true)]
async fn asks_again_after_a_doubling_pause() {
    let s = setting();
    for _ in 0..3 {
        s.faults.script(Verb::Put, "a", 0, Fault::Fails(ErrorKind::Unreachable));
    }
    assert_eq!(put(&s.store, "a", b"1").await.expect("the fourth succeeds"), Put::Written);
    assert_eq!((s.asked.count(Verb::Put, "a"), s.begun.elapsed()), (4, Duration::from_secs(1 + 2 + 3)));
    s.faults.assert_all_fired();
}

#[tokio::test(start_paused = true)]
async fn gives_up_with_the_last_error() {
    let s = setting();
    for _ in 0..4 {
        s.faults.script(Verb::List, "", 0, Fault::Fails(ErrorKind::Unreachable));
    }
    assert_eq!(kind(s.store.list("w/").await), Some(ErrorKind::Unreachable));
    assert_eq!(s.asked.count(Verb::List, ""), 4);
    s.faults.assert_all_fired();
}

#[tokio::test(start_paused = true)]
async fn what_does_not_pass_is_not_asked_again() {
    let s = setting();
    for fatal in [ErrorKind::Full, ErrorKind::Permission, ErrorKind::Refused, ErrorKind::Other, ErrorKind::Conflict] {
        s.asked.clear();
        s.faults.script(Verb::Put, "", 0, Fault::Fails(fatal));
        assert_eq!(kind(put(&s.store, "a", b"1").await), Some(fatal));
        assert_eq!(s.asked.requests().len(), 1, "{fatal:?}");
    }
    assert_eq!(kind(s.store.get("absent", None).await), Some(ErrorKind::NotFound));
    assert_eq!(s.begun.elapsed(), Duration::ZERO);
    s.faults.assert_all_fired();
}

#[tokio::test(start_paused = true)]
async fn a_put_whose_answer_got_lost_is_there_already() {
    let s = setting();
    s.faults.script(Verb::Put, "", 0, Fault::DoneButFails(ErrorKind::Unreachable));
    assert_eq!(put(&s.store, "a", b"1").await.expect("stored"), Put::AlreadyThere);
    s.faults.assert_all_fired();
}

#[tokio::test(start_paused = true)]
async fn every_verb_is_asked_again() {
    let s = setting();
    put(&s.store, "a", b"12").await.expect("a put");
    for verb in [Verb::Get, Verb::Head, Verb::List, Verb::Delete] {
        s.faults.script(verb, "", 0, Fault::Fails(ErrorKind::Unreachable));
    }
    assert_eq!(s.store.get("a", Some(1..2)).await.expect("a get"), b"2");
    assert_eq!(s.store.head("a").await.expect("a head").map(|meta| meta.size), Some(2));
    assert_eq!(s.store.list("").await.expect("a list").len(), 1);
    s.store.delete("a").await.expect("a delete");
    s.faults.assert_all_fired();
}

#[tokio::test(start_paused = true)]
async fn no_attempts_count_as_one() {
    let faults = FaultStore::new(Arc::new(MemoryStore::new()));
    faults.script(Verb::Head, "", 0, Fault::Fails(ErrorKind::Unreachable));
    let store = Retry::new(faults.clone(), RetryPolicy { attempts: 0, ..POLICY });
    assert_eq!(kind(store.head("a").await), Some(ErrorKind::Unreachable));
    assert_eq!(store.head("a").await.expect("a head"), None);
    faults.assert_all_fired();
}
