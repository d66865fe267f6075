//! How the software reaches other people's systems: one connector a protocol, each with a time limit, each behind the
//! list of targets that the administrator of the machine allows.
//!
//! **Invariants.** Nothing is connected to but through [`Guard`], which judges every address after the name was looked up
//! and connects to that address, so that a name cannot change its mind. No error text and no reading holds a secret, or
//! an address that may hold one. Nothing is written on the other side: connectors read, and SQL runs read-only where the
//! server can promise it.

mod certificate;
pub mod dns;
mod error;
pub mod ftp;
mod guard;
pub mod http;
mod io;
mod login;
mod reading;
pub mod redis;
mod roots;
pub mod sftp;
pub mod smtp;
pub mod sql;
pub mod ssh;
mod starttls;
pub mod tcp;
pub mod tls;

pub use certificate::{Certificate, TlsFault};
pub use error::ReachError;
pub use guard::Guard;
pub use login::Login;
pub use reading::{Reading, Visit};
pub use starttls::Starttls;
