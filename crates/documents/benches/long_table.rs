//! A million rows of twenty-five columns into an Excel file: time, size, and the most memory that the process ever had.
//!
//! `cargo bench -p jianyue-documents --bench long_table`

use std::time::Instant;

use chrono::{DateTime, TimeDelta};
use jianyue_documents::xlsx::LongTable;
use jianyue_kernel::Value;

const ROWS: i64 = 1_000_000;

fn main() {
    if std::env::args().any(|arg| arg == "--test") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("long.xlsx");
    let before = peak_kib();
    let start = Instant::now();
    let names: Vec<String> = (1..=25).map(|n| format!("第 {n} 列")).collect();
    let columns: Vec<(&str, u16)> = names.iter().map(|name| (name.as_str(), 18)).collect();
    let opened = DateTime::from_timestamp(1_700_000_000, 0).expect("a moment");
    let mut table = LongTable::begin(folder.path(), "工单导出", opened, &columns).expect("begins");
    for n in 0..ROWS {
        let at = Value::Moment(opened + TimeDelta::seconds(n));
        let mut row = vec![Value::from(format!("HS-2026-{n:07}")), Value::from(format!("考务系统第 {n} 次无法登录"))];
        row.extend(
            ["故障报修", "严重故障", "处理中", "王工（演示）", "报修人甲", "应用系统", "热线", "考务中心"]
                .map(Value::from),
        );
        row.extend([at.clone(), at.clone(), Value::Count(1), Value::Count(1), Value::Count(n % 3)]);
        while row.len() < 25 {
            row.extend([at.clone(), Value::from("达标")]);
        }
        row.truncate(25);
        table.push(&row).expect("a row");
    }
    let written = start.elapsed();
    table.finish(&path).expect("is written");
    let size = std::fs::metadata(&path).map_or(0, |file| file.len());
    println!(
        "{ROWS} rows × 25 columns: rows {:.1} s, whole {:.1} s, file {} MiB, memory {} MiB (before: {} MiB)",
        written.as_secs_f64(),
        start.elapsed().as_secs_f64(),
        size >> 20,
        peak_kib() >> 10,
        before >> 10,
    );
}

/// The most memory that this process has had resident, in KiB.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or(0)
}
