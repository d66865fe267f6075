//! Servers on loopback that messages are sent to.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
};
use serde_json::Value;
use tokio::{io::AsyncReadExt, net::TcpListener};

/// What was sent to a server: path and query, and the body.
pub type Heard = Vec<(String, Value)>;

/// What was sent to a push service.
#[derive(Clone)]
pub struct Raw {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// A gateway, robots and a push service in one: takes everything, or answers with an error for as long as it is told to.
#[derive(Clone)]
pub struct Sink {
    pub address: String,
    heard: Arc<Mutex<Heard>>,
    status: Arc<AtomicU16>,
    /// What is answered below `/busy`.
    busy: Arc<AtomicU16>,
    raw: Arc<Mutex<Vec<Raw>>>,
    /// What the gateway took, by the id that it knows repetitions by.
    taken: Arc<Mutex<HashMap<String, usize>>>,
}

impl Sink {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let sink = Self {
            address,
            heard: Arc::default(),
            status: Arc::new(200.into()),
            busy: Arc::new(200.into()),
            raw: Arc::default(),
            taken: Arc::default(),
        };
        let router = Router::new().fallback(hear).with_state(sink.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        sink
    }

    /// Answers with `status` from now on.
    pub fn answer(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    /// Answers below `/busy` with `status` from now on.
    pub fn busy(&self, status: u16) {
        self.busy.store(status, Ordering::SeqCst);
    }

    /// Everything that was sent to push services, bytes and all.
    pub fn raw(&self) -> Vec<Raw> {
        self.raw.lock().unwrap().clone()
    }

    /// Everything that was sent since the last look.
    pub fn heard(&self) -> Heard {
        std::mem::take(&mut *self.heard.lock().unwrap())
    }

    /// How often each id was sent.
    pub fn taken(&self) -> HashMap<String, usize> {
        self.taken.lock().unwrap().clone()
    }
}

async fn hear(State(sink): State<Sink>, uri: Uri, headers: HeaderMap, body: Bytes) -> (StatusCode, &'static str) {
    let path = uri.path().to_owned();
    let status = if path.starts_with("/busy") { &sink.busy } else { &sink.status };
    let status = StatusCode::from_u16(status.load(Ordering::SeqCst)).unwrap();
    if headers.contains_key("content-encoding") {
        sink.raw.lock().unwrap().push(Raw { path, headers, body });
        return (status, "");
    }
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    if let Some(id) = body["id"].as_str() {
        *sink.taken.lock().unwrap().entry(id.to_owned()).or_default() += 1;
    }
    sink.heard.lock().unwrap().push((uri.to_string(), body));
    (status, r#"{"errcode":0,"errmsg":"ok","code":0}"#)
}

/// A server that reads what is sent and hangs up.
pub async fn hangs_up() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
        }
    });
    address
}

/// An address at which nobody listens.
pub async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}
