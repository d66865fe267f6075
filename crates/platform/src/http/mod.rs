//! What HTTP handlers share: problem documents and extractors.

pub mod attachment;
pub mod extract;
pub mod layers;
pub mod problem;

pub use attachment::{attachment, made};
pub use extract::{Caller, Id, IfMatch, Input, Params};
pub use layers::{RequestId, layers};
pub use problem::Problem;
