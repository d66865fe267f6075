//! Identifiers: a newtype for each thing, so that a person's id cannot be passed where a ticket's is meant.

/// Declares a transparent newtype over `uuid::Uuid`.
#[macro_export]
macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<uuid::Uuid> for $name {
            fn from(id: uuid::Uuid) -> Self {
                Self(id)
            }
        }
    };
}

id_type!(
    /// A contract, whatever its version.
    ContractId
);
id_type!(
    /// One version of a contract's text (the original or an amendment).
    ContractVersionId
);
id_type!(
    /// A person with an account.
    PersonId
);
id_type!(
    /// A ticket.
    TicketId
);
