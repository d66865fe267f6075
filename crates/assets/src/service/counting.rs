//! What people count, line by line, also from phones that were out of reach: done as often as it is sent, with the same
//! outcome.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use jianyue_kernel::Actor;
use jianyue_platform::{
    App, DbError, Tx,
    form::{Form, FormFaults},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    done,
    frame::moment,
    takings::{detail, line_shown},
};
use crate::{
    error::AssetError,
    model::{Line, Taking, TakingOf, TakingState},
    permissions::{COUNT, require},
    policy::canonical_code,
    store::{
        movement::movements_after,
        spare::spares_of,
        taking::{LineRow, TakingRow, line_count, lines_of, taking_hold},
    },
};

/// The most lines of one call.
const MOST: usize = 500;
/// The largest figure.
const LARGEST: i64 = 1_000_000;

/// A line that was counted. Without a figure and without `found` the count is taken back.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StockLineCounted)]
pub struct CountedLine {
    /// The line; or else its code.
    #[serde(default)]
    pub id: Option<Uuid>,
    /// The code of the asset or spare.
    #[serde(default)]
    pub code: Option<String>,
    /// How many there are.
    #[serde(default)]
    pub counted: Option<i64>,
    /// Whether it is there as booked, where no figure is given.
    #[serde(default)]
    pub found: Option<bool>,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
    /// When, as the device showed it; of two counts the later one stays.
    #[serde(default)]
    pub at: Option<DateTime<Utc>>,
}

/// Lines that were counted.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StockLinesCounted)]
pub struct CountedLines {
    /// At most 500.
    pub lines: Vec<CountedLine>,
}

/// A line that was not taken.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = StockLineRefused)]
pub struct CountRefused {
    /// The code or id that was sent.
    pub about: String,
    /// Why, and what to do.
    pub reason: String,
}

/// What became of what was counted.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = StockCounted)]
pub struct Counted {
    /// The stock-taking.
    pub taking: Taking,
    /// The lines as they are now.
    pub lines: Vec<Line>,
    /// What was not taken.
    pub refused: Vec<CountRefused>,
}

/// Keeps what was counted.
pub async fn count(app: &App, tx: &mut Tx, by: &Actor, id: Uuid, given: CountedLines) -> Result<Counted, AssetError> {
    let taking = open(tx, by, id).await?;
    if given.lines.is_empty() || given.lines.len() > MOST {
        return Err(FormFaults::one("lines", format!("一次请提交 1 至 {MOST} 项")).into());
    }
    let ids: Vec<Uuid> = given.lines.iter().filter_map(|line| line.id).collect();
    let codes: Vec<String> = given.lines.iter().filter_map(|line| canonical_code(line.code.as_deref()?)).collect();
    let mut rows = lines_of(tx, id, &ids, &codes).await?;
    let books = match taking.of_what {
        TakingOf::Spares => Books::read(tx, &rows, &given.lines, app.env().now()).await?,
        TakingOf::Assets => Books::default(),
    };
    let (mut refused, mut kept) = (Vec::new(), 0);
    for line in given.lines {
        let about = line.code.clone().or(line.id.map(|id| id.to_string())).unwrap_or_default();
        match counted(app, by, &books, &mut rows, line) {
            Ok(Some(row)) => {
                kept += usize::from(line_count(tx, &row).await?);
            }
            Ok(None) => {}
            Err(reason) => refused.push(CountRefused { about, reason }),
        }
    }
    if kept > 0 {
        let detail = json!({ "title": taking.title, "lines": kept });
        let subject = (taking.contract_id.into(), id);
        done(app, tx, by, subject, ("assets.taking_count", "taking_counted"), detail).await?;
    }
    let of = taking.of_what;
    let lines = rows.into_iter().map(|row| line_shown(row, of)).collect();
    Ok(Counted { taking: detail(tx, taking).await?.taking, lines, refused })
}

/// What the books of spares have, also at an earlier moment: a count that comes in late is held against them as they were.
#[derive(Default)]
struct Books {
    now: HashMap<Uuid, i64>,
    moved: Vec<(Uuid, DateTime<Utc>, i64)>,
}

impl Books {
    async fn read(tx: &mut Tx, rows: &[LineRow], given: &[CountedLine], now: DateTime<Utc>) -> Result<Self, DbError> {
        let spares: Vec<Uuid> = rows.iter().map(|row| row.subject_id).collect();
        let stocks = spares_of(tx, &spares).await?.into_iter().map(|spare| (spare.id, spare.stock)).collect();
        let first = given.iter().filter_map(|line| line.at).min().unwrap_or(now);
        Ok(Self { now: stocks, moved: movements_after(tx, &spares, first).await? })
    }

    fn at(&self, row: &LineRow, at: DateTime<Utc>) -> i64 {
        let Some(stock) = self.now.get(&row.subject_id) else { return row.booked };
        let later = self.moved.iter().filter(|(spare, moved, _)| *spare == row.subject_id && *moved > at);
        stock - later.map(|(_, _, delta)| delta).sum::<i64>()
    }
}

/// The row as it will be; `None` when it is like that already, or somebody counted later.
fn counted(
    app: &App,
    by: &Actor,
    books: &Books,
    rows: &mut [LineRow],
    line: CountedLine,
) -> Result<Option<LineRow>, String> {
    let code = line.code.as_deref().and_then(canonical_code);
    let named = |row: &&mut LineRow| match line.id {
        Some(id) => row.id == id,
        None => Some(&row.code) == code.as_ref(),
    };
    let row = rows.iter_mut().find(named);
    let row = row.ok_or("不在这次盘点的范围内。请核对编号；多出来的资产请先登记")?;
    let mut form = Form::default();
    let at = moment(line.at, app.env().now(), &mut form);
    let note = form.optional("note", "说明", line.note.as_deref(), 500);
    let booked = books.at(row, at);
    let counted = line.counted.or(match line.found {
        Some(true) => Some(booked),
        Some(false) => Some(0),
        None => None,
    });
    if counted.is_some_and(|counted| !(0..=LARGEST).contains(&counted)) {
        form.wrong("counted", format!("实盘数应在 0 到 {LARGEST} 之间"));
    }
    form.done().map_err(|faults| faults.0.into_iter().map(|fault| fault.message).collect::<Vec<_>>().join("；"))?;
    let sent_again = line.at.is_some() && row.at == Some(at);
    let same = row.at.is_some() && (row.counted, &row.note, row.booked) == (counted, &note, booked);
    if sent_again || same || row.at.is_some_and(|known| known > at) {
        return Ok(None);
    }
    (row.counted, row.note, row.booked) = (counted, note, booked);
    (row.by_name, row.at) = (Some(by.name.clone()), Some(at));
    Ok(Some(row.clone()))
}

/// The stock-taking of an id, held, when `by` may count and it is open.
pub(super) async fn open(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<TakingRow, AssetError> {
    let taking = taking_hold(tx, id).await?.ok_or(AssetError::NotFound)?;
    require(by, &COUNT, taking.contract_id.into(), taking.work.as_deref())?;
    if taking.state != TakingState::Open {
        return Err(AssetError::WrongState("盘点已经结束，不能再修改。需要时请重新盘点".to_owned()));
    }
    Ok(taking)
}
