//! The endpoints with the real authenticator, on both databases.

mod invitations;
mod people;
mod second_factor;
mod sessions;
mod sign_in;
mod statements;
mod support;
mod tokens;
