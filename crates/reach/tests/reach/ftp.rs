//! FTP against vsftpd, run by whoever runs the tests.

use std::{fmt::Write, process::Command};

use jianyue_reach::ftp::{Target, look};
use serde_json::{Value, json};

use crate::common::{Authority, Server, free_port, guard, login, program, visit};

/// A server of the folder `pub`; with an authority it insists on encryption.
fn server(authority: Option<&Authority>) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("pub");
    std::fs::create_dir_all(files.join("sub.csv")).unwrap();
    for name in ["a.csv", "b c.csv", "c.txt"] {
        std::fs::write(files.join(name), "x").unwrap();
    }
    let port = free_port();
    let root = files.display();
    let mut text = format!(
        "listen=YES\nlisten_address=127.0.0.1\nlisten_port={port}\nrun_as_launching_user=YES\nanonymous_enable=YES\n\
         local_enable=NO\nanon_root={root}\nsecure_chroot_dir={root}\nbackground=NO\nxferlog_enable=NO\nseccomp_sandbox=NO\n"
    );
    if let Some(authority) = authority {
        let leaf = authority.issue("localhost", -10, 90);
        let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
        std::fs::write(&cert, &leaf.pem).unwrap();
        std::fs::write(&key, &leaf.key_pem).unwrap();
        let _ = write!(
            text,
            "ssl_enable=YES\nallow_anon_ssl=YES\nforce_anon_logins_ssl=YES\nforce_anon_data_ssl=YES\nrequire_ssl_reuse=NO\n\
             ssl_ciphers=HIGH\nrsa_cert_file={}\nrsa_private_key_file={}\n",
            cert.display(),
            key.display()
        );
    }
    let config = folder.path().join("vsftpd.conf");
    std::fs::write(&config, text).unwrap();
    let mut command = Command::new(program("vsftpd", "vsftpd"));
    command.arg(&config);
    Server::start(folder, port, command)
}

/// The folder `pub` of a server: it runs as whoever runs the tests, who may not change its root.
fn target(server: &Server, more: Value) -> Target {
    let path = server.folder.path().join("pub");
    let mut value = json!({ "host": "localhost", "port": server.port, "path": path });
    value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    serde_json::from_value(value).unwrap()
}

#[tokio::test]
async fn files_of_a_directory_are_counted() {
    let server = server(None);
    let guard = guard();
    let all = look(visit(&guard, None), &target(&server, json!({}))).await.unwrap();
    assert!((all.metrics["files"] - 3.0).abs() < 0.1, "{all:?}");
    assert!(all.metrics.contains_key("newest_age_seconds"), "{all:?}");
    let some = look(visit(&guard, None), &target(&server, json!({ "suffix": ".csv" }))).await.unwrap();
    assert!((some.metrics["files"] - 2.0).abs() < 0.1, "{some:?}");
    let missing = look(visit(&guard, None), &target(&server, json!({ "path": "/none" }))).await.unwrap_err();
    assert_eq!(missing.code(), "reach.bad_answer");
    let split = look(visit(&guard, None), &target(&server, json!({ "path": "/\r\nDELE a.csv" }))).await.unwrap_err();
    assert_eq!(split.code(), "reach.bad_target");
}

#[tokio::test]
async fn a_refused_login_holds_no_secret() {
    let server = server(None);
    let guard = guard();
    let refused = look(visit(&guard, Some(&login("nobody-here", "s3cret-word"))), &target(&server, json!({}))).await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.code(), "reach.sign_in_refused");
    assert!(!format!("{refused} {refused:?}").contains("s3cret"));
}

#[tokio::test]
async fn an_encrypted_directory_shows_its_certificate() {
    let root = Authority::root("测试根");
    let server = server(Some(&root));
    let guard = guard();
    let known = target(&server, json!({ "tls": true, "ca_pem": root.pem }));
    let known = look(visit(&guard, None), &known).await.unwrap();
    assert_eq!((known.fault.as_deref(), known.certificates.len()), (None, 1));
    assert!((known.metrics["files"] - 3.0).abs() < 0.1 && (known.metrics["days_left"] - 90.0).abs() < 0.1, "{known:?}");
    let unknown = look(visit(&guard, None), &target(&server, json!({ "tls": true }))).await.unwrap();
    assert_eq!((unknown.text.as_str(), unknown.fault.is_some()), ("证书有问题，没有发送凭据", true));
}
