//! What reaches the loop, from whom.

use farhand_core::contract::{Command, Topic, UiError};
use farhand_core::event::ScreenEvent;
use farhand_core::transfer::TransferEvent;
use farhand_core::{Answer, CallError, Event, RequestId};
use farhand_protocol::live::ServerFrame;
use farhand_protocol::{ClientId, SessionId};
use tokio::sync::oneshot;

use crate::publish::{Sink, SubscriptionId};

/// Counts sites and live connections: what an old one still sends is known by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Era(pub u64);

/// What reaches the loop.
pub(crate) enum Incoming {
    /// The interface asks for something, and waits for the answer.
    Command(Command, oneshot::Sender<Result<(), UiError>>),
    /// The shell tells something.
    Event(Event),
    /// A request to a site ended.
    Answered(Era, RequestId, Result<Answer, CallError>),
    /// A live connection said something.
    Live(Era, ServerFrame),
    /// A live connection gave a sign of life that is no frame; with the milliseconds since the ping,
    /// where it answers one.
    LiveHeard(Era, Option<u32>),
    /// A live connection ended.
    LiveClosed(Era, CallError),
    /// A screen's stream tells something.
    Screen(SessionId, Era, ScreenEvent),
    /// A transfer's actor tells something.
    Transfer(ClientId, Era, TransferEvent),
    /// Somebody wants a topic, and waits until the first update is out.
    Subscribe(SubscriptionId, Topic, Sink, oneshot::Sender<()>),
    /// Somebody wants it no longer.
    Unsubscribe(SubscriptionId),
    /// The console ends; answered when everything is written.
    Shutdown(oneshot::Sender<()>),
}
