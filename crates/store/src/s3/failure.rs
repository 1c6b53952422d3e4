use std::error::Error as StdError;

use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};

use crate::{Error, ErrorKind};

/// What a request failed with, boiled down to what decides.
#[derive(Debug)]
pub(super) struct Failure {
    /// HTTP status, where an answer came.
    status: Option<u16>,
    /// S3's own word, such as `NoSuchBucket`; empty in answers without a body.
    code: Option<String>,
    /// The kind where no answer came.
    silent: ErrorKind,
    /// For people; the SDK puts no credential in it.
    text: String,
}

/// The SDK's answer type. Only the status is needed, so it stays generic.
pub(super) trait Answer {
    fn status(&self) -> u16;
}

impl Answer for aws_sdk_s3::config::http::HttpResponse {
    fn status(&self) -> u16 {
        self.status().as_u16()
    }
}

impl Failure {
    pub(super) fn from_sdk<E, R>(error: &SdkError<E, R>) -> Self
    where
        E: ProvideErrorMetadata + StdError + 'static,
        R: Answer + std::fmt::Debug + 'static,
    {
        let silent = match error {
            SdkError::DispatchFailure(failure) if failure.is_user() => ErrorKind::Refused,
            // What is neither network nor time at this point is a key that could not be got.
            SdkError::DispatchFailure(failure) if !failure.is_io() && !failure.is_timeout() => ErrorKind::Permission,
            SdkError::ConstructionFailure(_) => ErrorKind::Refused,
            _ => ErrorKind::Unreachable,
        };
        let status = error.raw_response().map(Answer::status);
        let (code, text) = match error {
            SdkError::ServiceError(service) => {
                let code = service.err().code().map(str::to_owned);
                let said = service.err().message().unwrap_or_default();
                let text = format!("{} {said}", code.as_deref().unwrap_or("the server answered with an error"));
                (code, format!("{} (HTTP {})", text.trim_end(), status.unwrap_or_default()))
            }
            other => (None, chain(other)),
        };
        Self { status, code, silent, text }
    }

    /// The key does not exist. A missing bucket is something else, but answers to HEAD cannot say so.
    pub(super) fn is_missing_object(&self) -> bool {
        self.status == Some(404) && !self.is_code("NoSuchBucket")
    }

    pub(super) fn is_precondition(&self) -> bool {
        self.status == Some(412)
    }

    /// The server knows no `If-None-Match`.
    pub(super) fn is_not_implemented(&self) -> bool {
        self.status == Some(501)
    }

    pub(super) fn is_beyond_the_end(&self) -> bool {
        self.status == Some(416)
    }

    fn is_code(&self, code: &str) -> bool {
        self.code.as_deref() == Some(code)
    }

    fn kind(&self) -> ErrorKind {
        let Some(status) = self.status else { return self.silent };
        let code = self.code.as_deref().unwrap_or_default();
        match (status, code) {
            (_, "QuotaExceeded" | "XMinioStorageFull" | "InsufficientStorage") | (507, _) => ErrorKind::Full,
            (404, "NoSuchBucket") => ErrorKind::Other,
            (404, _) => ErrorKind::NotFound,
            (401 | 403, _) => ErrorKind::Permission,
            (412, _) => ErrorKind::Conflict,
            (408 | 409 | 425 | 429 | 500 | 502..=504, _) | (_, "RequestTimeout" | "SlowDown") => ErrorKind::Unreachable,
            (400..=499, _) => ErrorKind::Refused,
            _ => ErrorKind::Other,
        }
    }

    /// `origin` says where the credentials come from, for when there are none.
    pub(super) fn into_error(self, place: &str, origin: &str) -> Error {
        let unsigned = self.status.is_none() && self.silent == ErrorKind::Permission;
        let hint = if unsigned { format!(" (credentials were to come from {origin})") } else { String::new() };
        Error::new(self.kind(), place).detail(format!("{}{hint}", self.text))
    }
}

/// The error and what caused it, without the SDK's debug dump.
fn chain(error: &(dyn StdError + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| (*error).source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(status: u16, code: &str) -> Failure {
        let code = (!code.is_empty()).then(|| code.to_owned());
        Failure { status: Some(status), code, silent: ErrorKind::Unreachable, text: "said".to_owned() }
    }

    #[test]
    fn answers_become_kinds() {
        for (status, code, kind) in [
            (403, "AccessDenied", ErrorKind::Permission),
            (403, "QuotaExceeded", ErrorKind::Full),
            (404, "NoSuchKey", ErrorKind::NotFound),
            (404, "", ErrorKind::NotFound),
            (404, "NoSuchBucket", ErrorKind::Other),
            (409, "ConditionalRequestConflict", ErrorKind::Unreachable),
            (412, "PreconditionFailed", ErrorKind::Conflict),
            (400, "BadDigest", ErrorKind::Refused),
            (400, "RequestTimeout", ErrorKind::Unreachable),
            (429, "", ErrorKind::Unreachable),
            (500, "InternalError", ErrorKind::Unreachable),
            (501, "NotImplemented", ErrorKind::Other),
            (503, "SlowDown", ErrorKind::Unreachable),
            (507, "", ErrorKind::Full),
        ] {
            assert_eq!(failure(status, code).kind(), kind, "{status} {code}");
        }
    }

    #[test]
    fn silence_is_worth_another_try() {
        let silent = Failure { status: None, ..failure(200, "") };
        assert!(silent.kind().is_transient());
        assert_eq!(silent.into_error("s3://b", "x").to_string(), "s3://b: cannot be reached: said");
    }

    #[test]
    fn a_missing_bucket_is_no_missing_object() {
        assert!(failure(404, "NoSuchKey").is_missing_object());
        assert!(!failure(404, "NoSuchBucket").is_missing_object());
    }
}
