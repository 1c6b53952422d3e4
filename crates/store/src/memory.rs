use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use sha2::{Digest, Sha256};

use crate::{Error, ErrorKind, Listed, Meta, Promises, Put, Store, check_key, check_prefix};

const PLACE: &str = "memory";

/// Keeps objects in memory, for tests. Clones share their objects.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    objects: Arc<Mutex<BTreeMap<String, Arc<[u8]>>>>,
}

impl MemoryStore {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn objects(&self) -> MutexGuard<'_, BTreeMap<String, Arc<[u8]>>> {
        self.objects.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Store for MemoryStore {
    fn place(&self) -> String {
        PLACE.to_owned()
    }

    fn promises(&self) -> Promises {
        Promises { write_once: true, last_modified: false, locks: false }
    }

    async fn put(&self, key: &str, bytes: Arc<[u8]>, sha256: &[u8; 32]) -> Result<Put, Error> {
        check_key(PLACE, key)?;
        if Sha256::digest(&bytes)[..] != sha256[..] {
            return Err(Error::new(ErrorKind::Refused, PLACE).key(key).detail("the bytes do not match their hash"));
        }
        Error::check_size(PLACE, key, bytes.len() as u64)?;
        let mut objects = self.objects();
        match objects.get(key) {
            Some(there) if *there == bytes => Ok(Put::AlreadyThere),
            Some(_) => Err(Error::new(ErrorKind::Conflict, PLACE).key(key)),
            None => {
                objects.insert(key.to_owned(), bytes);
                Ok(Put::Written)
            }
        }
    }

    async fn get(&self, key: &str, range: Option<Range<u64>>) -> Result<Vec<u8>, Error> {
        check_key(PLACE, key)?;
        let object = self.objects().get(key).cloned();
        let object = object.ok_or_else(|| Error::new(ErrorKind::NotFound, PLACE).key(key))?;
        let range = range.unwrap_or(0..u64::MAX);
        let clamp = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(object.len());
        let part = object.get(clamp(range.start)..clamp(range.end)).unwrap_or_default();
        Error::check_size(PLACE, key, part.len() as u64)?;
        Ok(part.to_vec())
    }

    async fn head(&self, key: &str) -> Result<Option<Meta>, Error> {
        check_key(PLACE, key)?;
        let meta = |object: &Arc<[u8]>| Meta {
            size: object.len() as u64,
            modified: None,
            sha256: Some(Sha256::digest(object).into()),
        };
        Ok(self.objects().get(key).map(meta))
    }

    async fn list(&self, prefix: &str) -> Result<Vec<Listed>, Error> {
        check_prefix(PLACE, prefix)?;
        let listed = |(key, object): (&String, &Arc<[u8]>)| Listed {
            key: key.clone(),
            size: object.len() as u64,
            modified: None,
        };
        let objects = self.objects();
        let from = objects.range(prefix.to_owned()..);
        Ok(from.take_while(|(key, _)| key.starts_with(prefix)).map(listed).collect())
    }

    async fn delete(&self, key: &str) -> Result<(), Error> {
        check_key(PLACE, key)?;
        self.objects().remove(key);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MAX_OBJECT;

    #[tokio::test]
    async fn what_is_larger_than_any_object_is_neither_written_nor_read() {
        let store = MemoryStore::new();
        let huge: Arc<[u8]> = vec![0; usize::try_from(MAX_OBJECT).expect("fits") + 1].into();
        let error = store.put("a", Arc::clone(&huge), &Sha256::digest(&huge).into()).await.expect_err("too large");
        assert_eq!(error.kind(), ErrorKind::Refused);
        store.objects().insert("a".to_owned(), huge);
        let error = store.get("a", None).await.expect_err("too large");
        let said = "memory: a: refused: 67108865 bytes or more, and no object has over 67108864";
        assert_eq!((error.kind(), error.to_string()), (ErrorKind::Refused, said.to_owned()));
        assert_eq!(store.get("a", Some(0..2)).await.expect("a part"), [0, 0]);
    }
}
