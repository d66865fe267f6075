//! What can go wrong.

jianyue_contracts::refusals!(StaffingError, "staffing");
