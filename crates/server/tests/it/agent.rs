//! `jianyue agent` against a server that really serves.

use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};

use jianyue_load::client::Client;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::process::{Server, file, jianyue, load_demo, said};

const PASSWORD: &str = "Jianyue-demo-2026";

async fn manager(server: &Server) -> (Client, String) {
    let mut client = Client::connect(server.address).await.unwrap();
    client.sign_in("manager", PASSWORD).await.unwrap();
    let contracts = client.get("/api/v1/contracts").await.unwrap();
    let hs = contracts.as_array().unwrap().iter().find(|contract| contract["prefix"] == "HS").unwrap();
    (client, hs["id"].as_str().unwrap().to_owned())
}

async fn post(client: &mut Client, path: &str, body: &Value) -> Value {
    let answer = client.call("POST".parse().unwrap(), path, Some(body)).await.unwrap();
    serde_json::from_slice(&answer).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_looks_at_its_machine_and_pushes_what_it_saw() {
    let data = TempDir::new().unwrap();
    load_demo(data.path());
    let server = Server::start(data.path());
    let (mut client, contract) = manager(&server).await;
    let made = post(&mut client, "/api/v1/agents", &json!({ "contract_id": contract, "name": "本机（测试）" })).await;
    let token = made["token"].as_str().unwrap();
    let token_file = file(data.path(), "agent.token", &format!("{token}\n"));
    let log = file(data.path(), "app.log", "old\n");
    let address = format!("http://{}", server.address);
    let log = format!("{log}=ERROR");
    let options = ["agent", "--server", &address, "--token-file", &token_file, "--log", &log, "--once"];
    let (code, out, errors) = said(data.path(), &options);
    assert_eq!((code, out.trim()), (0, "上报成功"), "{errors}");
    let agents = client.get(&format!("/api/v1/contracts/{contract}/agents")).await.unwrap();
    let agent = agents.as_array().unwrap().iter().find(|agent| agent["id"] == made["id"]).unwrap();
    assert!(agent["last_at"].is_string() && agent["program"] == env!("CARGO_PKG_VERSION"), "{agent}");
    assert!(!agents.to_string().contains(token));
    // What nobody may see is neither sent in clear nor shown.
    let far = ["agent", "--server", "http://yunwei.example", "--token-file", &token_file, "--once"];
    let (code, out, errors) = said(data.path(), &far);
    assert_ne!(code, 0);
    assert!(errors.contains("https://") && !format!("{out}{errors}").contains(token), "{errors}");
    let wrong = file(data.path(), "wrong.token", &token.replace("jya_", "jyt_"));
    let (code, _, errors) = said(data.path(), &["agent", "--server", &address, "--token-file", &wrong, "--once"]);
    assert!(code != 0 && errors.contains("jya_"), "{errors}");
    // A server that is away is no reason to stop.
    let mut child = jianyue(data.path())
        .args(["agent", "--server", "http://127.0.0.1:9", "--token-file", &token_file, "--every", "5"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut said).unwrap();
    let running = child.try_wait().unwrap().is_none();
    let _ = child.kill();
    let _ = child.wait();
    assert!(running && said.contains("待补报 1 次") && !said.contains(token), "{said}");
}
