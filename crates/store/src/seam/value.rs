//! Arguments and rows in the three kinds both engines share: 64-bit integers, text, bytes.

use base::{
    AccountId, AuthenticatorId, DelegationId, DeliveryId, DeviceId, EntityId, EventId, EvidenceId, FamilyId,
    Fault, GrantId, IdentifierId, MessageId, ProviderKeyId, RecoveryId, RoleId, ScanId, SecretId, SessionId,
    Time, VerificationId,
};
use rusqlite::ToSql;
use rusqlite::types::{ToSqlOutput, Type, ValueRef};
use sqlx::Arguments as _;
use sqlx::Row as _;
use sqlx::postgres::{PgArguments, PgRow};

use super::driver::DriverError;

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
    &'a Option<[u8; 32]> => |value| Self::Blob(value.as_ref().map(<[u8; 32]>::as_slice));
    Option<&'a [u8]> => |value| Self::Blob(value);
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

from_id!(
    AccountId,
    AuthenticatorId,
    DelegationId,
    DeliveryId,
    DeviceId,
    EntityId,
    EventId,
    EvidenceId,
    FamilyId,
    GrantId,
    IdentifierId,
    MessageId,
    ProviderKeyId,
    RecoveryId,
    RoleId,
    ScanId,
    SecretId,
    SessionId,
    VerificationId
);

impl ToSql for Arg<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = match *self {
            Self::Int(value) => value.map(ValueRef::Integer),
            Self::Text(value) => value.map(|text| ValueRef::Text(text.as_bytes())),
            Self::Blob(value) => value.map(ValueRef::Blob),
        };
        Ok(ToSqlOutput::Borrowed(value.unwrap_or(ValueRef::Null)))
    }
}

impl Arg<'_> {
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

/// A value as SQLite gives it.
#[derive(Debug)]
pub(crate) enum Value {
    Null,
    Int(i64),
    Text(String),
    Blob(Vec<u8>),
    /// Of a kind we do not use, or a text that is no UTF-8.
    Other(Type),
}

impl From<ValueRef<'_>> for Value {
    fn from(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(value) => Self::Int(value),
            ValueRef::Real(_) => Self::Other(Type::Real),
            ValueRef::Text(text) => match std::str::from_utf8(text) {
                Ok(text) => Self::Text(text.to_owned()),
                Err(_) => Self::Other(Type::Text),
            },
            ValueRef::Blob(bytes) => Self::Blob(bytes.to_owned()),
        }
    }
}

impl Value {
    const fn kind(&self) -> Type {
        match self {
            Self::Null => Type::Null,
            Self::Int(_) => Type::Integer,
            Self::Text(_) => Type::Text,
            Self::Blob(_) => Type::Blob,
            Self::Other(kind) => *kind,
        }
    }
}

/// A row of either engine.
pub(crate) enum Row {
    Sqlite(Vec<Value>),
    Postgres(PgRow),
}

impl Row {
    pub(crate) fn int(&self, index: usize) -> Result<Option<i64>, DriverError> {
        match self {
            Self::Sqlite(values) => taken(values, index, |value| match value {
                Value::Int(value) => Some(*value),
                Value::Null | Value::Text(_) | Value::Blob(_) | Value::Other(_) => None,
            }),
            Self::Postgres(row) => Ok(row.try_get(index)?),
        }
    }

    pub(crate) fn text(&self, index: usize) -> Result<Option<String>, DriverError> {
        match self {
            Self::Sqlite(values) => taken(values, index, |value| match value {
                Value::Text(text) => Some(text.clone()),
                Value::Null | Value::Int(_) | Value::Blob(_) | Value::Other(_) => None,
            }),
            Self::Postgres(row) => Ok(row.try_get(index)?),
        }
    }

    pub(crate) fn blob(&self, index: usize) -> Result<Option<&[u8]>, DriverError> {
        match self {
            Self::Sqlite(values) => taken(values, index, |value| match value {
                Value::Blob(bytes) => Some(bytes.as_slice()),
                Value::Null | Value::Int(_) | Value::Text(_) | Value::Other(_) => None,
            }),
            Self::Postgres(row) => Ok(row.try_get(index)?),
        }
    }
}

/// The value of a column as the kind asked for; none for a null.
fn taken<'v, T>(
    values: &'v [Value],
    index: usize,
    read: impl FnOnce(&'v Value) -> Option<T>,
) -> Result<Option<T>, DriverError> {
    let value = values.get(index).ok_or(rusqlite::Error::InvalidColumnIndex(index))?;
    if matches!(value, Value::Null) {
        return Ok(None);
    }
    let wrong = || rusqlite::Error::InvalidColumnType(index, String::new(), value.kind());
    Ok(Some(read(value).ok_or_else(wrong)?))
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
