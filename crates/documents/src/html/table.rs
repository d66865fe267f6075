//! Tables.

use jianyue_kernel::Value;

use super::markup::Markup;
use crate::model::Table;

/// Writes `table` with its numbered caption.
pub fn write(page: &mut Markup, table: &Table, caption: Option<&str>) {
    // Wide tables are moved sideways on a phone, by keyboard too.
    let about = caption.unwrap_or("表格");
    page.open("div", &[("class", "scroll"), ("role", "region"), ("tabindex", "0"), ("aria-label", about)]);
    page.open("table", &[]);
    if let Some(caption) = caption {
        page.told("caption", &[], caption);
    }
    page.raw("<thead><tr>");
    for column in &table.columns {
        page.told("th", &[("scope", "col")], &column.title);
    }
    page.raw("</tr></thead><tbody>");
    for row in &table.rows {
        cells(page, row, table.columns.len());
    }
    if table.rows.is_empty() {
        page.raw("<tr>");
        let span = table.columns.len().max(1).to_string();
        page.told("td", &[("class", "empty"), ("colspan", &span)], &table.empty);
        page.raw("</tr>");
    }
    page.raw("</tbody>");
    if let Some(total) = &table.total {
        page.raw("<tfoot>");
        cells(page, total, table.columns.len());
        page.raw("</tfoot>");
    }
    page.raw("</table></div>");
}

fn cells(page: &mut Markup, row: &[Value], columns: usize) {
    page.raw("<tr>");
    for value in row.iter().take(columns) {
        let class: &[_] = if value.is_number() { &[("class", "number")] } else { &[] };
        page.told("td", class, &value.to_string());
    }
    for _ in row.len()..columns {
        page.raw("<td></td>");
    }
    page.raw("</tr>");
}
