//! A full outbox, and a power cut in the middle of emptying it: nothing is lost, and nothing is sent twice without the
//! other side or the outbox saying so (docs/adr/0008-once-or-uncertain.md).

use std::{
    collections::HashMap,
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{Json, Router, extract::State, http::Uri};
use jianyue_kernel::Env;
use jianyue_load::client::Client;
use jianyue_notify::{
    model::{Item, Occasion},
    store::outbox::{Telling, message_gather},
};
use jianyue_platform::{Db, args};
use jianyue_testkit::TestDb;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{net::TcpListener, time::sleep};
use uuid::Uuid;

use crate::process::{Server, file, load_demo};

const PASSWORD: &str = "Jianyue-demo-2026";
/// Notifications that wait when the process starts.
const QUEUED: usize = 10_000;
/// How many of them the other side has when the process is killed.
const ENOUGH: usize = QUEUED / 4;
/// The most that one batch holds: what can be in doubt after a crash.
const BATCH: usize = 128;
/// Longest wait for anything.
const PATIENCE: Duration = Duration::from_mins(3);

/// How often each message came, by the way it came and its own name.
type Heard = Arc<Mutex<HashMap<String, usize>>>;

/// A gateway and a group's robot on loopback.
async fn sink() -> (SocketAddr, Heard) {
    async fn hear(State(heard): State<Heard>, uri: Uri, Json(body): Json<Value>) -> Json<Value> {
        // The gateway knows messages by their ids, the robot reads the text only.
        let name = body["id"].as_str().or_else(|| body["text"]["content"].as_str()?.lines().next()).unwrap_or_default();
        *heard.lock().unwrap().entry(format!("{} {name}", uri.path())).or_default() += 1;
        Json(json!({ "errcode": 0, "code": 0 }))
    }
    let heard = Heard::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().fallback(hear).with_state(heard.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, heard)
}

async fn signed_in(address: SocketAddr, account: &str) -> Client {
    let mut client = Client::connect(address).await.unwrap();
    client.sign_in(account, PASSWORD).await.unwrap();
    client
}

async fn made(client: &mut Client, path: &str, body: Value) -> Uuid {
    let made: Value =
        serde_json::from_slice(&client.call("POST".parse().unwrap(), path, Some(&body)).await.unwrap()).unwrap();
    let id = if made["person"].is_object() { &made["person"]["id"] } else { &made["id"] };
    id.as_str().unwrap().parse().unwrap()
}

/// A robot and a gateway at `sink`, and somebody with a phone.
async fn set_up(server: &Server, sink: SocketAddr) -> (Uuid, Uuid) {
    let mut sysadmin = signed_in(server.address, "sysadmin").await;
    let robot =
        json!({ "name": "群", "settings": { "kind": "wecom", "webhook": format!("http://{sink}/robot?key=x") } });
    let robot = made(&mut sysadmin, "/api/v1/notification-channels", robot).await;
    let gateway = json!({ "name": "短信", "settings": {
        "kind": "sms", "method": "POST", "url": format!("http://{sink}/sms"), "headers": [["Content-Type", "application/json"]],
        "body": r#"{"mobile":"{phone}","content":"{text}","id":"{id}"}"#, "result": "/code", "success": ["0"],
        "knows_repetitions": true,
    } });
    made(&mut sysadmin, "/api/v1/notification-channels", gateway).await;
    let mut secadmin = signed_in(server.address, "secadmin").await;
    let person = json!({ "account": "reachable", "name": "有电话的人（测试）", "phone": "13800000001" });
    (robot, made(&mut secadmin, "/api/v1/people", person).await)
}

/// Puts everything into the outbox, half for each way.
async fn queue(db: &Db, robot: Uuid, person: Uuid) {
    let now = Env::system().now();
    let item = |n: usize| Item {
        occasion: Occasion::Breached,
        subject: Uuid::from_u128(n as u128),
        level: Some(2),
        number: String::new(),
        title: String::new(),
        line: format!("第 {n} 条"),
        text: String::new(),
        path: "/tickets".to_owned(),
        at: now,
    };
    let items: Vec<Item> = (0..QUEUED).map(item).collect();
    let telling = |(n, item)| {
        let by_robot = n % 2 == 0;
        Telling {
            contract: None,
            way: if by_robot { format!("robot:{robot}") } else { "sms".to_owned() },
            group_key: format!("drain|{n}"),
            person: (!by_robot).then_some(person),
            recipient: "某人（测试）".to_owned(),
            due_at: now,
            event: Uuid::from_u128(n as u128),
            item,
        }
    };
    let tellings: Vec<Telling<'_>> = items.iter().enumerate().map(telling).collect();
    for (n, some) in tellings.chunks(500).enumerate() {
        let mut tx = db.write().await.unwrap();
        let next = std::cell::Cell::new((n * 500) as u128);
        let id = || Uuid::from_u128(next.replace(next.get() + 1) + (1 << 100));
        message_gather(&mut tx, id, some, now).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// How many of the messages that were queued are in each state. The demo tells people of its own things meanwhile.
async fn states(db: &Db) -> HashMap<String, usize> {
    let mut tx = db.peek().await.unwrap();
    let queued = "SELECT state, count(*) FROM notify_message WHERE group_key LIKE 'drain|%' GROUP BY state";
    let rows: Vec<(String, i64)> = tx.all(queued, args![]).await.unwrap();
    rows.into_iter().map(|(state, n)| (state, usize::try_from(n).unwrap())).collect()
}

/// Whether the other side heard one of those that were queued. The demo sends text messages of its own; the robot is the
/// test's alone.
fn is_queued(name: &str) -> bool {
    let id = name.strip_prefix("/sms ").and_then(|id| id.parse::<Uuid>().ok());
    id.is_none_or(|id| id.as_u128() >> 100 == 1)
}

async fn until(what: &str, done: impl AsyncFn() -> bool) {
    let begun = Instant::now();
    while !done().await {
        assert!(begun.elapsed() < PATIENCE, "{what}: not after {PATIENCE:?}");
        sleep(Duration::from_millis(50)).await;
    }
}

async fn killed_in_the_middle(data: &Path, url: Option<&str>) {
    let (address, heard) = sink().await;
    let database = url.map(|url| format!("database_url = \"{url}\"\n")).unwrap_or_default();
    file(data, "jianyue.toml", &format!("{database}allow_targets = \"127.0.0.1\"\n"));
    load_demo(data);
    let mut server = Server::start(data);
    let (robot, person) = set_up(&server, address).await;
    server.ask_to_end();
    assert!(server.wait(Duration::from_secs(30)).is_some_and(|status| status.success()));
    let url = url.map_or_else(|| format!("sqlite:{}", data.join("jianyue.db").display()), str::to_owned);
    let db = Db::open(&url, 2).await.unwrap();
    queue(&db, robot, person).await;

    let begun = Instant::now();
    let count = || heard.lock().unwrap().keys().filter(|name| is_queued(name)).count();
    let server = Server::start(data);
    until("the first quarter is sent", async || count() >= ENOUGH).await;
    server.kill();
    let at_the_kill = states(&db).await;
    let in_flight = at_the_kill.get("sending").copied().unwrap_or_default();
    assert!(in_flight <= BATCH, "at most one batch is in doubt: {at_the_kill:?}");
    assert!(count() < QUEUED, "it died too late to prove anything");
    // Its claims hold for three minutes, in which its messages stay untouched; the test does not wait for them.
    let mut tx = db.write().await.unwrap();
    let past = Env::system().now() - chrono::TimeDelta::seconds(1);
    tx.execute("UPDATE notify_message SET claimed_to = $1 WHERE state = 'sending'", args![past]).await.unwrap();
    tx.commit().await.unwrap();

    let mut server = Server::start(data);
    until("everything is settled", async || {
        let states = states(&db).await;
        ["gathering", "waiting", "sending"].iter().all(|state| !states.contains_key(*state))
    })
    .await;
    println!("{QUEUED} messages, a kill -9 after {ENOUGH}, {in_flight} in flight: {:?}", begun.elapsed());
    server.ask_to_end();
    assert!(server.wait(Duration::from_secs(30)).is_some_and(|status| status.success()));

    let ends = states(&db).await;
    let of = |state: &str| ends.get(state).copied().unwrap_or_default();
    assert_eq!(of("sent") + of("uncertain"), QUEUED, "none is lost: {ends:?}");
    assert!(of("uncertain") <= in_flight, "only what was in flight is in doubt: {ends:?}, {in_flight} in flight");
    let mut heard = heard.lock().unwrap().clone();
    heard.retain(|name, _| is_queued(name));
    let by = |path: &str| heard.iter().filter(|(name, _)| name.starts_with(path)).map(|(_, n)| *n).collect::<Vec<_>>();
    let (robots, messages) = (by("/robot"), by("/sms"));
    // Robots know no repetitions: each message once at the most, and those in doubt are shown and not sent again.
    assert!(robots.iter().all(|n| *n == 1), "a robot was told twice");
    assert!(robots.len() + of("uncertain") >= QUEUED / 2, "{} heard, {} in doubt", robots.len(), of("uncertain"));
    // The gateway knows its ids: it has each, and only what was in flight came again, under the same id.
    assert_eq!(messages.len(), QUEUED / 2);
    let again = messages.iter().sum::<usize>() - messages.len();
    assert!(again <= in_flight, "{again} came again, {in_flight} were in flight");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_9_loses_and_doubles_no_notification_on_sqlite() {
    let data = TempDir::new().unwrap();
    killed_in_the_middle(data.path(), None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_9_loses_and_doubles_no_notification_on_postgres() {
    let data = TempDir::new().unwrap();
    let database = TestDb::postgres().await;
    killed_in_the_middle(data.path(), Some(&database.url())).await;
    database.remove().await;
}
