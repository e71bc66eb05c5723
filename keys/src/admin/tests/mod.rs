mod backups;
mod imports;
mod inspection;
mod life;

use crate::{KeyError, KeyRefusal};

/// The refusal of a command that must be refused.
fn refusal<T>(result: Result<T, KeyError>) -> KeyRefusal {
    match result {
        Err(KeyError::Refused(refusal)) => refusal,
        Err(other) => panic!("not refused but {other:?}"),
        Ok(_) => panic!("not refused"),
    }
}
