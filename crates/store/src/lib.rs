//! All SQL, for SQLite and PostgreSQL with one text.
