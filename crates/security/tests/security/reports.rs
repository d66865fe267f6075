//! What reports are told, and the paper of a vulnerability.

use jianyue_contracts::{Desk, Letterhead};
use jianyue_kernel::{ContractId, Value};
use jianyue_platform::{
    Module,
    db::Db,
    reports::{HintPart, ReportAsk, Section},
};
use jianyue_security::{SecurityModule, paper, service};
use jianyue_testkit::{figure, figures_hold, on_both_databases, paper_holds};
use serde_json::json;

use super::common::{PIXEL, Stage};

async fn told(stage: &Stage, code: &str, contract: ContractId, (from, to): (&str, &str)) -> Option<Section> {
    let ask =
        ReportAsk { contract, works: Vec::new(), from: from.parse().unwrap(), to: to.parse().unwrap(), subject: None };
    let mut tx = stage.app.app().db().read().await.unwrap();
    let sources = SecurityModule.report_sources();
    let source = sources.iter().find(|source| source.code() == code).unwrap();
    source.section(stage.app.app(), &mut tx, &ask).await.unwrap()
}

/// A notice that is mended and confirmed behind its last day, and one of the maker that is open.
async fn story(stage: &Stage) -> serde_json::Value {
    let one = stage.notice().await;
    let path = format!("contracts/{}/vulnerabilities", stage.hc);
    let body = json!({ "source": "vendor", "title": "数据库补丁", "severity": "low", "received_on": "2025-03-03" });
    stage.post(&stage.engineer(), &path, &body).await.expect(201);
    stage.analyse(&one, "fix").await;
    stage.env.set("2025-03-12T10:00:00+08:00");
    stage.step(&stage.engineer(), &one, "fix", &json!({ "text": "升级组件到 2.1" }), 200).await;
    stage.step(&stage.other(), &one, "retest", &json!({ "passed": true, "text": "扫描不再报出" }), 200).await;
    stage.step(&stage.manager(), &one, "feed-back", &json!({ "text": "整改完成" }), 200).await;
    stage.step(&stage.client(), &one, "confirm", &json!({ "note": "同意关闭" }), 200).await;
    one
}

on_both_databases! {
    async fn vulnerabilities_are_counted_by_when_they_came_in_and_when_they_were_due(db: Db) {
        let stage = Stage::new(db).await;
        story(&stage).await;
        let march = told(&stage, "security.vulnerabilities", stage.hc, ("2025-03-01", "2025-03-31")).await.unwrap();
        figures_hold(&march);
        let values = ["received", "late", "open", "supply", "own"].map(|key| figure(&march, key).clone());
        assert_eq!(values, [2, 1, 1, 1, 0].map(Value::Count));
        assert_eq!(figure(&march, "in_time").to_string(), "0%");
        let share = march.figures.iter().find(|figure| figure.key == "in_time").unwrap();
        assert!(share.note.as_deref().unwrap().contains("合同要求（"), "{share:?}");
        assert_eq!(march.charts[0].title, "收到漏洞 2 条，其中严重和高危 1 条");
        assert!(march.hints.iter().any(|hint| hint.part == HintPart::Cause && hint.text == "组件反序列化：版本过低"));
        let april = told(&stage, "security.vulnerabilities", stage.hc, ("2025-04-01", "2025-04-30")).await.unwrap();
        figures_hold(&april);
        assert_eq!(["received", "open"].map(|key| figure(&april, key).clone()), [0, 1].map(Value::Count));
        let june = told(&stage, "security.vulnerabilities", stage.hc, ("2025-06-01", "2025-06-30")).await.unwrap();
        assert_eq!(figure(&june, "in_time").to_string(), "100%", "its last day is still to come");
    }

    async fn a_contract_that_asks_for_nothing_of_it_has_no_such_section(db: Db) {
        let stage = Stage::new(db).await;
        let days = ("2025-03-01", "2025-03-31");
        assert!(told(&stage, "security.vulnerabilities", stage.hs, days).await.is_none());
        assert!(told(&stage, "security.management", stage.hs, days).await.is_some(), "it asks for secrecy");
    }

    async fn data_and_secrets_are_told_with_their_clauses(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("contracts/{}/security/pledges", stage.hs);
        for (name, signed) in [("甲", Some("2025-03-02")), ("乙", None)] {
            let body = json!({ "name": name, "position": "工程师", "organisation": "乙方（测试）", "joined_on": "2025-01-01", "signed_on": signed });
            stage.post(&stage.manager(), &path, &body).await.expect(201);
        }
        let body = json!({ "title": "数据交还", "asked_on": "2025-03-03", "items": [{ "what": "拓扑图", "medium": "纸质" }] });
        let path = format!("contracts/{}/security/returns", stage.hs);
        let list = stage.post(&stage.manager(), &path, &body).await.expect(201).json();
        let item = format!("/api/v1/security/return-items/{}", list["items"][0]["id"].as_str().unwrap());
        stage.app.put(&item).by(&stage.engineer()).json(&json!({ "way": "returned" })).send().await.expect(200);
        let sign = json!({ "name": "见证人（测试）", "image": PIXEL });
        stage.post(&stage.client(), &format!("security/returns/{}/witness", list["id"].as_str().unwrap()), &sign).await.expect(200);
        let path = format!("contracts/{}/security/evaluations", stage.hs);
        let body = json!({ "system": "考试平台", "level": 3, "body": "测评机构（测试）", "asked_on": "2025-02-01" });
        stage.post(&stage.manager(), &path, &body).await.expect(201);
        let section = told(&stage, "security.management", stage.hs, ("2025-03-01", "2025-03-31")).await.unwrap();
        figures_hold(&section);
        let values = ["evaluations", "team", "signed", "wanting", "returned"].map(|key| figure(&section, key).clone());
        assert_eq!(values, [1, 2, 1, 1, 1].map(Value::Count));
        let returned = section.rows.iter().find(|table| table.key == "returned").unwrap();
        let cells: Vec<_> = returned.rows[0].cells.iter().map(ToString::to_string).collect();
        assert_eq!(cells, ["数据交还", "拓扑图", "纸质", "已交还", "—", "2025-03-03", "见证人（测试）"]);
        let note = section.figures.iter().find(|figure| figure.key == "returned").unwrap().note.as_deref();
        assert_eq!(note, Some("合同条款 附件二 3.5"));
    }

    async fn the_paper_says_what_the_page_says(db: Db) {
        let stage = Stage::new(db).await;
        let one = story(&stage).await;
        let client = stage.client();
        let desk = Desk::of(stage.app.app(), &client);
        let mut tx = stage.app.app().db().read().await.unwrap();
        let detail = service::vulnerability(&mut tx, desk, one["id"].as_str().unwrap().parse().unwrap()).await.unwrap();
        let version = desk.version(&mut tx, stage.hc, desk.today()).await.unwrap();
        let words = paper::paper(&detail, &Letterhead::of(&version.model, &[]), desk.now()).words();
        paper_holds(&serde_json::to_value(&detail).unwrap(), &words,
            &["source", "severity", "state", "decision", "due", "rule", "allowed_actions", "updated_at", "kind"]);
        assert!(words.contains("修改修复") && words.contains("逾期反馈") && words.contains("监管通报"), "{words}");
        drop(tx);
        let path = format!("vulnerabilities/{}/paper?format=html", one["id"].as_str().unwrap());
        let file = stage.get(&client, &path).await.expect(200);
        assert!(file.text().contains("升级组件到 2.1"));
        stage.get(&stage.member(), &path).await.expect(404);
    }
}
