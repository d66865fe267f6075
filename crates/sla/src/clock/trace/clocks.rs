//! Starting, turning and stopping the clocks of the cycle.

use chrono::{DateTime, Utc};

use super::super::{Budget, Case, ClockKey, ClockKind, LAST_LEVEL, Stop, StopCause, Stretch, Target, Timeline};
use super::{FactProblem, Mode, Phase, Tracer};

impl<'m> Tracer<'m> {
    pub(super) fn find_case(&self, severity: &str) -> Result<&'m Case, FactProblem> {
        self.matrix
            .case(severity)
            .ok_or_else(|| FactProblem::UnknownSeverity { severity: severity.to_owned(), known: self.matrix.ids() })
    }

    /// Starts the clocks that the case demands and the cycle does not have.
    pub(super) fn start_missing(&mut self, at: DateTime<Utc>) {
        let Some(case) = self.case.filter(|_| self.phase == Phase::Open) else { return };
        for kind in ClockKind::ALL {
            let (Some(target), Some(key)) = (case.target(kind), self.key_to_start(kind)) else { continue };
            let stretch = self.stretch(at, case, target.clone());
            self.timelines.push(Timeline::new(key, stretch));
        }
    }

    /// The key under which a clock of `kind` would start now; none when it has started or has no point any more.
    fn key_to_start(&self, kind: ClockKind) -> Option<ClockKey> {
        let level = if kind == ClockKind::Escalate { self.level } else { 0 };
        let key = ClockKey { cycle: self.cycle, kind, level };
        let started = self.timelines.iter().any(|timeline| timeline.key == key);
        (!started && self.has_point(key)).then_some(key)
    }

    /// Whether there is still something for this clock to measure.
    fn has_point(&self, key: ClockKey) -> bool {
        match key.kind {
            ClockKind::Escalate => !self.restored && key.level == self.level && key.level < LAST_LEVEL,
            ClockKind::Arrive | ClockKind::Restore => !self.restored,
            ClockKind::Response | ClockKind::Resolve => true,
        }
    }

    fn stretch(&self, from: DateTime<Utc>, case: &Case, target: Target) -> Stretch {
        let mode = self.paused.clone().filter(|_| target.is_pausable()).unwrap_or(Mode::Counting);
        Stretch { from, to: None, case: case.id.clone(), target, mode }
    }

    fn running(&mut self) -> impl Iterator<Item = &mut Timeline> {
        let cycle = self.cycle;
        self.timelines.iter_mut().filter(move |timeline| timeline.key.cycle == cycle && timeline.stop.is_none())
    }

    /// Begins a new stretch under `self.paused` in every live clock that can be paused.
    pub(super) fn turn(&mut self, at: DateTime<Utc>) {
        let mode = self.paused.clone().unwrap_or(Mode::Counting);
        for timeline in self.running().filter(|timeline| timeline.is_live()) {
            if timeline.last.target.is_pausable() {
                timeline.turn_to(Stretch { from: at, to: None, mode: mode.clone(), ..timeline.last.clone() });
            }
        }
    }

    /// Another case from `at` on: running clocks go over to its targets, keeping what they used.
    pub(super) fn change_severity(
        &mut self,
        at: DateTime<Utc>,
        from: Option<&str>,
        to: &str,
    ) -> Result<(), FactProblem> {
        let actual = self.case.map_or("", |case| case.id.as_str());
        if let Some(given) = from.filter(|given| *given != actual) {
            return Err(FactProblem::WrongFrom { given: given.to_owned(), actual: actual.to_owned() });
        }
        let case = self.find_case(to)?;
        if case.id == actual {
            return Ok(());
        }
        self.case = Some(case);
        for index in 0..self.timelines.len() {
            let timeline = &self.timelines[index];
            let Timeline { key, last, stop, .. } = timeline;
            let over = stop.is_some() || key.cycle != self.cycle;
            if over || !(timeline.is_live() || self.has_point(*key)) {
                continue;
            }
            let next = match case.target(key.kind) {
                Some(target) => self.stretch(at, case, target.clone()),
                None => Stretch { from: at, to: None, case: case.id.clone(), mode: Mode::Idle, ..last.clone() },
            };
            self.timelines[index].turn_to(next);
        }
        self.start_missing(at);
        Ok(())
    }

    /// Another budget for the running clock of `kind`.
    pub(super) fn move_budget(
        &mut self,
        at: DateTime<Utc>,
        kind: ClockKind,
        budget: Budget,
    ) -> Result<(), FactProblem> {
        let timeline = self
            .running()
            .find(|timeline| timeline.key.kind == kind && timeline.is_live())
            .ok_or(FactProblem::NoSuchClock(kind))?;
        let mut next = Stretch { from: at, to: None, ..timeline.last.clone() };
        next.target.budget = budget;
        timeline.turn_to(next);
        Ok(())
    }

    /// Stops the live clocks of these kinds.
    pub(super) fn stop(&mut self, at: DateTime<Utc>, cause: StopCause, kinds: &[ClockKind]) {
        for timeline in self.running().filter(|timeline| timeline.is_live() && kinds.contains(&timeline.key.kind)) {
            timeline.last.to = Some(at);
            let provisional = cause == StopCause::Resolved && timeline.key.kind != ClockKind::Response;
            timeline.stop = Some(Stop { at, cause, accepted_at: None, provisional });
        }
    }

    /// The solution stands: what it stopped can no longer be taken back.
    pub(super) fn confirm(&mut self, accepted_at: Option<DateTime<Utc>>) {
        for stop in self.timelines.iter_mut().filter_map(|timeline| timeline.stop.as_mut()) {
            if stop.provisional {
                stop.provisional = false;
                stop.accepted_at = accepted_at;
            }
        }
    }

    /// The solution was none: what it stopped has gone on counting since.
    pub(super) fn take_back_solution(&mut self) {
        let case = self.case;
        let cycle = self.cycle;
        for timeline in self.timelines.iter_mut().filter(|timeline| timeline.key.cycle == cycle) {
            let Some(stop) = timeline.stop.take_if(|stop| stop.provisional) else { continue };
            let last = &timeline.last;
            let (case, target, mode) = match case.map(|case| (case, case.target(timeline.key.kind))) {
                Some((case, Some(target))) if case.id != last.case => (case.id.clone(), target.clone(), Mode::Counting),
                Some((case, None)) => (case.id.clone(), last.target.clone(), Mode::Idle),
                _ => (last.case.clone(), last.target.clone(), Mode::Counting),
            };
            timeline.turn_to(Stretch { from: stop.at, to: None, case, target, mode });
        }
    }
}
