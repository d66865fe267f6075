//! Cards of the demo: a year of orders in weekly tables, mostly in time, written down in bulk; couriers; six weeks of money of which
//! the last is open with three differences; readers and keys. Holders are roles, schools are made up.

use std::{collections::HashMap, sync::Arc};

use axum::body::Bytes;
use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc, Weekday};
use futures::stream;
use jianyue_contracts::{Desk, derive::day_after, registry::Compiled};
use jianyue_deliveries::{
    DeliveryError,
    model::{BatchKind, KeyKind, KeyMove, OrderState, ReaderMove, Side, Told},
    policy::{
        fold::{Fact, fold},
        rules,
    },
    service::{
        CountedKey, Explanation, NewCourierSource, NewKey, NewKeyCount, NewKeyMovement, NewReader, NewReaderMovement,
        NewWeek, add_key, add_reader, add_source, close_week, count_keys, explain, move_key, move_reader, open_week,
    },
    store::{
        batch::{BatchRow, batch_insert},
        courier::{UnknownRow, unknown_add},
        event::{EventRow, events_add},
        money::{EntryRow, rows_add},
        order::{OrderRow, orders_keep, orders_paid},
    },
};
use jianyue_kernel::{Actor, Env, FixedClock, Role};
use jianyue_platform::{blob::BlobStore, files::NewFile};
use jianyue_sla::zone;

use super::{accounts::Cast, contracts::DemoContract, signature};
use crate::{commands::Failure, host::Host};

/// Orders of an ordinary day.
const A_DAY: usize = 8;
/// Weeks of money.
const WEEKS: u64 = 6;
const SCHOOLS: [(&str, &str); 6] = [
    ("海淀区", "海淀第一小学（演示）"),
    ("朝阳区", "朝阳实验中学（演示）"),
    ("西城区", "西城第三小学（演示）"),
    ("东城区", "东城附属小学（演示）"),
    ("丰台区", "丰台中学（演示）"),
    ("通州区", "通州第二小学（演示）"),
];
const NAMES: [&str; 5] = ["王*", "李**", "张**", "赵*", "陈**"];
const COURIER: &str = "城市快递（演示）";

fn refused(error: impl std::error::Error) -> Failure {
    Failure::input(format!("the deliveries of the demo: {error}"))
}

/// The clock of somebody who acts at a moment.
fn at(host: &Host, moment: DateTime<Utc>) -> Env {
    host.app.env().with_clock(Arc::new(FixedClock::at(moment)))
}

fn hour(day: NaiveDate, hour: i64) -> DateTime<Utc> {
    zone::start_of_day(day) + TimeDelta::hours(hour)
}

fn monday(day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(day.weekday().num_days_from_monday()))
}

/// A number below `most` that only depends on its place.
fn spread(n: usize, most: usize) -> usize {
    (n.wrapping_mul(2_654_435_761) >> 7) % most
}

/// The rule whose occurrences are proved by weeks of money, and the day from which on they are.
///
/// # Errors
/// [`Failure`] when the contract cannot be read.
pub async fn proves(
    host: &Host,
    contract: &DemoContract,
    end: DateTime<Utc>,
) -> Result<Option<(String, NaiveDate)>, Failure> {
    let found = host.registry().shown(&mut host.app.db().peek().await?, contract.id, end).await.map_err(refused)?;
    let rule = found.and_then(|compiled| rules::reconciliation(&compiled.model).map(|duty| duty.id.clone()));
    let from = monday(zone::local_date(end)) - Days::new(7 * (WEEKS - 1));
    Ok(rule.map(|rule| (rule, from)))
}

/// Cards, money, readers and keys of the contracts that speak of them.
///
/// # Errors
/// [`Failure`] when something is refused.
pub async fn load(
    host: &Host,
    cast: &Cast,
    contracts: &[DemoContract],
    (first_day, end): (NaiveDate, DateTime<Utc>),
) -> Result<(), Failure> {
    for contract in contracts {
        let found = host.registry().shown(&mut host.app.db().peek().await?, contract.id, end).await.map_err(refused)?;
        let Some(compiled) = found else { continue };
        // Orders are those of a contract that gives days for them.
        if rules::delivery(&compiled.model, None).is_none_or(|duty| duty.within.is_none()) {
            continue;
        }
        let (Some(manager), Some(engineer)) =
            (cast.nth(Role::VendorManager, contract, 0), cast.nth(Role::Engineer, contract, 0))
        else {
            continue;
        };
        let year = Year { host, contract, compiled, by: engineer, end, today: zone::local_date(end) };
        year.orders(first_day).await?;
        year.couriers(manager).await?;
        year.money(manager).await?;
        year.readers().await?;
        year.keys(manager).await?;
    }
    Ok(())
}

/// What a year is played with.
struct Year<'a> {
    host: &'a Host,
    contract: &'a DemoContract,
    compiled: Arc<Compiled>,
    by: &'a Actor,
    end: DateTime<Utc>,
    today: NaiveDate,
}

impl Year<'_> {
    /// Every week a table of what was paid.
    async fn orders(&self, first_day: NaiveDate) -> Result<(), Failure> {
        let rule = rules::delivery(&self.compiled.model, None);
        let Some((id, within)) = rule.and_then(|duty| Some((duty.id.clone(), duty.within?))) else { return Ok(()) };
        let calendar = self.compiled.time.calendar();
        let soon = calendar.add_working_days(self.today, 2).map_err(refused)?;
        let mut week = monday(first_day) + Days::new(7);
        let mut n = 0_usize;
        while week <= self.today {
            let (mut orders, mut events) = (Vec::new(), Vec::new());
            let batch = self.host.app.env().id();
            for day in week.iter_days().take(7).filter(|day| *day <= self.today && *day >= first_day) {
                let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
                let many = if weekend { 1 } else { A_DAY - spread(n, 3) };
                let due = day_after(day, within, calendar).map_err(refused)?;
                for nth in 1..=many {
                    n += 1;
                    let number = format!("BK{}{nth:03}", day.format("%Y%m%d"));
                    self.order((&mut orders, &mut events), (n, number), (day, due, soon), (&id, batch));
                }
            }
            if orders.is_empty() {
                week = week + Days::new(7);
                continue;
            }
            let mut tx = self.host.app.db().write().await?;
            let row = BatchRow {
                id: batch,
                contract_id: self.contract.id.0,
                kind: BatchKind::Payments,
                file: format!("补换卡缴费 {week}（演示）.xlsx"),
                added: i64::try_from(orders.len()).unwrap_or(0),
                same: 0,
                refused: 0,
                by_name: self.by.name.clone(),
                at: hour(week + Days::new(6), 18).min(self.end),
            };
            batch_insert(&mut tx, &row).await?;
            orders_keep(&mut tx, &orders).await?;
            events_add(&mut tx, &events).await?;
            tx.commit().await?;
            week = week + Days::new(7);
        }
        Ok(())
    }

    fn order(
        &self,
        (orders, events): (&mut Vec<OrderRow>, &mut Vec<EventRow>),
        (n, number): (usize, String),
        (day, due, soon): (NaiveDate, NaiveDate, NaiveDate),
        (rule, batch): (&str, uuid::Uuid),
    ) {
        let id = self.host.app.env().id();
        let (district, school) = SCHOOLS[spread(n, SCHOOLS.len())];
        let waybill = format!("CK{}{:03}", day.format("%Y%m%d"), spread(n, 40));
        let later = |days: u64| day + Days::new(days);
        let last = if spread(n + 7, 50) == 0 { due + Days::new(1 + n as u64 % 4) } else { later(4 + n as u64 % 4) };
        let mut told = vec![(Told::Made, hour(later(1), 16))];
        // Some of those that are due now wait, some lie still, and of those that are over two came back.
        let near = self.today <= due && due <= soon;
        let over = due < self.today && self.today < due + Days::new(8);
        match (near, over, n % 6, n % 17) {
            (true, _, 0, _) => {}
            (true, _, 1, _) => told.push((Told::Handed, hour(later(2), 10))),
            (_, true, _, 0) => told.extend([
                (Told::Handed, hour(later(2), 10)),
                (Told::Failed, hour(later(4), 15)),
                (Told::Returned, hour(later(6), 11)),
            ]),
            _ => told.extend([
                (Told::Handed, hour(later(2), 10)),
                (Told::Moving, hour(later(3), 8)),
                (Told::Delivered, hour(last, 15)),
            ]),
        }
        told.retain(|(_, moment)| *moment < self.end);
        let text = |kind: Told| match kind {
            Told::Failed => Some("学校放学后无人签收（演示）".to_owned()),
            Told::Returned => Some("退回发卡室（演示）".to_owned()),
            Told::Moving => Some("到达区级分拨点（演示）".to_owned()),
            _ => None,
        };
        let facts = told.iter().map(|(kind, moment)| Fact {
            at: *moment,
            kind: *kind,
            company: (*kind == Told::Handed).then(|| COURIER.to_owned()),
            waybill: (*kind == Told::Handed).then(|| waybill.clone()),
            signed_by: (*kind == Told::Delivered).then(|| "学校收发室".to_owned()),
        });
        let facts: Vec<Fact> = facts.collect();
        events.extend(facts.iter().map(|fact| EventRow {
            id: self.host.app.env().id(),
            order_id: id,
            kind: fact.kind,
            at: fact.at,
            text: text(fact.kind),
            company: fact.company.clone(),
            waybill: fact.waybill.clone(),
            signed_by: fact.signed_by.clone(),
            by_name: if matches!(fact.kind, Told::Made | Told::Handed) { &self.by.name } else { COURIER }.to_owned(),
            source_id: None,
            event_id: None,
            recorded_at: fact.at,
        }));
        let now = fold(facts);
        orders.push(OrderRow {
            id,
            contract_id: self.contract.id.0,
            rule: rule.to_owned(),
            number,
            district: Some(district.to_owned()),
            school: Some(school.to_owned()),
            receiver: Some(NAMES[spread(n, NAMES.len())].to_owned()),
            paid_on: day,
            fee: 2_000,
            due_on: Some(due),
            is_open: now.state.is_open(),
            is_behind: now.is_behind(Some(due)),
            state: now.state,
            made_at: now.made_at,
            handed_at: now.handed_at,
            company: now.company,
            waybill: now.waybill,
            moved_at: now.moved_at,
            ended_at: now.ended_at.filter(|_| now.state == OrderState::Delivered),
            signed_by: now.signed_by,
            batch_id: Some(batch),
            made_batch_id: None,
            handed_batch_id: None,
            created_at: hour(day, 12),
            updated_at: self.end,
        });
    }

    /// A courier that reports, and two reports that nobody understands.
    async fn couriers(&self, manager: &Actor) -> Result<(), Failure> {
        let mut tx = self.host.app.db().write().await?;
        let desk = Desk::of(&self.host.app, manager);
        let new = NewCourierSource { name: COURIER.to_owned(), algorithm: None };
        let source = add_source(&mut tx, desk, self.contract.id, new).await.map_err(refused)?;
        let unknown = |event: &str, kind: Told, hours: i64| UnknownRow {
            id: self.host.app.env().id(),
            contract_id: self.contract.id.0,
            source_id: source.source.id,
            event_id: event.to_owned(),
            order_number: None,
            waybill: Some(format!("CK9999{event}")),
            kind,
            at: self.end - TimeDelta::hours(hours),
            text: Some("运单不在交寄清单里（演示）".to_owned()),
            company: Some(COURIER.to_owned()),
            signed_by: None,
            received_at: self.end - TimeDelta::hours(hours),
            settled_at: None,
            settled_by: None,
            settled_note: None,
            order_id: None,
        };
        unknown_add(&mut tx, &[unknown("01", Told::Moving, 30), unknown("02", Told::Failed, 5)])
            .await
            .map_err(refused)?;
        tx.commit().await?;
        Ok(())
    }

    /// The last weeks of money: all but the last one closed.
    async fn money(&self, by: &Actor) -> Result<(), Failure> {
        let this = monday(self.today);
        for ago in (1..=WEEKS).rev() {
            let week = this - Days::new(7 * ago);
            let closing = hour(week + Days::new(8), 10);
            let env = at(self.host, closing.min(self.end));
            let desk = Desk { app: &self.host.app, env: &env, by };
            let mut tx = self.host.app.db().write().await?;
            let opened = open_week(&mut tx, desk, self.contract.id, NewWeek { day: week }).await.map_err(refused)?;
            let orders = orders_paid(&mut tx, self.contract.id, (week, week + Days::new(6))).await?;
            let id = opened.week.id;
            let row = |side: Side, number: String, order: Option<&str>, amount: i64, day: NaiveDate| EntryRow {
                id: self.host.app.env().id(),
                contract_id: self.contract.id.0,
                reconciliation_id: id,
                side,
                number,
                order_number: order.map(str::to_owned),
                amount,
                happened_on: day,
                by_name: by.name.clone(),
                at: closing,
            };
            let (mut rows, mut sum) = (Vec::new(), 0);
            let stamp = week.format("%Y%m%d");
            for (n, (number, fee)) in orders.iter().enumerate() {
                // In the open week one paid a yuan too much, and one has no receipt; in a closed one a receipt was missing too.
                let paid = if ago == 1 && n == 3 { fee + 100 } else { *fee };
                let day = week + Days::new(n as u64 % 5);
                sum += paid;
                rows.push(row(Side::Payment, format!("ZF{stamp}{n:04}"), Some(number), paid, day));
                if !((ago == 1 && n == 7) || (ago == 4 && n == 2)) {
                    rows.push(row(Side::Receipt, format!("PJ{stamp}{n:04}"), Some(number), paid, week + Days::new(4)));
                }
            }
            if ago == 1 {
                let (number, day) = (format!("BK{stamp}X01"), week + Days::new(2));
                sum += 2_000;
                rows.push(row(Side::Payment, format!("ZF{stamp}9001"), Some(&number), 2_000, day));
                rows.push(row(Side::Receipt, format!("PJ{stamp}9001"), Some(&number), 2_000, week + Days::new(4)));
            }
            if sum > 0 {
                rows.push(row(Side::Treasury, format!("JK{stamp}"), None, sum, week + Days::new(7)));
            }
            rows_add(&mut tx, &rows).await?;
            if ago > 1 {
                self.close(&mut tx, desk, id).await.map_err(refused)?;
            }
            tx.commit().await?;
        }
        Ok(())
    }

    async fn close(&self, tx: &mut jianyue_platform::Tx, desk: Desk<'_>, id: uuid::Uuid) -> Result<(), DeliveryError> {
        let found = jianyue_deliveries::service::week(tx, desk, id).await?;
        for line in found.lines {
            let text = "票据领用延后，已于次周补开（演示）".to_owned();
            explain(tx, desk, id, Explanation { key: line.difference.key, text }).await?;
        }
        close_week(tx, desk, id).await.map(drop)
    }

    /// Readers at schools; some away, two for too long.
    async fn readers(&self) -> Result<(), Failure> {
        let mut tx = self.host.app.db().write().await?;
        for n in 0..24_u64 {
            let began = self.today - Days::new(200 - n);
            let env = at(self.host, hour(began, 9));
            let desk = Desk { app: &self.host.app, env: &env, by: self.by };
            let new = NewReader {
                number: format!("DK-{:04}", n + 1),
                model: Some("读卡器（演示型号 A）".to_owned()),
                school: Some(SCHOOLS[usize::try_from(n).unwrap_or(0) % SCHOOLS.len()].1.to_owned()),
                custodian: Some("卡管老师（演示）".to_owned()),
                asset_code: None,
            };
            let one = add_reader(&mut tx, desk, self.contract.id, new).await.map_err(refused)?;
            // How many days ago each thing happened.
            let steps: &[(ReaderMove, u64)] = match n % 8 {
                0 => &[
                    (ReaderMove::SentIn, 60),
                    (ReaderMove::InRepair, 58),
                    (ReaderMove::Repaired, 52),
                    (ReaderMove::Returned, 50),
                ],
                1 => &[(ReaderMove::SentIn, 34), (ReaderMove::InRepair, 30)],
                2 if n < 8 => &[(ReaderMove::SentIn, 6)],
                3 if n < 8 => &[(ReaderMove::Recalled, 90), (ReaderMove::Scrapped, 80)],
                4 if n < 16 => &[(ReaderMove::SentIn, 12), (ReaderMove::InRepair, 9), (ReaderMove::Repaired, 3)],
                _ => &[],
            };
            for (kind, ago) in steps {
                let day = self.today - Days::new(*ago);
                let env = at(self.host, hour(day, 10).min(self.end));
                let desk = Desk { app: &self.host.app, env: &env, by: self.by };
                let away = matches!(kind, ReaderMove::SentIn | ReaderMove::Recalled);
                let moved = NewReaderMovement {
                    kind: *kind,
                    moved_on: Some(day),
                    school: None,
                    custodian: away.then(|| "维修点（演示）".to_owned()),
                    due_on: away.then(|| day + Days::new(15)),
                    text: (*kind == ReaderMove::Scrapped).then(|| "主板损坏，不值得维修（演示）".to_owned()),
                };
                move_reader(&mut tx, desk, one.reader.id, moved).await.map_err(refused)?;
            }
        }
        tx.commit().await?;
        Ok(())
    }

    /// Key media with what happened to them, and a count.
    async fn keys(&self, manager: &Actor) -> Result<(), Failure> {
        let signature = self.hand().await?;
        let mut tx = self.host.app.db().write().await?;
        let mut custody = HashMap::new();
        for n in 0..8_u64 {
            let env = at(self.host, hour(self.today - Days::new(180), 9));
            let desk = Desk { app: &self.host.app, env: &env, by: self.by };
            let (kind, title) = if n < 5 {
                (KeyKind::Psam, "发卡 PSAM（演示）")
            } else {
                (KeyKind::KeyCard, "传输密钥卡（演示）")
            };
            let new = NewKey {
                number: format!("MY-{:03}", n + 1),
                kind,
                title: title.to_owned(),
                custodian: manager.name.clone(),
                place: "保密柜 1 号（演示）".to_owned(),
            };
            let key = add_key(&mut tx, desk, self.contract.id, new).await.map_err(refused)?;
            let steps: &[(KeyMove, u64, &str)] = match n {
                0 => &[(KeyMove::Issued, 120, "刘工（演示）"), (KeyMove::Returned, 90, "周经理（演示）")],
                1 | 2 => &[(KeyMove::Issued, 20, "刘工（演示）")],
                3 => &[(KeyMove::Handed, 45, "王工（演示）")],
                7 => &[(KeyMove::Destroyed, 30, "")],
                _ => &[],
            };
            for (kind, ago, to) in steps {
                let env = at(self.host, hour(self.today - Days::new(*ago), 11));
                let desk = Desk { app: &self.host.app, env: &env, by: self.by };
                let destroyed = *kind == KeyMove::Destroyed;
                let moved = NewKeyMovement {
                    kind: *kind,
                    to_name: (!destroyed).then(|| (*to).to_owned()),
                    place: None,
                    witness: destroyed.then(|| "甲方见证人（演示）".to_owned()),
                    reason: destroyed.then(|| "密钥更换，旧卡销毁（演示）".to_owned()),
                    moved_on: None,
                    signature: None,
                };
                let signed = (!destroyed).then(|| signature.clone());
                move_key(&mut tx, desk, key.key.id, moved, signed).await.map_err(refused)?;
            }
            custody.insert(key.key.number, n == 7);
        }
        let env = at(self.host, hour(self.today - Days::new(10), 15));
        let desk = Desk { app: &self.host.app, env: &env, by: self.by };
        let lines = custody.into_iter().filter(|(_, gone)| !gone);
        let lines = lines.map(|(number, _)| CountedKey { number, found: true, note: None }).collect();
        let count = NewKeyCount { lines, note: Some("季度盘点（演示）".to_owned()) };
        count_keys(&mut tx, desk, self.contract.id, count).await.map_err(refused)?;
        tx.commit().await?;
        Ok(())
    }

    async fn hand(&self) -> Result<NewFile, Failure> {
        let picture = stream::iter([Ok::<_, std::io::Error>(Bytes::from(signature::png(1)))]);
        let name = "signature.png".to_owned();
        let blob = self.host.app.state::<BlobStore>().put(picture, Some("image/png"), &name).await.map_err(refused)?;
        let size = i64::try_from(blob.size).unwrap_or(i64::MAX);
        Ok(NewFile { name, media_type: blob.media_type.to_owned(), size, digest: blob.digest })
    }
}
