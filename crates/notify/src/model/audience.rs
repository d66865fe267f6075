//! Who is told, and by which way.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Who is told: written `assignee`, `on_call_1` to `on_call_3`, `managers`, `officials`, `engineers`, `agents`,
/// `watchers`, or `person:` and an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Audience {
    /// Who holds the ticket.
    Assignee,
    /// Who is on call at this level of support, 1 to 3.
    OnCall(u8),
    /// The vendor's managers on the contract.
    Managers,
    /// The client's officials on the contract.
    Officials,
    /// The engineers on the contract.
    Engineers,
    /// The hotline's people on the contract.
    Agents,
    /// Who watches the ticket.
    Watchers,
    /// One person.
    Person(Uuid),
}

/// A text that names no audience or way.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}”不是可选的取值")]
pub struct Unknown(pub String);

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Assignee => f.write_str("assignee"),
            Self::OnCall(level) => write!(f, "on_call_{level}"),
            Self::Managers => f.write_str("managers"),
            Self::Officials => f.write_str("officials"),
            Self::Engineers => f.write_str("engineers"),
            Self::Agents => f.write_str("agents"),
            Self::Watchers => f.write_str("watchers"),
            Self::Person(id) => write!(f, "person:{id}"),
        }
    }
}

impl FromStr for Audience {
    type Err = Unknown;

    fn from_str(text: &str) -> Result<Self, Unknown> {
        Ok(match text {
            "assignee" => Self::Assignee,
            "on_call_1" => Self::OnCall(1),
            "on_call_2" => Self::OnCall(2),
            "on_call_3" => Self::OnCall(3),
            "managers" => Self::Managers,
            "officials" => Self::Officials,
            "engineers" => Self::Engineers,
            "agents" => Self::Agents,
            "watchers" => Self::Watchers,
            other => {
                let id = other.strip_prefix("person:").and_then(|id| id.parse().ok());
                Self::Person(id.ok_or_else(|| Unknown(other.to_owned()))?)
            }
        })
    }
}

/// By which way somebody is told: written `in_app`, `email`, `sms`, `push`, or `robot:` and the id of a group's robot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Way {
    /// The list of notices in the web.
    InApp,
    /// A mail.
    Email,
    /// A text message.
    Sms,
    /// On the screens of the browsers in which they switched it on.
    Push,
    /// A message in a group, by its robot; told once, whoever the audience is.
    Robot(Uuid),
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InApp => f.write_str("in_app"),
            Self::Email => f.write_str("email"),
            Self::Sms => f.write_str("sms"),
            Self::Push => f.write_str("push"),
            Self::Robot(id) => write!(f, "robot:{id}"),
        }
    }
}

impl FromStr for Way {
    type Err = Unknown;

    fn from_str(text: &str) -> Result<Self, Unknown> {
        Ok(match text {
            "in_app" => Self::InApp,
            "email" => Self::Email,
            "sms" => Self::Sms,
            "push" => Self::Push,
            other => {
                let id = other.strip_prefix("robot:").and_then(|id| id.parse().ok());
                Self::Robot(id.ok_or_else(|| Unknown(other.to_owned()))?)
            }
        })
    }
}

/// Serialises through [`fmt::Display`] and [`FromStr`].
macro_rules! as_text {
    ($($name:ident),*) => {$(
        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}
as_text!(Audience, Way);

#[cfg(test)]
mod tests {
    use super::{Audience, Way};

    #[test]
    fn texts_come_back() {
        let id = uuid::Uuid::from_u128(7);
        for audience in [Audience::Assignee, Audience::OnCall(3), Audience::Watchers, Audience::Person(id)] {
            assert_eq!(audience.to_string().parse(), Ok(audience));
        }
        for way in [Way::InApp, Way::Email, Way::Sms, Way::Push, Way::Robot(id)] {
            assert_eq!(way.to_string().parse(), Ok(way));
        }
        for wrong in ["on_call_4", "person:", "robot:x", "", "boss"] {
            assert!(wrong.parse::<Audience>().is_err() && wrong.parse::<Way>().is_err(), "{wrong}");
        }
    }
}
