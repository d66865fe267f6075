//! Lists of requests.

use std::collections::{BTreeMap, btree_map::Entry};

use chrono::{DateTime, Utc};
use jianyue_contracts::Desk;
use jianyue_kernel::{BadCursor, Page, PageRequest};
use jianyue_platform::{Tx, text::Query};
use uuid::Uuid;

use super::shown::summary;
use crate::{
    error::CatalogueError,
    model::{RequestState, Summary},
    paper_list::{Cut, MOST},
    permissions::READ,
    store::list::{WantedRequests, request_list},
};

/// Which requests are wanted.
#[derive(Clone, Debug, Default)]
pub struct RequestsWanted {
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// Of one form only.
    pub form: Option<String>,
    /// In these states only; empty: in any.
    pub states: Vec<RequestState>,
    /// Those that the caller asked for or does.
    pub mine: bool,
    /// Those that are, or were done, behind their day.
    pub late: bool,
    /// With these words.
    pub q: Option<String>,
    /// Which page.
    pub page: PageRequest,
}

/// Requests, the last first, as far as the caller sees them.
pub async fn requests(tx: &mut Tx, desk: Desk<'_>, wanted: RequestsWanted) -> Result<Page<Summary>, CatalogueError> {
    let after = match wanted.page.after::<2>()? {
        Some([at, id]) => {
            Some((at.parse::<DateTime<Utc>>().map_err(|_| BadCursor)?, id.parse::<Uuid>().map_err(|_| BadCursor)?))
        }
        None => None,
    };
    let limit = wanted.page.limit();
    let query = wanted.q.as_deref().map(str::trim).filter(|q| !q.is_empty()).map(Query::parse);
    let empty = Page { items: Vec::new(), next: None };
    let query = match query {
        // Words of which nothing can be searched are found nowhere.
        Some(None) => return Ok(empty),
        Some(query) => query,
        None => None,
    };
    let asked = WantedRequests {
        scope: desk.by.scope(&READ),
        caller: desk.by.person.0,
        contract: wanted.contract,
        form: wanted.form,
        states: wanted.states,
        mine: wanted.mine,
        late: wanted.late.then(|| desk.today()),
        query,
        after,
    };
    let rows = request_list(tx, &asked, limit + 1).await?;
    let page = Page::of(rows, limit, |row| [row.asked_at.to_rfc3339(), row.id.to_string()]);
    let mut contracts = BTreeMap::new();
    for row in &page.items {
        if let Entry::Vacant(place) = contracts.entry(row.contract_id) {
            // Known in memory: no query for each.
            place.insert(desk.version(tx, row.contract_id.into(), desk.today()).await?);
        }
    }
    let mut items = Vec::with_capacity(page.items.len());
    for row in page.items {
        let Some(compiled) = contracts.get(&row.contract_id) else { continue };
        items.push(summary(row, &compiled.model, desk.today()));
    }
    Ok(Page { items, next: page.next })
}

/// All of them up to [`MOST`], for a list on paper; whether there are more.
pub async fn requests_all(
    tx: &mut Tx,
    desk: Desk<'_>,
    mut wanted: RequestsWanted,
) -> Result<(Vec<Summary>, Cut), CatalogueError> {
    let mut all = Vec::new();
    wanted.page = PageRequest { limit: Some(200), after: None };
    loop {
        let page = requests(tx, desk, wanted.clone()).await?;
        all.extend(page.items);
        match page.next {
            None => return Ok((all, Cut::No)),
            Some(_) if all.len() >= MOST => return Ok((all, Cut::More)),
            next => wanted.page.after = next,
        }
    }
}
