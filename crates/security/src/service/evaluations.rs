//! Evaluations under 等级保护.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::ContractId;
use jianyue_platform::{Tx, files, form::Form};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    done,
    files::Thing,
    findings::shown as finding_shown,
    require,
    shown::{holds, past_day},
    today, work_of,
};
use crate::{
    error::SecurityError,
    model::{Cited, Evaluation, EvaluationDetail, EvaluationResult, FindingState},
    permissions::{CONFIRM, MANAGE, READ, WRITE},
    policy::rules::{cited, evaluating},
    store::{
        evaluation::{EvaluationRow, evaluation_find, evaluation_insert, evaluation_list, evaluation_save},
        finding::{finding_counts, findings_of},
    },
};

/// The most that are listed.
const MOST: u32 = 200;

/// An evaluation to be written down.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewSecurityEvaluation)]
pub struct NewEvaluation {
    /// The system.
    pub system: String,
    /// Its level, 1 to 5.
    pub level: i64,
    /// Who evaluates.
    pub body: String,
    /// The day on which it was asked for.
    pub asked_on: NaiveDate,
    /// Key of the work concerned.
    #[serde(default)]
    pub work: Option<String>,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
}

/// What of an evaluation is to be changed; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SecurityEvaluationChange)]
pub struct EvaluationChange {
    /// Who evaluates.
    #[serde(default)]
    pub body: Option<String>,
    /// The day of its result; needs a result.
    #[serde(default)]
    pub evaluated_on: Option<NaiveDate>,
    /// What it concluded.
    #[serde(default)]
    pub result: Option<EvaluationResult>,
    /// Its score, as printed.
    #[serde(default)]
    pub score: Option<String>,
    /// A remark; empty removes it.
    #[serde(default)]
    pub note: Option<String>,
}

/// The evaluations of a contract, the newest first.
pub async fn evaluations(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<Vec<Evaluation>, SecurityError> {
    let scope = desk.reader(&READ, contract)?;
    let rows = evaluation_list(tx, &scope, contract, MOST).await?;
    shown(tx, desk, rows).await
}

/// Evaluations with how many of their findings stand where.
pub(super) async fn shown(
    tx: &mut Tx,
    desk: Desk<'_>,
    rows: Vec<EvaluationRow>,
) -> Result<Vec<Evaluation>, SecurityError> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut counts: BTreeMap<Uuid, [i64; 4]> = BTreeMap::new();
    for (id, state, n, late) in finding_counts(tx, &ids, desk.today()).await? {
        let of = counts.entry(id).or_default();
        match FindingState::try_from(state) {
            Ok(FindingState::Open) => (of[0], of[1]) = (n, late),
            Ok(FindingState::Fixed) => of[2] = n,
            Ok(FindingState::Accepted) => of[3] = n,
            Err(_) => {}
        }
    }
    Ok(rows.into_iter().map(|row| one(desk, &counts, row)).collect())
}

fn one(desk: Desk<'_>, counts: &BTreeMap<Uuid, [i64; 4]>, row: EvaluationRow) -> Evaluation {
    let [open, late, fixed, accepted] = counts.get(&row.id).copied().unwrap_or_default();
    let may = |needed| holds(desk, needed, ContractId(row.contract_id), row.work.as_ref());
    let all = [("change", may(&MANAGE)), ("mend", may(&WRITE)), ("accept", may(&CONFIRM))];
    Evaluation {
        allowed_actions: all.into_iter().filter(|(_, may)| *may).map(|(name, _)| name).collect(),
        by_rule: Cited::of(row.rule.as_ref(), row.clause.as_ref(), row.assumed.as_ref()),
        id: row.id,
        contract_id: row.contract_id,
        work: row.work,
        system: row.system,
        level: row.level,
        body: row.body,
        asked_on: row.asked_on,
        evaluated_on: row.evaluated_on,
        result: row.result.and_then(|word| EvaluationResult::try_from(word).ok()),
        score: row.score,
        note: row.note,
        open,
        late,
        fixed,
        accepted,
        version: row.version,
        created_at: row.created_at,
    }
}

/// An evaluation with what it found.
pub async fn evaluation(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<EvaluationDetail, SecurityError> {
    let row = evaluation_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    require(desk, &READ, row.contract_id, row.work.as_ref())?;
    detail(tx, desk, row).await
}

async fn detail(tx: &mut Tx, desk: Desk<'_>, row: EvaluationRow) -> Result<EvaluationDetail, SecurityError> {
    let id = row.id;
    let found = findings_of(tx, id).await?;
    let mut papers = files::files_of(tx, Thing::Finding.kind(), found.iter().map(|row| row.id)).await?;
    let findings = found
        .into_iter()
        .map(|row| {
            let files = papers.remove(&row.id).unwrap_or_default();
            finding_shown(desk, row, files)
        })
        .collect();
    let files = files::files_of(tx, Thing::Evaluation.kind(), [id]).await?.remove(&id).unwrap_or_default();
    let evaluation = shown(tx, desk, vec![row]).await?.pop().ok_or(Refusal::NotFound)?;
    Ok(EvaluationDetail { evaluation, findings, files })
}

/// Writes an evaluation down.
pub async fn evaluation_add(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: NewEvaluation,
) -> Result<EvaluationDetail, SecurityError> {
    require(desk, &MANAGE, contract.0, new.work.as_ref())?;
    let compiled = today(tx, desk, contract).await?;
    let mut form = Form::default();
    let work = work_of(&mut form, &compiled, new.work.as_deref());
    let system = form.required("system", "系统名称", &new.system, 200);
    let body = form.required("body", "测评机构", &new.body, 200);
    let note = form.optional("note", "备注", new.note.as_deref(), 1_000);
    if !(1..=5).contains(&new.level) {
        form.wrong("level", "等级应是 1 到 5");
    }
    form.done()?;
    let rule = evaluating(&compiled.model).map(cited);
    let (rule, clause, assumed) =
        rule.map_or((None, None, None), |rule| (Some(rule.rule), Some(rule.clause), rule.assumed));
    let row = EvaluationRow {
        id: desk.env.id(),
        contract_id: contract.0,
        work,
        system,
        level: new.level,
        body,
        asked_on: new.asked_on,
        evaluated_on: None,
        result: None,
        score: None,
        note,
        rule,
        clause,
        assumed,
        version: 1,
        created_at: desk.now(),
        updated_at: desk.now(),
    };
    evaluation_insert(tx, &row).await?;
    let said = json!({ "system": row.system, "level": row.level, "body": row.body });
    done(tx, desk, (contract.0, row.id), ("security.evaluation_add", "evaluation"), said).await?;
    detail(tx, desk, row).await
}

/// Changes an evaluation: its result comes in.
pub async fn evaluation_change(
    tx: &mut Tx,
    desk: Desk<'_>,
    (id, version): (Uuid, i64),
    wanted: EvaluationChange,
) -> Result<EvaluationDetail, SecurityError> {
    let mut row = evaluation_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    require(desk, &MANAGE, row.contract_id, row.work.as_ref())?;
    let mut form = Form::default();
    if let Some(body) = &wanted.body {
        row.body = form.required("body", "测评机构", body, 200);
    }
    if wanted.score.is_some() {
        row.score = form.optional("score", "得分", wanted.score.as_deref(), 40);
    }
    if wanted.note.is_some() {
        row.note = form.optional("note", "备注", wanted.note.as_deref(), 1_000);
    }
    if let Some(result) = wanted.result {
        row.result = Some(result.code().to_owned());
        row.evaluated_on =
            Some(past_day(&mut form, desk, ("evaluated_on", "结论日期"), wanted.evaluated_on, row.asked_on));
    } else if wanted.evaluated_on.is_some() {
        form.wrong("result", "填写结论日期时请同时选择测评结论");
    }
    form.done()?;
    row.updated_at = desk.now();
    let kept = row.version == version && evaluation_save(tx, &row).await?;
    if !kept {
        let now = evaluation(tx, desk, id).await?;
        return Err(Refusal::stale(&now).into());
    }
    row.version += 1;
    let said = json!({ "system": row.system, "result": row.result, "evaluated_on": row.evaluated_on });
    done(tx, desk, (row.contract_id, id), ("security.evaluation_change", "evaluation"), said).await?;
    detail(tx, desk, row).await
}
