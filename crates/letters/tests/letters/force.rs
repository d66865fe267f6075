//! Force majeure: proof, consent, and clocks that are held.

use jianyue_platform::{db::Db, duties::DutyState};
use jianyue_testkit::on_both_databases;
use serde_json::json;

use super::common::{Stage, whats};

const FORCE: &str = "ALL-O2.force-majeure";

on_both_databases! {
    async fn without_proof_nobody_consents_and_with_it_clocks_are_held_until_the_end(db: Db) {
        let stage = Stage::new(db).await;
        let letter = stage.letter(stage.hs, "vendor", FORCE, json!({ "happened_on": "2024-09-24" })).await;
        assert_eq!((&letter["due_on"], &letter["due_of"], &letter["due_by"]), (&json!("2024-10-04"), &json!("proof"), &json!("vendor")));
        let consent = json!({ "do": "decide", "consent": true, "pause": { "from": "2024-09-25", "works": ["apps"] } });
        let refused = stage.step(&stage.official(), &letter, consent.clone()).await.expect(409);
        assert_eq!(refused.code(), "letters.proof_missing");
        assert!(refused.text().contains("第九条 2、3"), "{}", refused.text());
        let bare = stage.step(&stage.manager(), &letter, json!({ "do": "prove" })).await.expect(409);
        assert_eq!(bare.code(), "letters.no_proof");
        stage.attach(&stage.official(), &letter, "proof").await.expect(403);
        stage.attach(&stage.stranger(), &letter, "proof").await.expect(404);
        stage.attach(&stage.manager(), &letter, "other").await.expect(422);
        let file = stage.attach(&stage.manager(), &letter, "proof").await.expect(201).json();
        let path = format!("/letters/files/{}", file["id"].as_str().unwrap());
        assert_eq!(stage.get(&stage.official(), &path).await.expect(200).text(), "plain text");
        stage.get(&stage.stranger(), &path).await.expect(404);
        let proved = stage.step(&stage.manager(), &letter, json!({ "do": "prove" })).await.expect(200).json();
        assert_eq!((&proved["state"], &proved["proved_on"]), (&json!("proved"), &json!("2024-09-25")));
        stage.step(&stage.manager(), &letter, consent.clone()).await.expect(403);
        for (member, value) in [("from", json!("2024-09-24")), ("until", json!("2024-09-24")), ("works", json!(["nothing"]))] {
            let mut bad = consent.clone();
            bad["pause"][member] = value;
            assert_eq!(stage.step(&stage.official(), &letter, bad).await.expect(422).json()["errors"][0]["field"], "pause");
        }
        let done = stage.step(&stage.official(), &letter, consent).await.expect(200).json();
        assert_eq!(whats(&done), ["sent", "proved", "consented", "pause_began"]);
        assert_eq!(done["next"]["step"], "end_pause");
        stage.look_at("2024-09-26T09:00:00+08:00").await;
        let paused = stage.told("letters.clocks_paused").await;
        assert_eq!((paused.len(), &paused[0]["works"], &paused[0]["until"]), (1, &json!(["apps"]), &json!(null)), "told once");
        stage.step(&stage.official(), &letter, json!({ "do": "close" })).await.expect(409);
        let ended = stage.step(&stage.manager(), &letter, json!({ "do": "end_pause", "text": "供电恢复" })).await.expect(200).json();
        assert!(ended["pause"]["ended_at"].is_string() && ended["next"].is_null());
        stage.step(&stage.manager(), &letter, json!({ "do": "end_pause" })).await.expect(409);
        assert_eq!(stage.told("letters.clocks_resumed").await.len(), 1);
        let duties = stage.duties(stage.hs, "2024-10-01", "2024-10-31").await;
        assert_eq!(duties.iter().map(|duty| duty.state).collect::<Vec<_>>(), [DutyState::Done]);
    }

    async fn days_that_were_agreed_begin_and_end_by_themselves(db: Db) {
        let stage = Stage::new(db).await;
        let letter = stage.letter(stage.hs, "vendor", FORCE, json!({})).await;
        stage.attach(&stage.manager(), &letter, "proof").await.expect(201);
        stage.step(&stage.manager(), &letter, json!({ "do": "prove" })).await.expect(200);
        let pause = json!({ "from": "2024-09-27", "until": "2024-09-28" });
        stage.step(&stage.official(), &letter, json!({ "do": "decide", "consent": true, "pause": pause })).await.expect(200);
        stage.look_at("2024-09-26T23:59:00+08:00").await;
        assert_eq!(stage.told("letters.clocks_paused").await.len(), 0);
        stage.look_at("2024-09-27T00:05:00+08:00").await;
        stage.look_at("2024-09-28T23:55:00+08:00").await;
        assert_eq!((stage.told("letters.clocks_paused").await.len(), stage.told("letters.clocks_resumed").await.len()), (1, 0));
        stage.look_at("2024-09-29T00:05:00+08:00").await;
        let resumed = stage.told("letters.clocks_resumed").await;
        assert_eq!((resumed.len(), &resumed[0]["at"]), (1, &json!("2024-09-28T16:00:00Z")));
        assert_eq!(whats(&stage.now(&letter).await), ["sent", "proved", "consented", "pause_began", "pause_ended"]);
    }

    async fn a_refusal_says_why_and_holds_nothing(db: Db) {
        let stage = Stage::new(db).await;
        let letter = stage.letter(stage.re, "vendor", FORCE, json!({ "happened_on": "2024-09-24" })).await;
        // No term for proof is printed there: the notice itself is owed at once, and came a day late.
        assert_eq!((&letter["due_of"], &letter["late"], &letter["needs_proof"]), (&json!("notice"), &json!(true), &json!(false)));
        let pause = json!({ "do": "decide", "consent": false, "text": "不构成不可抗力", "pause": { "from": "2024-09-25" } });
        stage.step(&stage.official(), &letter, pause).await.expect(422);
        stage.step(&stage.official(), &letter, json!({ "do": "decide", "consent": false })).await.expect(422);
        let refusal = json!({ "do": "decide", "consent": false, "text": "不构成不可抗力" });
        let refused = stage.step(&stage.official(), &letter, refusal).await.expect(200).json();
        assert_eq!((&refused["state"], refused["received"]["by"].is_string()), (&json!("refused"), true));
        assert_eq!(stage.told("letters.clocks_paused").await.len(), 0);
        // The client's own force majeure holds no clocks of the vendor.
        let own = stage.letter(stage.re, "client", FORCE, json!({})).await;
        let pause = json!({ "do": "decide", "consent": true, "pause": { "from": "2024-09-25" } });
        stage.step(&stage.manager(), &own, pause).await.expect(422);
        stage.step(&stage.manager(), &own, json!({ "do": "decide", "consent": true })).await.expect(200);
    }
}
