//! Web services.

use std::sync::{Arc, Mutex};

use jianyue_reach::{
    Guard, Visit,
    http::{Target, look},
};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::common::{Authority, guard, login, visit};

/// Answers everybody `answer` and keeps what was asked.
async fn serve(answer: &'static str) -> (u16, Arc<Mutex<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = Arc::new(Mutex::new(String::new()));
    let kept = asked.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut buffer = vec![0; 8192];
            let read = stream.read(&mut buffer).await.unwrap_or(0);
            *kept.lock().unwrap() = String::from_utf8_lossy(&buffer[..read]).into_owned();
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    (port, asked)
}

fn target(value: serde_json::Value) -> Target {
    serde_json::from_value(value).unwrap()
}

#[tokio::test]
async fn status_and_content_are_judged() {
    let (port, asked) = serve("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n登录").await;
    let url = format!("http://127.0.0.1:{port}/login?a=1");
    let well = look(visit(&guard(), None), &target(json!({ "url": url, "contains": "登录" }))).await.unwrap();
    assert_eq!((well.fault, well.text.as_str()), (None, "HTTP 200，6 字节"));
    assert!(asked.lock().unwrap().starts_with("GET /login?a=1 HTTP/1.1\r\n"));
    let absent = look(visit(&guard(), None), &target(json!({ "url": url, "contains": "欢迎" }))).await.unwrap();
    assert_eq!(absent.fault.as_deref(), Some("页面中没有“欢迎”"));
    let (port, _) = serve("HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n").await;
    let url = format!("http://localhost:{port}/");
    let busy = look(visit(&guard(), None), &target(json!({ "url": url }))).await.unwrap();
    assert!(busy.fault.unwrap().contains("503") && (busy.metrics["status"] - 503.0).abs() < 0.1);
    let wanted = look(visit(&guard(), None), &target(json!({ "url": url, "status": "503" }))).await.unwrap();
    assert_eq!(wanted.fault, None);
}

#[tokio::test]
async fn what_is_not_allowed_is_not_called_and_redirects_are_not_followed() {
    let (port, asked) =
        serve("HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/x?token=1\r\ncontent-length: 0\r\n\r\n").await;
    let to = target(json!({ "url": format!("http://127.0.0.1:{port}/") }));
    let refused = look(visit(&Guard::default(), None), &to).await.unwrap_err();
    assert_eq!(refused.code(), "reach.not_allowed");
    assert_eq!(asked.lock().unwrap().as_str(), "");
    let redirected = look(visit(&guard(), None), &to).await.unwrap();
    assert_eq!((redirected.fault, redirected.text.as_str()), (None, "HTTP 302，0 字节，转向 http://169.254.169.254/x"));
}

#[tokio::test]
async fn a_secret_is_in_no_text_and_is_told_to_nobody_who_is_not_who_they_should_be() {
    let (port, asked) = serve("HTTP/1.1 401 No\r\ncontent-length: 0\r\n\r\n").await;
    let who = login("monitor", "s3cret-word");
    let guard = guard();
    let answer = look(visit(&guard, Some(&who)), &target(json!({ "url": format!("http://127.0.0.1:{port}/") }))).await;
    assert!(asked.lock().unwrap().contains("authorization: Basic "));
    assert!(!format!("{answer:?}").contains("s3cret"));
    let nobody = target(json!({ "url": format!("http://127.0.0.1:{}/", crate::common::free_port()) }));
    let failed = look(visit(&guard, Some(&who)), &nobody).await.unwrap_err();
    assert!(!format!("{failed:?} {failed} {who:?}").contains("s3cret"));
    let leaf = Authority::root("别人").issue("localhost", -1, 9);
    let port = crate::tls::serve(&leaf.pem, &leaf).await;
    let https = target(json!({ "url": format!("https://localhost:{port}/") }));
    let untrusted = look(visit(&guard, Some(&who)), &https).await.unwrap();
    assert!(untrusted.text.contains("没有发送凭据") && untrusted.fault.is_some());
}

#[tokio::test]
async fn the_certificate_of_a_web_service_is_part_of_its_reading() {
    let root = Authority::root("测试根");
    let leaf = root.issue("localhost", -10, 20);
    let port = crate::tls::serve(&leaf.pem, &leaf).await;
    let url = format!("https://localhost:{port}/");
    let guard = guard();
    let known = look(visit(&guard, None), &target(json!({ "url": url, "ca_pem": root.pem }))).await.unwrap();
    assert_eq!((known.fault, known.certificates.len()), (None, 1));
    assert!((known.metrics["days_left"] - 20.0).abs() < 0.1 && (known.metrics["status"] - 200.0).abs() < 0.1);
    let unknown = look(visit(&guard, None), &target(json!({ "url": url }))).await.unwrap();
    assert!(unknown.fault.unwrap().contains("证书链不完整"));
    let lenient = target(json!({ "url": url, "check_certificate": false, "contains": "ok" }));
    assert_eq!(look(visit(&guard, None), &lenient).await.unwrap().fault, None);
}

#[tokio::test]
async fn a_service_that_never_answers_costs_its_limit_and_no_more() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let guard = guard();
    let quick = Visit { limit: std::time::Duration::from_millis(250), ..visit(&guard, None) };
    let begun = std::time::Instant::now();
    let late = look(quick, &target(json!({ "url": format!("http://127.0.0.1:{port}/") }))).await.unwrap_err();
    assert_eq!(late.code(), "reach.timed_out");
    assert!(begun.elapsed() < std::time::Duration::from_secs(2));
}
