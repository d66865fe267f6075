//! The acceptance dossier: every rule with its evidence, the gaps first, and an archive of all of it.

use std::{io::Read, sync::Arc};

use async_trait::async_trait;
use chrono::NaiveDate;
use jianyue_contracts::{ContractsModule, registry::NewText};
use jianyue_kernel::{Actor, ContractId, Role};
use jianyue_platform::{
    App, Module,
    blob::BlobStore,
    builds,
    db::{Db, DbError, Tx},
    dossier::{DossierAsk, DossierPaper, DossierSource, RuleKept},
    duties::{Duty, DutyEvidence, DutySource, DutyState},
    files::{NewFile, Record, attach},
    operations::{OperationsConfig, OperationsModule},
};
use jianyue_reports::ReportsModule;
use jianyue_testkit::{TestApp, TestEnv, actor, on_both_databases};
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

const HS: &str = include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml");
const RE: &str = include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml");
/// The record that is evidence, and has a file.
const RECORD: Uuid = Uuid::from_u128(0xe71d);

/// Stands for every module that keeps something.
struct Kept;

impl Module for Kept {
    fn name(&self) -> &'static str {
        "kept"
    }

    fn duties(&self) -> Option<Arc<dyn DutySource>> {
        Some(Arc::new(Self))
    }

    fn dossier(&self) -> Option<Arc<dyn DossierSource>> {
        Some(Arc::new(Self))
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn evidence(text: &str) -> DutyEvidence {
    DutyEvidence {
        text: text.to_owned(),
        path: format!("/changes/{RECORD}"),
        client_path: format!("/portal/changes/{RECORD}"),
        by: String::new(),
        at: jianyue_testkit::env::time("2021-12-06T10:00:00+08:00"),
    }
}

fn duty(rule: &str, works: &[&str], state: DutyState, shown: &[&str]) -> Duty {
    Duty {
        key: format!("{rule}{state:?}{works:?}"),
        rule: rule.to_owned(),
        clause: "附件一".to_owned(),
        assumed: None,
        title: "某事".to_owned(),
        kind: "inspection",
        works: works.iter().map(ToString::to_string).collect(),
        from: day("2021-12-06"),
        to: day("2021-12-06"),
        due: Some(day("2021-12-06")),
        state,
        ended_at: None,
        note: None,
        evidence: shown.iter().map(|text| evidence(text)).collect(),
    }
}

#[async_trait]
impl DutySource for Kept {
    async fn duties(
        &self,
        _: &App,
        _: &mut Tx,
        _: ContractId,
        _: NaiveDate,
        _: NaiveDate,
    ) -> Result<Vec<Duty>, DbError> {
        Ok(vec![
            duty("HS-I1.daily", &[], DutyState::Done, &["系统日常监控单"]),
            duty("HS-I1.weekly", &[], DutyState::Done, &["周巡检"]),
            duty("HS-I1.weekly", &[], DutyState::Missed, &[]),
            duty("RE-I1.1", &["1"], DutyState::Done, &["一标段巡检"]),
            duty("RE-I1.3", &["3"], DutyState::Done, &["三标段巡检"]),
        ])
    }
}

#[async_trait]
impl DossierSource for Kept {
    async fn kept(&self, _: &App, _: &mut Tx, ask: &DossierAsk) -> Result<Vec<RuleKept>, DbError> {
        let one =
            RuleKept { rule: "HS-S1".to_owned(), done: 4, late: 1, open: 0, evidence: vec![evidence("达标 4 项")] };
        Ok(if ask.works.is_empty() { vec![one] } else { Vec::new() })
    }

    async fn papers(
        &self,
        _: &App,
        _: &mut Tx,
        ask: &DossierAsk,
        after: Option<&str>,
    ) -> Result<Vec<DossierPaper>, DbError> {
        let keys = ["1", "3"]
            .into_iter()
            .filter(|key| ask.covers(&[(*key).to_owned()]) && after.is_none_or(|after| *key > after));
        Ok(keys
            .take(1)
            .map(|key| {
                let content = format!("paper {key}").into_bytes();
                DossierPaper {
                    key: key.to_owned(), name: format!("服务单/{key}"), make: Box::new(move || Ok(content))
                }
            })
            .collect())
    }
}

struct Stage {
    app: TestApp,
    env: TestEnv,
    db: Db,
    hs: ContractId,
    re: ContractId,
    data: TempDir,
}

impl Stage {
    async fn new(db: Db) -> Self {
        let env = TestEnv::at("2022-06-01T10:00:00+08:00");
        let contracts = ContractsModule::new();
        let by = actor(1).everywhere(Role::SystemAdministrator).done();
        let mut tx = db.write().await.unwrap();
        let mut ids = Vec::new();
        for text in [HS, RE] {
            let new = NewText { text, ..NewText::default() };
            ids.push(contracts.registry().import(&mut tx, &env, &by, &new).await.unwrap().contract);
        }
        tx.commit().await.unwrap();
        let data = tempfile::tempdir().unwrap();
        let config = OperationsConfig { data: data.path().to_owned(), events_keep_days: 14 };
        let app = TestApp::build(db.clone(), &env)
            .with(BlobStore::new(data.path().join("blobs"), 1 << 20))
            .module(Arc::new(OperationsModule::new(config)))
            .module(Arc::new(contracts))
            .module(Arc::new(Kept))
            .module(Arc::new(ReportsModule))
            .start();
        Self { app, env, db, hs: ids[0], re: ids[1], data }
    }

    fn official(&self) -> Actor {
        actor(6).on(self.hs, Role::ClientOfficial).on(self.re, Role::ClientOfficial).done()
    }

    /// Does work 3 of RE.
    fn member(&self) -> Actor {
        actor(9).on_works(self.re, Role::VendorManager, &["3"]).done()
    }

    async fn dossier(&self, by: &Actor, contract: ContractId) -> Value {
        self.app.get(&format!("/api/v1/contracts/{contract}/dossier")).by(by).send().await.expect(200).json()
    }

    /// The names in the archive and the list of it, after everything that waits was built.
    async fn archive(&self, by: &Actor, contract: ContractId) -> (Vec<String>, String) {
        let path = format!("/api/v1/contracts/{contract}/dossier/builds");
        let id = self.app.post(&path).by(by).json(&json!({})).send().await.expect(202).json()["id"]
            .as_str()
            .unwrap()
            .to_owned();
        builds::run_waiting(self.app.app()).await.unwrap();
        let build = self.app.get(&format!("/api/v1/builds/{id}")).by(by).send().await.expect(200).json();
        assert_eq!(build["state"], "done", "{build}");
        let pdf = self.app.get(&format!("/api/v1/builds/{id}/file?part=pdf")).by(by).send().await.expect(200);
        assert!(pdf.body.starts_with(b"%PDF"));
        let zip = self.app.get(&format!("/api/v1/builds/{id}/file?part=zip")).by(by).send().await.expect(200);
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(zip.body.to_vec())).unwrap();
        let mut list = String::new();
        zip.by_name("清单.csv").unwrap().read_to_string(&mut list).unwrap();
        (zip.file_names().map(|name| name.unwrap().into_owned()).collect(), list)
    }
}

fn clause<'a>(dossier: &'a Value, rule: &str) -> &'a Value {
    dossier["clauses"].as_array().unwrap().iter().find(|one| one["rule"] == rule).unwrap_or_else(|| panic!("no {rule}"))
}

on_both_databases! {
    async fn every_rule_stands_with_its_evidence_and_gaps_come_first(db: Db) {
        let stage = Stage::new(db).await;
        let dossier = stage.dossier(&stage.official(), stage.hs).await;
        let states: Vec<&str> = dossier["clauses"].as_array().unwrap().iter().map(|one| one["state"].as_str().unwrap()).collect();
        let rank = |state: &str| ["gap", "not_yet", "evidence"].iter().position(|known| *known == state).unwrap();
        assert!(states.windows(2).all(|two| rank(two[0]) <= rank(two[1])), "{states:?}");
        let daily = clause(&dossier, "HS-I1.daily");
        assert_eq!((&daily["state"], &daily["done"], &daily["evidence"][0]["path"]), (&json!("evidence"), &json!(1), &json!(format!("/changes/{RECORD}"))));
        let weekly = clause(&dossier, "HS-I1.weekly");
        assert_eq!((&weekly["state"], &weekly["missed"]), (&json!("gap"), &json!(1)));
        let grave = clause(&dossier, "HS-S1");
        assert_eq!((&grave["kind"], &grave["done"], &grave["late"]), (&json!("clock"), &json!(4), &json!(1)));
        assert_eq!(clause(&dossier, "HS-S2")["state"], "not_yet", "no such fault has happened");
        let n = |state: &str| states.iter().filter(|one| **one == state).count();
        let percent = jianyue_kernel::Value::share(i64::try_from(n("evidence")).unwrap(), i64::try_from(n("evidence") + n("gap")).unwrap());
        assert_eq!(dossier["percent"], json!(percent.to_string()));
    }

    async fn who_does_some_works_is_shown_these_and_no_others(db: Db) {
        let stage = Stage::new(db).await;
        let mine = stage.dossier(&stage.member(), stage.re).await;
        let rules: Vec<&Value> = mine["clauses"].as_array().unwrap().iter().collect();
        assert!(!rules.is_empty() && rules.iter().all(|one| one["works"] == json!(["3"])), "{rules:?}");
        assert_eq!(clause(&mine, "RE-I1.3")["done"], 1);
        let told = mine.to_string();
        assert!(told.contains("三标段巡检") && !told.contains("一标段巡检"));
        let (names, _) = stage.archive(&stage.member(), stage.re).await;
        assert!(names.contains(&"单据/服务单/3.pdf".to_owned()) && !names.contains(&"单据/服务单/1.pdf".to_owned()), "{names:?}");
        let path = format!("/api/v1/contracts/{}/dossier", stage.hs);
        stage.app.get(&path).by(&stage.member()).send().await.expect(404);
        stage.app.post(&format!("{path}/builds")).by(&stage.member()).json(&json!({})).send().await.expect(404);
        let engineer = actor(3).on(stage.hs, Role::Engineer).done();
        stage.app.get(&path).by(&engineer).send().await.expect(200);
        stage.app.post(&format!("{path}/builds")).by(&engineer).json(&json!({})).send().await.expect(403);
    }

    async fn the_archive_holds_papers_and_files_with_their_digests(db: Db) {
        let stage = Stage::new(db).await;
        let digest = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
        let path = stage.app.app().state::<BlobStore>().path(digest).unwrap();
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, b"abc").unwrap();
        let by = stage.official();
        let mut tx = stage.db.write().await.unwrap();
        for (id, name) in [(RECORD, "变更单.pdf"), (Uuid::from_u128(7), "与条款无关.pdf")] {
            let record = Record { contract: stage.hs, kind: "changes.change", id, part: "" };
            let file = NewFile { name: name.to_owned(), media_type: "application/pdf".to_owned(), size: 3, digest: digest.to_owned() };
            attach(&mut tx, &stage.env.env(), &by, record, file).await.unwrap();
        }
        tx.commit().await.unwrap();
        let (names, list) = stage.archive(&by, stage.hs).await;
        for expected in ["附件/变更单.pdf", "单据/服务单/1.pdf", "单据/服务单/3.pdf", "验收材料.pdf", "清单.csv"] {
            assert!(names.iter().any(|name| name == expected), "{expected} is missing in {names:?}");
        }
        assert!(!names.iter().any(|name| name.contains("与条款无关")));
        assert!(list.contains(&format!("附件/变更单.pdf,3,{digest}")), "{list}");
        assert_eq!(list.lines().count(), names.len(), "a line for each file, and its head instead of its own");
        assert!(stage.data.path().join("builds").exists());
    }

    async fn a_dossier_that_is_not_wanted_any_more_is_not_built(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("/api/v1/contracts/{}/dossier/builds", stage.hs);
        let by = stage.official();
        let id = stage.app.post(&path).by(&by).json(&json!({})).send().await.expect(202).json()["id"].as_str().unwrap().to_owned();
        stage.app.post(&format!("/api/v1/builds/{id}/cancel")).by(&by).json(&json!({})).send().await.expect(200);
        builds::run_waiting(stage.app.app()).await.unwrap();
        let build = stage.app.get(&format!("/api/v1/builds/{id}")).by(&by).send().await.expect(200).json();
        assert_eq!((&build["state"], &build["files"]), (&json!("cancelled"), &json!([])));
    }
}
