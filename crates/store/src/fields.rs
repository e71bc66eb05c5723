//! Reads a row column by column, in the order the statement lists them.

use base::{Fault, Time};

use crate::seam::{DriverError, Row};

/// A cursor over the columns of one table in a row. The table's key stands first: faults name the row by it.
pub(crate) struct Fields<'r> {
    row: &'r Row,
    table: &'static str,
    start: usize,
    next: usize,
}

impl<'r> Fields<'r> {
    pub(crate) const fn new(row: &'r Row, table: &'static str) -> Self {
        Self::at(row, table, 0)
    }

    /// For the table whose columns begin at `start` in a joined row.
    pub(crate) const fn at(row: &'r Row, table: &'static str, start: usize) -> Self {
        Self { row, table, start, next: start }
    }

    pub(crate) fn opt_int(&mut self, column: &'static str) -> Result<Option<i64>, Fault> {
        let index = self.step();
        self.row.int(index).map_err(|error| self.undecodable(column, error))
    }

    pub(crate) fn int(&mut self, column: &'static str) -> Result<i64, Fault> {
        let value = self.opt_int(column)?;
        self.present(column, value)
    }

    /// A small number that is never negative.
    pub(crate) fn count(&mut self, column: &'static str) -> Result<u32, Fault> {
        let value = self.int(column)?;
        u32::try_from(value).map_err(|_| self.contradiction(column, "is no count"))
    }

    /// A level: 1 to 5.
    pub(crate) fn level(&mut self, column: &'static str) -> Result<u8, Fault> {
        match self.int(column)? {
            1 => Ok(1),
            2 => Ok(2),
            3 => Ok(3),
            4 => Ok(4),
            5 => Ok(5),
            _ => Err(self.contradiction(column, "is no level")),
        }
    }

    pub(crate) fn opt_time(&mut self, column: &'static str) -> Result<Option<Time>, Fault> {
        Ok(self.opt_int(column)?.map(Time::from_micros))
    }

    pub(crate) fn time(&mut self, column: &'static str) -> Result<Time, Fault> {
        self.int(column).map(Time::from_micros)
    }

    pub(crate) fn opt_text(&mut self, column: &'static str) -> Result<Option<String>, Fault> {
        let index = self.step();
        self.row.text(index).map_err(|error| self.undecodable(column, error))
    }

    pub(crate) fn text(&mut self, column: &'static str) -> Result<String, Fault> {
        let value = self.opt_text(column)?;
        self.present(column, value)
    }

    pub(crate) fn opt_blob(&mut self, column: &'static str) -> Result<Option<&'r [u8]>, Fault> {
        let index = self.step();
        self.row.blob(index).map_err(|error| self.undecodable(column, error))
    }

    pub(crate) fn bytes(&mut self, column: &'static str) -> Result<Vec<u8>, Fault> {
        let value = self.opt_blob(column)?.map(<[u8]>::to_vec);
        self.present(column, value)
    }

    /// Bytes of a fixed number: an id is 16, a hash 32.
    pub(crate) fn opt_array<const N: usize>(
        &mut self,
        column: &'static str,
    ) -> Result<Option<[u8; N]>, Fault> {
        match self.opt_blob(column)? {
            None => Ok(None),
            Some(bytes) => match bytes.try_into() {
                Ok(array) => Ok(Some(array)),
                Err(_) => Err(self.contradiction(column, &format!("is not {N} bytes long"))),
            },
        }
    }

    pub(crate) fn hash(&mut self, column: &'static str) -> Result<[u8; 32], Fault> {
        let value = self.opt_array(column)?;
        self.present(column, value)
    }

    pub(crate) fn opt_id<T>(
        &mut self,
        from: fn([u8; 16]) -> T,
        column: &'static str,
    ) -> Result<Option<T>, Fault> {
        Ok(self.opt_array(column)?.map(from))
    }

    pub(crate) fn id<T>(&mut self, from: fn([u8; 16]) -> T, column: &'static str) -> Result<T, Fault> {
        let value = self.opt_id(from, column)?;
        self.present(column, value)
    }

    /// A word of a closed set.
    pub(crate) fn word<T>(&mut self, parse: fn(&str) -> Option<T>, column: &'static str) -> Result<T, Fault> {
        let word = self.text(column)?;
        parse(&word).ok_or_else(|| {
            self.contradiction(column, &format!("holds an unknown word of {} bytes", word.len()))
        })
    }

    /// The fault for a row that contradicts itself: names table, column and row.
    pub(crate) fn contradiction(&self, column: &str, why: &str) -> Fault {
        Fault::new(format!("table {} column {column} row {}: {why}", self.table, self.key()))
    }

    fn present<T>(&self, column: &str, value: Option<T>) -> Result<T, Fault> {
        value.ok_or_else(|| self.contradiction(column, "is null"))
    }

    fn undecodable(&self, column: &str, error: DriverError) -> Fault {
        let place = format!("table {} column {column} row {}: is of another kind", self.table, self.key());
        Fault::caused(place, error)
    }

    const fn step(&mut self) -> usize {
        let index = self.next;
        self.next += 1;
        index
    }

    fn key(&self) -> String {
        if let Ok(Some(bytes)) = self.row.blob(self.start) {
            return bytes.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        }
        match self.row.text(self.start) {
            Ok(Some(text)) => text,
            Ok(None) | Err(_) => "without a key".to_owned(),
        }
    }
}
