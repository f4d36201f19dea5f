//! A TCP proxy on loopback that breaks connections on purpose.
//!
//! One fault is in force for all lines ([`FaultProxy::set`]), or each line gets its own from a
//! seeded plan ([`FaultProxy::plan`]). Both can be changed while connections are open.

mod fault;
mod line;
mod tally;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::random::SplitMix64;

pub use fault::Fault;
use line::Line;
pub use tally::Statistics;
use tally::Tally;

/// Small, so that a slow reader is felt at the other end.
const RECEIVE_BUFFER: u32 = 32 * 1024;

/// Chooses a line's fault.
type Plan = Box<dyn Fn(&mut SplitMix64) -> Fault + Send + Sync>;

/// The fault for all lines, if there is one, and which change it was.
#[derive(Clone, Copy, Debug)]
struct Mode {
    change: u64,
    fault: Option<Fault>,
}

struct Shared {
    target: Mutex<SocketAddr>,
    plan: Mutex<(SplitMix64, Plan)>,
    mode: watch::Sender<Mode>,
    cuts: watch::Sender<u64>,
    tally: Tally,
}

/// The proxy. It ends, and resets its lines, when it is dropped.
pub struct FaultProxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: AbortHandle,
}

impl FaultProxy {
    /// Starts a proxy to `target` on a free port of loopback, without a fault.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn start(target: SocketAddr) -> io::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.set_recv_buffer_size(RECEIVE_BUFFER)?;
        socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
        let listener = socket.listen(1024)?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            target: Mutex::new(target),
            plan: Mutex::new((SplitMix64::new(0), Box::new(|_| Fault::None))),
            mode: watch::Sender::new(Mode { change: 0, fault: None }),
            cuts: watch::Sender::new(0),
            tally: Tally::default(),
        });
        let task = tokio::spawn(accept(listener, shared.clone())).abort_handle();
        Ok(Self { address, shared, task })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Sends new lines to another address.
    pub fn set_target(&self, target: SocketAddr) {
        *self.shared.target.lock().unwrap_or_else(PoisonError::into_inner) = target;
    }

    /// Puts a fault on all lines, those that exist and those to come.
    pub fn set(&self, fault: Fault) {
        self.change(Some(fault));
    }

    /// Chooses each line's fault by a seeded plan: the same seed gives the same faults to the
    /// same row of connections.
    pub fn plan(&self, seed: u64, choose: impl Fn(&mut SplitMix64) -> Fault + Send + Sync + 'static) {
        let plan = (SplitMix64::new(seed), Box::new(choose) as Plan);
        *self.shared.plan.lock().unwrap_or_else(PoisonError::into_inner) = plan;
        self.change(None);
    }

    fn change(&self, fault: Option<Fault>) {
        self.shared.mode.send_modify(|mode| *mode = Mode { change: mode.change + 1, fault });
    }

    /// Resets all lines that are open now.
    pub fn cut_all(&self) {
        self.shared.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// What has happened so far.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        self.shared.tally.read()
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.task.abort();
        self.cut_all();
    }
}

impl Shared {
    /// What the plan has for the next line, and randomness for that line.
    fn planned(&self) -> (Fault, SplitMix64) {
        let mut plan = self.plan.lock().unwrap_or_else(PoisonError::into_inner);
        let (random, choose) = &mut *plan;
        let fault = choose(random);
        (fault, random.branch(1))
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        let Ok((client, _)) = listener.accept().await else { continue };
        shared.tally.accepted();
        let (planned, random) = shared.planned();
        let fault = shared.mode.borrow().fault.unwrap_or(planned);
        if fault == Fault::Refuse {
            line::reset(&client);
            shared.tally.refused();
            continue;
        }
        tokio::spawn(serve(client, planned, random, shared.clone()));
    }
}

async fn serve(client: TcpStream, planned: Fault, random: SplitMix64, shared: Arc<Shared>) {
    let (cuts, mode) = (shared.cuts.subscribe(), shared.mode.subscribe());
    let target = *shared.target.lock().unwrap_or_else(PoisonError::into_inner);
    let Ok(server) = connect(target).await else {
        line::reset(&client);
        shared.tally.refused();
        return;
    };
    let line = Line::new(client, server, planned, random);
    shared.tally.opened();
    let end = line.run(mode, cuts, &shared.tally).await;
    shared.tally.ended(end);
}

async fn connect(target: SocketAddr) -> io::Result<TcpStream> {
    let socket = if target.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_recv_buffer_size(RECEIVE_BUFFER)?;
    let server = socket.connect(target).await?;
    server.set_nodelay(true)?;
    Ok(server)
}

#[cfg(test)]
mod tests;
