//! What certificates contribute to reports.

use jianyue_certificates::CertificatesModule;
use jianyue_kernel::{ContractId, Value};
use jianyue_platform::{
    Module,
    db::Db,
    reports::{ReportAsk, Section},
};
use jianyue_testkit::{figure, figures_hold, on_both_databases};
use serde_json::json;

use crate::common::{Stage, text};

async fn section(stage: &Stage, contract: ContractId, works: &[&str]) -> Option<Section> {
    let works = works.iter().map(ToString::to_string).collect();
    let (from, to) = ("2026-03-01".parse().unwrap(), "2026-03-31".parse().unwrap());
    let ask = ReportAsk { contract, works, from, to, subject: None };
    let source = CertificatesModule.report_sources().remove(0);
    let mut tx = stage.db.read().await.unwrap();
    source.section(stage.app.app(), &mut tx, &ask).await.unwrap().inspect(figures_hold)
}

fn n(section: &Section, keys: &[&str]) -> Vec<i64> {
    let count = |key: &&str| if let Value::Count(n) = figure(section, key) { *n } else { panic!("{key} is no count") };
    keys.iter().map(count).collect()
}

on_both_databases! {
    async fn what_was_asked_done_and_ends_is_counted_with_its_rows(db: Db) {
        let stage = Stage::new(db).await;
        let (one, _) = (stage.add("A1", "2026-03-20").await, stage.add("A2", "2026-03-25").await);
        stage.add("A3", "2026-05-01").await;
        stage.add("A4", "2027-05-01").await;
        let renew = json!({ "kind": "renew", "certificates": [one["id"]], "reason": "到期" });
        let path = format!("/contracts/{}/certificate-requests", stage.hs);
        let asked = stage.post(&stage.engineer(), &path, renew).await.expect(201).json();
        let step = |verb: &str| format!("/certificate-requests/{}/{verb}", text(&asked["id"]));
        let approved = stage.post_on(&stage.client(), &step("decide"), &asked["version"], json!({ "approve": true })).await.expect(200).json();
        let issued = json!({ "issued": [{ "replaces": one["id"], "serial": "C1", "valid_until": "2027-03-20" }] });
        stage.post_on(&stage.engineer(), &step("finish"), &approved["version"], issued).await.expect(200);
        let apply = json!({ "kind": "apply", "wanted": { "holder": "新人（演示）", "unit": "某处" }, "reason": "新入职" });
        stage.post(&stage.engineer(), &path, apply).await.expect(201);
        let told = section(&stage, stage.hs, &[]).await.unwrap();
        assert_eq!(n(&told, &["in_use", "asked", "done", "open", "expired", "soon"]), [4, 2, 1, 1, 1, 1]);
        assert_eq!(n(&told, &["in_use"])[0], stage.forecast().await["in_use"].as_i64().unwrap());
        let note = told.figures[0].note.clone().unwrap();
        assert!(note.contains("2000 张") && note.contains("附件一"), "{note}");
        let kinds = &told.tables.iter().find(|table| table.key == "by_kind").unwrap().rows;
        assert_eq!(kinds[1].cells[1..], [Value::Count(1), Value::Count(1), Value::Count(1)], "renewed");
        let (from, to) = ("2021-01-01".parse().unwrap(), "2026-12-31".parse().unwrap());
        let ask = jianyue_platform::dossier::DossierAsk { contract: stage.hs, works: Vec::new(), from, to };
        let kept = CertificatesModule.dossier().unwrap().kept(stage.app.app(), &mut stage.db.read().await.unwrap(), &ask).await.unwrap();
        assert_eq!((kept.len(), kept[0].rule.as_str(), kept[0].done, kept[0].open), (1, "HS-C1", 1, 1));
        assert!(kept[0].evidence[0].text.contains("登记在用证书 4 张（合同约定 2000 张）"));
        assert_eq!(told.rows.iter().find(|table| table.key == "expired").unwrap().rows[0].cells[2], Value::from("A2"));
    }

    async fn a_contract_that_speaks_of_none_has_no_section(db: Db) {
        let stage = Stage::new(db).await;
        assert_eq!(section(&stage, stage.sc, &[]).await, None);
        assert!(section(&stage, stage.hs, &[]).await.is_some(), "what the contract asks for is told even when there is nothing");
    }
}
