//! A database of HS that was read, made anew for a call.

use jianyue_inventory::service::{Sight, claim, settle};
use jianyue_kernel::Role;
use jianyue_reach::sql::schema::{Schema, Table};
use serde_json::json;
use uuid::Uuid;

use crate::stage::{Stage, id};

/// What is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    Source,
    Reading,
}

/// A database of HS with one table, or the reading in which that was found.
pub async fn database(stage: &Stage, what: Found) -> Uuid {
    let engineer = stage.person(Role::Engineer, "HS").await;
    let app = &stage.host.app;
    let body = json!({
        "title": app.env().id().simple().to_string(), "engine": "postgres", "every_days": 30,
        "target": { "host": "db.example", "database": "core", "username": "reader" },
    });
    let path = format!("/api/v1/contracts/{}/data-sources", stage.contract("HS"));
    let source = id(&stage.post(&path).by(&engineer).json(&body).send().await.expect(201).json());
    let table = Table { name: "unit".to_owned(), ..Table::default() };
    // Nobody is called: what is due was read as if it had one table.
    for claimed in claim(app, 100).await.unwrap() {
        let found = Ok(Schema { tables: vec![table.clone()], rows: vec![None] });
        let mut tx = app.db().write().await.unwrap();
        settle(app, &mut tx, Sight { source: claimed, found }).await.unwrap();
        tx.commit().await.unwrap();
    }
    if what == Found::Source {
        return source;
    }
    let shown = stage.get(&format!("/api/v1/data-sources/{source}")).by(&engineer).send().await.expect(200).json();
    shown["reading_id"].as_str().unwrap().parse().unwrap()
}
