//! Rules and templates of a contract.

use jianyue_kernel::Role;
use jianyue_platform::db::Db;
use jianyue_testkit::{actor, on_both_databases};
use serde_json::json;

use super::common::{Stage, engineer, here, house, manager, official, stranger};

fn path() -> String {
    format!("/api/v1/contracts/{}/notification-rules", here())
}

on_both_databases! {
    async fn a_contract_has_the_rules_of_the_house_until_it_has_its_own(db: Db) {
        let stage = Stage::new(db).await;
        let rules = stage.app.get(&path()).by(&engineer()).send().await.expect(200).json();
        assert_eq!(rules["version"], 0);
        assert_eq!(rules["quiet"]["from"], "22:00:00");
        assert_eq!(rules["rules"], rules["house"]["rules"]);
        assert_eq!(stage.rules(house()).await, 1);
        let own = stage.app.get(&path()).by(&engineer()).send().await.expect(200).json();
        assert_eq!((&own["version"], &own["quiet"]), (&json!(1), &json!(null)));
        assert_eq!(own["house"]["quiet"]["from"], "22:00:00", "what it would go back to");
    }

    async fn two_who_change_rules_at_once_do_not_undo_each_other(db: Db) {
        let stage = Stage::new(db).await;
        stage.rules(house()).await;
        for (version, status) in [("\"0\"", 412), ("\"2\"", 412), ("\"1\"", 200), ("\"1\"", 412)] {
            let put = stage.app.put(&path()).by(&manager()).header("if-match", version).json(&house());
            assert_eq!(put.send().await.status, status, "{version}");
        }
        assert_eq!(stage.app.put(&path()).by(&manager()).json(&house()).send().await.status, 428);
    }

    async fn only_who_answers_for_the_contract_sets_them(db: Db) {
        let stage = Stage::new(db).await;
        let part = actor(5).on_works(here(), Role::VendorManager, &["network"]).done();
        for (who, status) in [(engineer(), 403), (official(), 403), (stranger(), 404), (part, 403), (manager(), 200)] {
            let put = stage.app.put(&path()).by(&who).header("if-match", "\"0\"").json(&house());
            assert_eq!(put.send().await.status, status, "{}", who.name);
        }
        assert_eq!(stage.app.get(&path()).by(&stranger()).send().await.status, 404);
    }

    async fn every_fault_is_named_with_its_rule(db: Db) {
        let stage = Stage::new(db).await;
        let rules = json!({ "rules": [
            { "occasion": "ticket.breached", "to": [], "by": ["email"] },
            { "occasion": "ticket.breached", "to": ["managers"], "by": [], "up_to_level": 0 },
            { "occasion": "ticket.breached", "to": ["managers"], "by": ["robot:00000000-0000-0000-0000-000000000001"] },
            { "occasion": "ticket.breached", "to": ["managers"], "by": ["sms"],
              "template": "00000000-0000-0000-0000-000000000001" },
        ] });
        let put = stage.app.put(&path()).by(&manager()).header("if-match", "\"0\"").json(&rules).send().await.expect(422);
        let body = put.json();
        let fields: Vec<_> = body["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["rules.0.to", "rules.1.by", "rules.1.up_to_level", "rules.2.by", "rules.3.template"]);
    }

    async fn another_contract_s_robot_is_not_there(db: Db) {
        let stage = Stage::new(db).await;
        let elsewhere = json!({
            "name": "别的合同的群", "contract_id": jianyue_testkit::contract(2),
            "settings": { "kind": "wecom", "webhook": "https://robot.example/x" },
        });
        let way = stage.channel(elsewhere).await;
        let rules = json!({ "rules": [{ "occasion": "ticket.breached", "to": [], "by": [way] }] });
        let put = stage.app.put(&path()).by(&manager()).header("if-match", "\"0\"").json(&rules).send().await;
        assert_eq!(put.status, 422);
        let ways = stage.app.get(&path()).by(&manager()).send().await.expect(200).text();
        assert!(!ways.contains("别的合同的群"), "{ways}");
    }

    async fn a_template_is_checked_filled_in_and_used(db: Db) {
        let stage = Stage::new(db).await;
        let robot = stage.robot().await;
        let templates = format!("/api/v1/contracts/{}/notification-templates", here());
        let wrong = json!({ "name": "短", "line": "{{ numbr }}", "body": "好\n{{ x" });
        let refused = stage.app.post(&templates).by(&manager()).json(&wrong).send().await.expect(422).json();
        assert_eq!((&refused["errors"][0]["field"], &refused["errors"][1]["line"]), (&json!("line"), &json!(2)));

        let good = json!({ "name": "短", "line": "快看 {{ number }}", "body": "{{ title }}" });
        let id = stage.app.post(&templates).by(&manager()).json(&good).send().await.expect(201).json()["id"].clone();
        let ticket = stage.ticket(2);
        let request = json!({ "template": good, "ticket_id": ticket });
        let preview = stage.app.post(&format!("{templates}/preview")).by(&engineer()).json(&request);
        assert_eq!(preview.send().await.expect(200).json()["line"], "快看 HS-2026-000001");
        let elsewhere = actor(6).on_works(here(), Role::Engineer, &["network"]).done();
        let preview = stage.app.post(&format!("{templates}/preview")).by(&elsewhere).json(&request);
        assert_eq!(preview.send().await.status, 404, "a ticket of another work");

        let rule = json!({ "occasion": "ticket.breached", "to": [], "by": [robot], "template": id });
        stage.rules(json!({ "rules": [rule] })).await;
        stage.breach(2).await;
        assert_eq!(stage.message().await.items[0].line, "快看 HS-2026-000001");
        // Without it the house's own words are used.
        let path = format!("/api/v1/notification-templates/{}", id.as_str().unwrap());
        assert_eq!(stage.app.delete(&path).by(&stranger()).send().await.status, 404);
        stage.app.delete(&path).by(&manager()).send().await.expect(204);
        stage.breach(2).await;
        assert_eq!(stage.message().await.items[1].line, "响应超时：HS-2026-000001 报名系统无法登录");
    }
}
