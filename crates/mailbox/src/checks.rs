//! What keeps mail from coming in.

use async_trait::async_trait;
use chrono::Duration;
use jianyue_platform::{
    App, DbError,
    check::{Check, Finding},
};

use crate::{
    imap::ImapAddress,
    state::Mailbox,
    store::{
        poll::poll_find,
        received::{mail_in_quarantine, mail_stuck},
    },
};

/// What came so long ago should be understood.
const STUCK: Duration = Duration::minutes(30);

/// The intake of mail.
pub(crate) struct Intake;

#[async_trait]
impl Check for Intake {
    async fn look(&self, app: &App) -> Vec<Finding> {
        found(app).await.unwrap_or_else(|_| {
            vec![Finding::error("收信情况无法检查：数据库没有响应", "检查数据库服务和网络连接，再重新检查")]
        })
    }
}

async fn found(app: &App) -> Result<Vec<Finding>, DbError> {
    let mut found = Vec::new();
    let mut tx = app.db().read().await?;
    if let Some(mailbox) = app.state::<Mailbox>().imap.as_ref().map(ImapAddress::shown)
        && let Some(why) = poll_find(&mut tx, &mailbox).await?.and_then(|poll| poll.error)
    {
        found.push(Finding::warning(format!("邮箱没有收成：{why}"), "按所说的原因修复；修复后一分钟内自动重新收取"));
    }
    if mail_stuck(&mut tx, app.env().now() - STUCK).await? {
        found.push(Finding::warning(
            "有邮件收到半小时仍未登记",
            "确认服务正在运行，并查看作业“把收到的邮件登记为工单或回复”",
        ));
    }
    let waiting = mail_in_quarantine(&mut tx).await?;
    if waiting > 0 {
        found.push(Finding::warning(format!("有 {waiting} 封邮件被隔离，等待处理"), "在“收信”页面逐封接收或丢弃"));
    }
    if found.is_empty() {
        found.push(Finding::ok("收信正常"));
    }
    Ok(found)
}
