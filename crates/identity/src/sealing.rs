//! Sealed fields of this module: phone numbers, mail addresses and the secrets of second factors are never kept in clear,
//! and none opens in another column or for another person.

use jianyue_kernel::PersonId;
use jianyue_platform::sealed::{OpenError, Sealer, place};

/// A column of `person` that is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Phone,
    Email,
    Totp,
}

impl Field {
    fn of(self, person: PersonId) -> impl AsRef<[u8]> {
        let column = match self {
            Self::Phone => "phone_sealed",
            Self::Email => "email_sealed",
            Self::Totp => "totp_sealed",
        };
        place("person", column, person)
    }

    /// `plain`, sealed for this field of `person`.
    pub(crate) fn seal(self, sealer: &Sealer, person: PersonId, plain: &[u8]) -> Vec<u8> {
        sealer.seal(plain, self.of(person).as_ref())
    }

    /// What was sealed for this field of `person`.
    pub(crate) fn open(self, sealer: &Sealer, person: PersonId, kept: &[u8]) -> Result<Vec<u8>, OpenError> {
        sealer.open(kept, self.of(person).as_ref())
    }
}
