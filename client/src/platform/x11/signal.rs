//! Waiting for an X server's events, in a way that another thread can end.

use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;

use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};
use rustix::io::{Errno, read, write};
use x11rb::rust_connection::RustConnection;

use crate::platform::{Error, Waker};

/// A counter in the kernel that can be waited for beside the X server's socket.
#[derive(Debug)]
pub struct Signal(OwnedFd);

impl Signal {
    /// A new one, not set.
    ///
    /// # Errors
    /// When the process has no file descriptor left.
    pub fn new() -> Result<Self, Error> {
        Ok(Self(eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?))
    }

    /// Waits until the X server has sent something, the signal is set, or the time is over.
    pub(super) fn wait(&self, connection: &RustConnection, at_most: Option<Duration>) -> Result<(), Error> {
        let socket = connection.stream().as_fd();
        let mut both = [PollFd::from_borrowed_fd(socket, PollFlags::IN), PollFd::new(&self.0, PollFlags::IN)];
        let time = at_most.and_then(|time| Timespec::try_from(time).ok());
        match poll(&mut both, time.as_ref()) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let mut count = [0; 8];
        match read(&self.0, &mut count) {
            Ok(_) | Err(Errno::AGAIN) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

impl Waker for Signal {
    fn wake(&self) {
        // The only failure is a counter that is full, and then the waiter wakes anyway.
        if let Err(error) = write(&self.0, &1_u64.to_ne_bytes()) {
            tracing::debug!(%error, "a signal was set already");
        }
    }
}
