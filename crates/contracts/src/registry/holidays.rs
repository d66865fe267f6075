//! Whether the holiday notices that deadlines need are there.

use async_trait::async_trait;
use chrono::Datelike;
use jianyue_platform::{
    App,
    check::{Check, Finding},
};
use jianyue_sla::zone;

use super::Registry;

/// The month from which on the next year's notice is missed.
const PUBLISHED_BY: u32 = 11;

/// Looks for the notices of this year and, late in the year, of the next.
pub struct Holidays(pub Registry);

#[async_trait]
impl Check for Holidays {
    async fn look(&self, app: &App) -> Vec<Finding> {
        let unread = |why: String| vec![Finding::error(format!("工作日历无法读取：{why}"), "检查数据库，再重新检查")];
        let mut tx = match app.db().peek().await {
            Ok(tx) => tx,
            Err(error) => return unread(error.to_string()),
        };
        let time = match self.0.time(&mut tx).await {
            Ok(time) => time,
            Err(error) => return unread(error.to_string()),
        };
        let today = zone::local_date(app.env().now());
        let (year, next) = (today.year(), today.year() + 1);
        vec![if !time.calendar().knows(year) {
            Finding::error(
                format!("没有 {year} 年的放假通知，按工作日计算的期限无法得出"),
                "在“工作日历”页载入国务院的放假通知",
            )
        } else if today.month() >= PUBLISHED_BY && !time.calendar().knows(next) {
            Finding::warning(format!("还没有 {next} 年的放假通知"), "通知发布后，在“工作日历”页载入")
        } else {
            Finding::ok(format!("{year} 年的放假通知已载入"))
        }]
    }
}
