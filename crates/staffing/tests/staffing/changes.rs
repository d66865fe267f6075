//! Key people change by notice, consent and hand-over, or it is put down that they did not.

use jianyue_platform::{db::Db, duties::DutyState};
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use super::common::{Stage, position};

/// The lead of HC, and who is to come; the assignment.
async fn lead(stage: &Stage) -> (String, String) {
    let (old, new) =
        (stage.hire(stage.hc, "甲经理（演示）", None).await, stage.hire(stage.hc, "乙经理（演示）", None).await);
    let board = stage.assign(stage.hc, "HC-T1.lead", &old, "2024-08-01").await;
    let held = position(&board, "HC-T1.lead")["holders"][0]["id"].as_str().unwrap().to_owned();
    (held, new)
}

fn notice(assignment: &str, coming: &str, on: &str) -> Value {
    json!({ "assignment_id": assignment, "coming_id": coming, "effective_on": on, "reason": "岗位轮换", "handover": ["账号", "文档"] })
}

async fn announced(stage: &Stage, on: &str) -> (String, Value) {
    let (held, new) = lead(stage).await;
    let path = format!("contracts/{}/staff-changes", stage.hc);
    let change = stage.post(&stage.manager(), &path, notice(&held, &new, on)).await.expect(201).json();
    (format!("staff-changes/{}", change["id"].as_str().unwrap()), change)
}

on_both_databases! {
    async fn a_notice_that_does_not_keep_its_term_is_refused_with_the_clause(db: Db) {
        let stage = Stage::new(db).await;
        let (held, new) = lead(&stage).await;
        let path = format!("contracts/{}/staff-changes", stage.hc);
        let late = stage.post(&stage.manager(), &path, notice(&held, &new, "2024-11-11")).await.expect(409).json();
        assert_eq!(late["code"], "staffing.too_early");
        let text = late["detail"].as_str().unwrap();
        assert!(text.contains("提前 5 个工作日") && text.contains("五(二)1") && text.contains("2024 年 11 月 12 日"), "{text}");
        let in_time = stage.post(&stage.manager(), &path, notice(&held, &new, "2024-11-12")).await.expect(201).json();
        assert_eq!((&in_time["state"], &in_time["consent"], &in_time["rule"]), (&json!("asked"), &json!(true), &json!("HC-T1")));
        assert_eq!(stage.post(&stage.manager(), &path, notice(&held, &new, "2024-11-13")).await.expect(409).code(), "staffing.wrong_state");
        let told = stage.events("staffing.change_asked").await;
        assert_eq!(told.len(), 1);
        assert!(told[0]["text"].as_str().unwrap().contains("请同意或退回"), "{told:?}");
    }

    async fn a_key_person_changes_with_consent_and_a_complete_hand_over_only(db: Db) {
        let stage = Stage::new(db).await;
        let (path, _) = announced(&stage, "2024-11-12").await;
        let finish = format!("{path}/finish");
        assert_eq!(stage.post(&stage.manager(), &finish, json!({})).await.expect(409).code(), "staffing.no_consent");
        let decide = format!("{path}/decide");
        assert_eq!(stage.post(&stage.manager(), &decide, json!({ "agree": true })).await.expect(403).code(), "denied");
        assert_eq!(stage.post(&stage.client(), &decide, json!({ "agree": false })).await.expect(422).json()["errors"][0]["field"], "note");
        let agreed = stage.post(&stage.client(), &decide, json!({ "agree": true })).await.expect(200).json();
        assert_eq!(agreed["state"], "agreed");
        assert_eq!(stage.post(&stage.manager(), &finish, json!({})).await.expect(409).code(), "staffing.handover_open");
        for item in 0..2 {
            let tick = json!({ "item": item, "done": true });
            stage.post(&stage.engineer(), &format!("{path}/handover"), tick).await.expect(200);
        }
        let done = stage.post(&stage.manager(), &finish, json!({})).await.expect(200).json();
        assert_eq!((&done["state"], &done["effective_on"]), (&json!("done"), &json!("2024-11-12")));
        let board = stage.get(&stage.client(), &format!("contracts/{}/staffing", stage.hc)).await;
        let holders = position(&board, "HC-T1.lead")["holders"].as_array().unwrap().clone();
        let told: Vec<_> = holders.iter().map(|one| (one["name"].as_str().unwrap(), one["to_on"].clone(), one["now"].clone())).collect();
        assert_eq!(told, [("甲经理（演示）", json!("2024-11-11"), json!(true)), ("乙经理（演示）", json!(null), json!(false))]);
        let duty = stage.duties(stage.hc, "2024-11-12", "2024-11-12").await.pop().unwrap();
        assert_eq!((duty.rule.as_str(), duty.state, duty.evidence.len()), ("HC-T1", DutyState::Done, 1));
        stage.post(&stage.manager(), &finish, json!({})).await.expect(409);
    }

    async fn a_change_that_was_refused_or_taken_back_leaves_everything_as_it_is(db: Db) {
        let stage = Stage::new(db).await;
        let (path, change) = announced(&stage, "2024-11-12").await;
        let body = json!({ "agree": false, "note": "请推荐更有经验的人" });
        let refused = stage.post(&stage.client(), &format!("{path}/decide"), body).await.expect(200).json();
        assert_eq!(refused["state"], "refused");
        assert_eq!(stage.post(&stage.manager(), &format!("{path}/withdraw"), json!({})).await.expect(409).code(), "staffing.wrong_state");
        let again = json!({ "assignment_id": change["assignment_id"], "coming_id": stage.hire(stage.hc, "丙经理（演示）", None).await, "effective_on": "2024-11-20", "reason": "轮换", "handover": ["账号"] });
        let again = stage.post(&stage.manager(), &format!("contracts/{}/staff-changes", stage.hc), again).await.expect(201).json();
        let path = format!("staff-changes/{}/withdraw", again["id"].as_str().unwrap());
        assert_eq!(stage.post(&stage.manager(), &path, json!({})).await.expect(200).json()["state"], "withdrawn");
        let board = stage.get(&stage.client(), &format!("contracts/{}/staffing", stage.hc)).await;
        assert_eq!(position(&board, "HC-T1.lead")["holders"].as_array().unwrap().len(), 1);
        assert!(stage.duties(stage.hc, "2024-11-12", "2024-11-20").await.is_empty());
    }

    async fn a_key_person_who_left_is_put_down_as_changed_without_consent(db: Db) {
        let stage = Stage::new(db).await;
        let (held, new) = lead(&stage).await;
        let end = format!("staff-assignments/{held}/end");
        let refused = stage.post(&stage.manager(), &end, json!({ "to_on": "2024-11-04" })).await.expect(409).json();
        assert_eq!(refused["code"], "staffing.key_person");
        assert!(refused["detail"].as_str().unwrap().contains("五(二)1"), "{refused}");
        let body = json!({ "assignment_id": held, "left_on": "2024-11-04", "coming_id": new, "reason": "突然离职" });
        let path = format!("contracts/{}/staff-departures", stage.hc);
        let change = stage.post(&stage.manager(), &path, body).await.expect(201).json();
        assert_eq!((&change["state"], &change["clause"]), (&json!("unconsented"), &json!("五(二)1")));
        let told = stage.events("staffing.changed_without_consent").await;
        assert_eq!((told.len(), &told[0]["title"], &told[0]["left_on"]), (1, &json!("项目负责人"), &json!("2024-11-04")));
        let duty = stage.duties(stage.hc, "2024-11-04", "2024-11-04").await.pop().unwrap();
        assert_eq!((duty.state, duty.clause.as_str()), (DutyState::Missed, "五(二)1"));
        assert!(duty.note.unwrap().starts_with("未经同意"));
        let board = stage.get(&stage.client(), &format!("contracts/{}/staffing", stage.hc)).await;
        let lead = position(&board, "HC-T1.lead");
        assert_eq!((&lead["holders"][0]["name"], &lead["before"][0]["to_on"]), (&json!("乙经理（演示）"), &json!("2024-11-03")));
    }

    async fn others_leave_without_asking(db: Db) {
        let stage = Stage::new(db).await;
        let who = stage.hire(stage.hc, "丁工（演示）", None).await;
        let board = stage.assign(stage.hc, "HC-T1.group", &who, "2024-08-01").await;
        let held = position(&board, "HC-T1.group")["holders"][0]["id"].as_str().unwrap().to_owned();
        let departed = json!({ "assignment_id": held, "left_on": "2024-11-04", "reason": "离职" });
        stage.post(&stage.manager(), &format!("contracts/{}/staff-departures", stage.hc), departed).await.expect(409);
        let board = stage.post(&stage.manager(), &format!("staff-assignments/{held}/end"), json!({ "to_on": "2024-11-04" })).await.expect(200).json();
        assert_eq!(position(&board, "HC-T1.group")["filled"], 0);
    }
}
