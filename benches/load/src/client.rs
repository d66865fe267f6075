//! One kept-alive HTTP/1.1 connection with the session's cookies.

use std::net::SocketAddr;

use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Request, StatusCode,
    body::Bytes,
    client::conn::http1::{self, SendRequest},
    header,
};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

/// Why a measurement could not be made.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The server is not on this machine.
    #[error("{0} is not a loopback address; this program loads nothing but the machine it runs on")]
    NotLoopback(SocketAddr),
    /// The server cannot be reached.
    #[error("the server cannot be reached: {0}")]
    Io(#[from] std::io::Error),
    /// The connection broke.
    #[error("the connection broke: {0}")]
    Http(#[from] hyper::Error),
    /// The server said no.
    #[error("{method} {path} answered {status}: {body}")]
    Refused {
        /// What was asked.
        method: Method,
        /// Of what.
        path: String,
        /// The status.
        status: StatusCode,
        /// The problem document.
        body: String,
    },
    /// The answer makes no sense.
    #[error("an answer is not what was expected: {0}")]
    Unexpected(String),
    /// The answer is not JSON.
    #[error("an answer is not JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// A connection that waits for each answer.
pub struct Client {
    server: SocketAddr,
    sender: SendRequest<Full<Bytes>>,
    cookies: String,
}

impl Client {
    /// A new connection, not signed in.
    pub async fn connect(server: SocketAddr) -> Result<Self, LoadError> {
        let stream = TcpStream::connect(server).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self { server, sender, cookies: String::new() })
    }

    /// Another connection of the same session.
    pub async fn with_cookies(server: SocketAddr, cookies: &str) -> Result<Self, LoadError> {
        let mut client = Self::connect(server).await?;
        cookies.clone_into(&mut client.cookies);
        Ok(client)
    }

    /// The cookies of the session, as one header.
    #[must_use]
    pub fn cookies(&self) -> String {
        self.cookies.clone()
    }

    /// Signs in and keeps the cookies.
    pub async fn sign_in(&mut self, account: &str, password: &str) -> Result<(), LoadError> {
        let body = json!({ "account": account, "password": password });
        let response = self.send(Method::POST, "/api/v1/sessions", Some(&body)).await?;
        let status = response.status();
        let cookies: Vec<String> = response
            .headers()
            .get_all(header::SET_COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok()?.split(';').next().map(str::to_owned))
            .collect();
        let body = response.into_body().collect().await?.to_bytes();
        if !status.is_success() {
            let body = String::from_utf8_lossy(&body).into_owned();
            return Err(LoadError::Refused { method: Method::POST, path: "/api/v1/sessions".into(), status, body });
        }
        self.cookies = cookies.join("; ");
        Ok(())
    }

    /// Sends a request and gives the body of a successful answer.
    pub async fn call(&mut self, method: Method, path: &str, body: Option<&Value>) -> Result<Bytes, LoadError> {
        let response = self.send(method.clone(), path, body).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        if status.is_success() {
            return Ok(body);
        }
        let body = String::from_utf8_lossy(&body).into_owned();
        Err(LoadError::Refused { method, path: path.to_owned(), status, body })
    }

    /// [`Client::call`] with GET, read as JSON.
    pub async fn get(&mut self, path: &str) -> Result<Value, LoadError> {
        Ok(serde_json::from_slice(&self.call(Method::GET, path, None).await?)?)
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<hyper::Response<hyper::body::Incoming>, LoadError> {
        let bytes = body.map(ToString::to_string).unwrap_or_default();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, self.server.to_string())
            .header(header::COOKIE, &self.cookies)
            .header(header::CONTENT_TYPE, "application/json")
            .header("X-Jianyue", "1")
            .body(Full::new(Bytes::from(bytes)))
            .map_err(|error| LoadError::Unexpected(error.to_string()))?;
        self.sender.ready().await?;
        Ok(self.sender.send_request(request).await?)
    }
}
