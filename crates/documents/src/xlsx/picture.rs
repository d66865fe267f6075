//! A picture on a sheet of its own: its values as a table, and beside them a chart that Excel draws from it.

use chrono::{DateTime, Utc};
use rust_xlsxwriter::{
    Chart as Drawn, ChartEmptyCells, ChartFormat, ChartLine, ChartMarker, ChartMarkerType, ChartSolidFill, ChartType,
    Color, DocProperties, Workbook, Worksheet, utility::column_number_to_name,
};

use super::{
    cell::{fitting, width},
    style::Styles,
    table::{self, FIRST, HEAD},
};
use crate::{
    Document, DocumentError,
    charts::{Colour, colour},
    model::{Chart, ChartKind},
};

const MARKS: [ChartMarkerType; 4] =
    [ChartMarkerType::Circle, ChartMarkerType::Square, ChartMarkerType::Triangle, ChartMarkerType::Diamond];
/// The size of the chart, in pixels.
const SIZE: (u32, u32) = (760, 380);

/// Writes `chart` on `sheet`.
pub fn write(
    sheet: &mut Worksheet,
    named: (&str, &str),
    chart: &Chart,
    document: &Document,
    styles: &Styles,
) -> Result<(), DocumentError> {
    table::begin(sheet, named, document, styles)?;
    sheet.set_landscape();
    let heads = values(sheet, chart, styles)?;
    let last = u32::try_from(chart.labels.len()).unwrap_or(0);
    if last == 0 || chart.series.is_empty() {
        return Ok(());
    }
    sheet.insert_chart(HEAD, heads + 1, &drawn(named.0, chart, FIRST + last - 1))?;
    Ok(())
}

/// The sheet of a workbook that only holds the values of a chart.
pub const DATA: &str = "数据";

/// A workbook with the values of `chart`, which Word edits it by: heads in row 2, labels in column A.
pub fn data_of(chart: &Chart, made_at: DateTime<Utc>) -> Result<Vec<u8>, DocumentError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&made_at));
    let sheet = book.add_worksheet();
    sheet.set_name(DATA)?;
    values(sheet, chart, &Styles::new())?;
    Ok(book.save_to_buffer()?)
}

/// The letters of the column of the n-th series, from 0.
pub fn column_of(series: usize) -> String {
    column_number_to_name(u16::try_from(series + 1).unwrap_or(u16::MAX))
}

/// Writes heads, labels and values; gives how many columns there are.
fn values(sheet: &mut Worksheet, chart: &Chart, styles: &Styles) -> Result<u16, DocumentError> {
    let heads: Vec<String> = chart.series.iter().map(|(series, _)| named(series, &chart.unit)).collect();
    let heads: Vec<&str> = std::iter::once("项目").chain(heads.iter().map(String::as_str)).collect();
    table::head(sheet, &heads, styles)?;
    for (row, label) in (FIRST..).zip(&chart.labels) {
        sheet.write_string_with_format(row, 0, fitting(label), &styles.cells.text)?;
    }
    for (column, (_, values)) in (1..).zip(&chart.series) {
        for (row, value) in (FIRST..).zip(values).take(chart.labels.len()) {
            match value.filter(|value| value.is_finite()) {
                Some(value) => sheet.write_number_with_format(row, column, value, &styles.cells.number)?,
                None => sheet.write_blank(row, column, &styles.cells.text)?,
            };
        }
    }
    let label_width = chart.labels.iter().map(|label| width(label)).max().unwrap_or(0).clamp(8, 40);
    sheet.set_column_width(0, label_width + 2)?;
    for (column, title) in (1..).zip(&heads[1..]) {
        sheet.set_column_width(column, width(title).clamp(8, 40) + 3)?;
    }
    Ok(u16::try_from(heads.len()).unwrap_or(u16::MAX))
}

fn named(series: &str, unit: &str) -> String {
    if unit.is_empty() { series.to_owned() } else { format!("{series}（{unit}）") }
}

/// A text that is not taken for a range.
fn plain(text: &str) -> String {
    let text = fitting(text);
    if text.starts_with('=') { format!(" {text}") } else { text }
}

fn drawn(sheet: &str, chart: &Chart, last: u32) -> Drawn {
    let kind = match chart.kind {
        ChartKind::Bars => ChartType::Column,
        ChartKind::Stacked => ChartType::ColumnStacked,
        ChartKind::Lines => ChartType::Line,
    };
    let mut drawn = Drawn::new(kind);
    for (n, column) in (0..chart.series.len()).zip(1..) {
        let Colour(red, green, blue) = colour(n);
        let paint = Color::RGB(u32::from_be_bytes([0, red, green, blue]));
        let series = drawn.add_series();
        series
            .set_categories((sheet, FIRST, 0, last, 0))
            .set_values((sheet, FIRST, column, last, column))
            .set_name((sheet, HEAD, column));
        if chart.kind == ChartKind::Lines {
            let fill = ChartSolidFill::new().set_color(paint).clone();
            let mut mark = ChartMarker::new();
            mark.set_type(MARKS[n % MARKS.len()]).set_size(7).set_format(ChartFormat::new().set_solid_fill(&fill));
            series
                .set_marker(&mark)
                .set_format(ChartFormat::new().set_line(ChartLine::new().set_color(paint).set_width(1.75)));
        } else {
            series.set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(paint)));
        }
    }
    drawn.title().set_name(plain(&chart.caption).as_str());
    drawn.y_axis().set_name(plain(&chart.unit).as_str());
    drawn.legend().set_position(rust_xlsxwriter::ChartLegendPosition::Bottom);
    drawn.show_empty_cells_as(ChartEmptyCells::Gaps);
    drawn.set_alt_text(fitting(&chart.caption)).set_width(SIZE.0).set_height(SIZE.1);
    drawn
}
