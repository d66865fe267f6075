//! What holds for every section of a report.

use jianyue_kernel::Value;
use jianyue_platform::reports::{ROWS_MOST, Section, Table};

fn well_made(table: &Table, of: &str) {
    assert!(!table.rows.is_empty(), "{of}: the table {} is empty", table.key);
    for row in &table.rows {
        assert_eq!(row.cells.len(), table.columns.len(), "{of}: a row of {} has not a cell for each column", table.key);
        assert!(row.path.is_empty() || row.path.starts_with('/'), "{of}: {} is no path", row.path);
        let client = &row.client_path;
        assert!(client.is_empty() || client.starts_with("/portal"), "{of}: {client} is no page of the client");
    }
    if let Some(total) = &table.total {
        assert_eq!(total.len(), table.columns.len(), "{of}: the sums of {}", table.key);
        for (column, sum) in total.iter().enumerate() {
            let cells = table.rows.iter().map(|row| &row.cells[column]);
            match sum {
                Value::Count(sum) => {
                    let counts = cells.map(|cell| if let Value::Count(n) = cell { *n } else { 0 });
                    assert_eq!(counts.sum::<i64>(), *sum, "{of}: column {column} of {}", table.key);
                }
                Value::Money(sum) => {
                    let fen = cells.map(|cell| if let Value::Money(money) = cell { money.fen() } else { 0 });
                    assert_eq!(fen.sum::<i64>(), sum.fen(), "{of}: column {column} of {}", table.key);
                }
                _ => {}
            }
        }
    }
}

/// Holds that a section is well made: keys are unique, figures count the rows that they name, tables have a cell for each
/// column and true sums, pictures a value for each label, and paths lead where they say.
///
/// # Panics
/// When it is not.
#[track_caller]
pub fn figures_hold(section: &Section) {
    let of = &section.code;
    assert!(!section.figures.is_empty() || !section.tables.is_empty(), "{of} says nothing");
    for (n, figure) in section.figures.iter().enumerate() {
        assert!(section.figures[..n].iter().all(|other| other.key != figure.key), "{of}: two figures {}", figure.key);
        let Some(key) = &figure.rows else { continue };
        let table = section.rows.iter().find(|table| table.key == *key);
        let table = table.unwrap_or_else(|| panic!("{of}: {} counts rows that there are not: {key}", figure.key));
        if let Value::Count(count) = figure.value {
            let listed = usize::try_from(count).unwrap_or_default().min(ROWS_MOST);
            assert_eq!(table.rows.len(), listed, "{of}: {} counts other rows than {key}", figure.key);
        }
    }
    for tables in [&section.rows, &section.tables] {
        for (n, table) in tables.iter().enumerate() {
            assert!(tables[..n].iter().all(|other| other.key != table.key), "{of}: two tables {}", table.key);
            well_made(table, of);
        }
    }
    for chart in &section.charts {
        for series in &chart.series {
            assert_eq!(series.values.len(), chart.labels.len(), "{of}: {} of {}", series.name, chart.key);
        }
    }
    assert!(section.hints.iter().all(|hint| !hint.text.trim().is_empty()), "{of}: a hint says nothing");
}

/// The value of a figure.
///
/// # Panics
/// When there is no such figure.
#[must_use]
#[track_caller]
pub fn figure<'a>(section: &'a Section, key: &str) -> &'a Value {
    let found = section.figures.iter().find(|figure| figure.key == key);
    &found.unwrap_or_else(|| panic!("{} has no figure {key}", section.code)).value
}
