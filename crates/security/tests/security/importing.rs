//! What scanners export.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use super::common::Stage;

const HEAD: &str = "漏洞名称,风险等级,IP,端口,CVE编号,发现时间\n";

async fn import(stage: &Stage, rows: &str, preview: bool) -> Value {
    let path = format!("contracts/{}/vulnerabilities/import?preview={preview}", stage.hc);
    stage.send(&stage.engineer(), &path, "scan.csv", &format!("{HEAD}{rows}")).await.expect(200).json()
}

fn outcomes(told: &Value) -> Vec<&str> {
    told["rows"].as_array().unwrap().iter().map(|row| row["outcome"].as_str().unwrap()).collect()
}

on_both_databases! {
    async fn a_row_without_a_date_is_refused_with_its_line_and_the_others_are_taken(db: Db) {
        let stage = Stage::new(db).await;
        let rows = "TLS 弱算法,中危,10.0.0.1,443,CVE-2016-2183,2025-03-01\nSSH 弱口令,高危,10.0.0.2,22,,\n目录遍历,高危,10.0.0.3,80,,2025-03-02\n";
        let look = import(&stage, rows, true).await;
        assert_eq!((outcomes(&look), &look["preview"]), (vec!["added", "refused", "added"], &json!(true)));
        assert_eq!((&look["rows"][1]["line"], &look["rows"][1]["reason"]), (&json!(3), &json!("没有填写发现日期，无法计算整改期限")));
        let all = stage.get(&stage.manager(), "vulnerabilities").await.expect(200).json();
        assert_eq!(all["items"], json!([]), "a look keeps nothing");
        let taken = import(&stage, rows, false).await;
        assert_eq!((&taken["added"], &taken["refused"]), (&json!(2), &json!(1)));
        let all = stage.get(&stage.manager(), "vulnerabilities").await.expect(200).json();
        let first = &all["items"][0];
        assert_eq!((&first["title"], &first["source"], &first["due_on"]), (&json!("目录遍历"), &json!("scanner"), &json!("2025-03-09")));
    }

    async fn a_finding_is_seen_again_and_never_doubled(db: Db) {
        let stage = Stage::new(db).await;
        import(&stage, "TLS 弱算法,中危,10.0.0.1,443,CVE-2016-2183,2025-03-01\n", false).await;
        let again = import(&stage, "TLS 弱算法,中危,10.0.0.1,443,CVE-2016-2183,2025-03-01\n", false).await;
        assert_eq!(outcomes(&again), ["same"], "the same file twice");
        let later = import(&stage, "弱算法,中,10.0.0.1,443,cve-2016-2183,2025-03-03\n同一行,中,10.0.0.1,443,CVE-2016-2183,2025-03-03\n", false).await;
        assert_eq!(outcomes(&later), ["updated", "same"]);
        let all = stage.get(&stage.manager(), "vulnerabilities").await.expect(200).json();
        let one = &all["items"][0];
        assert_eq!((all["items"].as_array().unwrap().len(), &one["times_seen"], &one["last_seen_on"]), (1, &json!(2), &json!("2025-03-03")));
        assert_eq!(one["received_on"], "2025-03-01", "its term is not moved");
    }

    async fn what_was_closed_and_comes_back_is_a_further_round(db: Db) {
        let stage = Stage::new(db).await;
        let row = |day: &str| format!("TLS 弱算法,高危,10.0.0.1,443,CVE-2016-2183,{day}\n");
        import(&stage, &row("2025-03-01"), false).await;
        let one = stage.get(&stage.manager(), "vulnerabilities").await.expect(200).json()["items"][0].clone();
        stage.analyse(&one, "fix").await;
        stage.step(&stage.engineer(), &one, "fix", &json!({ "text": "停用" }), 200).await;
        stage.step(&stage.other(), &one, "retest", &json!({ "passed": true, "text": "通过" }), 200).await;
        stage.step(&stage.manager(), &one, "feed-back", &json!({ "text": "完成" }), 200).await;
        stage.step(&stage.client(), &one, "confirm", &json!({}), 200).await;
        assert_eq!(outcomes(&import(&stage, &row("2025-03-02"), false).await), ["updated"], "found before it was closed");
        stage.env.set("2025-04-01T10:00:00+08:00");
        let back = import(&stage, &row("2025-03-20"), false).await;
        assert_eq!((outcomes(&back), &back["rows"][0]["reason"]), (vec!["added"], &json!("同一漏洞曾关闭 1 次，这次重新登记")));
        let open = stage.get(&stage.manager(), "vulnerabilities?state=new").await.expect(200).json();
        assert_eq!((&open["items"][0]["closed_before"], &open["items"][0]["due_on"]), (&json!(1), &json!("2025-03-27")));
    }

    async fn files_that_are_no_tables_and_callers_who_may_not_are_refused(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("contracts/{}/vulnerabilities/import", stage.hc);
        let bad = stage.send(&stage.engineer(), &path, "a.csv", "漏洞名称,风险等级\n甲,高\n").await.expect(422).json();
        assert_eq!((&bad["code"], &bad["detail"]), (&json!("security.bad_table"), &json!("表格缺少列：发现日期。请下载模板，按模板的表头填写。")));
        stage.send(&stage.client(), &path, "a.csv", HEAD).await.expect(403);
        stage.send(&stage.member(), &path, "a.csv", HEAD).await.expect(404);
    }
}
