//! What the demo has of work that comes round: a year of inspections, backups and checks, mostly made in time, some late, a
//! few missed or announced; today's and the coming weeks' given to people.
//!
//! Runs are written down in bulk as their use case would have left them: playing each of some four thousand takes too long.

use std::collections::BTreeMap;

use axum::body::Bytes;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use futures::stream;
use jianyue_inspection::{
    InspectionError,
    model::{Announcement, Answer, Body, Item, ItemKind, Kind, Photo, RunSignature, RunState, Signer, State},
    service::{Desk, change_checklist, digest_of, plan_contract},
    store::{
        checklist::checklist_list,
        count::{Moves, count_move},
        occurrence::{OccurrenceRow, occurrence_kept, occurrence_update},
        run::{RunRow, run_insert},
    },
};
use jianyue_kernel::{Actor, Role};
use jianyue_platform::blob::BlobStore;
use jianyue_probing::store::probe::{ProbesWanted, probe_list};
use jianyue_sla::zone;
use serde_json::{Value, json};
use sqlx::types::Json;
use uuid::Uuid;

use super::{accounts::Cast, contracts::DemoContract, signature};
use crate::{commands::Failure, host::Host};

/// Occurrences written in one transaction.
const AT_ONCE: usize = 200;
/// How many hands sign.
const HANDS: u32 = 4;
/// How far ahead people are named.
const NAMED: Days = Days::new(14);
const SAID: [&str; 4] =
    ["巡检正常，无异常告警。", "已清理临时文件，运行平稳。", "各项指标在正常范围内。", "已复核上次问题，未再出现。"];
const WRONG: [&str; 3] = ["告警已记录，联系厂商处理。", "重启服务后观察。", "空间不足，已申请扩容。"];
const WHY: [&str; 3] = ["机房停电检修", "甲方系统封网", "现场施工无法进入"];

/// Plans every contract from `first_day` on.
///
/// # Errors
/// [`Failure`] when a text cannot be read.
pub async fn plan(host: &Host, contracts: &[DemoContract], first_day: NaiveDate) -> Result<(), Failure> {
    for contract in contracts {
        let mut tx = host.app.db().write().await?;
        plan_contract(&host.app, &mut tx, contract.id, Some(first_day)).await.map_err(refused)?;
        tx.commit().await?;
    }
    Ok(())
}

/// Lets probes fill points of daily sheets: of HS those of the applications that are watched, while people look at the rest;
/// of RE everything, so that nobody has to make it.
///
/// # Errors
/// [`Failure`] when something is refused.
pub async fn bind(host: &Host, cast: &Cast, contracts: &[DemoContract]) -> Result<(), Failure> {
    for (prefix, rule, whole) in [("HS", "HS-I1.daily", false), ("RE", "RE-I1.1.daily", true)] {
        let Some(contract) = contracts.iter().find(|contract| contract.prefix == prefix) else { continue };
        let Some(manager) = cast.nth(Role::VendorManager, contract, 0) else { continue };
        fill_by_probes(host, manager, (contract, rule), whole).await?;
    }
    Ok(())
}

/// Lets the probes that are called like a group of points fill one of it, or be all that is asked of it.
async fn fill_by_probes(
    host: &Host,
    manager: &Actor,
    (contract, rule): (&DemoContract, &str),
    whole: bool,
) -> Result<(), Failure> {
    let mut tx = host.app.db().write().await?;
    let wanted = ProbesWanted { contracts: Some(vec![contract.id]), limit: 1_000, ..ProbesWanted::default() };
    let probes = probe_list(&mut tx, &wanted).await?;
    let lists = checklist_list(&mut tx, contract.id).await?;
    if let Some(list) = lists.into_iter().find(|list| list.rule == rule) {
        let (id, version, mut body) = (list.id, list.version, list.body.0);
        let mut items = Vec::with_capacity(body.items.len());
        for item in body.items {
            let probe = probes.iter().find(|probe| probe.title == item.group);
            let first = items.last().is_none_or(|before: &Item| before.group != item.group);
            if let Some(probe) = probe.filter(|_| first) {
                items.push(Item { required: whole, ..automatic(&item.group, probe.id) });
            }
            if !whole {
                items.push(item);
            }
        }
        body.items = items;
        if whole {
            (body.made_by_machine, body.signatures) = (true, Vec::new());
        }
        change_checklist(&mut tx, Desk::of(&host.app, manager), id, version, body).await.map_err(refused)?;
    }
    Ok(tx.commit().await?)
}

/// The point that a probe fills: how long the application took to answer.
fn automatic(group: &str, probe: Uuid) -> Item {
    Item {
        key: format!("probe.{}", probe.simple()),
        title: "服务探测响应".to_owned(),
        group: group.to_owned(),
        kind: ItemKind::Automatic,
        work: None,
        unit: Some("毫秒".to_owned()),
        low: None,
        high: Some(3_000.0),
        choices: Vec::new(),
        bad: Vec::new(),
        required: false,
        photo_required: false,
        probe_id: Some(probe),
        repeat: None,
    }
}

/// What became of everything up to `end`, and who makes what comes next.
///
/// # Errors
/// [`Failure`] when the database refuses.
pub async fn load(
    host: &Host,
    cast: &Cast,
    contracts: &[DemoContract],
    first_day: NaiveDate,
    end: DateTime<Utc>,
) -> Result<(), Failure> {
    let hands = hands(host).await?;
    for contract in contracts {
        let mut tx = host.app.db().read().await?;
        let rows = occurrence_kept(&mut tx, contract.id, first_day).await?;
        let lists = checklist_list(&mut tx, contract.id).await?;
        drop(tx);
        let lists: BTreeMap<(String, Kind), (Uuid, i64, Body)> =
            lists.into_iter().map(|list| ((list.rule, list.kind), (list.id, list.version, list.body.0))).collect();
        let proved = super::deliveries::proves(host, contract, end).await?;
        let rows: Vec<OccurrenceRow> = rows
            .into_iter()
            .map(|(_, row)| row)
            .filter(|row| !proved.as_ref().is_some_and(|(rule, from)| row.rule == *rule && row.to_on >= *from))
            .collect();
        for (chunk, rows) in rows.chunks(AT_ONCE).enumerate() {
            let mut runs = Vec::new();
            let mut moves = Moves::default();
            let mut tx = host.app.db().write().await?;
            for (nth, before) in rows.iter().enumerate() {
                let n = chunk * AT_ONCE + nth + usize::from(contract.prefix.as_bytes()[0]) * 7;
                let list = lists.get(&(before.rule.clone(), before.kind));
                let stage = Stage { host, end, hands: &hands, by: maker(cast, contract, before) };
                let (row, run) = stage.became(before, list, n).map_err(refused)?;
                if let Some(row) = row {
                    moves.add(before, -1);
                    moves.add(&row, 1);
                    occurrence_update(&mut tx, &row).await?;
                }
                runs.extend(run);
            }
            run_insert(&mut tx, &runs).await?;
            count_move(&mut tx, moves).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

fn refused(error: InspectionError) -> Failure {
    Failure::input(format!("the inspections of the demo: {error}"))
}

/// A number below `most` that only depends on its place.
fn spread(n: usize, most: usize) -> usize {
    (n.wrapping_mul(2_654_435_761) >> 7) % most
}

/// Who makes it: of the work's own member where there is one.
fn maker<'a>(cast: &'a Cast, contract: &DemoContract, row: &OccurrenceRow) -> Option<&'a Actor> {
    let member = cast.named("member").filter(|member| {
        member.grants.iter().any(|grant| grant.contract == Some(contract.id) && grant.works == row.works())
    });
    // Somebody for a week at a time.
    let week = usize::try_from(row.from_on.signed_duration_since(NaiveDate::MIN).num_weeks()).unwrap_or(0);
    member.or_else(|| cast.nth(Role::Engineer, contract, week))
}

/// The pictures of signatures.
async fn hands(host: &Host) -> Result<Vec<Photo>, Failure> {
    let mut hands = Vec::new();
    for hand in 0..HANDS {
        let picture = stream::iter([Ok::<_, std::io::Error>(Bytes::from(signature::png(hand)))]);
        let name = "巡检签名.png";
        let blob = host.app.state::<BlobStore>().put(picture, Some("image/png"), name).await;
        let blob = blob.map_err(|error| Failure::input(error.to_string()))?;
        hands.push(Photo {
            digest: blob.digest,
            name: name.to_owned(),
            media_type: blob.media_type.to_owned(),
            size: i64::try_from(blob.size).unwrap_or(i64::MAX),
            at: host.app.env().now(),
            by: String::new(),
        });
    }
    Ok(hands)
}

/// What one occurrence is played with.
struct Stage<'a> {
    host: &'a Host,
    end: DateTime<Utc>,
    hands: &'a [Photo],
    by: Option<&'a Actor>,
}

impl Stage<'_> {
    /// What became of an occurrence, with its run; nothing when it lies far ahead.
    fn became(
        &self,
        before: &OccurrenceRow,
        list: Option<&(Uuid, i64, Body)>,
        n: usize,
    ) -> Result<(Option<OccurrenceRow>, Option<RunRow>), InspectionError> {
        let today = zone::local_date(self.end);
        let software = Actor::system("自动巡检");
        let nobody = list.is_some_and(|(_, _, body)| body.made_by_machine);
        let Some(by) = (if nobody { Some(&software) } else { self.by }) else { return Ok((None, None)) };
        let mut row = before.clone();
        if nobody && before.to_on >= today {
            return Ok((None, None));
        }
        if !nobody {
            (row.assignee_id, row.assignee_name) = (Some(by.person.0), Some(by.name.clone()));
        }
        if before.to_on >= today {
            let near = before.planned_on <= today.checked_add_days(NAMED).unwrap_or(today);
            let over = before.planned_on < today && before.from_on < before.to_on;
            if !over {
                return Ok((near.then_some(row), None));
            }
        }
        row.told = true;
        let scripted = scripted(before, today);
        let deadline = zone::start_of_day(before.due_on.succ_opt().unwrap_or(before.due_on));
        match spread(n, 60) {
            at if scripted == Some(State::Missed) || (at == 0 && before.to_on < today) => {
                (row.state, row.ended_at) = (State::Missed, Some(deadline + TimeDelta::minutes(5)));
                return Ok((Some(row), None));
            }
            1 if before.kind == Kind::Inspection && !nobody => {
                row.state = State::Announced;
                row.announcement = Some(Json(Announcement {
                    at: zone::start_of_day(before.planned_on) - TimeDelta::hours(8),
                    by: by.name.clone(),
                    reason: WHY[spread(n, WHY.len())].to_owned(),
                    planned: before.planned_on,
                    new_day: None,
                }));
                return Ok((Some(row), None));
            }
            _ => {}
        }
        let Some((list, version, body)) = list else { return Ok((None, None)) };
        let late = scripted == Some(State::DoneLate) || (!nobody && spread(n + 3, 40) == 0 && before.to_on < today);
        let minutes = i64::try_from(spread(n + 5, 400)).unwrap_or(0);
        let begun = if late {
            deadline + TimeDelta::hours(9)
        } else {
            zone::start_of_day(before.planned_on) + TimeDelta::hours(9)
        };
        let started_at = begun + TimeDelta::minutes(minutes);
        let closed_at = started_at + TimeDelta::minutes(10 + minutes % 40);
        if closed_at >= self.end {
            return Ok((Some(OccurrenceRow { told: false, ..row }), None));
        }
        row.touched = true;
        row.state = if late { State::DoneLate } else { State::Done };
        row.ended_at = Some(closed_at);
        let signatures: Vec<RunSignature> = body
            .signatures
            .iter()
            .map(|who| RunSignature {
                who: *who,
                name: if *who == Signer::Engineer { by.name.clone() } else { "甲方值班员（演示）".to_owned() },
                at: closed_at,
                device_at: None,
                image: self.hands[self.hand(by, *who)].digest.clone(),
            })
            .collect();
        let photos: Vec<Photo> = body
            .signatures
            .iter()
            .map(|who| Photo { at: closed_at, by: by.name.clone(), ..self.hands[self.hand(by, *who)].clone() })
            .collect();
        let mut run = RunRow {
            id: self.host.app.env().id(),
            occurrence_id: row.id,
            contract_id: row.contract_id,
            works: row.works.clone(),
            checklist_id: *list,
            checklist_version: *version,
            state: RunState::Closed,
            started_at,
            device_at: Some(started_at - TimeDelta::seconds(20)),
            by_id: by.person.0,
            by_name: by.name.clone(),
            answers: Json(answers(body, n, closed_at, &by.name)),
            photos: Json(photos),
            signatures: Json(signatures),
            place: None,
            closed_at: Some(closed_at),
            closed_by: Some(by.name.clone()),
            digest: None,
            corrects: None,
            corrected_by: None,
            reason: None,
            version: 3,
        };
        run.digest = Some(digest_of(&run)?);
        row.run_id = Some(run.id);
        Ok((Some(row), Some(run)))
    }

    /// Whose hand signs.
    fn hand(&self, by: &Actor, who: Signer) -> usize {
        let person = usize::try_from(by.person.0.as_u128() % 3).unwrap_or(0);
        if who == Signer::Client { self.hands.len() - 1 } else { person.min(self.hands.len() - 1) }
    }
}

fn answers(body: &Body, n: usize, at: DateTime<Utc>, by: &str) -> BTreeMap<String, Answer> {
    // One run in fifty finds something wrong, in one place.
    let wrong = (spread(n + 11, 50) == 0).then(|| spread(n + 13, body.items.len().max(1)));
    let mut answers = BTreeMap::new();
    for (place, item) in body.items.iter().enumerate() {
        let m = n * 31 + place;
        let deviation = wrong == Some(place) && matches!(item.kind, ItemKind::YesNo | ItemKind::Choice);
        let machine = item.kind == ItemKind::Automatic;
        let Some(value) = value(item, m, deviation) else { continue };
        let note = if deviation {
            Some(WRONG[spread(m, WRONG.len())].to_owned())
        } else {
            machine.then(|| format!("HTTP 200，{value} 毫秒"))
        };
        let answer = Answer {
            value,
            note,
            photos: Vec::new(),
            at,
            device_at: machine.then(|| at - TimeDelta::seconds(40)),
            by: if machine { "探针" } else { by }.to_owned(),
            deviation,
            ticket_id: None,
            ticket_number: None,
        };
        answers.insert(item.key.clone(), answer);
    }
    answers
}

fn value(item: &Item, m: usize, deviation: bool) -> Option<Value> {
    let one = match item.kind {
        ItemKind::YesNo => json!(!deviation),
        ItemKind::Choice if deviation => json!(item.bad.first()?),
        ItemKind::Choice => json!(item.choices.iter().find(|choice| !item.bad.contains(choice))?),
        ItemKind::Automatic => json!(18 + spread(m, 60)),
        ItemKind::Reading => {
            let (low, high) = (item.low.unwrap_or(0.0), item.high.unwrap_or(40.0));
            let part = f64::from(u32::try_from(20 + spread(m, 50)).unwrap_or(50)) / 100.0;
            json!(((low + (high - low) * part) * 10.0).round() / 10.0)
        }
        ItemKind::Text if item.key == "summary" || item.required => json!(SAID[spread(m, SAID.len())]),
        ItemKind::Text | ItemKind::Photo => return None,
    };
    Some(match item.repeat {
        Some(repeat) => json!(vec![one; repeat as usize]),
        None => one,
    })
}

/// What comes round too seldom for the year's chance to have one of each: a week without reconciliation, a count that nobody
/// made, an export that came late.
fn scripted(one: &OccurrenceRow, today: NaiveDate) -> Option<State> {
    let ago = (today - one.to_on).num_days();
    match one.rule.as_str() {
        "SC-O1.reconciliation" if (200..207).contains(&ago) => Some(State::Missed),
        "SC-I1.readers" if ago > 0 => Some(State::Missed),
        "HC-P1.export.5.monthly" if (150..181).contains(&ago) => Some(State::DoneLate),
        _ => None,
    }
}
