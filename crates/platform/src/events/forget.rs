//! Events that were dispatched long ago are forgotten; the audit trail keeps what people did.

use chrono::{DateTime, Utc};

use super::sql;
use crate::{
    args,
    db::{Db, DbError, Sql},
};

/// Events looked at in one transaction.
const BATCH: i64 = 2_000;

/// Forgets events dispatched before `before`, in small transactions. Those that a failed delivery still needs stay.
/// Gives how many are gone.
pub async fn forget(db: &Db, before: DateTime<Utc>) -> Result<u64, DbError> {
    let (mut after, mut gone) = (0, 0);
    loop {
        let oldest: Vec<(i64, Option<DateTime<Utc>>, bool)> =
            db.peek().await?.all(sql::OLD, args![after, BATCH]).await?;
        let old = |(_, dispatched, _): &&(i64, Option<DateTime<Utc>>, bool)| dispatched.is_some_and(|at| at < before);
        let forgotten: Vec<i64> =
            oldest.iter().take_while(old).filter(|(_, _, needed)| !needed).map(|(seq, ..)| *seq).collect();
        if !forgotten.is_empty() {
            let mut tx = db.write().await?;
            let mut sql = Sql::new("DELETE FROM event WHERE seq IN ");
            sql.bind_list(forgotten);
            gone += tx.execute_sql(sql).await?;
            tx.commit().await?;
        }
        match oldest.last() {
            Some(last) if old(&last) => after = last.0,
            _ => break,
        }
    }
    let mut tx = db.write().await?;
    tx.execute(sql::HANDLED_FORGET, args![before]).await?;
    tx.commit().await?;
    Ok(gone)
}
