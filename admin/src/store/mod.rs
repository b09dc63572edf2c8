//! The store: SQLite in one file, or PostgreSQL, through the same entities and migrations.

pub mod migrations;
pub mod table;

use std::{
    ops::Deref,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
    sqlx::{
        self, Connection,
        sqlite::{SqliteJournalMode, SqliteSynchronous},
    },
};
use sea_orm_migration::{MigrationTrait, MigratorTraitSelf};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::limits::{BUSY_TIMEOUT, CONNECTIONS, PAGE_CACHE, WIPE_WAIT, WRITE_WAIT};

pub use migrations::migrations;

/// Why the store did not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the store is busy")]
    Busy,
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// A list of migrations; each crate has one.
pub type Migrations = fn() -> Vec<Box<dyn MigrationTrait>>;

/// The open store. Reads go through deref to the connection; what belongs together is written by
/// [`Db::write`].
#[derive(Clone, Debug)]
pub struct Db {
    connection: DatabaseConnection,
    writer: Arc<Semaphore>,
    /// Something was erased whose bytes may still lie in SQLite's log.
    unwiped: Arc<AtomicBool>,
}

/// Opens the store and brings its tables up to date, list by list.
pub async fn open(url: &str, lists: &[Migrations]) -> Result<Db, StoreError> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(CONNECTIONS)
        .acquire_timeout(WRITE_WAIT)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .pragma("cache_size", PAGE_CACHE)
                // A destroyed key must not lie on in a page that is free.
                .pragma("secure_delete", "ON")
                .busy_timeout(BUSY_TIMEOUT)
        })
        // A disk that takes nothing ends a transaction behind the back of whoever counts them. The
        // next one would begin inside one that is gone, and once rolled back hold the write lock for
        // good: such a connection is closed instead of lent out.
        .map_sqlx_sqlite_pool_opts(|pool| {
            pool.before_acquire(|one, _| {
                let is_idle = !one.is_in_transaction();
                Box::pin(async move { Ok(is_idle) })
            })
        });
    let connection = Database::connect(options).await?;
    // SQLite writes one at a time: waiting here is fair and costs no retries. PostgreSQL locks
    // rows by itself.
    let writers = match connection.get_database_backend() {
        DbBackend::Sqlite => 1,
        _ => CONNECTIONS as usize,
    };
    Migrator(lists).up(&connection, None).await?;
    Ok(Db {
        connection,
        writer: Arc::new(Semaphore::new(writers)),
        // A stop may have come between an erasure and its wiping.
        unwiped: Arc::new(AtomicBool::new(true)),
    })
}

/// Opens the embedded store of a data folder for reading alone; a server may be running on it.
pub async fn open_to_read(folder: &Path) -> Result<DatabaseConnection, StoreError> {
    let file = folder.join("genba.sqlite");
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=ro", file.display()));
    options
        .max_connections(1)
        .acquire_timeout(WRITE_WAIT)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| sqlite.read_only(true).busy_timeout(BUSY_TIMEOUT));
    Ok(Database::connect(options).await?)
}

impl Deref for Db {
    type Target = DatabaseConnection;

    fn deref(&self) -> &DatabaseConnection {
        &self.connection
    }
}

impl Db {
    /// One write transaction: committed when `work` returns `Ok`, rolled back when it returns
    /// `Err`. A refusal that must leave a trail entry is therefore an `Ok` of your own type.
    pub async fn write<T, E>(
        &self,
        work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        let write = self.begin_write().await?;
        match work(&write.transaction).await {
            Ok(done) => {
                write.commit().await?;
                Ok(done)
            }
            Err(error) => {
                if let Err(cause) = write.transaction.rollback().await {
                    tracing::warn!(%cause, "a rollback failed; the connection is given up");
                }
                Err(error)
            }
        }
    }

    /// The same by hand: dropping the value rolls back.
    pub async fn begin_write(&self) -> Result<Write, StoreError> {
        let turn = self.turn().await?;
        // A transaction that begins by reading and then writes can fail half-way in SQLite; one
        // that takes the write lock at once cannot.
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self.connection.begin_with_options(options).await?;
        Ok(Write {
            transaction,
            _turn: turn,
        })
    }

    /// Keys or contents were deleted: [`Db::wipe`] is to follow.
    pub fn note_erased(&self) {
        self.unwiped.store(true, Ordering::Relaxed);
    }

    /// Takes what was deleted off the disk. SQLite overwrites it in its pages; its log still holds
    /// them as they were, and is emptied here. False where somebody reads from the log: ask again.
    /// PostgreSQL cleans up by its own rules.
    pub async fn wipe(&self) -> Result<bool, StoreError> {
        let is_sqlite = self.connection.get_database_backend() == DbBackend::Sqlite;
        if !is_sqlite || !self.unwiped.load(Ordering::Relaxed) {
            return Ok(true);
        }
        let _turn = self.turn().await?;
        let pool = self.connection.get_sqlite_connection_pool();
        // Nobody can write while it waits for readers, so it waits for a moment only.
        let [short, usual] = [WIPE_WAIT, BUSY_TIMEOUT]
            .map(|wait| format!("PRAGMA busy_timeout = {}", wait.as_millis()));
        let emptied = async {
            let mut one = pool.acquire().await?;
            sqlx::raw_sql(sqlx::AssertSqlSafe(short))
                .execute(&mut *one)
                .await?;
            let emptied = sqlx::query_scalar::<_, i64>("PRAGMA wal_checkpoint(TRUNCATE)");
            let busy = emptied.fetch_one(&mut *one).await;
            sqlx::raw_sql(sqlx::AssertSqlSafe(usual))
                .execute(&mut *one)
                .await?;
            Ok::<_, sqlx::Error>(busy? == 0)
        };
        let emptied = emptied.await;
        let emptied = emptied.map_err(|error| DbErr::Custom(error.to_string()))?;
        if emptied {
            self.unwiped.store(false, Ordering::Relaxed);
        }
        Ok(emptied)
    }

    /// Waits for the turn to write.
    async fn turn(&self) -> Result<OwnedSemaphorePermit, StoreError> {
        let turn = self.writer.clone().acquire_owned();
        let turn = tokio::time::timeout(WRITE_WAIT, turn)
            .await
            .map_err(|_| StoreError::Busy)?;
        turn.map_err(|_| StoreError::Busy)
    }
}

/// A write transaction that is under way.
pub struct Write {
    transaction: DatabaseTransaction,
    _turn: OwnedSemaphorePermit,
}

impl Write {
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit().await?)
    }
}

impl Deref for Write {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.transaction
    }
}

struct Migrator<'a>(&'a [Migrations]);

impl MigratorTraitSelf for Migrator<'_> {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        self.0.iter().flat_map(|list| list()).collect()
    }
}
