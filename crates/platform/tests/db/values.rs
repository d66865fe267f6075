//! Every kind of value comes back as it was bound, on both engines.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::{
    args,
    db::{Arg, Db, DbError, Dialect, Sql, Tx},
};
use jianyue_testkit::{env::time, on_both_databases};
use serde_json::{Value, json};
use sqlx::types::Json;
use uuid::Uuid;

const TABLE: Dialect = Dialect {
    sqlite: "CREATE TABLE thing (n BIGINT PRIMARY KEY, flag BOOLEAN, amount BIGINT, name TEXT, bytes BLOB, id BLOB, \
             at TEXT, day TEXT, doc TEXT)",
    postgres: "CREATE TABLE thing (n BIGINT PRIMARY KEY, flag BOOLEAN, amount BIGINT, name TEXT, bytes BYTEA, id UUID, \
               at TIMESTAMPTZ, day DATE, doc JSONB)",
};
const INSERT: &str = "INSERT INTO thing (n, flag, amount, name, bytes, id, at, day, doc) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

#[derive(Debug, PartialEq, sqlx::FromRow)]
struct Thing {
    flag: Option<bool>,
    amount: Option<i64>,
    name: Option<String>,
    bytes: Option<Vec<u8>>,
    id: Option<Uuid>,
    at: Option<DateTime<Utc>>,
    day: Option<NaiveDate>,
    doc: Option<Json<Value>>,
}

async fn table(db: &Db) -> Tx {
    let mut tx = db.write().await.unwrap();
    tx.execute(TABLE, args![]).await.unwrap();
    tx
}

async fn read(tx: &mut Tx, n: i64) -> Thing {
    tx.one("SELECT flag, amount, name, bytes, id, at, day, doc FROM thing WHERE n = $1", args![n]).await.unwrap()
}

on_both_databases! {
    async fn values_come_back_as_they_were(db: Db) {
        let mut tx = table(&db).await;
        let thing = Thing {
            flag: Some(true),
            amount: Some(i64::MIN),
            name: Some("践约 ‘’ \" $1".to_owned()),
            bytes: Some(vec![0, 255, 10]),
            id: Some(Uuid::from_u128(7)),
            at: Some(time("2026-03-02T09:00:00.123456+08:00")),
            day: NaiveDate::from_ymd_opt(2024, 2, 29),
            doc: Some(Json(json!({"数": [1, null, "x"]}))),
        };
        let doc = Arg::json(&thing.doc).unwrap();
        let row = args![1_i64, thing.flag, thing.amount, thing.name.as_deref(), thing.bytes.as_deref(), thing.id, thing.at, thing.day, doc];
        tx.execute(INSERT, row).await.unwrap();
        assert_eq!(read(&mut tx, 1).await, thing);
    }

    async fn nothing_comes_back_as_nothing(db: Db) {
        let mut tx = table(&db).await;
        let row = vec![
            Arg::from(2_i64), Arg::Bool(None), Arg::Int(None), Arg::Text(None), Arg::Bytes(None), Arg::Uuid(None),
            Arg::Time(None), Arg::Date(None), Arg::Json(None),
        ];
        tx.execute(INSERT, row).await.unwrap();
        let nothing = Thing { flag: None, amount: None, name: None, bytes: None, id: None, at: None, day: None, doc: None };
        assert_eq!(read(&mut tx, 2).await, nothing);
    }

    async fn times_sort_and_compare_alike(db: Db) {
        let mut tx = table(&db).await;
        let times = ["2026-03-02T09:00:00Z", "2026-03-02T09:00:00.5Z", "2026-03-02T09:00:00.000001Z"];
        for (n, at) in (1_i64..).zip(times) {
            tx.execute("INSERT INTO thing (n, at) VALUES ($1, $2)", args![n, time(at)]).await.unwrap();
        }
        let sorted: Vec<(i64,)> = tx.all("SELECT n FROM thing ORDER BY at", args![]).await.unwrap();
        assert_eq!(sorted, [(1,), (3,), (2,)]);
        let later = tx.all::<(i64,)>("SELECT n FROM thing WHERE at > $1 ORDER BY n", args![time(times[0])]).await.unwrap();
        assert_eq!(later, [(2,), (3,)]);
    }

    async fn a_statement_put_together_binds_every_value(db: Db) {
        let mut tx = table(&db).await;
        let mut insert = Sql::new("INSERT INTO thing (n, name) VALUES ");
        insert.bind_rows([args![1_i64, "一"], args![2_i64, "'); DROP TABLE thing; --"], args![3_i64, "三"]]);
        assert_eq!(tx.execute_sql(insert).await.unwrap(), 3);

        let mut some = Sql::new("SELECT n FROM thing WHERE n IN ");
        some.bind_list([1_i64, 2]).push(" AND name <> ").bind("一").push(" ORDER BY n");
        assert_eq!(tx.all_sql::<(i64,)>(some).await.unwrap(), [(2,)]);

        let mut none = Sql::new("SELECT n FROM thing WHERE n IN ");
        none.bind_list(Vec::<i64>::new());
        assert_eq!(tx.all_sql::<(i64,)>(none).await.unwrap(), []);
    }

    async fn a_clash_is_known_as_one(db: Db) {
        let mut tx = table(&db).await;
        tx.execute("INSERT INTO thing (n) VALUES ($1)", args![1_i64]).await.unwrap();
        let clash = tx.execute("INSERT INTO thing (n) VALUES ($1)", args![1_i64]).await.unwrap_err();
        assert!(clash.is_unique_violation());
        assert!(!DbError::NotDurable.is_unique_violation());
    }
}
