//! The connections that read, and the watch over what other processes write.

use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::super::{Result, StoreError};

/// Connections that read.
const READERS: usize = 4;
/// How often to look whether another process has written.
const LOOK: Duration = Duration::from_millis(500);

pub(super) struct Readers {
    idle: Arc<Mutex<Vec<Connection>>>,
    free: Arc<Semaphore>,
    /// Not read with: SQLite counts other connections' commits per connection.
    watching: Mutex<Option<Connection>>,
}

impl Readers {
    pub(super) fn open(open: impl Fn() -> rusqlite::Result<Connection>) -> rusqlite::Result<Self> {
        let idle = (0..READERS).map(|_| open()).collect::<rusqlite::Result<Vec<_>>>()?;
        let watching = Mutex::new(Some(open()?));
        Ok(Self { idle: Arc::new(Mutex::new(idle)), free: Arc::new(Semaphore::new(READERS)), watching })
    }

    /// Runs `work` in a transaction of its own, so that all it reads is of one moment. Whoever
    /// leaves before the end does not stop it: it keeps its connection, and its turn with it.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let turn = self.free.clone().acquire_owned().await.map_err(|_| StoreError::Unavailable)?;
        let idle = self.idle.clone();
        let job = move || {
            let lent = Lent::take(&idle, turn);
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

/// A connection that goes back also when its work panics; the turn to have one ends after that.
struct Lent<'p> {
    pool: &'p Mutex<Vec<Connection>>,
    conn: Option<Connection>,
    _turn: OwnedSemaphorePermit,
}

impl<'p> Lent<'p> {
    fn take(pool: &'p Mutex<Vec<Connection>>, turn: OwnedSemaphorePermit) -> Self {
        let conn = pool.lock().expect("no holder of the readers panics").pop();
        Self { pool, conn, _turn: turn }
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if let (Some(conn), Ok(mut pool)) = (self.conn.take(), self.pool.lock()) {
            pool.push(conn);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use tokio::sync::mpsc::unbounded_channel;

    use super::*;

    #[tokio::test]
    async fn who_leaves_early_takes_no_connection_from_the_next_one() {
        let readers = Arc::new(Readers::open(Connection::open_in_memory).unwrap());
        let (started, mut starts) = unbounded_channel();
        let mut gates = Vec::new();
        for _ in 0..READERS {
            let (gate, closed) = mpsc::channel::<()>();
            gates.push(gate);
            let (readers, started) = (readers.clone(), started.clone());
            let asking = tokio::spawn(async move {
                let work = move |_: &Connection| {
                    started.send(()).unwrap();
                    // Open once the gate is dropped.
                    let _ = closed.recv();
                    Ok(())
                };
                readers.run(work).await
            });
            starts.recv().await.unwrap();
            asking.abort();
            assert!(asking.await.unwrap_err().is_cancelled());
        }
        assert_eq!(readers.free.available_permits(), 0, "every connection is still lent");
        let next = readers.run(|conn| Ok(conn.query_row("SELECT 5", [], |row| row.get::<_, i64>(0))?));
        drop(gates);
        assert_eq!(next.await.unwrap(), 5);
    }
}
