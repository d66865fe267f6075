//! Lists: filters, pages, and who sees which letters.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use super::common::{Stage, text};

async fn subjects(stage: &Stage, query: &str) -> Vec<String> {
    let page = stage.get(&stage.official(), &format!("/letters?{query}")).await.expect(200).json();
    page["items"].as_array().unwrap().iter().map(|one| text(one, "subject")).collect()
}

on_both_databases! {
    async fn letters_are_found_by_what_they_are(db: Db) {
        let stage = Stage::new(db).await;
        let named = |subject: &str| json!({ "subject": subject });
        stage.letter(stage.sc, "client", "SC-O3.claims", named("读卡器损坏索赔")).await;
        stage.letter(stage.hs, "vendor", "ALL-O2.force-majeure", named("台风停运")).await;
        let late = json!({ "subject": "开户行变更", "happened_on": "2024-09-01" });
        let told = stage.letter(stage.hs, "vendor", "ALL-O2.account", late).await;
        let body = json!({ "direction": "client", "subject": "会议通知", "text": "下周例会" });
        let other = stage.send(&stage.official(), stage.hs, &body).await.expect(201).json();
        assert_eq!((&other["kind"], &other["rule"], text(&other, "number")), (&json!("other"), &Value::Null, "HS函〔2024〕3号".to_owned()));
        stage.step(&stage.official(), &told, json!({ "do": "receive" })).await.expect(200);
        let hs = stage.hs.to_string();
        for (query, expected) in [
            (String::new(), &["会议通知", "开户行变更", "台风停运", "读卡器损坏索赔"][..]),
            (format!("contract={hs}"), &["会议通知", "开户行变更", "台风停运"]),
            ("kind=claim".to_owned(), &["读卡器损坏索赔"]),
            ("direction=client".to_owned(), &["会议通知", "读卡器损坏索赔"]),
            ("state=closed".to_owned(), &["开户行变更"]),
            ("pending=true".to_owned(), &["会议通知", "台风停运", "读卡器损坏索赔"]),
            ("pending=false".to_owned(), &["开户行变更"]),
            ("late=true".to_owned(), &["开户行变更"]),
            ("q=%E5%8F%B0%E9%A3%8E".to_owned(), &["台风停运"]),
        ] {
            assert_eq!(subjects(&stage, &query).await, expected, "{query}");
        }
        let mut seen = Vec::new();
        let mut after = String::new();
        loop {
            let page = stage.get(&stage.official(), &format!("/letters?limit=3{after}")).await.expect(200).json();
            seen.extend(page["items"].as_array().unwrap().iter().map(|one| text(one, "subject")));
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(seen.len(), 4);
        stage.get(&stage.official(), "/letters?after=zz").await.expect(400);
    }

    async fn who_does_some_works_sees_what_concerns_no_other(db: Db) {
        let stage = Stage::new(db).await;
        let force = "ALL-O2.force-majeure";
        stage.letter(stage.re, "vendor", force, json!({ "subject": "全部" })).await;
        let two = stage.letter(stage.re, "vendor", force, json!({ "subject": "两项", "works": ["3", "4"] })).await;
        let own = stage.letter(stage.re, "vendor", force, json!({ "subject": "本项", "works": ["3"] })).await;
        let page = stage.get(&stage.member(), "/letters").await.expect(200).json();
        let seen: Vec<String> = page["items"].as_array().unwrap().iter().map(|one| text(one, "subject")).collect();
        assert_eq!(seen, ["本项"]);
        stage.get(&stage.member(), &format!("/letters/{}", text(&own, "id"))).await.expect(200);
        stage.get(&stage.member(), &format!("/letters/{}", text(&two, "id"))).await.expect(404);
        let body = json!({ "direction": "vendor", "rule": force, "subject": "全部", "text": "正文" });
        stage.send(&stage.member(), stage.re, &body).await.expect(404);
        let mut body = body;
        body["works"] = json!(["3"]);
        stage.send(&stage.member(), stage.re, &body).await.expect(201);
        // A rule that holds for one work is written about in that work only.
        let explain = json!({ "direction": "vendor", "rule": "RE-O1.4.explain", "subject": "说明", "text": "正文", "works": ["3"] });
        stage.send(&stage.manager(), stage.re, &explain).await.expect(422);
    }
}
