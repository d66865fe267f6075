//! Tables of assets.

use chrono::NaiveDate;
use jianyue_sheets::{Cells, Column, RowOf, TableError, column, read_table};

use crate::{
    model::{Book, Level, State},
    policy::canonical_code,
};

/// The columns of a table of assets, in the order of the template.
pub const ASSET_COLUMNS: [Column; 25] = [
    column("资产编号", &["编号", "资产编码"], false),
    column("分类", &["资产分类", "分类编码", "类别"], true),
    column("名称", &["资产名称", "设备名称"], true),
    column("管理级别", &["管理部门", "级别"], false),
    column("工作包", &["所属工作", "工作"], false),
    column("存放地点", &["位置", "地点"], false),
    column("使用人", &["保管人", "责任人"], false),
    column("使用单位", &["单位", "使用部门", "所属单位"], false),
    column("品牌型号", &["型号", "规格型号"], false),
    column("出厂序列号", &["序列号", "SN"], false),
    column("数量", &[], false),
    column("计量单位", &["数量单位"], false),
    column("状态", &["使用状态"], false),
    column("购置日期", &["采购日期", "启用日期"], false),
    column("保修至", &["保修截止", "保修到期", "质保期至"], false),
    column("金额（元）", &["金额", "原值", "价格", "单价"], false),
    column("信息化账面编号", &[], false),
    column("信息化账面数量", &[], false),
    column("财务账面编号", &["财务编号"], false),
    column("财务账面数量", &["财务数量"], false),
    column("财务账面金额（元）", &["财务账面金额", "财务金额"], false),
    column("业务账面编号", &[], false),
    column("业务账面数量", &["业务数量"], false),
    column("合同条目", &[], false),
    column("备注", &["说明"], false),
];

const CODE: usize = 0;
const CLASS: usize = 1;
const NAME: usize = 2;
const LEVEL: usize = 3;
const WORK: usize = 4;
const PLACE: usize = 5;
const HOLDER: usize = 6;
const UNIT: usize = 7;
const MODEL: usize = 8;
const SERIAL: usize = 9;
const QUANTITY: usize = 10;
const QUANTITY_UNIT: usize = 11;
const STATE: usize = 12;
const PURCHASED: usize = 13;
const WARRANTY: usize = 14;
const PRICE: usize = 15;
const IT_NUMBER: usize = 16;
const IT_QUANTITY: usize = 17;
const FINANCE_NUMBER: usize = 18;
const FINANCE_QUANTITY: usize = 19;
const FINANCE_PRICE: usize = 20;
const BUSINESS_NUMBER: usize = 21;
const BUSINESS_QUANTITY: usize = 22;
const RULE: usize = 23;
const NOTE: usize = 24;

/// An asset to be put into the register. What is absent stays as it is, or is as usual.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the members are those of an asset")]
pub struct AssetDraft {
    pub code: Option<String>,
    /// Code or name of its class.
    pub class: String,
    pub name: String,
    pub level: Option<Level>,
    /// Key or title of its work.
    pub work: Option<String>,
    pub place: Option<String>,
    pub holder: Option<String>,
    pub unit: Option<String>,
    pub brand_model: Option<String>,
    pub serial: Option<String>,
    pub quantity: Option<i64>,
    pub quantity_unit: Option<String>,
    pub state: Option<State>,
    pub purchased_on: Option<NaiveDate>,
    pub warranty_until: Option<NaiveDate>,
    pub price: Option<i64>,
    pub books: Vec<Book>,
    pub rule: Option<String>,
    pub note: Option<String>,
}

/// Reads a table of assets by the ending of its name.
///
/// # Errors
/// [`TableError`] when nothing of it can be read; a row that does not fit is a row with its reason.
pub fn read_assets(name: &str, content: &[u8]) -> Result<Vec<RowOf<AssetDraft>>, TableError> {
    read_table(name, content, &ASSET_COLUMNS, |cells| {
        let about = [CODE, NAME, SERIAL].into_iter().map(|at| cells.text(at)).find(|text| !text.is_empty());
        (about.unwrap_or_default(), draft(cells))
    })
}

fn draft(cells: &Cells<'_>) -> Result<AssetDraft, String> {
    let code = cells.optional(CODE, 40)?;
    let code = code.map(|code| canonical_code(&code).ok_or(format!("资产编号“{code}”只能用字母、数字和 - _ . /")));
    Ok(AssetDraft {
        code: code.transpose()?,
        class: cells.required(CLASS, 100)?,
        name: cells.required(NAME, 100)?,
        level: cells.optional(LEVEL, 40)?.map(|name| level(&name)).transpose()?,
        work: cells.optional(WORK, 100)?,
        place: cells.optional(PLACE, 100)?,
        holder: cells.optional(HOLDER, 100)?,
        unit: cells.optional(UNIT, 100)?,
        brand_model: cells.optional(MODEL, 200)?,
        serial: cells.long(SERIAL, 100)?,
        quantity: cells.count(QUANTITY)?,
        quantity_unit: cells.optional(QUANTITY_UNIT, 20)?,
        state: cells.optional(STATE, 20)?.map(|name| state(&name)).transpose()?,
        purchased_on: cells.day(PURCHASED)?,
        warranty_until: cells.day(WARRANTY)?,
        price: cells.fen(PRICE)?,
        books: books(cells)?,
        rule: cells.optional(RULE, 60)?,
        note: cells.optional(NOTE, 500)?,
    })
}

fn books(cells: &Cells<'_>) -> Result<Vec<Book>, String> {
    let all = [
        (Level::It, IT_NUMBER, IT_QUANTITY, None),
        (Level::Finance, FINANCE_NUMBER, FINANCE_QUANTITY, Some(FINANCE_PRICE)),
        (Level::Business, BUSINESS_NUMBER, BUSINESS_QUANTITY, None),
    ];
    let mut books = Vec::new();
    for (level, number, quantity, price) in all {
        let book = Book {
            level,
            number: cells.long(number, 60)?,
            quantity: cells.count(quantity)?,
            price: price.map_or(Ok(None), |price| cells.fen(price))?,
        };
        if book.number.is_some() || book.quantity.is_some() || book.price.is_some() {
            books.push(book);
        }
    }
    Ok(books)
}

fn level(name: &str) -> Result<Level, String> {
    Ok(match name {
        "信息化部门" | "信息化" | "IT" | "it" => Level::It,
        "财务部门" | "财务" | "finance" => Level::Finance,
        "业务部门" | "业务" | "business" => Level::Business,
        _ => return Err(format!("管理级别“{name}”不认识，请填信息化部门、财务部门或业务部门")),
    })
}

fn state(name: &str) -> Result<State, String> {
    let also = match name {
        "使用中" | "正常" => Some(State::InUse),
        "闲置" | "在库" => Some(State::InStock),
        "维修" | "送修" => Some(State::InRepair),
        "报废" => Some(State::Scrapped),
        "丢失" => Some(State::Lost),
        _ => None,
    };
    let found = also.or_else(|| State::ALL.into_iter().find(|state| state.label() == name || state.code() == name));
    found.ok_or_else(|| format!("状态“{name}”不认识，请填在用、库存、维修中、已报废或盘亏"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "编号,资产分类,设备名称,管理级别,数量,状态,原值,财务数量,采购日期\n";

    fn csv(rows: &str) -> Vec<RowOf<AssetDraft>> {
        read_assets("台账.csv", format!("{HEAD}{rows}").as_bytes()).unwrap()
    }

    #[test]
    fn headings_may_be_called_otherwise_and_blank_lines_count() {
        let rows = csv("zd-1,ZD,终端（演示）,财务,2,在用,\"1,234.50\",3,2025/3/1\n\n,ZD,打印机（演示）,,,,,,\n");
        assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
        let first = rows[0].draft.clone().unwrap();
        assert_eq!(
            (first.code.as_deref(), first.level, first.quantity, first.price),
            (Some("ZD-1"), Some(Level::Finance), Some(2), Some(123_450))
        );
        assert_eq!(first.books, [Book { level: Level::Finance, number: None, quantity: Some(3), price: None }]);
        assert_eq!(first.purchased_on.unwrap().to_string(), "2025-03-01");
        let second = rows[1].draft.clone().unwrap();
        assert_eq!((second.code, second.state, second.books.len()), (None, None, 0));
    }

    #[test]
    fn a_row_that_does_not_fit_says_why_and_the_others_stay() {
        let rows = csv(
            "Z 1,ZD,甲,,,,,,\n,,乙,,,,,,\n,ZD,,,,,,,\n,ZD,丁,总务,,,,,\n,ZD,戊,,1.5,,,,\n,ZD,己,,,坏了,,,\n,ZD,庚,,,,12.345,,\n,ZD,辛,,,,,,长期\n,ZD,壬,,,,,,\n",
        );
        let said: Vec<String> = rows.iter().map(|row| row.draft.clone().err().unwrap_or_default()).collect();
        assert_eq!(
            said,
            [
                "资产编号“Z 1”只能用字母、数字和 - _ . /",
                "没有填写分类",
                "没有填写名称",
                "管理级别“总务”不认识，请填信息化部门、财务部门或业务部门",
                "数量“1.5”不是整数",
                "状态“坏了”不认识，请填在用、库存、维修中、已报废或盘亏",
                "金额（元）“12.345”不是金额，请写成 1234.50 的样子",
                "购置日期“长期”不是日期，请写成 2026-03-01 的样子",
                "",
            ]
        );
    }

    #[test]
    fn a_missing_column_is_named() {
        let error = read_assets("a.csv", "编号,数量\nA,1\n".as_bytes()).unwrap_err();
        assert_eq!(error, TableError::NoColumn("分类、名称".to_owned()));
        assert_eq!(read_assets("a.csv", b"\n\n").unwrap_err(), TableError::Empty);
        assert!(matches!(read_assets("a.xlsx", b"no workbook"), Err(TableError::Broken(_))));
        assert_eq!(read_assets("a.pdf", b"").unwrap_err(), TableError::Unknown("a.pdf".to_owned()));
    }
}
