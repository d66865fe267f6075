//! What the tests of this folder share: a module that takes mails as the module of tickets does, and mails of the corpus.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use jianyue_kernel::{Actor, ContractId, Role};
use jianyue_mailbox::{
    MailboxConfig, MailboxModule,
    imap::ImapAddress,
    model::{CameBy, MailReason, MailState, ReceivedMail},
    service::{Kept, keep},
};
use jianyue_platform::{
    App, Module,
    blob::BlobStore,
    contracts::{ContractDirectory, Contracts},
    db::{Db, DbError, Tx},
    mail::{self, IncomingMail, MailDesk, MailFor, TakeMailError, TakenMail},
    sealed::{Cipher, KeyRing, Sealer},
    subjects::{Subject, SubjectSource},
};
use jianyue_testkit::{TestApp, TestEnv, actor, contract};
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

/// The most bytes of a mail under test.
pub const LIMIT: u64 = 1 << 20;
/// The most mails of one sender under test.
pub const PER_HOUR: u32 = 20;

/// A stage with two contracts: the second has two works.
pub struct Stage {
    pub app: TestApp,
    pub env: TestEnv,
    pub sealer: Sealer,
    pub desk: Desk,
    pub folder: TempDir,
}

/// Stands for the module of tickets: keeps what it was given, and refuses what it is told to.
#[derive(Clone, Default)]
pub struct Desk {
    taken: Arc<Mutex<Vec<IncomingMail>>>,
    pub refuses: Arc<Mutex<Option<&'static str>>>,
}

impl Desk {
    /// What it was given since the last look.
    pub fn taken(&self) -> Vec<IncomingMail> {
        std::mem::take(&mut *self.taken.lock().unwrap())
    }
}

/// A ticket that there is, of the first contract.
pub fn ticket() -> Uuid {
    Uuid::from_u128(0x77)
}

#[async_trait]
impl MailDesk for Desk {
    async fn take(&self, _: &App, _: &mut Tx, mail: IncomingMail) -> Result<TakenMail, TakeMailError> {
        if let Some(why) = *self.refuses.lock().unwrap() {
            return Err(TakeMailError::Refused(why.to_owned()));
        }
        let (record, is_new) = match mail.wanted {
            MailFor::New { .. } => (mail.id, true),
            MailFor::Answer(ticket) => (ticket, false),
        };
        self.taken.lock().unwrap().push(mail);
        Ok(TakenMail { record, number: "HS-2026-000001".to_owned(), contract: contract(1), is_new })
    }
}

impl Module for Desk {
    fn name(&self) -> &'static str {
        "ticketing"
    }

    fn mail_desk(&self) -> Option<Arc<dyn MailDesk>> {
        Some(Arc::new(self.clone()))
    }

    fn subjects(&self) -> Option<Arc<dyn SubjectSource>> {
        Some(Arc::new(self.clone()))
    }
}

#[async_trait]
impl SubjectSource for Desk {
    async fn subject(&self, _: &mut Tx, id: Uuid) -> Result<Option<Subject>, DbError> {
        Ok((id == ticket()).then(|| Subject { contract: Some(contract(1)), ..Subject::default() }))
    }
}

/// The contracts there are.
struct Texts;

#[async_trait]
impl ContractDirectory for Texts {
    async fn works(&self, _: &mut Tx, id: ContractId) -> Result<Option<Vec<String>>, DbError> {
        let works = [(contract(1), vec!["apps"]), (contract(2), vec!["apps", "room"])];
        let found = works.into_iter().find(|(known, _)| *known == id);
        Ok(found.map(|(_, works)| works.into_iter().map(str::to_owned).collect()))
    }
}

pub fn sysadmin() -> Actor {
    actor(8).everywhere(Role::SystemAdministrator).done()
}

pub fn manager() -> Actor {
    actor(1).on(contract(1), Role::VendorManager).done()
}

impl Stage {
    pub async fn new(db: Db) -> Self {
        Self::reading(db, None, None).await
    }

    /// A stage that reads a mailbox, with one address: `fuwu@example.invalid` for the first contract.
    pub async fn reading(db: Db, imap: Option<ImapAddress>, move_to: Option<&str>) -> Self {
        let env = TestEnv::at("2026-03-02T10:00:00+08:00");
        let folder = tempfile::tempdir().unwrap();
        let ring = KeyRing::load_or_create(&folder.path().join("seal.toml"), Cipher::Sm4Gcm).unwrap();
        let (sealer, desk) = (Sealer::new(ring), Desk::default());
        let config = MailboxConfig {
            sealer: sealer.clone(),
            folder: folder.path().join("mail"),
            imap,
            move_to: move_to.map(str::to_owned),
            limit: LIMIT,
            per_hour: PER_HOUR,
            sends_from: Some("yunwei@example.invalid".to_owned()),
            reads_at: Some("fuwu@example.invalid".to_owned()),
        };
        let app = TestApp::build(db, &env)
            .with(Contracts(Arc::new(Texts)))
            .with(BlobStore::new(folder.path().join("blobs"), LIMIT))
            .module(Arc::new(desk.clone()))
            .module(Arc::new(MailboxModule::new(config)))
            .start();
        let stage = Self { app, env, sealer, desk, folder };
        let new = json!({ "address": "Fuwu@Example.invalid", "contract_id": contract(1).0, "service": "helpdesk" });
        stage.app.post("/api/v1/mail/addresses").by(&sysadmin()).json(&new).send().await.expect(201);
        stage
    }

    /// The token of the ticket that there is.
    pub fn token(&self) -> String {
        mail::token(&self.sealer, ticket())
    }

    pub async fn keep(&self, raw: &[u8]) -> Kept {
        keep(self.app.app(), raw, CameBy::Pipe).await.unwrap()
    }

    /// Keeps a mail and lets it be understood; gives what became of it.
    pub async fn give(&self, raw: &[u8]) -> ReceivedMail {
        let kept = self.keep(raw).await;
        self.sort().await;
        self.log().await.into_iter().find(|mail| mail.id == kept.id).expect("the log knows it")
    }

    /// Keeps a mail that must go to quarantine; gives why.
    pub async fn refused(&self, raw: &[u8]) -> MailReason {
        let mail = self.give(raw).await;
        assert_eq!(mail.state, MailState::Quarantined, "{mail:?}");
        assert!(self.desk.taken().is_empty(), "a ticket was touched");
        mail.reason.unwrap()
    }

    pub async fn sort(&self) {
        self.app.run_job("mailbox.sort").await.unwrap();
    }

    /// Everything that came, the newest first.
    pub async fn log(&self) -> Vec<ReceivedMail> {
        let page = self.get("/api/v1/mail/received?limit=200").await;
        page["items"].as_array().unwrap().iter().map(read).collect()
    }

    pub async fn get(&self, path: &str) -> Value {
        self.app.get(path).by(&sysadmin()).send().await.expect(200).json()
    }

    /// Files of mails on the disk.
    pub fn files(&self) -> usize {
        std::fs::read_dir(self.folder.path().join("mail")).map_or(0, Iterator::count)
    }
}

/// What the log says of a mail.
fn read(value: &Value) -> ReceivedMail {
    let text = |key: &str| value[key].as_str().map(str::to_owned);
    let word = |key: &str| text(key).unwrap_or_default();
    ReceivedMail {
        id: word("id").parse().unwrap(),
        came_by: CameBy::try_from(word("came_by")).unwrap(),
        size: value["size"].as_i64().unwrap(),
        from_name: word("from_name"),
        from: word("from"),
        to: value["to"].as_array().unwrap().iter().map(|to| to.as_str().unwrap().to_owned()).collect(),
        subject: word("subject"),
        state: MailState::try_from(word("state")).unwrap(),
        reason: text("reason").map(|reason| MailReason::try_from(reason).unwrap()),
        detail: text("detail"),
        contract_id: text("contract_id").map(|id| id.parse().unwrap()),
        ticket_id: text("ticket_id").map(|id| id.parse().unwrap()),
        number: text("number"),
        hint: text("hint"),
        has_file: value["has_file"].as_bool().unwrap(),
        received_at: word("received_at").parse().unwrap(),
        settled_at: text("settled_at").map(|at| at.parse().unwrap()),
        settled_by: text("settled_by"),
    }
}

/// A plain mail to `to`, with further headers.
pub fn plain(number: u32, to: &str, headers: &str, text: &str) -> Vec<u8> {
    format!(
        "From: =?utf-8?B?546L5bel?= <wang@example.com>\r\nTo: {to}\r\nSubject: =?utf-8?B?5omT5Y2w5py65LiN5bel5L2c?=\r\n\
         Message-ID: <m{number}@example.com>\r\nDate: Mon, 2 Mar 2026 09:58:00 +0800\r\n{headers}MIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
    )
    .into_bytes()
}

/// A mail of the corpus, with `TOKEN` and further holes filled in.
pub fn corpus(name: &str, holes: &BTreeMap<&str, String>) -> Vec<u8> {
    let path = format!("{}/tests/mailbox/corpus/{name}.eml", env!("CARGO_MANIFEST_DIR"));
    let mut raw = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    for (hole, value) in holes {
        let hole = format!("{{{hole}}}").into_bytes();
        while let Some(at) = raw.windows(hole.len()).position(|window| window == hole) {
            raw.splice(at..at + hole.len(), value.bytes());
        }
    }
    raw
}

impl Stage {
    /// [`Stage::refused`] after mails that were taken.
    pub async fn refused_after_taken(&self, raw: &[u8]) -> MailReason {
        self.desk.taken();
        self.refused(raw).await
    }
}
