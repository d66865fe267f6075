//! `POST /tickets/{id}/{take, escalate, check-in, work-around, restore, pause, resume}`.

use super::shown::{Nothing, Reason, Words, action};
use crate::service::{CheckIn, Pause, check_in, escalate, pause, restore, resume, take, work_around};

action! {
    /// Takes the ticket: the caller holds it and works on it.
    ticket_take, "/tickets/{id}/take", Nothing, |tx, desk, id, Nothing {}| take(tx, desk, id)
}
action! {
    /// Hands the ticket one level up.
    ticket_escalate, "/tickets/{id}/escalate", Reason, |tx, desk, id, input| escalate(tx, desk, id, &input.reason)
}
action! {
    /// Checks in on site. The server's time counts; the device's is kept beside it.
    ticket_check_in, "/tickets/{id}/check-in", CheckIn, |tx, desk, id, input| check_in(tx, desk, id, input)
}
action! {
    /// Service is back by a work-around.
    ticket_work_around, "/tickets/{id}/work-around", Words, |tx, desk, id, input| work_around(tx, desk, id, &input.text)
}
action! {
    /// Service is back.
    ticket_restore, "/tickets/{id}/restore", Words, |tx, desk, id, input| restore(tx, desk, id, &input.text)
}
action! {
    /// Holds the clocks for a reason that is not the vendor's.
    ticket_pause, "/tickets/{id}/pause", Pause, |tx, desk, id, input| pause(tx, desk, id, input)
}
action! {
    /// Lets the clocks go on.
    ticket_resume, "/tickets/{id}/resume", Nothing, |tx, desk, id, Nothing {}| resume(tx, desk, id)
}
