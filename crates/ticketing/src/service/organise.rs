//! Tickets among each other: merged, split, linked; and the people who want to be told.

use jianyue_kernel::PersonId;
use jianyue_platform::{Tx, people::People};
use jianyue_sla::clock::{Fact, FactKind};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Desk,
    hand::Hand,
    opening::{Carried, NewTicket, Standing, open_with},
};
use crate::{
    error::TicketError,
    model::{EntryKind, Link, Named, NewEntry, Relation, Reporter, State, Ticket},
    policy::Action,
};

/// The most links and watchers of a ticket.
pub(super) const MOST: usize = 100;

/// Two different tickets of one contract, held in the order of their ids so that two callers never wait for each other.
async fn hold_two(
    tx: &mut Tx,
    desk: Desk<'_>,
    one: Uuid,
    other: Uuid,
    field: &'static str,
) -> Result<(Hand, Hand), TicketError> {
    if one == other {
        return Err(TicketError::field(field, "请选择另一张工单，不能与自己关联。"));
    }
    let (mut first, mut second) = if one < other {
        let first = Hand::hold(tx, desk, one).await?;
        (first, Hand::hold(tx, desk, other).await?)
    } else {
        let second = Hand::hold(tx, desk, other).await?;
        (Hand::hold(tx, desk, one).await?, second)
    };
    if first.ticket.row.contract_id != second.ticket.row.contract_id {
        return Err(TicketError::field(field, "两张工单不属于同一份合同，不能关联或合并。"));
    }
    first.catch_up()?;
    second.catch_up()?;
    Ok((first, second))
}

fn tie(hand: &mut Hand, other: &Ticket, relation: Relation) -> Result<(), TicketError> {
    let links = &mut hand.ticket.links.0;
    let link = Link { id: other.row.id, number: other.row.number.clone(), title: other.row.title.clone(), relation };
    if links.iter().any(|old| old.id == link.id && old.relation == link.relation) {
        return Ok(());
    }
    if links.len() >= MOST {
        return Err(TicketError::field("other", "一张工单最多关联 100 张工单。"));
    }
    links.push(link);
    Ok(())
}

/// 合并: `into` carries on what `id` asked for. Its clocks end without a verdict; a breach that has come stays.
pub async fn merge(tx: &mut Tx, desk: Desk<'_>, id: Uuid, into: Uuid) -> Result<Ticket, TicketError> {
    let (mut source, mut target) = hold_two(tx, desk, id, into, "into").await?;
    source.check(desk.by, Action::Merge)?;
    target.check(desk.by, Action::Merge)?;
    let number = target.ticket.row.number.clone();
    carry_over(&source.ticket, &mut target.ticket);
    tie(&mut target, &source.ticket, Relation::MergedFrom)?;
    tie(&mut source, &target.ticket, Relation::MergedInto)?;
    source.turn(State::Merged);
    source.ticket.merged_into = Some(into);
    let to = json!({ "into": into, "into_number": number });
    let entry = source.entry(EntryKind::Merged).text(format!("并入 {number}")).data(to.clone());
    source.add(entry.fact(FactKind::Merged { into: number }));
    let from = json!({ "from": id, "from_number": source.ticket.row.number });
    let entry = target.entry(EntryKind::MergedIn).text(format!("{} 并入本工单", source.ticket.row.number));
    target.add(entry.data(from.clone()));
    source.put_back(tx, desk, EntryKind::Merged).await?;
    target.put_back(tx, desk, EntryKind::MergedIn).await?;
    source.audit(tx, desk, "ticketing.merge", to).await?;
    target.audit(tx, desk, "ticketing.merge_in", from).await?;
    Ok(source.ticket)
}

/// Whoever watched the one watches the other, and its files and links are found there.
fn carry_over(source: &Ticket, target: &mut Ticket) {
    for watcher in &source.watchers.0 {
        if !target.watchers.iter().any(|old| old.id == watcher.id) {
            target.watchers.push(watcher.clone());
        }
    }
    for link in &source.links.0 {
        let known = target.links.iter().any(|old| old.id == link.id) || link.id == target.row.id;
        if !known && target.links.len() < MOST {
            target.links.push(link.clone());
        }
    }
    for file in &source.attachments.0 {
        let mut file = file.clone();
        file.from.get_or_insert_with(|| source.row.number.clone());
        target.attachments.push(file);
    }
}

/// A part of a ticket that becomes a ticket of its own.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitOff {
    /// What the part is about.
    pub title: String,
    /// In words.
    #[serde(default)]
    pub description: Option<String>,
    /// The service concerned; that of the whole when absent.
    #[serde(default)]
    pub service: Option<String>,
    /// The system or device concerned; that of the whole when absent.
    #[serde(default)]
    pub asset: Option<String>,
}

/// Who reported `ticket`, with the phone number.
fn reporter_of(desk: Desk<'_>, ticket: &Ticket) -> Result<Reporter, TicketError> {
    if ticket.reporter.phone_sealed.is_none() {
        return Ok(ticket.reporter.without_phone());
    }
    Ok(ticket.reporter.open(ticket.row.id, desk.sealer.ok_or(TicketError::NoSealer)?))
}

/// 拆分: the part keeps the case, the people and the time that was used; no promise begins anew by it.
pub async fn split(tx: &mut Tx, desk: Desk<'_>, id: Uuid, part: SplitOff) -> Result<Ticket, TicketError> {
    let mut whole = Hand::take(tx, desk, id, Action::Split).await?;
    let (ticket, number) = (&whole.ticket, whole.ticket.row.number.clone());
    let new = NewTicket {
        kind: ticket.row.kind,
        channel: ticket.channel,
        case: ticket.row.case_key.clone(),
        work: ticket.row.work.clone(),
        service: part.service.or_else(|| ticket.row.service.clone()),
        asset: part.asset.or_else(|| ticket.asset.clone()),
        site_id: None,
        title: part.title,
        description: part.description.unwrap_or_else(|| ticket.description.clone()),
        reporter: reporter_of(desk, ticket)?,
        severity_set_by: Some(ticket.severity_set_by.clone()),
        form: ticket.form.as_ref().map(|form| form.0.clone()),
    };
    let title = ticket.row.title.clone();
    let link = Link { id, number: number.clone(), title, relation: Relation::SplitFrom };
    let standing = Standing {
        state: ticket.row.state,
        resume_state: ticket.resume_state.clone(),
        escalation_level: ticket.row.escalation_level,
        assignee: ticket.row.assignee_id.zip(ticket.row.assignee_name.clone()),
        links: vec![link],
        site: ticket.row.site.as_ref().map(|site| site.0.clone()),
        swept_at: whole.now,
    };
    let facts = facts_of_part(whole.facts_of_cycle(), &whole.ticket.row.case_key);
    let mut entries: Vec<_> = facts.iter().map(|fact| carried(fact, &number)).collect();
    entries.push(whole.entry(EntryKind::Split).text(format!("拆自 {number}")).data(json!({ "from": id })));
    let carried = Carried { facts, entries, standing: Some(standing) };
    let contract = whole.ticket.row.contract();
    let part = open_with(tx, desk, contract, new, carried).await?;
    tie(&mut whole, &part, Relation::SplitInto)?;
    let data = json!({ "into": part.row.id, "into_number": part.row.number });
    let entry = whole.entry(EntryKind::Split).text(format!("拆出 {}", part.row.number)).data(data.clone());
    whole.add(entry);
    whole.done(tx, desk, EntryKind::Split, "ticketing.split", data).await?;
    Ok(part)
}

/// The facts of a cycle as those of a first one.
fn facts_of_part(facts: &[Fact], case: &str) -> Vec<Fact> {
    let mut facts = facts.to_vec();
    if let Some(first) = facts.first_mut()
        && !matches!(first.kind, FactKind::Opened { .. })
    {
        first.kind = FactKind::Opened { severity: case.to_owned() };
        facts.retain(|fact| !matches!(fact.kind, FactKind::SeverityChanged { .. }));
    }
    facts
}

/// A fact of the whole in the history of the part.
fn carried(fact: &Fact, number: &str) -> NewEntry {
    let kind = match fact.kind {
        FactKind::Responded => EntryKind::Replied,
        FactKind::Escalated { .. } => EntryKind::Escalated,
        FactKind::Arrived => EntryKind::Arrived,
        FactKind::Paused { .. } => EntryKind::Paused,
        FactKind::Resumed => EntryKind::Resumed,
        FactKind::SeverityChanged { .. } | FactKind::BudgetMoved { .. } => EntryKind::SeverityChanged,
        FactKind::WorkedAround => EntryKind::WorkedAround,
        FactKind::Restored => EntryKind::Restored,
        FactKind::Resolved => EntryKind::Resolved,
        FactKind::Refused { .. } => EntryKind::Refused,
        FactKind::Opened { .. }
        | FactKind::Accepted
        | FactKind::Reopened { .. }
        | FactKind::Closed
        | FactKind::Cancelled { .. }
        | FactKind::Merged { .. } => EntryKind::Opened,
    };
    NewEntry::new(fact.at, kind)
        .by_system()
        .text(format!("随 {number} 拆分带入"))
        .data(json!({ "carried_from": number }))
        .fact(fact.kind.clone())
}

/// 关联.
pub async fn link(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    other: Uuid,
    relation: Relation,
) -> Result<Ticket, TicketError> {
    if !matches!(relation, Relation::RelatesTo | Relation::CausedBy | Relation::Causes) {
        return Err(TicketError::field(
            "relation",
            "关联方式可选：relates_to（相关）、caused_by（起因）、causes（引起）。",
        ));
    }
    let (mut here, mut there) = hold_two(tx, desk, id, other, "other").await?;
    here.check(desk.by, Action::Link)?;
    there.check(desk.by, Action::Link)?;
    tie(&mut here, &there.ticket, relation)?;
    tie(&mut there, &here.ticket, relation.reversed())?;
    let onward = json!({ "relation": relation, "other": there.ticket.row.number });
    let backward = json!({ "relation": relation.reversed(), "other": here.ticket.row.number });
    here.add(here.entry(EntryKind::Linked).data(onward.clone()));
    there.add(there.entry(EntryKind::Linked).data(backward));
    here.put_back(tx, desk, EntryKind::Linked).await?;
    there.put_back(tx, desk, EntryKind::Linked).await?;
    here.audit(tx, desk, "ticketing.link", onward).await?;
    Ok(here.ticket)
}

/// 添加关注人: somebody who works on the contract is told of what happens.
pub async fn watch(
    tx: &mut Tx,
    desk: Desk<'_>,
    people: &People,
    id: Uuid,
    person: Uuid,
) -> Result<Ticket, TicketError> {
    let mut hand = Hand::take(tx, desk, id, Action::Watch).await?;
    let found = people.0.person(tx, PersonId(person), hand.ticket.row.contract()).await?;
    let Some(found) = found.filter(|found| !found.roles.is_empty()) else {
        return Err(TicketError::field(
            "person_id",
            "这个人不在本合同中，不能添加为关注人。请先由安全管理员授予角色。",
        ));
    };
    if hand.ticket.watchers.iter().any(|old| old.id == person) {
        return Ok(hand.ticket);
    }
    if hand.ticket.watchers.len() >= MOST {
        return Err(TicketError::field("person_id", "一张工单最多 100 个关注人。"));
    }
    hand.ticket.watchers.push(Named { id: person, name: found.name.clone() });
    let detail = json!({ "person_id": person, "name": found.name });
    hand.add(hand.entry(EntryKind::WatcherAdded).data(detail.clone()));
    hand.done(tx, desk, EntryKind::WatcherAdded, "ticketing.watch", detail).await
}

/// 移除关注人.
pub async fn unwatch(tx: &mut Tx, desk: Desk<'_>, id: Uuid, person: Uuid) -> Result<Ticket, TicketError> {
    let mut hand = Hand::take(tx, desk, id, Action::Watch).await?;
    let Some(at) = hand.ticket.watchers.iter().position(|old| old.id == person) else { return Ok(hand.ticket) };
    let gone = hand.ticket.watchers.remove(at);
    let detail = json!({ "person_id": person, "name": gone.name });
    hand.add(hand.entry(EntryKind::WatcherRemoved).data(detail.clone()));
    hand.done(tx, desk, EntryKind::WatcherRemoved, "ticketing.unwatch", detail).await
}
