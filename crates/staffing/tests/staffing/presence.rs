//! Presence on site against the contract's days.

use jianyue_platform::{db::Db, duties::DutyState};
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use super::common::Stage;

/// The engineer's place at the post of Tuesdays and Thursdays.
async fn posted(stage: &Stage, from: &str) -> String {
    let who = stage.hire(stage.re, "人员2（测试）", Some(2)).await;
    stage.assign(stage.re, "RE-P4", &who, from).await;
    who
}

async fn month(stage: &Stage, month: &str) -> Value {
    let told = stage.get(&stage.client(), &format!("contracts/{}/presence?month={month}", stage.re)).await;
    told["posts"].as_array().unwrap().iter().find(|post| post["key"] == "RE-P4").unwrap().clone()
}

async fn tap(stage: &Stage, kind: &str, status: u16) -> Value {
    let body = json!({ "post": "RE-P4", "kind": kind, "place": "鸿懋办公区" });
    stage.post(&stage.engineer(), &format!("contracts/{}/presence", stage.re), body).await.expect(status).json()
}

on_both_databases! {
    async fn people_are_expected_on_the_days_of_the_window_only(db: Db) {
        let stage = Stage::new(db).await;
        posted(&stage, "2024-10-01").await;
        let october = month(&stage, "2024-10").await;
        let days: Vec<_> = october["days"].as_array().unwrap().iter().map(|day| day["day"].as_str().unwrap()).collect();
        // The 1st and 3rd are holidays.
        assert_eq!(days, ["2024-10-08", "2024-10-10", "2024-10-15", "2024-10-17", "2024-10-22", "2024-10-24", "2024-10-29", "2024-10-31"]);
        assert_eq!([&october["expected"], &october["full"], &october["missing"]], [8, 0, 8]);
        let november = month(&stage, "2024-11").await;
        assert_eq!((&november["days"][0]["state"], &november["days"][1]["state"], &november["expected"]), (&json!("today"), &json!("coming"), &json!(0)));
    }

    async fn one_tap_says_that_somebody_is_there_and_a_second_changes_nothing(db: Db) {
        let stage = Stage::new(db).await;
        let unknown = tap(&stage, "in", 409).await;
        assert_eq!(unknown["code"], "staffing.not_assigned");
        posted(&stage, "2024-11-01").await;
        let mine = stage.get(&stage.engineer(), "me/posts").await;
        assert_eq!((&mine[0]["post"], &mine[0]["expected"], &mine[0]["in_at"]), (&json!("RE-P4"), &json!(true), &json!(null)));
        assert_eq!(tap(&stage, "out", 409).await["code"], "staffing.wrong_state");
        tap(&stage, "in", 200).await;
        stage.env.set("2024-11-05T17:40:00+08:00");
        assert_eq!(tap(&stage, "in", 200).await["in_at"], "2024-11-05T00:30:00Z");
        assert_eq!(tap(&stage, "out", 200).await["out_at"], "2024-11-05T09:40:00Z");
        let day = month(&stage, "2024-11").await["days"][0].clone();
        stage.env.set("2024-11-06T09:00:00+08:00");
        tap(&stage, "in", 200).await;
        assert_eq!(month(&stage, "2024-11").await["days"][1]["state"], "extra", "nobody is expected on a Wednesday");
        assert_eq!((&day["state"], &day["people"][0]["place"], &day["people"][0]["correction"]), (&json!("full"), &json!("鸿懋办公区"), &json!(null)));
    }

    async fn the_manager_corrects_with_a_reason_and_the_month_is_judged_when_it_is_over(db: Db) {
        let stage = Stage::new(db).await;
        let who = posted(&stage, "2024-10-22").await;
        let path = format!("/api/v1/contracts/{}/presence", stage.re);
        let put = |day: &str, reason: &str| {
            let body = json!({ "post": "RE-P4", "staff_id": who, "day": day, "came": "09:00:00", "left": "17:30:00", "reason": reason });
            stage.app.put(&path).by(&stage.manager()).json(&body).send()
        };
        assert_eq!(put("2024-10-22", " ").await.expect(422).json()["errors"][0]["field"], "reason");
        assert_eq!(put("2024-11-07", "补记").await.expect(422).json()["errors"][0]["field"], "day");
        for day in ["2024-10-22", "2024-10-24", "2024-10-29"] {
            put(day, "忘记打卡").await.expect(200);
        }
        let of = |all: Vec<jianyue_platform::duties::Duty>| all.into_iter().find(|one| one.key.starts_with("staffing-presence:RE-P4")).unwrap();
        let duty = of(stage.duties(stage.re, "2024-10-31", "2024-10-31").await);
        assert_eq!((duty.state, duty.rule.as_str()), (DutyState::Missed, "RE-P4"));
        assert_eq!(duty.note.as_deref(), Some("应到 4 天，实到 3 天，缺岗 1 天（31 日）"));
        put("2024-10-31", "忘记打卡").await.expect(200);
        assert_eq!(of(stage.duties(stage.re, "2024-10-31", "2024-10-31").await).state, DutyState::Done);
        let day = month(&stage, "2024-10").await["days"][0].clone();
        assert_eq!((&day["day"], &day["people"][0]["correction"]), (&json!("2024-10-22"), &json!("忘记打卡")));
        let engineer = stage.app.put(&path).by(&stage.engineer()).json(&json!({ "post": "RE-P4", "staff_id": who, "day": "2024-10-22", "reason": "x" }));
        engineer.send().await.expect(403);
    }

    async fn an_absence_is_told_beforehand_and_a_substitute_fills_the_day(db: Db) {
        let stage = Stage::new(db).await;
        let who = posted(&stage, "2024-11-01").await;
        let other = stage.hire(stage.re, "人员5（测试）", Some(5)).await;
        let path = format!("contracts/{}/absences", stage.re);
        let told = |from: &str, to: &str, other: Option<&str>| json!({ "post": "RE-P4", "staff_id": who, "substitute_id": other, "from_on": from, "to_on": to, "reason": "培训" });
        assert_eq!(stage.post(&stage.engineer(), &path, told("2024-11-04", "2024-11-04", None)).await.expect(422).json()["errors"][0]["field"], "from_on");
        stage.post(&stage.engineer(), &path, told("2024-11-05", "2024-11-05", Some(&other))).await.expect(201);
        stage.post(&stage.engineer(), &path, told("2024-11-07", "2024-11-07", None)).await.expect(201);
        stage.env.set("2024-11-05T09:10:00+08:00");
        assert_eq!(stage.post(&stage.engineer(), &path, told("2024-11-05", "2024-11-05", None)).await.expect(422).json()["errors"][0]["field"], "from_on", "the hours of the day have begun");
        let substitute = jianyue_testkit::actor(5).on(stage.re, jianyue_kernel::Role::Engineer).done();
        let body = json!({ "post": "RE-P4", "kind": "in" });
        stage.post(&substitute, &format!("contracts/{}/presence", stage.re), body).await.expect(200);
        stage.env.set("2024-11-08T09:10:00+08:00");
        let november = month(&stage, "2024-11").await;
        assert_eq!((&november["days"][0]["state"], &november["days"][1]["state"]), (&json!("full"), &json!("announced")));
        assert_eq!([&november["full"], &november["announced"], &november["missing"]], [1, 1, 0]);
        assert_eq!(november["absences"][0]["substitute"], "人员5（测试）");
    }

    async fn where_no_position_names_a_window_somebody_is_assigned_under_it(db: Db) {
        let stage = Stage::new(db).await;
        let who = stage.hire(stage.hc, "戊工（演示）", None).await;
        let path = format!("contracts/{}/staff-assignments", stage.hc);
        let under = |window: &str| json!({ "position": "HC-T1.group", "staff_id": who, "from_on": "2024-10-28", "on_site": window });
        let wrong = stage.post(&stage.manager(), &path, under("HC-W1.hotline")).await.expect(422).json();
        assert_eq!(wrong["errors"][0]["field"], "on_site", "nobody is on site in it");
        stage.post(&stage.manager(), &path, under("HC-W1.monitoring")).await.expect(201);
        let told = stage.get(&stage.client(), &format!("contracts/{}/presence?month=2024-10", stage.hc)).await;
        let post = &told["posts"][0];
        assert_eq!((&post["key"], &post["expected"], &post["holders"][0]), (&json!("HC-W1.monitoring"), &json!(4), &json!("戊工（演示）")));
        stage.app.get(&format!("/api/v1/contracts/{}/presence?month=2024-13", stage.hc)).by(&stage.client()).send().await.expect(422);
    }
}
