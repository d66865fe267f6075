//! Contracts in the database: their texts, versions and effective dates, and the holiday notices.
//!
//! A contract is imported as a text. The text is kept with its SM3 digest and never changed; an amendment (补充协议) is a
//! new version that holds from its effective date on, and records made before it keep the version that they were made
//! under. [`Registry`] reads texts once and hands them out as [`Compiled`].

mod cache;
mod calendar;
mod directory;
mod error;
mod holidays;
mod import;
mod model;
pub mod permission;
mod query;
mod special;
pub mod store;

pub use cache::Registry;
pub use calendar::{CalendarLoaded, CalendarYear, HolidaysLoaded, YearLoaded};
pub use error::{CalendarError, ImportError, NotInForce, RegistryError};
pub use holidays::Holidays;
pub use import::{ContractImported, Imported, MAX_TEXT, NewText};
pub use model::{Compiled, ContractLabel, ContractState, Version, VersionKind};
pub use permission::{IMPORT, LIST, LOAD_CALENDAR, READ};
pub use query::{Standing, state_on};
