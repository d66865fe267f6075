//! The administration of a running process, over a socket.

use jianyue_load::client::Client;
use tempfile::TempDir;

use crate::process::{Server, load_demo};

const PASSWORD: &str = "Jianyue-demo-2026";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_address_of_a_sign_in_is_kept_and_the_system_is_well() {
    let data = TempDir::new().unwrap();
    load_demo(data.path());
    let server = Server::start(data.path());
    let mut client = Client::connect(server.address).await.unwrap();
    client.sign_in("secadmin", PASSWORD).await.unwrap();
    let sessions = client.get("/api/v1/people/sessions").await.unwrap();
    assert_eq!(sessions["items"][0]["address"], "127.0.0.1", "{sessions}");
    assert_eq!(
        (&sessions["items"][0]["account"], &sessions["items"][0]["current"]),
        (&"secadmin".into(), &true.into())
    );

    let mut client = Client::connect(server.address).await.unwrap();
    client.sign_in("auditor", PASSWORD).await.unwrap();
    let trail = client.get("/api/v1/audit?action=identity.sign_in").await.unwrap();
    let says: Vec<&str> = trail["items"].as_array().unwrap().iter().filter_map(|row| row["says"].as_str()).collect();
    assert_eq!(says, ["郑审计（演示）登录了系统（地址 127.0.0.1）", "褚安全（演示）登录了系统（地址 127.0.0.1）"]);
    let opened = client.get("/api/v1/audit?action=ticketing.open&limit=1").await.unwrap();
    assert!(opened["items"][0]["says"].as_str().is_some_and(|says| says.contains("登记了工单 ")), "{opened}");

    let mut client = Client::connect(server.address).await.unwrap();
    client.sign_in("sysadmin", PASSWORD).await.unwrap();
    let system = client.get("/api/v1/system").await.unwrap();
    assert_eq!((&system["database"], &system["jobs_failed"]), (&"SQLite".into(), &0.into()), "{system}");
    let jobs = client.get("/api/v1/jobs").await.unwrap();
    let sweep = jobs.as_array().unwrap().iter().find(|job| job["name"] == "ticketing.sweep").unwrap();
    assert_eq!(sweep["schedule"], "每 15 秒");
}
