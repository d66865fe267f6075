//! A ticket that goes up a level of support goes to who is on call there.

use std::fmt;

use chrono::{DateTime, Utc};
use jianyue_kernel::Actor;
use jianyue_platform::{
    App, DbError, Tx,
    people::{People, on_call},
};
use serde_json::json;

use super::{
    Desk,
    hand::{Hand, by_of},
    organise::MOST,
};
use crate::{
    error::TicketError,
    model::{EntryKind, Named, NewEntry, State, TicketFields},
    policy::Action,
};

/// Who is on call, as the modules of the application say.
#[derive(Clone, Copy)]
pub(crate) struct Rosters<'a>(pub(super) &'a App);

impl fmt::Debug for Rosters<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rosters")
    }
}

impl Rosters<'_> {
    /// Whether any module keeps rosters.
    fn are_kept(self) -> bool {
        self.0.modules().iter().any(|module| module.on_call().is_some())
    }

    /// Who of the vendor's people is on call for the level of `ticket` at `at`.
    async fn on_call(self, tx: &mut Tx, ticket: &TicketFields, at: DateTime<Utc>) -> Result<Option<Named>, DbError> {
        let Ok(level) = u8::try_from(ticket.escalation_level) else { return Ok(None) };
        let contract = ticket.contract();
        let Some(id) = on_call(self.0, tx, contract, ticket.work.as_deref(), level, at).await? else { return Ok(None) };
        // Whoever is on the roster and has left the team is not there.
        let found = self.0.state::<People>().0.person(tx, id, contract).await?;
        let found = found.filter(|found| found.roles.iter().any(|role| role.is_vendor()));
        Ok(found.map(|found| Named { id: found.id.0, name: found.name }))
    }
}

impl Hand {
    /// Whether it went up a level since it was taken into the hand.
    pub(super) fn went_up(&self) -> bool {
        self.ticket.row.escalation_level > self.stood.0
    }

    /// Gives it to who is on call for the level to which it went up, and says so, or why it stays where it is. What whoever
    /// acts decided about its holder in the same change stands. Whoever held it watches on.
    pub(super) async fn relay(&mut self, tx: &mut Tx, desk: Desk<'_>) -> Result<(), TicketError> {
        let Some(rosters) = desk.rosters.filter(|rosters| self.went_up() && rosters.are_kept()) else { return Ok(()) };
        let decided = self.ticket.row.assignee_id != self.stood.1;
        if decided || !Action::Escalate.states().contains(&self.ticket.row.state) {
            return Ok(());
        }
        let (level, before) = (self.ticket.row.escalation_level, self.ticket.row.assignee_name.clone());
        self.stood.0 = level;
        let by = by_of(&Actor::system("排班"), &self.ticket);
        let stays = |entry: NewEntry, why: String| {
            let data = json!({ "to_level": level, "automatic": true, "stays_with": before });
            NewEntry { by: Some(by.clone()), ..entry.text(why).data(data) }
        };
        let holder = before.as_deref().map_or_else(|| "还没有处理人".to_owned(), |name| format!("仍由 {name} 处理"));
        let entry = self.entry(EntryKind::Escalated);
        match rosters.on_call(tx, &self.ticket.row, self.now).await? {
            None => self.add(stays(entry, format!("第 {level} 级现在没有人值班，工单{holder}，请尽快安排"))),
            Some(person) if self.ticket.row.assignee_id == Some(person.id) => {
                self.add(stays(entry, format!("第 {level} 级的值班人就是 {}，工单{holder}", person.name)));
            }
            Some(person) => {
                let data = json!({ "from": before, "to": person.name, "person_id": person.id, "level": level });
                let why = format!("上报到第 {level} 级，转给该级值班人 {}", person.name);
                let entry = NewEntry { by: Some(by), ..self.entry(EntryKind::Assigned).text(why).data(data.clone()) };
                self.hand_to(person);
                self.add(entry);
                self.relayed = Some(data);
            }
        }
        Ok(())
    }

    /// `person` holds it; whoever held it is told on.
    fn hand_to(&mut self, person: Named) {
        let former = self.ticket.row.assignee_id.replace(person.id);
        let former_name = self.ticket.row.assignee_name.replace(person.name);
        if let Some((id, name)) = former.zip(former_name) {
            let watchers = &mut self.ticket.watchers.0;
            if watchers.len() < MOST && !watchers.iter().any(|old| old.id == id) {
                watchers.push(Named { id, name });
            }
        }
        if matches!(self.ticket.row.state, State::Open | State::Working) {
            self.turn(State::Assigned);
        }
    }
}
