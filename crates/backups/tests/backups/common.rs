//! What the tests of this folder share: contracts, people, a folder of backups, and servers to restore on.

use std::{
    fs::{self, File},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_backups::{BackupsConfig, BackupsModule, drill::Limits, worker};
use jianyue_contracts::{ContractsModule, registry::NewText};
use jianyue_kernel::{Actor, ContractId, Role};
use jianyue_platform::{
    args,
    db::Db,
    sealed::{Cipher, KeyRing, Sealer},
};
use jianyue_reach::Guard;
use jianyue_testkit::{Answer, TestApp, TestDb, TestEnv, actor};
use serde_json::{Value, json};
use tempfile::TempDir;

const TEXTS: [&str; 2] = [
    include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml"),
    include_str!("../../../../fixtures/contracts/construction-exam-2024.toml"),
];

/// A stage with two contracts and a folder of backups.
pub struct Stage {
    pub app: TestApp,
    pub env: TestEnv,
    pub db: Db,
    pub hs: ContractId,
    pub ex: ContractId,
    pub folder: TempDir,
    _keys: TempDir,
}

/// What is made of a stage.
#[derive(Clone, Default)]
pub struct Setting {
    pub postgres: Option<String>,
    pub mysql: Option<String>,
    pub limits: Option<Limits>,
}

fn built(folder: &Path, setting: &Setting) -> BackupsModule {
    let config = BackupsConfig {
        scratch: folder.join("scratch"),
        postgres: setting.postgres.clone(),
        mysql: setting.mysql.clone(),
    };
    let guard = Guard::new("127.0.0.1".parse().unwrap()).with_folders(vec![folder.to_owned()]);
    BackupsModule::new(guard, config).limited(setting.limits.unwrap_or_default())
}

pub fn module(folder: &Path) -> BackupsModule {
    built(folder, &Setting::default())
}

/// The server that the tests of storage use.
pub fn postgres_url() -> String {
    std::env::var("JIANYUE_TEST_POSTGRES")
        .expect("JIANYUE_TEST_POSTGRES is not set; scripts/postgres-for-tests.sh starts a server (make test does)")
}

impl Stage {
    /// Monday 2 March 2026, 09:00 in Shanghai.
    pub async fn new(db: Db) -> Self {
        Self::with(db, Setting::default()).await
    }

    /// On a SQLite database of its own, for tests of what is restored.
    pub async fn alone(setting: Setting) -> (Self, TestDb) {
        let test = TestDb::sqlite().await;
        (Self::with(test.db(), setting).await, test)
    }

    pub async fn with(db: Db, setting: Setting) -> Self {
        let env = TestEnv::at("2026-03-02T09:00:00+08:00");
        // Scratch databases are named by ids, and tests share a server: each process begins elsewhere.
        for _ in 0..std::process::id() % 50_000 * 100 {
            let _ = env.env().id();
        }
        let contracts = ContractsModule::new();
        let mut tx = db.write().await.unwrap();
        let mut ids = Vec::new();
        let administrator = actor(1).everywhere(Role::SystemAdministrator).done();
        for text in TEXTS {
            let new = NewText { text, ..NewText::default() };
            ids.push(contracts.registry().import(&mut tx, &env, &administrator, &new).await.unwrap().contract);
        }
        tx.commit().await.unwrap();
        let (folder, keys) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let ring = KeyRing::load_or_create(&keys.path().join("seal.toml"), Cipher::Sm4Gcm).unwrap();
        let app = TestApp::build(db.clone(), &env)
            .with(Sealer::new(ring))
            .module(Arc::new(contracts))
            .module(Arc::new(built(folder.path(), &setting)))
            .start();
        Self { app, env, db, hs: ids[0], ex: ids[1], folder, _keys: keys }
    }

    pub fn manager(&self) -> Actor {
        actor(4).on(self.hs, Role::VendorManager).on(self.ex, Role::VendorManager).done()
    }

    pub fn engineer(&self) -> Actor {
        actor(5).on(self.hs, Role::Engineer).on(self.ex, Role::Engineer).done()
    }

    pub fn client(&self) -> Actor {
        actor(6).on(self.hs, Role::ClientOfficial).on(self.ex, Role::ClientOfficial).done()
    }

    /// Works on another contract.
    pub fn stranger(&self) -> Actor {
        actor(8).on(self.ex, Role::VendorManager).done()
    }

    /// Sees some works only.
    pub fn member(&self) -> Actor {
        actor(9).on_works(self.hs, Role::Engineer, &["security"]).done()
    }

    pub async fn get(&self, by: &Actor, path: &str) -> Answer {
        self.app.get(&format!("/api/v1{path}")).by(by).send().await
    }

    pub async fn post(&self, by: &Actor, path: &str, body: Value) -> Answer {
        self.app.post(&format!("/api/v1{path}")).by(by).json(&body).send().await
    }

    pub async fn patch(&self, by: &Actor, policy: &Value, body: Value) -> Answer {
        let path = format!("/api/v1/backup-policies/{}", text(&policy["id"]));
        let call = self.app.patch(&path).by(by).header("if-match", &format!("\"{}\"", policy["version"]));
        call.json(&body).send().await
    }

    pub async fn delete(&self, by: &Actor, path: &str) -> Answer {
        self.app.delete(&format!("/api/v1{path}")).by(by).send().await
    }

    /// What a policy of the folder is, with what `more` says.
    pub fn wanted(&self, format: &str, pattern: &str, more: Value) -> Value {
        let mut body = json!({
            "title": "业务库", "what": "database", "source": { "kind": "folder", "path": self.folder.path() },
            "pattern": pattern, "format": format,
        });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    }

    /// A policy of HS.
    pub async fn policy(&self, format: &str, pattern: &str, more: Value) -> Value {
        self.policy_of(self.hs, format, pattern, more).await
    }

    pub async fn policy_of(&self, contract: ContractId, format: &str, pattern: &str, more: Value) -> Value {
        let path = format!("/contracts/{contract}/backup-policies");
        self.post(&self.engineer(), &path, self.wanted(format, pattern, more)).await.expect(201).json()
    }

    pub async fn read(&self, policy: &Value) -> Value {
        self.get(&self.client(), &format!("/backup-policies/{}", text(&policy["id"]))).await.expect(200).json()
    }

    /// Looks now.
    pub async fn check(&self, policy: &Value) -> Value {
        let path = format!("/backup-policies/{}/check", text(&policy["id"]));
        self.post(&self.engineer(), &path, json!({})).await.expect(200).json()
    }

    /// Restores now, and gives the drill.
    pub async fn drill(&self, policy: &Value) -> Value {
        let path = format!("/backup-policies/{}/drills", text(&policy["id"]));
        let asked = self.post(&self.engineer(), &path, json!({})).await.expect(202).json();
        assert_eq!(asked["state"], "waiting");
        assert!(worker::drill_one(self.app.app()).await.unwrap());
        let drill =
            self.get(&self.client(), &format!("/backup-drills/{}", text(&asked["id"]))).await.expect(200).json();
        let left = fs::read_dir(self.folder.path().join("scratch")).map(Iterator::count).unwrap_or_default();
        assert_eq!(left, 0, "nothing stays in the scratch folder");
        drill
    }

    /// A drill of a file that was just put there, through a policy of its own.
    pub async fn drill_of(&self, format: &str, name: &str, bytes: &[u8]) -> Value {
        self.put(name, bytes, 1);
        let policy = self.policy(format, name, json!({})).await;
        self.drill(&policy).await
    }

    /// A file in the folder that was written so many hours ago.
    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>, hours_ago: i64) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        touch(&path, self.env.env().now() - TimeDelta::hours(hours_ago));
        path
    }

    pub fn remove(&self, name: &str) {
        fs::remove_file(self.folder.path().join(name)).unwrap();
    }

    /// Events of a kind that were recorded, in order.
    pub async fn events(&self, kind: &str) -> Vec<Value> {
        let mut tx = self.db.read().await.unwrap();
        let rows: Vec<(sqlx::types::Json<Value>,)> =
            tx.all("SELECT payload FROM event WHERE kind = $1 ORDER BY seq", args![kind]).await.unwrap();
        rows.into_iter().map(|(payload,)| payload.0).collect()
    }
}

pub fn touch(path: &Path, at: DateTime<Utc>) {
    File::options().write(true).open(path).unwrap().set_modified(SystemTime::from(at)).unwrap();
}

pub fn codes(check: &Value) -> Vec<String> {
    check["findings"].as_array().unwrap().iter().map(|finding| text(&finding["code"])).collect()
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

/// A failed drill's sentence.
pub fn failure(drill: &Value) -> String {
    assert_eq!(drill["state"], "failed", "{drill}");
    text(&drill["text"])
}

/// A port that nobody listens on.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The path of a program that the tests need.
pub fn program(name: &str, package: &str) -> PathBuf {
    let path = std::env::var("PATH").unwrap_or_default();
    let folders = path.split(':').chain(["/usr/sbin", "/usr/local/sbin", "/usr/lib/openssh"]);
    let found = folders.map(|folder| Path::new(folder).join(name)).find(|file| file.is_file());
    found.unwrap_or_else(|| {
        panic!("{name} is not installed, and the tests of backups need it: apt-get install {package} (scripts/setup.sh test does)")
    })
}

/// Runs a program to its end and gives what it wrote.
pub fn run(command: &mut Command) -> Vec<u8> {
    let done = command.stdin(Stdio::null()).output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(done.status.success(), "{command:?}\n{}", String::from_utf8_lossy(&done.stderr));
    done.stdout
}

/// A server that is killed when the test ends.
pub struct Server {
    child: Child,
    pub port: u16,
    _folder: TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts what `command` makes of a folder and a free port, and waits until it answers.
    pub fn start(folder: TempDir, port: u16, mut command: Command) -> Self {
        let log = File::create(folder.path().join("test.log")).unwrap();
        command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = child.try_wait().unwrap();
            let said = || fs::read_to_string(folder.path().join("test.log")).unwrap_or_default();
            assert!(ended.is_none() && begun.elapsed() < Duration::from_secs(30), "{command:?}\n{}", said());
            std::thread::sleep(Duration::from_millis(20));
        }
        Self { child, port, _folder: folder }
    }
}

pub fn whoami() -> String {
    String::from_utf8(run(Command::new("id").arg("-un"))).unwrap().trim().to_owned()
}
