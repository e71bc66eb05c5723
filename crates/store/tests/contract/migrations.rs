//! Migrations, and that both engines end up with the same schema.

use std::collections::BTreeMap;

use futures_util::future::join;
use rusqlite::Connection as SqliteConnection;
use sqlx::{Connection, PgConnection, Row};
use store::MigrationState;

use crate::world::{World, told};

async fn states(world: &World) -> Vec<MigrationState> {
    world.db.migration_status().await.unwrap().into_iter().map(|status| status.state).collect()
}

/// The rules of migration, on a database that has none yet.
async fn migrates_once(world: &World) {
    assert!(states(world).await.iter().all(|state| *state == MigrationState::Pending));
    let other = world.again().await;
    let (first, second) = join(world.db.migrate(), other.migrate()).await;
    let mut applied = [first.unwrap(), second.unwrap()].concat();
    applied.sort();
    assert_eq!(
        applied,
        ["foundation", "people_and_verification", "ways_to_sign_in"],
        "each migration is applied by one of two processes"
    );
    assert!(states(world).await.iter().all(|state| *state == MigrationState::Applied));
    assert!(world.db.migrate().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_migrate_once_on_sqlite() {
    migrates_once(&World::sqlite_unmigrated().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_migrate_once_on_postgres() {
    let Some(world) = World::postgres_unmigrated().await else { return };
    migrates_once(&world).await;
    world.drop_database().await;
}

contract! {
    async fn refused_when_script_was_changed(world) {
        world.tamper("update schema_migration set checksum = 'other' where version = 1").await;
        let (changed, applied) = (MigrationState::Changed, MigrationState::Applied);
        assert_eq!(states(world).await, [changed, applied, applied]);
        assert!(told(world.db.migrate().await).contains("another text"));
    }
}

contract! {
    async fn newer_schema_is_no_error(world) {
        world.tamper("insert into schema_migration (version, name, checksum) values (900, 'later', 'x')").await;
        assert!(world.db.migrate().await.unwrap().is_empty());
        let last = world.db.migration_status().await.unwrap().pop().unwrap();
        assert_eq!((last.version, last.name.as_str(), last.state), (900, "later", MigrationState::Unknown));
    }
}

/// Kind of a column and whether it may be null.
type Columns = BTreeMap<String, (String, bool)>;
/// An index: columns, whether unique, whether partial.
type Indexes = BTreeMap<String, (Vec<String>, bool, bool)>;

#[derive(Debug, PartialEq, Eq)]
struct Table {
    columns: Columns,
    key: Vec<String>,
    indexes: Indexes,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn schemas_of_both_engines_are_the_same() {
    let Some(postgres) = World::postgres().await else { return };
    let sqlite = World::sqlite().await;
    let left = sqlite_schema(&sqlite);
    let right = postgres_schema(&postgres).await;
    assert_eq!(left.keys().collect::<Vec<_>>(), right.keys().collect::<Vec<_>>());
    for (name, table) in &left {
        assert_eq!(Some(table), right.get(name), "table {name}");
    }
    assert!(left.len() > 33, "all tables were compared");
    postgres.drop_database().await;
}

fn sqlite_schema(world: &World) -> BTreeMap<String, Table> {
    let file = world.file();
    let sql = "select name from sqlite_schema where type = 'table' and name <> 'schema_migration'";
    let names: Vec<String> = every(&file, sql, |row| row.get(0));
    let table = |name: &String| {
        let (columns, key) = sqlite_columns(&file, name);
        Table { columns, key, indexes: sqlite_indexes(&file, name) }
    };
    names.iter().map(|name| (name.clone(), table(name))).collect()
}

/// What `read` makes of each row.
fn every<T>(
    file: &SqliteConnection,
    sql: &str,
    read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
) -> Vec<T> {
    let mut statement = file.prepare(sql).unwrap();
    statement.query_map([], read).unwrap().map(Result::unwrap).collect()
}

fn sqlite_columns(file: &SqliteConnection, table: &str) -> (Columns, Vec<String>) {
    let sql = format!("select name, type, \"notnull\", pk from pragma_table_info('{table}')");
    let mut columns = Columns::new();
    let mut key = BTreeMap::new();
    every(file, &sql, |row| {
        let name: String = row.get(0)?;
        let position: i64 = row.get(3)?;
        if position > 0 {
            key.insert(position, name.clone());
        }
        columns.insert(name, (row.get::<_, String>(1)?.to_lowercase(), row.get::<_, i64>(2)? == 0));
        Ok(())
    });
    (columns, key.into_values().collect())
}

fn sqlite_indexes(file: &SqliteConnection, table: &str) -> Indexes {
    let sql =
        format!("select name, \"unique\", partial from pragma_index_list('{table}') where origin = 'c'");
    let indexes = every(file, &sql, |row| Ok((row.get(0)?, row.get::<_, bool>(1)?, row.get::<_, bool>(2)?)));
    let with_columns = indexes.into_iter().map(|(name, unique, partial): (String, _, _)| {
        let sql = format!("select name from pragma_index_info('{name}') order by seqno");
        (name, (every(file, &sql, |row| row.get(0)), unique, partial))
    });
    with_columns.collect()
}

const POSTGRES_COLUMNS: &str = "
    select table_name::text, column_name::text, data_type::text, is_nullable::text
    from information_schema.columns
    where table_schema = 'public' and table_name <> 'schema_migration'";

const POSTGRES_INDEXES: &str = "
    select t.relname::text, i.relname::text, x.indisunique, x.indpred is not null, x.indisprimary,
      array(select a.attname::text
            from unnest(x.indkey) with ordinality as k (attnum, place)
            join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum
            order by k.place)
    from pg_index x
    join pg_class i on i.oid = x.indexrelid
    join pg_class t on t.oid = x.indrelid
    join pg_namespace n on n.oid = t.relnamespace
    where n.nspname = 'public' and t.relname <> 'schema_migration'";

async fn postgres_schema(world: &World) -> BTreeMap<String, Table> {
    let mut conn = PgConnection::connect(&world.options.url).await.unwrap();
    let mut schema = BTreeMap::new();
    for row in sqlx::query(POSTGRES_COLUMNS).fetch_all(&mut conn).await.unwrap() {
        let empty = || Table { columns: Columns::new(), key: vec![], indexes: Indexes::new() };
        let table = schema.entry(row.get::<String, _>(0)).or_insert_with(empty);
        let kind = match row.get::<&str, _>(2) {
            "bigint" => "integer",
            "bytea" => "blob",
            other => other,
        };
        table.columns.insert(row.get(1), (kind.to_owned(), row.get::<&str, _>(3) == "YES"));
    }
    for row in sqlx::query(POSTGRES_INDEXES).fetch_all(&mut conn).await.unwrap() {
        let table = schema.get_mut(row.get::<&str, _>(0)).unwrap();
        let columns: Vec<String> = row.get(5);
        if row.get(4) {
            table.key = columns;
        } else {
            table.indexes.insert(row.get(1), (columns, row.get(2), row.get(3)));
        }
    }
    schema
}
