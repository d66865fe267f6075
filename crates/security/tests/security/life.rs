//! A vulnerability from notice to confirmation.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::json;

use super::common::Stage;

on_both_databases! {
    async fn a_notice_goes_from_intake_to_the_client_s_confirmation(db: Db) {
        let stage = Stage::new(db).await;
        let one = stage.notice().await;
        assert_eq!((&one["state"], &one["due_on"]), (&json!("new"), &json!("2025-03-10")));
        assert_eq!((&one["by_rule"]["rule"], &one["due_assumed"]), (&json!("HC-V1.fix"), &json!("合同未印整改天数，按公司默认期限：高危 7 天")));
        let text = json!({ "text": "已升级" });
        assert_eq!(stage.step(&stage.engineer(), &one, "fix", &text, 409).await["code"], "security.wrong_state");
        let one = stage.analyse(&one, "patch").await;
        let one = stage.step(&stage.engineer(), &one, "fix", &json!({ "text": "已升级到 2.4.1", "change": "/changes/1" }), 200).await;
        assert_eq!((&one["state"], &one["fixed_on"]), (&json!("fixed"), &json!("2025-03-03")));
        assert!(!one["allowed_actions"].as_array().unwrap().contains(&json!("retest")));
        let refused = stage.step(&stage.engineer(), &one, "retest", &json!({ "passed": true, "text": "通过" }), 409).await;
        assert_eq!(refused["code"], "security.own_work");
        assert!(refused["detail"].as_str().unwrap().contains("HC-V1.fix，二 (一)–(四)(六)10、(五)9"), "{refused}");
        let failed = stage.step(&stage.other(), &one, "retest", &json!({ "passed": false, "text": "仍能复现" }), 200).await;
        assert_eq!((&failed["state"], &failed["fixed_on"]), (&json!("analysed"), &json!(null)));
        stage.step(&stage.engineer(), &one, "fix", &json!({ "text": "改了配置" }), 200).await;
        stage.step(&stage.other(), &one, "retest", &json!({ "passed": true, "text": "不再复现" }), 200).await;
        assert_eq!(stage.step(&stage.engineer(), &one, "feed-back", &text, 403).await["code"], "denied");
        let one = stage.step(&stage.manager(), &one, "feed-back", &json!({ "text": "整改完成，复测通过" }), 200).await;
        assert_eq!((&one["state"], &one["due"]), (&json!("fed_back"), &json!("done")));
        stage.step(&stage.manager(), &one, "confirm", &json!({}), 403).await;
        let one = stage.step(&stage.client(), &one, "confirm", &json!({ "note": "同意" }), 200).await;
        assert_eq!((&one["state"], &one["closed_on"]), (&json!("closed"), &json!("2025-03-03")));
        let path = format!("vulnerabilities/{}", one["id"].as_str().unwrap());
        let told = stage.get(&stage.client(), &path).await.expect(200).json();
        let kinds: Vec<_> = told["steps"].as_array().unwrap().iter().map(|step| step["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["received", "analysed", "fixed", "failed", "fixed", "passed", "fed_back", "confirmed"]);
    }

    async fn a_risk_is_borne_only_with_the_client_s_consent(db: Db) {
        let stage = Stage::new(db).await;
        let one = stage.notice().await;
        let body = json!({ "cause": "设备不再更新", "affected": "内网打印", "decision": "accept" });
        let refused = stage.step(&stage.engineer(), &one, "analyse", &body, 422).await;
        assert_eq!(refused["errors"][0]["field"], "note");
        let one = stage.analyse(&one, "accept").await;
        stage.step(&stage.engineer(), &one, "fix", &json!({ "text": "不改" }), 409).await;
        stage.step(&stage.manager(), &one, "feed-back", &json!({ "text": "申请接受风险" }), 200).await;
        let back = stage.step(&stage.client(), &one, "send-back", &json!({ "reason": "不同意，请更换设备" }), 200).await;
        assert_eq!((&back["state"], &back["fed_back_on"]), (&json!("analysed"), &json!(null)));
        stage.step(&stage.manager(), &one, "feed-back", &json!({ "text": "已隔离，再次申请" }), 200).await;
        assert_eq!(stage.step(&stage.client(), &one, "confirm", &json!({}), 200).await["state"], "closed");
    }

    async fn the_same_is_taken_in_once_while_it_is_open(db: Db) {
        let stage = Stage::new(db).await;
        stage.notice().await;
        let path = format!("contracts/{}/vulnerabilities", stage.hc);
        let mut body = json!({
            "source": "client", "title": "另一个名字", "severity": "high", "number": " cve-2025-0001 ", "host": "10.0.0.8",
            "port": "8080", "received_on": "2025-03-01",
        });
        assert_eq!(stage.post(&stage.manager(), &path, &body).await.expect(409).code(), "security.known");
        body["port"] = json!("8081");
        stage.post(&stage.manager(), &path, &body).await.expect(201);
        for (member, value) in [("title", json!("")), ("received_on", json!("2025-03-04")), ("work", json!("nothing"))] {
            let mut bad = body.clone();
            bad["port"] = json!("1");
            bad[member] = value;
            let answer = stage.post(&stage.manager(), &path, &bad).await.expect(422).json();
            assert_eq!(answer["errors"][0]["field"], member);
        }
    }

    async fn what_is_found_is_told_the_client_at_once(db: Db) {
        let stage = Stage::new(db).await;
        let notice = stage.notice().await;
        assert_eq!(notice["report"], json!(null));
        stage.step(&stage.manager(), &notice, "report", &json!({ "text": "电话" }), 409).await;
        let path = format!("contracts/{}/vulnerabilities", stage.hc);
        let body = json!({ "source": "own", "title": "弱口令", "severity": "critical", "received_on": "2025-03-02", "open_ticket": true });
        stage.post(&stage.engineer(), &path, &body).await.expect(403);
        let found = stage.post(&stage.manager(), &path, &body).await.expect(201).json();
        assert_eq!((&found["report"]["by_rule"]["rule"], &found["ticket_wanted"]), (&json!("HC-V1.report"), &json!(true)));
        let told = stage.step(&stage.manager(), &found, "report", &json!({ "text": "电话告知值班负责人", "reported_on": "2025-03-02" }), 200).await;
        assert_eq!(told["report"]["done_on"], "2025-03-02");
        stage.step(&stage.manager(), &found, "report", &json!({ "text": "再次" }), 409).await;
    }

    async fn what_is_kept_is_corrected_with_a_reason_and_the_term_follows(db: Db) {
        let stage = Stage::new(db).await;
        let one = stage.notice().await;
        let path = format!("vulnerabilities/{}", one["id"].as_str().unwrap());
        let body = json!({ "severity": "critical", "host": "", "reason": "通报更正" });
        stage.patch(&stage.manager(), &path, &json!(9), &body).await.expect(412);
        let changed = stage.patch(&stage.manager(), &path, &one["version"], &body).await.expect(200).json();
        assert_eq!((&changed["due_on"], &changed["host"], &changed["port"]), (&json!("2025-03-06"), &json!(null), &json!("8080")));
        stage.patch(&stage.client(), &path, &changed["version"], &body).await.expect(403);
    }

    async fn lists_and_counts_show_what_the_caller_may_see(db: Db) {
        let stage = Stage::new(db).await;
        stage.notice().await;
        let path = format!("contracts/{}/vulnerabilities", stage.re);
        for (work, title) in [(None, "整体"), (Some("3"), "三包"), (Some("1"), "一包")] {
            let body = json!({ "source": "client", "title": title, "severity": "low", "received_on": "2025-01-02", "work": work });
            stage.post(&stage.manager(), &path, &body).await.expect(201);
        }
        let titles = |told: &serde_json::Value| told["items"].as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        let seen = stage.get(&stage.member(), "vulnerabilities").await.expect(200).json();
        assert_eq!(titles(&seen), ["三包"]);
        let counts = stage.get(&stage.member(), &format!("{path}/counts")).await.expect(200).json();
        assert_eq!(counts, json!([{ "severity": "low", "state": "new", "count": 1, "late": 0, "soon": 0 }]));
        stage.get(&stage.member(), &format!("contracts/{}/vulnerabilities/counts", stage.hc)).await.expect(404);
        let first = stage.get(&stage.manager(), "vulnerabilities?limit=2").await.expect(200).json();
        assert_eq!(titles(&first)[0], "组件反序列化", "what is due first is in front");
        let next = first["next"].as_str().unwrap();
        let rest = stage.get(&stage.manager(), &format!("vulnerabilities?limit=2&after={next}")).await.expect(200).json();
        assert_eq!(titles(&rest).len(), 2);
        let found = stage.get(&stage.manager(), "vulnerabilities?q=cve-2025&severity=high&state=new,analysed&due=open").await.expect(200).json();
        assert_eq!(titles(&found), ["组件反序列化"]);
        assert_eq!(stage.get(&stage.manager(), "vulnerabilities?state=lost").await.expect(422).code(), "security.bad_fields");
        assert_eq!(titles(&stage.get(&stage.manager(), "vulnerabilities?due=late").await.expect(200).json()), Vec::<String>::new());
        stage.env.set("2025-03-20T10:00:00+08:00");
        assert_eq!(titles(&stage.get(&stage.manager(), "vulnerabilities?due=late").await.expect(200).json()), ["组件反序列化"]);
        let of = format!("contracts/{}/vulnerabilities/counts", stage.hc);
        assert_eq!(stage.get(&stage.client(), &of).await.expect(200).json()[0]["late"], 1);
    }
}
