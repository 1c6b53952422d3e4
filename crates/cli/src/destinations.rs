//! From a destination as configured to a store that can be asked.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use groupkeep_config::{Destination as Configured, Place};
use groupkeep_store::{Error as StoreError, ErrorKind, LocalStore, Store};
#[cfg(any(feature = "s3", feature = "opendal"))]
use groupkeep_store::{Retry, RetryPolicy};
use groupkeep_vault::{Access, Destination};

use crate::error::Failure;

/// What to do about a local folder that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Make it with its parents: the vault is about to be created.
    Create,
    /// Leave it: an unmounted disk looks like that, and so does a typing error.
    Fail,
}

/// Opens every destination; one that cannot be opened is there too, with the reason.
pub async fn open_all(configured: &[Configured], folder: &Path, missing: Missing) -> Vec<Destination> {
    let mut destinations = Vec::new();
    for one in configured {
        destinations.push(open(one, folder, missing).await);
    }
    destinations
}

/// Opens one destination. Relative paths are below `folder`.
pub async fn open(configured: &Configured, folder: &Path, missing: Missing) -> Destination {
    let opened = match &configured.place {
        Place::Path(path) => local(&folder.join(path), missing),
        Place::S3 { .. } => s3(configured, folder).await,
        Place::Opendal { scheme, options } => opendal(scheme, options, configured, folder),
    };
    Destination {
        name: configured.name.clone(),
        access: match opened {
            Ok(store) => Access::Open(store),
            Err(error) => Access::Failed(Arc::new(error)),
        },
        kind: match &configured.place {
            Place::Path(_) => "local".to_owned(),
            Place::S3 { .. } => "s3".to_owned(),
            Place::Opendal { scheme, .. } => scheme.clone(),
        },
        folder: match &configured.place {
            Place::Path(path) => Some(folder.join(path)),
            _ => None,
        },
        offsite: configured.offsite,
        provider: configured.provider.clone(),
        region: configured.region.clone(),
    }
}

/// Refuses two local destinations that are one folder by way of a link: two names for one copy are not two copies.
/// That two paths are written alike is found when the configuration is read.
pub fn refuse_twins(configured: &[Configured], folder: &Path) -> Result<(), Failure> {
    let mut seen: Vec<(PathBuf, &str)> = Vec::new();
    for one in configured {
        let Place::Path(path) = &one.place else { continue };
        let real = real(&folder.join(path));
        if let Some((_, first)) = seen.iter().find(|(other, _)| *other == real) {
            return Err(Failure::wrong(format!("`{}` is the same place as `{first}`: {}", one.name, real.display()))
                .hint("copies protect only when they are in different places"));
        }
        seen.push((real, &one.name));
    }
    Ok(())
}

/// `path` without links, as far as it is there.
fn real(path: &Path) -> PathBuf {
    match (path.canonicalize(), path.parent(), path.file_name()) {
        (Ok(real), _, _) => real,
        (Err(_), Some(parent), Some(name)) => real(parent).join(name),
        (Err(_), _, _) => path.to_owned(),
    }
}

fn local(path: &Path, missing: Missing) -> Result<Arc<dyn Store>, StoreError> {
    let store = match missing {
        Missing::Create => LocalStore::create(path)?,
        Missing::Fail => LocalStore::open(path)?,
    };
    Ok(Arc::new(store))
}

#[cfg(feature = "s3")]
async fn s3(configured: &Configured, folder: &Path) -> Result<Arc<dyn Store>, StoreError> {
    use groupkeep_config::Credential;
    use groupkeep_store::s3::{Credentials, S3Options, S3Store};

    use crate::secrets::secrets;

    let Place::S3 { endpoint, bucket, region, prefix, path_style } = &configured.place else {
        return Err(StoreError::new(ErrorKind::Refused, &configured.name));
    };
    let credentials = match configured.credentials.as_ref().and_then(|both| both.write.as_ref()) {
        None => Credentials::Chain,
        Some(Credential::Profile(profile)) => Credentials::Profile(profile.clone()),
        Some(other) => {
            let mut found = secrets(other, folder, &configured.name)?;
            let mut take = |name: &str| found.remove(&format!("aws_{name}")).or_else(|| found.remove(name));
            let (Some(access_key_id), Some(secret_access_key)) = (take("access_key_id"), take("secret_access_key"))
            else {
                return Err(StoreError::new(ErrorKind::Permission, &configured.name)
                    .detail("the credentials hold no access_key_id and secret_access_key"));
            };
            Credentials::Static { access_key_id, secret_access_key, session_token: take("session_token") }
        }
    };
    let options = S3Options {
        endpoint: endpoint.clone(),
        region: region.clone(),
        bucket: bucket.clone(),
        prefix: prefix.clone(),
        path_style: *path_style,
        credentials,
    };
    Ok(Arc::new(Retry::new(S3Store::connect(options).await?, RetryPolicy::default())))
}

#[cfg(not(feature = "s3"))]
#[expect(clippy::unused_async, reason = "the same signature as with the feature")]
async fn s3(configured: &Configured, _folder: &Path) -> Result<Arc<dyn Store>, StoreError> {
    Err(without("s3", &configured.name))
}

#[cfg(feature = "opendal")]
fn opendal(
    scheme: &str,
    options: &BTreeMap<String, String>,
    configured: &Configured,
    folder: &Path,
) -> Result<Arc<dyn Store>, StoreError> {
    let mut options = options.clone();
    if let Some(credential) = configured.credentials.as_ref().and_then(|both| both.write.as_ref()) {
        options.extend(crate::secrets::secrets(credential, folder, &configured.name)?);
    }
    let store = groupkeep_store::opendal::OpendalStore::connect(scheme, &options)?;
    Ok(Arc::new(Retry::new(store, RetryPolicy::default())))
}

#[cfg(not(feature = "opendal"))]
fn opendal(
    _scheme: &str,
    _options: &BTreeMap<String, String>,
    configured: &Configured,
    _folder: &Path,
) -> Result<Arc<dyn Store>, StoreError> {
    Err(without("opendal", &configured.name))
}

#[cfg(any(not(feature = "s3"), not(feature = "opendal")))]
fn without(feature: &str, name: &str) -> StoreError {
    StoreError::new(ErrorKind::Refused, name)
        .detail(format!("this groupkeep was built without the feature `{feature}`"))
}
