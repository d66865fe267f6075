//! Certificates: those that hold, those that are over or soon will be, chains with holes, and names of others.

use std::sync::Arc;

use jianyue_reach::{
    Reading, Starttls, Visit,
    tls::{Target, look},
};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::common::{Authority, Issued, guard, visit};

/// A server that shows `chain` to whoever comes.
pub async fn serve(chain: &str, issued: &Issued) -> u16 {
    let chain: Vec<_> = CertificateDer::pem_slice_iter(chain.as_bytes()).map(Result::unwrap).collect();
    let key = PrivateKeyDer::from_pem_slice(issued.key_pem.as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(chain, key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let stream = acceptor.accept(stream).await;
                if let Ok(mut stream) = stream {
                    let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok";
                    let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, answer).await;
                    let _ = tokio::io::AsyncWriteExt::shutdown(&mut stream).await;
                }
            });
        }
    });
    port
}

fn target(port: u16, ca: Option<&Authority>) -> Target {
    Target { host: "localhost".into(), port, sni: None, starttls: None, ca_pem: ca.map(|ca| ca.pem.clone()) }
}

async fn read(target: &Target) -> Reading {
    look(visit(&guard(), None), target).await.unwrap()
}

fn fault(reading: &Reading) -> &str {
    reading.fault.as_deref().unwrap_or_default()
}

#[tokio::test]
async fn a_certificate_of_an_own_authority_holds_when_that_authority_is_given() {
    let root = Authority::root("测试根");
    let middle = root.below("测试中间");
    let leaf = middle.issue("localhost", -10, 90);
    let port = serve(&format!("{}{}", leaf.pem, middle.pem), &leaf).await;
    let reading = read(&target(port, Some(&root))).await;
    assert_eq!(reading.fault, None);
    assert_eq!((reading.metrics["days_left"], reading.certificates.len()), (90.0, 2));
    let own = &reading.certificates[0];
    assert_eq!((own.subject.as_str(), own.issuer.as_str()), ("CN=localhost", "CN=测试中间"));
    assert_eq!(own.names, ["localhost"]);
    assert!(own.fingerprint.len() == 64 && !own.serial.is_empty());
    // Nobody is trusted who is not given.
    let stranger = read(&target(port, None)).await;
    assert!(fault(&stranger).contains("签发机构“CN=测试根”不受信任"), "{stranger:?}");
}

#[tokio::test]
async fn what_is_over_is_read_and_told_by_name_and_day() {
    let root = Authority::root("测试根");
    let leaf = root.issue("localhost", -90, -5);
    let port = serve(&leaf.pem, &leaf).await;
    let reading = read(&target(port, Some(&root))).await;
    assert_eq!(fault(&reading), "证书“localhost”已于 2026-02-25 到期");
    assert_eq!((reading.metrics["days_left"], reading.certificates.len()), (-5.0, 1));
    // Not yet begun is another thing.
    let early = root.issue("localhost", 3, 90);
    let early = read(&target(serve(&early.pem, &early).await, Some(&root))).await;
    assert!(fault(&early).contains("2026-03-05 起才生效"), "{early:?}");
}

#[tokio::test]
async fn what_is_soon_over_holds_and_shows_its_days() {
    let root = Authority::root("测试根");
    let leaf = root.issue("localhost", -90, 7);
    let reading = read(&target(serve(&leaf.pem, &leaf).await, Some(&root))).await;
    assert_eq!((reading.fault.as_deref(), reading.metrics["days_left"]), (None, 7.0));
    assert!(reading.text.contains("还有 7 天到期"), "{}", reading.text);
}

#[tokio::test]
async fn a_chain_with_a_hole_names_the_certificate_that_is_missing() {
    let root = Authority::root("测试根");
    let leaf = root.below("测试中间").issue("localhost", -10, 90);
    let reading = read(&target(serve(&leaf.pem, &leaf).await, Some(&root))).await;
    assert!(fault(&reading).contains("没有给出签发者“CN=测试中间”的证书"), "{reading:?}");
}

#[tokio::test]
async fn several_things_that_are_wrong_are_told_together() {
    let root = Authority::root("测试根");
    let leaf = root.issue("other.example", -90, -1);
    let port = serve(&leaf.pem, &leaf).await;
    let reading = read(&target(port, None)).await;
    for part in ["到期", "不是发给 localhost 的", "证书链不完整"] {
        assert!(fault(&reading).contains(part), "{part}: {reading:?}");
    }
    // The name that the certificate is for may be told.
    let named = Target { sni: Some("other.example".into()), ..target(port, Some(&root)) };
    assert!(!fault(&read(&named).await).contains("不是发给"));
}

#[tokio::test]
async fn a_server_that_speaks_something_else_or_nothing_is_told_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let silent = tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            kept.push(stream);
        }
    });
    let guard = guard();
    let quick = Visit { limit: std::time::Duration::from_millis(300), ..visit(&guard, None) };
    let late = look(quick, &target(port, None)).await.unwrap_err();
    assert_eq!((late.code(), late.to_string().as_str()), ("reach.timed_out", "超时：300 毫秒内没有完成TLS 握手"));
    silent.abort();
    let nobody = look(visit(&guard, None), &target(crate::common::free_port(), None)).await.unwrap_err();
    assert_eq!(nobody.code(), "reach.no_connection");
    let starttls = Target { starttls: Some(Starttls::Smtp), ..target(crate::common::free_port(), None) };
    assert_eq!(look(visit(&guard, None), &starttls).await.unwrap_err().code(), "reach.no_connection");
}
