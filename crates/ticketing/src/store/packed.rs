//! Rows of a list in one value.
//!
//! The driver hands every row of SQLite from one thread to another; for a page of fifty that costs more than reading it.
//! So a page is put together as one text, its rows and columns apart by the control characters made for that, which no
//! text of a ticket may hold. Whatever does not come apart as it was put together is read again row by row.

use chrono::{DateTime, Utc};
use jianyue_platform::db::{DbError, Engine, Sql, Tx};
use sqlx::types::Json;
use uuid::Uuid;

use super::ticket::row_columns;
use crate::model::{Kind, State, TicketFields};

/// Between rows: RS.
const ROW: char = '\u{1e}';
/// Between columns: US.
const COLUMN: char = '\u{1f}';
/// Stands for NULL: CAN.
const NULL: &str = "\u{18}";

/// Begins a page that is read row by row.
pub(super) const PLAIN: &str = concat!("SELECT ", row_columns!(), " FROM ");
/// Begins a page in one value; closed by [`END`].
pub(super) const PACKED: &str = concat!(
    "SELECT group_concat(concat_ws(char(31), ord, hex(id), number, hex(contract_id), contract_prefix, kind, case_key, \
     case_name, level, title, state, coalesce(hex(assignee_id), char(24)), coalesce(assignee_name, char(24)), \
     reporter_name, coalesce(work, char(24)), coalesce(service, char(24)), escalation_level, cycle, opened_at, \
     updated_at, clocks, due_key, urged, version, coalesce(site, char(24))), \
     char(30)) FROM (SELECT ",
    row_columns!(),
    " FROM "
);
/// Ends what [`PACKED`] began.
pub(super) const END: &str = ")";

/// Reads a page that `build` writes behind its beginning: as one value on SQLite, row by row on PostgreSQL.
pub(super) async fn page(tx: &mut Tx, build: impl Fn(&mut Sql)) -> Result<Vec<TicketFields>, DbError> {
    if tx.engine() == Engine::Sqlite {
        let mut sql = Sql::new(PACKED);
        build(&mut sql);
        sql.push(END);
        let text: Vec<(Option<String>,)> = tx.all_sql(sql).await?;
        match text.into_iter().next().and_then(|(text,)| text) {
            None => return Ok(Vec::new()),
            Some(text) => {
                if let Some(rows) = unpack(&text) {
                    return Ok(rows);
                }
            }
        }
    }
    let mut sql = Sql::new(PLAIN);
    build(&mut sql);
    tx.all_sql(sql).await
}

fn unpack(text: &str) -> Option<Vec<TicketFields>> {
    text.split(ROW).map(row).collect()
}

fn row(text: &str) -> Option<TicketFields> {
    let mut columns = text.split(COLUMN);
    let mut next = || columns.next();
    let row = TicketFields {
        ord: next()?.parse().ok()?,
        id: uuid(next()?)?,
        number: next()?.to_owned(),
        contract_id: uuid(next()?)?,
        contract_prefix: next()?.to_owned(),
        kind: Kind::from_code(next()?)?,
        case_key: next()?.to_owned(),
        case_name: next()?.to_owned(),
        level: next()?.parse().ok()?,
        title: next()?.to_owned(),
        state: State::from_code(next()?)?,
        assignee_id: optional(next()?).map_or(Some(None), |id| uuid(id).map(Some))?,
        assignee_name: optional(next()?).map(str::to_owned),
        reporter_name: next()?.to_owned(),
        work: optional(next()?).map(str::to_owned),
        service: optional(next()?).map(str::to_owned),
        escalation_level: next()?.parse().ok()?,
        cycle: next()?.parse().ok()?,
        opened_at: time(next()?)?,
        updated_at: time(next()?)?,
        clocks: Json(serde_json::from_str(next()?).ok()?),
        due_key: time(next()?)?,
        urged: next()?.parse().ok()?,
        version: next()?.parse().ok()?,
        site: optional(next()?).map_or(Some(None), |site| serde_json::from_str(site).ok().map(Some))?,
    };
    columns.next().is_none().then_some(row)
}

fn optional(text: &str) -> Option<&str> {
    (text != NULL).then_some(text)
}

fn uuid(hex: &str) -> Option<Uuid> {
    Uuid::try_parse(hex).ok()
}

fn time(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLOCKS: &str = "[]";

    fn packed(title: &str) -> String {
        let id = "0".repeat(32);
        let time = "2021-12-06T02:00:00.5+00:00";
        let columns = [
            "7",
            &id,
            "HS-2021-000001",
            &id,
            "HS",
            "fault",
            "HS-S1",
            "严重故障",
            "1",
            title,
            "open",
            NULL,
            NULL,
            "报修人甲",
            "apps",
            NULL,
            "2",
            "1",
            time,
            time,
            CLOCKS,
            time,
            "0",
            "3",
            NULL,
        ];
        columns.join("\u{1f}")
    }

    #[test]
    fn rows_come_apart_as_they_were_put_together() {
        let rows = unpack(&format!("{}\u{1e}{}", packed("无法登录"), packed(""))).unwrap();
        assert_eq!((rows[0].ord, rows[0].title.as_str(), rows[1].title.as_str()), (7, "无法登录", ""));
        assert_eq!(
            (rows[0].assignee_id, rows[0].work.as_deref(), rows[0].service.as_deref()),
            (None, Some("apps"), None)
        );
        assert_eq!(rows[0].opened_at.timestamp_subsec_millis(), 500);
    }

    #[test]
    fn what_does_not_come_apart_is_not_guessed() {
        assert!(unpack(&packed("一\u{1f}二")).is_none());
        assert!(unpack(&packed("一\u{1e}二")).is_none());
        assert!(unpack("").is_none());
    }
}
