//! What a scanner found is taken over, row by row: what is known is seen again and never doubled.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use jianyue_contracts::{Desk, registry::Compiled};
use jianyue_kernel::ContractId;
use jianyue_platform::{Tx, form::Form, words};
use jianyue_sheets::RowOf;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    done,
    intake::{fresh, step_of, tell, under},
    require, today, work_of,
};
use crate::{
    error::SecurityError,
    model::{Decision, SecurityTerm, Severity, Source, State, StepKind},
    permissions::WRITE,
    policy::finding,
    read::ScanDraft,
    store::{
        step::{StepRow, steps_insert},
        term::terms_of,
        vulnerability::{VulnerabilityRow, vulnerabilities_insert, vulnerabilities_of, vulnerability_seen},
    },
};

words! {
    /// What becomes of a row.
    #[schema(as = VulnerabilityImportOutcome)]
    pub enum ImportOutcome {
        /// It is new.
        Added = "added",
        /// It is known, and was seen again.
        Updated = "updated",
        /// It is known, and was seen on that day or later already.
        Same = "same",
        /// It does not fit; the reason says what to do.
        Refused = "refused",
    }
}

/// A row and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = VulnerabilityImportRow)]
pub struct ImportRow {
    /// Its line in the table.
    pub line: usize,
    /// What it is called and where, so that it is found again.
    pub about: String,
    /// What becomes of it.
    pub outcome: ImportOutcome,
    /// Why it is refused, or how often it was seen.
    pub reason: Option<String>,
    /// The vulnerability.
    pub id: Option<Uuid>,
}

/// What becomes of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = VulnerabilityImportResult)]
pub struct ImportResult {
    /// Whether this was a look only, and nothing was kept.
    pub preview: bool,
    /// How many are new.
    pub added: usize,
    /// How many were seen again.
    pub updated: usize,
    /// How many are as they are.
    pub same: usize,
    /// How many are refused.
    pub refused: usize,
    /// Each row.
    pub rows: Vec<ImportRow>,
}

/// Whether the caller may take a file over: looked at before it is received.
pub fn scan_of(desk: Desk<'_>, contract: ContractId, work: Option<&String>) -> Result<(), SecurityError> {
    Ok(require(desk, &WRITE, contract.0, work)?)
}

/// What is to be done.
#[derive(Default)]
struct Plan {
    rows: Vec<ImportRow>,
    new: Vec<VulnerabilityRow>,
    steps: Vec<StepRow>,
    seen: Vec<(Uuid, NaiveDate)>,
}

/// Takes what was read over, or looks what would become of it.
pub async fn scan_import(
    tx: &mut Tx,
    desk: Desk<'_>,
    (contract, work, file): (ContractId, Option<String>, &str),
    rows: Vec<RowOf<ScanDraft>>,
    preview: bool,
) -> Result<ImportResult, SecurityError> {
    scan_of(desk, contract, work.as_ref())?;
    let compiled = today(tx, desk, contract).await?;
    let mut form = Form::default();
    let work = work_of(&mut form, &compiled, work.as_deref());
    form.done()?;
    let terms = terms_of(tx, contract).await?;
    let keys: Vec<String> = rows.iter().filter_map(|row| Some(key(row.draft.as_ref().ok()?))).collect();
    // By round: the last one stays.
    let known: HashMap<String, VulnerabilityRow> =
        vulnerabilities_of(tx, contract, &keys).await?.into_iter().map(|row| (row.finding.clone(), row)).collect();
    let mut plan = Plan::default();
    let mut met = HashSet::new();
    for row in rows {
        let told = one(desk, (contract, work.as_ref(), &compiled, &terms), &known, &mut met, row, &mut plan);
        plan.rows.push(told);
    }
    let n = |outcome| plan.rows.iter().filter(|row| row.outcome == outcome).count();
    let (added, updated, refused) = (n(ImportOutcome::Added), n(ImportOutcome::Updated), n(ImportOutcome::Refused));
    let same = plan.rows.len() - added - updated - refused;
    if !preview {
        vulnerabilities_insert(tx, &plan.new).await?;
        for (id, on) in &plan.seen {
            vulnerability_seen(tx, *id, *on, desk.now()).await?;
        }
        steps_insert(tx, &plan.steps).await?;
        // Of many grave ones the gravest is told: its text says how many came with it.
        if let Some(gravest) = plan.new.iter().min_by_key(|row| (row.severity, row.due_on)) {
            let grave = plan.new.iter().filter(|row| row.severity <= Severity::High).count();
            let mut told = gravest.clone();
            if grave > 1 {
                told.title = format!("{}等 {grave} 个", told.title);
            }
            tell(tx, desk, &told).await?;
        }
        let detail = json!({ "file": file, "added": added, "seen": updated, "refused": refused });
        done(tx, desk, (contract.0, contract.0), ("security.import", "imported"), detail).await?;
    }
    Ok(ImportResult { preview, added, updated, same, refused, rows: plan.rows })
}

fn key(draft: &ScanDraft) -> String {
    finding::key(draft.number.as_deref(), &draft.title, draft.host.as_deref(), draft.port.as_deref())
}

/// What a row is taken over under.
type Under<'a> = (ContractId, Option<&'a String>, &'a Compiled, &'a [SecurityTerm]);

fn one(
    desk: Desk<'_>,
    (contract, work, compiled, terms): Under<'_>,
    known: &HashMap<String, VulnerabilityRow>,
    met: &mut HashSet<String>,
    row: RowOf<ScanDraft>,
    plan: &mut Plan,
) -> ImportRow {
    let RowOf { line, about, draft } = row;
    let mut told = ImportRow { line, about, outcome: ImportOutcome::Refused, reason: None, id: None };
    let draft = match draft {
        Ok(draft) => draft,
        Err(reason) => return ImportRow { reason: Some(reason), ..told },
    };
    let finding = key(&draft);
    if !met.insert(finding.clone()) {
        told.reason = Some("与前面某一行的编号（或名称）、主机和端口相同，只算一次".to_owned());
        told.outcome = ImportOutcome::Same;
        return told;
    }
    let last = known.get(&finding);
    if let Some(last) = last
        && !comes_back(last, draft.found_on)
    {
        told.id = Some(last.id);
        told.outcome = ImportOutcome::Same;
        if draft.found_on > last.last_seen_on {
            told.outcome = ImportOutcome::Updated;
            told.reason = Some(format!("已在台账中（{}），第 {} 次发现", last.state.name(), last.times_seen + 1));
            plan.seen.push((last.id, draft.found_on));
            let data = json!({ "times": last.times_seen + 1 });
            plan.steps.push(step_of(desk, last.id, StepKind::Seen, draft.found_on, ("", data)));
        }
        return told;
    }
    let mut new = fresh(desk, contract, Source::Scanner, draft.found_on);
    new.finding = finding;
    new.round = last.map_or(1, |last| last.round + 1);
    new.work = work.cloned();
    new.number = draft.number;
    new.title = draft.title;
    new.severity = draft.severity;
    new.description = draft.description;
    new.host = draft.host;
    new.port = draft.port;
    new.asset_code = draft.asset_code;
    if let Err(reason) = under(compiled, terms, &mut new) {
        told.reason = Some(reason.to_owned());
        return told;
    }
    told.outcome = ImportOutcome::Added;
    told.id = Some(new.id);
    if new.round > 1 {
        told.reason = Some(format!("同一漏洞曾关闭 {} 次，这次重新登记", new.round - 1));
    }
    let said = new.description.clone().unwrap_or_default();
    let data = json!({ "source": new.source });
    plan.steps.push(step_of(desk, new.id, StepKind::Received, new.received_on, (&said, data)));
    plan.new.push(new);
    told
}

/// Whether something that was closed begins anew: found after it was closed, and not borne by consent.
fn comes_back(last: &VulnerabilityRow, found: NaiveDate) -> bool {
    let borne = last.decision.as_deref() == Some(Decision::Accept.code());
    last.state == State::Closed && !borne && last.closed_on.is_some_and(|closed| found > closed)
}
