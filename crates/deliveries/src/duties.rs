//! What is owed of deliveries, readers and keys, as duties of the ledger. Days of payment are counted by one grouped query over
//! an index that holds all it needs.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use chrono::NaiveDate;
use jianyue_contracts::{
    model::{Contract, Duty as Rule},
    registry::Registry,
};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    App, Tx,
    db::DbError,
    duties::{Duty, DutyEvidence, DutySource, DutyState},
};
use jianyue_sla::zone;

use crate::store::{
    key::{MovedRow, moved_in},
    order::{DayRow, order_days, order_days_ended},
    reader::{CaseRow, case_list},
};

/// Deliveries by day of payment, readers that were away, keys that changed hands.
pub(crate) struct Owed;

#[async_trait]
impl DutySource for Owed {
    async fn duties(
        &self,
        app: &App,
        tx: &mut Tx,
        contract: ContractId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Duty>, DbError> {
        let now = app.env().now();
        let Ok(Some(version)) = app.state::<Registry>().shown(tx, contract, now).await else { return Ok(Vec::new()) };
        let (model, today) = (&version.model, zone::local_date(now));
        let days = order_days(tx, contract, (from, to)).await?;
        let mut found = Vec::new();
        if !days.is_empty() {
            let ended = order_days_ended(tx, contract, (from, to)).await?;
            let ended: HashMap<_, _> = ended.into_iter().map(|(rule, day, at)| ((rule, day), at)).collect();
            let mut by_due: BTreeMap<_, Vec<DayRow>> = BTreeMap::new();
            for day in days {
                by_due.entry((day.rule.clone(), day.paid_on, day.due_on)).or_default().push(day);
            }
            for day in by_due.into_values().flatten() {
                let last = ended.get(&(day.rule.clone(), day.paid_on)).copied().flatten();
                found.push(of_day(model, contract, day, last, today));
            }
        }
        let cases = case_list(tx, contract, (from, to)).await?;
        found.extend(cases.into_iter().map(|case| of_case(model, contract, case, today)));
        let moved = moved_in(tx, contract, (from, to)).await?;
        found.extend(moved.into_iter().map(|row| of_key(model, contract, row)));
        Ok(found)
    }
}

fn rule<'a>(model: &'a Contract, id: &str) -> Option<&'a Rule> {
    model.duties.iter().find(|duty| duty.id == id)
}

/// What all duties of this module have in common.
fn blank(model: &Contract, id: String, key: String, title: String, from: NaiveDate) -> Duty {
    let rule = rule(model, &id);
    Duty {
        key,
        clause: rule.map(|rule| rule.clause.clone()).unwrap_or_default(),
        assumed: rule.and_then(|rule| rule.assumed.clone()),
        works: rule.map(|rule| rule.works.clone()).unwrap_or_default(),
        rule: id,
        title,
        kind: "event",
        from,
        to: from,
        due: None,
        state: DutyState::Open,
        ended_at: None,
        note: None,
        evidence: Vec::new(),
    }
}

fn of_day(
    model: &Contract,
    contract: ContractId,
    day: DayRow,
    last: Option<chrono::DateTime<chrono::Utc>>,
    today: NaiveDate,
) -> Duty {
    let DayRow { rule: id, paid_on, due_on, orders, open, behind } = day;
    let key = format!("deliveries:day:{id}:{paid_on}:{}", due_on.unwrap_or(paid_on));
    let title = format!("{paid_on} 缴费 {orders} 单");
    let query = format!("contract={contract}&rule={id}&paid={paid_on}", contract = contract.0);
    let over = due_on.is_some_and(|due| due < today);
    let state = match (open, behind, over) {
        (0, 0, _) => DutyState::Done,
        (0, _, _) => DutyState::DoneLate,
        (_, _, true) => DutyState::Missed,
        _ => DutyState::Open,
    };
    let text = format!("{} 单已送达，{open} 单未送达，{behind} 单逾期送达", orders - open);
    let evidence = last.map(|at| DutyEvidence {
        text,
        path: format!("/deliveries?{query}"),
        client_path: format!("/portal/deliveries?{query}"),
        by: String::new(),
        at,
    });
    Duty {
        to: due_on.unwrap_or(paid_on),
        due: due_on,
        state,
        ended_at: last.filter(|_| open == 0),
        note: (open > 0).then(|| format!("还有 {open} 单未送达")),
        evidence: evidence.into_iter().collect(),
        ..blank(model, id, key, title, paid_on)
    }
}

fn of_case(model: &Contract, contract: ContractId, case: CaseRow, today: NaiveDate) -> Duty {
    let state = DutyState::on(today, case.from_on, case.due_on, case.done_on);
    let evidence = case.done_at.map(|at| DutyEvidence {
        text: case.done_text.clone().unwrap_or_default(),
        path: format!("/readers?contract={}&reader={}", contract.0, case.reader_id),
        client_path: format!("/portal/deliveries?contract={}", contract.0),
        by: case.done_by.clone().unwrap_or_default(),
        at,
    });
    Duty {
        to: case.due_on.unwrap_or(case.from_on),
        due: case.due_on,
        state,
        ended_at: case.done_at,
        evidence: evidence.into_iter().collect(),
        ..blank(model, case.rule, format!("deliveries:reader:{}", case.id), case.title, case.from_on)
    }
}

fn of_key(model: &Contract, contract: ContractId, row: MovedRow) -> Duty {
    let to = row.to_name.as_deref().map(|name| format!(" → {name}")).unwrap_or_default();
    let text = format!("{}{to}", row.from_name.as_deref().unwrap_or_default());
    let evidence = DutyEvidence {
        text,
        path: format!("/card-keys?contract={}&key={}", contract.0, row.key_id),
        client_path: format!("/portal/deliveries?contract={}", contract.0),
        by: row.by_name,
        at: row.at,
    };
    let title = format!("{} {} {}", row.kind.label(), row.title, row.number);
    Duty {
        state: DutyState::Done,
        ended_at: Some(row.at),
        evidence: vec![evidence],
        ..blank(model, row.rule, format!("deliveries:key:{}", row.id), title, row.moved_on)
    }
}
