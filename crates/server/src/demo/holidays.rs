//! Years of the demo for which no holiday notice ships with the program: a made-up one, so that its deadlines run.

use std::fmt::Write;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use jianyue_kernel::Actor;
use jianyue_sla::zone;

use crate::{commands::Failure, host::Host};

/// How far deadlines run beyond the demo's last day.
const BEYOND: TimeDelta = TimeDelta::days(30);
/// Days that are closed in every year, as far as a made-up notice knows: month, first day, last day, name.
const CLOSED: [(u32, u32, u32, &str); 3] = [
    (1, 1, 1, "元旦（演示，非正式通知）"),
    (5, 1, 5, "劳动节（演示，非正式通知）"),
    (10, 1, 7, "国庆节（演示，非正式通知）"),
];

/// Loads a made-up notice for each year from `first_day` to some weeks after `end` that has none.
///
/// # Errors
/// [`Failure`] when it is refused.
pub async fn load(host: &Host, first_day: NaiveDate, end: DateTime<Utc>) -> Result<(), Failure> {
    let refused = |error: String| Failure::input(format!("the made-up holiday notice of the demo: {error}"));
    let mut tx = host.app.db().write().await?;
    let known = host.registry().calendar_years(&mut tx).await.map_err(|error| refused(error.to_string()))?;
    let missing: Vec<i32> = (first_day.year()..=zone::local_date(end + BEYOND).year())
        .filter(|year| !known.iter().any(|there| there.year == *year))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let by = Actor::system("演示数据");
    let csv = notice(&missing);
    host.registry()
        .calendar_load(&mut tx, host.app.env(), &by, &csv)
        .await
        .map_err(|error| refused(error.to_string()))?;
    Ok(tx.commit().await?)
}

fn notice(years: &[i32]) -> String {
    let mut csv = "date,kind,name\n".to_owned();
    for year in years {
        for (month, first, last, name) in CLOSED {
            for day in first..=last {
                let _ = writeln!(csv, "{year}-{month:02}-{day:02},holiday,{name}");
            }
        }
    }
    csv
}
