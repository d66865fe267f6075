//! `GET /contracts/{id}/catalogue`: what a ticket may be opened for.

use axum::{Json, extract::State};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::no_contract;
use crate::{
    catalogue::{CatalogueCase, CatalogueEntry, CatalogueTarget, CatalogueWork},
    model::{Contract, DutyKind, TargetKind},
    registry::{READ, Registry},
};

/// What a ticket may be opened for.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogueView {
    /// The works that the caller sees.
    works: Vec<CatalogueWorkView>,
    /// The kinds of tickets.
    kinds: Vec<CatalogueKindView>,
}

/// A work, its services and its cases.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogueWorkView {
    /// Key of the work.
    key: String,
    /// Its title, as printed.
    name: String,
    /// Severities and cases, most severe first.
    cases: Vec<CatalogueCaseView>,
    /// Services listed for it.
    services: Vec<CatalogueItemView>,
    /// Systems and devices that it covers.
    systems: Vec<CatalogueItemView>,
}

/// A severity or case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogueCaseView {
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
    targets: Vec<CatalogueTargetView>,
}

/// A clock of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogueTargetView {
    /// `response`, `escalate`, `arrive`, `restore` or `resolve`.
    #[schema(value_type = String)]
    kind: TargetKind,
    /// How long it may run, in Chinese.
    text: String,
    /// The clause it comes from.
    clause: String,
    /// When it counts, in Chinese.
    window: String,
    /// Why it is a reading and not the letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    assumed: Option<String>,
    /// What may be handed in instead of meeting it.
    #[serde(skip_serializing_if = "Option::is_none")]
    or_else: Option<String>,
}

/// Something with a key and a name.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogueItemView {
    key: String,
    name: String,
}

/// A kind of ticket.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogueKindView {
    /// Stable text.
    kind: &'static str,
    /// As people call it.
    name: &'static str,
    /// Whether the client's form must come with it.
    form_required: bool,
    /// The form, as the contract calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<CatalogueFormView>,
}

/// A form that the contract asks for.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogueFormView {
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
    responses((status = 200, body = CatalogueView), (status = "default", body = Problem)))]
pub(super) async fn contract_catalogue(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<CatalogueView>, Problem> {
    let mut tx = app.db().read().await?;
    let standing = app.state::<Registry>().get(&mut tx, &by, id.into(), app.env().now()).await?;
    let compiled = standing.ok_or_else(no_contract)?.compiled;
    let scope = by.scope(&READ);
    let catalogue = compiled.model.catalogue();
    let seen = catalogue.works.iter().filter(|work| scope.covers(id.into(), Some(&work.key)));
    let works = seen.map(|work| work_view(work, &catalogue.cases)).collect();
    Ok(Json(CatalogueView { works, kinds: kinds(&compiled.model) }))
}

fn work_view(work: &CatalogueWork, cases: &[CatalogueCase]) -> CatalogueWorkView {
    let item = |entry: &CatalogueEntry| CatalogueItemView { key: entry.key.clone(), name: entry.title.clone() };
    let own = cases.iter().filter(|case| work.cases.contains(&case.rule.rule));
    CatalogueWorkView {
        key: work.key.clone(),
        name: work.title.clone(),
        cases: own.map(case_view).collect(),
        services: work.services.iter().map(item).collect(),
        systems: work.systems.iter().map(item).collect(),
    }
}

fn case_view(case: &CatalogueCase) -> CatalogueCaseView {
    CatalogueCaseView {
        key: case.rule.rule.clone(),
        name: case.title.clone(),
        level: case.level,
        wording: case.wording.clone(),
        vendor_duty: case.vendor_duty,
        emergency_plan: case.emergency_plan,
        targets: case.targets.iter().map(target_view).collect(),
    }
}

fn target_view(target: &CatalogueTarget) -> CatalogueTargetView {
    CatalogueTargetView {
        kind: target.kind,
        text: target.within_text.clone(),
        clause: target.clause.clone(),
        window: target.window.clone(),
        assumed: target.assumed.clone(),
        or_else: target.or_else.clone(),
    }
}

fn kinds(contract: &Contract) -> Vec<CatalogueKindView> {
    let form = |duty: DutyKind| {
        let duty = contract.duties.iter().find(|candidate| candidate.kind == duty && candidate.form.is_some())?;
        Some(CatalogueFormView { name: duty.form.clone()?, clause: duty.clause.clone() })
    };
    let kind = |(kind, name, duty): (&'static str, &'static str, Option<DutyKind>)| CatalogueKindView {
        kind,
        name,
        form_required: duty.is_some(),
        form: duty.and_then(form),
    };
    KINDS.into_iter().map(kind).collect()
}
