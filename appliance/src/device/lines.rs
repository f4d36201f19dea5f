//! The devices that are connected now: one live socket each. Through it a device is told to open
//! a screen stream.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use farhand_protocol::device::DeviceFrame;
use farhand_protocol::{RepresentativeId, SessionId};
use tokio::sync::mpsc;

/// Orders that wait for one device; more are not given to a device that does not take them.
const WAITING: usize = 32;

/// There is no connected device that would hear it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the device is not connected")]
pub struct NotThere;

/// The devices that are connected now, by session.
#[derive(Clone, Default)]
pub struct Lines(Arc<Mutex<Open>>);

#[derive(Default)]
struct Open {
    lines: HashMap<SessionId, (u64, mpsc::Sender<DeviceFrame>)>,
    next: u64,
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
        open.lines.insert(lsid.clone(), (number, orders));
        drop(open);
        Line { lines: self.clone(), lsid, number, waiting }
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
        let open = self.open();
        let (_, orders) = open.lines.get(lsid).ok_or(NotThere)?;
        let order = DeviceFrame::OpenScreen { stream, name: name.to_owned(), by };
        orders.try_send(order).map_err(|_| NotThere)
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
        if open.lines.get(&self.lsid).is_some_and(|(number, _)| *number == self.number) {
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
        let given = (0..100).take_while(|n| lines.open_screen(&lsid(), *n, INES).is_ok()).count();
        assert_eq!(given, WAITING);
    }
}
