//! What can go wrong.

jianyue_contracts::refusals!(SecurityError, "security");
