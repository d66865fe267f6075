//! A special period of HS, made anew for a call.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::Days;
use jianyue_kernel::Role;
use jianyue_sla::zone;
use serde_json::json;
use uuid::Uuid;

use super::requests::{FILE, FORM};
use crate::stage::{Stage, id};

/// What is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assured {
    Declared,
    Confirmed,
    Item,
    OwnItem,
    Phase,
    File,
}

/// No two periods have the same days and works.
static MADE: AtomicU64 = AtomicU64::new(0);

/// A special period of HS, or something of one, and the version of the period.
pub async fn assured(stage: &Stage, what: Assured) -> (Uuid, i64) {
    let n = MADE.fetch_add(1, Ordering::Relaxed);
    let manager = stage.person(Role::VendorManager, "HS").await;
    let official = stage.person(Role::ClientOfficial, "HS").await;
    let engineer = stage.person(Role::Engineer, "HS").await;
    let from = zone::local_date(stage.host.app.env().now()) + Days::new(10 + n / 80);
    let body = json!({
        "title": "考试保障（测试）", "occasion": "exam_season", "reason": "甲方通知（测试）", "rule": "",
        "from": from, "to": from + Days::new(n % 80),
    });
    let path = format!("/api/v1/contracts/{}/special-periods", stage.contract("HS"));
    let by = if what == Assured::Declared { &manager } else { &official };
    let period = stage.post(&path).by(by).json(&body).send().await.expect(201).json();
    let of = id(&period);
    let found = match what {
        Assured::Declared | Assured::Confirmed => of,
        Assured::Item => id(&period["items"][0]),
        Assured::Phase => id(&period["phases"][0]),
        Assured::OwnItem => {
            let path = format!("/api/v1/special-periods/{of}/items");
            let own = json!({ "phase": "before", "title": "清理日志" });
            let more = stage.post(&path).by(&engineer).json(&own).send().await.expect(201).json();
            id(more["items"].as_array().unwrap().iter().find(|item| item["key"] == "own").unwrap())
        }
        Assured::File => {
            let path = format!("/api/v1/special-periods/{of}/files?part=notice");
            id(&stage.post(&path).by(&official).body(FORM, FILE).send().await.expect(201).json())
        }
    };
    (found, period["version"].as_i64().unwrap())
}
