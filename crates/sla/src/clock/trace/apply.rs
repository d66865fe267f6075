//! What each fact does.

use chrono::{DateTime, Utc};

use super::super::{ClockKind, FactKind, LAST_LEVEL, StopCause};
use super::{FactProblem, Mode, Phase, Tracer};

type Applied = Result<(), FactProblem>;

impl Tracer<'_> {
    pub(super) fn apply(&mut self, at: DateTime<Utc>, fact: &FactKind) -> Applied {
        use ClockKind::{Arrive, Escalate, Response, Restore};
        match (self.phase, fact) {
            (Phase::Unopened, FactKind::Opened { .. }) | (Phase::Ended, FactKind::Reopened { .. }) => {}
            (Phase::Unopened, _) => return Err(FactProblem::NotOpened),
            (_, FactKind::Opened { .. }) => return Err(FactProblem::AlreadyOpened),
            (Phase::Ended, _) => return Err(FactProblem::Ended),
            _ => {}
        }
        match fact {
            FactKind::Opened { severity } => self.open(at, severity)?,
            FactKind::Responded => self.stop(at, StopCause::Responded, &[Response]),
            FactKind::Escalated { to_level } => self.escalate(at, *to_level)?,
            FactKind::Arrived => self.stop(at, StopCause::Arrived, &[Arrive]),
            FactKind::Paused { .. } => self.pause(at, fact)?,
            FactKind::Resumed => self.resume(at)?,
            FactKind::SeverityChanged { from, to, .. } => self.change_severity(at, from.as_deref(), to)?,
            FactKind::BudgetMoved { clock, budget, .. } => self.move_budget(at, *clock, *budget)?,
            FactKind::WorkedAround => self.restore(at, StopCause::WorkedAround, &[Restore, Escalate]),
            FactKind::Restored => self.restore(at, StopCause::Restored, &[Restore, Escalate, Arrive]),
            FactKind::Resolved => self.solve(at),
            FactKind::Refused { .. } => self.refuse()?,
            FactKind::Accepted => self.accept(at)?,
            FactKind::Reopened { .. } => self.reopen(at)?,
            FactKind::Closed => self.end(at, StopCause::Closed),
            FactKind::Cancelled { .. } => self.end(at, StopCause::Cancelled),
            FactKind::Merged { .. } => self.end(at, StopCause::Merged),
        }
        Ok(())
    }

    fn open(&mut self, at: DateTime<Utc>, severity: &str) -> Applied {
        self.case = Some(self.find_case(severity)?);
        self.begin_cycle(at);
        Ok(())
    }

    fn begin_cycle(&mut self, at: DateTime<Utc>) {
        self.phase = Phase::Open;
        self.cycle += 1;
        self.level = 1;
        self.restored = false;
        self.paused = None;
        self.start_missing(at);
    }

    fn escalate(&mut self, at: DateTime<Utc>, to: u8) -> Applied {
        if to <= self.level || to > LAST_LEVEL {
            return Err(FactProblem::BadLevel { from: self.level, to });
        }
        self.stop(at, StopCause::Escalated, &[ClockKind::Escalate]);
        self.level = to;
        self.start_missing(at);
        Ok(())
    }

    fn pause(&mut self, at: DateTime<Utc>, fact: &FactKind) -> Applied {
        let FactKind::Paused { reason, evidence, agreed_by, clause } = fact else { return Ok(()) };
        if self.paused.is_some() {
            return Err(FactProblem::AlreadyPaused);
        }
        if self.phase != Phase::Open {
            return Err(FactProblem::NothingToPause);
        }
        self.paused = Some(Mode::Paused {
            reason: reason.clone(),
            evidence: evidence.clone(),
            agreed_by: agreed_by.clone(),
            clause: clause.clone(),
        });
        self.turn(at);
        Ok(())
    }

    fn resume(&mut self, at: DateTime<Utc>) -> Applied {
        self.paused.take().ok_or(FactProblem::NotPaused)?;
        self.turn(at);
        Ok(())
    }

    fn restore(&mut self, at: DateTime<Utc>, cause: StopCause, kinds: &[ClockKind]) {
        self.stop(at, cause, kinds);
        self.restored = true;
    }

    fn solve(&mut self, at: DateTime<Utc>) {
        if self.phase == Phase::Open {
            self.stop(at, StopCause::Resolved, &ClockKind::ALL);
            self.paused = None;
            self.phase = Phase::Solved;
        }
    }

    fn refuse(&mut self) -> Applied {
        if self.phase != Phase::Solved {
            return Err(FactProblem::NotSolved);
        }
        self.phase = Phase::Open;
        self.take_back_solution();
        Ok(())
    }

    fn accept(&mut self, at: DateTime<Utc>) -> Applied {
        match self.phase {
            Phase::Accepted => return Err(FactProblem::NotSolved),
            Phase::Open => self.solve(at),
            _ => {}
        }
        self.confirm(Some(at));
        self.phase = Phase::Accepted;
        Ok(())
    }

    fn reopen(&mut self, at: DateTime<Utc>) -> Applied {
        if self.phase == Phase::Open {
            return Err(FactProblem::NotEnded);
        }
        self.confirm(None);
        self.begin_cycle(at);
        Ok(())
    }

    fn end(&mut self, at: DateTime<Utc>, cause: StopCause) {
        self.stop(at, cause, &ClockKind::ALL);
        self.confirm(None);
        self.paused = None;
        self.phase = Phase::Ended;
    }
}
