//! Stock-takings: begun with what the books have, and read.

use jianyue_contracts::registry::Compiled;
use jianyue_kernel::{Actor, ContractId, ContractScope, Page, PageRequest};
use jianyue_platform::{
    App, DbError, Tx,
    form::{Form, FormFaults},
};
use jianyue_sla::zone;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    assets::classes_below,
    done,
    export::PART,
    frame::{self, time, uuid},
};
use crate::{
    error::AssetError,
    model::{Line, LineState, Taking, TakingOf, TakingScope, TakingState},
    permissions::{COUNT, READ, require, require_some},
    store::{
        asset::{WantedAssets, asset_list},
        class::class_find,
        spare::{WantedSpares, spare_list},
        taking::{
            Figures, LineRow, TakingRow, line_list, lines_insert, taking_figures, taking_find, taking_insert,
            taking_list,
        },
    },
};

/// The most lines of a stock-taking.
const MOST: usize = 20_000;
/// The most differences that are shown with a stock-taking; the others are among its lines.
const SHOWN: u32 = 500;

/// A stock-taking to be begun.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewStockTaking)]
pub struct NewTaking {
    /// What is counted.
    pub of: TakingOf,
    /// What it is called; what and when, when absent.
    #[serde(default)]
    pub title: Option<String>,
    /// The rule that asks for it; when absent, and nothing is cut off, the contract's only one.
    #[serde(default)]
    pub rule: Option<String>,
    /// Key of the work; all that there is when absent.
    #[serde(default)]
    pub work: Option<String>,
    /// Of assets: this class and those below it only.
    #[serde(default)]
    pub class_id: Option<Uuid>,
    /// What should be at this place only.
    #[serde(default)]
    pub place: Option<String>,
}

/// A stock-taking with what differs.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = StockTakingDetail)]
pub struct TakingDetail {
    /// The stock-taking.
    #[serde(flatten)]
    pub taking: Taking,
    /// Lines that were counted otherwise than booked, at most 500.
    pub differences: Vec<Line>,
}

/// Which stock-takings are wanted.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "as the parameters of the list")]
pub struct TakingsRequest {
    pub contract: ContractId,
    pub state: Option<TakingState>,
    pub page: PageRequest,
}

/// Which lines are wanted.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "as the parameters of the list")]
pub struct LinesRequest {
    pub state: Option<LineState>,
    pub q: Option<String>,
    pub page: PageRequest,
}

/// Stock-takings of a contract, the last first.
pub async fn takings(tx: &mut Tx, by: &Actor, request: TakingsRequest) -> Result<Page<Taking>, AssetError> {
    require_some(by, &READ, request.contract)?;
    let before = match request.page.after::<2>()? {
        Some([at, id]) => Some((time(&at)?, uuid(&id)?)),
        None => None,
    };
    let limit = request.page.limit();
    let wanted = (request.contract.0, request.state);
    let rows = taking_list(tx, &by.scope(&READ), wanted, before, limit + 1).await?;
    let page = Page::of(rows, limit, |row| [row.started_at.to_rfc3339(), row.id.to_string()]);
    let ids: Vec<Uuid> = page.items.iter().map(|row| row.id).collect();
    let figures = taking_figures(tx, &ids).await?;
    Ok(page.map(|row| shown(row, &figures)))
}

/// A stock-taking with what differs.
pub async fn taking(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<TakingDetail, AssetError> {
    let row = known(tx, by, id).await?;
    detail(tx, row).await
}

pub(super) async fn detail(tx: &mut Tx, row: TakingRow) -> Result<TakingDetail, AssetError> {
    let figures = taking_figures(tx, &[row.id]).await?;
    let of = row.of_what;
    let different = line_list(tx, row.id, (Some(LineState::Different), None), None, SHOWN).await?;
    let differences = different.into_iter().map(|line| line_shown(line, of)).collect();
    Ok(TakingDetail { taking: shown(row, &figures), differences })
}

/// Lines of a stock-taking, by code.
pub async fn lines(tx: &mut Tx, by: &Actor, id: Uuid, request: LinesRequest) -> Result<Page<Line>, AssetError> {
    let taking = known(tx, by, id).await?;
    let after = request.page.after::<1>()?.map(|[code]| code);
    let words = request.q.as_deref().map(str::trim).filter(|words| !words.is_empty());
    let limit = request.page.limit();
    let rows = line_list(tx, id, (request.state, words), after.as_deref(), limit + 1).await?;
    Ok(Page::of(rows, limit, |row| [row.code.clone()]).map(|row| line_shown(row, taking.of_what)))
}

/// Begins a stock-taking with what the books have now.
pub async fn begin(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    contract: ContractId,
    new: NewTaking,
) -> Result<TakingDetail, AssetError> {
    let mut form = Form::default();
    let version = frame::version(app, tx, contract).await?;
    let work = frame::work(&version, new.work.as_deref(), &mut form);
    require(by, &COUNT, contract, work.as_deref())?;
    let place = form.optional("place", "存放地点", new.place.as_deref(), 100);
    if let Some(class) = new.class_id {
        let class = class_find(tx, class).await?.filter(|class| class.contract_id == contract.0);
        if class.is_none() || new.of == TakingOf::Spares {
            form.wrong("class_id", "分类不存在，或所盘内容不分类，请重新选择");
        }
    }
    let rule = rule(&version, &new, work.as_deref(), place.is_some(), &mut form);
    let now = app.env().now();
    let what = if new.of == TakingOf::Assets { "资产盘点" } else { "备件盘点" };
    let title = form.optional("title", "名称", new.title.as_deref(), 100);
    form.done()?;
    let row = TakingRow {
        id: app.env().id(),
        contract_id: contract.0,
        of_what: new.of,
        rule,
        work,
        title: title.unwrap_or_else(|| format!("{} {what}", zone::local_date(now))),
        state: TakingState::Open,
        class_id: new.class_id,
        place,
        started_at: now,
        by_name: by.name.clone(),
        closed_at: None,
        closed_by: None,
        settled: false,
    };
    not_open_already(tx, &row).await?;
    let lines = match new.of {
        TakingOf::Assets => asset_lines(app, tx, &row).await?,
        TakingOf::Spares => spare_lines(app, tx, &row).await?,
    };
    if lines.is_empty() || lines.len() > MOST {
        let text = format!("这个范围内有 {} 项，一次盘点应有 1 至 {MOST} 项。请调整分类或地点。", lines.len());
        return Err(FormFaults::one("of", text).into());
    }
    taking_insert(tx, &row).await?;
    lines_insert(tx, &lines).await?;
    let detail_of = json!({ "title": row.title, "of": row.of_what, "lines": lines.len(), "rule": row.rule });
    done(app, tx, by, (contract, row.id), ("assets.taking_begin", "taking_begun"), detail_of).await?;
    detail(tx, row).await
}

/// The rule that asks for the count.
fn rule(version: &Compiled, new: &NewTaking, work: Option<&str>, at_place: bool, form: &mut Form) -> Option<String> {
    let rules = || version.model.asset_rules.iter().filter(|rule| rule.stock_count.is_some());
    if let Some(named) = new.rule.as_deref().filter(|named| !named.is_empty()) {
        if !rules().any(|rule| rule.id == named) {
            form.wrong("rule", "合同中没有这一条盘点要求，请重新选择");
        }
        return Some(named.to_owned());
    }
    // A part proves nothing of the whole.
    if new.class_id.is_some() || at_place {
        return None;
    }
    let fits = |works: &[String]| work.is_none_or(|work| works.iter().any(|other| other == work));
    let mut fitting = rules().filter(|rule| rule.spares == (new.of == TakingOf::Spares) && fits(&rule.works));
    match (fitting.next(), fitting.next()) {
        (Some(rule), None) => Some(rule.id.clone()),
        _ => None,
    }
}

async fn not_open_already(tx: &mut Tx, new: &TakingRow) -> Result<(), AssetError> {
    let wanted = (new.contract_id, Some(TakingState::Open));
    let open = taking_list(tx, &ContractScope::All, wanted, None, 200).await?;
    let same = |row: &&TakingRow| {
        (row.of_what, &row.work, row.class_id, &row.place) == (new.of_what, &new.work, new.class_id, &new.place)
    };
    match open.iter().find(same) {
        Some(row) => {
            let text = format!("相同范围的盘点“{}”还没有结束，请继续盘点，或先结束它", row.title);
            Err(AssetError::WrongState(text))
        }
        None => Ok(()),
    }
}

fn scope(row: &TakingRow) -> ContractScope {
    ContractScope::Only(vec![(row.contract_id.into(), row.work.iter().cloned().collect())])
}

fn line(app: &App, row: &TakingRow, subject: Uuid) -> LineRow {
    LineRow {
        id: app.env().id(),
        taking_id: row.id,
        subject_id: subject,
        code: String::new(),
        name: String::new(),
        place: None,
        unit: String::new(),
        booked: 0,
        counted: None,
        note: None,
        by_name: None,
        at: None,
    }
}

async fn asset_lines(app: &App, tx: &mut Tx, row: &TakingRow) -> Result<Vec<LineRow>, DbError> {
    let classes = match row.class_id {
        Some(class) => Some(classes_below(tx, class).await?),
        None => None,
    };
    let mut wanted = WantedAssets { classes, place: row.place.clone(), ..WantedAssets::all(scope(row)) };
    let mut lines = Vec::new();
    loop {
        let part = asset_list(tx, &wanted, PART).await?;
        wanted.after = part.last().map(|asset| (asset.code.clone(), asset.id));
        let full = part.len() == PART as usize;
        lines.extend(part.into_iter().filter(|asset| asset.state.is_there()).map(|asset| LineRow {
            code: asset.code,
            name: asset.name,
            place: asset.place,
            unit: asset.quantity_unit,
            booked: asset.quantity,
            ..line(app, row, asset.id)
        }));
        if !full || lines.len() > MOST {
            return Ok(lines);
        }
    }
}

async fn spare_lines(app: &App, tx: &mut Tx, row: &TakingRow) -> Result<Vec<LineRow>, DbError> {
    let mut wanted = WantedSpares { place: row.place.clone(), ..WantedSpares::all(scope(row)) };
    let mut lines = Vec::new();
    loop {
        let part = spare_list(tx, &wanted, PART).await?;
        wanted.after = part.last().map(|spare| (spare.code.clone(), spare.id));
        let full = part.len() == PART as usize;
        lines.extend(part.into_iter().map(|spare| LineRow {
            code: spare.code,
            name: spare.name,
            place: spare.place,
            unit: spare.unit,
            booked: spare.stock,
            ..line(app, row, spare.id)
        }));
        if !full || lines.len() > MOST {
            return Ok(lines);
        }
    }
}

/// The stock-taking of an id, when `by` may know of it.
pub(super) async fn known(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<TakingRow, AssetError> {
    let row = taking_find(tx, id).await?.ok_or(AssetError::NotFound)?;
    require(by, &READ, row.contract_id.into(), row.work.as_deref())?;
    Ok(row)
}

fn shown(row: TakingRow, figures: &[Figures]) -> Taking {
    let figures = figures.iter().find(|figures| figures.taking_id == row.id).copied().unwrap_or_default();
    Taking {
        id: row.id,
        contract_id: row.contract_id,
        of: row.of_what,
        rule: row.rule,
        work: row.work,
        title: row.title,
        state: row.state,
        scope: TakingScope { class_id: row.class_id, place: row.place },
        started_at: row.started_at,
        by: row.by_name,
        closed_at: row.closed_at,
        closed_by: row.closed_by,
        settled: row.settled,
        lines: figures.lines,
        counted: figures.counted,
        different: figures.different,
    }
}

/// A line as it is shown.
pub(super) fn line_shown(row: LineRow, of: TakingOf) -> Line {
    let asset = of == TakingOf::Assets;
    Line {
        id: row.id,
        asset_id: asset.then_some(row.subject_id),
        spare_id: (!asset).then_some(row.subject_id),
        code: row.code,
        name: row.name,
        place: row.place,
        unit: row.unit,
        booked: row.booked,
        counted: row.counted,
        found: row.counted.map(|counted| counted > 0),
        difference: row.counted.map(|counted| counted - row.booked),
        note: row.note,
        by: row.by_name,
        at: row.at,
    }
}
