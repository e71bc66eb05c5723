//! Certificates, backups put back, and the schema of a database that is not there yet.

mod certificates;
mod restoring;
mod site;
