//! What other modules tell of, by the events that they agreed on; the modules here are made up.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{db::Db, events::Event};
use jianyue_testkit::on_both_databases;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::common::{Stage, engineer, here, house, manager, official};

/// An event of any module, with any payload.
struct Told<const KIND: usize>(Uuid, Value);

impl<const KIND: usize> Serialize for Told<KIND> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.1.serialize(serializer)
    }
}

const KINDS: [&str; 11] = [
    "hotline.roster_gap",
    "hotline.return_call_due",
    "hotline.dissatisfied",
    "inspection.deviation_found",
    "inspection.occurrence_missed",
    "certificates.certificate_expiring",
    "backups.deviation_found",
    "knowledge.article_expiring",
    "probing.deviation_found",
    "probing.deviation_gone",
    "inspection.occurrence_due",
];

impl<const KIND: usize> Event for Told<KIND> {
    const KIND: &'static str = KINDS[KIND];

    fn subject(&self) -> Uuid {
        self.0
    }

    fn contract(&self) -> Option<ContractId> {
        Some(here())
    }
}

fn at() -> DateTime<Utc> {
    "2026-03-02T09:59:00+08:00".parse().unwrap()
}

/// What a module says of something that is wrong.
fn deviation(level: Option<i64>) -> Value {
    json!({
        "key": "probe:1", "contract_id": here(), "work": null, "service": null, "level": level, "at": at(),
        "title": "FTP 服务（报名数据）", "description": "连续 3 次连接失败",
    })
}

async fn tell<const KIND: usize>(stage: &Stage, payload: Value) {
    stage.record(&[Told::<KIND>(stage.ticket(3), payload)]).await;
    stage.app.deliver_events().await;
}

async fn lines(stage: &Stage) -> Vec<String> {
    let notices = stage.notices(&manager()).await;
    notices.iter().map(|notice| notice["line"].as_str().unwrap().to_owned()).collect()
}

on_both_databases! {
    async fn the_hotline_tells_of_gaps_of_people_who_are_not_content_and_of_return_calls(db: Db) {
        let stage = Stage::new(db).await;
        tell::<0>(&stage, json!({
            "text": "电话坐席 3 月 5 日 09:00 至 12:00 无人值班", "clause": "附件一 四.1(2)", "due_at": "2026-03-05T09:00:00+08:00",
            "at": at(), "duty": "phone", "day": "2026-03-05", "from": "2026-03-05T09:00:00+08:00", "to": "2026-03-05T12:00:00+08:00", "ahead": 3,
        })).await;
        tell::<2>(&stage, json!({
            "text": "“等了一天” 希望重新处理", "at": at(), "ticket_id": Uuid::nil(), "wish": "reopen", "satisfaction": 1, "comment": "等了一天",
        })).await;
        tell::<1>(&stage, json!({ "due_at": "2026-03-05T18:00:00+08:00", "clause": "附件一 四.3", "at": at() })).await;
        let lines = lines(&stage).await;
        assert_eq!(lines.len(), 2, "a return call is for agents: {lines:?}");
        assert!(lines[0].starts_with("回访不满意：") && lines[1].starts_with("排班缺口：") && lines[1].contains("2026-03-05 09:00 到期"), "{lines:?}");
        let text = stage.notices(&manager()).await[1]["text"].as_str().unwrap().to_owned();
        assert!(text.contains("无人值班") && text.contains("依据：附件一 四.1(2)"), "{text}");
    }

    async fn a_service_that_stops_is_told_the_managers_by_text_message(db: Db) {
        let stage = Stage::new(db).await;
        stage.gateway(&stage.sink.address, true).await;
        stage.rules(house()).await;
        tell::<8>(&stage, deviation(None)).await;
        let messages = stage.messages().await;
        let ways: Vec<_> = messages.iter().map(|message| (message.way.as_str(), message.person_id)).collect();
        assert_eq!(ways, [("sms", Some(manager().person.0))], "mail is not set up: told in the web");
        assert!(messages[0].items[0].line.contains("FTP 服务（报名数据）"), "{messages:?}");
        assert!(lines(&stage).await[0].starts_with("服务异常："));
    }

    async fn what_only_warns_and_what_is_due_tomorrow_disturb_nobody(db: Db) {
        let stage = Stage::new(db).await;
        stage.gateway(&stage.sink.address, true).await;
        stage.rules(house()).await;
        let mut warning = deviation(None);
        warning["key"] = json!("probe:1:warning");
        tell::<8>(&stage, warning.clone()).await;
        tell::<9>(&stage, json!({ "key": "probe:1:warning", "at": at(), "lasted_seconds": 600, "text": "回到提醒线以内" })).await;
        tell::<10>(&stage, json!({ "text": "日常监测计划于 2026-03-03 执行", "clause": "附件一 5.2", "due_at": "2026-03-04T00:00:00+08:00", "at": at() })).await;
        assert_eq!((lines(&stage).await.len(), stage.messages().await.len()), (0, 0));
        let told = stage.notices(&engineer()).await;
        assert_eq!(told.len(), 1, "who makes it, in the web: {told:?}");
        assert!(told[0]["line"].as_str().unwrap().starts_with("巡检待执行："));
    }

    async fn the_level_that_an_event_names_counts_for_rules_and_quiet_hours(db: Db) {
        let stage = Stage::new(db).await;
        stage.rules(json!({
            "rules": [{ "occasion": "service.down", "up_to_level": 1, "to": ["managers"], "by": ["in_app"] }],
        })).await;
        tell::<8>(&stage, deviation(Some(2))).await;
        assert_eq!(lines(&stage).await, Vec::<String>::new());
        tell::<8>(&stage, deviation(Some(1))).await;
        assert_eq!(stage.notices(&manager()).await[0]["level"], 1);
    }

    async fn every_occasion_of_the_other_modules_reaches_the_managers_by_the_house_s_rules(db: Db) {
        let stage = Stage::new(db).await;
        tell::<3>(&stage, deviation(None)).await;
        tell::<4>(&stage, json!({ "due_at": at(), "clause": "附件一 四.1(10)", "at": at() })).await;
        tell::<5>(&stage, json!({ "due_at": "2026-05-01T00:00:00+08:00", "at": at(), "text": "30 天后到期" })).await;
        tell::<6>(&stage, deviation(None)).await;
        tell::<7>(&stage, json!({ "due_at": "2026-04-01T00:00:00+08:00", "at": at() })).await;
        tell::<9>(&stage, json!({ "key": "probe:1", "at": at(), "lasted_seconds": 600, "text": "持续 10 分钟" })).await;
        let mut said: Vec<String> = lines(&stage).await.iter().map(|line| line.split('：').next().unwrap().to_owned()).collect();
        said.sort();
        let mut expected = ["巡检异常", "巡检逾期", "证书即将到期", "备份异常", "知识条目即将到期", "服务恢复"];
        expected.sort_unstable();
        assert_eq!(said, expected);
        // Nobody is on call, so the managers were told in their place; others were not.
        assert_eq!((stage.notices(&engineer()).await.len(), stage.notices(&official()).await.len()), (0, 0));
    }

    async fn a_module_that_says_nothing_of_its_records_is_understood_by_its_events(db: Db) {
        let stage = Stage::new(db).await;
        // No record of this id is known to anybody.
        stage.record(&[Told::<6>(Uuid::from_u128(404), deviation(Some(1)))]).await;
        stage.app.deliver_events().await;
        let told = stage.notices(&manager()).await;
        assert_eq!((told[0]["title"].as_str(), told[0]["path"].as_str()), (Some("FTP 服务（报名数据）"), Some("/tickets")));
    }
}
