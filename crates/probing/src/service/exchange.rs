//! Data exchanged with a partner, as the systems that exchange it tell.

use chrono::TimeDelta;
use jianyue_platform::App;
use jianyue_reach::Reading;
use uuid::Uuid;

use crate::{error::ProbingError, model::ExchangeTarget, policy::judge::Outcome, store::watch};

/// A day.
const WINDOW: i64 = 86_400;

/// `success_age_seconds`, `lag_seconds`, `count`, `failures`, `attempts`.
pub(super) async fn look(app: &App, contract: Uuid, target: &ExchangeTarget) -> Result<Outcome, ProbingError> {
    let now = app.env().now();
    let from = now - TimeDelta::seconds(target.window_seconds.unwrap_or(WINDOW));
    let mut tx = app.db().read().await?;
    let told = watch::watch_exchanged(&mut tx, contract, target.partner.trim(), from, now).await?;
    let Some(last) = told.last_success else {
        let says = if told.attempts == 0 {
            format!("还没有收到“{}”的交换上报", target.partner)
        } else {
            format!("“{}”还没有一次交换成功，失败 {} 次", target.partner, told.failures)
        };
        return Ok(Outcome::Unsaid(says));
    };
    let number = |count: i64| i32::try_from(count).map_or(f64::MAX, f64::from);
    let age = (now - last).num_seconds();
    let says = format!("最近一次成功在 {} 分钟前，成功交换 {} 条，失败 {} 次", age / 60, told.count, told.failures);
    let mut reading = Reading::saying(says)
        .with("success_age_seconds", number(age))
        .with("count", number(told.count))
        .with("failures", number(told.failures))
        .with("attempts", number(told.attempts));
    if let Some(lag) = told.lag_seconds {
        reading = reading.with("lag_seconds", number(lag));
    }
    Ok(Outcome::Reached(reading))
}
