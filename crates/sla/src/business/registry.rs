//! One calendar with every window compiled under it so far.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::CompiledWindow;
use crate::calendar::WorkCalendar;
use crate::window::ServiceWindow;

/// A calendar and the windows compiled under it. Share it behind an `Arc`; a changed calendar is a new one.
#[derive(Debug)]
pub struct BusinessTime {
    calendar: WorkCalendar,
    version: String,
    compiled: RwLock<HashMap<ServiceWindow, Arc<CompiledWindow>>>,
}

impl BusinessTime {
    /// Nothing compiled yet.
    #[must_use]
    pub fn new(calendar: WorkCalendar) -> Self {
        Self { version: calendar.version(), calendar, compiled: RwLock::default() }
    }

    /// Under the notices that ship with the program.
    #[must_use]
    pub fn published() -> Self {
        Self::new(WorkCalendar::published())
    }

    /// The calendar.
    #[must_use]
    pub fn calendar(&self) -> &WorkCalendar {
        &self.calendar
    }

    /// [`WorkCalendar::version`] of the calendar.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// `window`, compiled the first time it is asked for.
    #[must_use]
    pub fn window(&self, window: &ServiceWindow) -> Arc<CompiledWindow> {
        if let Some(ready) = self.compiled.read().unwrap_or_else(PoisonError::into_inner).get(window) {
            return Arc::clone(ready);
        }
        let ready = Arc::new(CompiledWindow::new(window, &self.calendar));
        let mut compiled = self.compiled.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(compiled.entry(window.clone()).or_insert(ready))
    }
}
