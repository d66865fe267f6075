//! What can go wrong.

jianyue_contracts::refusals!(ChangeError, "changes");
