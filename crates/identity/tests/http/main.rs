//! The endpoints with the real authenticator, on both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod administration;
mod audit;
mod invitations;
mod people;
mod second_factor;
mod sessions;
mod sign_in;
mod statements;
mod support;
mod tokens;
