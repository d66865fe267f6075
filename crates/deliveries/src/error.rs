//! What can go wrong.

jianyue_contracts::refusals!(DeliveryError, "deliveries");
