//! Uploads: too large, and lying about what they are.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::body::{Body, Bytes};
use futures::{StreamExt, stream};
use jianyue_kernel::Role;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    time::timeout,
};

use crate::stage::{Loaded, Stage, UPLOAD_LIMIT, Visitor, expect_problem, id};

const FORM: &str = "multipart/form-data; boundary=X";
const HUGE: u64 = 200 << 20;
const PIECE: usize = 64 << 10;

async fn ticket() -> (Stage, Visitor, String) {
    let stage = Stage::at("2026-03-02T09:00:00+08:00", Loaded::Extended).await;
    let agent = stage.person(Role::HotlineAgent, "HS").await;
    let ticket = stage.open_ticket(&agent, "HS").await;
    let path = format!("/api/v1/tickets/{}/attachments", id(&ticket));
    (stage, agent, path)
}

fn head(name: &str, media_type: &str) -> String {
    format!(
        "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: {media_type}\r\n\r\n"
    )
}

/// Files that stay in the blob store, half-written ones included.
fn kept(stage: &Stage) -> usize {
    let mut folders = vec![stage.data.path().join("blobs")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for item in std::fs::read_dir(folder).into_iter().flatten() {
            let path = item.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files += 1 }
        }
    }
    files
}

#[tokio::test]
async fn an_attachment_that_lies_about_its_type() {
    let (stage, agent, path) = ticket().await;
    let before = stage.rows().await;
    let lies = [
        ("photo.png", "image/png", "%PDF-1.7\n%\u{e2}\n1 0 obj\n", "attachment.type_mismatch"),
        ("report.pdf", "application/pdf", "\u{7f}ELF\u{2}\u{1}\u{1}\0\0\0\0\0\0\0\0\0", "attachment.type_refused"),
        ("page.txt", "text/plain", "<!DOCTYPE html><script>alert(1)</script>", "attachment.type_refused"),
        (
            "figure.svg",
            "image/svg+xml",
            "<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
            "attachment.type_refused",
        ),
    ];
    for (name, media_type, content, code) in lies {
        let body = format!("{}{content}\r\n--X--\r\n", head(name, media_type));
        let answer = stage.post(&path).by(&agent).body(FORM, body).send().await;
        let told: Value = expect_problem(&answer, 415, code);
        assert!(told["detail"].as_str().unwrap().contains(name), "{told}");
        assert!(told["found"].is_string(), "{told}");
    }
    let answer = stage.post(&path).by(&agent).body(FORM, "--X--\r\n").send().await;
    expect_problem(&answer, 400, "attachment.no_file");
    assert_eq!(stage.rows().await, before);
    assert_eq!(kept(&stage), 0);
}

#[tokio::test]
async fn an_upload_that_does_not_say_how_long_it_is_is_cut_at_the_limit() {
    let (stage, agent, path) = ticket().await;
    let before = stage.rows().await;
    let sent = Arc::new(AtomicU64::new(0));
    let counted = sent.clone();
    let piece = Bytes::from(vec![b'a'; PIECE]);
    let pieces = stream::iter(0..HUGE / PIECE as u64).then(move |_| {
        counted.fetch_add(PIECE as u64, Ordering::Relaxed);
        let piece = piece.clone();
        async move {
            // A network is never ready with everything at once.
            tokio::task::yield_now().await;
            Ok::<_, std::io::Error>(piece)
        }
    });
    let body = stream::once(async { Ok(Bytes::from(head("huge.txt", "text/plain"))) }).chain(pieces);
    let answer = stage.post(&path).by(&agent).body(FORM, Body::from_stream(body)).send().await;
    let told = expect_problem(&answer, 413, "attachment.too_large");
    assert_eq!(told["limit_bytes"], UPLOAD_LIMIT);
    assert!(sent.load(Ordering::Relaxed) < 4 * UPLOAD_LIMIT, "{} bytes were read", sent.load(Ordering::Relaxed));
    assert_eq!(stage.rows().await, before);
    assert_eq!(kept(&stage), 0);
}

#[tokio::test]
async fn an_upload_that_says_it_is_too_long_is_refused_unread() {
    let (stage, agent, path) = ticket().await;
    let before = stage.rows().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (end, ended) = oneshot::channel::<()>();
    let router = stage.host.router();
    let served = tokio::spawn(async move {
        axum::serve(listener, router).with_graceful_shutdown(async { ended.await.unwrap_or_default() }).await
    });
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {}\r\nX-Jianyue: 1\r\nContent-Type: {FORM}\r\n\
         Content-Length: {HUGE}\r\nConnection: close\r\n\r\n{}",
        agent.cookies,
        head("huge.txt", "text/plain")
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.write_all(&vec![b'a'; PIECE]).await.unwrap();
    // The answer comes although nearly all of the body is still to come.
    let mut answer = vec![0; 16 << 10];
    let read = timeout(Duration::from_secs(10), stream.read(&mut answer)).await.expect("an early answer").unwrap();
    let answer = String::from_utf8_lossy(&answer[..read]).into_owned();
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(answer.to_ascii_lowercase().contains("content-type: application/problem+json"), "{answer}");
    drop(stream);
    end.send(()).unwrap();
    timeout(Duration::from_secs(10), served).await.expect("the server ends").unwrap().unwrap();
    assert_eq!(stage.rows().await, before);
    assert_eq!(kept(&stage), 0);
}
