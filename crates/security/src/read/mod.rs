//! Tables that people hand in.

mod findings;
mod scan;

pub use findings::{FINDING_COLUMNS, FindingDraft, read_findings};
pub use scan::{SCAN_COLUMNS, ScanDraft, read_scan};

use crate::model::Severity;

/// The severity that a scanner or an evaluator means.
fn severity(word: &str) -> Option<Severity> {
    Some(match word.trim().to_ascii_lowercase().replace([' ', '风', '险'], "").as_str() {
        "严重" | "紧急" | "超危" | "危急" | "critical" | "urgent" => Severity::Critical,
        "高" | "高危" | "重大" | "high" => Severity::High,
        "中" | "中危" | "一般" | "中等" | "medium" | "moderate" | "middle" => Severity::Medium,
        "低" | "低危" | "轻微" | "提示" | "low" => Severity::Low,
        _ => return None,
    })
}

/// Why a severity is none.
fn unknown_severity(word: &str) -> String {
    format!("风险等级“{word}”不认识，请填严重、高危、中危或低危")
}
