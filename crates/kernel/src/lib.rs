//! What every other crate stands on: money, time, identifiers, who is acting and what they may do, and pages of lists.
//!
//! No I/O: nothing here opens a file, a socket or a database, so everything can be tested with literal values.

pub mod actor;
pub mod env;
pub mod ids;
pub mod money;
pub mod page;
pub mod percent;
pub mod rmb;
pub mod value;

pub use actor::{Actor, ActorKind, ContractScope, Denied, Grant, Permission, PermissionScope, Role};
pub use env::{Clock, Env, FixedClock, IdSource, SequenceIds, SystemClock, SystemIds};
pub use ids::{ContractId, ContractVersionId, PersonId, TicketId};
pub use money::Money;
pub use page::{BadCursor, Page, PageRequest};
pub use percent::Percent;
pub use value::Value;
