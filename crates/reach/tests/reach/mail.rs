//! Mail servers with and without encryption, and certificates that are shown after `STARTTLS`.

use std::process::Command;

use jianyue_reach::{Starttls, smtp, tls};
use serde_json::json;

use crate::common::{Authority, Server, free_port, guard, program, visit};

fn server(authority: Option<&Authority>) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let mut command = Command::new(program("aiosmtpd", "python3-aiosmtpd"));
    command.args(["-n", "-l", &format!("127.0.0.1:{port}")]);
    if let Some(authority) = authority {
        let leaf = authority.issue("localhost", -10, 90);
        let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
        std::fs::write(&cert, &leaf.pem).unwrap();
        std::fs::write(&key, &leaf.key_pem).unwrap();
        command.arg("--tlscert").arg(cert).arg("--tlskey").arg(key);
    }
    Server::start(folder, port, command)
}

fn target(port: u16, encryption: &str, ca: Option<&Authority>) -> smtp::Target {
    let ca = ca.map(|ca| &ca.pem);
    let value = json!({ "host": "localhost", "port": port, "encryption": encryption, "ca_pem": ca });
    serde_json::from_value(value).unwrap()
}

#[tokio::test]
async fn a_mail_server_is_greeted() {
    let server = server(None);
    let guard = guard();
    let plain = smtp::look(visit(&guard, None), &target(server.port, "none", None)).await.unwrap();
    assert!(plain.fault.is_none() && plain.text.contains("邮件服务器应答"), "{plain:?}");
    let without = smtp::look(visit(&guard, None), &target(server.port, "starttls", None)).await.unwrap_err();
    assert_eq!(without.code(), "reach.bad_answer");
}

#[tokio::test]
async fn what_is_shown_after_starttls_is_judged() {
    let root = Authority::root("测试根");
    let server = server(Some(&root));
    let guard = guard();
    let known = smtp::look(visit(&guard, None), &target(server.port, "starttls", Some(&root))).await.unwrap();
    assert_eq!((known.fault.as_deref(), known.certificates.len()), (None, 1));
    let unknown = smtp::look(visit(&guard, None), &target(server.port, "starttls", None)).await.unwrap();
    assert!(unknown.fault.is_some());
    let target = tls::Target {
        host: "localhost".into(),
        port: server.port,
        sni: None,
        starttls: Some(Starttls::Smtp),
        ca_pem: Some(root.pem.clone()),
    };
    let shown = tls::look(visit(&guard, None), &target).await.unwrap();
    assert!(shown.fault.is_none() && (shown.metrics["days_left"] - 90.0).abs() < 0.1, "{shown:?}");
}
