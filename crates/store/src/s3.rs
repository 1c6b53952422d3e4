//! Amazon S3 and everything that speaks its protocol, by aws-sdk-s3.

mod failure;
mod options;

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use async_trait::async_trait;
use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::{ByteStream, DateTime, SdkBody};
use aws_sdk_s3::types::ChecksumMode;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;

use self::failure::Failure;
use crate::{Error, ErrorKind, Listed, Meta, Promises, Put, Store, check_key, check_prefix};

pub use options::{Credentials, S3Options};

/// A bucket, or the part of one below a prefix. Every upload carries its SHA-256, which the server checks, and
/// `If-None-Match: *`, so that servers that honour it never overwrite; for the others, the object is looked up first.
#[derive(Debug, Clone)]
pub struct S3Store {
    client: Client,
    bucket: String,
    /// Empty, or ends with `/`.
    prefix: String,
    place: String,
    /// Where the credentials come from, for people.
    from: String,
    /// Turned off for good once the server says it does not know `If-None-Match`.
    conditional: Arc<AtomicBool>,
}

impl S3Store {
    /// Prepares a client; nothing is asked of the server yet. Requests are never repeated here: wrap the store in
    /// [`Retry`](crate::Retry) for that. A connection may take 10 s, an answer 60 s to begin.
    ///
    /// # Errors
    /// [`ErrorKind::Refused`] for an empty bucket name, a prefix that is none, or a region that nothing gives.
    pub async fn connect(options: S3Options) -> Result<Self, Error> {
        let place = options.place();
        let prefix = options.checked_prefix()?;
        let (bucket, from) = (options.bucket.clone(), options.credentials.origin());
        let client = Client::from_conf(options.into_config(&place).await?);
        Ok(Self { client, bucket, prefix, place, from, conditional: Arc::new(AtomicBool::new(true)) })
    }

    fn full(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }

    fn failed(&self, failure: Failure, key: &str) -> Error {
        failure.into_error(&self.place, &self.from).key(key)
    }

    async fn upload(&self, key: &str, bytes: &Arc<[u8]>, sha256: &[u8; 32], conditional: bool) -> Result<(), Failure> {
        let body = SdkBody::from(Bytes::from_owner(Arc::clone(bytes)));
        self.client
            .put_object()
            .bucket(&self.bucket)
            .key(self.full(key))
            .content_length(i64::try_from(bytes.len()).unwrap_or(i64::MAX))
            .checksum_sha256(BASE64_STANDARD.encode(sha256))
            .set_if_none_match(conditional.then(|| "*".to_owned()))
            .body(ByteStream::new(body))
            .send()
            .await
            .map(drop)
            .map_err(|error| Failure::from_sdk(&error))
    }

    /// What a put means when the key is taken.
    async fn compare(&self, key: &str, there: &Meta, bytes: &[u8], sha256: &[u8; 32]) -> Result<Put, Error> {
        let same = match there.sha256 {
            _ if there.size != bytes.len() as u64 => false,
            Some(known) => known == *sha256,
            None => self.get(key, None).await? == bytes,
        };
        if same { Ok(Put::AlreadyThere) } else { Err(Error::new(ErrorKind::Conflict, &self.place).key(key)) }
    }
}

#[async_trait]
impl Store for S3Store {
    fn place(&self) -> String {
        self.place.clone()
    }

    fn promises(&self) -> Promises {
        // Not every server honours `If-None-Match`, and there is no way to ask.
        Promises { write_once: false, last_modified: true, locks: false }
    }

    async fn put(&self, key: &str, bytes: Arc<[u8]>, sha256: &[u8; 32]) -> Result<Put, Error> {
        Error::check_size(&self.place, key, bytes.len() as u64)?;
        if let Some(there) = self.head(key).await? {
            return self.compare(key, &there, &bytes, sha256).await;
        }
        let conditional = self.conditional.load(Ordering::Relaxed);
        let mut done = self.upload(key, &bytes, sha256, conditional).await;
        if conditional && done.as_ref().is_err_and(Failure::is_not_implemented) {
            self.conditional.store(false, Ordering::Relaxed);
            done = self.upload(key, &bytes, sha256, false).await;
        }
        match done {
            Ok(()) => Ok(Put::Written),
            Err(failure) if failure.is_precondition() => match self.head(key).await? {
                Some(there) => self.compare(key, &there, &bytes, sha256).await,
                None => Err(self.failed(failure, key)),
            },
            Err(failure) => Err(self.failed(failure, key)),
        }
    }

    async fn get(&self, key: &str, range: Option<Range<u64>>) -> Result<Vec<u8>, Error> {
        check_key(&self.place, key)?;
        if range.as_ref().is_some_and(Range::is_empty) {
            // HTTP cannot ask for nothing.
            let there = self.head(key).await?;
            return there.map(|_| Vec::new()).ok_or_else(|| Error::new(ErrorKind::NotFound, &self.place).key(key));
        }
        let range = range.map(|range| match i64::try_from(range.end) {
            Ok(end) => format!("bytes={}-{}", range.start, end - 1),
            // Servers count in signed numbers.
            Err(_) => format!("bytes={}-", range.start),
        });
        let request = self.client.get_object().bucket(&self.bucket).key(self.full(key)).set_range(range);
        match request.send().await.map_err(|error| Failure::from_sdk(&error)) {
            Err(failure) if failure.is_beyond_the_end() => Ok(Vec::new()),
            Err(failure) => Err(self.failed(failure, key)),
            Ok(mut answer) => {
                Error::check_size(&self.place, key, size(answer.content_length()))?;
                let mut bytes = Vec::new();
                while let Some(part) = answer.body.next().await {
                    let cut = |error| Error::new(ErrorKind::Unreachable, &self.place).key(key).source(error);
                    let part = part.map_err(cut)?;
                    // A server that gives no length, or a wrong one, is not followed any further either.
                    Error::check_size(&self.place, key, (bytes.len() + part.len()) as u64)?;
                    bytes.extend_from_slice(&part);
                }
                Ok(bytes)
            }
        }
    }

    async fn head(&self, key: &str) -> Result<Option<Meta>, Error> {
        check_key(&self.place, key)?;
        let request = self.client.head_object().bucket(&self.bucket).key(self.full(key));
        match request.checksum_mode(ChecksumMode::Enabled).send().await.map_err(|error| Failure::from_sdk(&error)) {
            Ok(answer) => Ok(Some(Meta {
                size: size(answer.content_length()),
                modified: time(answer.last_modified()),
                sha256: answer.checksum_sha256().and_then(whole_sha256),
            })),
            Err(failure) if failure.is_missing_object() => Ok(None),
            Err(failure) => Err(self.failed(failure, key)),
        }
    }

    async fn list(&self, prefix: &str) -> Result<Vec<Listed>, Error> {
        check_prefix(&self.place, prefix)?;
        let request = self.client.list_objects_v2().bucket(&self.bucket).prefix(self.full(prefix));
        let mut pages = request.into_paginator().send();
        let mut listed = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| self.failed(Failure::from_sdk(&error), prefix))?;
            for object in page.contents() {
                let key = object.key().and_then(|key| key.strip_prefix(&self.prefix));
                if let Some(key) = key.filter(|key| crate::key::is_key(key)) {
                    let modified = time(object.last_modified());
                    listed.push(Listed { key: key.to_owned(), size: size(object.size()), modified });
                }
            }
        }
        listed.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(listed)
    }

    async fn delete(&self, key: &str) -> Result<(), Error> {
        check_key(&self.place, key)?;
        let request = self.client.delete_object().bucket(&self.bucket).key(self.full(key));
        match request.send().await.map_err(|error| Failure::from_sdk(&error)) {
            Err(failure) if !failure.is_missing_object() => Err(self.failed(failure, key)),
            _ => Ok(()),
        }
    }
}

fn size(length: Option<i64>) -> u64 {
    length.and_then(|length| u64::try_from(length).ok()).unwrap_or_default()
}

fn time(time: Option<&DateTime>) -> Option<SystemTime> {
    time.and_then(|time| SystemTime::try_from(*time).ok())
}

/// `None` for the checksum of a multipart upload (`…-3`), which is not that of the whole object.
fn whole_sha256(text: &str) -> Option<[u8; 32]> {
    BASE64_STANDARD.decode(text).ok()?.try_into().ok()
}
