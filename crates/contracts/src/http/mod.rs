mod calendar;
mod catalogue;
mod detail;
mod findings;
mod import;
mod list;
mod plan;
mod problem;
mod text;
mod versions;

use jianyue_kernel::{Actor, ContractId, ContractScope};
use jianyue_platform::{App, Problem};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::registry::READ;

/// Every route of this module, below `/api/v1`.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::contract_list))
        .routes(routes!(import::contract_import))
        .routes(routes!(detail::contract_get))
        .routes(routes!(versions::contract_versions))
        .routes(routes!(text::contract_version_text))
        .routes(routes!(findings::contract_findings))
        .routes(routes!(plan::contract_plan))
        .routes(routes!(catalogue::contract_catalogue))
        .routes(routes!(calendar::calendar_years, calendar::calendar_load))
}

/// There is no such contract, or none that the caller may know of: both are answered alike.
fn no_contract() -> Problem {
    Problem::not_found("contracts.not_found", "没有这份合同，或您没有查看它的权限。请检查网址，或联系安全管理员授权。")
}

/// The works that the caller is limited to on a contract that they may read; none: they see all of it.
fn works_of(by: &Actor, contract: ContractId) -> Vec<String> {
    match by.scope(&READ) {
        ContractScope::All => Vec::new(),
        ContractScope::Only(held) => {
            held.into_iter().find(|(id, _)| *id == contract).map(|(_, w)| w).unwrap_or_default()
        }
    }
}
