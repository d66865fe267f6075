//! Who reported a ticket: as it is told and shown, and as it is kept.

use jianyue_platform::sealed::{Sealer, place};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::callers::words;

/// Who reported it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reporter {
    /// Name.
    pub name: String,
    /// How to call back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Office or organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// The same as it is kept: the phone number is sealed for its ticket, and words that only the key can make stand for it in
/// the search index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptReporter {
    /// Name.
    pub name: String,
    /// Office or organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The sealed phone number, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_sealed: Option<String>,
    /// What it is found by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub callers: Vec<String>,
}

impl KeptReporter {
    /// `reporter` as it is kept with `ticket`, without the phone number.
    #[must_use]
    pub fn unsealed(reporter: &Reporter) -> Self {
        Self { name: reporter.name.clone(), unit: reporter.unit.clone(), phone_sealed: None, callers: Vec::new() }
    }

    /// `reporter` as it is kept with `ticket`.
    #[must_use]
    pub fn seal(reporter: &Reporter, ticket: Uuid, sealer: &Sealer) -> Self {
        let Some(phone) = &reporter.phone else { return Self::unsealed(reporter) };
        let phone_sealed = hex::encode(sealer.seal(phone.as_bytes(), &phone_of(ticket)));
        Self {
            phone_sealed: Some(phone_sealed),
            callers: words(sealer, phone).into_iter().filter_map(|words| words.into_iter().next()).collect(),
            ..Self::unsealed(reporter)
        }
    }

    /// As it was told. A number that does not open is left out, and logged: everything else of the ticket can be read.
    #[must_use]
    pub fn open(&self, ticket: Uuid, sealer: &Sealer) -> Reporter {
        let phone = self.phone_sealed.as_deref().and_then(|kept| open_phone(kept, ticket, sealer));
        Reporter { name: self.name.clone(), phone, unit: self.unit.clone() }
    }

    /// As it was told, without the phone number.
    #[must_use]
    pub fn without_phone(&self) -> Reporter {
        Reporter { name: self.name.clone(), phone: None, unit: self.unit.clone() }
    }
}

/// The phone number that was sealed for `ticket`; none, and a line in the log, when it does not open.
#[must_use]
pub fn open_phone(kept: &str, ticket: Uuid, sealer: &Sealer) -> Option<String> {
    let opened = hex::decode(kept).ok().map(|kept| sealer.open(&kept, &phone_of(ticket)));
    match opened {
        Some(Ok(phone)) => String::from_utf8(phone).ok(),
        Some(Err(error)) => {
            tracing::warn!(%ticket, %error, "the reporter's phone number cannot be read");
            None
        }
        None => None,
    }
}

fn phone_of(ticket: Uuid) -> Vec<u8> {
    place("ticket", "reporter.phone", ticket)
}

#[cfg(test)]
mod tests {
    use jianyue_platform::sealed::{Cipher, KeyRing};

    use super::*;

    #[test]
    fn a_number_opens_with_its_ticket_only_and_is_kept_nowhere_in_clear() {
        let folder = tempfile::tempdir().unwrap();
        let ring = |name: &str| KeyRing::load_or_create(&folder.path().join(name), Cipher::Sm4Gcm).unwrap();
        let (sealer, other) = (Sealer::new(ring("a")), Sealer::new(ring("b")));
        let told = Reporter {
            name: "报修人甲".to_owned(),
            phone: Some("138 0000 0000".to_owned()),
            unit: Some("考务处".to_owned()),
        };
        let (here, there) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let kept = KeptReporter::seal(&told, here, &sealer);
        assert_eq!(kept.open(here, &sealer), told);
        assert_eq!(kept.open(there, &sealer), kept.without_phone());
        assert_eq!(kept.open(here, &other), kept.without_phone());
        let text = serde_json::to_string(&kept).unwrap();
        assert!(!text.contains("0000 0000") && !text.contains("13800000000"), "{text}");
        assert_eq!(kept.callers.len(), 1);
        assert_eq!(serde_json::from_str::<KeptReporter>(&text).unwrap(), kept);
    }
}
