//! What can go wrong.

jianyue_contracts::refusals!(AssuranceError, "assurance");
