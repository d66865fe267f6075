//! Addresses of contracts over HTTP.

use jianyue_platform::db::Db;
use jianyue_testkit::{contract, on_both_databases};
use serde_json::json;

use super::common::{Stage, manager, sysadmin};

const PATH: &str = "/api/v1/mail/addresses";

on_both_databases! {
    async fn an_address_is_for_one_contract_and_is_changed_by_who_read_it(db: Db) {
        let stage = Stage::new(db).await;
        let post = |body| stage.app.post(PATH).by(&sysadmin()).json(&body).send();
        let twice = post(json!({ "address": "fuwu@example.invalid", "contract_id": contract(2).0, "work": "room" })).await;
        assert_eq!(twice.expect(422).json()["errors"][0]["field"], "address");
        for (body, field) in [
            (json!({ "address": "a+b@example.invalid", "contract_id": contract(1).0 }), "address"),
            (json!({ "address": "a@example.invalid", "contract_id": contract(9).0 }), "contract_id"),
            (json!({ "address": "a@example.invalid", "contract_id": contract(2).0 }), "work"),
            (json!({ "address": "a@example.invalid", "contract_id": contract(1).0, "channel": "fax" }), "channel"),
        ] {
            assert_eq!(post(body).await.expect(422).json()["errors"][0]["field"], field);
        }
        let list = stage.get(PATH).await;
        let (id, version) = (list[0]["id"].as_str().unwrap().to_owned(), list[0]["version"].as_i64().unwrap());
        assert_eq!((list[0]["address"].as_str(), list[0]["channel"].as_str()), (Some("fuwu@example.invalid"), Some("email")));
        let path = format!("{PATH}/{id}");
        let change = |version: i64| {
            let body = json!({ "contract_id": contract(2).0, "work": "room" });
            stage.app.patch(&path).by(&sysadmin()).header("if-match", &format!("\"{version}\"")).json(&body).send()
        };
        assert_eq!(change(version).await.expect(200).json()["work"], "room");
        assert_eq!(change(version).await.expect(412).code(), "mailbox.stale_version");
        stage.app.delete(&path).by(&sysadmin()).send().await.expect(204);
        assert_eq!(stage.get(PATH).await, json!([]));
        // It can be taken into use again.
        post(json!({ "address": "fuwu@example.invalid", "contract_id": contract(1).0 })).await.expect(201);
    }

    async fn only_the_system_administrator_looks_after_mail(db: Db) {
        let stage = Stage::new(db).await;
        for path in [PATH, "/api/v1/mail/quarantine", "/api/v1/mail/received", "/api/v1/mail/polling"] {
            stage.app.get(path).by(&manager()).send().await.expect(403);
        }
    }
}
