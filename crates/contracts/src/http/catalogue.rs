//! `GET /contracts/{id}/catalogue`: what a ticket may be opened for.

use axum::{Json, extract::State};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id},
};
use jianyue_sla::{Case, ClockKind, Target};
use serde::Serialize;
use utoipa::ToSchema;

use super::no_contract;
use crate::{
    model::{Contract, DutyKind, MatrixCase, Work},
    registry::{Compiled, READ, Registry},
};

/// What a ticket may be opened for.
#[derive(Debug, Serialize, ToSchema)]
pub struct Catalogue {
    /// The works that the caller sees.
    works: Vec<CatalogueWork>,
    /// The kinds of tickets.
    kinds: Vec<CatalogueKind>,
}

/// A work, its services and its cases.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogueWork {
    /// Key of the work.
    key: String,
    /// Its title, as printed.
    name: String,
    /// Severities and cases, most severe first.
    cases: Vec<CatalogueCase>,
    /// Services listed for it.
    services: Vec<CatalogueItem>,
    /// Systems and devices that it covers.
    systems: Vec<CatalogueItem>,
}

/// A severity or case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogueCase {
    /// Key of the case.
    key: String,
    /// Its name, as printed.
    name: String,
    /// 1 is the most severe.
    level: u8,
    /// When it applies.
    wording: String,
    /// `false` when the cause lies outside the vendor's duty.
    vendor_duty: bool,
    /// Whether the emergency plan is opened.
    emergency_plan: bool,
    /// Its clocks.
    targets: Vec<CatalogueTarget>,
}

/// A clock of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogueTarget {
    /// `response`, `escalate`, `arrive`, `restore` or `resolve`.
    #[schema(value_type = String)]
    kind: ClockKind,
    /// How long it may run, in Chinese.
    text: String,
    /// The clause it comes from.
    clause: String,
    /// When it counts, in Chinese.
    window: String,
    /// Why it is a reading and not the letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    assumed: Option<String>,
}

/// Something with a key and a name.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogueItem {
    key: String,
    name: String,
}

/// A kind of ticket.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogueKind {
    /// Stable text.
    kind: &'static str,
    /// As people call it.
    name: &'static str,
    /// Whether the client's form must come with it.
    form_required: bool,
    /// The form, as the contract calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<CatalogueForm>,
}

/// A form that the contract asks for.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogueForm {
    /// What it is called.
    name: String,
    /// The clause that asks for it.
    clause: String,
}

/// Kinds of tickets, and the duty whose form they need.
const KINDS: [(&str, &str, Option<DutyKind>); 6] = [
    ("fault", "故障报修", None),
    ("service_request", "服务请求", None),
    ("consultation", "咨询", None),
    ("permission_change", "权限变更", Some(DutyKind::Permission)),
    ("data_change", "数据修改或导出", Some(DutyKind::Data)),
    ("complaint", "投诉", None),
];

/// The works that the caller sees, with their cases and services, and the kinds of tickets with the forms they need.
#[utoipa::path(get, path = "/contracts/{id}/catalogue", operation_id = "contract_catalogue", tag = "contracts",
    params(("id" = uuid::Uuid, Path, description = "The contract")),
    responses((status = 200, body = Catalogue), (status = "default", body = Problem)))]
pub(super) async fn contract_catalogue(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Catalogue>, Problem> {
    let mut tx = app.db().read().await?;
    let standing = app.state::<Registry>().get(&mut tx, &by, id.into(), app.env().now()).await?;
    let compiled = standing.ok_or_else(no_contract)?.compiled;
    let scope = by.scope(&READ);
    let seen = compiled.model.works.iter().filter(|work| scope.covers(id.into(), Some(&work.key)));
    let works = seen.map(|work| catalogue_work(&compiled, work)).collect();
    Ok(Json(Catalogue { works, kinds: kinds(&compiled.model) }))
}

fn catalogue_work(compiled: &Compiled, work: &Work) -> CatalogueWork {
    let item = |key: &str, name: &str| CatalogueItem { key: key.to_owned(), name: name.to_owned() };
    let cases = compiled.cases_of(Some(&work.key));
    CatalogueWork {
        key: work.key.clone(),
        name: work.title.clone(),
        cases: cases.map(|(_, case)| catalogue_case(case, compiled.matrix.case(&case.id))).collect(),
        services: work.services.iter().map(|service| item(&service.key, &service.title)).collect(),
        systems: work.systems.iter().map(|system| item(&system.key, &system.title)).collect(),
    }
}

fn catalogue_case(case: &MatrixCase, clocks: Option<&Case>) -> CatalogueCase {
    CatalogueCase {
        key: case.id.clone(),
        name: case.title.clone(),
        level: case.level,
        wording: case.wording.clone(),
        vendor_duty: case.vendor_duty,
        emergency_plan: case.emergency_plan,
        targets: clocks.map(|case| case.targets.iter().map(catalogue_target).collect()).unwrap_or_default(),
    }
}

fn catalogue_target(target: &Target) -> CatalogueTarget {
    CatalogueTarget {
        kind: target.kind,
        text: target.budget.describe(),
        clause: target.clause.clone(),
        window: target.window.describe(),
        assumed: target.assumed.clone(),
    }
}

fn kinds(contract: &Contract) -> Vec<CatalogueKind> {
    let form = |duty: DutyKind| {
        let duty = contract.duties.iter().find(|candidate| candidate.kind == duty && candidate.form.is_some())?;
        Some(CatalogueForm { name: duty.form.clone()?, clause: duty.clause.clone() })
    };
    let kind = |(kind, name, duty): (&'static str, &'static str, Option<DutyKind>)| CatalogueKind {
        kind,
        name,
        form_required: duty.is_some(),
        form: duty.and_then(form),
    };
    KINDS.into_iter().map(kind).collect()
}
