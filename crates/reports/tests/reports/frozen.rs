//! What was submitted is frozen.

use std::sync::atomic::Ordering;

use jianyue_platform::db::Db;
use jianyue_reports::service::{pack, unpack};
use jianyue_testkit::on_both_databases;
use serde_json::json;

use super::common::{Stage, text, whats};

on_both_databases! {
    async fn a_later_edit_of_a_ticket_never_changes_a_submitted_report(db: Db) {
        let stage = Stage::new(db).await;
        let draft = stage.november().await;
        // Between draft and submission the figures move: what is frozen is what is true when it is submitted.
        stage.tickets.0.store(43, Ordering::SeqCst);
        let sent = stage.step(&stage.manager(), &draft, "submit", json!({})).await.expect(200).json();
        let digest = text(&sent["versions"][0], "digest");
        assert_eq!((&sent["rows"][0]["count"], digest.len()), (&json!(43), 64));
        let path = format!("/reports/{}", text(&sent, "id"));
        let paper = format!("{path}/file?format=html");
        let before = stage.get(&stage.official(), &paper).await.expect(200).text();
        stage.tickets.0.store(1, Ordering::SeqCst);
        stage.env.set("2021-12-08T10:00:00+08:00");
        let after = stage.now(&stage.official(), &sent).await;
        assert_eq!((&after["sections"], &after["parts"], &after["facts"]), (&sent["sections"], &sent["parts"], &sent["facts"]));
        assert_eq!(after["versions"][0]["digest"], digest);
        let rows = stage.get(&stage.official(), &format!("{path}/rows?section=ticketing.clocks&key=opened&after=3432")).await.expect(200).json();
        assert_eq!((&rows["count"], &rows["items"][0]["client_path"]), (&json!(43), &json!("/portal/tickets/43")));
        assert_eq!(stage.get(&stage.official(), &paper).await.expect(200).text(), before, "the same bytes");
        assert!(before.contains("HS-BG-2021-0001") && before.contains(&digest), "the digest is printed");
        // The digest is that of the bytes that are kept.
        let mut tx = stage.db.read().await.unwrap();
        let (kept,): (Vec<u8>,) = tx.one("SELECT snapshot FROM report_version", vec![]).await.unwrap();
        let (snapshot, again) = unpack(&kept).unwrap();
        assert_eq!((again, pack(&snapshot).unwrap().digest), (digest.clone(), digest));
    }

    async fn a_question_makes_a_new_version_with_its_difference(db: Db) {
        let stage = Stage::new(db).await;
        let sent = stage.submitted().await;
        let path = format!("/reports/{}", text(&sent, "id"));
        let asked = json!({ "comments": [{ "section": "ticketing.clocks", "text": "请核对件数" }, { "text": "请补充措施" }] });
        for (body, status) in [(json!({ "comments": [] }), 422), (json!({ "comments": [{ "section": "none", "text": "x" }] }), 422)] {
            stage.step(&stage.official(), &sent, "question", body).await.expect(status);
        }
        stage.step(&stage.manager(), &sent, "question", asked.clone()).await.expect(403);
        let questioned = stage.step(&stage.official(), &sent, "question", asked).await.expect(200).json();
        assert_eq!((&questioned["state"], &questioned["draft"], &questioned["comments"][0]["heading"]), (&json!("questioned"), &json!(false), &json!("工单办理")));
        let told = stage.told("reports.report_questioned").await;
        assert_eq!((told.len(), &told[0]["side"]), (1, &json!("vendor")));
        // The vendor works on a draft; the client goes on seeing what was submitted.
        stage.tickets.0.store(40, Ordering::SeqCst);
        let body = json!({ "parts": [{ "key": "prevention", "text": "更换老化端口。" }] });
        stage.step(&stage.manager(), &sent, "edit", body).await.expect(200);
        assert_eq!(stage.now(&stage.official(), &sent).await["rows"][0]["count"], 42);
        let second = stage.step(&stage.manager(), &sent, "submit", json!({})).await.expect(200).json();
        assert_eq!((&second["submitted_version"], &second["comments"][0]["answered"]), (&json!(2), &json!(2)));
        assert_eq!(second["versions"][0]["difference_summary"], "1 个数字、2 段文字有变化");
        let told = stage.get(&stage.official(), &format!("{path}/difference?from=1&to=2")).await.expect(200).json();
        let figure = told["items"].as_array().unwrap().iter().find(|one| one["figure"] == "opened").unwrap().clone();
        assert_eq!((&figure["before"], &figure["after"], &figure["heading"]), (&json!("42"), &json!("40"), &json!("工单办理")));
        let first = stage.get(&stage.official(), &format!("{path}/versions/1")).await.expect(200).json();
        assert_eq!(first["rows"][0]["count"], 42, "the first version is what it was");
        assert_eq!(whats(&second), ["drafted", "submitted", "questioned", "edited", "submitted"]);
        stage.get(&stage.official(), &format!("{path}/versions/3")).await.expect(404);
    }

    async fn what_is_taken_back_was_not_handed_in(db: Db) {
        let stage = Stage::new(db).await;
        let sent = stage.submitted().await;
        assert_eq!(sent["handed_in_on"], "2021-12-06");
        stage.step(&stage.official(), &sent, "withdraw", json!({ "text": "漏了一节" })).await.expect(403);
        assert_eq!(stage.step(&stage.manager(), &sent, "withdraw", json!({})).await.expect(422).json()["errors"][0]["field"], "text");
        let back = stage.step(&stage.manager(), &sent, "withdraw", json!({ "text": "漏了一节" })).await.expect(200).json();
        assert_eq!((&back["state"], &back["handed_in_on"], &back["review_by"]), (&json!("draft"), &json!(null), &json!(null)));
        stage.step(&stage.official(), &sent, "accept", json!({})).await.expect(409);
        stage.env.set("2021-12-09T10:00:00+08:00");
        let again = stage.step(&stage.manager(), &sent, "submit", json!({})).await.expect(200).json();
        assert_eq!((&again["handed_in_on"], &again["submitted_version"], &again["review_by"]), (&json!("2021-12-09"), &json!(2), &json!("2021-12-24")));
        let versions = again["versions"].as_array().unwrap();
        assert!(versions[1]["withdrawn_at"].is_string() && versions[0]["withdrawn_at"].is_null());
    }
}

#[test]
fn ten_thousand_rows_are_packed_and_read_again() {
    use jianyue_kernel::Value;
    use jianyue_platform::reports::{Row, Section, Table};
    use jianyue_reports::model::{Facts, Snapshot};

    let rows =
        (0..10_000).map(|n| Row::to(vec![Value::Text(format!("HS-2021-{n:06}")), Value::Count(n)], "/tickets/1", ""));
    let table = Table { key: "all".to_owned(), rows: rows.collect(), ..Table::default() };
    let facts: Facts = serde_json::from_value(json!({
        "contract_id": uuid::Uuid::nil(), "contract_title": "", "contract_number": null, "client": [], "vendor": [],
        "text_version": 1, "text_from": "2021-09-30", "rule": "", "clause": "", "assumed": null, "frequency": "", "title": "",
        "number": "", "version": 1, "from": "2021-11-01", "to": "2021-11-30", "subject": "", "works": [], "contents": [],
        "composed_at": "2021-12-01T00:00:00Z", "made_by": "",
    }))
    .unwrap();
    let section = Section { code: "a.b".to_owned(), rows: vec![table], ..Section::default() };
    let snapshot = Snapshot { format: 1, facts, parts: Vec::new(), sections: vec![section] };
    let packed = pack(&snapshot).unwrap();
    assert!(packed.bytes.len() < 400_000, "{} bytes", packed.bytes.len());
    assert_eq!(unpack(&packed.bytes).unwrap(), (snapshot, packed.digest));
}
