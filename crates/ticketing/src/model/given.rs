//! A member of a change that may be absent, null, or a value: three different things.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What something becomes by a change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Given<T> {
    /// The member is absent: as it was.
    #[default]
    Absent,
    /// This value, or none when the member is null.
    To(Option<T>),
}

impl<T> Given<T> {
    /// Whether it stays as it was.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// What it becomes from what it was.
    #[must_use]
    pub fn or(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Absent => before,
            Self::To(value) => value,
        }
    }
}

/// Of a member that is there; `#[serde(default)]` gives the absent one.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Given<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::To)
    }
}

/// To be left out with `skip_serializing_if = "Given::is_absent"`.
impl<T: Serialize> Serialize for Given<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::To(Some(value)) => value.serialize(serializer),
            Self::To(None) | Self::Absent => serializer.serialize_none(),
        }
    }
}
