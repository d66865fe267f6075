//! What can go wrong.

jianyue_contracts::refusals!(ReportError, "reports");
