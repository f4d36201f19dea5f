//! The connections that read, and the watch over what other processes write.

use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{Semaphore, watch};

use super::super::{Result, StoreError};

/// Connections that read.
const READERS: usize = 4;
/// How often to look whether another process has written.
const LOOK: Duration = Duration::from_millis(500);

pub(super) struct Readers {
    idle: Arc<Mutex<Vec<Connection>>>,
    free: Semaphore,
    /// Not read with: SQLite counts other connections' commits per connection.
    watching: Mutex<Option<Connection>>,
}

impl Readers {
    pub(super) fn open(open: impl Fn() -> rusqlite::Result<Connection>) -> rusqlite::Result<Self> {
        let idle = (0..READERS).map(|_| open()).collect::<rusqlite::Result<Vec<_>>>()?;
        let watching = Mutex::new(Some(open()?));
        Ok(Self { idle: Arc::new(Mutex::new(idle)), free: Semaphore::new(READERS), watching })
    }

    /// Runs `work` in a transaction of its own, so that all it reads is of one moment.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let _turn = self.free.acquire().await.map_err(|_| StoreError::Unavailable)?;
        let idle = self.idle.clone();
        let job = move || {
            let lent = Lent::take(&idle);
            let conn = lent.conn.as_ref().expect("a connection is lent until the end");
            let moment = conn.unchecked_transaction()?;
            let done = work(&moment);
            drop(moment);
            done
        };
        tokio::task::spawn_blocking(job).await.map_err(|_| StoreError::Unavailable)?
    }

    /// Changes `commits` after a commit of another process (`farhand-appliance admin`). Ends with
    /// the readers.
    pub(super) fn watch_others(&self, commits: watch::Sender<u64>) -> std::io::Result<()> {
        let conn = self.watching.lock().expect("no holder of the readers panics").take();
        let alive = Arc::downgrade(&self.idle);
        if let Some(conn) = conn {
            std::thread::Builder::new()
                .name("store-watch".to_owned())
                .spawn(move || watch_data_version(&conn, &alive, &commits))?;
        }
        Ok(())
    }
}

fn watch_data_version(conn: &Connection, alive: &Weak<Mutex<Vec<Connection>>>, commits: &watch::Sender<u64>) {
    let mut seen = None;
    while alive.strong_count() > 0 {
        let version: Option<i64> = conn.query_row("PRAGMA data_version", [], |row| row.get(0)).ok();
        if seen.is_some() && version != seen {
            commits.send_modify(|n| *n = n.wrapping_add(1));
        }
        seen = version;
        std::thread::sleep(LOOK);
    }
}

/// A connection that goes back also when its work panics.
struct Lent<'p> {
    pool: &'p Mutex<Vec<Connection>>,
    conn: Option<Connection>,
}

impl<'p> Lent<'p> {
    fn take(pool: &'p Mutex<Vec<Connection>>) -> Self {
        let conn = pool.lock().expect("no holder of the readers panics").pop();
        Self { pool, conn }
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if let (Some(conn), Ok(mut pool)) = (self.conn.take(), self.pool.lock()) {
            pool.push(conn);
        }
    }
}
