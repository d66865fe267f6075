//! All tickets of a list as an Excel file, however many there are, in constant memory.
//!
//! **Invariant.** What is asked for is kept with the scope of whoever asks, and the search with it under seal, because people
//! search for phone numbers. No internal note and no phone number is ever in the file.

mod rows;
mod write;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, ContractId, Denied};
use jianyue_platform::{
    App, Tx,
    audit::{self, Entry},
    builds::{self, Build, BuildError, Builder, Made, NewBuild, Work},
    sealed::{Sealer, place},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    error::TicketError,
    filters::Filters,
    policy::READ,
    service::{Desk, kept_count, parts},
    store::Part,
};

/// The kind of the builds.
const KIND: &str = "ticketing.tickets";
const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What is kept of a request until it is carried out.
#[derive(Debug, Serialize, Deserialize)]
struct Ask {
    /// Without the search.
    #[serde(default)]
    filters: Filters,
    /// The search, sealed.
    #[serde(default)]
    search: Option<String>,
    /// What it is sealed for.
    #[serde(default)]
    seal: Uuid,
    /// Who `me` is.
    #[serde(default)]
    me: Uuid,
    /// When it was asked.
    #[serde(default)]
    at: DateTime<Utc>,
    /// The contracts and works that whoever asked may see.
    parts: Vec<KeptPart>,
}

#[derive(Debug, Serialize, Deserialize)]
struct KeptPart {
    contract: Uuid,
    works: Vec<String>,
}

impl Ask {
    fn parts(&self) -> Vec<Part> {
        let part = |kept: &KeptPart| Part { contract: ContractId(kept.contract), works: kept.works.clone() };
        self.parts.iter().map(part).collect()
    }

    /// The filters with the search that was sealed.
    fn opened(mut self, sealer: &Sealer) -> Result<Self, BuildError> {
        if let Some(sealed) = self.search.take() {
            let broken =
                |cause: &dyn std::fmt::Display| BuildError::Broken(format!("a search cannot be read: {cause}"));
            let bytes = hex::decode(sealed).map_err(|error| broken(&error))?;
            let plain = sealer.open(&bytes, &search_of(self.seal)).map_err(|error| broken(&error))?;
            self.filters.q = Some(String::from_utf8(plain).map_err(|error| broken(&error))?);
        }
        Ok(self)
    }
}

fn search_of(seal: Uuid) -> Vec<u8> {
    place("build", "search", seal)
}

/// Asks for the tickets that `filters` mean, for whoever stands at `desk`.
///
/// # Errors
/// What is wrong with the filters; [`TicketError::Denied`] without a contract to read; too many builds at a time.
pub async fn ask(tx: &mut Tx, desk: Desk<'_>, filters: Filters) -> Result<Uuid, TicketError> {
    let question = filters.read(desk.by.person.0, desk.now()).map_err(TicketError::BadFields)?;
    if let Some(contract) = question.contract {
        desk.by.require(&READ, ContractId(contract))?;
    }
    let parts = parts(tx, desk, question.contract).await?;
    if parts.is_empty() {
        return Err(Denied { code: READ.code, name: READ.name }.into());
    }
    let steps = kept_count(tx, &desk.by.scope(&READ), &question).await?.unwrap_or(0);
    let seal = desk.env.id();
    let search = question.text.as_deref().map(|text| {
        let sealer = desk.sealer.ok_or(TicketError::NoSealer)?;
        Ok::<_, TicketError>(hex::encode(sealer.seal(text.as_bytes(), &search_of(seal))))
    });
    let kept = Ask {
        filters: Filters { q: None, ..filters },
        search: search.transpose()?,
        seal,
        me: desk.by.person.0,
        at: desk.now(),
        parts: parts.iter().map(|part| KeptPart { contract: part.contract.0, works: part.works.clone() }).collect(),
    };
    let new = NewBuild {
        kind: KIND,
        contract: question.contract.map(ContractId),
        title: "工单导出".to_owned(),
        ask: json!(kept),
        steps,
    };
    let id = builds::ask(tx, desk.env, desk.by, new).await?;
    for part in &parts {
        let detail = json!({ "filters": kept.filters, "searched": kept.search.is_some() });
        let entry = Entry { action: "ticketing.export", subject: id, contract: Some(part.contract), detail };
        audit::record(tx, desk.env, desk.by, entry).await?;
    }
    Ok(id)
}

/// Builds the files.
pub struct Tickets;

#[async_trait]
impl Builder for Tickets {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn may_have(&self, by: &Actor, build: &Build) -> bool {
        let Ok(ask) = serde_json::from_value::<Ask>(build.ask.0.clone()) else { return false };
        let scope = by.scope(&READ);
        ask.parts.iter().all(|part| {
            let contract = ContractId(part.contract);
            match part.works.as_slice() {
                [] => scope.covers(contract, None),
                works => works.iter().all(|work| scope.covers(contract, Some(work))),
            }
        })
    }

    async fn build(&self, app: &App, work: &Work) -> Result<Vec<Made>, BuildError> {
        let ask: Ask = serde_json::from_value(work.build.ask.0.clone()).map_err(|error| broken(&error))?;
        write::write(app, work, ask.opened(app.state::<Sealer>())?).await?;
        let day = jianyue_sla::zone::local_date(work.build.asked_at);
        Ok(vec![Made { part: "xlsx", name: format!("工单导出 {day}.xlsx"), media_type: MEDIA_TYPE }])
    }
}

fn broken(error: &dyn std::error::Error) -> BuildError {
    BuildError::Broken(error.to_string())
}

/// What the audit trail says of an export.
pub fn says(detail: &Value) -> String {
    let filters = detail["filters"].as_object().map_or(0, serde_json::Map::len);
    let narrowed = filters > 0 || detail["searched"] == true;
    format!("导出了{}工单清单", if narrowed { "筛选后的" } else { "" })
}
