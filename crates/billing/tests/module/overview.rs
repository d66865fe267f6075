//! Over all contracts: what is expected, penalties with their stories, lists of the bank, calendars and papers.

use jianyue_platform::db::Db;
use jianyue_testkit::{Answer, on_both_databases};
use serde_json::{Value, json};

use super::common::Stage;

const BOUNDARY: &str = "multipart/form-data; boundary=X";

fn form(name: &str, content: &str) -> String {
    format!("--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{content}\r\n--X--\r\n")
}

async fn list(stage: &Stage, by: &jianyue_kernel::Actor, text: &str, preview: bool) -> Answer {
    let path = format!("/api/v1/billing/reconciliation?preview={preview}");
    stage.app.post(&path).by(by).body(BOUNDARY, form("清单.csv", text)).send().await
}

async fn fact(stage: &Stage, fact: &str, of: &str, on: &str) {
    let body = json!({ "kind": "happened", "fact": fact, "for": of, "on": on });
    stage.tell(&stage.manager(), stage.hc, &body).await.expect(201);
}

fn lines(answer: &Value) -> Vec<&Value> {
    answer["lines"].as_array().unwrap().iter().collect()
}

on_both_databases! {
    async fn a_payment_says_who_holds_it_up_and_when_it_is_expected(db: Db) {
        let stage = Stage::new(db).await;
        fact(&stage, "reports_accepted", "HC-M1.2", "2024-09-12").await;
        let all = stage.get(&stage.finance(), "billing/schedule?at=2024-09-20").await.expect(200).json();
        let second = lines(&all).into_iter().find(|one| one["line"]["key"] == "HC-M1.2").unwrap();
        assert_eq!(second["blockers"], json!([{ "fact": "invoice_received", "what": "收到发票", "who": ["manager"] }]));
        assert_eq!((&second["expected"]["certainty"], &second["expected"]["on"]), (&json!("earliest"), &json!("2024-10-01")));
        let flow = all["flows"].as_array().unwrap().iter().find(|one| one["month"] == "2024-10-01").unwrap();
        // The first payment waits for what has no day: it is not sooner than October either.
        assert_eq!((&flow["expected"], &flow["contract_id"]), (&json!("1442400.00"), &json!(stage.hc.0)));
        let shares: Vec<_> = all["flows"].as_array().unwrap().iter().filter(|one| one["contract_id"] == json!(stage.re.0)).collect();
        assert!(shares.len() >= 6, "each member of the consortium has its own: {shares:?}");
        let ahead = stage.get(&stage.finance(), "billing/forecast?at=2024-09-20").await.expect(200).json();
        assert_eq!(lines(&ahead).len(), 7);
        assert!(lines(&ahead).iter().all(|one| !one["expected"]["steps"].as_array().unwrap().is_empty()));
        let member = stage.get(&stage.member(), "billing/forecast").await.expect(200).json();
        assert_eq!((&member["lines"], &member["flows"]), (&json!([]), &json!([])));
    }

    async fn penalties_of_all_contracts_have_their_stories(db: Db) {
        let stage = Stage::new(db).await;
        let told = json!({ "kind": "breach", "rule": "HC-M2.service", "on": "2024-08-12", "text": "一周没有巡检" });
        let number = stage.tell(&stage.manager(), stage.hc, &told).await.expect(201).json()["breach"].clone();
        let open = json!({ "kind": "breach", "rule": "RE-M3.conduct", "on": "2024-08-20", "text": "没有培训" });
        stage.tell(&stage.manager(), stage.re, &open).await.expect(201);
        let objection = json!({ "kind": "objection", "breach": number, "text": "当周机房停电", "on": "2024-08-20" });
        stage.tell(&stage.manager(), stage.hc, &objection).await.expect(201);
        let asked = |query: &'static str| { let stage = &stage; async move {
            stage.get(&stage.finance(), &format!("billing/penalties{query}")).await.expect(200).json()
        }};
        assert_eq!(asked("?state=objected").await["items"][0]["penalty"]["breach"], number);
        let decision = json!({ "kind": "decision", "breach": number, "outcome": "confirmed", "on": "2024-08-25" });
        stage.tell(&stage.client(), stage.hc, &decision).await.expect(201);
        let all = asked("").await;
        assert_eq!((&all["count"], &all["items"][0]["state"], &all["owed"]), (&json!(2), &json!("proposed"), &json!("90150.00")));
        let done = asked("?state=confirmed,reduced").await["items"][0].clone();
        assert_eq!(done["taken"], json!([{ "payment": "HC-M1.1", "title": "首付款", "amount": "90150.00", "paid_on": null }]));
        let steps: Vec<_> = done["story"].as_array().unwrap().iter().map(|step| step["kind"].as_str().unwrap()).collect();
        assert_eq!((steps, &done["uncovered"]), (vec!["breach", "objection", "decision"], &json!("0.00")));
        let mine = stage.get(&stage.client(), &format!("billing/penalties?contract={}", stage.re)).await.expect(200).json();
        assert_eq!(mine["count"], 1);
        assert_eq!(stage.get(&stage.client(), "billing/penalties?state=lost").await.expect(400).code(), "query.bad_parameter");
        let before = stage.get(&stage.client(), "billing/penalties?at=2024-08-21&state=objected").await.expect(200).json();
        assert_eq!(before["items"][0]["story"].as_array().unwrap().len(), 2);
    }

    async fn a_list_of_the_bank_is_looked_at_and_then_taken_over(db: Db) {
        let stage = Stage::new(db).await;
        let text = "付款日期,金额,凭证号,收款方,摘要\n2024-09-02,\"901,500.00\",国库-1,,HC-M1.1\n\
                    2024-09-02,901500.00,国库-2,,HC-M1.1\n2024-09-03,12.00,国库-3,不认识的公司（演示）,运维费\n";
        assert_eq!(list(&stage, &stage.manager(), text, true).await.expect(403).code(), "denied");
        let seen = list(&stage, &stage.finance(), text, true).await.expect(200).json();
        assert_eq!((&seen["matched"], &seen["unmatched"], &seen["total"]), (&json!(1), &json!(2), &json!("901500.00")));
        assert_eq!(stage.account("2024-09-30").await["lines"][0]["paid"], "0.00");
        let taken = list(&stage, &stage.finance(), text, false).await.expect(200).json();
        let reasons: Vec<_> = taken["rows"].as_array().unwrap().iter().map(|row| (row["line"].clone(), row["outcome"].clone())).collect();
        assert_eq!(reasons, [(json!(2), json!("matched")), (json!(3), json!("unmatched")), (json!(4), json!("unmatched"))]);
        assert!(taken["rows"][1]["reason"].as_str().unwrap().contains("没有未付"), "{taken}");
        assert_eq!(stage.account("2024-09-30").await["lines"][0]["state"], "paid");
        let again = list(&stage, &stage.finance(), text, false).await.expect(200).json();
        assert_eq!((&again["matched"], &again["unmatched"]), (&json!(0), &json!(3)));
        let twice = json!({ "kind": "payment", "for": "HC-M1.2", "on": "2024-09-05", "amount": "1.00", "voucher": "国库-1" });
        let refused = stage.tell(&stage.finance(), stage.hc, &twice).await.expect(422).json();
        assert_eq!(refused["errors"][0]["field"], "voucher");
        assert_eq!(list(&stage, &stage.finance(), "名称\n甲\n", true).await.expect(422).code(), "billing.unreadable_list");
        stage.get(&stage.finance(), "billing/reconciliation/template").await.expect(200);
    }

    async fn what_is_new_in_a_ledger_is_read_behind_a_number(db: Db) {
        let stage = Stage::new(db).await;
        for day in 1..=3 {
            fact(&stage, "invoice_received", "HC-M1.2", &format!("2024-09-0{day}")).await;
        }
        let read = |query: &'static str| { let stage = &stage; async move {
            let path = format!("contracts/{}/billing-journal?{query}", stage.hc);
            stage.get(&stage.finance(), &path).await.expect(200).json()
        }};
        let first = read("limit=2").await;
        let numbers = |part: &Value| part["entries"].as_array().unwrap().iter().map(|one| one["seq"].as_i64().unwrap()).collect::<Vec<_>>();
        assert_eq!((numbers(&first), &first["after"], &first["last"]), (vec![1, 2], &json!(2), &json!(3)));
        let rest = read("after=2").await;
        assert_eq!((numbers(&rest), &rest["after"]), (vec![3], &json!(3)));
        assert_eq!(numbers(&read("after=3").await), Vec::<i64>::new());
        stage.get(&stage.member(), &format!("contracts/{}/billing-journal", stage.re)).await.expect(404);
        let schedule = stage.get(&stage.finance(), "billing/schedule").await.expect(200).json();
        let one = schedule["contracts"].as_array().unwrap().iter().find(|one| one["contract_id"] == json!(stage.hc.0)).unwrap();
        assert_eq!(one["entries"], 3);
    }

    async fn a_calendar_has_what_is_due_and_what_is_expected(db: Db) {
        let stage = Stage::new(db).await;
        fact(&stage, "reports_accepted", "HC-M1.2", "2024-09-12").await;
        fact(&stage, "invoice_received", "HC-M1.2", "2024-09-13").await;
        for path in ["billing/calendar.ics", "feeds/jyf_any/billing.ics"] {
            let answer = stage.get(&stage.finance(), path).await.expect(200);
            assert!(answer.header("content-type").starts_with("text/calendar"));
            let text = answer.text().replace("\r\n ", "");
            assert!(text.contains("SUMMARY:付款到期：第二次付款 ¥540\\,900.00"), "{text}");
            assert!(text.contains("SUMMARY:预计付款：第三次付款 ¥360\\,600.00"), "{text}");
        }
        let member = stage.get(&stage.member(), "billing/calendar.ics").await.expect(200).text();
        assert!(!member.contains("BEGIN:VEVENT"));
    }

    async fn papers_are_made_of_a_payment_and_of_a_penalty(db: Db) {
        let stage = Stage::new(db).await;
        let told = json!({ "kind": "breach", "rule": "HC-M2.service", "on": "2024-08-12", "text": "一周没有巡检" });
        let number = stage.tell(&stage.manager(), stage.hc, &told).await.expect(201).json()["breach"].as_str().unwrap().to_owned();
        let base = format!("contracts/{}/billing-papers", stage.hc);
        let notice = stage.get(&stage.client(), &format!("{base}/penalty-notice?breach={number}&format=html")).await.expect(200);
        let text = notice.text();
        assert!(text.contains("违约金通知书") && text.contains("草稿") && text.contains("玖万零壹佰伍拾元整"), "{text}");
        let paper = stage.get(&stage.manager(), &format!("{base}/payment-application?line=HC-M1.1&format=html")).await.expect(200);
        assert!(paper.text().contains("付款申请书") && paper.header("content-disposition").contains("HC-M1.1.html"));
        stage.get(&stage.client(), &format!("{base}/penalty-notice?breach=WY-999&format=pdf")).await.expect(404);
        stage.get(&stage.client(), &format!("{base}/payment-application?line=HC-M9&format=pdf")).await.expect(404);
        let other = format!("contracts/{}/billing-papers/payment-application?line=RE-M1.1&format=html", stage.re);
        stage.get(&stage.member(), &other).await.expect(404);
    }
}
