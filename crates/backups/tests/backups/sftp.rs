//! Backups on another machine, over SFTP with a pinned host key.

use std::process::Command;

use serde_json::json;

use crate::common::{Server, Setting, Stage, codes, free_port, program, run, text, whoami};

/// A server that lets one key in, and that key.
fn server() -> (Server, String) {
    let (sshd, keygen) = (program("sshd", "openssh-server"), program("ssh-keygen", "openssh-client"));
    let folder = tempfile::tempdir().unwrap();
    let (host, user) = (folder.path().join("host"), folder.path().join("user"));
    for file in [&host, &user] {
        run(Command::new(&keygen).args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(file));
    }
    // The server insists on this folder when it is run by root, as containers do.
    if whoami() == "root" {
        std::fs::create_dir_all("/run/sshd").unwrap();
    }
    let port = free_port();
    let config = folder.path().join("sshd_config");
    let settings = format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {host}\nAuthorizedKeysFile {user}.pub\nPidFile none\nUsePAM no\n\
         StrictModes no\nPasswordAuthentication no\nPermitRootLogin prohibit-password\nSubsystem sftp internal-sftp\n",
        host = host.display(),
        user = user.display()
    );
    std::fs::write(&config, settings).unwrap();
    let key = std::fs::read_to_string(&user).unwrap();
    let mut command = Command::new(sshd);
    command.args(["-D", "-e", "-f"]).arg(&config);
    (Server::start(folder, port, command), key)
}

#[tokio::test]
async fn a_remote_folder_is_looked_at_and_drilled_once_its_key_is_confirmed() {
    let (server, key) = server();
    let (stage, test) = Stage::alone(Setting::default()).await;
    stage.put("a.bin", vec![7; 300_000], 1);
    let digest = "f".repeat(64);
    stage.put("a.bin.sm3", format!("{digest}  a.bin"), 1);
    let source = json!({
        "kind": "sftp", "host": "127.0.0.1", "port": server.port, "path": stage.folder.path(), "username": whoami(),
        "private_key": key,
    });
    let body = stage.wanted("plain", "*.bin", json!({ "source": source.clone(), "checksum": "sm3_file" }));
    let path = format!("/contracts/{}/backup-policies", stage.hs);
    let policy = stage.post(&stage.manager(), &path, body).await.expect(201).json();
    let check = stage.check(&policy).await;
    assert_eq!(codes(&check), ["unreached"]);
    let said = text(&check["findings"][0]["text"]);
    let shown = said.split_whitespace().find(|word| word.starts_with("SHA256:")).unwrap_or_else(|| panic!("{said}"));
    let shown = shown
        .trim_end_matches(|one: char| !one.is_ascii_alphanumeric() && one != '+' && one != '/')
        .split('，')
        .next()
        .unwrap();
    // Whoever confirms the key gives the secret again: it was given for a host that nobody had confirmed.
    let mut confirmed = source;
    confirmed["host_key"] = json!(shown);
    let policy = stage
        .patch(&stage.manager(), &stage.read(&policy).await, json!({ "source": confirmed }))
        .await
        .expect(200)
        .json();
    let check = stage.check(&policy).await;
    assert_eq!((codes(&check), &check["bytes"]), (vec!["checksum".to_owned()], &json!(300_000)), "{check}");
    let drill = stage.drill(&policy).await;
    assert_eq!((&drill["state"], &drill["counts"]["unpacked_bytes"]), (&json!("proved"), &json!(300_000)), "{drill}");
    // Another key than the confirmed one is told, and nobody signs in.
    let (other, key) = self::server();
    let mut moved = policy["source"].clone();
    moved["port"] = json!(other.port);
    moved["private_key"] = json!(key);
    let policy =
        stage.patch(&stage.manager(), &stage.read(&policy).await, json!({ "source": moved })).await.expect(200).json();
    let changed = stage.check(&policy).await;
    assert!(text(&changed["findings"][0]["text"]).contains("主机密钥已改变"), "{changed}");
    test.remove().await;
}
