//! SSH and SFTP against an OpenSSH server of the test's own.

use std::process::Command;

use jianyue_reach::{
    Login, ReachError, sftp,
    ssh::{Target, look},
};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::{Server, free_port, guard, program, run, visit};

/// A server with its own host key that lets one key in.
fn server(with_host_key: Option<&std::path::Path>) -> (Server, Login, TempDir) {
    let (sshd, keygen) = (program("sshd", "openssh-server"), program("ssh-keygen", "openssh-client"));
    let folder = tempfile::tempdir().unwrap();
    let keys = tempfile::tempdir().unwrap();
    let (host, user) = (keys.path().join("host"), keys.path().join("user"));
    for file in [&host, &user] {
        run(Command::new(&keygen).args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(file));
    }
    if let Some(other) = with_host_key {
        std::fs::copy(other, &host).unwrap();
    }
    // The server insists on this folder when it is run by root, as containers do.
    if nobody_else_is_root() {
        std::fs::create_dir_all("/run/sshd").unwrap();
    }
    let port = free_port();
    let config = folder.path().join("sshd_config");
    let text = format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {host}\nAuthorizedKeysFile {user}.pub\nPidFile none\nUsePAM no\n\
         StrictModes no\nPasswordAuthentication no\nPermitRootLogin prohibit-password\nSubsystem sftp internal-sftp\n",
        host = host.display(),
        user = user.display()
    );
    std::fs::write(&config, text).unwrap();
    let mut command = Command::new(sshd);
    command.args(["-D", "-e", "-f"]).arg(&config);
    let login =
        Login { username: whoami(), private_key: Some(std::fs::read_to_string(&user).unwrap()), ..Login::default() };
    (Server::start(folder, port, command), login, keys)
}

fn whoami() -> String {
    let said = Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(said.stdout).unwrap().trim().to_owned()
}

fn nobody_else_is_root() -> bool {
    whoami() == "root"
}

fn target(port: u16, host_key: Option<&str>, questions: Value) -> Target {
    let target = json!({ "host": "127.0.0.1", "port": port, "host_key": host_key, "questions": questions });
    serde_json::from_value(target).unwrap()
}

/// The key that the server shows to whoever has confirmed none.
async fn shown(port: u16, login: &Login) -> String {
    let guard = guard();
    match look(visit(&guard, Some(login)), &target(port, None, json!([{ "what": "cpu" }]))).await {
        Err(ReachError::HostKeyUnconfirmed(key)) => key,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_linux_machine_tells_how_it_is_once_its_key_is_confirmed() {
    let (server, login, _keys) = server(None);
    let key = shown(server.port, &login).await;
    assert!(key.starts_with("SHA256:") && key.len() == 50, "{key}");
    let log = server.folder.path().join("app's.log");
    std::fs::write(&log, "ok\nERROR one\nok\nERROR two\n").unwrap();
    let questions = json!([
        { "what": "cpu" }, { "what": "memory" }, { "what": "disk" },
        { "what": "services", "names": ["sshd", "no-such-service"] },
        { "what": "log", "path": log, "pattern": "ERROR|致命" },
    ]);
    let guard = guard();
    let reading = look(visit(&guard, Some(&login)), &target(server.port, Some(&key), questions)).await.unwrap();
    for metric in ["cpu_percent", "load1", "memory_percent", "disk_percent", "disk_percent:/"] {
        assert!(reading.metrics.contains_key(metric), "{metric}: {reading:?}");
    }
    assert_eq!(reading.fault.as_deref(), Some("服务未运行：no-such-service"));
    assert!((reading.metrics["service:sshd"] - 1.0).abs() < 0.1 && (reading.metrics["log_matches"] - 2.0).abs() < 0.1);
    assert!(reading.text.contains("命中 2 行，最近一条：ERROR two"), "{}", reading.text);
    assert!(reading.ms >= 1000, "the processor is watched for a second");
}

#[tokio::test]
async fn another_key_than_the_confirmed_one_is_refused_before_anybody_signs_in() {
    let (first, login, keys) = server(None);
    let key = shown(first.port, &login).await;
    let (second, _, _other_keys) = server(None);
    let guard = guard();
    let cpu = json!([{ "what": "cpu" }]);
    let changed = look(visit(&guard, Some(&login)), &target(second.port, Some(&key), cpu.clone())).await.unwrap_err();
    let ReachError::HostKeyChanged { confirmed, seen } = &changed else { panic!("{changed:?}") };
    assert!(*confirmed == key && *seen == shown(second.port, &login).await);
    // The same key elsewhere is the same host.
    let (third, login, _more_keys) = server(Some(&keys.path().join("host")));
    assert!(look(visit(&guard, Some(&login)), &target(third.port, Some(&key), cpu)).await.is_ok());
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_is_in_no_text() {
    let (server, login, _keys) = server(None);
    let (_other, stranger, _other_keys) = self::server(None);
    let key = shown(server.port, &login).await;
    let stranger = Login { username: login.username.clone(), ..stranger };
    let guard = guard();
    let to = target(server.port, Some(&key), json!([{ "what": "cpu" }]));
    let refused = look(visit(&guard, Some(&stranger)), &to).await.unwrap_err();
    assert_eq!(refused.code(), "reach.sign_in_refused");
    let broken = Login { private_key: Some("s3cret no key".into()), ..login };
    let unreadable = look(visit(&guard, Some(&broken)), &to).await.unwrap_err();
    assert!(!format!("{refused} {unreadable} {unreadable:?}").contains("s3cret"));
    let none = look(visit(&guard, None), &to).await.unwrap_err();
    assert_eq!(none.code(), "reach.bad_target");
}

#[tokio::test]
async fn a_directory_is_counted_over_sftp() {
    let (server, login, _keys) = server(None);
    let key = shown(server.port, &login).await;
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.csv", "b.csv", "c.txt"] {
        std::fs::write(folder.path().join(name), "x").unwrap();
    }
    std::fs::create_dir(folder.path().join("sub.csv")).unwrap();
    let target = |path: &str| -> sftp::Target {
        let value =
            json!({ "host": "127.0.0.1", "port": server.port, "host_key": key, "path": path, "suffix": ".csv" });
        serde_json::from_value(value).unwrap()
    };
    let guard = guard();
    let reading = sftp::look(visit(&guard, Some(&login)), &target(folder.path().to_str().unwrap())).await.unwrap();
    assert!((reading.metrics["files"] - 2.0).abs() < 0.1, "{reading:?}");
    assert!(reading.metrics.contains_key("newest_age_seconds"));
    let missing = sftp::look(visit(&guard, Some(&login)), &target("/no/such/folder")).await.unwrap_err();
    assert_eq!(missing.to_string(), "对方应答异常：没有这个目录或文件");
}

#[tokio::test]
async fn files_are_listed_and_read_in_part_over_sftp() {
    let (server, login, _keys) = server(None);
    let key = shown(server.port, &login).await;
    let folder = tempfile::tempdir().unwrap();
    let long = "0123456789".repeat(100_000);
    std::fs::write(folder.path().join("a.dump"), &long).unwrap();
    std::fs::write(folder.path().join("b.txt"), "x").unwrap();
    let value = json!({ "host": "127.0.0.1", "port": server.port, "host_key": key, "path": folder.path() });
    let target: sftp::Target = serde_json::from_value(value).unwrap();
    let guard = guard();
    let visit = visit(&guard, Some(&login));
    let mut found = sftp::list(visit, &target).await.unwrap();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    assert_eq!(
        found.iter().map(|one| (one.name.as_str(), one.bytes)).collect::<Vec<_>>(),
        [("a.dump", 1_000_000), ("b.txt", 1)]
    );
    assert!(found[0].modified.is_some());
    let (whole, bytes) = sftp::fetch(visit, &target, "a.dump", (0, u64::MAX), Vec::new()).await.unwrap();
    assert!(bytes == 1_000_000 && whole == long.as_bytes());
    let (part, _) = sftp::fetch(visit, &target, "a.dump", (999_995, 3), Vec::new()).await.unwrap();
    assert_eq!(part, b"567");
    for name in ["../b.txt", "", "..", "none"] {
        assert!(sftp::fetch(visit, &target, name, (0, 9), Vec::new()).await.is_err(), "{name}");
    }
}
