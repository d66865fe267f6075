//! Pledges, what goes back at the end, and files.

use jianyue_platform::{db::Db, duties::DutyState};
use jianyue_testkit::on_both_databases;
use serde_json::json;

use super::common::{PIXEL, Stage};

on_both_databases! {
    async fn who_has_not_signed_is_shown_first(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("contracts/{}/security/pledges", stage.re);
        let new = |name: &str, signed: Option<&str>, until: Option<&str>| {
            json!({ "name": name, "position": "工程师", "organisation": "乙方（测试）", "joined_on": "2024-06-01", "signed_on": signed, "valid_until": until })
        };
        for body in [new("甲", Some("2024-06-02"), None), new("乙", None, None), new("丙", Some("2024-06-02"), Some("2025-01-01"))] {
            stage.post(&stage.manager(), &path, &body).await.expect(201);
        }
        assert_eq!(stage.post(&stage.manager(), &path, &new("甲", None, None)).await.expect(409).code(), "security.known");
        stage.post(&stage.manager(), &path, &new("丁", None, Some("2026-01-01"))).await.expect(422);
        stage.post(&stage.engineer(), &path, &new("丁", None, None)).await.expect(403);
        let told = stage.get(&stage.client(), &path).await.expect(200).json();
        let names: Vec<_> = told["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
        assert_eq!((names.last().copied(), &told["team"], &told["wanting"]), (Some("甲"), &json!(3), &json!(2)));
        let one = told["items"].as_array().unwrap().iter().find(|one| one["name"] == "乙").unwrap();
        assert_eq!(one["by_rule"]["rule"], "RE-O3.personal");
        let own = format!("security/pledges/{}", one["id"].as_str().unwrap());
        let signed = stage.patch(&stage.manager(), &own, &one["version"], &json!({ "signed_on": "2025-03-03" })).await.expect(200).json();
        assert_eq!(signed["wanting"], false);
        stage.patch(&stage.manager(), &own, &one["version"], &json!({ "left_on": "2025-03-03" })).await.expect(412);
        let left = stage.patch(&stage.manager(), &own, &signed["version"], &json!({ "left_on": "2025-03-03" })).await.expect(200).json();
        assert_eq!(left["left_on"], "2025-03-03");
        let file = stage.send(&stage.manager(), &format!("{own}/files"), "承诺书.csv", "paper").await.expect(201).json();
        let content = stage.get(&stage.client(), &format!("security/files/{}", file["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(content.text(), "paper");
        stage.get(&stage.member(), &format!("security/files/{}", file["id"].as_str().unwrap())).await.expect(404);
    }

    async fn a_list_is_complete_when_everything_is_settled_and_witnessed(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("contracts/{}/security/returns", stage.hs);
        let body = json!({
            "title": "服务结束数据交还", "asked_on": "2025-03-03",
            "items": [{ "what": "系统拓扑图", "medium": "纸质" }, { "what": "备份数据", "medium": "移动硬盘" }],
        });
        stage.post(&stage.engineer(), &path, &body).await.expect(403);
        let one = stage.post(&stage.manager(), &path, &body).await.expect(201).json();
        assert_eq!((&one["due_on"], &one["by_rule"]["rule"], &one["state"]), (&json!("2025-03-10"), &json!("HS-O7"), &json!("open")));
        let own = format!("security/returns/{}", one["id"].as_str().unwrap());
        let sign = json!({ "name": "见证人（测试）", "image": PIXEL });
        let refused = stage.post(&stage.client(), &format!("{own}/witness"), &sign).await.expect(409).json();
        assert_eq!(refused["code"], "security.unsettled");
        assert!(refused["detail"].as_str().unwrap().starts_with("HS-O7（附件二 3.5）要求逐项交还或销毁。还有 2 项没有办结：系统拓扑图、备份数据。"), "{refused}");
        let settle = async |n: usize, body: serde_json::Value| {
            let path = format!("/api/v1/security/return-items/{}", one["items"][n]["id"].as_str().unwrap());
            stage.app.put(&path).by(&stage.engineer()).json(&body).send().await
        };
        settle(0, json!({ "way": "returned" })).await.expect(200);
        settle(1, json!({ "way": "destroyed" })).await.expect(422);
        settle(1, json!({ "way": "kept" })).await.expect(422);
        let settled = settle(1, json!({ "way": "destroyed", "basis": "三次覆写" })).await.expect(200).json();
        assert_eq!(settled["unsettled"], 0);
        stage.post(&stage.manager(), &format!("{own}/witness"), &sign).await.expect(403);
        let bad = json!({ "name": "见证人（测试）", "image": "data:text/html;base64,PHA+" });
        stage.post(&stage.client(), &format!("{own}/witness"), &bad).await.expect(422);
        let done = stage.post(&stage.client(), &format!("{own}/witness"), &sign).await.expect(200).json();
        assert_eq!((&done["state"], &done["witness"], &done["files"][0]["part"]), (&json!("done"), &json!("见证人（测试）"), &json!("signature")));
        settle(0, json!({ "way": "returned" })).await.expect(409);
        let more = json!({ "what": "证书", "medium": "USBKey" });
        stage.post(&stage.manager(), &format!("{own}/items"), &more).await.expect(409);
        let duties = stage.duties(stage.hs, "2025-03-01", "2025-03-31").await;
        assert_eq!((duties[0].rule.as_str(), duties[0].state), ("HS-O7", DutyState::Done));
    }

    async fn files_of_a_vulnerability_are_read_by_those_who_see_it(db: Db) {
        let stage = Stage::new(db).await;
        let one = stage.notice().await;
        let path = format!("vulnerabilities/{}/files?part=notice", one["id"].as_str().unwrap());
        let file = stage.send(&stage.manager(), &path, "通报.csv", "notice").await.expect(201).json();
        assert_eq!(file["part"], "notice");
        stage.send(&stage.member(), &path, "通报.csv", "notice").await.expect(404);
        let told = stage.get(&stage.client(), &format!("vulnerabilities/{}", one["id"].as_str().unwrap())).await.expect(200).json();
        assert_eq!(told["files"][0]["name"], "通报.csv");
    }
}
