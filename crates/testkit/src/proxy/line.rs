//! One line through the proxy: two sockets and a pump in each direction.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::sync::watch;
use tokio::time::sleep;

use super::tally::Tally;
use super::{Fault, Mode};
use crate::random::SplitMix64;

/// How a line ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// By its ends, in an orderly way.
    Closed,
    /// By a fault, in an orderly way.
    Cut,
    /// Reset.
    Reset,
}

/// Bytes that are moved at once.
const CHUNK: usize = 16 * 1024;
/// Portions in a second on a slow line.
const PORTIONS_PER_S: u32 = 20;

pub(super) struct Line {
    client: TcpStream,
    server: TcpStream,
    planned: Fault,
    random: SplitMix64,
}

impl Line {
    pub fn new(client: TcpStream, server: TcpStream, planned: Fault, random: SplitMix64) -> Self {
        Self { client, server, planned, random }
    }

    /// Moves bytes until the line ends.
    pub async fn run(
        mut self,
        mode: watch::Receiver<Mode>,
        mut cuts: watch::Receiver<u64>,
        tally: &Tally,
    ) -> End {
        let passed = AtomicU64::new(0);
        // A socket that is gone already shows when it is read.
        let _gone = self.client.set_nodelay(true);
        let (client_read, client_write) = self.client.split();
        let (server_read, server_write) = self.server.split();
        let pump = |up: bool| Pump {
            up,
            planned: self.planned,
            mode: mode.clone(),
            base: (u64::MAX, 0),
            passed: &passed,
            random: self.random.branch(u64::from(up)),
            tally,
        };
        let (up, down) = (pump(true), pump(false));
        let both = async {
            tokio::try_join!(up.run(client_read, server_write), down.run(server_read, client_write))
        };
        let end = tokio::select! {
            ended = both => ended.err().unwrap_or(End::Closed),
            _ = cuts.changed() => End::Reset,
        };
        if end == End::Reset {
            reset(&self.client);
            reset(&self.server);
        }
        end
    }
}

/// Makes dropping the socket a reset.
pub(super) fn reset(socket: &TcpStream) {
    // A socket that is gone already needs no reset.
    let _gone = socket.set_zero_linger();
}

/// One direction of a line.
struct Pump<'a> {
    up: bool,
    planned: Fault,
    mode: watch::Receiver<Mode>,
    /// Which change of the mode the line is at, and what had passed when it came.
    base: (u64, u64),
    passed: &'a AtomicU64,
    random: SplitMix64,
    tally: &'a Tally,
}

impl Pump<'_> {
    async fn run(mut self, mut from: ReadHalf<'_>, mut to: WriteHalf<'_>) -> Result<(), End> {
        let mut buffer = vec![0; CHUNK];
        loop {
            let portion = self.portion();
            let read = tokio::select! {
                read = from.read(&mut buffer[..portion]) => read,
                _ = self.mode.changed() => continue,
            };
            let fault = self.fault();
            if fault == Fault::HalfOpen {
                return Err(self.dead(from, buffer).await);
            }
            match read {
                Ok(0) => return to.shutdown().await.map_err(|_| End::Reset),
                Ok(n) => self.pass(fault, &buffer[..n], &mut to).await?,
                Err(_) => return Err(End::Reset),
            }
        }
    }

    /// How much may be read at once.
    fn portion(&mut self) -> usize {
        match self.fault() {
            Fault::Slow { bytes_per_s } => {
                usize::try_from(bytes_per_s / PORTIONS_PER_S).unwrap_or(CHUNK).clamp(1, CHUNK)
            }
            _ => CHUNK,
        }
    }

    /// The fault in force now.
    fn fault(&mut self) -> Fault {
        let mode = *self.mode.borrow_and_update();
        if self.base.0 != mode.change {
            self.base = (mode.change, self.passed.load(Relaxed));
        }
        mode.fault.unwrap_or(self.planned)
    }

    async fn pass(&mut self, fault: Fault, bytes: &[u8], to: &mut WriteHalf<'_>) -> Result<(), End> {
        match fault {
            Fault::CutAfter(limit) => return self.pass_up_to(limit, End::Cut, bytes, to).await,
            Fault::ResetAfter(limit) => return self.pass_up_to(limit, End::Reset, bytes, to).await,
            Fault::Delay { by, jitter } => {
                let most = u64::try_from(jitter.as_micros()).unwrap_or(u64::MAX - 1);
                sleep(by + Duration::from_micros(self.random.between(0, most))).await;
            }
            Fault::Slow { .. } => sleep(Duration::from_secs(1) / PORTIONS_PER_S).await,
            Fault::None | Fault::HalfOpen | Fault::Refuse => {}
        }
        self.write(bytes, to).await
    }

    async fn pass_up_to(
        &mut self,
        limit: u64,
        end: End,
        bytes: &[u8],
        to: &mut WriteHalf<'_>,
    ) -> Result<(), End> {
        let passed = self.passed.load(Relaxed) - self.base.1;
        let left = usize::try_from(limit.saturating_sub(passed)).unwrap_or(usize::MAX);
        self.write(&bytes[..left.min(bytes.len())], to).await?;
        if bytes.len() < left { Ok(()) } else { Err(end) }
    }

    async fn write(&mut self, bytes: &[u8], to: &mut WriteHalf<'_>) -> Result<(), End> {
        self.passed.fetch_add(bytes.len() as u64, Relaxed);
        self.tally.passed(self.up, bytes.len());
        to.write_all(bytes).await.map_err(|_| End::Reset)
    }

    /// Swallows what comes until the fault is taken away.
    async fn dead(&mut self, mut from: ReadHalf<'_>, mut buffer: Vec<u8>) -> End {
        let swallow = async {
            let more = |read: io::Result<usize>| read.is_ok_and(|n| n > 0);
            while more(from.read(&mut buffer).await) {}
            std::future::pending::<()>().await;
        };
        let planned = self.planned;
        let over = self.mode.wait_for(|mode| mode.fault.unwrap_or(planned) != Fault::HalfOpen);
        tokio::select! {
            () = swallow => {}
            _ = over => {}
        }
        End::Reset
    }
}
