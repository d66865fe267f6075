//! Saved views: filters with a name, and how many tickets there are, where that is kept.

use jianyue_kernel::ContractScope;
use jianyue_platform::Tx;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Change, create, expect_version, fields, hold, remove, scope_of, write};
use crate::{
    error::TicketError,
    filters::{Filters, Question},
    model::{ItemRow, Keep, View},
    policy::READ,
    service::Desk,
    store::{self, Asked, Assignee, CountedAt},
};

const KIND: Keep = Keep::View;

/// What a view is made of.
#[derive(Clone, Debug)]
pub struct ViewDraft {
    /// Its name.
    pub name: String,
    /// What the tickets must be like.
    pub filters: Filters,
    /// The contract on which it is shared.
    pub contract: Option<Uuid>,
}

/// The caller's own and those shared on contracts that the caller sees, each with how many tickets there are.
pub async fn view_list(tx: &mut Tx, desk: Desk<'_>) -> Result<Vec<View>, TicketError> {
    let Ok(scope) = scope_of(desk.by, KIND) else { return Ok(Vec::new()) };
    let rows = store::item_list(tx, KIND, desk.by.person.0, &scope, None).await?;
    counted(tx, desk, rows).await
}

/// Keeps a new one.
pub async fn view_create(tx: &mut Tx, desk: Desk<'_>, draft: ViewDraft) -> Result<View, TicketError> {
    scope_of(desk.by, KIND)?;
    let name = fields::name(&draft.name)?;
    check(&draft.filters, desk)?;
    let row = create(tx, desk, KIND, name, draft.contract, json!(draft.filters)).await?;
    one(tx, desk, row).await
}

/// Changes one.
pub async fn view_change(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    version: Option<i64>,
    change: Change<Filters>,
) -> Result<View, TicketError> {
    let mut row = hold(tx, desk.by, KIND, id).await?;
    expect_version(&row, version, || {
        shown(row.clone(), desk.by.person.0, None).map_or(Value::Null, |view| json!(view))
    })?;
    if let Some(name) = change.name {
        row.name = fields::name(&name)?;
    }
    if let Some(filters) = change.body {
        check(&filters, desk)?;
        row.body.0 = json!(filters);
    }
    let before = row.contract_id;
    row.contract_id = change.sharing.from(before);
    if let Some(position) = change.position {
        row.position = place(tx, desk, &row, position).await?;
    }
    let row = write(tx, desk, row, before).await?;
    one(tx, desk, row).await
}

/// Removes one.
pub async fn view_remove(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<(), TicketError> {
    remove(tx, desk, KIND, id).await
}

fn check(filters: &Filters, desk: Desk<'_>) -> Result<(), TicketError> {
    filters.read(desk.by.person.0, desk.now()).map(drop).map_err(TicketError::BadFields)
}

/// Moves a view to `position` among those of who made it; the others make room.
async fn place(tx: &mut Tx, desk: Desk<'_>, moved: &ItemRow, position: i64) -> Result<i64, TicketError> {
    let alone = ContractScope::Only(Vec::new());
    let mut rows = store::item_list(tx, KIND, moved.person_id, &alone, None).await?;
    rows.retain(|row| row.id != moved.id);
    let at = usize::try_from(position).map_err(|_| TicketError::field("position", "位置应是 0 或更大的整数"))?;
    let at = at.min(rows.len());
    rows.insert(at, moved.clone());
    for (position, mut row) in (0..).zip(rows) {
        if row.id != moved.id && row.position != position {
            row.position = position;
            store::item_update(tx, &row, desk.now()).await?;
        }
    }
    Ok(i64::try_from(at).unwrap_or(i64::MAX))
}

fn shown(row: ItemRow, me: Uuid, count: Option<i64>) -> Result<View, TicketError> {
    let filters = fields::body(&row)?;
    Ok(View {
        id: row.id,
        name: row.name,
        filters,
        shared_with: row.contract_id,
        mine: row.person_id == me,
        position: row.position,
        count,
        version: row.version,
    })
}

async fn one(tx: &mut Tx, desk: Desk<'_>, row: ItemRow) -> Result<View, TicketError> {
    let mut views = counted(tx, desk, vec![row]).await?;
    views.pop().ok_or(TicketError::NoItem(KIND))
}

/// Shows views with their counts: one reading of what is kept for all of them together.
async fn counted(tx: &mut Tx, desk: Desk<'_>, rows: Vec<ItemRow>) -> Result<Vec<View>, TicketError> {
    let me = desk.by.person.0;
    let mut views = rows.into_iter().map(|row| shown(row, me, None)).collect::<Result<Vec<_>, _>>()?;
    // Filters that a later version reads otherwise are shown without a count.
    let question = |view: &View| view.filters.read(me, desk.now()).ok().filter(is_kept);
    let questions: Vec<_> = views.iter().map(question).collect();
    let mut asked = Asked::default();
    for question in questions.iter().flatten() {
        asked.contracts.extend(question.contract);
        asked.works.extend(question.filter.work.clone());
        if let Some(Assignee::Person(person)) = question.filter.assignee {
            asked.people.insert(person);
        }
    }
    if questions.iter().all(Option::is_none) {
        return Ok(views);
    }
    let kept = store::count_places(tx, &desk.by.scope(&READ), &asked).await?;
    for (view, question) in views.iter_mut().zip(questions) {
        view.count = question.map(|question| kept.iter().filter(|at| is_in(at, &question)).map(|at| at.n).sum());
    }
    Ok(views)
}

/// How many tickets in `scope` answer `question`, where that is kept; nothing where it would have to be counted.
pub(crate) async fn kept_count(
    tx: &mut Tx,
    scope: &ContractScope,
    question: &Question,
) -> Result<Option<i64>, TicketError> {
    if !is_kept(question) {
        return Ok(None);
    }
    let mut asked = Asked::default();
    asked.contracts.extend(question.contract);
    asked.works.extend(question.filter.work.clone());
    if let Some(Assignee::Person(person)) = question.filter.assignee {
        asked.people.insert(person);
    }
    let kept = store::count_places(tx, scope, &asked).await?;
    Ok(Some(kept.iter().filter(|at| is_in(at, question)).map(|at| at.n).sum()))
}

/// Whether the kept counts tell how many tickets answer it: they know contract, work, state, alarm and, of live tickets,
/// who holds them.
fn is_kept(question: &Question) -> bool {
    let filter = &question.filter;
    let plain =
        question.text.is_none() && filter.kind.is_none() && filter.case.is_none() && filter.due_before.is_none();
    let states_live = !filter.states.is_empty() && filter.states.iter().all(|state| state.is_live());
    let live = filter.live || filter.alarm.is_some() || states_live;
    plain && (live || filter.assignee.is_none())
}

/// Whether the tickets that are counted there answer it.
fn is_in(at: &CountedAt, question: &Question) -> bool {
    let filter = &question.filter;
    let live = at.state.is_live();
    let holder = match filter.assignee {
        None => true,
        Some(Assignee::None) => at.assignee_id == Some(Uuid::nil()),
        Some(Assignee::Person(person)) => at.assignee_id == Some(person),
    };
    question.contract.is_none_or(|contract| at.contract_id == Some(contract))
        && filter.work.as_ref().is_none_or(|work| at.work.as_ref() == Some(work))
        && (filter.states.is_empty() || filter.states.contains(&at.state))
        && (!filter.live || live)
        && filter.alarm.is_none_or(|alarm| live && at.alarm == alarm as i64)
        && holder
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::model::State;

    fn question(filters: Value) -> Question {
        let filters: Filters = serde_json::from_value(filters).unwrap();
        filters.read(Uuid::from_u128(7), DateTime::UNIX_EPOCH).unwrap()
    }

    #[test]
    fn what_is_kept_is_counted_and_nothing_else() {
        for kept in [
            json!({}),
            json!({ "state": "live", "assignee": "me", "work": "apps", "sort": "opened" }),
            json!({ "state": "open,working", "assignee": "none" }),
            json!({ "alarm": "breached", "assignee": "me" }),
            json!({ "state": "closed" }),
            json!({ "contract": Uuid::from_u128(1), "q": "" }),
        ] {
            assert!(is_kept(&question(kept.clone())), "{kept}");
        }
        for not in [
            json!({ "q": "登录" }),
            json!({ "kind": "fault" }),
            json!({ "case": "HS-S1" }),
            json!({ "due_before": "4h" }),
            json!({ "assignee": "me" }),
            json!({ "assignee": "me", "state": "open,closed" }),
        ] {
            assert!(!is_kept(&question(not.clone())), "{not}");
        }
    }

    #[test]
    fn states_are_all_live_or_ended() {
        let at = |state, alarm| CountedAt { contract_id: None, work: None, state, alarm, assignee_id: None, n: 1 };
        assert!(is_in(&at(State::Open, 1), &question(json!({ "alarm": "breaching" }))));
        assert!(!is_in(&at(State::Open, 2), &question(json!({ "alarm": "breaching" }))));
        assert!(!is_in(&at(State::Closed, 0), &question(json!({ "state": "live" }))));
        assert!(!is_in(&at(State::Open, 0), &question(json!({ "state": "live", "assignee": "none" }))));
    }
}
