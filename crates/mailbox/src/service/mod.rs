//! Use cases: check, change, record, audit. The transaction is the caller's, except where a mail is kept or understood:
//! these wait for the disk in between.

mod addresses;
mod intake;
mod polling;
mod quarantine;
mod sorting;

pub use addresses::{AddressDraft, address_add, address_change, address_remove, addresses};
pub use intake::{Kept, keep, keep_head};
pub use polling::{look, polling};
pub use quarantine::{Accept, accept, discard, one, page, raw};
pub use sorting::{sort_due, sort_one};
