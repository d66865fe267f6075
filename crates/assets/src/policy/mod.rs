//! The rules, as pure functions.

mod books;
mod code;
mod stock;
mod tree;

pub use books::differences;
pub use code::{canonical_code, codes_in, given_code};
pub use stock::{Change, Moved, delta, fold, low};
pub use tree::{below, would_ring};
