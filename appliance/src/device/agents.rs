//! How VNC agents reach the appliance, as far as others must tell people about it.

use async_trait::async_trait;
use farhand_protocol::device::AgentAddress;
use farhand_protocol::{SessionId, Timestamp};

/// The listeners for VNC agents. There are none until something is set in
/// [`crate::state::App::agent_ways`].
#[async_trait]
pub trait AgentWays: Send + Sync + 'static {
    /// How an agent joins the session of an elevation that is good until then: opens a port that is
    /// good once and for this session alone. One from before is closed. None when there is no
    /// port left.
    async fn open(&self, lsid: &SessionId, until: Timestamp) -> Option<AgentAddress>;
}
