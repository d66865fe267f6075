//! Whether what is watched is looked at in time.

use async_trait::async_trait;
use jianyue_platform::{
    App,
    check::{Check, Finding},
};

use crate::store::due::due_behind;

/// Counts probes that nobody has looked at for three of their intervals.
pub(crate) struct FallingBehind;

#[async_trait]
impl Check for FallingBehind {
    async fn look(&self, app: &App) -> Vec<Finding> {
        let now_ms = app.env().now().timestamp_millis();
        let counted = match app.db().peek().await {
            Ok(mut tx) => due_behind(&mut tx, now_ms).await,
            Err(error) => Err(error),
        };
        vec![match counted {
            Ok((0, _)) => Finding::ok("没有启用的监测探测"),
            Ok((all, 0)) => Finding::ok(format!("{all} 个监测探测都按时执行")),
            Ok((all, behind)) => Finding::warning(
                format!("{all} 个监测探测中有 {behind} 个超过三个间隔没有执行"),
                "若服务刚启动请等一分钟；否则放宽探测间隔，或增加一个实例分担",
            ),
            Err(error) => Finding::error(format!("监测探测的执行情况无法读取：{error}"), "检查数据库后再试"),
        }]
    }
}
