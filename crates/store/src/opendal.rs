//! WebDAV and whatever else OpenDAL reaches. WebDAV is what a netdisk gateway speaks; the other schemes are one feature
//! of the `opendal` crate away and untested here.

use std::collections::BTreeMap;
use std::fmt;
use std::future::poll_fn;
use std::ops::Range;
use std::pin::pin;
use std::sync::Arc;

use ::opendal::options::{ListOptions, WriteOptions};
use ::opendal::{EntryMode, ErrorKind as Kind, Metadata, Operator};
use async_trait::async_trait;
use bytes::Bytes;
use futures_core::Stream;

use crate::key::TEMPORARY;
use crate::{Error, ErrorKind, Listed, Meta, Promises, Put, Store, check_key, check_prefix};

/// A place reached through OpenDAL. Where the service can write under the condition that nothing is there, it is asked
/// to. Where it can only rename, an object is written as `tmp-…`, looked at, and renamed; two writers at the same moment
/// are then told apart only by a look just before.
#[derive(Clone)]
pub struct OpendalStore {
    operator: Operator,
    place: String,
}

impl OpendalStore {
    /// Prepares a client; nothing is asked of the server yet. `options` are those of OpenDAL's documentation of the
    /// scheme, such as `endpoint`, `root`, `username` and `password` for `webdav`.
    ///
    /// # Errors
    /// [`ErrorKind::Refused`] for a scheme that is not built in and for options the scheme does not take.
    pub fn connect(scheme: &str, options: &BTreeMap<String, String>) -> Result<Self, Error> {
        ::opendal::install_default();
        let place = place(scheme, options);
        match Operator::via_iter(scheme, options.clone()) {
            Ok(operator) => Ok(Self { operator, place }),
            // The error's own context may repeat the options.
            Err(error) => Err(Error::new(ErrorKind::Refused, place).detail(error.message())),
        }
    }

    fn failed(&self, error: ::opendal::Error, key: &str) -> Error {
        let kind = match error.kind() {
            Kind::NotFound => ErrorKind::NotFound,
            Kind::PermissionDenied => ErrorKind::Permission,
            Kind::AlreadyExists | Kind::ConditionNotMatch => ErrorKind::Conflict,
            Kind::RateLimited => ErrorKind::Unreachable,
            Kind::ConfigInvalid | Kind::Unsupported | Kind::IsADirectory | Kind::NotADirectory => ErrorKind::Refused,
            // HTTP's Insufficient Storage, which OpenDAL has no word for.
            _ if error.to_string().contains("status: 507") => ErrorKind::Full,
            _ if error.is_temporary() => ErrorKind::Unreachable,
            _ => ErrorKind::Other,
        };
        Error::new(kind, &self.place).key(key).source(error)
    }

    async fn stat(&self, key: &str) -> Result<Option<Metadata>, Error> {
        match self.operator.stat(key).await {
            Ok(found) if found.mode() == EntryMode::DIR => Ok(None),
            Ok(found) => Ok(Some(found)),
            Err(error) if error.kind() == Kind::NotFound => Ok(None),
            Err(error) => Err(self.failed(error, key)),
        }
    }

    /// Reads piece by piece, so that a server that sends more than it announced is not followed.
    async fn read(&self, key: &str, range: Range<u64>) -> Result<Vec<u8>, Error> {
        let failed = |error| self.failed(error, key);
        let reader = self.operator.reader(key).await.map_err(failed)?;
        let mut parts = pin!(reader.into_stream(range).await.map_err(failed)?);
        let mut bytes = Vec::new();
        while let Some(part) = poll_fn(|context| parts.as_mut().poll_next(context)).await {
            let part = part.map_err(failed)?;
            Error::check_size(&self.place, key, (bytes.len() + part.len()) as u64)?;
            part.for_each(|piece| bytes.extend_from_slice(&piece));
        }
        Ok(bytes)
    }

    async fn compare(&self, key: &str, size: u64, bytes: &[u8]) -> Result<Put, Error> {
        if size == bytes.len() as u64 && self.get(key, None).await? == bytes {
            Ok(Put::AlreadyThere)
        } else {
            Err(Error::new(ErrorKind::Conflict, &self.place).key(key))
        }
    }

    /// The name an object has while it is written: of its content, so that a later try uses the same again.
    fn temporary(key: &str, sha256: &[u8; 32]) -> String {
        let name: String = sha256.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        match key.rsplit_once('/') {
            Some((folders, _)) => format!("{folders}/{TEMPORARY}{name}"),
            None => format!("{TEMPORARY}{name}"),
        }
    }

    async fn write(&self, key: &str, bytes: Bytes, sha256: &[u8; 32]) -> Result<(), ::opendal::Error> {
        let able = self.operator.info().capability();
        if able.write_with_if_not_exists {
            let once = WriteOptions { if_not_exists: true, ..WriteOptions::default() };
            return self.operator.write_options(key, bytes, once).await.map(drop);
        }
        if !able.rename {
            return self.operator.write(key, bytes).await.map(drop);
        }
        let temporary = Self::temporary(key, sha256);
        let size = bytes.len() as u64;
        self.operator.write(&temporary, bytes).await?;
        let written = self.operator.stat(&temporary).await?.content_length();
        if written != size {
            let message = format!("{written} of {size} bytes arrived");
            return Err(::opendal::Error::new(Kind::Unexpected, message).set_temporary());
        }
        self.operator.rename(&temporary, key).await
    }
}

/// The scheme, host and root; a user's name and password in the endpoint are left out.
fn place(scheme: &str, options: &BTreeMap<String, String>) -> String {
    let endpoint = options.get("endpoint").map_or("", String::as_str);
    let endpoint = match endpoint.split_once("://") {
        Some((protocol, rest)) => format!("{protocol}://{}", rest.rsplit_once('@').map_or(rest, |(_, host)| host)),
        None => endpoint.rsplit_once('@').map_or(endpoint, |(_, host)| host).to_owned(),
    };
    let root = options.get("root").map(|root| root.trim_matches('/')).filter(|root| !root.is_empty());
    let root = root.map(|root| format!("/{root}")).unwrap_or_default();
    format!("{scheme}:{}{root}", endpoint.trim_end_matches('/'))
}

impl fmt::Debug for OpendalStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OpendalStore({})", self.place)
    }
}

#[async_trait]
impl Store for OpendalStore {
    fn place(&self) -> String {
        self.place.clone()
    }

    fn promises(&self) -> Promises {
        let write_once = self.operator.info().capability().write_with_if_not_exists;
        Promises { write_once, last_modified: false, locks: false }
    }

    async fn put(&self, key: &str, bytes: Arc<[u8]>, sha256: &[u8; 32]) -> Result<Put, Error> {
        check_key(&self.place, key)?;
        Error::check_size(&self.place, key, bytes.len() as u64)?;
        if let Some(there) = self.stat(key).await? {
            return self.compare(key, there.content_length(), &bytes).await;
        }
        let Err(error) = self.write(key, Bytes::from_owner(Arc::clone(&bytes)), sha256).await else {
            return Ok(Put::Written);
        };
        // Another writer may have been faster, or the answer to a write that was done got lost.
        match self.stat(key).await? {
            Some(there) => self.compare(key, there.content_length(), &bytes).await,
            None => Err(self.failed(error, key)),
        }
    }

    async fn get(&self, key: &str, range: Option<Range<u64>>) -> Result<Vec<u8>, Error> {
        check_key(&self.place, key)?;
        let there = self.stat(key).await?.ok_or_else(|| Error::new(ErrorKind::NotFound, &self.place).key(key))?;
        let range = range.unwrap_or(0..u64::MAX);
        let range = range.start..range.end.min(there.content_length());
        if range.is_empty() {
            return Ok(Vec::new());
        }
        Error::check_size(&self.place, key, range.end - range.start)?;
        self.read(key, range).await
    }

    async fn head(&self, key: &str) -> Result<Option<Meta>, Error> {
        check_key(&self.place, key)?;
        let meta = |found: Metadata| Meta {
            size: found.content_length(),
            modified: found.last_modified().map(Into::into),
            sha256: None,
        };
        Ok(self.stat(key).await?.map(meta))
    }

    async fn list(&self, prefix: &str) -> Result<Vec<Listed>, Error> {
        check_prefix(&self.place, prefix)?;
        let folder = prefix.rsplit_once('/').map_or(String::new(), |(folders, _)| format!("{folders}/"));
        let everything = ListOptions { recursive: true, ..ListOptions::default() };
        let entries = match self.operator.list_options(&folder, everything).await {
            Err(error) if error.kind() == Kind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(|error| self.failed(error, prefix))?,
        };
        let mut listed = Vec::new();
        for (key, found) in entries.into_iter().map(::opendal::Entry::into_parts) {
            if found.mode() == EntryMode::DIR || !key.starts_with(prefix) || !crate::key::is_key(&key) {
                continue;
            }
            // Some services leave the size out of listings, which reads as 0; no object of ours is really empty.
            let found = if found.content_length() == 0 { self.stat(&key).await?.unwrap_or(found) } else { found };
            let modified = found.last_modified().map(Into::into);
            listed.push(Listed { size: found.content_length(), modified, key });
        }
        listed.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(listed)
    }

    async fn delete(&self, key: &str) -> Result<(), Error> {
        check_key(&self.place, key)?;
        match self.operator.delete(key).await {
            Err(error) if error.kind() != Kind::NotFound => Err(self.failed(error, key)),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn neither_place_nor_debug_nor_error_shows_a_secret() {
        let given = options(&[
            ("endpoint", "https://li:hunter2@dav.example.org/dav/"),
            ("root", "/groupkeep"),
            ("username", "li"),
            ("password", "hunter2"),
        ]);
        let store = OpendalStore::connect("webdav", &given).expect("a store");
        assert_eq!(store.place(), "webdav:https://dav.example.org/dav/groupkeep");
        assert!(!format!("{store:?}").contains("hunter2"));
        let error = OpendalStore::connect("webdav", &options(&[("password", "hunter2")])).expect_err("no endpoint");
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    }

    #[test]
    fn a_scheme_that_is_not_there() {
        let error = OpendalStore::connect("pigeon", &BTreeMap::new()).expect_err("no such scheme");
        assert_eq!(error.kind(), ErrorKind::Refused);
        assert!(error.to_string().starts_with("pigeon:: refused"), "{error}");
    }

    #[tokio::test]
    async fn what_is_larger_than_any_object_is_refused() {
        let store = OpendalStore::connect("memory", &BTreeMap::new()).expect("a store");
        let huge = vec![0_u8; usize::try_from(crate::MAX_OBJECT).expect("fits") + 1];
        store.operator.write("huge", huge).await.expect("an object not of ours");
        let error = store.get("huge", None).await.expect_err("too large");
        assert_eq!(error.kind(), ErrorKind::Refused, "{error}");
        let error = store.read("huge", 0..crate::MAX_OBJECT + 1).await.expect_err("more than announced");
        assert_eq!(error.kind(), ErrorKind::Refused, "{error}");
        assert_eq!(store.get("huge", Some(1..4)).await.expect("a part"), [0, 0, 0]);
    }

    #[test]
    fn names_while_writing_stand_beside_the_object_and_are_no_keys() {
        let name = OpendalStore::temporary("w/a/b", &[0xab; 32]);
        assert_eq!(name, format!("w/a/tmp-{}", "ab".repeat(16)));
        assert!(check_key("p", &name).is_err());
        assert!(OpendalStore::temporary("a", &[0; 32]).starts_with("tmp-"));
    }
}
