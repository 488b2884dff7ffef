//! The store: one thread that writes, one job after the other, and a few connections that read beside it.

use std::{
    fmt, fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread::{self, JoinHandle},
};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::{
    sync::{Semaphore, oneshot},
    task::spawn_blocking,
};

use super::{
    anew,
    migrate::{self, OpenError},
    open,
    values::{Answer, Result},
};
use crate::{private, rows::failed};

/// Readers at a time. Reading is a matter of milliseconds; more would only take memory.
const READERS: usize = 4;

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// A store in one SQLite file.
///
/// Closing it, by dropping it, waits for the writes that were begun.
pub struct SqliteStore {
    path: PathBuf,
    readers: Arc<Readers>,
    /// `None` only while it is being dropped.
    jobs: Option<mpsc::Sender<Job>>,
    writer: Option<JoinHandle<()>>,
}

struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    turns: Arc<Semaphore>,
}

/// Whether a transaction is to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Commit it.
    Keep,
    /// Roll it back.
    Drop,
}

impl SqliteStore {
    /// Opens a file, or makes it, and brings its schema up to date.
    ///
    /// # Errors
    /// [`OpenError`]: the file is something else, of another program or of a newer version, or the disk failed.
    pub fn open(path: &Path) -> std::result::Result<Self, OpenError> {
        let said = |error| OpenError::Sqlite(path.to_owned(), error);
        // Made here, so that SQLite takes its mode over for the files beside it. If it cannot be made, SQLite says why.
        let _made = private::touch(path);
        let mut connection = open::writer(path).map_err(said)?;
        migrate::run(&mut connection, path)?;
        open::set_up_writer(&connection).map_err(said)?;
        anew::what_is_left(&mut connection)
            .map_err(|fault| OpenError::Unsettled(path.to_owned(), fault.during("open")))?;
        let (jobs, queue) = mpsc::channel();
        let writer = thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || work(connection, &queue))
            .map_err(|error| OpenError::Thread(path.to_owned(), error))?;
        let readers =
            Readers { path: path.to_owned(), idle: Mutex::default(), turns: Arc::new(Semaphore::new(READERS)) };
        Ok(Self { path: path.to_owned(), readers: Arc::new(readers), jobs: Some(jobs), writer: Some(writer) })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a consistent copy to a new file, durably, while work goes on. It is smaller than the original by what was
    /// deleted.
    ///
    /// # Errors
    /// [`StoreError::Failed`](closeout_app::ports::StoreError::Failed), also when there is such a file already.
    pub async fn backup_to(&self, path: &Path) -> Answer<()> {
        let (target, from) = (path.to_owned(), self.path.clone());
        let action = "back up the database";
        // A connection of its own: the statement cannot run inside the transaction of a reader.
        let copy = move || {
            let name = target.to_str().ok_or_else(|| failed(action)("the name of the file is not Unicode"))?;
            open::copier(&from).and_then(|c| c.execute("VACUUM INTO ?1", [name])).map_err(failed(action))?;
            fs::File::open(&target).and_then(|file| file.sync_all()).map_err(failed(action))
        };
        spawn_blocking(copy).await.map_err(failed(action))?
    }

    /// Looks through the whole file for damage: trees out of order, rows without an index entry, pages lost. Each fault is
    /// a sentence of SQLite's; none means that the file is sound.
    ///
    /// # Errors
    /// [`StoreError::Failed`](closeout_app::ports::StoreError::Failed) for a file that cannot even be looked through.
    pub async fn check(&self) -> Answer<Vec<String>> {
        self.read("check the database", |connection| {
            let mut statement = connection.prepare("PRAGMA integrity_check")?;
            let faults = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
            Ok(faults.into_iter().filter(|fault| fault != "ok").collect())
        })
        .await
    }

    /// Reads, all from one state of the file.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        action: &'static str,
        read: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Answer<T> {
        let turn = Arc::clone(&self.readers.turns).acquire_owned().await.map_err(failed(action))?;
        let readers = Arc::clone(&self.readers);
        let job = move || {
            let _turn = turn;
            readers.read(read)
        };
        spawn_blocking(job).await.map_err(failed(action))?.map_err(|fault| fault.during(action))
    }

    /// Writes in one transaction, durable when this returns.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        action: &'static str,
        write: impl FnOnce(&Transaction<'_>) -> Result<T> + Send + 'static,
    ) -> Answer<T> {
        self.job(action, move |connection, reply| {
            let _ = reply.send(transact(connection, |tx| Ok((write(tx)?, Fate::Keep))));
        })
        .await
    }

    /// Writes much in one transaction: with more memory, and with the log taken up only after the answer.
    pub(super) async fn write_bulk<T: Send + 'static>(
        &self,
        action: &'static str,
        write: impl FnOnce(&Transaction<'_>) -> Result<(T, Fate)> + Send + 'static,
    ) -> Answer<T> {
        self.job(action, move |connection, reply| {
            let prepared = connection.execute_batch(open::BULK).map_err(Into::into);
            let _ = reply.send(prepared.and_then(|()| transact(connection, write)));
            if let Err(error) = open::usual(connection) {
                tracing::warn!(%error, "the log of a large write was not taken up; the next write does it");
            }
        })
        .await
    }

    async fn job<T: Send + 'static>(
        &self,
        action: &'static str,
        job: impl FnOnce(&mut Connection, oneshot::Sender<Result<T>>) + Send + 'static,
    ) -> Answer<T> {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |connection| job(connection, reply));
        let stopped = || failed(action)("the writer has stopped");
        self.jobs.as_ref().and_then(|jobs| jobs.send(job).ok()).ok_or_else(stopped)?;
        answer.await.map_err(|_| stopped())?.map_err(|fault| fault.during(action))
    }
}

impl Readers {
    fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = idle.map_or_else(|| open::reader(&self.path), Ok)?;
        let tx = connection.unchecked_transaction()?;
        let result = read(&tx);
        tx.finish()?;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        result
    }
}

/// Begins with the lock: a transaction that takes it later fails at once when another process was faster.
fn transact<T>(connection: &mut Connection, write: impl FnOnce(&Transaction<'_>) -> Result<(T, Fate)>) -> Result<T> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let (value, fate) = write(&tx)?;
    match fate {
        Fate::Keep => tx.commit()?,
        Fate::Drop => tx.rollback()?,
    }
    Ok(value)
}

fn work(mut connection: Connection, queue: &mpsc::Receiver<Job>) {
    for job in queue {
        // A job that panics has rolled back on its way out; those that wait behind it are not to suffer for it.
        if catch_unwind(AssertUnwindSafe(|| job(&mut connection))).is_err() {
            tracing::error!("a write ended in a panic and was rolled back");
            let _ = open::usual(&connection);
        }
    }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        self.readers.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.jobs = None;
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore").field("path", &self.path).finish_non_exhaustive()
    }
}
