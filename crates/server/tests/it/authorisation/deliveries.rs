//! Orders, couriers, weeks of money, readers and keys of HS, which its contract knows nothing of: written down as they are kept.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_deliveries::{
    model::{KeyKind, KeyMove, KeyState, OrderState, ReaderState, Side, Told, WeekState},
    store::{
        courier::{SourceRow, UnknownRow, source_insert, unknown_add},
        key::{KeyRow, MoveRow, key_insert, move_add},
        money::{EntryRow, WeekRow, rows_add, week_insert},
        order::{OrderRow, orders_keep},
        reader::{ReaderRow, reader_insert},
    },
};
use jianyue_platform::{Tx, signed::Algorithm};
use uuid::Uuid;

use crate::stage::Stage;

/// What of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivered {
    Order,
    Source,
    Unknown,
    Week,
    Row,
    Reader,
    Key,
    Line,
}

/// What all of them have in common.
struct Fresh {
    id: Uuid,
    contract: Uuid,
    name: String,
    day: NaiveDate,
    now: DateTime<Utc>,
}

/// Something of HS.
pub async fn delivered(stage: &Stage, what: Delivered) -> Uuid {
    let env = stage.host.app.env();
    let id = env.id();
    let day = NaiveDate::from_ymd_opt(2026, 2, 23).unwrap_or_default();
    let fresh = Fresh { id, contract: stage.contract("HS").0, name: id.simple().to_string(), day, now: env.now() };
    let mut tx = stage.host.app.db().write().await.unwrap();
    match what {
        Delivered::Order => orders_keep(&mut tx, &[order(&fresh)]).await.unwrap(),
        Delivered::Source => drop(source_insert(&mut tx, &source(&fresh)).await.unwrap()),
        Delivered::Unknown => unknown_add(&mut tx, &[unknown(&fresh)]).await.unwrap(),
        Delivered::Week => week_insert(&mut tx, &week(&fresh)).await.unwrap(),
        Delivered::Row => row(&mut tx, &fresh).await,
        Delivered::Reader => drop(reader_insert(&mut tx, &reader(&fresh)).await.unwrap()),
        Delivered::Key => drop(key_insert(&mut tx, &key(&fresh)).await.unwrap()),
        Delivered::Line => line(&mut tx, &fresh).await,
    }
    tx.commit().await.unwrap();
    id
}

fn order(fresh: &Fresh) -> OrderRow {
    OrderRow {
        id: fresh.id,
        contract_id: fresh.contract,
        rule: "none".to_owned(),
        number: fresh.name.clone(),
        district: None,
        school: None,
        receiver: None,
        paid_on: fresh.day,
        fee: 0,
        due_on: None,
        state: OrderState::Paid,
        is_open: true,
        is_behind: false,
        made_at: None,
        handed_at: None,
        company: None,
        waybill: None,
        moved_at: None,
        ended_at: None,
        signed_by: None,
        batch_id: None,
        made_batch_id: None,
        handed_batch_id: None,
        created_at: fresh.now,
        updated_at: fresh.now,
    }
}

fn source(fresh: &Fresh) -> SourceRow {
    SourceRow {
        id: fresh.id,
        contract_id: fresh.contract,
        name: fresh.name.clone(),
        algorithm: Algorithm::HmacSm3,
        secret_sealed: vec![0],
        version: 1,
        created_at: fresh.now,
    }
}

fn unknown(fresh: &Fresh) -> UnknownRow {
    UnknownRow {
        id: fresh.id,
        contract_id: fresh.contract,
        source_id: fresh.id,
        event_id: fresh.name.clone(),
        order_number: Some("X".to_owned()),
        waybill: None,
        kind: Told::Moving,
        at: fresh.now,
        text: None,
        company: None,
        signed_by: None,
        received_at: fresh.now,
        settled_at: None,
        settled_by: None,
        settled_note: None,
        order_id: None,
    }
}

/// A week that nobody else has: each under a rule of its own.
fn week(fresh: &Fresh) -> WeekRow {
    WeekRow {
        id: fresh.id,
        contract_id: fresh.contract,
        rule: fresh.name.clone(),
        week_on: fresh.day,
        state: WeekState::Open,
        result: None,
        version: 1,
        created_at: fresh.now,
        closed_at: None,
        closed_by: None,
    }
}

async fn row(tx: &mut Tx, fresh: &Fresh) {
    week_insert(tx, &week(fresh)).await.unwrap();
    let row = EntryRow {
        id: fresh.id,
        contract_id: fresh.contract,
        reconciliation_id: fresh.id,
        side: Side::Payment,
        number: fresh.name.clone(),
        order_number: Some("X".to_owned()),
        amount: 1,
        happened_on: fresh.day,
        by_name: "测试".to_owned(),
        at: fresh.now,
    };
    rows_add(tx, &[row]).await.unwrap();
}

fn reader(fresh: &Fresh) -> ReaderRow {
    ReaderRow {
        id: fresh.id,
        contract_id: fresh.contract,
        rule: "none".to_owned(),
        number: fresh.name.clone(),
        model: None,
        school: None,
        custodian: None,
        asset_code: None,
        state: ReaderState::InUse,
        since_on: fresh.day,
        due_on: None,
        case_id: None,
        last_seq: 1,
        version: 1,
        created_at: fresh.now,
        updated_at: fresh.now,
    }
}

fn key(fresh: &Fresh) -> KeyRow {
    KeyRow {
        id: fresh.id,
        contract_id: fresh.contract,
        rule: "none".to_owned(),
        number: fresh.name.clone(),
        kind: KeyKind::Psam,
        title: "密钥（测试）".to_owned(),
        custodian: "保管人（测试）".to_owned(),
        place: "柜".to_owned(),
        state: KeyState::Kept,
        last_seq: 1,
        created_at: fresh.now,
        updated_at: fresh.now,
    }
}

async fn line(tx: &mut Tx, fresh: &Fresh) {
    key_insert(tx, &key(fresh)).await.unwrap();
    let line = MoveRow {
        id: fresh.id,
        contract_id: fresh.contract,
        key_id: fresh.id,
        seq: 1,
        kind: KeyMove::Handed,
        from_name: Some("甲".to_owned()),
        to_name: Some("乙".to_owned()),
        place: "柜".to_owned(),
        witness: None,
        reason: None,
        signature: Some("0".repeat(64)),
        signature_type: Some("image/png".to_owned()),
        moved_on: fresh.day,
        by_name: "测试".to_owned(),
        at: fresh.now,
    };
    move_add(tx, &line).await.unwrap();
}
