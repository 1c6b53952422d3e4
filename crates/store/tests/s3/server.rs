//! s3s over a folder, on a free port of 127.0.0.1.

use std::net::SocketAddr;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use groupkeep_store::s3::{Credentials, S3Options};
use hyper::body::{Body, Bytes, Frame, Incoming};
use hyper::service::{Service, service_fn};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

const BUCKET: &str = "copies";
const ACCESS_KEY: &str = "AKTEST";
const SECRET_KEY: &str = "secret-for-tests";

/// What other servers than this one do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quirk {
    None,
    /// Answers requests with `If-None-Match` by 501, as some gateways do.
    NoConditions,
    /// The first HEAD finds nothing, as if another writer came just after it.
    FirstHeadFindsNothing,
    /// Answers every GET with zeros, without a length, for as long as anyone reads.
    EndlessBody,
}

/// Gone with its objects when dropped.
pub struct S3Server {
    address: SocketAddr,
    accepting: JoinHandle<()>,
    folder: TempDir,
}

impl S3Server {
    pub async fn start() -> Self {
        Self::with(Quirk::None).await
    }

    pub async fn with(quirk: Quirk) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join(BUCKET)).expect("a bucket");
        let mut builder = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder.path()).expect("a server"));
        builder.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let accepting = tokio::spawn(serve(listener, builder.build(), quirk));
        Self { address, accepting, folder }
    }

    /// Returns once nobody listens any more.
    pub async fn stop(mut self) {
        self.accepting.abort();
        let ended = (&mut self.accepting).await;
        assert!(ended.is_err_and(|error| error.is_cancelled()), "the server ended by itself");
    }

    /// What the server keeps, one folder per bucket.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn options(&self, prefix: &str) -> S3Options {
        S3Options {
            endpoint: Some(format!("http://{}", self.address)),
            region: None,
            bucket: BUCKET.to_owned(),
            prefix: prefix.to_owned(),
            path_style: true,
            credentials: Credentials::Static {
                access_key_id: ACCESS_KEY.to_owned(),
                secret_access_key: SECRET_KEY.to_owned(),
                session_token: None,
            },
        }
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn serve(listener: TcpListener, service: S3Service, quirk: Quirk) {
    let heads = Arc::new(AtomicUsize::new(0));
    while let Ok((socket, _)) = listener.accept().await {
        let (service, heads) = (service.clone(), Arc::clone(&heads));
        let answer = service_fn(move |request: Request<Incoming>| {
            let instead = quirk.answer(&request, &heads);
            let service = service.clone();
            async move {
                match instead {
                    Some((status, body)) => {
                        let mut response = Response::new(body);
                        *response.status_mut() = status;
                        Ok(response)
                    }
                    None => Service::call(&service, request).await,
                }
            }
        });
        tokio::spawn(async move {
            let connection = Builder::new(TokioExecutor::new());
            // A client that hangs up is no concern of the server's.
            connection.serve_connection(TokioIo::new(socket), answer).await.ok();
        });
    }
}

impl Quirk {
    fn answer(self, request: &Request<Incoming>, heads: &AtomicUsize) -> Option<(StatusCode, s3s::Body)> {
        let conditional = request.headers().contains_key("if-none-match");
        let head = request.method() == Method::HEAD;
        match self {
            Self::NoConditions if conditional => Some((StatusCode::NOT_IMPLEMENTED, s3s::Body::empty())),
            Self::FirstHeadFindsNothing if head && heads.fetch_add(1, Ordering::SeqCst) == 0 => {
                Some((StatusCode::NOT_FOUND, s3s::Body::empty()))
            }
            Self::EndlessBody if request.method() == Method::GET => {
                Some((StatusCode::OK, s3s::Body::http_body(Endless)))
            }
            _ => None,
        }
    }
}

struct Endless;

impl Body for Endless {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&[0; 64 * 1024])))))
    }
}
