use std::ops::Range;

use async_trait::async_trait;
use groupkeep_store::{ErrorKind, Listed, MemoryStore, Meta, Promises, Put, Store};
use groupkeep_testkit::{Fault, FaultStore, Verb};
use tokio::sync::watch;

use super::*;

/// Counts its puts, or makes them wait until another store has counted enough.
#[derive(Debug)]
struct Gate {
    inner: MemoryStore,
    counts: Option<watch::Sender<usize>>,
    waits: Option<watch::Receiver<usize>>,
}

#[async_trait]
impl Store for Gate {
    fn place(&self) -> String {
        self.inner.place()
    }
    fn promises(&self) -> Promises {
        self.inner.promises()
    }
    async fn put(&self, key: &str, bytes: Arc<[u8]>, sha256: &[u8; 32]) -> Result<Put, groupkeep_store::Error> {
        if let Some(waits) = &self.waits {
            waits.clone().wait_for(|count| *count >= OBJECTS).await.unwrap();
        }
        let put = self.inner.put(key, bytes, sha256).await;
        if let Some(counts) = &self.counts {
            counts.send_modify(|count| *count += 1);
        }
        put
    }
    async fn get(&self, key: &str, range: Option<Range<u64>>) -> Result<Vec<u8>, groupkeep_store::Error> {
        self.inner.get(key, range).await
    }
    async fn head(&self, key: &str) -> Result<Option<Meta>, groupkeep_store::Error> {
        self.inner.head(key).await
    }
    async fn list(&self, prefix: &str) -> Result<Vec<Listed>, groupkeep_store::Error> {
        self.inner.list(prefix).await
    }
    async fn delete(&self, key: &str) -> Result<(), groupkeep_store::Error> {
        self.inner.delete(key).await
    }
}

const OBJECTS: usize = 12;

fn lane(name: &str, store: impl Store + 'static, local: bool) -> Arc<Lane> {
    let mut destination = Destination::new(name, store);
    destination.folder = local.then(|| name.into());
    Arc::new(Lane::new(destination, HashMap::new()))
}

/// Hands the objects to the lanes; says how many were taken from the producer.
async fn hand_on(lanes: &[Arc<Lane>]) -> usize {
    let (send, receive) = mpsc::channel(1);
    let produce = async move {
        for number in 0..OBJECTS {
            let key = |sha256| ObjectKey::List { writer: "ab".parse().unwrap(), sha256 };
            if send.send(Object::new(key, vec![u8::try_from(number).unwrap()])).await.is_err() {
                return number;
            }
        }
        OBJECTS
    };
    tokio::join!(produce, upload(lanes, receive)).0
}

#[tokio::test]
async fn a_slow_place_does_not_hold_up_a_local_one() {
    let (counts, waits) = watch::channel(0);
    let near = lane("near", Gate { inner: MemoryStore::new(), counts: Some(counts), waits: None }, true);
    // Takes nothing until the local one has everything: waiting for it would never end.
    let far = lane("far", Gate { inner: MemoryStore::new(), counts: None, waits: Some(waits) }, false);
    assert_eq!(hand_on(&[Arc::clone(&far), Arc::clone(&near)]).await, OBJECTS);
    assert_eq!(near.added().0, OBJECTS as u64);
    assert!((1..OBJECTS as u64).contains(&far.added().0) && far.is_healthy(), "{:?}", far.added());
}

#[tokio::test]
async fn a_place_that_fails_gets_nothing_more_and_the_other_everything() {
    let faults = FaultStore::new(Arc::new(MemoryStore::new()));
    faults.script(Verb::Put, "w/", 3, Fault::Fails(ErrorKind::Permission));
    let (bad, good) = (lane("bad", faults.clone(), true), lane("good", MemoryStore::new(), true));
    assert_eq!(hand_on(&[Arc::clone(&bad), Arc::clone(&good)]).await, OBJECTS);
    faults.assert_all_fired();
    assert_eq!((bad.added().0, good.added().0), (3, OBJECTS as u64));
    assert!(!bad.is_healthy() && matches!(bad.take_error(), Some(Error::Destination { .. })));
}

#[tokio::test]
async fn when_no_place_is_left_the_producer_is_told() {
    let faults = FaultStore::new(Arc::new(MemoryStore::new()));
    faults.script(Verb::Put, "w/", 0, Fault::Fails(ErrorKind::Full));
    let only = lane("only", faults, true);
    assert!(hand_on(std::slice::from_ref(&only)).await < OBJECTS);
    assert!(!only.is_healthy());
}

#[tokio::test]
async fn what_is_there_already_is_not_put_again() {
    let object = Object::new(ObjectKey::Drop, b"bytes".to_vec());
    let present = HashMap::from([(object.key.to_string(), 5)]);
    let lane = Lane::new(Destination::new("near", MemoryStore::new()), present);
    lane.put(&object).await.unwrap();
    assert_eq!(lane.added(), (0, 0));
    let longer = Object { bytes: b"longer".to_vec().into(), sha256: Digest::of(b"longer"), ..object };
    lane.put(&longer).await.unwrap();
    assert_eq!(lane.added(), (1, 6));
}
