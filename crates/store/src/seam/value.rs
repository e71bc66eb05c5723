//! Arguments and rows in the three kinds both engines share: 64-bit integers, text, bytes.

use base::{AccountId, DeliveryId, EventId, FamilyId, Fault, GrantId, SecretId, SessionId, Time};
use sqlx::Arguments as _;
use sqlx::Row as _;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};

/// One argument of a statement. The kind is always known, also of a null: PostgreSQL wants it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Arg<'a> {
    Int(Option<i64>),
    Text(Option<&'a str>),
    Blob(Option<&'a [u8]>),
}

/// Builds the arguments of a statement in the order of its markers.
macro_rules! args {
    ($($value:expr),* $(,)?) => { &[$($crate::seam::Arg::from($value)),*] };
}
pub(crate) use args;

macro_rules! from {
    ($($source:ty => |$value:ident| $arg:expr;)*) => {
        $(impl<'a> From<$source> for Arg<'a> {
            fn from($value: $source) -> Self {
                $arg
            }
        })*
    };
}

from! {
    i64 => |value| Self::Int(Some(value));
    u32 => |value| Self::Int(Some(i64::from(value)));
    Time => |value| Self::Int(Some(value.micros()));
    Option<Time> => |value| Self::Int(value.map(Time::micros));
    &'a str => |value| Self::Text(Some(value));
    &'a String => |value| Self::Text(Some(value));
    Option<&'a str> => |value| Self::Text(value);
    &'a Option<String> => |value| Self::Text(value.as_deref());
    &'a [u8] => |value| Self::Blob(Some(value));
    &'a Vec<u8> => |value| Self::Blob(Some(value));
    &'a [u8; 32] => |value| Self::Blob(Some(value));
}

macro_rules! from_id {
    ($($id:ty),*) => {
        $(from! {
            &'a $id => |value| Self::Blob(Some(value.as_bytes()));
            &'a Option<$id> => |value| Self::Blob(value.as_ref().map(|id| id.as_bytes().as_slice()));
            Option<&'a $id> => |value| Self::Blob(value.map(|id| id.as_bytes().as_slice()));
        })*
    };
}

from_id!(AccountId, DeliveryId, EventId, FamilyId, GrantId, SecretId, SessionId);

impl Arg<'_> {
    pub(crate) fn for_sqlite(args: &[Self]) -> Result<SqliteArguments, Fault> {
        let mut list = SqliteArguments::default();
        for arg in args {
            match *arg {
                Self::Int(value) => list.add(value),
                Self::Text(value) => list.add(value.map(str::to_owned)),
                Self::Blob(value) => list.add(value.map(<[u8]>::to_vec)),
            }
            .map_err(|error| Fault::caused("an argument cannot be encoded", error))?;
        }
        Ok(list)
    }

    pub(crate) fn for_postgres(args: &[Self]) -> Result<PgArguments, Fault> {
        let mut list = PgArguments::default();
        for arg in args {
            match *arg {
                Self::Int(value) => list.add(value),
                Self::Text(value) => list.add(value),
                Self::Blob(value) => list.add(value),
            }
            .map_err(|error| Fault::caused("an argument cannot be encoded", error))?;
        }
        Ok(list)
    }
}

/// A row of either engine.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    pub(crate) fn int(&self, index: usize) -> Result<Option<i64>, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(index),
            Self::Postgres(row) => row.try_get(index),
        }
    }

    pub(crate) fn text(&self, index: usize) -> Result<Option<String>, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(index),
            Self::Postgres(row) => row.try_get(index),
        }
    }

    pub(crate) fn blob(&self, index: usize) -> Result<Option<&[u8]>, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(index),
            Self::Postgres(row) => row.try_get(index),
        }
    }
}

/// Fills the `N` markers of an `in ($1, …)` list, repeating the first value; none when there is no value.
///
/// # Errors
/// A fault when more values are given than the statement has markers.
pub(crate) fn padded<const N: usize>(values: &[[u8; 32]]) -> Result<Option<[&[u8]; N]>, Fault> {
    let Some(first) = values.first() else {
        return Ok(None);
    };
    if values.len() > N {
        return Err(Fault::new(format!("a look-up takes at most {N} hashes, not {}", values.len())));
    }
    let mut slots: [&[u8]; N] = [first; N];
    for (slot, value) in slots.iter_mut().zip(values) {
        *slot = value;
    }
    Ok(Some(slots))
}
