//! What the tests of this folder share: contracts, people, and tickets of another module.

use std::sync::Arc;

use async_trait::async_trait;
use jianyue_contracts::{ContractsModule, registry::NewText};
use jianyue_kernel::{Actor, ContractId, ContractScope, Role};
use jianyue_knowledge::KnowledgeModule;
use jianyue_platform::{
    Module, args,
    db::{Db, DbError, Tx},
    stories::{StorySource, TicketStory},
};
use jianyue_testkit::{Answer, TestApp, TestEnv, actor};
use serde_json::{Value, json};
use uuid::Uuid;

const TEXTS: [&str; 2] = [
    include_str!("../../../../fixtures/contracts/construction-exam-2024.toml"),
    include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml"),
];

/// A stage with two contracts.
pub struct Stage {
    pub app: TestApp,
    pub env: TestEnv,
    pub db: Db,
    pub ex: ContractId,
    pub hs: ContractId,
}

/// Stands for the module of tickets: `ticket(contract, n)` are the tickets of each contract; the ninth is not solved, the
/// eighth is of the work `apps`.
struct Tickets(Vec<ContractId>);

pub fn ticket(contract: ContractId, n: u128) -> Uuid {
    Uuid::from_u128(contract.0.as_u128() ^ (n << 8))
}

impl Module for Tickets {
    fn name(&self) -> &'static str {
        "ticketing"
    }

    fn stories(&self) -> Option<Arc<dyn StorySource>> {
        Some(Arc::new(Self(self.0.clone())))
    }
}

#[async_trait]
impl StorySource for Tickets {
    async fn story(&self, _: &mut Tx, id: Uuid, scope: &ContractScope) -> Result<Option<TicketStory>, DbError> {
        let all = self.0.iter().flat_map(|contract| (1..10).map(move |n| (*contract, n)));
        let found = all.into_iter().find(|(contract, n)| ticket(*contract, *n) == id);
        let story = found.map(|(contract, n)| TicketStory {
            contract,
            work: (n == 8).then(|| "apps".to_owned()),
            service: None,
            number: format!("T-{n}"),
            title: "系统无法登录".to_owned(),
            problem: "登录提示证书过期".to_owned(),
            cause: "证书到期".to_owned(),
            solution: "更新证书".to_owned(),
            solved: n != 9,
        });
        Ok(story.filter(|story| scope.covers(story.contract, story.work.as_deref())))
    }
}

impl Stage {
    /// Monday 2 March 2026, 09:00 in Shanghai.
    pub async fn new(db: Db) -> Self {
        let env = TestEnv::at("2026-03-02T09:00:00+08:00");
        let contracts = ContractsModule::new();
        let administrator = actor(1).everywhere(Role::SystemAdministrator).done();
        let mut tx = db.write().await.unwrap();
        let mut ids = Vec::new();
        for text in TEXTS {
            let new = NewText { text, ..NewText::default() };
            ids.push(contracts.registry().import(&mut tx, &env, &administrator, &new).await.unwrap().contract);
        }
        tx.commit().await.unwrap();
        let app = TestApp::build(db.clone(), &env)
            .module(Arc::new(contracts))
            .module(Arc::new(Tickets(ids.clone())))
            .module(Arc::new(KnowledgeModule))
            .start();
        Self { app, env, db, ex: ids[0], hs: ids[1] }
    }

    pub fn agent(&self) -> Actor {
        actor(5).on(self.ex, Role::HotlineAgent).on(self.hs, Role::HotlineAgent).done()
    }

    pub fn engineer(&self) -> Actor {
        actor(3).on(self.ex, Role::Engineer).on(self.hs, Role::Engineer).done()
    }

    pub fn manager(&self) -> Actor {
        actor(4).on(self.ex, Role::VendorManager).on(self.hs, Role::VendorManager).done()
    }

    /// An official of HS.
    pub fn client(&self) -> Actor {
        actor(6).on(self.hs, Role::ClientOfficial).done()
    }

    /// Works on EX only.
    pub fn stranger(&self) -> Actor {
        actor(8).on(self.ex, Role::VendorManager).done()
    }

    /// Sees one work of HS only.
    pub fn member(&self) -> Actor {
        actor(9).on_works(self.hs, Role::Engineer, &["apps"]).done()
    }

    pub async fn get(&self, by: &Actor, path: &str) -> Answer {
        self.app.get(&format!("/api/v1{path}")).by(by).send().await
    }

    pub async fn post(&self, by: &Actor, path: &str, body: Value) -> Answer {
        self.app.post(&format!("/api/v1{path}")).by(by).json(&body).send().await
    }

    pub async fn edit(&self, by: &Actor, article: &Value, body: Value) -> Answer {
        let version = format!("\"{}\"", article["version"]);
        self.app.put(&path(article)).by(by).header("if-match", &version).json(&body).send().await
    }

    /// Does something to an article.
    pub async fn act(&self, by: &Actor, article: &Value, step: &str, body: Value) -> Answer {
        self.app.post(&format!("{}/{step}", path(article))).by(by).json(&body).send().await
    }

    pub async fn read(&self, by: &Actor, article: &Value) -> Answer {
        self.app.get(&path(article)).by(by).send().await
    }

    /// A draft by the engineer.
    pub async fn draft(&self, body: Value) -> Value {
        self.post(&self.engineer(), "/articles", body).await.expect(201).json()
    }

    /// An article that is offered.
    pub async fn published(&self, body: Value) -> Value {
        let article = self.draft(body).await;
        self.act(&self.engineer(), &article, "submit", json!({})).await.expect(200);
        self.act(&self.manager(), &article, "publish", json!({})).await.expect(200).json()
    }

    /// Numbers of the articles in a list.
    pub async fn listed(&self, by: &Actor, query: &str) -> Vec<String> {
        let page = self.get(by, &format!("/articles{query}")).await.expect(200).json();
        page["items"].as_array().unwrap().iter().map(|item| text(&item["number"])).collect()
    }

    /// Numbers of the articles that are suggested, in order.
    pub async fn suggested(&self, by: &Actor, contract: ContractId, typed: &str) -> Vec<String> {
        let path = format!("/articles/suggest?contract={contract}&q={}", encoded(typed));
        let found = self.get(by, &path).await.expect(200).json();
        found.as_array().unwrap().iter().map(|item| text(&item["number"])).collect()
    }

    /// Events of a kind that were recorded, in order.
    pub async fn events(&self, kind: &str) -> Vec<Value> {
        let mut tx = self.db.read().await.unwrap();
        let rows: Vec<(sqlx::types::Json<Value>,)> =
            tx.all("SELECT payload FROM event WHERE kind = $1 ORDER BY seq", args![kind]).await.unwrap();
        rows.into_iter().map(|(payload,)| payload.0).collect()
    }
}

/// An article about logging in, for HS.
pub fn login(stage: &Stage) -> Value {
    json!({
        "contract_id": stage.hs.0, "title": "系统无法登录", "problem": "登录提示证书过期", "solution": "更新证书后重试",
        "tags": ["登录"],
    })
}

/// `body` with other members.
pub fn with(mut body: Value, more: Value) -> Value {
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

pub fn path(article: &Value) -> String {
    format!("/api/v1/articles/{}", text(&article["id"]))
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

pub fn encoded(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::new(), |mut all, byte| {
        let _ = write!(all, "%{byte:02X}");
        all
    })
}
