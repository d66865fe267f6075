//! Penalties that follow from what happened: happenings are kept, and the ledger follows them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_contracts::{Contract, Desk, model::Happening};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    App, Tx,
    db::DbError,
    dossier::DossierAsk,
    duties::{Duty, DutyState},
    promises::{Promise, PromiseState},
};
use jianyue_sla::zone;
use sqlx::types::Json;
use uuid::Uuid;

use super::{accepting::reports_fact, telling::keep_for};
use crate::{
    error::BillingError,
    fold::fold,
    raise::{Seen, Step, horizon, raisings, steps},
    store::{
        entry::{EntryRow, entry_hold, entry_list, entry_next},
        happening::{SeenRow, seen_find, seen_keep, seen_since},
    },
};

/// Records whose clocks are read at a time.
const BATCH: usize = 200;
/// A proposal that is over when it is told is told to be over at once: more rounds than that are never needed.
const ROUNDS: usize = 3;

/// What a look at a contract told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Raised {
    /// Entries that the ledger got.
    pub told: usize,
}

/// Looks at everything that penalties of a contract follow from, and has its ledger follow. Idempotent.
///
/// # Errors
/// When the database refuses; what was kept before stays.
pub async fn raise(desk: Desk<'_>, contract: ContractId) -> Result<Raised, BillingError> {
    let (app, today) = (desk.app, desk.today());
    let since = horizon(today);
    let mut tx = app.db().read().await?;
    let model = desk.version(&mut tx, contract, today).await?;
    let duties = duties(app, &mut tx, contract, (since, today)).await?;
    let known = seen_since(&mut tx, contract, since).await?;
    let clocks = clocks(app, &mut tx, &known).await?;
    drop(tx);
    let mut changed = of_duties(&model.model, contract, &duties, &known, today);
    changed.extend(of_clocks(&clocks, &known));
    let mut tx = app.db().write().await?;
    for (seen, gone) in &changed {
        seen_keep(&mut tx, contract, seen, gone.as_deref()).await?;
    }
    let told = follow(&mut tx, desk, contract).await? + reports_fact(&mut tx, desk, contract).await?;
    tx.commit().await?;
    Ok(Raised { told })
}

/// Has the ledger follow what is kept of happenings; how many entries it got.
pub(crate) async fn follow(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<usize, BillingError> {
    entry_hold(tx, contract).await?;
    let today = desk.today();
    let version = desk.version(tx, contract, today).await?;
    let mut all = 0;
    for _ in 0..ROUNDS {
        let rows = entry_list(tx, [contract.0]).await?;
        let told = fold(&rows);
        let standing = raisings(&rows, &told);
        let open = standing.iter().filter(|one| one.gone.is_none() && !one.decided);
        let since = open.map(|one| one.on).min().map_or(horizon(today), |first| first.min(horizon(today)));
        let kept = seen_since(tx, contract, since).await?;
        let seen: Vec<Seen> = (kept.iter())
            .filter(|row| row.gone.is_none() && row.body.0.on <= today)
            .map(|row| row.body.0.clone())
            .collect();
        let gone = kept.into_iter().filter_map(|row| Some((row.key, row.gone?))).collect();
        let steps = steps(&version.model, today, &seen, &gone, &standing);
        if steps.is_empty() {
            break;
        }
        all += steps.len();
        for step in steps {
            tell_step(tx, desk, contract, step).await?;
        }
    }
    Ok(all)
}

/// Tells what the software knows; nobody's permission is asked.
pub(super) async fn tell_step(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    step: Step,
) -> Result<(), BillingError> {
    let seq = entry_next(tx, contract).await?;
    let row = EntryRow {
        id: desk.env.id(),
        contract_id: contract.0,
        seq,
        kind: step.entry.kind().to_owned(),
        body: Json(step.entry),
        by_id: Uuid::nil(),
        by_name: desk.by.name.clone(),
        at: desk.now(),
    };
    keep_for(tx, desk, &row, step.cause.as_deref()).await
}

/// Keeps something that another module told of; whether it is new or different.
pub(crate) async fn notice(
    tx: &mut Tx,
    contract: ContractId,
    seen: &Seen,
    gone: Option<&str>,
) -> Result<bool, DbError> {
    let known = seen_find(tx, contract, &seen.key).await?;
    if known.is_some_and(|known| known.body.0 == *seen && known.gone.as_deref() == gone) {
        return Ok(false);
    }
    seen_keep(tx, contract, seen, gone).await?;
    Ok(true)
}

/// Looks at the clocks of records and keeps those that were broken; whether anything is new.
pub(crate) async fn notice_clocks(
    app: &App,
    tx: &mut Tx,
    contract: ContractId,
    records: &[Uuid],
) -> Result<bool, DbError> {
    let mut new = false;
    for promise in promises_of(app, tx, records).await?.iter().filter(|one| one.state == PromiseState::Broken) {
        new |= notice(tx, contract, &clock_seen(promise), None).await?;
    }
    Ok(new)
}

async fn promises_of(app: &App, tx: &mut Tx, records: &[Uuid]) -> Result<Vec<Promise>, DbError> {
    let mut all = Vec::new();
    for source in app.modules().iter().filter_map(|module| module.promises()) {
        all.extend(source.of(app, tx, records).await?);
    }
    Ok(all)
}

/// Everything that is owed under the contract and listed under a day of the span, with what people said of it, as the module
/// that keeps the ledger knows it.
pub(crate) async fn duties(
    app: &App,
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<Duty>, DbError> {
    let ask = DossierAsk { contract, works: Vec::new(), from, to };
    for source in app.modules().iter().filter_map(|module| module.dossier()) {
        if let Some(ledger) = source.ledger(app, tx, &ask).await? {
            return Ok(ledger);
        }
    }
    let mut all = Vec::new();
    for source in app.modules().iter().filter_map(|module| module.duties()) {
        all.extend(source.duties(app, tx, contract, from, to).await?);
    }
    Ok(all)
}

/// The clocks of the records that were told of, as they stand now.
async fn clocks(app: &App, tx: &mut Tx, known: &[SeenRow]) -> Result<Vec<Promise>, DbError> {
    let told = known.iter().filter(|row| row.body.0.by == Happening::ClockBreached);
    let records: BTreeSet<Uuid> = told.filter_map(|row| row.key.split(':').nth(1)?.parse().ok()).collect();
    let records: Vec<Uuid> = records.into_iter().collect();
    let mut all = Vec::new();
    for batch in records.chunks(BATCH) {
        all.extend(promises_of(app, tx, batch).await?);
    }
    Ok(all)
}

type Changed = Vec<(Seen, Option<String>)>;

/// Clocks that were broken and are not any more: held, judged anew, or not there.
fn of_clocks(now: &[Promise], known: &[SeenRow]) -> Changed {
    let standing: BTreeMap<String, &Promise> = now.iter().map(|one| (clock_key(one), one)).collect();
    let told = known.iter().filter(|row| row.body.0.by == Happening::ClockBreached);
    told.filter_map(|row| {
        let broken = standing.get(&row.key).filter(|one| one.state == PromiseState::Broken);
        match broken {
            Some(promise) => {
                let seen = clock_seen(promise);
                (seen != row.body.0 || row.gone.is_some()).then_some((seen, None))
            }
            None if row.gone.is_some() => None,
            None => Some((row.body.0.clone(), Some(format!("{}的时限重新判定，不再超时", row.body.0.label)))),
        }
    })
    .collect()
}

fn clock_key(promise: &Promise) -> String {
    format!("clock:{}", promise.key)
}

/// A promised time as something that happened, or would.
pub(crate) fn clock_seen(promise: &Promise) -> Seen {
    let due = promise.due_at.unwrap_or_default();
    Seen {
        key: clock_key(promise),
        by: Happening::ClockBreached,
        rule: promise.case.clone(),
        target: Some(promise.target.to_owned()),
        sort: None,
        works: promise.work.iter().cloned().collect(),
        about: promise.path.clone(),
        on: zone::local_date(due),
        over_on: promise.stopped_at.map(zone::local_date),
        label: promise.number.clone(),
        text: format!(
            "工单 {} {}超时（约定 {}，{} 到期）",
            promise.number,
            promise.target_name,
            promise.within,
            local(due)
        ),
        clause: promise.clause.clone(),
        path: promise.path.clone(),
        client_path: promise.client_path.clone(),
    }
}

fn local(at: DateTime<Utc>) -> String {
    zone::local(at).format("%-m 月 %-d 日 %H:%M").to_string()
}

/// Duties that were missed or done late, as far as a rule of the contract asks for them; and those that no longer are.
fn of_duties(contract: &Contract, id: ContractId, duties: &[Duty], known: &[SeenRow], today: NaiveDate) -> Changed {
    let told: BTreeMap<&str, &SeenRow> = known.iter().map(|row| (row.key.as_str(), row)).collect();
    let mut found: BTreeSet<String> = BTreeSet::new();
    let mut changed = Vec::new();
    for duty in duties.iter().filter(|duty| duty.due.is_some_and(|due| due < today)) {
        let Some(seen) = duty_seen(duty, id) else { continue };
        if !contract.penalties.iter().flat_map(|penalty| &penalty.raised_by).any(|rule| seen.fits(rule)) {
            continue;
        }
        found.insert(seen.key.clone());
        if told.get(seen.key.as_str()).is_none_or(|row| row.body.0 != seen || row.gone.is_some()) {
            changed.push((seen, None));
        }
    }
    let now: BTreeMap<String, &Duty> = duties.iter().map(|duty| (duty_key(duty), duty)).collect();
    let lost =
        known.iter().filter(|row| row.key.starts_with("duty:") && row.gone.is_none() && !found.contains(&row.key));
    for row in lost {
        changed.push((row.body.0.clone(), Some(why_gone(now.get(&row.key).copied(), &row.body.0))));
    }
    changed
}

fn why_gone(duty: Option<&Duty>, seen: &Seen) -> String {
    let title = &seen.label;
    match duty.map(|duty| (duty.state, duty.ended_at.map(zone::local_date))) {
        Some((DutyState::Waived, _)) => format!("“{title}”已由甲方免除"),
        Some((DutyState::DoneLate, Some(on))) => format!("“{title}”已于 {on} 补做"),
        Some((DutyState::Done, _)) => format!("“{title}”已有按期完成的证据"),
        _ => format!("“{title}”不再逾期"),
    }
}

fn duty_key(duty: &Duty) -> String {
    format!("duty:{}", duty.key)
}

/// A duty that was missed or done late.
fn duty_seen(duty: &Duty, contract: ContractId) -> Option<Seen> {
    let due = duty.due?;
    let done = duty.ended_at.map(zone::local_date);
    let (by, over_on, said) = match duty.state {
        DutyState::Missed => (Happening::DutyMissed, None, "没有做".to_owned()),
        DutyState::DoneLate => {
            let late = done.map(|done| (done - due).num_days().max(1)).unwrap_or_default();
            (Happening::DutyLate, done, format!("迟了 {late} 天"))
        }
        _ => return None,
    };
    Some(Seen {
        by, over_on, text: format!("{}（{due} 到期）{said}", duty.title), ..duty_open(duty, contract, due)
    })
}

/// A duty as it would be missed.
pub(crate) fn duty_open(duty: &Duty, contract: ContractId, due: NaiveDate) -> Seen {
    let proof = duty.evidence.iter().find(|one| !one.path.is_empty());
    let list = format!("contract={}&rule={}&from={}&to={due}", contract.0, duty.rule, duty.from.min(due));
    let (path, client_path) = match proof {
        Some(proof) => (proof.path.clone(), proof.client_path.clone()),
        None => (format!("/duties?{list}"), format!("/portal/duties?{list}")),
    };
    Seen {
        key: duty_key(duty),
        by: Happening::DutyMissed,
        rule: duty.rule.clone(),
        target: None,
        sort: Some(duty.kind.to_owned()),
        works: duty.works.clone(),
        about: if path.starts_with("/tickets/") { path.clone() } else { duty_key(duty) },
        on: due,
        over_on: None,
        label: duty.title.clone(),
        text: format!("{}（{due} 到期）", duty.title),
        clause: duty.clause.clone(),
        path,
        client_path,
    }
}
