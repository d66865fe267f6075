//! Figures, as a table for people and as JSON lines for later comparison.

use std::{fmt, fs::OpenOptions, io::Write, path::Path, time::Duration};

use serde::Serialize;

use crate::scenario::{Outcome, Scenario};

/// Heads the lines that [`Measurement`] prints: a Markdown table.
pub const HEADING: &str = "| what | conns | per second | p50 ms | p95 ms | p99 ms | resident MB | data |\n\
                           |---|---:|---:|---:|---:|---:|---:|---|";

/// One measurement.
#[derive(Debug, Serialize)]
pub struct Measurement {
    label: String,
    scenario: Scenario,
    connections: usize,
    requests: usize,
    per_second: f64,
    p50_ms: f64,
    p95_ms: f64,
    p99_ms: f64,
    resident_mb: Option<f64>,
}

impl Measurement {
    /// Sums up an outcome.
    pub fn of(
        label: &str,
        scenario: Scenario,
        connections: usize,
        mut outcome: Outcome,
        resident: Option<u64>,
    ) -> Self {
        outcome.took.sort_unstable();
        let at = |share: usize| percentile(&outcome.took, share).as_secs_f64() * 1e3;
        #[expect(clippy::cast_precision_loss, reason = "figures for reading, far below 2^52")]
        Self {
            label: label.to_owned(),
            scenario,
            connections,
            requests: outcome.took.len(),
            per_second: outcome.took.len() as f64 / outcome.lasted.as_secs_f64(),
            p50_ms: at(50),
            p95_ms: at(95),
            p99_ms: at(99),
            resident_mb: resident.map(|bytes| bytes as f64 / 1e6),
        }
    }
}

fn percentile(sorted: &[Duration], share: usize) -> Duration {
    sorted.get(sorted.len() * share / 100).or(sorted.last()).copied().unwrap_or_default()
}

impl fmt::Display for Measurement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { label, scenario, connections, per_second, p50_ms, p95_ms, p99_ms, .. } = self;
        let name = format!("{scenario:?}").to_lowercase();
        let resident = self.resident_mb.map_or_else(|| "–".to_owned(), |mb| format!("{mb:.0}"));
        write!(
            f,
            "| {name} | {connections} | {per_second:.0} | {p50_ms:.2} | {p95_ms:.2} | {p99_ms:.2} | {resident} | {label} |"
        )
    }
}

/// Resident memory of a process in bytes, from the kernel's figures; 0 when it is gone.
pub fn resident_bytes(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|kb| kb.trim().trim_end_matches("kB").trim().parse::<u64>().ok()).unwrap_or_default() * 1024
}

/// Appends one JSON line.
pub fn append(path: &Path, measured: &Measurement) -> std::io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    writeln!(file, "{}", serde_json::to_string(measured).unwrap_or_default())
}
