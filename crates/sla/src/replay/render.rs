//! The report as text for people.

use std::fmt;

use super::{ReplayReport, ReplayedClock};
use crate::clock::{ClockKind, Outcome};
use crate::explain::Segment;
use crate::text::duration;
use crate::zone::display;

impl fmt::Display for ReplayReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "级别：{} {}", self.severity, self.severity_name)?;
        writeln!(f, "截至：{}（日历 {}）", display(self.now), self.calendar)?;
        self.clocks.iter().try_for_each(|clock| write!(f, "\n{clock}"))
    }
}

impl fmt::Display for ReplayedClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level =
            if self.key.kind == ClockKind::Escalate { format!(" 第 {} 级", self.key.level) } else { String::new() };
        let cycle = if self.key.cycle > 1 { format!(" 第 {} 次受理", self.key.cycle) } else { String::new() };
        let pending = match &self.verdict {
            Some(verdict) if verdict.provisional && verdict.outcome == Outcome::Met => "（待报修人确认）",
            _ => "",
        };
        writeln!(f, "[{}{level}{cycle}] {}{pending}", self.key.kind.label(), self.standing.label())?;
        self.summary.iter().try_for_each(|line| writeln!(f, "  {line}"))?;
        self.segments.iter().try_for_each(|segment| writeln!(f, "    {segment}"))
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ahead = if self.planned { "（预计）" } else { "" };
        let (from, to) = (display(self.from), display(self.to));
        write!(f, "{from} – {to}  {}{ahead}  {}  [{}]", self.why, duration(self.seconds), self.clause)
    }
}
