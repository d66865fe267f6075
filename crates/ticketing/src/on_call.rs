//! New tickets go to who is on call, where a roster says who that is.

use jianyue_kernel::Actor;
use jianyue_platform::{
    App, Tx,
    people::{People, on_call},
};

use crate::{
    error::TicketError,
    model::Ticket,
    service::{Desk, assign},
};

/// `ticket`, given to whoever is on call for its level; as it is where nobody is, or somebody holds it. Given is not taken:
/// its clocks run on.
pub(crate) async fn given(app: &App, tx: &mut Tx, desk: Desk<'_>, ticket: Ticket) -> Result<Ticket, TicketError> {
    let row = &ticket.row;
    let Ok(level) = u8::try_from(row.escalation_level) else { return Ok(ticket) };
    if row.assignee_id.is_some() {
        return Ok(ticket);
    }
    let found = on_call(app, tx, row.contract(), row.work.as_deref(), level, row.opened_at).await?;
    let Some(person) = found else { return Ok(ticket) };
    let roster = Actor::system("排班");
    let desk = Desk::at(app, &roster).at_time_of(desk);
    match assign(tx, desk, app.state::<People>(), row.id, None, person.0).await {
        // Whoever is on the roster has left the team: somebody at the desk gives it away.
        Err(TicketError::BadFields(_)) => Ok(ticket),
        done => done,
    }
}
