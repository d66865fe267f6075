//! Days on site: mostly there, sometimes not, once with a substitute, once put right.

use std::sync::Arc;

use chrono::{Days, NaiveDate, TimeDelta, Timelike};
use jianyue_contracts::registry::Compiled;
use jianyue_sla::zone;
use jianyue_staffing::{
    policy::posts::{days, posts},
    service::{NewAbsence, PresenceCorrection, correct, tell_absence},
    store::presence::{PresenceRow, presence_add},
};
use uuid::Uuid;

use super::{Failure, Side, people::Staff, refused};

/// Contract, post, who, from so many days ago, every so many days nobody came.
const POSTS: [(&str, &str, &str, i64, usize); 4] = [
    ("HS", "HS-W1.onsite", "王工（演示）", 200, 17),
    ("RE", "RE-P2", "孙工（演示）", 130, 29),
    ("RE", "RE-P3", "联合体工程师（演示）", 130, 200),
    ("RE", "RE-P4", "葛工（演示）", 130, 9),
];
/// The absence that was told beforehand is from so many to so many days ago.
const ABSENT: (i64, i64) = (45, 33);

pub(super) async fn load(side: &Side<'_>, staff: &Staff) -> Result<(), Failure> {
    let mut tx = side.host.app.db().write().await?;
    let found = side.host.registry().shown(&mut tx, side.contract.id, side.end).await;
    let Some(compiled) = found.map_err(|error| Failure::input(error.to_string()))? else { return Ok(()) };
    for (_, post, who, ago, lost) in POSTS.into_iter().filter(|(on, ..)| *on == side.contract.prefix) {
        let Some(who) = staff.get(who).copied() else { continue };
        let from = side.today() - TimeDelta::days(ago);
        let mut rows = rows(side, &compiled, (post, who), (from, lost))?;
        if let Some(instead) = staff.get("奚工（演示）").filter(|_| post == "RE-P4") {
            stand_in(side, &mut rows, *instead);
        }
        presence_add(&mut tx, &rows).await?;
    }
    if let (Some(who), Some(instead)) = (staff.get("葛工（演示）"), staff.get("奚工（演示）")) {
        let env = side.env(ABSENT.0 + 3);
        let new = NewAbsence {
            post: "RE-P4".to_owned(),
            staff_id: *who,
            substitute_id: Some(*instead),
            from_on: side.today() - TimeDelta::days(ABSENT.0),
            to_on: side.today() - TimeDelta::days(ABSENT.1),
            reason: "参加厂商培训（演示）".to_owned(),
        };
        tell_absence(&mut tx, side.desk(&env, side.manager), side.contract.id, new).await.map_err(refused)?;
    }
    if let Some(who) = staff.get("孙工（演示）") {
        mend(side, &compiled, &mut tx, *who).await?;
    }
    Ok(tx.commit().await?)
}

/// What a post was filled with up to yesterday.
fn rows(
    side: &Side<'_>,
    compiled: &Arc<Compiled>,
    (post, who): (&str, Uuid),
    (from, lost): (NaiveDate, usize),
) -> Result<Vec<PresenceRow>, Failure> {
    let Some(known) = posts(compiled).into_iter().find(|one| one.key == post) else { return Ok(Vec::new()) };
    let yesterday = side.today() - TimeDelta::days(1);
    let open = days(compiled, &known, from, yesterday).map_err(|error| Failure::input(error.to_string()))?;
    let env = side.host.app.env();
    let kept = open.into_iter().enumerate().filter(|(n, _)| n % lost != lost - 1);
    Ok(kept
        .map(|(n, day)| {
            let late = i64::try_from(n * 7 % 23).unwrap_or(0);
            let at = |hour: i64, minutes: i64| {
                zone::start_of_day(day) + TimeDelta::hours(hour) + TimeDelta::minutes(minutes)
            };
            PresenceRow {
                id: env.id(),
                contract_id: side.contract.id.0,
                post: post.to_owned(),
                staff_id: who,
                name: String::new(),
                day,
                in_at: at(8, 40 + late),
                out_at: (n % 13 != 5).then(|| at(17, 32 + late)),
                place: Some(if side.contract.prefix == "RE" { "鸿懋办公区" } else { "机房值班室" }.to_owned()),
                note: None,
                correction: None,
                by_id: Uuid::nil(),
                by_name: "本人打卡（演示）".to_owned(),
                at: at(8, 40 + late),
            }
        })
        .collect())
}

/// In the days of the absence somebody else came at first, and nobody at the end.
fn stand_in(side: &Side<'_>, rows: &mut Vec<PresenceRow>, instead: Uuid) {
    let away = |ago: i64| side.today() - TimeDelta::days(ago);
    let (from, to) = (away(ABSENT.0), away(ABSENT.1));
    let last = rows.iter().filter(|row| from <= row.day && row.day <= to).map(|row| row.day).max();
    rows.retain(|row| Some(row.day) != last);
    for row in rows.iter_mut().filter(|row| from <= row.day && row.day <= to) {
        row.staff_id = instead;
    }
}

/// The last missed day but a week was one on which somebody forgot to tap.
async fn mend(
    side: &Side<'_>,
    compiled: &Arc<Compiled>,
    tx: &mut jianyue_platform::Tx,
    who: Uuid,
) -> Result<(), Failure> {
    let Some(post) = posts(compiled).into_iter().find(|one| one.key == "RE-P2") else { return Ok(()) };
    let week = side.today() - Days::new(7);
    let open = days(compiled, &post, week, side.today() - Days::new(1));
    let Some(day) = open.ok().and_then(|open| open.first().copied()) else { return Ok(()) };
    let env = side.env(1);
    let time = |hour| chrono::NaiveTime::default().with_hour(hour);
    let new = PresenceCorrection {
        post: "RE-P2".to_owned(),
        staff_id: who,
        day,
        came: time(9),
        left: time(18),
        place: Some("鸿懋办公区".to_owned()),
        reason: "门禁记录显示在岗，忘记打卡（演示）".to_owned(),
    };
    correct(tx, side.desk(&env, side.manager), side.contract.id, new).await.map(drop).map_err(refused)
}
