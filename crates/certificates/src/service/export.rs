//! The register as a table for Excel: what is written is what can be read again.

use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::Tx;
use rust_xlsxwriter::{Format, Workbook};

use crate::{
    error::CertificateError,
    model::Medium,
    permissions::{READ, require},
    read::COLUMNS,
    store::certificate::{CertificateRow, Wanted, certificate_list},
};

/// Rows of one read.
const PART: u32 = 1_000;
/// The most rows of a table.
const MOST: usize = 100_000;

/// What a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// The headings and an example: to be filled in.
    Template,
    /// The whole register of a contract.
    Register,
}

/// A table as a workbook.
pub async fn table(tx: &mut Tx, by: &Actor, contract: ContractId, what: Table) -> Result<Vec<u8>, CertificateError> {
    require(by, &READ, contract)?;
    let rows = match what {
        Table::Template => Vec::new(),
        Table::Register => all(tx, contract).await?,
    };
    Ok(workbook(&rows)?)
}

async fn all(tx: &mut Tx, contract: ContractId) -> Result<Vec<CertificateRow>, CertificateError> {
    let mut rows: Vec<CertificateRow> = Vec::new();
    let mut wanted = Wanted { contract: Some(contract.0), ..Wanted::default() };
    loop {
        let part = certificate_list(tx, &wanted, PART).await?;
        wanted.after = part.last().map(|row| (row.valid_until, row.id));
        let full = part.len() == PART as usize;
        rows.extend(part);
        if !full || rows.len() >= MOST {
            return Ok(rows);
        }
    }
}

fn workbook(rows: &[CertificateRow]) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
    let mut book = Workbook::new();
    let (head, text) = (Format::new().set_bold(), Format::new().set_num_format("@"));
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let sheet = book.add_worksheet().set_name("证书台账")?;
    for (at, column) in (0..).zip(&COLUMNS) {
        sheet.write_string_with_format(0, at, column.heading, &head)?;
        // As text, so that a long number keeps its end.
        sheet.set_column_format(at, if column.heading.ends_with("日期") { &day } else { &text })?;
        sheet.set_column_width(at, if column.heading == "序列号" { 40 } else { 18 })?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (line, row) in (1..).zip(rows) {
        let texts = [
            Some(row.holder.as_str()),
            Some(&row.unit),
            Some(&row.serial),
            Some(&row.issuer),
            row.use_for.as_deref(),
            Some(medium(row.medium)),
        ];
        for (at, value) in (0..).zip(texts) {
            sheet.write_string_with_format(line, at, value.unwrap_or_default(), &text)?;
        }
        for (at, value) in [(6, row.valid_from), (7, Some(row.valid_until))] {
            if let Some(value) = value {
                sheet.write_with_format(line, at, &value, &day)?;
            }
        }
        sheet.write_string_with_format(line, 8, row.note.as_deref().unwrap_or_default(), &text)?;
    }
    book.save_to_buffer()
}

/// What people call a medium; the same words are read again.
fn medium(medium: Medium) -> &'static str {
    match medium {
        Medium::UsbKey => "USBKey",
        Medium::Card => "智能卡",
        Medium::File => "文件",
        Medium::Server => "服务器",
        Medium::Phone => "手机",
    }
}
