//! Who else has a ticket open: told to each other, kept nowhere.

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::Tx;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Desk;
use crate::{
    error::TicketError,
    model::TicketFields,
    policy::READ,
    store::{self, PresenceRow},
};

/// How long somebody is remembered of whom nothing is heard.
const REMEMBERED: TimeDelta = TimeDelta::seconds(25);
/// What clients are told instead of the name of one of the vendor's people.
const VENDOR: &str = "乙方正在处理";

/// What somebody does with an open ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    /// Reads it.
    Looking,
    /// Writes an answer.
    Typing,
}

/// Somebody else who has the ticket open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Present {
    /// The person; null for the vendor's people as their clients see them.
    pub person_id: Option<Uuid>,
    /// Name.
    pub name: String,
    /// What they do.
    pub doing: Doing,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// The one who acts has the ticket of `id` open; gives who else has.
pub async fn present(tx: &mut Tx, desk: Desk<'_>, id: Uuid, doing: Doing) -> Result<Vec<Present>, TicketError> {
    let row = seen(tx, desk, id).await?;
    let (now, vendor) = (desk.now(), desk.by.is_vendor_on(row.contract()));
    let person_id = desk.by.person.0;
    let doing = match doing {
        Doing::Looking => "looking",
        Doing::Typing => "typing",
    };
    let beat = PresenceRow { person_id, name: desk.by.name.clone(), vendor, doing: doing.to_owned(), since: now };
    store::presence_beat(tx, id, beat, now + REMEMBERED).await?;
    let others = store::presence_others(tx, id, person_id, now).await?;
    Ok(shown(others, sees_names(desk, row.contract())))
}

/// The one who acts has closed the ticket of `id`.
pub async fn leave(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<(), TicketError> {
    seen(tx, desk, id).await?;
    Ok(store::presence_leave(tx, id, desk.by.person.0).await?)
}

async fn seen(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<TicketFields, TicketError> {
    store::ticket_row_find(tx, id, &desk.by.scope(&READ)).await?.ok_or(TicketError::NoTicket)
}

/// Whether the one who acts is told the names of the vendor's people: those themselves are.
fn sees_names(desk: Desk<'_>, contract: ContractId) -> bool {
    desk.by.is_vendor_on(contract)
}

/// As somebody sees them. To others the vendor's people are one, who types if any of them does.
fn shown(rows: Vec<PresenceRow>, names: bool) -> Vec<Present> {
    let mut shown: Vec<Present> = Vec::new();
    for row in rows {
        let doing = if row.doing == "typing" { Doing::Typing } else { Doing::Looking };
        if names || !row.vendor {
            shown.push(Present { person_id: Some(row.person_id), name: row.name, doing, since: row.since });
            continue;
        }
        match shown.iter_mut().find(|present| present.person_id.is_none()) {
            Some(one) if doing == Doing::Typing => one.doing = doing,
            Some(_) => {}
            None => shown.push(Present { person_id: None, name: VENDOR.to_owned(), doing, since: row.since }),
        }
    }
    shown
}
