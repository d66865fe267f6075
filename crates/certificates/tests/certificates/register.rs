//! The register: adding, correcting, finding, who may.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::json;

use crate::common::{Stage, certificate};

on_both_databases! {
    async fn certificates_are_listed_by_their_end_and_found_by_two_characters(db: Db) {
        let stage = Stage::new(db).await;
        stage.add("0b:02", "2026-05-01").await;
        stage.add("A001", "2026-04-01").await;
        stage.add("C3", "2026-03-01").await;
        assert_eq!(stage.serials("").await, ["C3", "A001", "B02"]);
        assert_eq!(stage.serials("&state=expired").await, ["C3"]);
        assert_eq!(stage.serials("&state=issued").await, ["A001", "B02"]);
        assert_eq!(stage.serials("&expires_before=2026-04-02&state=issued").await, ["A001"]);
        assert_eq!(stage.serials("&q=B02").await, ["B02"]);
        assert_eq!(stage.serials("&q=%E8%80%83%E8%AF%95&state=issued").await, ["A001", "B02"]);
        assert!(stage.serials("&q=%E6%B2%A1%E6%9C%89").await.is_empty());
    }

    async fn pages_go_on_where_they_ended(db: Db) {
        let stage = Stage::new(db).await;
        for n in 1..=5 {
            stage.add(&format!("A{n}"), "2026-04-01").await;
        }
        let mut met = Vec::new();
        let mut after = String::new();
        loop {
            let path = format!("/certificates?contract={}&limit=2{after}", stage.hs);
            let page = stage.get(&stage.client(), &path).await.expect(200).json();
            met.extend(page["items"].as_array().unwrap().iter().map(|one| one["serial"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        met.sort();
        assert_eq!(met, ["A1", "A2", "A3", "A4", "A5"]);
    }

    async fn the_same_certificate_comes_in_once(db: Db) {
        let stage = Stage::new(db).await;
        stage.add("A1", "2026-04-01").await;
        let path = format!("/contracts/{}/certificates", stage.hs);
        let again = stage.post(&stage.engineer(), &path, certificate("00:a1", "2027-04-01")).await.expect(409);
        assert_eq!(again.code(), "certificates.exists");
        let bad = json!({ "holder": " ", "unit": "某处", "serial": "第一", "issuer": "北京 CA", "valid_from": "2026-05-01", "valid_until": "2026-04-01" });
        let bad = stage.post(&stage.engineer(), &path, bad).await.expect(422).json();
        let fields: Vec<_> = bad["errors"].as_array().unwrap().iter().map(|one| one["field"].clone()).collect();
        assert_eq!(fields, ["serial", "holder", "valid_until"]);
    }

    async fn a_correction_is_found_and_counted_and_refuses_what_is_stale(db: Db) {
        let stage = Stage::new(db).await;
        let one = stage.add("A1", "2026-04-01").await;
        stage.add("A2", "2026-04-20").await;
        let path = format!("/certificates/{}", one["id"].as_str().unwrap());
        let change = json!({ "holder": "接任人（演示）", "valid_until": "2026-06-30" });
        let changed = stage.patch(&stage.engineer(), &path, &one["version"], change).await.expect(200).json();
        assert_eq!((&changed["version"], &changed["days_left"]), (&json!(2), &json!(120)));
        assert_eq!(stage.serials("&q=%E6%8E%A5%E4%BB%BB").await, ["A1"]);
        let stale = stage.patch(&stage.engineer(), &path, &one["version"], json!({ "note": "迟到" })).await.expect(412);
        assert_eq!(stale.json()["current"]["holder"], "接任人（演示）");
        let forecast = stage.forecast().await;
        assert_eq!(forecast["months"], json!([{ "month": "2026-04", "n": 1 }, { "month": "2026-06", "n": 1 }]));
        assert_eq!((&forecast["in_use"], &forecast["contracted"]), (&json!(2), &json!(2000)));
        let revoked = stage.patch(&stage.engineer(), &path, &changed["version"], json!({ "status": "revoked" })).await;
        assert_eq!(revoked.expect(200).json()["state"], "revoked");
        assert_eq!(stage.forecast().await["in_use"], json!(1));
    }

    async fn others_know_nothing_of_it(db: Db) {
        let stage = Stage::new(db).await;
        let one = stage.add("A1", "2026-04-01").await;
        let path = format!("/certificates/{}", one["id"].as_str().unwrap());
        for by in [stage.stranger(), stage.member()] {
            stage.get(&by, &path).await.expect(404);
            stage.get(&by, &format!("/contracts/{}/certificates/forecast", stage.hs)).await.expect(404);
            let list = stage.get(&by, &format!("/certificates?contract={}", stage.hs)).await.expect(200).json();
            assert_eq!(list["items"], json!([]));
        }
        let add = format!("/contracts/{}/certificates", stage.hs);
        stage.post(&stage.client(), &add, certificate("A2", "2026-04-01")).await.expect(403);
        stage.patch(&stage.client(), &path, &one["version"], json!({ "note": "改" })).await.expect(403);
    }
}
