//! Types and states.

mod courier;
mod event;
mod key;
mod money;
mod order;
mod reader;

pub use courier::{CourierSource, UnknownEvent};
pub use event::{DeliveriesChanged, DutyProved, LateAhead, ProofRecord};
pub use key::{CountLine, KeyCount, KeyKind, KeyMedium, KeyMove, KeyMovement, KeyState};
pub use money::{Difference, DifferenceKind, MoneyRow, Side, Totals, WeekState};
pub use order::{Batch, BatchKind, Order, OrderEvent, OrderState, Told};
pub use reader::{Reader, ReaderMove, ReaderMovement, ReaderState};
