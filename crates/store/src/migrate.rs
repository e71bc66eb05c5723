//! The schema: embedded scripts, applied once, in order, each in its own transaction.
//!
//! A script is never edited once released: its checksum is kept and compared. A newer schema than this program
//! knows is no error, because migrations first expand and contract a release later (`migrations/README.md`).

use base::Fault;
use futures_util::FutureExt;
use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType};

use crate::backend;
use crate::fields::Fields;
use crate::seam::{Conn, Db, Deadline, Engine, Tx, args};

struct Script {
    version: i64,
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

const SCRIPTS: &[Script] = &[
    Script {
        version: 1,
        name: "foundation",
        sqlite: include_str!("../../../migrations/sqlite/0001_foundation.sql"),
        postgres: include_str!("../../../migrations/postgres/0001_foundation.sql"),
    },
    Script {
        version: 2,
        name: "ways_to_sign_in",
        sqlite: include_str!("../../../migrations/sqlite/0002_ways_to_sign_in.sql"),
        postgres: include_str!("../../../migrations/postgres/0002_ways_to_sign_in.sql"),
    },
    Script {
        version: 3,
        name: "people_and_verification",
        sqlite: include_str!("../../../migrations/sqlite/0003_people_and_verification.sql"),
        postgres: include_str!("../../../migrations/postgres/0003_people_and_verification.sql"),
    },
];

/// How a migration stands in this database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MigrationState {
    /// Not yet applied.
    Pending,
    /// Applied as this program knows it.
    Applied,
    /// Applied with another text than this program has.
    Changed,
    /// Applied by a newer program.
    Unknown,
}

/// One migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigrationStatus {
    /// Its number, the order of application.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// How it stands.
    pub state: MigrationState,
}

impl Db {
    /// Applies the migrations that are missing and gives their names. Two processes may do so at once: each
    /// migration is applied by one of them while the other waits.
    ///
    /// # Errors
    /// A fault when a script fails, or when one was applied with another text.
    pub async fn migrate(&self) -> Result<Vec<String>, Fault> {
        let mut applied = Vec::new();
        for status in self.migration_status().await? {
            match status.state {
                MigrationState::Applied | MigrationState::Unknown => {}
                MigrationState::Changed => return Err(changed(&status.name)),
                MigrationState::Pending => applied.extend(self.apply(status.version).await?),
            }
        }
        Ok(applied)
    }

    /// How each migration stands, in order.
    ///
    /// # Errors
    /// A fault when the database does not answer.
    pub async fn migration_status(&self) -> Result<Vec<MigrationStatus>, Fault> {
        status_of(&mut self.reader().await?).await
    }

    async fn apply(&self, version: i64) -> Result<Option<String>, Fault> {
        let Some(script) = SCRIPTS.iter().find(|script| script.version == version) else {
            return Ok(None);
        };
        let applied = match self.apply_once(script).await {
            // PostgreSQL may refuse one of two processes that create the first table at the same moment.
            Err(_) => self.apply_once(script).await?,
            Ok(applied) => applied,
        };
        Ok(applied.then(|| script.name.to_owned()))
    }

    async fn apply_once(&self, script: &'static Script) -> Result<bool, Fault> {
        self.write_within(Deadline::None, move |tx| script.apply(tx).boxed()).await
    }
}

/// How each migration stands in the database at the other end of a connection.
pub(crate) async fn status_of(conn: &mut Conn) -> Result<Vec<MigrationStatus>, Fault> {
    let engine = conn.engine();
    let kept = kept(conn).await?;
    let known = SCRIPTS.iter().map(|script| script.status(engine, &kept));
    let unknown = kept.iter().filter(|row| SCRIPTS.iter().all(|script| script.version != row.version));
    let mut all: Vec<_> = known.chain(unknown.map(Kept::unknown)).collect();
    all.sort_by_key(|status| status.version);
    Ok(all)
}

const CREATE_TABLE: &str = "
    create table if not exists schema_migration (
      version bigint not null primary key,
      name text not null,
      checksum text not null
    )";

const MARK: &str = "
    insert into schema_migration (version, name, checksum)
    values ($1, $2, $3)
    on conflict (version) do nothing";

impl Script {
    const fn text(&self, engine: Engine) -> &'static str {
        match engine {
            Engine::Sqlite => self.sqlite,
            Engine::Postgres => self.postgres,
        }
    }

    fn checksum(&self, engine: Engine) -> String {
        let text = self.text(engine).into_sql_str();
        let migration = Migration::new(self.version, self.name.into(), MigrationType::Simple, text, false);
        migration.checksum.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn status(&self, engine: Engine, kept: &[Kept]) -> MigrationStatus {
        let state = match kept.iter().find(|row| row.version == self.version) {
            None => MigrationState::Pending,
            Some(row) if row.checksum == self.checksum(engine) => MigrationState::Applied,
            Some(_) => MigrationState::Changed,
        };
        MigrationStatus { version: self.version, name: self.name.to_owned(), state }
    }

    /// Whether this call applied it. The row that marks it goes in first: a second process waits on it.
    async fn apply(&self, tx: &mut Tx) -> Result<bool, Fault> {
        let engine = tx.engine();
        if engine == Engine::Postgres {
            tx.run(backend::NO_STATEMENT_TIMEOUT_POSTGRES, &[]).await?;
        }
        tx.run(CREATE_TABLE, &[]).await?;
        let checksum = self.checksum(engine);
        if tx.run(MARK, args![self.version, self.name, &checksum]).await? == 0 {
            return Ok(false);
        }
        tx.script(self.text(engine)).await?;
        Ok(true)
    }
}

struct Kept {
    version: i64,
    name: String,
    checksum: String,
}

impl Kept {
    fn unknown(&self) -> MigrationStatus {
        MigrationStatus { version: self.version, name: self.name.clone(), state: MigrationState::Unknown }
    }
}

const KEPT: &str = "
    select name, version, checksum
    from schema_migration
    order by version";

async fn kept(conn: &mut Conn) -> Result<Vec<Kept>, Fault> {
    let probe = match conn.engine() {
        Engine::Sqlite => backend::HAS_MIGRATION_TABLE_SQLITE,
        Engine::Postgres => backend::HAS_MIGRATION_TABLE_POSTGRES,
    };
    if conn.row(probe, &[]).await?.is_none() {
        return Ok(Vec::new());
    }
    let rows = conn.rows(KEPT, &[]).await?;
    rows.iter()
        .map(|row| {
            let mut fields = Fields::new(row, "schema_migration");
            let name = fields.text("name")?;
            Ok(Kept { name, version: fields.int("version")?, checksum: fields.text("checksum")? })
        })
        .collect()
}

fn changed(name: &str) -> Fault {
    Fault::new(format!("migration {name} was applied with another text than this program has"))
}
