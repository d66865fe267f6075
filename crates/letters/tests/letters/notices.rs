//! Notices: told in time, too late, or before it happens.

use jianyue_platform::{db::Db, duties::DutyState};
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use super::common::{Stage, whats};

on_both_databases! {
    async fn a_notice_is_in_time_by_the_contracts_own_days_and_over_when_it_came(db: Db) {
        let stage = Stage::new(db).await;
        let account = "ALL-O2.account";
        let kept = stage.letter(stage.hc, "client", account, json!({ "happened_on": "2024-09-23" })).await;
        assert_eq!((&kept["due_on"], &kept["late"], &kept["done_on"]), (&json!("2024-09-26"), &json!(false), &json!("2024-09-25")));
        let late = stage.letter(stage.hc, "vendor", account, json!({ "happened_on": "2024-09-20" })).await;
        assert_eq!((&late["due_on"], &late["late"]), (&json!("2024-09-23"), &json!(true)));
        // It is planned for 29 September, and must be told five days before.
        let planned = stage.letter(stage.re, "vendor", account, json!({ "happened_on": "2024-09-29" })).await;
        assert_eq!((&planned["due_on"], &planned["late"]), (&json!("2024-09-24"), &json!(true)));
        let in_time = stage.letter(stage.re, "client", account, json!({ "happened_on": "2024-09-30" })).await;
        assert_eq!((&in_time["due_on"], &in_time["late"]), (&json!("2024-09-25"), &json!(false)));
        let received = stage.step(&stage.manager(), &kept, json!({ "do": "receive" })).await.expect(200).json();
        assert_eq!((&received["state"], &received["next"], whats(&received)), (&json!("closed"), &Value::Null, ["sent", "received"].map(str::to_owned).to_vec()));
        stage.step(&stage.manager(), &kept, json!({ "do": "receive" })).await.expect(409);
        let states: Vec<_> = stage.duties(stage.re, "2024-09-01", "2024-09-30").await.iter().map(|duty| duty.state).collect();
        assert_eq!(states, [DutyState::DoneLate, DutyState::Done]);
    }

    async fn paper_that_came_earlier_counts_when_whoever_got_it_says_so(db: Db) {
        let stage = Stage::new(db).await;
        let more = json!({ "happened_on": "2024-09-16", "sent_on": "2024-09-18" });
        let letter = stage.letter(stage.hc, "vendor", "ALL-O2.account", more).await;
        assert_eq!((&letter["due_on"], &letter["late"]), (&json!("2024-09-19"), &json!(true)), "what the sender says alone does not count");
        let bad = stage.step(&stage.official(), &letter, json!({ "do": "receive", "received_on": "2024-09-17" })).await;
        assert_eq!(bad.expect(422).json()["errors"][0]["field"], "received_on");
        stage.step(&stage.manager(), &letter, json!({ "do": "receive", "received_on": "2024-09-19" })).await.expect(403);
        let told = stage.step(&stage.official(), &letter, json!({ "do": "receive", "received_on": "2024-09-19" })).await.expect(200).json();
        assert_eq!((&told["late"], &told["done_on"]), (&json!(false), &json!("2024-09-19")));
    }

    async fn a_delay_needs_the_clients_consent(db: Db) {
        let stage = Stage::new(db).await;
        let letter = stage.letter(stage.sc, "vendor", "SC-O3.delay", json!({ "reply_by": "2024-09-30" })).await;
        assert_eq!((&letter["consent"], &letter["due_on"], &letter["kind"]), (&json!(true), &Value::Null, &json!("consent")));
        assert_eq!(stage.step(&stage.official(), &letter, json!({ "do": "answer", "text": "知道了" })).await.expect(409).code(), "letters.wrong_state");
        let done = stage.step(&stage.official(), &letter, json!({ "do": "decide", "consent": true, "text": "同意延至 10 月 20 日" })).await.expect(200).json();
        assert_eq!((&done["state"], &done["answered_on"]), (&json!("consented"), &json!("2024-09-25")));
        stage.step(&stage.manager(), &letter, json!({ "do": "withdraw", "text": "不延了" })).await.expect(409);
    }

    async fn what_is_wrong_is_told_with_its_member(db: Db) {
        let stage = Stage::new(db).await;
        for (member, value) in [
            ("rule", json!("HS-O1.change")),
            ("subject", json!(" ")),
            ("text", json!("")),
            ("happened_on", json!("2024-09-26")),
            ("happened_on", json!("2002-09-26")),
            ("sent_on", json!("2024-09-26")),
            ("reply_by", json!("2024-09-24")),
            ("works", json!(["nothing"])),
        ] {
            let mut body = json!({ "direction": "vendor", "rule": "ALL-O2.account", "subject": "账户变更", "text": "正文" });
            body[member] = value.clone();
            let told = stage.send(&stage.manager(), stage.hs, &body).await.expect(422).json();
            assert_eq!(told["errors"][0]["field"], member, "{value} {told}");
        }
        let page = stage.get(&stage.official(), "/letters").await.expect(200).json();
        assert_eq!(page["items"], json!([]));
    }

    async fn the_term_is_shown_before_it_is_sent(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("/contracts/{}/letter-rules", stage.sc);
        let rules = stage.get(&stage.manager(), &path).await.expect(200).json();
        let rules = rules["items"].as_array().unwrap();
        let claim = rules.iter().find(|rule| rule["rule"] == "SC-O3.claims").unwrap();
        assert_eq!((&claim["kind"], &claim["from"], &claim["silence"]), (&json!("claim"), &json!(["client"]), &json!(true)));
        let term = |more: &str| format!("/contracts/{}/letter-term?rule=SC-O3.claims{more}", stage.sc);
        let shown = stage.get(&stage.official(), &term("&direction=client&happened_on=2024-09-25")).await.expect(200).json();
        assert_eq!(shown["term"], json!({ "due_on": "2024-10-14", "due_of": "answer", "due_by": "vendor", "late": false }));
        stage.get(&stage.stranger(), &term("&direction=client&happened_on=2024-09-25")).await.expect(404);
    }
}
