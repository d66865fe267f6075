//! What keeps messages from arriving.

use async_trait::async_trait;
use chrono::Duration;
use jianyue_platform::{
    App,
    check::{Check, Finding},
};

use crate::store::outbox::message_trouble;

/// How far back failures are looked at: longer than a message is tried.
const RECENT: Duration = Duration::days(2);
/// What should have gone out so long ago is stuck.
const STUCK: Duration = Duration::minutes(30);

/// The outbox.
pub(crate) struct Outbox;

#[async_trait]
impl Check for Outbox {
    async fn look(&self, app: &App) -> Vec<Finding> {
        let now = app.env().now();
        let trouble = match app.db().peek().await {
            Ok(mut tx) => message_trouble(&mut tx, now - RECENT, now - STUCK).await,
            Err(error) => Err(error),
        };
        let Ok(trouble) = trouble else {
            return vec![Finding::error("发件箱无法检查：数据库没有响应", "检查数据库服务和网络连接，再重新检查")];
        };
        let mut found = Vec::new();
        if trouble.failed > 0 {
            let says = format!("最近两天有 {} 条通知没有发出去", trouble.failed);
            found.push(Finding::warning(says, "在通知发件箱查看原因，排除后重发"));
        }
        if trouble.uncertain > 0 {
            let says = format!("最近两天有 {} 条通知不确定是否送达", trouble.uncertain);
            found.push(Finding::warning(says, "在通知发件箱查看，向收件人核实，需要时重发"));
        }
        if trouble.is_stuck {
            found.push(Finding::warning("有通知到时间半小时仍未发送", "确认服务正在运行，并查看作业“发送到期的通知”"));
        }
        if found.is_empty() {
            found.push(Finding::ok("通知发送正常"));
        }
        found
    }
}
