//! What people say of tables and columns where the database says nothing.

use jianyue_kernel::Actor;
use jianyue_platform::{App, Tx, form::Form};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    done,
    sources::{fault, known},
};
use crate::{
    error::InventoryError,
    model::Comment,
    permissions::{WRITE, require},
    store::{
        comment::comment_keep,
        reading::{reading_find, structure},
    },
};

/// What is said of a table or column.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDataComment {
    /// The table, as the last reading names it.
    pub table: String,
    /// The column; absent when the table is meant.
    #[serde(default)]
    pub column: Option<String>,
    /// What is said of it; empty takes it back.
    pub text: String,
}

/// Keeps what is said of a table or column of the last reading.
pub async fn comment(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    id: Uuid,
    new: NewDataComment,
) -> Result<Comment, InventoryError> {
    let row = known(tx, by, id).await?;
    require(by, &WRITE, row.contract_id.into())?;
    let mut form = Form::default();
    let text = form.optional("text", "补充说明", Some(&new.text), 500).unwrap_or_default();
    form.done()?;
    let Some(reading) = row.reading_id else {
        return Err(fault("table", "数据源还没有盘点过，请先盘点"));
    };
    let reading = reading_find(tx, reading).await?.ok_or(InventoryError::NotFound)?;
    let tables = structure(tx, id, &reading.digest).await?;
    let Some(table) = tables.iter().find(|table| table.name == new.table) else {
        return Err(fault("table", "最近一次盘点中没有这张表，请刷新后重新选择"));
    };
    let column = new.column.filter(|column| !column.is_empty());
    if column.as_ref().is_some_and(|name| !table.columns.iter().any(|column| column.name == *name)) {
        return Err(fault("column", "最近一次盘点中没有这个字段，请刷新后重新选择"));
    }
    let now = app.env().now();
    let about = (new.table.as_str(), column.as_deref().unwrap_or_default());
    comment_keep(tx, id, about, &text, (&by.name, now)).await?;
    let about = column.as_ref().map_or_else(|| new.table.clone(), |column| format!("{}.{column}", new.table));
    done(app, tx, by, &row, ("inventory.comment", json!({ "title": row.title, "about": about, "text": text }))).await?;
    Ok(Comment { table: new.table, column, text, by: by.name.clone(), at: now })
}
