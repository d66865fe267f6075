//! What survives a power cut in the middle of the work, and how the program ends when it is asked to.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use jianyue_load::client::Client;
use jianyue_testkit::TestDb;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};

use crate::process::{Server, file, load_demo, said};

const PASSWORD: &str = "Jianyue-demo-2026";
const CONNECTIONS: usize = 16;
/// Creates that are acknowledged before the power goes.
const ENOUGH: usize = 200;

async fn agent(address: SocketAddr) -> Client {
    let mut client = Client::connect(address).await.unwrap();
    client.sign_in("agent", PASSWORD).await.unwrap();
    client
}

/// The contract HS and a ticket that can be opened under it.
async fn contract(client: &mut Client) -> (String, Value) {
    let contracts = client.get("/api/v1/contracts").await.unwrap();
    let hs = contracts.as_array().unwrap().iter().find(|contract| contract["prefix"] == "HS").unwrap();
    let id = hs["id"].as_str().unwrap().to_owned();
    (id, crate::stage::new_ticket("HS"))
}

/// Opens tickets until the connection breaks; what was acknowledged goes into `acknowledged`.
async fn open_until_the_end(
    address: SocketAddr,
    cookies: String,
    (contract, ticket): (String, Value),
    acknowledged: Arc<Mutex<Vec<(String, String)>>>,
) {
    let Ok(mut client) = Client::with_cookies(address, &cookies).await else { return };
    let path = format!("/api/v1/contracts/{contract}/tickets");
    while let Ok(body) = client.call("POST".parse().unwrap(), &path, Some(&ticket)).await {
        let opened: Value = serde_json::from_slice(&body).unwrap();
        let text = |name: &str| opened[name].as_str().unwrap().to_owned();
        acknowledged.lock().unwrap().push((text("id"), text("number")));
    }
}

/// The numbers of every ticket of a contract, by year.
async fn numbers(client: &mut Client, contract: &str) -> BTreeMap<String, Vec<u32>> {
    let mut years: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let mut after = String::new();
    loop {
        let path = format!("/api/v1/tickets?contract={contract}&sort=opened&limit=200{after}");
        let page = client.get(&path).await.unwrap();
        for row in page["items"].as_array().unwrap() {
            let (year, number) = row["number"].as_str().unwrap().rsplit_once('-').unwrap();
            years.entry(year.to_owned()).or_default().push(number.parse().unwrap());
        }
        let Some(next) = page["next"].as_str() else { return years };
        after = format!("&after={next}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_9_loses_no_acknowledged_ticket_on_sqlite() {
    let data = TempDir::new().unwrap();
    kill_in_the_middle(data.path()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_9_loses_no_acknowledged_ticket_on_postgres() {
    let data = TempDir::new().unwrap();
    let database = TestDb::postgres().await;
    // Every command finds it in the settings file of its folder.
    file(data.path(), "jianyue.toml", &format!("database_url = \"{}\"\n", database.url()));
    kill_in_the_middle(data.path()).await;
    database.remove().await;
}

async fn kill_in_the_middle(data: &Path) {
    load_demo(data);
    let server = Server::start(data);
    let mut client = agent(server.address).await;
    let work = contract(&mut client).await;
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    let openers: Vec<_> = (0..CONNECTIONS)
        .map(|_| open_until_the_end(server.address, client.cookies(), work.clone(), acknowledged.clone()))
        .map(tokio::spawn)
        .collect();
    timeout(Duration::from_mins(1), async {
        while acknowledged.lock().unwrap().len() < ENOUGH {
            sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .expect("tickets are opened");
    server.kill();
    for opener in openers {
        timeout(Duration::from_secs(10), opener).await.expect("the connection breaks").unwrap();
    }
    let acknowledged = std::mem::take(&mut *acknowledged.lock().unwrap());

    let mut server = Server::start(data);
    let mut client = agent(server.address).await;
    for (id, number) in &acknowledged {
        let ticket =
            client.get(&format!("/api/v1/tickets/{id}")).await.unwrap_or_else(|lost| panic!("{number}: {lost}"));
        assert_eq!(&ticket["number"], number);
        assert!(ticket["clocks"].as_array().is_some_and(|clocks| !clocks.is_empty()), "{number} has no clocks");
    }
    for (year, mut found) in numbers(&mut client, &work.0).await {
        found.sort_unstable();
        let expected: Vec<u32> = (1..=u32::try_from(found.len()).unwrap()).collect();
        assert_eq!(found, expected, "{year} has gaps or repeats");
    }
    // The one after the crash goes on where the numbers stopped.
    let path = format!("/api/v1/contracts/{}/tickets", work.0);
    client.call("POST".parse().unwrap(), &path, Some(&work.1)).await.unwrap();
    server.ask_to_end();
    assert!(server.wait(Duration::from_secs(30)).is_some_and(|status| status.success()));
    let (code, out, errors) = said(data, &["audit", "verify"]);
    assert_eq!(code, 0, "{out}{errors}");
    assert!(out.lines().count() >= 5 && out.lines().all(|line| line.starts_with("ok")), "{out}");
}

#[tokio::test]
async fn who_is_being_served_is_answered_before_the_end() {
    let data = TempDir::new().unwrap();
    load_demo(data.path());
    let mut server = Server::start(data.path());
    let address = server.address;
    let body = json!({ "account": "agent", "password": PASSWORD }).to_string();
    let (first, rest) = body.split_at(20);
    let mut slow = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /api/v1/sessions HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         \r\n{first}",
        body.len()
    );
    slow.write_all(head.as_bytes()).await.unwrap();
    // A whole exchange on another connection: by then the server has the beginning of ours.
    agent(address).await.get("/api/v1/tickets").await.unwrap();
    server.ask_to_end();
    timeout(Duration::from_secs(10), async {
        while TcpStream::connect(address).await.is_ok() {
            sleep(Duration::from_millis(10)).await;
        }
    })
    .await
    .expect("new connections are refused");
    slow.write_all(rest.as_bytes()).await.unwrap();
    let mut answer = vec![0; 4096];
    let read = timeout(Duration::from_secs(10), slow.read(&mut answer)).await.expect("an answer").unwrap();
    let answer = String::from_utf8_lossy(&answer[..read]).into_owned();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let status = server.wait(Duration::from_secs(30)).expect("it ends");
    assert_eq!(status.code(), Some(0));
}
