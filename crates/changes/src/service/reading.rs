//! Changes, read.

use chrono::{DateTime, Days, NaiveDate, Utc};
use jianyue_contracts::{Desk, desk::covers};
use jianyue_kernel::{BadCursor, ContractId, Page, PageRequest};
use jianyue_platform::{Tx, files};
use jianyue_sla::zone;
use uuid::Uuid;

use super::{
    calendar::{pending, window},
    step::Known,
};
use crate::{
    error::ChangeError,
    model::{Change, ChangeDetail, ChangeState, Conflict, Deed, Entry, Step, StepNow, Test},
    permissions::{APPROVE, BY_WORD, PLAN, READ, VERIFY},
    policy::{clash::clash, rules::inventory_clause},
    store::{
        change::ChangeRow,
        entry::entries_of,
        listing::{WantedChanges, change_list},
        test::TestRow,
    },
};

/// Which changes are wanted.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "as the parameters of the list")]
pub struct ChangesRequest {
    pub contract: Option<Uuid>,
    pub states: Vec<ChangeState>,
    pub unconfirmed: Option<bool>,
    pub work: Option<String>,
    pub q: Option<String>,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    pub page: PageRequest,
}

/// Changes, the one with the latest window first.
pub async fn changes(tx: &mut Tx, desk: Desk<'_>, request: ChangesRequest) -> Result<Page<Change>, ChangeError> {
    let after = match request.page.after::<2>()? {
        Some([at, id]) => {
            let at: DateTime<Utc> = at.parse().map_err(|_| BadCursor)?;
            Some((at, id.parse().map_err(|_| BadCursor)?))
        }
        None => None,
    };
    let limit = request.page.limit();
    let wanted = WantedChanges {
        contract: request.contract,
        states: request.states,
        unconfirmed: request.unconfirmed,
        work: request.work.filter(|work| !work.is_empty()),
        q: request.q.map(|q| q.trim().to_owned()).filter(|q| !q.is_empty()),
        from: request.from.map(zone::start_of_day),
        before: request.to.map(|to| zone::start_of_day(to + Days::new(1))),
        after,
        ..WantedChanges::all(desk.by.scope(&READ))
    };
    let rows = change_list(tx, &wanted, limit + 1).await?;
    let page = Page::of(rows, limit, |row| [row.planned_from.to_rfc3339(), row.id.to_string()]);
    Ok(page.map(|row| shown(row, desk.now())))
}

/// A change with all that belongs to it.
pub async fn change(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<ChangeDetail, ChangeError> {
    let known = Known::find(tx, desk, id).await?;
    detail(tx, desk, known).await
}

/// All of a change.
pub(super) async fn detail(tx: &mut Tx, desk: Desk<'_>, known: Known) -> Result<ChangeDetail, ChangeError> {
    let id = known.row.id;
    let entries = entries_of(tx, id).await?;
    let files = files::files_of(tx, super::file::KIND, [id]).await?.remove(&id).unwrap_or_default();
    let steps = steps(desk, &known);
    let days = known.days();
    let freezes = known.freezes.iter().filter(|one| one.from <= days.1 && days.0 <= one.to).cloned();
    let freezes = freezes.map(Into::into).collect();
    let conflicts = conflicts(tx, &known.row).await?;
    let inventory_clause = if known.row.touches_data {
        inventory_clause(&known.version.model, &known.row.works.0).map(str::to_owned)
    } else {
        None
    };
    let text_no = known.row.text_no;
    Ok(ChangeDetail {
        change: shown(known.row, desk.now()),
        tests: known.tests.into_iter().map(|row| test_shown(row, text_no)).collect(),
        entries: entries
            .into_iter()
            .map(|row| Entry { action: row.action, text: row.text, by: row.by_name, at: row.at })
            .collect(),
        files,
        freezes,
        conflicts,
        steps,
        inventory_clause,
    })
}

/// What the caller may do by their role, with why not now.
fn steps(desk: Desk<'_>, known: &Known) -> Vec<StepNow> {
    let all = [
        (Step::Edit, &PLAN),
        (Step::Submit, &PLAN),
        (Step::Decide, &APPROVE),
        (Step::ByWord, &BY_WORD),
        (Step::Confirm, &APPROVE),
        (Step::Test, &PLAN),
        (Step::Release, &PLAN),
        (Step::Verify, &VERIFY),
        (Step::RollBack, &PLAN),
        (Step::Close, &PLAN),
        (Step::Withdraw, &PLAN),
    ];
    let held =
        all.into_iter().filter(|(_, needed)| covers(&desk.by.scope(needed), known.contract(), &known.row.works.0));
    let facts = known.facts(desk.now(), desk.by.person.0);
    held.map(|(step, _)| StepNow { step, refused: facts.allow(step).err().map(|refused| refused.text) }).collect()
}

/// Changes still to be released whose windows share time and a system with this one.
async fn conflicts(tx: &mut Tx, row: &ChangeRow) -> Result<Vec<Conflict>, ChangeError> {
    if !row.state.is_ahead() {
        return Ok(Vec::new());
    }
    let others = pending(tx, ContractId(row.contract_id), (row.planned_from, row.planned_to)).await?;
    let met = others.into_iter().filter(|other| other.id != row.id && clash(window(row), window(other)));
    Ok(met.map(conflict).collect())
}

fn conflict(row: ChangeRow) -> Conflict {
    Conflict {
        id: row.id,
        number: row.number,
        title: row.title,
        planned_from: row.planned_from,
        planned_to: row.planned_to,
    }
}

/// A row as it is shown at `now`.
pub(super) fn shown(row: ChangeRow, now: DateTime<Utc>) -> Change {
    let submitted = match (row.submitted_by, row.submitted_name, row.submitted_at) {
        (Some(by_id), Some(by), Some(at)) => Some(Deed { by_id, by, at, note: None }),
        _ => None,
    };
    Change {
        id: row.id,
        contract_id: row.contract_id,
        number: row.number,
        rule: row.rule,
        clause: row.clause,
        assumed: row.assumed,
        works: row.works.0,
        systems: row.systems.0,
        title: row.title,
        reason: row.reason,
        kind: row.kind,
        urgency: row.urgency,
        risk: row.risk,
        risk_note: row.risk_note,
        plan: row.plan.0,
        test_plan: row.test_plan,
        roll_back_plan: row.roll_back_plan,
        planned_from: row.planned_from,
        planned_to: row.planned_to,
        touches_data: row.touches_data,
        source: row.source,
        state: row.state,
        text_no: row.text_no,
        submitted,
        decision: row.decision.map(|json| json.0),
        unconfirmed: row.unconfirmed,
        released: row.released.map(|json| json.0),
        outcome: row.outcome.map(|json| json.0),
        overdue: matches!(row.state, ChangeState::Approved | ChangeState::Tested) && row.planned_to < now,
        created_by: row.created_name,
        created_at: row.created_at,
        updated_at: row.updated_at,
        version: row.version,
    }
}

fn test_shown(row: TestRow, text_no: i64) -> Test {
    Test {
        id: row.id,
        current: row.text_no == text_no,
        environment: row.environment,
        passed: row.passed,
        failed: row.failed,
        result: row.result,
        tester: row.tester,
        tested_on: row.tested_on,
        note: row.note,
        by: row.by_name,
        at: row.at,
    }
}
