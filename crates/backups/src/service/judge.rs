//! What is wrong with what was seen, under a policy.

use chrono::{DateTime, TimeDelta, Utc};

use super::{checking::Newest, source::Seen};
use crate::{
    model::{Finding, FindingCode},
    policy::{
        lateness::{is_late, limit},
        retention::{Kept, TooShort, kept_until, too_short},
        says::{clock, lasted, size},
        trend::shrunk,
    },
    store::{file::FileRow, policy::PolicyRow},
};

/// How far the clock of the other machine may be ahead.
const AHEAD: TimeDelta = TimeDelta::minutes(10);

/// Files that changed since the last look, and all of them as they are now.
pub(super) struct Known {
    /// What has to be written.
    pub changed: Vec<FileRow>,
    /// All, the newest first.
    pub all: Vec<FileRow>,
}

/// What is known of the files after another look. A file from the future is as old as its first sight.
pub(super) fn known(before: Vec<FileRow>, seen: &[Seen], newest: Option<&Newest>, now: DateTime<Utc>) -> Known {
    let mut rows: std::collections::BTreeMap<String, FileRow> =
        before.into_iter().map(|row| (row.name.clone(), row)).collect();
    let (mut changed, mut all) = (Vec::new(), Vec::with_capacity(seen.len()));
    for file in seen {
        let old = rows.remove(&file.name);
        let bytes = i64::try_from(file.bytes).unwrap_or(i64::MAX);
        let at = if file.at <= now + AHEAD {
            file.at
        } else {
            old.as_ref().filter(|old| old.bytes == bytes).map_or(now, |old| old.at)
        };
        // Databases keep microseconds.
        let at = DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at);
        let same = old.as_ref().is_some_and(|old| old.at == at && old.bytes == bytes);
        let mut digest = old.as_ref().filter(|_| same).and_then(|old| old.digest.clone());
        if let Some(newest) = newest.filter(|newest| newest.seen.name == file.name && newest.digest.is_some()) {
            digest.clone_from(&newest.digest);
        }
        let row = FileRow { name: file.name.clone(), at, bytes, digest, gone_at: None };
        if old.as_ref() != Some(&row) {
            changed.push(row.clone());
        }
        all.push(row);
    }
    for mut gone in rows.into_values() {
        if gone.gone_at.is_none() {
            gone.gone_at = Some(now);
            changed.push(gone.clone());
        }
        all.push(gone);
    }
    all.sort_by(|a, b| (b.at, &b.name).cmp(&(a.at, &a.name)));
    Known { changed, all }
}

/// Everything that is wrong.
pub(super) fn judge(
    policy: &PolicyRow,
    files: &[FileRow],
    newest: Option<&Newest>,
    now: DateTime<Utc>,
) -> Vec<Finding> {
    let clause = policy.clause.clone();
    let mut found = Vec::new();
    let mut tell = |code, text: String| found.push(Finding { code, text, clause: clause.clone() });
    let limit = limit(policy.every_hours, policy.grace_minutes);
    let there = files.iter().filter(|file| file.gone_at.is_none());
    let (Some(newest), Some(last)) = (newest, there.clone().map(|file| file.at).max()) else {
        tell(FindingCode::Missing, format!("{} 中没有符合 {} 的备份文件", policy.source.says(), policy.pattern));
        return found;
    };
    if is_late(last, now, limit) {
        let grace = match policy.grace_minutes {
            0 => "应少于".to_owned(),
            minutes => format!("含 {} 宽限应少于", lasted(TimeDelta::minutes(minutes))),
        };
        tell(
            FindingCode::TooOld,
            format!("最新的备份写于 {}，距今 {}，{grace} {}", clock(last), lasted(now - last), lasted(limit)),
        );
    }
    let name = &newest.seen.name;
    let bytes = i64::try_from(newest.seen.bytes).unwrap_or(i64::MAX);
    if let Some(least) = policy.min_bytes.filter(|least| bytes < *least) {
        tell(FindingCode::TooSmall, format!("{name} 只有 {}，应不小于 {}", size(bytes), size(least)));
    }
    // Those of the same pattern that were written before it, gone or not, the newest first.
    let place = files.iter().position(|file| file.name == *name).unwrap_or(0);
    let before: Vec<i64> = files.iter().skip(place + 1).map(|file| file.bytes).collect();
    if let Some(median) = shrunk(bytes, &before, policy.shrink_percent) {
        tell(
            FindingCode::Shrunk,
            format!(
                "{name} 为 {}，比之前几份的中位数 {} 减小超过 {}%",
                size(bytes),
                size(median),
                policy.shrink_percent
            ),
        );
    }
    if let Some(mismatch) = &newest.mismatch {
        tell(FindingCode::Checksum, mismatch.clone());
    }
    if let Some(fault) = &newest.fault {
        tell(FindingCode::Unreadable, format!("{name}：{fault}"));
    }
    let kept: Vec<Kept> = files.iter().map(|file| Kept { at: file.at, gone_at: file.gone_at }).collect();
    let interval = TimeDelta::hours(policy.every_hours);
    match too_short(&kept, (policy.created_at, now), policy.keep_days, interval) {
        Some(TooShort::GoneEarly(n, at)) => tell(
            FindingCode::Retention,
            format!(
                "{n} 份备份没有保存够 {} 天就被删除，最近一份写于 {}，应保存到 {}",
                policy.keep_days,
                clock(at),
                kept_until(at, policy.keep_days)
            ),
        ),
        Some(TooShort::OldestTooYoung(at)) => {
            tell(FindingCode::Retention, format!("最早的备份写于 {}，没有保存够 {} 天", clock(at), policy.keep_days));
        }
        None => {}
    }
    found
}
