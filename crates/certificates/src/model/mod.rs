//! What the register holds.

mod certificate;
mod event;
mod request;
mod seen;

pub use certificate::{Certificate, CheckMethod, CheckResult, Checked, Medium, Standing, Status, Was};
pub use event::{CertificateExpiring, RegisterChanged, TicketTold, TicketWanted};
pub use request::{CertificateRequest, Decided, RequestKind, RequestState, WantedDetails};
pub use seen::{Issuer, Seen};
