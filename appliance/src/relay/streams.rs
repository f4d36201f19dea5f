//! Streams that devices were told to open, until they do.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use farhand_protocol::SessionId;
use tokio::sync::oneshot;

use super::end::End;

/// The streams that devices were told to open.
#[derive(Clone, Default)]
pub struct Streams(Arc<Mutex<Expected>>);

#[derive(Default)]
struct Expected {
    streams: HashMap<u64, (SessionId, oneshot::Sender<End>)>,
    last: u64,
}

impl Streams {
    fn lock(&self) -> MutexGuard<'_, Expected> {
        self.0.lock().expect("no holder of the streams panics")
    }

    /// Expects a stream of this session's device. It is not expected any more when the answer is
    /// dropped.
    #[must_use]
    pub fn expect(&self, lsid: SessionId) -> ExpectedStream {
        let (sender, opened) = oneshot::channel();
        let mut expected = self.lock();
        expected.last += 1;
        let number = expected.last;
        expected.streams.insert(number, (lsid, sender));
        drop(expected);
        ExpectedStream { streams: self.clone(), number, opened }
    }

    /// Takes the place of a stream that this session's device was told to open; each is taken once.
    #[must_use]
    pub fn take(&self, number: u64, lsid: &SessionId) -> Option<oneshot::Sender<End>> {
        let mut expected = self.lock();
        expected.streams.get(&number).filter(|(of, _)| of == lsid)?;
        expected.streams.remove(&number).map(|(_, sender)| sender)
    }
}

/// A stream that a device was told to open.
pub struct ExpectedStream {
    streams: Streams,
    /// Its number.
    pub number: u64,
    opened: oneshot::Receiver<End>,
}

impl ExpectedStream {
    /// The stream, as soon as the device has opened it; none when its opening failed half-way.
    pub async fn opened(&mut self) -> Option<End> {
        (&mut self.opened).await.ok()
    }
}

impl Drop for ExpectedStream {
    fn drop(&mut self) {
        self.streams.lock().streams.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_opened_once_and_by_its_own_device() {
        let (streams, lsid) = (Streams::default(), SessionId::from_bytes([1; 16]));
        let expected = streams.expect(lsid.clone());
        assert!(streams.take(expected.number, &SessionId::from_bytes([2; 16])).is_none());
        assert!(streams.take(expected.number + 1, &lsid).is_none());
        assert!(streams.take(expected.number, &lsid).is_some());
        assert!(streams.take(expected.number, &lsid).is_none());
        let late = streams.expect(lsid.clone()).number;
        assert!(streams.take(late, &lsid).is_none());
    }
}
