//! From the database to the file: small reads by key on one side, rows to the disk on the other, a page or two between.

use chrono::{DateTime, Utc};
use jianyue_contracts::{desk::version_on, registry::Registry};
use jianyue_documents::xlsx::LongTable;
use jianyue_platform::{
    App,
    builds::{BuildError, Work},
    sealed::Sealer,
    text::Query,
};
use tokio::sync::mpsc;

use super::{
    Ask, broken,
    rows::{COLUMNS, Titles, row},
};
use crate::{
    filters::Question,
    model::TicketFields,
    service::query_of,
    store::{self, Part, Sort},
};

/// Tickets read at a time.
const PAGE: u32 = 1_000;
/// Pages that may wait for the file.
const AHEAD: usize = 2;

/// What goes to the file.
enum Piece {
    Rows(Vec<TicketFields>),
    End,
}

/// Writes the file of `ask`.
pub async fn write(app: &App, work: &Work, ask: Ask) -> Result<(), BuildError> {
    let parts = ask.parts();
    let titles = titles(app, &parts).await?;
    let question = ask
        .filters
        .read(ask.me, ask.at)
        .map_err(|_| BuildError::Told("筛选条件在新版本中已不再支持。请在工单列表重新筛选后导出。".to_owned()))?;
    let (pieces, received) = mpsc::channel(AHEAD);
    let for_file = (work.clone(), ask.at);
    let file = tokio::task::spawn_blocking(move || to_file(received, &for_file.0, for_file.1, &titles));
    let read = read(app, work, &question, &parts, pieces).await;
    let written = file.await.map_err(|error| broken(&error))?;
    // What the file says of a full disk comes before a channel that nobody listened to.
    written.and(read)
}

/// Reads the tickets, the newest first: tickets do not change their place in that order, so that none is left out or doubled
/// while others go on working.
async fn read(
    app: &App,
    work: &Work,
    question: &Question,
    parts: &[Part],
    pieces: mpsc::Sender<Piece>,
) -> Result<(), BuildError> {
    let search = question.text.as_deref().map(|text| query_of(text, Some(app.state::<Sealer>())));
    let steps = work.build.steps;
    let (mut after, mut count) = (None, 0_i64);
    loop {
        work.step(app, count, steps.max(if steps > 0 { count } else { 0 }), &format!("已写入 {count} 张工单")).await?;
        let page = match &search {
            Some(None) => Vec::new(),
            Some(Some(query)) => found(app, query, parts, question, after).await?,
            None => listed(app, parts, question, after).await?,
        };
        let whole = page.len() == PAGE as usize;
        after = page.last().map(|row| (row.opened_at, row.ord));
        count += i64::try_from(page.len()).unwrap_or(0);
        // The file says itself what is wrong with it.
        if !page.is_empty() && pieces.send(Piece::Rows(page)).await.is_err() {
            return Ok(());
        }
        if !whole {
            break;
        }
    }
    work.step(app, count, steps.max(count), "正在压缩文件").await?;
    let _ = pieces.send(Piece::End).await;
    Ok(())
}

async fn listed(
    app: &App,
    parts: &[Part],
    question: &Question,
    after: Option<(DateTime<Utc>, i64)>,
) -> Result<Vec<TicketFields>, BuildError> {
    let mut tx = app.db().peek().await?;
    Ok(store::ticket_list(&mut tx, parts, &question.filter, Sort::Opened, after, PAGE).await?)
}

async fn found(
    app: &App,
    query: &Query,
    parts: &[Part],
    question: &Question,
    after: Option<(DateTime<Utc>, i64)>,
) -> Result<Vec<TicketFields>, BuildError> {
    let mut tx = app.db().peek().await?;
    let before = after.map(|(_, ord)| ord);
    Ok(store::ticket_search(&mut tx, query, parts, &question.filter, before, PAGE).await?)
}

fn to_file(
    mut pieces: mpsc::Receiver<Piece>,
    work: &Work,
    at: DateTime<Utc>,
    titles: &Titles,
) -> Result<(), BuildError> {
    let mut table = LongTable::begin(work.folder(), "工单导出", at, COLUMNS).map_err(|error| broken(&error))?;
    loop {
        match pieces.blocking_recv() {
            Some(Piece::Rows(rows)) => {
                for ticket in rows {
                    table.push(&row(&ticket, titles, at)).map_err(|error| broken(&error))?;
                }
            }
            Some(Piece::End) => break,
            // The reading stopped: nobody wants the file.
            None => return Err(BuildError::Over),
        }
    }
    table.finish(work.path("xlsx")).map_err(|error| broken(&error))
}

async fn titles(app: &App, parts: &[Part]) -> Result<Titles, BuildError> {
    let mut tx = app.db().read().await?;
    let mut titles = Titles::default();
    let labels = app.state::<Registry>().labels(&mut tx).await.map_err(|error| broken(&error))?;
    titles.contracts.extend(labels.iter().map(|label| (label.id.0, label.title.clone())));
    let today = jianyue_sla::zone::local_date(app.env().now());
    for part in parts {
        let Some(version) = version_on(app, &mut tx, part.contract, today).await? else { continue };
        for work in &version.model.works {
            titles.works.insert((part.contract.0, work.key.clone()), work.title.clone());
            let services = work.services.iter().map(|of| ((part.contract.0, of.key.clone()), of.title.clone()));
            titles.services.extend(services);
        }
    }
    Ok(titles)
}
