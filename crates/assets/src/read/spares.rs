//! Tables of spares.

use jianyue_sheets::{Cells, Column, RowOf, TableError, column, read_table};

use crate::policy::canonical_code;

/// The columns of a table of spares, in the order of the template.
pub const SPARE_COLUMNS: [Column; 9] = [
    column("备件编号", &["编号", "编码"], false),
    column("名称", &["备件名称"], true),
    column("型号", &["规格型号", "品牌型号"], false),
    column("计量单位", &["单位"], false),
    column("工作包", &["所属工作", "工作"], false),
    column("存放地点", &["位置", "库位"], false),
    column("库存", &["数量", "库存数量"], false),
    column("下限", &["库存下限", "最低库存", "安全库存"], false),
    column("备注", &["说明"], false),
];

const CODE: usize = 0;
const NAME: usize = 1;
const MODEL: usize = 2;
const UNIT: usize = 3;
const WORK: usize = 4;
const PLACE: usize = 5;
const STOCK: usize = 6;
const MINIMUM: usize = 7;
const NOTE: usize = 8;

/// A spare to be put into the store. What is absent stays as it is, or is as usual.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the members are those of a spare")]
pub struct SpareDraft {
    pub code: Option<String>,
    pub name: String,
    pub model: Option<String>,
    pub unit: Option<String>,
    /// Key or title of its work.
    pub work: Option<String>,
    pub place: Option<String>,
    /// How many there are; counts for new ones only.
    pub stock: Option<i64>,
    pub minimum: Option<i64>,
    pub note: Option<String>,
}

/// Reads a table of spares by the ending of its name.
///
/// # Errors
/// [`TableError`] when nothing of it can be read; a row that does not fit is a row with its reason.
pub fn read_spares(name: &str, content: &[u8]) -> Result<Vec<RowOf<SpareDraft>>, TableError> {
    read_table(name, content, &SPARE_COLUMNS, |cells| {
        let about = [CODE, NAME].into_iter().map(|at| cells.text(at)).find(|text| !text.is_empty());
        (about.unwrap_or_default(), draft(cells))
    })
}

fn draft(cells: &Cells<'_>) -> Result<SpareDraft, String> {
    let code = cells.optional(CODE, 40)?;
    let code = code.map(|code| canonical_code(&code).ok_or(format!("备件编号“{code}”只能用字母、数字和 - _ . /")));
    Ok(SpareDraft {
        code: code.transpose()?,
        name: cells.required(NAME, 100)?,
        model: cells.optional(MODEL, 200)?,
        unit: cells.optional(UNIT, 20)?,
        work: cells.optional(WORK, 100)?,
        place: cells.optional(PLACE, 100)?,
        stock: cells.count(STOCK)?,
        minimum: cells.count(MINIMUM)?,
        note: cells.optional(NOTE, 500)?,
    })
}
