//! Who else has a ticket open.

use jianyue_platform::{args, db::Db};
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::common::{Stage, id};

impl Stage {
    async fn beat(&self, by: &jianyue_kernel::Actor, ticket: &Value, doing: &str) -> Value {
        let path = format!("/api/v1/tickets/{}/presence", id(ticket));
        let answer = self.app.put(&path).by(by).json(&json!({ "doing": doing })).send().await;
        answer.expect(200).json()["others"].clone()
    }
}

fn names(others: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    others.as_array().unwrap().iter().map(|one| (text(&one["name"]), text(&one["doing"]))).collect()
}

fn one(name: &str, doing: &str) -> (String, String) {
    (name.to_owned(), doing.to_owned())
}

on_both_databases! {
    async fn people_see_each_other_until_nothing_is_heard(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S3").await;
        let (engineer, colleague) = (stage.engineer(), stage.colleague());
        assert_eq!(stage.beat(&engineer, &ticket, "looking").await, json!([]));
        stage.env.set("2021-12-06T10:00:10+08:00");
        let seen = stage.beat(&colleague, &ticket, "typing").await;
        assert_eq!(names(&seen), [one(&engineer.name, "looking")]);
        assert_eq!((&seen[0]["person_id"], &seen[0]["since"]), (&json!(engineer.person.0), &json!("2021-12-06T02:00:00Z")));
        let seen = stage.beat(&engineer, &ticket, "looking").await;
        assert_eq!(names(&seen), [one(&colleague.name, "typing")]);
        // Since when is not moved by a beat, but by another doing.
        stage.env.set("2021-12-06T10:00:20+08:00");
        stage.beat(&engineer, &ticket, "looking").await;
        assert_eq!(stage.beat(&colleague, &ticket, "looking").await[0]["since"], "2021-12-06T02:00:00Z");
        stage.beat(&engineer, &ticket, "typing").await;
        assert_eq!(stage.beat(&colleague, &ticket, "looking").await[0]["since"], "2021-12-06T02:00:20Z");
        stage.env.set("2021-12-06T10:00:46+08:00");
        assert_eq!(stage.beat(&engineer, &ticket, "looking").await, json!([]));
        // What has expired is swept; whoever is there stays.
        stage.app.run_job("ticketing.forget_presence").await.unwrap();
        let mut tx = stage.db.read().await.unwrap();
        let kept: Vec<(String,)> = tx.all("SELECT name FROM ticket_presence", args![]).await.unwrap();
        assert_eq!(kept, [(engineer.name.clone(),)]);
    }

    async fn clients_are_not_told_who_of_the_vendor_it_is(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S3").await;
        let (engineer, colleague, client) = (stage.engineer(), stage.colleague(), stage.client());
        stage.beat(&engineer, &ticket, "looking").await;
        stage.env.set("2021-12-06T10:00:05+08:00");
        stage.beat(&colleague, &ticket, "typing").await;
        let seen = stage.beat(&client, &ticket, "looking").await;
        assert_eq!(names(&seen), [one("乙方正在处理", "typing")]);
        assert_eq!(seen[0]["person_id"], Value::Null);
        for vendor in [&engineer, &colleague] {
            assert!(!seen.to_string().contains(&vendor.name));
        }
        let seen = stage.beat(&engineer, &ticket, "looking").await;
        assert_eq!(names(&seen), [one(&colleague.name, "typing"), one(&client.name, "looking")]);
        let path = format!("/api/v1/tickets/{}/presence", id(&ticket));
        stage.app.delete(&path).by(&client).send().await.expect(204);
        assert_eq!(names(&stage.beat(&engineer, &ticket, "looking").await), [one(&colleague.name, "typing")]);
    }

    async fn presence_leaves_no_trace_and_is_not_for_strangers(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S3").await;
        let before = stage.now(&ticket).await;
        let rows = async |sql: &'static str| -> i64 {
            stage.db.read().await.unwrap().one::<(i64,)>(sql, args![]).await.unwrap().0
        };
        let counted = async || (rows("SELECT COUNT(*) FROM audit_entry").await, rows("SELECT COUNT(*) FROM event").await);
        let traces = counted().await;
        stage.beat(&stage.engineer(), &ticket, "typing").await;
        assert_eq!(counted().await, traces);
        assert_eq!(stage.now(&ticket).await, before);
        let path = format!("/api/v1/tickets/{}/presence", id(&ticket));
        let stranger = stage.stranger();
        stage.app.put(&path).by(&stranger).json(&json!({ "doing": "looking" })).send().await.expect(404);
        stage.app.delete(&path).by(&stranger).send().await.expect(404);
        stage.app.put(&path).by(&stage.engineer()).json(&json!({ "doing": "sleeping" })).send().await.expect(422);
    }
}
