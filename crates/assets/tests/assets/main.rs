//! Assets, spares and stock-takings over HTTP, on both databases.

mod common;
mod counting;
mod files;
mod importing;
mod register;
mod sheets;
mod statements;
mod stock;
