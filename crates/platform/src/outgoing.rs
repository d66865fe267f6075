//! The one client through which the software calls out: robots, gateways, web hooks, probes.
//!
//! An address that somebody typed into a page must not become a way into the network behind the server. The client looks
//! at every address it is about to connect to (after the name was looked up, so that a name cannot change its mind) and
//! refuses what is not public, unless an administrator allowed it in the settings. It follows no redirects, takes no
//! proxy from the environment, and reads no more of an answer than it was told to.

mod targets;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use reqwest::{
    Client, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect,
};

pub use self::targets::{AllowedTargets, BadTarget, is_public};

/// Longest wait for a whole call.
const PATIENCE: Duration = Duration::from_secs(15);
/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// What is read of an answer at most.
const LONGEST_ANSWER: usize = 256 * 1024;

/// Why a call was not answered.
#[derive(Debug, thiserror::Error)]
pub enum OutgoingError {
    /// No address that can be called.
    #[error("“{0}”不是可以调用的地址，应以 http:// 或 https:// 开头")]
    BadUrl(String),
    /// The target is not public and nobody allowed it.
    #[error("目标 {0} 不是公网地址，未被允许访问。需要时请系统管理员在设置 allow_targets 中加入它。")]
    NotAllowed(String),
    /// No connection: the other side has nothing. The text never holds the address, which may hold a key.
    #[error("没有连接到对方：{0}")]
    Failed(String),
    /// Called, but not answered in time or not to the end: nobody knows what the other side made of it.
    #[error("没有得到对方的回答：{0}")]
    NoAnswer(String),
}

/// A call.
#[derive(Clone, Debug)]
pub struct Call {
    /// `GET`, `POST` or another method.
    pub method: &'static str,
    /// Where to.
    pub url: String,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// The body; empty for none.
    pub body: String,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// The first part of the body, as text.
    pub body: String,
}

/// The client. Cheap to clone; connections are kept and shared.
#[derive(Clone)]
pub struct Outgoing {
    client: Client,
    allowed: Arc<AllowedTargets>,
}

impl Outgoing {
    /// A client that may reach what is public, and `allowed`.
    ///
    /// # Errors
    /// When the system's root certificates cannot be used.
    pub fn new(allowed: AllowedTargets) -> Result<Self, OutgoingError> {
        // Another part of the process may have installed it before; it is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let allowed = Arc::new(allowed);
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT)
            .timeout(PATIENCE)
            .dns_resolver(Arc::new(Guarded(allowed.clone())))
            .user_agent(concat!("jianyue/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| OutgoingError::Failed(plain(&error)))?;
        Ok(Self { client, allowed })
    }

    /// Makes a call.
    ///
    /// # Errors
    /// [`OutgoingError`]; an answer with an error status is an answer.
    pub async fn call(&self, mut call: Call) -> Result<Answer, OutgoingError> {
        let body = std::mem::take(&mut call.body).into_bytes();
        self.call_with(call, body).await
    }

    /// Makes a call whose body is bytes, in place of the text that the call may hold.
    ///
    /// # Errors
    /// As [`Outgoing::call`].
    pub async fn call_with(&self, call: Call, body: Vec<u8>) -> Result<Answer, OutgoingError> {
        let (status, body) = self.exchange(call, body, LONGEST_ANSWER).await?;
        Ok(Answer { status, body: String::from_utf8_lossy(&body).into_owned() })
    }

    /// Fetches what is at an address, of at most `longest` bytes.
    ///
    /// # Errors
    /// [`OutgoingError`]; another status than 200, or a body that is longer, is [`OutgoingError::NoAnswer`].
    pub async fn fetch(&self, url: &str, longest: usize) -> Result<Vec<u8>, OutgoingError> {
        let call = Call { method: "GET", url: url.to_owned(), headers: Vec::new(), body: String::new() };
        self.whole(call, Vec::new(), longest).await
    }

    /// Posts bytes of a media type, and gives what is answered, of at most `longest` bytes.
    ///
    /// # Errors
    /// As [`Outgoing::fetch`].
    pub async fn post(
        &self,
        url: &str,
        media_type: &str,
        body: Vec<u8>,
        longest: usize,
    ) -> Result<Vec<u8>, OutgoingError> {
        let headers = vec![("content-type".to_owned(), media_type.to_owned())];
        self.whole(Call { method: "POST", url: url.to_owned(), headers, body: String::new() }, body, longest).await
    }

    async fn whole(&self, call: Call, body: Vec<u8>, longest: usize) -> Result<Vec<u8>, OutgoingError> {
        // A byte more than is wanted tells that there is more.
        match self.exchange(call, body, longest.saturating_add(1)).await? {
            (200, body) if body.len() <= longest => Ok(body),
            (200, _) => Err(OutgoingError::NoAnswer(format!("内容超过 {longest} 字节"))),
            (status, _) => Err(OutgoingError::NoAnswer(format!("返回状态 {status}"))),
        }
    }

    /// Status and the first `longest` bytes of the answer.
    async fn exchange(&self, call: Call, body: Vec<u8>, longest: usize) -> Result<(u16, Vec<u8>), OutgoingError> {
        let url = self.admit(&call.url)?;
        let method = call.method.parse().map_err(|_| OutgoingError::BadUrl(call.method.to_owned()))?;
        let mut request = self.client.request::<Url>(method, url);
        for (name, value) in call.headers {
            request = request.header(name, value);
        }
        if !body.is_empty() {
            request = request.body(body);
        }
        let mut response = request.send().await.map_err(|error| refusal(&error))?;
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|error| refusal(&error))? {
            body.extend_from_slice(&piece[..piece.len().min(longest - body.len())]);
            if body.len() == longest {
                break;
            }
        }
        Ok((status, body))
    }

    /// Whether an address may be called, as far as it can be told before its name is looked up.
    ///
    /// # Errors
    /// [`OutgoingError::BadUrl`] or [`OutgoingError::NotAllowed`].
    pub fn may_call(&self, url: &str) -> Result<(), OutgoingError> {
        self.admit(url).map(drop)
    }

    /// The address, when it may be called. A host that is a literal address is judged here, because no name is looked up.
    fn admit(&self, text: &str) -> Result<Url, OutgoingError> {
        let bad = || OutgoingError::BadUrl(text.chars().take(40).collect());
        let url: Url = text.parse().map_err(|_| bad())?;
        let host = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https")).ok_or_else(bad)?;
        let literal = host.trim_start_matches('[').trim_end_matches(']');
        match literal.parse() {
            Ok(address) if !is_public(address) && !self.allowed.covers(host, address) => {
                Err(OutgoingError::NotAllowed(host.to_owned()))
            }
            _ => Ok(url),
        }
    }
}

/// Looks names up and keeps only the addresses that may be reached.
struct Guarded(Arc<AllowedTargets>);

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = self.0.clone();
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found = tokio::net::lookup_host((host.as_str(), 0)).await?;
            let may: Vec<SocketAddr> =
                found.filter(|at| is_public(at.ip()) || allowed.covers(&host, at.ip())).collect();
            if may.is_empty() {
                return Err(Box::new(OutgoingError::NotAllowed(host)).into());
            }
            Ok(Box::new(may.into_iter()) as Addrs)
        })
    }
}

/// The refusal of a target comes back wrapped several times.
fn refusal(error: &reqwest::Error) -> OutgoingError {
    let mut cause: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(one) = cause {
        if let Some(OutgoingError::NotAllowed(host)) = one.downcast_ref() {
            return OutgoingError::NotAllowed(host.clone());
        }
        cause = one.source();
    }
    if error.is_connect() || error.is_builder() {
        OutgoingError::Failed(plain(error))
    } else {
        OutgoingError::NoAnswer(plain(error))
    }
}

/// What went wrong, in words, without the address.
fn plain(error: &reqwest::Error) -> String {
    let what = if error.is_timeout() {
        "超时"
    } else if error.is_connect() {
        "连接失败"
    } else {
        "通信中断"
    };
    let mut deepest: &dyn std::error::Error = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    if std::ptr::addr_eq(deepest, error) { what.to_owned() } else { format!("{what}（{deepest}）") }
}
