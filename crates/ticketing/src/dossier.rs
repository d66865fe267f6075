//! What tickets contribute to acceptance dossiers: how the clocks of each case ran, and the service sheets.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jianyue_contracts::{
    Contract, Letterhead,
    registry::{Registry, RegistryError},
};
use jianyue_documents::{Format, render};
use jianyue_kernel::ContractScope;
use jianyue_platform::{
    App, DbError, Tx,
    blob::BlobStore,
    dossier::{DossierAsk, DossierPaper, DossierSource, RuleKept},
    duties::DutyEvidence,
};
use uuid::Uuid;

use crate::{
    paper,
    service::statistics::fold::{CaseFigures, Figures},
    store::{self, Part},
};

/// Service sheets that are read at once.
const AT_ONCE: u32 = 20;

/// Tickets.
pub(crate) struct Tickets;

#[async_trait]
impl DossierSource for Tickets {
    /// Out of what the roll-up keeps, however many tickets there are. A case is a rule.
    async fn kept(&self, app: &App, tx: &mut Tx, ask: &DossierAsk) -> Result<Vec<RuleKept>, DbError> {
        let parts = [Part { contract: ask.contract, works: ask.works.clone() }];
        let mut cases: BTreeMap<String, CaseFigures> = BTreeMap::new();
        for row in store::stat_list(tx, &parts, [ask.from, ask.to]).await? {
            let figures: Figures = serde_json::from_str(&row.figures)?;
            for (key, case) in figures.cases {
                cases.entry(key).or_default().add(case);
            }
        }
        let now = app.env().now();
        Ok(cases.into_iter().map(|(rule, case)| kept(rule, &case, now)).collect())
    }

    async fn papers(
        &self,
        app: &App,
        tx: &mut Tx,
        ask: &DossierAsk,
        after: Option<&str>,
    ) -> Result<Vec<DossierPaper>, DbError> {
        let contract = match app.state::<Registry>().shown(tx, ask.contract, app.env().now()).await {
            Ok(Some(contract)) => contract,
            Err(RegistryError::Db(error)) => return Err(error),
            Ok(None) | Err(_) => return Ok(Vec::new()),
        };
        let sheets = store::sheet_current(tx, ask.contract, &ask.works, after.unwrap_or_default(), AT_ONCE).await?;
        let mut papers = Vec::with_capacity(sheets.len());
        for (id, ticket) in sheets {
            papers.extend(one(app, tx, &contract.model, id, ticket).await?);
        }
        Ok(papers)
    }
}

fn kept(rule: String, case: &CaseFigures, now: chrono::DateTime<chrono::Utc>) -> RuleKept {
    let mut kept = RuleKept { rule, ..RuleKept::default() };
    for (kind, tally) in &case.clocks {
        kept.done += tally.met;
        kept.late += tally.breached;
        kept.open += tally.running;
        if tally.met + tally.breached > 0 {
            kept.evidence.push(DutyEvidence {
                text: format!(
                    "“{}”{}时限：达标 {} 项，超时 {} 项（{}）",
                    case.name,
                    kind.label(),
                    tally.met,
                    tally.breached,
                    tally.clause
                ),
                path: format!("/tickets?case={}", kept.rule),
                client_path: "/portal/requests".to_owned(),
                by: String::new(),
                at: now,
            });
        }
    }
    kept
}

/// A service sheet as a paper; its number is where to go on.
async fn one(
    app: &App,
    tx: &mut Tx,
    contract: &Contract,
    id: Uuid,
    ticket: Uuid,
) -> Result<Option<DossierPaper>, DbError> {
    let Some(ticket) = store::ticket_find(tx, ticket, &ContractScope::All).await? else { return Ok(None) };
    let sheets = store::sheet_list(tx, ticket.row.id).await?;
    let Some(written) = sheets.into_iter().find(|sheet| sheet.id == id) else { return Ok(None) };
    let head = Letterhead::of(contract, ticket.row.work.as_slice());
    let (blobs, now) = (app.state::<BlobStore>().clone(), app.env().now());
    Ok(Some(DossierPaper {
        key: written.number.clone(),
        name: format!("服务单/{}", written.number),
        make: Box::new(move || {
            let find = |digest: &str| blobs.path(digest).and_then(|path| std::fs::read(path).ok());
            let document = paper::sheet(&ticket, &written, None, &head, &find, now);
            render(&document, Format::Pdf).map_err(|error| error.to_string())
        }),
    }))
}
