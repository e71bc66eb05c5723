//! What a driver's error means for the unit of work and for the caller.

use base::Fault;

use super::driver::DriverError;

/// What an error did to the connection and its transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Only the statement failed.
    Statement,
    /// The statement failed for want of time or room; later it may pass.
    Overload,
    /// The transaction lost against another and may be repeated.
    Conflict,
    /// A key is there already. If another transaction wrote it meanwhile, a repeated one finds it and decides anew; if
    /// not, the unit of work is wrong.
    Duplicate,
    /// The connection, or the whole transaction on it, is gone.
    Lost,
}

impl Trouble {
    pub(crate) fn of(error: &DriverError) -> Self {
        match error {
            DriverError::Sqlite(error) => Self::of_sqlite(error),
            DriverError::Postgres(sqlx::Error::Database(error)) => {
                Self::of_postgres(&error.code().unwrap_or_default())
            }
            DriverError::Postgres(
                sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::Encode(_),
            ) => Self::Statement,
            DriverError::Postgres(_) => Self::Lost,
        }
    }

    /// Result codes of SQLite; the low byte is the primary one.
    fn of_sqlite(error: &rusqlite::Error) -> Self {
        let code = error.sqlite_error().map_or(0, |error| error.extended_code);
        match code & 0xff {
            // SQLITE_BUSY, SQLITE_LOCKED.
            5 | 6 => Self::Overload,
            // SQLITE_NOMEM, _INTERRUPT, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB: SQLite may have rolled the
            // whole transaction back by itself (sqlite.org/lang_transaction.html section 3).
            7 | 9 | 10 | 11 | 13 | 14 | 26 => Self::Lost,
            _ => Self::Statement,
        }
    }

    /// SQLSTATE classes of PostgreSQL, appendix A of its manual.
    fn of_postgres(code: &str) -> Self {
        match code {
            // serialization_failure, deadlock_detected.
            "40001" | "40P01" => Self::Conflict,
            // unique_violation. SQLite has one writer: there it is always the unit that is wrong.
            "23505" => Self::Duplicate,
            // query_canceled (the statement time-out), lock_not_available, class 53: insufficient resources.
            "57014" | "55P03" | "53000" | "53100" | "53200" | "53300" => Self::Overload,
            // Shutdown, crash, start-up; read_only_sql_transaction: this server has become a replica.
            "57P01" | "57P02" | "57P03" | "57P05" | "25006" | "25P03" => Self::Lost,
            _ if code.starts_with("08") => Self::Lost,
            _ => Self::Statement,
        }
    }

    /// Whether the same unit of work may pass if it is done again at once.
    pub(crate) const fn may_pass_again(self) -> bool {
        match self {
            Self::Conflict | Self::Duplicate => true,
            Self::Statement | Self::Overload | Self::Lost => false,
        }
    }

    /// The fault for the caller; names the statement, never its arguments.
    pub(crate) fn fault(self, sql: &str, error: DriverError) -> Fault {
        let opening: Vec<&str> = sql.split_whitespace().take(6).collect();
        let fault = Fault::caused(format!("the database refused `{} …`", opening.join(" ")), error);
        match self {
            Self::Statement | Self::Duplicate => fault,
            Self::Overload | Self::Conflict | Self::Lost => fault.overload(),
        }
    }
}
