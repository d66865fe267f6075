//! Lists, the calendar, conflicts, input.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use super::common::{Stage, merge, text};

async fn titles(stage: &Stage, query: &str) -> Vec<String> {
    let page = stage.get(&stage.official(), &format!("/changes?{query}")).await.expect(200).json();
    page["items"].as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap().to_owned()).collect()
}

on_both_databases! {
    async fn the_list_is_filtered_and_paged_by_window(db: Db) {
        let stage = Stage::new(db).await;
        for (day, title) in [(5, "甲"), (7, "乙_1"), (6, "丙")] {
            let day = |hour| format!("2021-12-0{day}T{hour}:00:00+08:00");
            stage.written(&json!({ "title": title, "planned_from": day(20), "planned_to": day(22) })).await;
        }
        assert_eq!(titles(&stage, "").await, ["乙_1", "丙", "甲"]);
        assert_eq!(titles(&stage, "q=_").await, ["乙_1"], "a wildcard is a letter");
        assert_eq!(titles(&stage, "q=bg-0003").await, ["丙"]);
        assert_eq!(titles(&stage, "from=2021-12-06&to=2021-12-06").await, ["丙"]);
        assert_eq!(titles(&stage, "state=submitted,approved").await, Vec::<String>::new());
        assert_eq!(titles(&stage, "work=infra").await, Vec::<String>::new());
        assert_eq!(titles(&stage, "work=apps&state=draft").await.len(), 3);
        let first = stage.get(&stage.official(), "/changes?limit=2").await.expect(200).json();
        let next = first["next"].as_str().unwrap();
        assert_eq!(titles(&stage, &format!("limit=2&after={next}")).await, ["甲"]);
        assert_eq!(stage.get(&stage.official(), "/changes?state=lost").await.expect(422).code(), "changes.bad_fields");
        assert_eq!(stage.get(&stage.official(), "/changes?after=zz").await.status, 400);
    }

    async fn who_sees_some_works_sees_what_concerns_no_other(db: Db) {
        let stage = Stage::new(db).await;
        let mut ids = Vec::new();
        for works in [json!(["1"]), json!(["1", "2"])] {
            let mut body = text();
            merge(&mut body, &json!({ "works": works }));
            ids.push(stage.add(&stage.engineer(), stage.hc, &body).await.expect(201).json()["id"].clone());
        }
        let page = stage.get(&stage.member(), "/changes").await.expect(200).json();
        let seen: Vec<&Value> = page["items"].as_array().unwrap().iter().map(|row| &row["id"]).collect();
        assert_eq!(seen, [&ids[0]]);
        stage.get(&stage.member(), &format!("/changes/{}", ids[1].as_str().unwrap())).await.expect(404);
        let choices = stage.get(&stage.member(), &format!("/contracts/{}/changes/choices", stage.hc)).await.expect(200);
        assert_eq!(choices.json()["works"].as_array().unwrap().len(), 1);
        let mut body = text();
        merge(&mut body, &json!({ "works": ["2"] }));
        assert_eq!(stage.add(&stage.member(), stage.hc, &body).await.status, 404);
        stage.get(&stage.member(), &format!("/contracts/{}/changes/choices", stage.hs)).await.expect(404);
    }

    async fn two_windows_of_one_system_are_warned_of(db: Db) {
        let stage = Stage::new(db).await;
        let one = stage.written(&json!({})).await;
        assert_eq!(one["conflicts"], json!([]));
        let later = json!({ "planned_from": "2021-12-03T01:00:00+08:00", "planned_to": "2021-12-03T04:00:00+08:00" });
        let other = stage.written(&later).await;
        assert_eq!(other["conflicts"][0]["number"], one["number"]);
        let path = format!("/contracts/{}/changes/calendar?from=2021-12-03&to=2021-12-03", stage.hs);
        let shown = stage.get(&stage.official(), &path).await.expect(200).json();
        assert_eq!(shown["items"][0]["conflicts"], json!([other["id"]]));
        let endless = format!("/contracts/{}/changes/calendar?from=2021-12-03&to=2022-12-03", stage.hs);
        stage.get(&stage.official(), &endless).await.expect(422);
    }

    async fn bad_input_names_each_member(db: Db) {
        let stage = Stage::new(db).await;
        for (member, value) in [
            ("works", json!([])),
            ("works", json!(["none"])),
            ("systems", json!(["不存在的系统"])),
            ("rule", json!("HS-O1.data")),
            ("title", json!(" ")),
            ("plan", json!([" "])),
            ("risk_note", json!("")),
            ("roll_back_plan", json!("")),
            ("source", json!("https://elsewhere.example")),
            ("planned_to", json!("2021-12-02T20:00:00+08:00")),
            ("planned_to", json!("2022-12-02T20:00:00+08:00")),
        ] {
            let mut body = text();
            body[member] = value;
            let answer = stage.add(&stage.engineer(), stage.hs, &body).await;
            assert_eq!(answer.expect(422).json()["errors"][0]["field"], member);
        }
        let mut past = text();
        merge(&mut past, &json!({ "planned_from": "2021-12-01T20:00:00+08:00", "planned_to": "2021-12-01T22:00:00+08:00" }));
        stage.add(&stage.engineer(), stage.hs, &past).await.expect(422);
        assert_eq!(stage.add(&stage.official(), stage.hs, &text()).await.expect(403).code(), "denied");
        assert_eq!(titles(&stage, "").await, Vec::<String>::new());
    }

    async fn a_change_of_data_asks_for_the_inventory_to_be_renewed(db: Db) {
        let stage = Stage::new(db).await;
        let mut body = text();
        merge(&mut body, &json!({ "works": ["1"], "kind": "data_structure", "touches_data": true }));
        let change = stage.add(&stage.engineer(), stage.hc, &body).await.expect(201).json();
        assert!(change["inventory_clause"].is_string(), "{change}");
    }
}
