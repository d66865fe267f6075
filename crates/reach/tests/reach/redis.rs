//! Redis of the test's own.

use std::process::Command;

use jianyue_reach::redis::{Target, look};
use serde_json::json;

use crate::common::{Server, free_port, guard, login, program, visit};

fn server(more: &[&str]) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let mut command = Command::new(program("redis-server", "redis-server"));
    command
        .args(["--bind", "127.0.0.1", "--save", "", "--port", &port.to_string(), "--dir"])
        .arg(folder.path())
        .args(more);
    Server::start(folder, port, command)
}

fn target(port: u16) -> Target {
    serde_json::from_value(json!({ "host": "127.0.0.1", "port": port })).unwrap()
}

#[tokio::test]
async fn redis_tells_how_it_is() {
    let server = server(&["--maxmemory", "64mb"]);
    let reading = look(visit(&guard(), None), &target(server.port)).await.unwrap();
    assert_eq!(reading.fault, None);
    assert!(reading.text.contains("主节点") && reading.metrics["memory_percent"] > 0.0, "{reading:?}");
    assert!(reading.metrics["connected_clients"] >= 1.0);
}

#[tokio::test]
async fn a_password_is_asked_for_and_told_to_nobody_else() {
    let server = server(&["--requirepass", "s3cret-word"]);
    let guard = guard();
    let none = look(visit(&guard, None), &target(server.port)).await.unwrap_err();
    assert_eq!(none.to_string(), "账号或口令被拒绝：Redis 要求口令，请选择凭据");
    let wrong = look(visit(&guard, Some(&login("", "s3cret-wrong"))), &target(server.port)).await.unwrap_err();
    assert_eq!(wrong.code(), "reach.sign_in_refused");
    assert!(!format!("{wrong} {wrong:?}").contains("s3cret"));
    assert!(look(visit(&guard, Some(&login("", "s3cret-word"))), &target(server.port)).await.is_ok());
}
