//! What is done over and over.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use clap::ValueEnum;
use hyper::Method;
use serde::Serialize;
use serde_json::{Value, json};

use jianyue_load::client::{Client, LoadError};

/// A kind of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scenario {
    /// Opens tickets: durable, with clocks, event and audit row.
    Creates,
    /// Reads single tickets with their clocks.
    Reads,
    /// Lists 50 open tickets, nearest deadline first.
    Lists,
    /// Searches for two-character words.
    Searches,
    /// Adds public replies, each of which folds the clocks anew.
    Transitions,
}

/// What is known of the server before the load begins.
pub struct Site {
    contracts: Vec<(String, Value)>,
    tickets: Vec<String>,
    next: AtomicUsize,
}

const WORDS: [&str; 8] = ["证书", "登录", "备份", "打印", "接口", "数据", "无法", "系统"];

impl Site {
    /// Finds the contracts tickets can be opened under, and some thousand tickets to read.
    pub async fn look_around(client: &mut Client) -> Result<Self, LoadError> {
        let mut contracts = Vec::new();
        for contract in array(&client.get("/api/v1/contracts").await?) {
            if contract["state"] != "in_force" {
                continue;
            }
            let id = text(&contract["id"])?;
            let catalogue = client.get(&format!("/api/v1/contracts/{id}/catalogue")).await?;
            let work = &catalogue["works"][0];
            let ticket = json!({
                "kind": "fault", "channel": "phone", "case": work["cases"][0]["key"], "work": work["key"],
                "title": "身份认证系统无法登录，提示证书校验失败",
                "description": "压力测试：早上九点起全部用户不能登录，重启客户端无效。",
                "reporter": { "name": "测试来电人" },
            });
            contracts.push((id, ticket));
        }
        let mut tickets = Vec::new();
        let mut after = String::new();
        while tickets.len() < 2_000 {
            let page = client.get(&format!("/api/v1/tickets?limit=200&sort=opened{after}")).await?;
            for row in array(&page["items"]) {
                tickets.push(text(&row["id"])?);
            }
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        if contracts.is_empty() || tickets.is_empty() {
            return Err(LoadError::Unexpected("no contract in force or no ticket to read".into()));
        }
        Ok(Self { contracts, tickets, next: AtomicUsize::new(0) })
    }

    fn turn(&self) -> usize {
        // A large odd step visits the tickets in an order that no cache likes.
        self.next.fetch_add(1, Ordering::Relaxed).wrapping_mul(7_919)
    }
}

/// The outcome of one measurement.
pub struct Outcome {
    /// How long each answered request took.
    pub took: Vec<Duration>,
    /// How long all of it lasted.
    pub lasted: Duration,
}

/// Runs `scenario` over `connections` for as long as `lasts`.
pub async fn drive(
    server: SocketAddr,
    cookies: &str,
    site: &Arc<Site>,
    scenario: Scenario,
    connections: usize,
    lasts: Duration,
) -> Result<Outcome, LoadError> {
    let mut clients = Vec::with_capacity(connections);
    for _ in 0..connections {
        clients.push(Client::with_cookies(server, cookies).await?);
    }
    let begun = Instant::now();
    let ends = begun + lasts;
    let tasks: Vec<_> = clients
        .into_iter()
        .map(|mut client| {
            let site = site.clone();
            tokio::spawn(async move {
                let mut took = Vec::new();
                while Instant::now() < ends {
                    let sent = Instant::now();
                    once(&mut client, &site, scenario).await?;
                    took.push(sent.elapsed());
                }
                Ok::<_, LoadError>(took)
            })
        })
        .collect();
    let mut took = Vec::new();
    for task in tasks {
        took.extend(task.await.map_err(|error| LoadError::Unexpected(error.to_string()))??);
    }
    Ok(Outcome { took, lasted: begun.elapsed() })
}

async fn once(client: &mut Client, site: &Site, scenario: Scenario) -> Result<(), LoadError> {
    let turn = site.turn();
    let ticket = &site.tickets[turn % site.tickets.len()];
    let answer = match scenario {
        Scenario::Creates => {
            let (contract, body) = &site.contracts[turn % site.contracts.len()];
            client.call(Method::POST, &format!("/api/v1/contracts/{contract}/tickets"), Some(body)).await?
        }
        Scenario::Reads => client.call(Method::GET, &format!("/api/v1/tickets/{ticket}"), None).await?,
        Scenario::Lists => client.call(Method::GET, "/api/v1/tickets?state=live&sort=due&limit=50", None).await?,
        Scenario::Searches => {
            let word = percent_encode(WORDS[turn % WORDS.len()]);
            client.call(Method::GET, &format!("/api/v1/tickets?q={word}&limit=50"), None).await?
        }
        Scenario::Transitions => {
            let body = json!({ "text": "已联系用户，正在远程排查。", "visibility": "public" });
            client.call(Method::POST, &format!("/api/v1/tickets/{ticket}/replies"), Some(&body)).await?
        }
    };
    if answer.is_empty() { Err(LoadError::Unexpected("an empty answer".into())) } else { Ok(()) }
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().map(Vec::as_slice).unwrap_or_default().iter()
}

fn text(value: &Value) -> Result<String, LoadError> {
    value.as_str().map(str::to_owned).ok_or_else(|| LoadError::Unexpected(format!("{value} is no text")))
}

fn percent_encode(word: &str) -> String {
    use std::fmt::Write;
    word.bytes().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "%{byte:02X}");
        text
    })
}
