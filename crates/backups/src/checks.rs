//! Whether backups are looked at in time, and whether drills can be run.

use async_trait::async_trait;
use chrono::TimeDelta;
use jianyue_platform::{
    App, DbError,
    check::{Check, Finding},
};

use crate::store::{drill::drill_waiting, due::due_behind};

/// How late a look may be.
const LATE: TimeDelta = TimeDelta::hours(2);

/// Counts policies that nobody looks at, and those with which something is wrong.
pub(crate) struct Backups;

#[async_trait]
impl Check for Backups {
    async fn look(&self, app: &App) -> Vec<Finding> {
        let counted = async {
            let mut tx = app.db().peek().await?;
            let policies = due_behind(&mut tx, app.env().now() - LATE).await?;
            Ok::<_, DbError>((policies, drill_waiting(&mut tx).await?))
        };
        let ((all, behind, wrong), waiting) = match counted.await {
            Ok(counted) => counted,
            Err(error) => {
                return vec![Finding::error(format!("备份的检查情况无法读取：{error}"), "检查数据库后再试")];
            }
        };
        let mut findings = Vec::new();
        if all == 0 {
            return vec![Finding::ok("没有启用的备份策略")];
        }
        findings.push(if behind > 0 {
            Finding::warning(
                format!("{all} 个备份策略中有 {behind} 个超过 2 小时没有按时检查"),
                "若服务刚启动请等几分钟；否则查看日志中“backup”的错误",
            )
        } else {
            Finding::ok(format!("{all} 个备份策略都按时检查"))
        });
        if wrong > 0 {
            findings.push(Finding::warning(format!("{wrong} 个备份有异常"), "在“备份”页面查看并处理"));
        }
        if waiting > 10 {
            findings.push(Finding::warning(format!("{waiting} 个恢复演练在排队"), "错开各策略的演练周期"));
        }
        findings
    }
}
