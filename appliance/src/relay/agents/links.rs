//! The agents that are connected, and the way of a viewer to one of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use farhand_protocol::{RepresentativeId, SessionId};
use tokio::sync::{mpsc, oneshot};

use crate::relay::chunk::Chunk;
use crate::relay::end::{End, LAST_WORDS};
use crate::relay::ending::Ending;
use crate::relay::view::Watching;

/// Orders that wait for one link.
const WAITING: usize = 16;

/// What a link is told.
pub enum Order {
    /// A viewer comes.
    Join(Arrival),
    /// A viewer must leave.
    Leave(u64, Ending),
}

/// A viewer on its way to an agent.
pub struct Arrival {
    /// Its number.
    pub id: u64,
    /// Who watches.
    pub who: RepresentativeId,
    /// Its end.
    pub end: End,
    /// Hears how it ended.
    pub ended: oneshot::Sender<Ending>,
}

impl Arrival {
    /// Ends it.
    pub async fn refuse(self, ending: Ending) {
        self.end.close(ending.farewell(), Chunk::default(), LAST_WORDS).await;
        // Whoever waits may be gone.
        let _ = self.ended.send(ending);
    }
}

/// The agents that are connected, by session.
#[derive(Clone, Default)]
pub struct Links(Arc<Mutex<Open>>);

#[derive(Default)]
struct Open {
    links: HashMap<SessionId, (u64, mpsc::Sender<Order>)>,
    last: u64,
}

impl Open {
    fn number(&mut self) -> u64 {
        self.last += 1;
        self.last
    }
}

impl Links {
    fn open(&self) -> MutexGuard<'_, Open> {
        self.0.lock().expect("no holder of the links panics")
    }

    /// Adds a session's agent. One that was there before hears no more orders.
    #[must_use]
    pub fn join(&self, lsid: SessionId) -> Orders {
        let (sender, waiting) = mpsc::channel(WAITING);
        let mut open = self.open();
        let number = open.number();
        open.links.insert(lsid.clone(), (number, sender));
        drop(open);
        Orders { links: self.clone(), lsid, number, waiting }
    }

    /// Shows a session's agent to one more viewer, until it ends.
    pub async fn watch(&self, watching: &Watching, end: End) -> Ending {
        let (ended, mut ending) = oneshot::channel();
        let (id, link) = {
            let mut open = self.open();
            let link = open.links.get(&watching.lsid).map(|(_, link)| link.clone());
            (open.number(), link)
        };
        let arrival = Arrival { id, who: watching.holder.who, end, ended };
        let Some(link) = link else {
            arrival.refuse(Ending::DeviceAway).await;
            return Ending::DeviceAway;
        };
        if let Err(mpsc::error::SendError(Order::Join(arrival))) = link.send(Order::Join(arrival)).await {
            arrival.refuse(Ending::DeviceAway).await;
        }
        tokio::select! {
            ending = &mut ending => return ending.unwrap_or(Ending::DeviceAway),
            over = watching.over() => drop(link.send(Order::Leave(id, over)).await),
        }
        ending.await.unwrap_or(Ending::DeviceAway)
    }
}

/// What one link is told. The agent is not connected any more when it is dropped.
pub struct Orders {
    links: Links,
    lsid: SessionId,
    number: u64,
    waiting: mpsc::Receiver<Order>,
}

impl Orders {
    /// The next order; none once another agent has taken this one's place.
    pub async fn next(&mut self) -> Option<Order> {
        self.waiting.recv().await
    }

    /// Takes no more orders; answers whether another agent has taken this one's place, and the viewers
    /// that were on their way.
    pub fn end(mut self) -> (bool, Vec<Arrival>) {
        let mut open = self.links.open();
        let latest = open.links.get(&self.lsid).is_some_and(|(number, _)| *number == self.number);
        if latest {
            open.links.remove(&self.lsid);
        }
        drop(open);
        self.waiting.close();
        let mut arrivals = Vec::new();
        while let Ok(order) = self.waiting.try_recv() {
            if let Order::Join(arrival) = order {
                arrivals.push(arrival);
            }
        }
        (!latest, arrivals)
    }
}
