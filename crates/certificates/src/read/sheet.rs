//! Tables: Excel and CSV.

use jianyue_sheets::{Cells, Column, column, read_table};

use super::{Draft, ReadError, Row};
use crate::{model::Medium, policy::canonical_serial};

/// The columns of a table, in the order of the template.
pub const COLUMNS: [Column; 9] = [
    column("持有人", &["姓名", "使用人", "证书持有人", "证书名称"], true),
    column("单位", &["所属单位", "单位名称", "部门"], true),
    column("序列号", &["证书序列号", "证书编号"], true),
    column("颁发机构", &["签发机构", "颁发者", "CA"], true),
    column("用途", &["证书用途"], false),
    column("介质", &["证书介质", "存储介质"], false),
    column("生效日期", &["有效期起", "起始日期", "签发日期"], false),
    column("到期日期", &["有效期止", "截止日期", "失效日期", "有效期至"], true),
    column("备注", &["说明"], false),
];

const HOLDER: usize = 0;
const UNIT: usize = 1;
const SERIAL: usize = 2;
const ISSUER: usize = 3;
const USE: usize = 4;
const MEDIUM: usize = 5;
const FROM: usize = 6;
const UNTIL: usize = 7;
const NOTE: usize = 8;

/// Reads a table; the ending of `name` says which kind. The first line that is not blank is the headings.
///
/// # Errors
/// [`ReadError`] when nothing of it can be read.
pub fn read_sheet(name: &str, content: &[u8]) -> Result<Vec<Row>, ReadError> {
    Ok(read_table(name, content, &COLUMNS, |cells| {
        let about = Some(cells.text(SERIAL)).filter(|serial| !serial.is_empty()).unwrap_or_else(|| cells.text(HOLDER));
        (about, draft(cells))
    })?)
}

fn draft(cells: &Cells<'_>) -> Result<Draft, String> {
    let serial = cells.long(SERIAL, 100)?.ok_or("没有填写序列号")?;
    let serial = canonical_serial(&serial).ok_or_else(|| format!("序列号“{serial}”不是十六进制数字"))?;
    let valid_from = cells.day(FROM)?;
    let valid_until = cells.day(UNTIL)?.ok_or("没有填写到期日期")?;
    if valid_from.is_some_and(|from| from > valid_until) {
        return Err("到期日期早于生效日期".to_owned());
    }
    Ok(Draft {
        holder: cells.required(HOLDER, 100)?,
        unit: cells.required(UNIT, 100)?,
        serial,
        issuer: cells.required(ISSUER, 200)?,
        use_for: cells.optional(USE, 200)?,
        medium: cells.optional(MEDIUM, 40)?.map(|name| medium(&name)).transpose()?,
        valid_from,
        valid_until,
        note: cells.optional(NOTE, 500)?,
        der: None,
    })
}

fn medium(name: &str) -> Result<Medium, String> {
    Ok(match name.to_ascii_lowercase().replace([' ', '-', '_'], "").as_str() {
        "usbkey" | "ukey" | "key" | "u盾" => Medium::UsbKey,
        "ic卡" | "智能卡" | "卡" | "card" => Medium::Card,
        "文件" | "软证书" | "文件证书" | "file" => Medium::File,
        "服务器" | "设备" | "server" => Medium::Server,
        "手机" | "手机盾" | "移动端" | "phone" => Medium::Phone,
        _ => return Err(format!("介质“{name}”不认识，请填 USBKey、智能卡、文件、服务器或手机")),
    })
}

#[cfg(test)]
mod tests {
    use encoding_rs::GB18030;
    use jianyue_sheets::TableError;

    use super::*;

    const HEAD: &str = "持有人,所属单位,证书序列号,CA,有效期止,介质\n";

    fn csv(rows: &str) -> Vec<Row> {
        read_sheet("a.csv", format!("{HEAD}{rows}").as_bytes()).unwrap()
    }

    #[test]
    fn headings_may_be_called_otherwise_and_blank_lines_count() {
        let rows =
            csv("持证人甲（演示）,某处,0A:1B,北京 CA,2026/3/1,USB Key\n\n持证人乙（演示）,某处,2C,北京 CA,20260401,\n");
        assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
        let first = rows[0].draft.as_ref().unwrap();
        assert_eq!((first.serial.as_str(), first.medium), ("A1B", Some(Medium::UsbKey)));
        assert_eq!(first.valid_until.to_string(), "2026-03-01");
        assert_eq!(rows[1].draft.as_ref().unwrap().medium, None);
    }

    #[test]
    fn a_row_that_does_not_fit_says_why_and_the_others_stay() {
        let rows = csv(
            "甲,某处,XYZ,北京 CA,2026-03-01,\n乙,某处,2C,北京 CA,长期,\n丙,,3C,北京 CA,2026-03-01,\n丁,某处,4C,北京 CA,2026-03-01,磁带\n戊,某处,5C,北京 CA,2026-03-01,文件\n",
        );
        let said: Vec<String> = rows.iter().map(|row| row.draft.clone().err().unwrap_or_default()).collect();
        assert_eq!(said[0], "序列号“XYZ”不是十六进制数字");
        assert_eq!(said[1], "到期日期“长期”不是日期，请写成 2026-03-01 的样子");
        assert_eq!(said[2], "没有填写单位");
        assert!(said[3].starts_with("介质“磁带”不认识"), "{}", said[3]);
        assert_eq!(said[4], "");
    }

    #[test]
    fn a_table_of_chinese_excel_is_read() {
        let (bytes, _, _) =
            GB18030.encode("持有人,单位,序列号,颁发机构,到期日期\n持证人甲（演示）,某处,1A,北京 CA,2026-03-01\n");
        let rows = read_sheet("a.csv", &bytes).unwrap();
        assert_eq!(rows[0].draft.as_ref().unwrap().holder, "持证人甲（演示）");
    }

    #[test]
    fn a_missing_column_is_named() {
        let error = read_sheet("a.csv", "持有人,单位\n甲,某处\n".as_bytes()).unwrap_err();
        assert_eq!(error, TableError::NoColumn("序列号、颁发机构、到期日期".to_owned()).into());
        assert_eq!(read_sheet("a.csv", b"\n\n").unwrap_err(), TableError::Empty.into());
    }

    #[test]
    fn a_long_number_of_excel_is_refused_because_its_end_is_lost() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (i, name) in ["持有人", "单位", "序列号", "颁发机构", "到期日期"].iter().enumerate() {
            sheet.write_string(0, u16::try_from(i).unwrap(), *name).unwrap();
        }
        for (row, serial) in [(1, 12_345_678_901_234_567_890.0), (2, 12_345.0)] {
            sheet.write_string(row, 0, "甲").unwrap().write_string(row, 1, "某处").unwrap();
            sheet.write_number(row, 2, serial).unwrap().write_string(row, 3, "北京 CA").unwrap();
            sheet.write_number(row, 4, 46_082.0).unwrap();
        }
        let rows = read_sheet("a.xlsx", &book.save_to_buffer().unwrap()).unwrap();
        assert!(rows[0].draft.as_ref().unwrap_err().contains("末位可能已被 Excel 改成 0"));
        let second = rows[1].draft.as_ref().unwrap();
        assert_eq!((second.serial.as_str(), second.valid_until.to_string().as_str()), ("12345", "2026-03-01"));
    }

    #[test]
    fn what_is_no_workbook_is_said_to_be_broken() {
        assert!(matches!(read_sheet("a.xlsx", b"no workbook"), Err(ReadError::Table(TableError::Broken(_)))));
    }
}
