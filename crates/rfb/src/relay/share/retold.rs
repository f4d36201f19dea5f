//! What an agent and its viewers have said in the handshake, so that a viewer that comes after one
//! which has left in its middle can go through the same: it hears the agent from its first byte on,
//! and what it answers is not sent again, as long as it answers the same.

use crate::error::Error;

/// The handshake so far.
#[derive(Debug, Default)]
pub(super) struct Retold {
    from_agent: Vec<u8>,
    to_agent: Vec<u8>,
    /// How much of `to_agent` this viewer has said.
    said: usize,
    /// Whether it has said something else.
    differs: bool,
}

/// Bytes of a handshake that are kept: enough for all that is said before the desktop is known.
const BYTES: usize = 128 * 1024;

impl Retold {
    /// More from the agent.
    pub fn hear(&mut self, bytes: &[u8]) {
        if self.from_agent.len() + bytes.len() <= BYTES {
            self.from_agent.extend_from_slice(bytes);
        }
    }

    /// What the viewer says stands in `to_agent` from `begin` on; what the agent knows already is taken
    /// away.
    pub fn tell(&mut self, begin: usize, to_agent: &mut Vec<u8>) {
        let count = (self.to_agent.len() - self.said).min(to_agent.len() - begin);
        let said: Vec<u8> = to_agent.drain(begin..begin + count).collect();
        self.differs |= self.to_agent[self.said..self.said + count] != said;
        self.said += count;
        if self.differs {
            to_agent.truncate(begin);
        }
        self.to_agent.extend_from_slice(&to_agent[begin..]);
        self.said += to_agent.len() - begin;
    }

    /// # Errors
    /// When this viewer answers otherwise than the one before: the agent cannot be told.
    pub fn check(&self) -> Result<(), Error> {
        if self.differs {
            return Err(Error::Refused("another viewer has begun to sign in differently".into()));
        }
        Ok(())
    }

    /// Another viewer begins; answers what the agent has said.
    pub fn begin_again(&mut self) -> Vec<u8> {
        (self.said, self.differs) = (0, false);
        self.from_agent.clone()
    }
}
