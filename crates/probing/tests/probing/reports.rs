//! What watching contributes to reports.

use chrono::TimeDelta;
use jianyue_kernel::{ContractId, Percent, Value};
use jianyue_platform::{
    Module,
    db::Db,
    reports::{ReportAsk, Section},
};
use jianyue_probing::{
    policy::judge::Outcome,
    service::{Sight, settle},
};
use jianyue_reach::{ReachError, Reading};
use jianyue_testkit::{figure, figures_hold, on_both_databases};
use serde_json::json;

use crate::common::{Stage, module, text};

async fn sections(stage: &Stage, contract: ContractId, works: &[&str]) -> Vec<Section> {
    let works = works.iter().map(ToString::to_string).collect();
    let (from, to) = ("2026-03-01".parse().unwrap(), "2026-03-31".parse().unwrap());
    let ask = ReportAsk { contract, works, from, to, subject: None };
    let mut tx = stage.db.read().await.unwrap();
    let mut sections = Vec::new();
    for source in module().report_sources() {
        if let Some(section) = source.section(stage.app.app(), &mut tx, &ask).await.unwrap() {
            figures_hold(&section);
            sections.push(section);
        }
    }
    sections
}

on_both_databases! {
    async fn availability_is_cut_and_outages_have_their_rows(db: Db) {
        let stage = Stage::new(db).await;
        assert!(sections(&stage, stage.hs, &[]).await.is_empty());
        let probe = stage.probe("tcp", json!({ "host": "127.0.0.1", "port": 1 }), json!({})).await;
        // A whole hour of which six minutes were down, and an outage that lasts.
        for (ok, minutes) in [(true, 20), (false, 6), (true, 34), (true, 1), (false, 0)] {
            let at = stage.env.now();
            let outcome = if ok { Outcome::Reached(Reading::default()) } else { Outcome::Failed(ReachError::NoConnection("127.0.0.1:1".into(), "拒绝连接".into())) };
            let sight = Sight { probe: text(&probe["id"]).parse().unwrap(), fence: None, first_failed_at: at, at, outcome };
            let mut tx = stage.db.write().await.unwrap();
            settle(&mut tx, &stage.env, vec![sight]).await.unwrap();
            tx.commit().await.unwrap();
            stage.env.advance(TimeDelta::minutes(minutes));
        }
        let told = sections(&stage, stage.hs, &[]).await.remove(0);
        let (Value::Count(outages), Value::Count(lasting)) = (figure(&told, "outages"), figure(&told, "lasting")) else { panic!() };
        assert_eq!((*outages, *lasting), (2, 1));
        assert_eq!(outages, &i64::try_from(stage.outages("").await.len()).unwrap());
        assert_eq!(figure(&told, "down"), &Value::Seconds(360));
        // 360 of 3 660 seconds: 90.1639… %, never rounded up.
        assert_eq!(figure(&told, "up"), &Value::Percent(Percent::from_parts_per_million(901_600)));
        assert!(sections(&stage, stage.sc, &[]).await.iter().all(|section| section.code != told.code), "another contract has none of it");
    }

    async fn each_exchange_that_the_contract_lists_is_told_even_when_silent(db: Db) {
        let stage = Stage::new(db).await;
        let silent = sections(&stage, stage.hc, &[]).await.remove(0);
        let Value::Count(peers) = figure(&silent, "peers").clone() else { panic!() };
        assert!(peers > 3 && figure(&silent, "silent") == &Value::Count(peers));
        let table = &silent.tables[0].rows[0];
        let (peer, clause) = (table.cells[1].to_string(), table.cells[7].to_string());
        assert!(clause.contains('二'), "{clause}");
        let event = |id: &str, ok: bool, n: i64| json!({
            "id": id, "kind": "exchange", "at": "2026-03-02T08:30:00+08:00", "partner": peer, "ok": ok, "count": n, "lag_seconds": 40,
        });
        let path = format!("/contracts/{}/watch-events", stage.hc);
        stage.post(&stage.engineer(), &path, json!({ "events": [event("a", true, 12), event("b", true, 3), event("c", false, 9)] })).await.expect(200);
        let told = sections(&stage, stage.hc, &[]).await.remove(0);
        let of_peer: Vec<_> = told.tables[0].rows.iter().filter(|row| row.cells[1].to_string() == peer).collect();
        for row in &of_peer {
            assert_eq!(row.cells[2..6], [Value::Count(3), Value::Count(1), Value::Count(15), Value::Seconds(40)]);
        }
        let (from, to) = ("2024-01-01".parse().unwrap(), "2026-12-31".parse().unwrap());
        let dossier = jianyue_platform::dossier::DossierAsk { contract: stage.hc, works: Vec::new(), from, to };
        let kept = module().dossier().unwrap().kept(stage.app.app(), &mut stage.db.read().await.unwrap(), &dossier).await.unwrap();
        assert_eq!(kept.len(), of_peer.len(), "a rule for each subsystem that has this partner");
        assert!(kept.iter().all(|one| (one.done, one.late) == (2, 1)), "{kept:?}");
        let others = peers - i64::try_from(of_peer.len()).unwrap();
        assert_eq!(figure(&told, "silent"), &Value::Count(others));
        assert!(sections(&stage, stage.hs, &[]).await.is_empty());
    }
}
