//! What reports are told, and the paper of a letter.

use jianyue_contracts::{Desk, Letterhead};
use jianyue_kernel::{ContractId, Value};
use jianyue_letters::{LettersModule, paper, service};
use jianyue_platform::{
    Module,
    db::Db,
    reports::{ReportAsk, Section},
};
use jianyue_testkit::{figure, figures_hold, on_both_databases, paper_holds};
use serde_json::json;

use super::common::{Stage, text};

const CLAIM: &str = "SC-O3.claims";

async fn told(stage: &Stage, contract: ContractId, (from, to): (&str, &str)) -> Option<Section> {
    let ask =
        ReportAsk { contract, works: Vec::new(), from: from.parse().unwrap(), to: to.parse().unwrap(), subject: None };
    let mut tx = stage.db.read().await.unwrap();
    LettersModule.report_sources()[0].section(stage.app.app(), &mut tx, &ask).await.unwrap()
}

on_both_databases! {
    async fn letters_are_counted_by_the_day_on_which_they_were_sent(db: Db) {
        let stage = Stage::new(db).await;
        let kept = stage.letter(stage.sc, "client", CLAIM, json!({ "subject": "第一项" })).await;
        stage.letter(stage.sc, "client", CLAIM, json!({ "subject": "第二项" })).await;
        let gone = stage.letter(stage.sc, "client", CLAIM, json!({ "subject": "撤回的" })).await;
        stage.step(&stage.official(), &gone, json!({ "do": "withdraw", "text": "算了" })).await.expect(200);
        let answer = json!({ "do": "answer", "accept": false, "text": "不同意，理由如下" });
        stage.step(&stage.manager(), &kept, answer).await.expect(200);
        stage.look_at("2024-10-20T09:00:00+08:00").await;
        let term = told(&stage, stage.sc, ("2024-09-01", "2024-10-31")).await.unwrap();
        figures_hold(&term);
        let keys = ["letters", "from_client", "claims", "notices", "late", "pauses"];
        assert_eq!(keys.map(|key| figure(&term, key).clone()), [2, 2, 2, 0, 1, 0].map(Value::Count));
        assert_eq!(figure(&term, "in_time").to_string(), "50%");
        // On the last day of September its term still ran.
        let september = told(&stage, stage.sc, ("2024-09-01", "2024-09-30")).await.unwrap();
        figures_hold(&september);
        assert_eq!(["letters", "late"].map(|key| figure(&september, key).clone()), [2, 0].map(Value::Count));
        let october = told(&stage, stage.sc, ("2024-10-01", "2024-10-31")).await.unwrap();
        assert_eq!(figure(&october, "letters"), &Value::Count(0));
    }

    async fn the_paper_is_a_letter_and_says_what_became_of_it(db: Db) {
        let stage = Stage::new(db).await;
        let claim = stage.letter(stage.sc, "client", CLAIM, json!({ "subject": "补换卡延误", "text": "第一段。\n第二段。" })).await;
        stage.step(&stage.manager(), &claim, json!({ "do": "receive" })).await.expect(200);
        let answer = json!({ "do": "answer", "accept": true, "text": "同意赔付" });
        stage.step(&stage.manager(), &claim, answer).await.expect(200);
        let manager = stage.manager();
        let desk = Desk::of(stage.app.app(), &manager);
        let mut tx = stage.db.read().await.unwrap();
        let detail = service::letter(&mut tx, desk, text(&claim, "id").parse().unwrap()).await.unwrap();
        let version = desk.version(&mut tx, stage.sc, desk.today()).await.unwrap();
        drop(tx);
        let head = Letterhead::of(&version.model, &[]);
        let document = paper::paper(&detail, &head, desk.now());
        let words = document.words();
        paper_holds(&serde_json::to_value(&detail).unwrap(), &words, &["rule", "kind", "direction", "state", "due_of",
            "due_by", "next", "step", "works", "what", "side", "allowed", "updated_at"]);
        assert_eq!((document.title.as_str(), &document.issuer), ("索赔函", &head.client));
        for said in ["关于补换卡延误的函", "逾期未答复，按合同约定视为接受。", "2024 年 9 月 25 日", "同意赔付"] {
            assert!(words.contains(said), "{said}: {words}");
        }
        let path = format!("/letters/{}/paper?format=html", text(&claim, "id"));
        stage.get(&stage.stranger(), &path).await.expect(404);
        assert!(stage.get(&manager, &path).await.expect(200).text().contains("第二段。"));
    }
}
