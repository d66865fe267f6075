//! The host: settings, the list of modules, HTTP, the scheduler, and the command line.

pub mod cli;
pub mod commands;
pub mod demo;
pub mod host;
pub mod modules;
