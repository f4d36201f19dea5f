//! The devices that are connected now: one live socket each. Through it a device is told to open
//! a screen stream, is asked about its files, and hears of transfers.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use farhand_protocol::device::DeviceFrame;
use farhand_protocol::files::{FilesAnswer, FilesRequest};
use farhand_protocol::{RepresentativeId, SessionId};
use tokio::sync::{mpsc, oneshot};

use super::asked::{self, AskFailed, Asked, Asker};
use crate::random;

/// Orders that wait for one device; more are not given to a device that does not take them. All that
/// can be open at a time has room: screens, requests, and each upload's beginning and end.
const WAITING: usize = 192;

/// There is no connected device that would hear it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the device is not connected")]
pub struct NotThere;

/// The devices that are connected now, by session.
#[derive(Clone, Default)]
pub struct Lines(Arc<Mutex<Open>>);

struct Open {
    lines: HashMap<SessionId, Held>,
    next: u64,
}

impl Default for Open {
    /// Begins with a number that no earlier start has given away: answers can outlast it.
    fn default() -> Self {
        let [a, b, c, d, e, f] = random::bytes();
        Self { lines: HashMap::new(), next: u64::from_be_bytes([0, 0, a, b, c, d, e, f]) }
    }
}

/// The appliance's end of a line.
struct Held {
    number: u64,
    orders: mpsc::Sender<DeviceFrame>,
    asked: asked::Open,
}

impl Lines {
    fn open(&self) -> MutexGuard<'_, Open> {
        self.0.lock().expect("no holder of the lines panics")
    }

    /// Adds a session's device. One that is there already hears no more: its line ends.
    #[must_use]
    pub fn join(&self, lsid: SessionId) -> Line {
        let (orders, waiting) = mpsc::channel(WAITING);
        let mut open = self.open();
        open.next += 1;
        let number = open.next;
        open.lines.insert(lsid.clone(), Held { number, orders, asked: asked::Open::default() });
        drop(open);
        Line { lines: self.clone(), lsid, number, waiting }
    }

    /// Whether the session's device is connected.
    #[must_use]
    pub fn is_open(&self, lsid: &SessionId) -> bool {
        self.open().lines.contains_key(lsid)
    }

    /// Tells the session's device that this representative wants the screen: it is to open
    /// `GET /device/screen/{stream}`.
    ///
    /// # Errors
    /// When no device is connected, or it does not take its orders.
    pub fn open_screen(
        &self,
        lsid: &SessionId,
        stream: u64,
        (by, name): (RepresentativeId, &str),
    ) -> Result<(), NotThere> {
        self.tell(lsid, DeviceFrame::OpenScreen { stream, name: name.to_owned(), by })
    }

    /// Tells the session's device something.
    ///
    /// # Errors
    /// When no device is connected, or it does not take its orders.
    pub fn tell(&self, lsid: &SessionId, order: DeviceFrame) -> Result<(), NotThere> {
        let open = self.open();
        let held = open.lines.get(lsid).ok_or(NotThere)?;
        held.orders.try_send(order).map_err(|_| NotThere)
    }

    /// Asks the session's device about its files. The answer fails at once when the device goes away.
    ///
    /// # Errors
    /// When no device is connected, or it has enough to do.
    pub fn ask(
        &self,
        lsid: &SessionId,
        by: Asker,
        request: FilesRequest,
    ) -> Result<oneshot::Receiver<FilesAnswer>, AskFailed> {
        self.ask_as(self.number(), lsid, by, request)
    }

    /// A number for a request.
    #[must_use]
    pub fn number(&self) -> u64 {
        let mut open = self.open();
        open.next += 1;
        open.next
    }

    /// The same as [`Lines::ask`] under a number of [`Lines::number`].
    ///
    /// # Errors
    /// When no device is connected, or it has enough to do.
    pub fn ask_as(
        &self,
        number: u64,
        lsid: &SessionId,
        by: Asker,
        request: FilesRequest,
    ) -> Result<oneshot::Receiver<FilesAnswer>, AskFailed> {
        let mut open = self.open();
        let held = open.lines.get_mut(lsid).ok_or(NotThere)?;
        let order = DeviceFrame::Files { request: number, name: by.name.clone(), files: request.clone() };
        let answer = held.asked.add(number, by, request)?;
        held.orders.try_send(order).map_err(|_| NotThere)?;
        Ok(answer)
    }

    /// Takes a request that the session's device answers now; none where it was not asked that.
    #[must_use]
    pub fn answered(&self, lsid: &SessionId, number: u64) -> Option<Asked> {
        self.open().lines.get_mut(lsid)?.asked.take(number)
    }
}

/// One connected device's end. The device is not connected any more when it is dropped.
pub struct Line {
    lines: Lines,
    lsid: SessionId,
    number: u64,
    waiting: mpsc::Receiver<DeviceFrame>,
}

impl Line {
    /// The next order; none once another connection of the device has taken this one's place.
    pub async fn order(&mut self) -> Option<DeviceFrame> {
        self.waiting.recv().await
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let mut open = self.lines.open();
        if open.lines.get(&self.lsid).is_some_and(|held| held.number == self.number) {
            open.lines.remove(&self.lsid);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INES: (RepresentativeId, &str) = (RepresentativeId(1), "Ines");

    fn lsid() -> SessionId {
        SessionId::from_bytes([7; 16])
    }

    #[tokio::test]
    async fn a_connected_device_hears_its_orders_in_turn() {
        let lines = Lines::default();
        assert_eq!(lines.open_screen(&lsid(), 1, INES), Err(NotThere));
        let mut line = lines.join(lsid());
        for stream in 1..=2 {
            lines.open_screen(&lsid(), stream, INES).unwrap();
        }
        for stream in 1..=2 {
            let name = "Ines".to_owned();
            assert_eq!(line.order().await, Some(DeviceFrame::OpenScreen { stream, name, by: INES.0 }));
        }
        drop(line);
        assert_eq!(lines.open_screen(&lsid(), 3, INES), Err(NotThere));
    }

    #[tokio::test]
    async fn a_newer_connection_takes_the_place_of_the_older() {
        let lines = Lines::default();
        let mut older = lines.join(lsid());
        let _newer = lines.join(lsid());
        assert_eq!(older.order().await, None);
        drop(older);
        assert_eq!(lines.open_screen(&lsid(), 1, INES), Ok(()));
    }

    #[test]
    fn a_device_that_takes_no_orders_gets_no_more() {
        let lines = Lines::default();
        let _line = lines.join(lsid());
        let given = (0..1000).take_while(|n| lines.open_screen(&lsid(), *n, INES).is_ok()).count();
        assert_eq!(given, WAITING);
    }

    fn ines() -> Asker {
        Asker { id: INES.0, name: INES.1.to_owned() }
    }

    #[tokio::test]
    async fn whoever_waits_hears_at_once_that_the_device_is_gone() {
        let lines = Lines::default();
        assert_eq!(lines.ask(&lsid(), ines(), FilesRequest::Roots {}).err(), Some(AskFailed::NotThere));
        let older = lines.join(lsid());
        let first = lines.ask(&lsid(), ines(), FilesRequest::Roots {}).unwrap();
        let mut newer = lines.join(lsid());
        assert!(first.await.is_err(), "the newer connection knows nothing of it");
        let second = lines.ask(&lsid(), ines(), FilesRequest::Roots {}).unwrap();
        drop(older);
        let Some(DeviceFrame::Files { request, .. }) = newer.order().await else { panic!("not asked") };
        let roots = FilesAnswer::Roots { roots: Vec::new() };
        lines.answered(&lsid(), request).unwrap().tell(roots.clone());
        assert_eq!(second.await, Ok(roots));
        assert!(lines.answered(&lsid(), request).is_none(), "it is answered once");
        let third = lines.ask(&lsid(), ines(), FilesRequest::Roots {}).unwrap();
        drop(newer);
        assert!(third.await.is_err());
    }

    #[test]
    fn a_device_has_so_many_requests_at_a_time_and_no_more() {
        let lines = Lines::default();
        let _line = lines.join(lsid());
        let ask = || lines.ask(&lsid(), ines(), FilesRequest::Roots {});
        let waited_for: Vec<_> = (0..16).map(|_| ask().unwrap()).collect();
        assert_eq!(ask().err(), Some(AskFailed::TooMany));
        drop(waited_for);
        for _ in 0..100 {
            ask().unwrap();
        }
    }

    #[test]
    fn requests_that_take_long_keep_nobody_from_looking() {
        let lines = Lines::default();
        let _line = lines.join(lsid());
        let delete = || {
            let request = FilesRequest::Delete { paths: Vec::new(), for_good: true };
            lines.ask(&lsid(), ines(), request)
        };
        let _waited_for: Vec<_> = (0..16).map(|_| delete().unwrap()).collect();
        assert_eq!(delete().err(), Some(AskFailed::TooMany));
        assert!(lines.ask(&lsid(), ines(), FilesRequest::Roots {}).is_ok());
    }
}
