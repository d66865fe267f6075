//! The inventory document (数据盘点文档) of a reading, as an Excel file.

mod sheets;

use jianyue_kernel::Actor;
use jianyue_platform::{App, Tx};
use jianyue_reach::sql::schema::{Rows, Table};
use uuid::Uuid;

pub use sheets::write;

use super::{
    readings::{difference_of, seen, shown},
    sources::{known, rules},
};
use crate::{
    error::InventoryError,
    model::{Difference, Reading},
    store::{
        comment::{Notes, comment_all},
        reading::{reading_counts, structure},
    },
};

/// All that the document says.
#[derive(Clone, Debug)]
pub struct Document {
    contract: String,
    source: String,
    clause: Option<String>,
    reading: Reading,
    tables: Vec<Table>,
    rows: Vec<Option<Rows>>,
    notes: Notes,
    difference: Difference,
}

impl Document {
    /// What is said of a table, or of one of its columns: by the database, and by people.
    fn said(&self, table: &Table, column: &str, comment: Option<&str>) -> String {
        let note = self.notes.get(&(table.name.clone(), column.to_owned())).map(String::as_str);
        [comment, note].into_iter().flatten().collect::<Vec<_>>().join("；")
    }
}

/// Reads what the document of a reading says.
pub async fn document(app: &App, tx: &mut Tx, by: &Actor, id: Uuid) -> Result<Document, InventoryError> {
    let row = seen(tx, by, id).await?;
    let source = known(tx, by, row.source_id).await?;
    let model = rules(app, tx, source.contract_id.into()).await?;
    let rule = source.rule.as_ref().and_then(|id| model.data_inventories.iter().find(|rule| rule.id == *id));
    Ok(Document {
        contract: model.contract.title.clone(),
        source: source.title,
        clause: rule.map(|rule| rule.clause.clone()),
        tables: structure(tx, row.source_id, &row.digest).await?,
        rows: reading_counts(tx, id).await?,
        notes: comment_all(tx, row.source_id).await?,
        difference: difference_of(tx, by, id, None).await?,
        reading: shown(row),
    })
}
