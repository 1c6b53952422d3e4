use std::fmt;
use std::time::Duration;

use aws_config::BehaviorVersion;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::config::{
    Builder, Config, Credentials as Key, Region, RequestChecksumCalculation, ResponseChecksumValidation,
};

use crate::{Error, ErrorKind, check_prefix};

/// Where a client takes its credentials from.
#[derive(Clone)]
pub enum Credentials {
    /// Given by the caller. `Debug` does not show the secrets.
    Static {
        /// The access key's id.
        access_key_id: String,
        /// Its secret.
        secret_access_key: String,
        /// For temporary credentials.
        session_token: Option<String>,
    },
    /// A profile of the AWS configuration files, with whatever it says (`credential_process` included).
    Profile(String),
    /// The SDK's own chain: environment variables, the default profile, the machine's role.
    Chain,
}

impl Credentials {
    pub(super) fn origin(&self) -> String {
        match self {
            Self::Static { .. } => "the keys given".to_owned(),
            Self::Profile(name) => format!("the profile `{name}`"),
            Self::Chain => "the environment, the default profile or this machine's role".to_owned(),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Static { access_key_id, .. } => {
                let head: String = access_key_id.chars().take(4).collect();
                write!(f, "Static({head}****)")
            }
            Self::Profile(name) => f.debug_tuple("Profile").field(name).finish(),
            Self::Chain => f.write_str("Chain"),
        }
    }
}

/// How to reach a bucket.
#[derive(Debug, Clone)]
pub struct S3Options {
    /// `https://…` of a server that is not Amazon's.
    pub endpoint: Option<String>,
    /// Taken from the credentials' profile or chain when absent, and `us-east-1` where an endpoint is given.
    pub region: Option<String>,
    /// The bucket's name.
    pub bucket: String,
    /// Where in the bucket; empty for all of it. Slashes at either end do not matter.
    pub prefix: String,
    /// `endpoint/bucket/key` instead of `bucket.endpoint/key`.
    pub path_style: bool,
    /// Whose requests they are.
    pub credentials: Credentials,
}

/// Servers that are not Amazon's mostly ignore the region, but a signature needs one.
const ANY_REGION: &str = "us-east-1";

impl S3Options {
    pub(super) fn place(&self) -> String {
        let prefix = self.prefix.trim_matches('/');
        if prefix.is_empty() { format!("s3://{}", self.bucket) } else { format!("s3://{}/{prefix}", self.bucket) }
    }

    pub(super) fn checked_prefix(&self) -> Result<String, Error> {
        let place = self.place();
        if self.bucket.is_empty() || self.bucket.contains('/') {
            return Err(Error::new(ErrorKind::Refused, place).detail("the bucket's name is empty or holds a slash"));
        }
        let prefix = self.prefix.trim_matches('/');
        if prefix.is_empty() {
            return Ok(String::new());
        }
        let prefix = format!("{prefix}/");
        check_prefix(&place, &prefix)?;
        Ok(prefix)
    }

    pub(super) async fn into_config(self, place: &str) -> Result<Config, Error> {
        let given = self.region.clone().map(Region::new);
        let (builder, found) = match self.credentials {
            Credentials::Static { access_key_id, secret_access_key, session_token } => {
                let key = Key::new(access_key_id, secret_access_key, session_token, None, "groupkeep");
                (Builder::new().credentials_provider(key), None)
            }
            Credentials::Profile(name) => {
                // Named by the caller, so it must win over keys that happen to be in the environment.
                let profile = ProfileFileCredentialsProvider::builder().profile_name(&name).build();
                let loader = aws_config::defaults(BehaviorVersion::latest()).profile_name(name);
                let shared = loader.credentials_provider(profile).load().await;
                (Builder::from(&shared), shared.region().cloned())
            }
            Credentials::Chain => {
                let shared = aws_config::defaults(BehaviorVersion::latest()).load().await;
                (Builder::from(&shared), shared.region().cloned())
            }
        };
        let fallback = self.endpoint.as_ref().map(|_| Region::from_static(ANY_REGION));
        let Some(region) = given.or(found).or(fallback) else {
            return Err(Error::new(ErrorKind::Refused, place).detail("no region is given"));
        };
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(Duration::from_secs(60))
            .build();
        let mut builder = builder
            .behavior_version(BehaviorVersion::latest())
            .region(region)
            .force_path_style(self.path_style)
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts)
            // Uploads carry SHA-256 anyway; the SDK's own additions break on servers that do not know them.
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired);
        builder.set_endpoint_url(self.endpoint);
        Ok(builder.build())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(bucket: &str, prefix: &str) -> S3Options {
        let credentials = Credentials::Static {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: "very-secret".to_owned(),
            session_token: Some("also-secret".to_owned()),
        };
        let (bucket, prefix) = (bucket.to_owned(), prefix.to_owned());
        S3Options { endpoint: None, region: None, bucket, prefix, path_style: false, credentials }
    }

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!("{:?}", options("b", "p"));
        assert!(shown.contains("AKID****"), "{shown}");
        assert!(!shown.contains("secret-") && !shown.contains("very-secret") && !shown.contains("also-secret"));
        assert!(!shown.contains("EXAMPLE"));
    }

    #[test]
    fn place_and_prefix() {
        for (prefix, place, full) in
            [("", "s3://b", ""), ("/", "s3://b", ""), ("a/b", "s3://b/a/b", "a/b/"), ("/a/", "s3://b/a", "a/")]
        {
            let options = options("b", prefix);
            assert_eq!(options.place(), place);
            assert_eq!(options.checked_prefix().expect("a good prefix"), full);
        }
        assert_eq!(options("", "").checked_prefix().expect_err("no bucket").kind(), ErrorKind::Refused);
        assert_eq!(options("b", "a/../c").checked_prefix().expect_err("dots").kind(), ErrorKind::Refused);
    }

    #[tokio::test]
    async fn a_region_is_needed_without_an_endpoint() {
        let error = options("b", "").into_config("s3://b").await.expect_err("no region");
        assert_eq!(error.to_string(), "s3://b: refused: no region is given");
        let with_endpoint = S3Options { endpoint: Some("http://127.0.0.1:9".to_owned()), ..options("b", "") };
        let config = with_endpoint.into_config("s3://b").await.expect("a configuration");
        assert_eq!(config.region().map(AsRef::as_ref), Some(ANY_REGION));
    }
}
