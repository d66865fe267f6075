//! Claims: answered, or accepted by silence at the end of the tenth working day.

use jianyue_platform::{db::Db, duties::DutyState};
use jianyue_testkit::on_both_databases;
use serde_json::json;

use super::common::{Stage, text, whats};

const CLAIM: &str = "SC-O3.claims";

on_both_databases! {
    async fn silence_accepts_at_the_end_of_the_tenth_working_day_and_not_before(db: Db) {
        let stage = Stage::new(db).await;
        let claim = stage.letter(stage.sc, "client", CLAIM, json!({})).await;
        // Sunday 29 September and Saturday 12 October are worked, 1 to 7 October is a holiday.
        assert_eq!((&claim["due_on"], &claim["due_by"], &claim["silence"]), (&json!("2024-10-14"), &json!("vendor"), &json!(true)));
        assert_eq!(claim["next"], json!({ "step": "answer", "by": "vendor", "due_on": "2024-10-14" }));
        let other = stage.letter(stage.sc, "client", CLAIM, json!({ "subject": "另一项" })).await;
        stage.look_at("2024-10-14T23:59:59+08:00").await;
        assert_eq!(stage.now(&claim).await["state"], "sent");
        let answer = json!({ "do": "answer", "accept": false, "text": "不同意，理由如下" });
        let answered = stage.step(&stage.manager(), &other, answer.clone()).await.expect(200).json();
        assert_eq!((&answered["state"], &answered["late"]), (&json!("answered"), &json!(false)));
        // Nobody answers behind it, even before the clock has said so.
        stage.env.set("2024-10-15T00:00:00+08:00");
        let refused = stage.step(&stage.manager(), &claim, answer).await.expect(409);
        assert_eq!(refused.code(), "letters.accepted_by_silence");
        assert!(refused.text().contains("合同一般条款 6.1、6.2"), "{}", refused.text());
        stage.step(&stage.official(), &claim, json!({ "do": "withdraw", "text": "算了" })).await.expect(409);
        stage.look_at("2024-10-15T00:00:00+08:00").await;
        let accepted = stage.now(&claim).await;
        assert_eq!((&accepted["state"], &accepted["late"]), (&json!("accepted"), &json!(true)));
        assert_eq!(whats(&accepted), ["sent", "silent"], "once, however often it is looked at");
        let told = stage.told("letters.claim_accepted").await;
        assert_eq!(told.len(), 1, "{told:?}");
        let facts = [&told[0]["clause"], &told[0]["number"], &told[0]["rule"]].map(|fact| fact.as_str().unwrap().to_owned());
        assert_eq!(facts, ["合同一般条款 6.1、6.2".to_owned(), text(&claim, "number"), CLAIM.to_owned()]);
        assert_eq!((&told[0]["by_silence"], &told[0]["at"]), (&json!(true), &json!("2024-10-14T16:00:00Z")));
        // The vendor may still say something.
        stage.step(&stage.manager(), &claim, json!({ "do": "note", "text": "答复函 10 月 17 日寄出" })).await.expect(200);
        let duties = stage.duties(stage.sc, "2024-10-01", "2024-10-31").await;
        let states: Vec<_> = duties.iter().map(|duty| (duty.rule.as_str(), duty.state)).collect();
        assert_eq!(states, [(CLAIM, DutyState::Missed), (CLAIM, DutyState::Done)]);
        assert!(duties.iter().all(|duty| duty.kind == "event" && duty.evidence[0].client_path.starts_with("/portal/letters/")));
    }

    async fn a_claim_is_answered_by_the_other_side_only(db: Db) {
        let stage = Stage::new(db).await;
        let body = json!({ "direction": "vendor", "rule": CLAIM, "subject": "索赔", "text": "正文" });
        let wrong = stage.send(&stage.manager(), stage.sc, &body).await.expect(422);
        assert_eq!(wrong.json()["errors"][0]["field"], "direction");
        let mut body = json!({ "direction": "client", "rule": CLAIM, "subject": "索赔", "text": "正文" });
        stage.send(&stage.manager(), stage.sc, &body).await.expect(403);
        stage.send(&stage.engineer(), stage.sc, &body).await.expect(403);
        stage.send(&stage.stranger(), stage.sc, &body).await.expect(404);
        // Its term begins today: nobody enters a claim whose answer is over.
        body["sent_on"] = json!("2024-09-02");
        assert_eq!(stage.send(&stage.official(), stage.sc, &body).await.expect(422).json()["errors"][0]["field"], "sent_on");
        let claim = stage.letter(stage.sc, "client", CLAIM, json!({})).await;
        let answer = json!({ "do": "answer", "accept": true, "text": "同意" });
        stage.step(&stage.official(), &claim, answer.clone()).await.expect(403);
        stage.step(&stage.engineer(), &claim, answer.clone()).await.expect(403);
        let bare = stage.step(&stage.manager(), &claim, json!({ "do": "answer", "text": "收到" })).await.expect(422);
        assert_eq!(bare.json()["errors"][0]["field"], "accept");
        let path = format!("/api/v1/letters/{}/steps", text(&claim, "id"));
        let stale = stage.app.post(&path).by(&stage.manager()).header("if-match", "\"7\"").json(&answer).send().await;
        assert_eq!(stale.expect(412).code(), "letters.stale");
        let done = stage.step(&stage.manager(), &claim, answer.clone()).await.expect(200).json();
        assert_eq!((&done["state"], &done["answered_on"]), (&json!("accepted"), &json!("2024-09-25")));
        assert_eq!(stage.told("letters.claim_accepted").await[0]["by_silence"], false);
        stage.step(&stage.manager(), &claim, answer).await.expect(409);
        let closed = stage.step(&stage.official(), &claim, json!({ "do": "close" })).await.expect(200).json();
        assert_eq!((&closed["state"], whats(&closed)), (&json!("closed"), ["sent", "accepted", "closed"].map(str::to_owned).to_vec()));
    }

    async fn whoever_owes_the_answer_is_told_the_day_before(db: Db) {
        let stage = Stage::new(db).await;
        let claim = stage.letter(stage.sc, "client", CLAIM, json!({})).await;
        let sent = stage.told("letters.letter_sent").await;
        assert_eq!((sent.len(), &sent[0]["side"], &sent[0]["due_at"]), (1, &json!("vendor"), &json!("2024-10-14T16:00:00Z")));
        stage.look_at("2024-10-12T23:59:00+08:00").await;
        assert_eq!(stage.told("letters.term_near").await.len(), 0);
        stage.look_at("2024-10-13T00:05:00+08:00").await;
        stage.look_at("2024-10-13T09:00:00+08:00").await;
        let near = stage.told("letters.term_near").await;
        assert_eq!((near.len(), &near[0]["side"], &near[0]["letter_id"]), (1, &json!("vendor"), &claim["id"]));
    }
}
