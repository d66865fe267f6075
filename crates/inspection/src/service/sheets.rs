//! The printed sheets: everything that was made on a day or in a week, with every point, answer and signature.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use jianyue_contracts::{
    model::{Contract, Side},
    registry::Registry,
};
use jianyue_kernel::ContractId;
use jianyue_platform::Tx;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Desk, runs::body_of};
use crate::{
    error::InspectionError,
    model::{Announcement, Body, Kind, Proof, RunSignature, SheetKind, State},
    permissions::{READ, covers, require, require_some},
    policy::judge,
    store::{
        checklist::{ChecklistRow, checklist_list},
        deviation::finding_of,
        occurrence::{OccurrenceRow, occurrence_find, occurrence_of_days},
        run::{RunRow, run_find, run_of},
    },
};

/// A sheet as it is printed.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InspectionSheet)]
pub struct Sheet {
    /// Its contract.
    pub contract_id: Uuid,
    /// Title of the contract, as printed.
    pub contract: String,
    /// The client.
    pub client: String,
    /// The vendors.
    pub vendors: Vec<String>,
    /// What the sheet is called: the contract's own name where it has one.
    pub title: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// What was to be made, in order.
    pub parts: Vec<SheetPart>,
    /// How many were to be made.
    pub planned: usize,
    /// How many were made, late ones included.
    pub made: usize,
    /// How many answers are deviations.
    pub deviations: usize,
}

/// One occurrence of a sheet.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InspectionSheetPart)]
pub struct SheetPart {
    /// The occurrence.
    pub occurrence_id: Uuid,
    /// Its rule.
    pub rule: String,
    /// The clause that asks for it.
    pub clause: String,
    /// What it is called.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// The day it is planned for.
    pub planned: NaiveDate,
    /// Where it stands.
    pub state: State,
    /// What was told beforehand.
    pub announcement: Option<Announcement>,
    /// What a machine proved, in the place of a run.
    pub proof: Option<Proof>,
    /// Who is to make it.
    pub assignee: Option<String>,
    /// The run, the newest correction of it.
    pub run_id: Option<Uuid>,
    /// Who made it.
    pub by: Option<String>,
    /// When it was begun.
    pub started_at: Option<DateTime<Utc>>,
    /// When it was handed in.
    pub closed_at: Option<DateTime<Utc>>,
    /// Why it was corrected.
    pub corrected: Option<String>,
    /// SM3 of what it says.
    pub digest: Option<String>,
    /// Points by what they stand under.
    pub groups: Vec<SheetGroup>,
    /// Signatures.
    pub signatures: Vec<RunSignature>,
}

/// Points that stand under one name.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InspectionSheetGroup)]
pub struct SheetGroup {
    /// The name.
    pub title: String,
    /// Its points.
    pub rows: Vec<SheetRow>,
}

/// A point with its answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InspectionSheetRow)]
pub struct SheetRow {
    /// Key of the point.
    pub key: String,
    /// The point.
    pub title: String,
    /// What is allowed, in words; empty where nothing is said.
    pub limits: String,
    /// The answer in words; empty where there is none.
    pub value: String,
    /// What else there is to say.
    pub note: Option<String>,
    /// Whether it is not as it should be.
    pub deviation: bool,
    /// Digests of photos.
    pub photos: Vec<String>,
    /// When it was answered.
    pub at: Option<DateTime<Utc>>,
    /// Who answered it; `探针` for a probe.
    pub by: Option<String>,
    /// The ticket about what is not as it should be.
    pub ticket_id: Option<Uuid>,
    /// Its number.
    pub ticket_number: Option<String>,
}

/// The sheet of a day: everything that comes round by the day.
pub async fn daily_sheet(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    day: NaiveDate,
) -> Result<Sheet, InspectionError> {
    sheet(tx, desk, contract, SheetKind::Daily, (day, day)).await
}

/// The sheet of the week that `day` lies in, Monday to Sunday.
pub async fn weekly_sheet(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    day: NaiveDate,
) -> Result<Sheet, InspectionError> {
    let monday = day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into())).unwrap_or(day);
    let sunday = monday.checked_add_days(Days::new(6)).unwrap_or(day);
    sheet(tx, desk, contract, SheetKind::Weekly, (monday, sunday)).await
}

async fn sheet(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    kind: SheetKind,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Sheet, InspectionError> {
    require_some(desk.by, &READ, contract)?;
    let scope = desk.by.scope(&READ);
    let compiled = desk.app.state::<Registry>().shown(tx, contract, desk.now()).await?;
    let model = compiled.ok_or(InspectionError::NotFound)?.model.clone();
    let checklists: Vec<ChecklistRow> =
        checklist_list(tx, contract).await?.into_iter().filter(|one| one.body.0.sheet == kind).collect();
    let of = |row: &OccurrenceRow| checklists.iter().find(|one| one.rule == row.rule && one.kind == row.kind);
    let mut rows = occurrence_of_days(tx, contract, (from, to)).await?;
    rows.retain(|row| covers(&scope, contract, &row.works()) && row.state != State::Cancelled && of(row).is_some());
    let mut runs: BTreeMap<Uuid, RunRow> = match rows.iter().filter_map(|row| row.run_id).collect::<Vec<_>>() {
        ids if ids.is_empty() => BTreeMap::new(),
        ids => run_of(tx, ids).await?.into_iter().map(|run| (run.id, run)).collect(),
    };
    for found in finding_of(tx, runs.keys().copied().collect()).await? {
        let answer = runs.get_mut(&found.run_id).and_then(|run| run.answers.0.get_mut(&found.item));
        if let Some(answer) = answer {
            (answer.ticket_id, answer.ticket_number) = (found.ticket_id, found.ticket_number);
        }
    }
    let mut bodies: BTreeMap<(Uuid, i64), Body> =
        checklists.iter().map(|one| ((one.id, one.version), one.body.0.clone())).collect();
    for run in runs.values() {
        // Older versions are read once each.
        let version = (run.checklist_id, run.checklist_version);
        if let std::collections::btree_map::Entry::Vacant(place) = bodies.entry(version) {
            place.insert(body_of(tx, run).await?);
        }
    }
    let mut parts = Vec::with_capacity(rows.len());
    for row in rows {
        let run = row.run_id.and_then(|id| runs.get(&id));
        let now = of(&row).map(|one| (one.id, one.version));
        let version = run.map(|run| (run.checklist_id, run.checklist_version)).or(now);
        if let Some(body) = version.and_then(|version| bodies.get(&version)) {
            parts.push(part(row, run, body));
        }
    }
    let named = checklists.iter().find(|one| one.kind == Kind::Inspection && one.body.0.title.ends_with('单'));
    let house = match kind {
        SheetKind::Daily => "日巡检单",
        SheetKind::Weekly => "周巡检单",
        SheetKind::Plain => "巡检单",
    };
    let title = named.map_or_else(|| house.to_owned(), |one| one.body.0.title.clone());
    Ok(sheet_of(contract, &model, title, (from, to), parts))
}

/// One run alone, as a report on it.
///
/// # Errors
/// [`InspectionError::NotFound`] for one that the caller may not know of.
pub async fn run_sheet(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Sheet, InspectionError> {
    let mut run = run_find(tx, id).await?.ok_or(InspectionError::NotFound)?;
    require(desk.by, &READ, run.contract_id.into(), &run.works())?;
    let contract = ContractId(run.contract_id);
    let row = occurrence_find(tx, run.occurrence_id).await?.ok_or(InspectionError::NotFound)?;
    let compiled = desk.app.state::<Registry>().shown(tx, contract, desk.now()).await?;
    let model = compiled.ok_or(InspectionError::NotFound)?.model.clone();
    for found in finding_of(tx, vec![id]).await? {
        if let Some(answer) = run.answers.0.get_mut(&found.item) {
            (answer.ticket_id, answer.ticket_number) = (found.ticket_id, found.ticket_number);
        }
    }
    let body = body_of(tx, &run).await?;
    let span = (row.planned_on, row.planned_on);
    Ok(sheet_of(contract, &model, "巡检报告".to_owned(), span, vec![part(row, Some(&run), &body)]))
}

fn sheet_of(
    contract: ContractId,
    model: &Contract,
    title: String,
    (from, to): (NaiveDate, NaiveDate),
    parts: Vec<SheetPart>,
) -> Sheet {
    let side =
        |side: Side| model.parties.iter().filter(move |party| party.side == side).map(|party| party.name.clone());
    Sheet {
        contract_id: contract.0,
        contract: model.contract.title.clone(),
        client: side(Side::Client).next().unwrap_or_default(),
        vendors: side(Side::Vendor).collect(),
        title,
        from,
        to,
        planned: parts.len(),
        made: parts.iter().filter(|part| matches!(part.state, State::Done | State::DoneLate)).count(),
        deviations: parts
            .iter()
            .flat_map(|part| &part.groups)
            .flat_map(|group| &group.rows)
            .filter(|row| row.deviation)
            .count(),
        parts,
    }
}

fn part(row: OccurrenceRow, run: Option<&RunRow>, body: &Body) -> SheetPart {
    let mut groups: Vec<SheetGroup> = Vec::new();
    for item in &body.items {
        let answer = run.and_then(|run| run.answers.0.get(&item.key));
        let line = SheetRow {
            key: item.key.clone(),
            title: item.title.clone(),
            limits: judge::limits(item),
            value: answer.map(|answer| judge::in_words(item, &answer.value)).unwrap_or_default(),
            note: answer.and_then(|answer| answer.note.clone()),
            deviation: answer.is_some_and(|answer| answer.deviation),
            photos: answer.map(|answer| answer.photos.clone()).unwrap_or_default(),
            at: answer.map(|answer| answer.at),
            by: answer.map(|answer| answer.by.clone()),
            ticket_id: answer.and_then(|answer| answer.ticket_id),
            ticket_number: answer.and_then(|answer| answer.ticket_number.clone()),
        };
        match groups.last_mut().filter(|group| group.title == item.group) {
            Some(group) => group.rows.push(line),
            None => groups.push(SheetGroup { title: item.group.clone(), rows: vec![line] }),
        }
    }
    SheetPart {
        occurrence_id: row.id,
        rule: row.rule,
        clause: row.clause,
        title: row.title,
        kind: row.kind,
        planned: row.planned_on,
        state: row.state,
        announcement: row.announcement.map(|announcement| announcement.0),
        proof: row.proof.map(|proof| proof.0),
        assignee: row.assignee_name,
        run_id: run.map(|run| run.id),
        by: run.map(|run| run.by_name.clone()),
        started_at: run.map(|run| run.started_at),
        closed_at: run.and_then(|run| run.closed_at),
        corrected: run.and_then(|run| run.reason.clone()),
        digest: run.and_then(|run| run.digest.clone()),
        groups,
        signatures: run.map(|run| run.signatures.0.clone()).unwrap_or_default(),
    }
}
