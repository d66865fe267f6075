//! What can go wrong.

jianyue_contracts::refusals!(BillingError, "billing");
