//! Destinations: the places that each hold a copy of the vault.

use std::path::PathBuf;
use std::sync::Arc;

use groupkeep_store::{ErrorKind, Store};

use crate::error::Error;
use crate::format::key::ObjectKey;
use crate::id::Digest;

/// One configured destination.
#[derive(Debug, Clone)]
pub struct Destination {
    /// Its configured name, unique in the configuration.
    pub name: String,
    /// The store, or why it could not be opened.
    pub access: Access,
    /// The kind of place, for receipts: `local`, `s3` or an OpenDAL scheme.
    pub kind: String,
    /// The folder of a local destination: excluded from sources, and healthy enough to let others fall behind.
    pub folder: Option<PathBuf>,
    /// Away from the machine that is backed up, as configured.
    pub offsite: bool,
    /// Who runs the place, as configured.
    pub provider: Option<String>,
    /// Where it is, as configured.
    pub region: Option<String>,
}

/// Whether a destination's store could be opened.
#[derive(Debug, Clone)]
pub enum Access {
    /// It can be asked.
    Open(Arc<dyn Store>),
    /// It could not be opened, as with a disk that is not mounted.
    Failed(Arc<groupkeep_store::Error>),
}

impl Destination {
    /// A destination with nothing but a name and a store.
    pub fn new(name: impl Into<String>, store: impl Store + 'static) -> Self {
        Self {
            name: name.into(),
            access: Access::Open(Arc::new(store)),
            kind: "local".to_owned(),
            folder: None,
            offsite: false,
            provider: None,
            region: None,
        }
    }

    /// The store.
    ///
    /// # Errors
    /// [`Error::Destination`] when it could not be opened.
    pub fn store(&self) -> Result<&Arc<dyn Store>, Error> {
        match &self.access {
            Access::Open(store) => Ok(store),
            Access::Failed(source) => {
                Err(Error::Destination { destination: self.name.clone(), source: Arc::clone(source) })
            }
        }
    }

    /// An error of this destination's store, with the destination's name.
    pub(crate) fn failed(&self, source: groupkeep_store::Error) -> Error {
        Error::Destination { destination: self.name.clone(), source: Arc::new(source) }
    }

    /// Reads a whole object and checks it against its digest; `None` when there is none.
    ///
    /// # Errors
    /// [`Error::Destination`]; [`Error::Damaged`] when the bytes are others than the name says.
    pub async fn fetch(&self, key: &ObjectKey, sha256: &Digest) -> Result<Option<Vec<u8>>, Error> {
        let bytes = match self.store()?.get(&key.to_string(), None).await {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.failed(error)),
        };
        if Digest::of(&bytes) == *sha256 {
            Ok(Some(bytes))
        } else {
            Err(self.damaged(key, crate::format::Malformed::new("object", "does not match the digest in its name")))
        }
    }

    pub(crate) fn damaged(&self, key: &ObjectKey, source: crate::format::Malformed) -> Error {
        Error::Damaged { destination: self.name.clone(), key: key.to_string(), source }
    }
}
