//! What can go wrong.

jianyue_contracts::refusals!(EmergencyError, "emergencies");
