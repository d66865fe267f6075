//! Makes a valid request out of a row of the table.

use axum::http::Method;
use jianyue_hotline::{
    model::{SpecialDays, SpecialKind},
    store::special::special_insert,
};
use jianyue_kernel::Role;
use jianyue_platform::{args, builds, db::Arg};
use jianyue_server::demo::contracts::TEXTS;
use serde_json::{Value, json};
use uuid::Uuid;

use super::table::{self, About, Begun, Draft, Keep, PIXEL, Phase, Row};
use crate::{
    openapi::Operation,
    stage::{Ask, PASSWORD, SECRET, Stage, Visitor, id, new_ticket},
};

/// The smallest form with a file.
pub const FORM: &str = "multipart/form-data; boundary=X";
pub const FILE: &str = "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\
                    Content-Type: text/plain\r\n\r\nplain text\r\n--X--\r\n";

/// People of HS who bring things about that a request needs.
pub struct Crew {
    agent: Visitor,
    engineer: Visitor,
    security: Visitor,
}

/// A request before somebody sends it.
pub struct Prepared {
    method: Method,
    path: String,
    body: String,
    version: i64,
}

/// Something that carries a version of its own, and that version.
async fn versioned(stage: &Stage, about: About, caller: Option<&Visitor>) -> (Uuid, i64) {
    match about {
        About::Registered(what) => super::certificates::registered(stage, what).await,
        About::Moved(what) => super::changes::moved(stage, what).await,
        About::Assured(what) => super::assurance::assured(stage, what).await,
        About::Asked(what) => super::catalogue::asked(stage, what, caller).await,
        About::Burning(what) => super::emergencies::burning(stage, what).await,
        About::Checklist => super::rounds::checklist(stage).await,
        About::Reported(to) => super::reports::reported(stage, to).await,
        About::Guarded(what) => super::security::guarded(stage, what).await,
        other => unreachable!("{other:?} is made elsewhere"),
    }
}

/// What stands behind the path: the row's, with what was made for it.
async fn query(stage: &Stage, row: &Row, subject: Uuid) -> String {
    let query = row.query.replace("$HS", &stage.contract("HS").to_string()).replace("$ID", &subject.to_string());
    if query.contains("$BREACH") { query.replace("$BREACH", &super::billing::breach(stage).await) } else { query }
}

impl Crew {
    pub async fn hire(stage: &Stage) -> Self {
        Self {
            agent: stage.person(Role::HotlineAgent, "HS").await,
            engineer: stage.person(Role::Engineer, "HS").await,
            security: stage.person(Role::SecurityAdministrator, "HS").await,
        }
    }

    /// The request of `row`, about something that was made for it, for `caller`.
    pub async fn prepare(&self, stage: &Stage, row: &Row, operation: &Operation, caller: Option<&Visitor>) -> Prepared {
        let mut version = 1;
        let mut shared = Uuid::nil();
        let mut digest = String::new();
        let subject = match row.about {
            About::Nothing => Uuid::nil(),
            About::Contract => stage.contract("HS").0,
            About::Person => {
                let person = stage.person(Role::Engineer, "HS").await.id.0;
                let path = format!("/api/v1/people/{person}");
                version =
                    stage.get(&path).by(&self.security).send().await.expect(200).json()["version"].as_i64().unwrap();
                person
            }
            About::PersonWithSession => stage.person(Role::Engineer, "HS").await.id.0,
            About::Ticket(phase) => {
                let ticket = self.ticket(stage, phase).await;
                version = ticket["version"].as_i64().unwrap();
                id(&ticket)
            }
            About::Sheet => {
                let (ticket, sheet) = self.sheet(stage).await;
                digest = sheet;
                ticket
            }
            About::Call => self.call(stage).await,
            About::Article(draft) => {
                let article = self.article(stage, draft).await;
                version = article["version"].as_i64().unwrap();
                id(&article)
            }
            About::ReturnCall => self.return_call(stage).await,
            About::Shift => self.shift(stage).await,
            About::Occurrence => super::rounds::occurrence(stage).await,
            About::Round(begun) => {
                let run = self.round(stage, begun).await;
                digest = run["signatures"][0]["image"].as_str().map(str::to_owned).unwrap_or_default();
                id(&run)
            }
            About::HouseLists => {
                super::rounds::all_of_the_house(stage).await;
                stage.contract("HS").0
            }
            About::SpecialDays => special_days(stage).await,
            About::FeedSource => feed_source(stage).await,
            About::MailAddress => mail_address(stage).await,
            About::HeldMail => held_mail(stage).await,
            About::File => self.file(stage).await,
            About::Invitation => self.invitation(stage).await,
            About::Message => message(stage).await,
            About::Channel => channel(stage).await,
            About::Rules => {
                let contract = stage.contract("HS");
                let path = format!("/api/v1/contracts/{contract}/notification-rules");
                version = stage.get(&path).by(&self.agent).send().await.expect(200).json()["version"].as_i64().unwrap();
                contract.0
            }
            About::Template => template(stage).await,
            About::Told(what) => super::billing::told(stage, what).await,
            About::Backup => super::backups::policy(stage).await,
            About::Drill => super::backups::drill(stage).await,
            About::Database(what) => super::databases::database(stage, what).await,
            About::Kept(what) => super::assets::kept(stage, what).await,
            About::Delivered(what) => super::deliveries::delivered(stage, what).await,
            About::Staffed(what) => super::staffing::staffed(stage, what).await,
            About::Written(what) => super::letters::written(stage, what).await,
            About::Watched(thing) => super::probes::watched(stage, thing).await,
            About::OwnSession => own(stage, caller, "/api/v1/sessions").await,
            About::Site => self.site(stage).await,
            About::OwnToken => own_token(stage, caller).await,
            About::OwnBuild => own_build(stage, caller).await,
            About::OwnDevice => own_device(stage, caller).await,
            About::OwnKept(keep) => own_kept(stage, caller, keep).await,
            About::TicketAndShared(keep) => {
                shared = self.shared(stage, keep).await;
                id(&self.ticket(stage, Phase::Open).await)
            }
            other => {
                let (of, at) = versioned(stage, other, caller).await;
                version = at;
                of
            }
        };
        let path = self.path(stage, row, operation, (subject, shared, &digest)).await;
        let query = query(stage, row, subject).await;
        let method = Method::from_bytes(operation.method.as_bytes()).unwrap();
        Prepared { method, path: path + &query, body: self.body(stage, row).await, version }
    }

    /// The path of an operation about `subject`, and about what is beside it where the operation names more.
    async fn path(
        &self,
        stage: &Stage,
        row: &Row,
        operation: &Operation,
        (subject, shared, digest): (Uuid, Uuid, &str),
    ) -> String {
        let path = match row.about {
            About::PersonWithSession => {
                let session = self.session_of(stage, subject).await.to_string();
                operation.path.replace("{session_id}", &session)
            }
            _ => operation.path.clone(),
        };
        path.replace("{id}", &subject.to_string())
            .replace("{kind}", "response")
            .replace("{digest}", digest)
            .replace("{sheet}", digest)
            .replace("{table}", "unit")
            .replace("{token}", "none")
            .replace("{template_id}", &shared.to_string())
            .replace("{macro_id}", &shared.to_string())
            .replace("{name}", "platform.idempotency_forget")
            .replace("{version_no}", "1")
            .replace("{year}", "2026")
            .replace("{person_id}", &self.engineer.id.0.to_string())
    }

    async fn ticket(&self, stage: &Stage, phase: Phase) -> Value {
        let mut ticket = stage.open_ticket(&self.agent, "HS").await;
        let steps: &[(&Visitor, &str, Value)] = &[
            (&self.engineer, "take", json!({})),
            (&self.engineer, "resolve", json!({ "solution": "更换证书" })),
            (&self.agent, "accept", json!({ "satisfaction": 5 })),
        ];
        let pause = (&self.engineer, "pause", json!({ "reason": "等候", "evidence": "通话", "agreed_by": "值班员" }));
        let steps: Vec<_> = match phase {
            Phase::Open => vec![],
            Phase::Taken => steps[..1].to_vec(),
            Phase::Paused => vec![steps[0].clone(), pause],
            Phase::Resolved => steps[..2].to_vec(),
            Phase::Closed => steps.to_vec(),
        };
        for (by, action, body) in steps {
            ticket = stage.act(by, &ticket, action, body).await;
        }
        ticket
    }

    /// A ticket of HS with a service sheet, and the sheet's id.
    async fn sheet(&self, stage: &Stage) -> (Uuid, String) {
        let ticket = self.ticket(stage, Phase::Taken).await;
        let path = format!("/api/v1/tickets/{}/service-sheets", id(&ticket));
        let body = json!({ "found": "证书过期", "done": "更新证书" });
        let sheet = stage.post(&path).by(&self.engineer).json(&body).send().await.expect(201).json();
        (id(&ticket), id(&sheet).to_string())
    }

    /// Something that is shared on HS.
    async fn shared(&self, stage: &Stage, keep: Keep) -> Uuid {
        let (path, mut body) = kept(keep);
        body["contract_id"] = json!(stage.contract("HS").0);
        id(&stage.post(path).by(&self.agent).json(&body).send().await.expect(201).json())
    }

    /// A new article of HS, shown to the client when it is published.
    async fn article(&self, stage: &Stage, draft: Draft) -> Value {
        let body = json!({
            "contract_id": stage.contract("HS").0, "audience": "client", "title": "登录失败", "problem": "登录失败",
            "solution": "重启服务",
        });
        let mut article = stage.post("/api/v1/articles").by(&self.engineer).json(&body).send().await.expect(201).json();
        let path = |step: &str| format!("/api/v1/articles/{}/{step}", id(&article));
        let (submit, publish) = (path("submit"), path("publish"));
        if draft != Draft::Written {
            article = stage.post(&submit).by(&self.engineer).send().await.expect(200).json();
        }
        if draft == Draft::Published {
            let manager = stage.person(Role::VendorManager, "HS").await;
            article = stage.post(&publish).by(&manager).json(&json!({})).send().await.expect(200).json();
        }
        article
    }

    /// A new call of HS.
    async fn call(&self, stage: &Stage) -> Uuid {
        let path = format!("/api/v1/contracts/{}/calls", stage.contract("HS"));
        id(&stage.post(&path).by(&self.agent).json(&json!({ "channel": "phone" })).send().await.expect(201).json())
    }

    /// The return call that a ticket of HS asks for when it is closed.
    async fn return_call(&self, stage: &Stage) -> Uuid {
        let ticket = id(&self.ticket(stage, Phase::Closed).await);
        stage.host.dispatcher().settle().await.unwrap();
        let page =
            stage.get("/api/v1/return-calls?state=due&limit=200").by(&self.agent).send().await.expect(200).json();
        let of_ticket = |call: &&Value| call["ticket_id"] == json!(ticket);
        id(page["items"].as_array().unwrap().iter().find(of_ticket).unwrap())
    }

    /// A shift of somebody who has none yet.
    async fn shift(&self, stage: &Stage) -> Uuid {
        let manager = stage.person(Role::VendorManager, "HS").await;
        let path = format!("/api/v1/contracts/{}/shifts", stage.contract("HS"));
        let body = json!({
            "duty": "phone", "person_id": manager.id.0, "from": "2026-03-03T00:00:00Z", "to": "2026-03-03T08:00:00Z",
        });
        id(&stage.post(&path).by(&manager).json(&body).send().await.expect(201).json()["shifts"][0])
    }

    /// A run of something that HS owes today.
    async fn round(&self, stage: &Stage, begun: Begun) -> Value {
        let occurrence = super::rounds::occurrence(stage).await;
        let path = format!("/api/v1/occurrences/{occurrence}/run");
        let mut run = stage.post(&path).by(&self.engineer).json(&json!({})).send().await.expect(200).json();
        if begun == Begun::Signed {
            let body = json!({ "who": "engineer", "name": "签字人（测试）", "image": PIXEL });
            let path = format!("/api/v1/runs/{}/sign", id(&run));
            run = stage.post(&path).by(&self.engineer).json(&body).send().await.expect(200).json();
        }
        if begun == Begun::Closed {
            let path = format!("/api/v1/runs/{}/close", id(&run));
            run = stage.post(&path).by(&self.engineer).send().await.expect(200).json();
        }
        run
    }

    async fn file(&self, stage: &Stage) -> Uuid {
        let ticket = stage.open_ticket(&self.agent, "HS").await;
        let path = format!("/api/v1/tickets/{}/attachments", id(&ticket));
        id(&stage.post(&path).by(&self.agent).body(FORM, FILE).send().await.expect(201).json())
    }

    /// The session of a person, as the security administrator sees it.
    async fn session_of(&self, stage: &Stage, person: Uuid) -> Uuid {
        let path = format!("/api/v1/people/{person}/sessions");
        id(&stage.get(&path).by(&self.security).send().await.expect(200).json()[0])
    }

    /// A new place of HS, kept by an official.
    async fn site(&self, stage: &Stage) -> Uuid {
        let path = format!("/api/v1/contracts/{}/sites", stage.contract("HS"));
        let official = stage.person(Role::ClientOfficial, "HS").await;
        let body = json!({ "name": format!("地点 {}（测试）", official.id) });
        id(&stage.post(&path).by(&official).json(&body).send().await.expect(201).json())
    }

    async fn invitation(&self, stage: &Stage) -> Uuid {
        let body = json!({ "contract_id": stage.contract("HS").0, "role": "engineer", "name": "HS人员（测试）" });
        let made = stage.post("/api/v1/invitations").by(&self.security).json(&body).send().await.expect(201);
        id(&made.json()["invitation"])
    }

    async fn body(&self, stage: &Stage, row: &Row) -> String {
        let mut body = row.body.replace("$FILE", FILE);
        if body.contains("$OTHER") {
            body = body.replace("$OTHER", &id(&self.ticket(stage, Phase::Open).await).to_string());
        }
        if body.contains("$SYSTEM") {
            let system = super::probes::watched(stage, super::probes::Thing::System).await;
            body = body.replace("$SYSTEM", &system.to_string());
        }
        if body.contains("$STAFF") || body.contains("$ASSIGNMENT") {
            let (assignment, staff, coming) = super::staffing::two_members(stage).await;
            body = body.replace("$STAFF", &staff.to_string()).replace("$COMING", &coming.to_string());
            body = body.replace("$ASSIGNMENT", &assignment.to_string());
        }
        if body.contains("$CLASS") {
            let class = super::assets::kept(stage, super::assets::Kept::Class).await;
            body = body.replace("$CLASS", &class.to_string());
        }
        if body.contains("$NEW_AGENT") {
            let agent = stage.person(Role::HotlineAgent, "HS").await;
            body = body.replace("$NEW_AGENT", &agent.id.0.to_string());
        }
        // The contract of the building examination under another name.
        let contract = TEXTS[4]
            .replace("construction-exam-2024", "another-exam")
            .replace("\"EX\"", "\"NX\"")
            .replace("\"EX-", "\"NX-");
        body.replace("$NEW_CONTRACT", &json!(contract).to_string())
            .replace("$NEW_TICKET", &new_ticket("HS").to_string())
            .replace("$HS", &stage.contract("HS").to_string())
            .replace("$SERIAL", &stage.host.app.env().id().simple().to_string())
            .replace("$ENGINEER", &self.engineer.id.0.to_string())
            .replace("$PIXEL", PIXEL)
            .replace("$PASSWORD", PASSWORD)
    }
}

impl Prepared {
    /// Whether it may change something.
    pub fn is_unsafe(&self) -> bool {
        self.method != Method::GET
    }

    /// The request, from nobody yet. It can be sent several times.
    pub fn ask(&self, stage: &Stage) -> Ask {
        let ask = stage.ask(self.method.clone(), &self.path).header("if-match", &format!("\"{}\"", self.version));
        match self.body.as_str() {
            "" => ask,
            FILE => ask.body(FORM, FILE),
            body => ask.body("application/json", body.to_owned()),
        }
    }
}

/// A message about HS, told of a ticket there, that could not be sent.
async fn message(stage: &Stage) -> Uuid {
    use jianyue_notify::{
        model::{Item, MessageState, Occasion},
        store::outbox::{self, Telling},
    };
    let (app, id) = (&stage.host.app, stage.host.app.env().id());
    let now = app.env().now();
    let item = Item {
        occasion: Occasion::Breached,
        subject: id,
        level: Some(2),
        number: "HS-1".to_owned(),
        title: SECRET.to_owned(),
        line: format!("超时：{SECRET}"),
        text: SECRET.to_owned(),
        path: "/tickets".to_owned(),
        at: now,
    };
    let telling = Telling {
        contract: Some(stage.contract("HS").0),
        way: "email".to_owned(),
        group_key: id.to_string(),
        person: None,
        recipient: "HS人员（测试）".to_owned(),
        due_at: now,
        event: id,
        item: &item,
    };
    let mut tx = app.db().write().await.unwrap();
    outbox::message_gather(&mut tx, || id, &[telling], now).await.unwrap();
    let message = outbox::message_find(&mut tx, id).await.unwrap().unwrap();
    assert!(outbox::message_restate(&mut tx, &message, MessageState::Failed, None, now).await.unwrap());
    tx.commit().await.unwrap();
    id
}

/// A robot that messages go to.
async fn channel(stage: &Stage) -> Uuid {
    let sysadmin = stage.person(Role::SystemAdministrator, "HS").await;
    let body = json!({ "name": "群", "settings": { "kind": "wecom", "webhook": "http://127.0.0.1:9/send" } });
    id(&stage.post("/api/v1/notification-channels").by(&sysadmin).json(&body).send().await.expect(201).json())
}

/// A template of messages.
async fn template(stage: &Stage) -> Uuid {
    let path = format!("/api/v1/contracts/{}/notification-templates", stage.contract("HS"));
    let manager = stage.person(Role::VendorManager, "HS").await;
    let body = json!({ "name": "催办", "line": "{{ number }}", "body": "{{ title }}" });
    id(&stage.post(&path).by(&manager).json(&body).send().await.expect(201).json())
}

/// Special days of HS, whose text speaks of none: nobody could tell of them over HTTP.
async fn special_days(stage: &Stage) -> Uuid {
    let env = stage.host.app.env();
    let day = jianyue_sla::zone::local_date(env.now());
    let days = SpecialDays {
        id: env.id(),
        contract_id: stage.contract("HS").0,
        kind: SpecialKind::Exam,
        from: day,
        to: day,
        opens: None,
        closes: None,
        reason: "考试通知".to_owned(),
        by: "测试".to_owned(),
        created_at: env.now(),
    };
    let mut tx = stage.host.app.db().write().await.unwrap();
    special_insert(&mut tx, &days, env.id()).await.unwrap();
    tx.commit().await.unwrap();
    days.id
}

/// A new phone system with a line of HS.
async fn feed_source(stage: &Stage) -> Uuid {
    let administrator = stage.person(Role::SystemAdministrator, "HS").await;
    let lines = json!([{ "line": "1", "contract_id": stage.contract("HS").0 }]);
    let body = json!({ "name": format!("电话系统 {}", administrator.id.0), "lines": lines });
    id(&stage.post("/api/v1/hotline/sources").by(&administrator).json(&body).send().await.expect(201).json())
}

async fn mail_address(stage: &Stage) -> Uuid {
    let administrator = stage.person(Role::SystemAdministrator, "HS").await;
    let address = format!("fuwu-{}@example.invalid", administrator.id.0);
    let body = json!({ "address": address, "contract_id": stage.contract("HS").0, "work": "apps" });
    id(&stage.post("/api/v1/mail/addresses").by(&administrator).json(&body).send().await.expect(201).json())
}

/// A mail for nobody.
async fn held_mail(stage: &Stage) -> Uuid {
    use jianyue_mailbox::{
        model::CameBy,
        service::{keep, sort_one},
    };
    let app = &stage.host.app;
    let number = app.env().id();
    let raw = format!("From: <wang@example.com>\r\nMessage-ID: <{number}@example.com>\r\nSubject: x\r\n\r\nx");
    let kept = keep(app, raw.as_bytes(), CameBy::Pipe).await.unwrap();
    sort_one(app, kept.id).await.unwrap();
    kept.id
}

/// The first thing in a list of the caller's own.
async fn own(stage: &Stage, caller: Option<&Visitor>, list: &str) -> Uuid {
    let Some(caller) = caller else { return Uuid::nil() };
    id(&stage.get(list).by(caller).send().await.expect(200).json()[0])
}

async fn own_token(stage: &Stage, caller: Option<&Visitor>) -> Uuid {
    let Some(caller) = caller else { return Uuid::nil() };
    let body = json!({ "name": "x", "scopes": ["contracts.list"], "expires_at": "2026-04-01T00:00:00Z" });
    stage.post("/api/v1/tokens").by(caller).json(&body).send().await.expect(201);
    own(stage, Some(caller), "/api/v1/tokens").await
}

/// A browser of the caller's.
/// One that waits, written down as if it had been asked for: asking is limited.
async fn own_build(stage: &Stage, caller: Option<&Visitor>) -> Uuid {
    let Some(caller) = caller else { return Uuid::nil() };
    let (app, none) = (&stage.host.app, Arg::json(&json!([])).unwrap());
    let (id, ask) = (app.env().id(), Arg::json(&json!({ "parts": [] })).unwrap());
    let contract: Option<Uuid> = None;
    let args = args![
        id,
        "ticketing.tickets",
        contract,
        "工单导出（测试）",
        ask,
        caller.id,
        "导出人",
        app.env().now(),
        0_i64,
        none
    ];
    let mut tx = app.db().write().await.unwrap();
    tx.execute(builds::sql::INSERT, args).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn own_device(stage: &Stage, caller: Option<&Visitor>) -> Uuid {
    let Some(caller) = caller else { return Uuid::nil() };
    let body: Value = serde_json::from_str(table::DEVICE).unwrap();
    id(&stage.post("/api/v1/me/push-subscriptions").by(caller).json(&body).send().await.expect(201).json())
}

/// Where such a thing is kept, and a small one.
fn kept(keep: Keep) -> (&'static str, Value) {
    match keep {
        Keep::View => ("/api/v1/views", json!({ "name": "待办", "filters": { "state": "live" } })),
        Keep::ReplyTemplate => ("/api/v1/reply-templates", json!({ "name": "受理", "text": "{{number}} 已受理" })),
        Keep::Macro => ("/api/v1/macros", json!({ "name": "受理", "steps": [{ "do": "take" }] })),
    }
}

/// One that the caller makes, if the caller may.
async fn own_kept(stage: &Stage, caller: Option<&Visitor>, keep: Keep) -> Uuid {
    let Some(caller) = caller else { return Uuid::nil() };
    let (path, body) = kept(keep);
    let answer = stage.post(path).by(caller).json(&body).send().await;
    if answer.status == 201 { id(&answer.json()) } else { Uuid::nil() }
}
