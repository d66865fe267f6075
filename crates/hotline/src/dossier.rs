//! What the hotline contributes to acceptance dossiers: waits and satisfaction against the promise.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_contracts::registry::Registry;
use jianyue_kernel::{Actor, Value};
use jianyue_platform::{
    App, DbError, Tx,
    dossier::{DossierAsk, DossierSource, RuleKept},
    duties::DutyEvidence,
};
use jianyue_sla::zone;

use crate::{
    report::read,
    service::{satisfaction, waits},
};

/// The most days of waits that are read at once.
const DAYS: i64 = 399;

/// Calls and return calls.
pub(crate) struct Calls;

#[async_trait]
impl DossierSource for Calls {
    /// Calls belong to a contract as a whole: a dossier on some works has none of them.
    async fn kept(&self, app: &App, tx: &mut Tx, ask: &DossierAsk) -> Result<Vec<RuleKept>, DbError> {
        if !ask.works.is_empty() {
            return Ok(Vec::new());
        }
        let (by, registry, now) = (Actor::system("reports.dossier"), app.state::<Registry>(), app.env().now());
        let to = ask.to.min(zone::local_date(now));
        let from = ask.from.max(to - chrono::TimeDelta::days(DAYS)).min(to);
        let mut kept = Vec::new();
        if let Some(waits) = read(waits(tx, registry, &by, ask.contract, (from, to)).await)? {
            for total in &waits.totals {
                let (Some(rule), Some(within)) = (total.target.clone(), total.within) else { continue };
                let measured = total.answered - total.unmeasured;
                let text =
                    format!("等待达标 {within}/{measured} 通（{}），{from} 至 {to}", Value::share(within, measured));
                let reached = i64::from(total.met == Some(true));
                kept.push(told(
                    rule,
                    reached,
                    i64::from(total.met == Some(false)),
                    text,
                    ("/calls/waits", "/portal"),
                    now,
                ));
            }
        }
        if let Some(told_of) = read(satisfaction(tx, registry, &by, ask.contract, (from, to)).await)? {
            let content = &told_of.of;
            if let Some(target) = told_of.target.filter(|_| content.n > 0) {
                let text = format!(
                    "回访满意 {}/{} 人（{}）",
                    content.satisfied,
                    content.n,
                    Value::share(content.satisfied, content.n)
                );
                let (met, late) = (told_of.met != Some(false), told_of.met == Some(false));
                let paths = ("/return-calls", "/portal/return-calls");
                kept.push(told(target.rule, met.into(), late.into(), text, paths, now));
            }
            let standing = &told_of.return_calls;
            if let Some(target) = standing.target.as_ref().filter(|_| standing.made > 0) {
                let text =
                    format!("应回访 {} 次，已回访 {} 次，其中逾期 {} 次", standing.due, standing.made, standing.late);
                let paths = ("/return-calls", "/portal/return-calls");
                let mut one = told(target.rule.clone(), standing.made - standing.late, standing.late, text, paths, now);
                one.open = standing.due - standing.made - standing.otherwise;
                kept.push(one);
            }
        }
        Ok(kept)
    }
}

fn told(rule: String, done: i64, late: i64, text: String, (path, client): (&str, &str), at: DateTime<Utc>) -> RuleKept {
    let evidence = DutyEvidence { text, path: path.to_owned(), client_path: client.to_owned(), by: String::new(), at };
    RuleKept { rule, done, late, open: 0, evidence: vec![evidence] }
}
