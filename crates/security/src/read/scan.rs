//! What scanners export.

use chrono::NaiveDate;
use jianyue_sheets::{Cells, Column, RowOf, TableError, column, read_table};

use super::{severity, unknown_severity};
use crate::model::Severity;

/// The columns of a table, in the order of the template; the other names are those of common scanners.
pub const SCAN_COLUMNS: [Column; 9] = [
    column(
        "漏洞名称",
        &["漏洞标题", "名称", "弱点名称", "脆弱性名称", "风险名称", "插件名称", "Name", "PluginName", "Title", "漏洞"],
        true,
    ),
    column(
        "风险等级",
        &[
            "危险等级",
            "漏洞等级",
            "危险级别",
            "风险级别",
            "漏洞级别",
            "威胁等级",
            "危害等级",
            "等级",
            "级别",
            "Severity",
            "Risk",
        ],
        true,
    ),
    column(
        "IP地址",
        &[
            "IP",
            "主机",
            "主机IP",
            "资产IP",
            "目标IP",
            "目标",
            "受影响主机",
            "主机地址",
            "地址",
            "资产",
            "URL",
            "Host",
            "IPAddress",
        ],
        false,
    ),
    column("端口", &["服务端口", "端口号", "Port"], false),
    column("CVE编号", &["CVE", "CVEID", "CVE号", "漏洞编号", "CNNVD编号", "CNVD编号", "CNNVD", "CNVD", "编号"], false),
    column(
        "发现日期",
        &[
            "发现时间",
            "扫描时间",
            "扫描日期",
            "检测时间",
            "检测日期",
            "最近发现时间",
            "首次发现时间",
            "ScanDate",
            "Date",
        ],
        true,
    ),
    column("漏洞描述", &["详细描述", "描述", "说明", "Description", "Synopsis"], false),
    column("解决方案", &["修复建议", "整改建议", "加固建议", "处置建议", "Solution"], false),
    column("资产编号", &["资产编码", "设备编号", "AssetCode"], false),
];

const TITLE: usize = 0;
const SEVERITY: usize = 1;
const HOST: usize = 2;
const PORT: usize = 3;
const NUMBER: usize = 4;
const FOUND: usize = 5;
const DESCRIPTION: usize = 6;
const SOLUTION: usize = 7;
const ASSET: usize = 8;

/// A row as it is understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanDraft {
    /// What it is called.
    pub title: String,
    /// How grave.
    pub severity: Severity,
    /// Host or address.
    pub host: Option<String>,
    /// Port.
    pub port: Option<String>,
    /// Its number.
    pub number: Option<String>,
    /// When it was found.
    pub found_on: NaiveDate,
    /// What is said of it, and what the scanner proposes.
    pub description: Option<String>,
    /// Code of the asset.
    pub asset_code: Option<String>,
}

/// Reads an export; the ending of `name` says which kind.
///
/// # Errors
/// [`TableError`] when nothing of it can be read.
pub fn read_scan(name: &str, content: &[u8], today: NaiveDate) -> Result<Vec<RowOf<ScanDraft>>, TableError> {
    read_table(name, content, &SCAN_COLUMNS, |cells| (about(cells), draft(cells, today)))
}

fn about(cells: &Cells<'_>) -> String {
    let (title, host, port) = (cells.text(TITLE), cells.text(HOST), cells.text(PORT));
    let place = [host, port].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(":");
    let name = if title.is_empty() { cells.text(NUMBER) } else { title };
    let about = if place.is_empty() { name } else { format!("{name}（{place}）") };
    about.chars().take(200).collect()
}

fn draft(cells: &Cells<'_>, today: NaiveDate) -> Result<ScanDraft, String> {
    let title = cells.required(TITLE, 200)?;
    let grade = cells.required(SEVERITY, 20)?;
    let found_on = cells.day(FOUND)?.ok_or("没有填写发现日期，无法计算整改期限")?;
    if found_on > today {
        return Err(format!("发现日期 {found_on} 晚于今天"));
    }
    let said = [("", DESCRIPTION), ("解决方案：", SOLUTION)].map(|(name, at)| (name, cells.text(at)));
    let said: Vec<_> =
        said.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| format!("{name}{text}")).collect();
    Ok(ScanDraft {
        title,
        severity: severity(&grade).ok_or_else(|| unknown_severity(&grade))?,
        host: cells.optional(HOST, 200)?,
        port: cells.optional(PORT, 40)?.filter(|port| !matches!(port.as_str(), "0" | "-" | "--")),
        number: cells.optional(NUMBER, 200)?.filter(|number| !matches!(number.as_str(), "-" | "无" | "N/A")),
        found_on,
        // What scanners say at length is cut, never refused.
        description: Some(said.join("\n").chars().take(4_000).collect::<String>()).filter(|text| !text.is_empty()),
        asset_code: cells.optional(ASSET, 60)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 20).unwrap()
    }

    fn csv(text: &str) -> Vec<RowOf<ScanDraft>> {
        read_scan("scan.csv", text.as_bytes(), today()).unwrap()
    }

    #[test]
    fn headings_of_several_scanners_mean_the_same() {
        let one =
            csv("漏洞名称,风险等级,IP,端口,CVE编号,发现日期\nTLS 弱算法,高,10.0.0.1,443,CVE-2016-2183,2026-03-01\n");
        let other = csv(
            "名称,危险等级,主机,服务端口,漏洞编号,扫描时间\nTLS 弱算法,高危,10.0.0.1,443,CVE-2016-2183,2026/3/1 02:00\n",
        );
        let third = csv("Name,Severity,Host,Port,CVE,Date\nTLS 弱算法,High,10.0.0.1,443,CVE-2016-2183,2026-03-01\n");
        assert_eq!(one[0].draft, other[0].draft);
        assert_eq!(one[0].draft, third[0].draft);
        assert_eq!(one[0].about, "TLS 弱算法（10.0.0.1:443）");
    }

    #[test]
    fn a_row_without_a_date_or_with_one_to_come_is_refused_and_the_others_stay() {
        let rows = csv(
            "漏洞名称,风险等级,IP,发现日期\n甲,高,10.0.0.1,\n乙,高,10.0.0.1,2026-03-21\n丙,奇怪,10.0.0.1,2026-03-01\n丁,低风险,10.0.0.1,2026-03-01\n",
        );
        let said: Vec<String> = rows.iter().map(|row| row.draft.clone().err().unwrap_or_default()).collect();
        assert_eq!(said[0], "没有填写发现日期，无法计算整改期限");
        assert_eq!(said[1], "发现日期 2026-03-21 晚于今天");
        assert_eq!(said[2], "风险等级“奇怪”不认识，请填严重、高危、中危或低危");
        assert_eq!((rows[0].line, said[3].as_str()), (2, ""));
        assert_eq!(rows[3].draft.as_ref().unwrap().severity, Severity::Low);
    }

    #[test]
    fn a_table_without_a_column_for_dates_is_refused_as_a_whole() {
        let told = read_scan("scan.csv", "漏洞名称,风险等级\n甲,高\n".as_bytes(), today());
        assert_eq!(told.unwrap_err(), TableError::NoColumn("发现日期".to_owned()));
    }
}
