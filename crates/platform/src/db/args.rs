//! Values bound to a statement, the same for both engines.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::value::RawValue;
use sqlx::{Arguments, Encode, Postgres, Sqlite, Type, error::BoxDynError, types::Json};
use uuid::Uuid;

/// One bound value. Every variant may be NULL and still has its type, which PostgreSQL needs to know.
#[derive(Clone, Debug)]
pub enum Arg {
    /// BOOLEAN.
    Bool(Option<bool>),
    /// BIGINT.
    Int(Option<i64>),
    /// TEXT.
    Text(Option<String>),
    /// BLOB or BYTEA.
    Bytes(Option<Vec<u8>>),
    /// A 16-byte id.
    Uuid(Option<Uuid>),
    /// An instant.
    Time(Option<DateTime<Utc>>),
    /// A day.
    Date(Option<NaiveDate>),
    /// JSON text or JSONB.
    Json(Option<Box<RawValue>>),
}

/// Values in the order of their placeholders.
pub type Args = Vec<Arg>;

impl Arg {
    /// `value` as JSON.
    ///
    /// # Errors
    /// When the value cannot be serialised, for instance a map whose keys are no texts.
    pub fn json(value: &impl Serialize) -> Result<Self, serde_json::Error> {
        Ok(Self::Json(Some(serde_json::value::to_raw_value(value)?)))
    }

    fn add_to<'t, A>(self, arguments: &mut A) -> Result<(), BoxDynError>
    where
        A: Arguments,
        Option<bool>: Encode<'t, A::Database> + Type<A::Database>,
        Option<i64>: Encode<'t, A::Database> + Type<A::Database>,
        Option<String>: Encode<'t, A::Database> + Type<A::Database>,
        Option<Vec<u8>>: Encode<'t, A::Database> + Type<A::Database>,
        Option<Uuid>: Encode<'t, A::Database> + Type<A::Database>,
        Option<DateTime<Utc>>: Encode<'t, A::Database> + Type<A::Database>,
        Option<NaiveDate>: Encode<'t, A::Database> + Type<A::Database>,
        Option<Json<Box<RawValue>>>: Encode<'t, A::Database> + Type<A::Database>,
    {
        match self {
            Self::Bool(value) => arguments.add(value),
            Self::Int(value) => arguments.add(value),
            Self::Text(value) => arguments.add(value),
            Self::Bytes(value) => arguments.add(value),
            Self::Uuid(value) => arguments.add(value),
            Self::Time(value) => arguments.add(value),
            Self::Date(value) => arguments.add(value),
            Self::Json(value) => arguments.add(value.map(Json)),
        }
    }
}

pub(super) fn sqlite(args: Args) -> Result<sqlx::sqlite::SqliteArguments, sqlx::Error> {
    let mut arguments = <Sqlite as sqlx::Database>::Arguments::default();
    args.into_iter().try_for_each(|arg| arg.add_to(&mut arguments)).map_err(sqlx::Error::Encode)?;
    Ok(arguments)
}

pub(super) fn postgres(args: Args) -> Result<sqlx::postgres::PgArguments, sqlx::Error> {
    let mut arguments = <Postgres as sqlx::Database>::Arguments::default();
    args.into_iter().try_for_each(|arg| arg.add_to(&mut arguments)).map_err(sqlx::Error::Encode)?;
    Ok(arguments)
}

macro_rules! from {
    ($($from:ty => $variant:ident, $convert:expr;)*) => {$(
        impl From<$from> for Arg {
            fn from(value: $from) -> Self {
                Self::$variant(Some($convert(value)))
            }
        }

        impl From<Option<$from>> for Arg {
            fn from(value: Option<$from>) -> Self {
                Self::$variant(value.map($convert))
            }
        }
    )*};
}

from! {
    bool => Bool, std::convert::identity;
    i64 => Int, std::convert::identity;
    i32 => Int, i64::from;
    u32 => Int, i64::from;
    String => Text, std::convert::identity;
    &str => Text, str::to_owned;
    &String => Text, String::clone;
    Vec<u8> => Bytes, std::convert::identity;
    &[u8] => Bytes, <[u8]>::to_vec;
    Uuid => Uuid, std::convert::identity;
    DateTime<Utc> => Time, std::convert::identity;
    NaiveDate => Date, std::convert::identity;
    jianyue_kernel::ContractId => Uuid, |id: jianyue_kernel::ContractId| id.0;
    jianyue_kernel::ContractVersionId => Uuid, |id: jianyue_kernel::ContractVersionId| id.0;
    jianyue_kernel::PersonId => Uuid, |id: jianyue_kernel::PersonId| id.0;
    jianyue_kernel::TicketId => Uuid, |id: jianyue_kernel::TicketId| id.0;
    jianyue_kernel::Money => Int, jianyue_kernel::Money::fen;
}

/// The values of a statement: `args![id, name, now]`. Each may be anything that [`Arg`] is made `From`; JSON goes in as
/// `Arg::json(&value)?`.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::Arg::from($value)),*] };
}
