//! How much is asked for and allowed, of the capabilities that have more than yes and no.

use farhand_protocol::capability::{Capabilities, Capability, CustomerAnswer};
use farhand_protocol::files::FilesScope;
use farhand_protocol::info::InfoScope;

use super::Stop;

/// How much of the files and of the system information; each goes with its own capability alone.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Scopes {
    /// Of the files.
    pub files: Option<FilesScope>,
    /// Of the system information.
    pub info: Option<InfoScope>,
}

impl Scopes {
    pub(super) fn files(scope: FilesScope) -> Self {
        Self { files: Some(scope), info: None }
    }

    pub(super) fn info(scope: InfoScope) -> Self {
        Self { files: None, info: Some(scope) }
    }

    /// What is asked or allowed now about one capability.
    pub(super) fn of(capabilities: &Capabilities, what: Capability) -> Self {
        Self {
            files: capabilities.files_scope.clone().filter(|_| what == Capability::Files),
            info: capabilities.info_scope.filter(|_| what == Capability::Info),
        }
    }

    /// Notes how much is asked or allowed about one capability.
    pub(super) fn set(self, capabilities: &mut Capabilities, what: Capability) {
        match what {
            Capability::Files => capabilities.files_scope = self.files,
            Capability::Info => capabilities.info_scope = self.info,
            _ => {}
        }
    }

    pub(super) fn is_none(&self) -> bool {
        self.files.is_none() && self.info.is_none()
    }

    /// How much the customer allows: what was asked, or less.
    pub(super) fn narrowed(&self, answer: &CustomerAnswer) -> Result<Self, Stop> {
        let files = match (&answer.files, &self.files) {
            (Some(less), Some(most)) if less.within(most) && !less.is_empty() => Some(less.clone()),
            (Some(_), _) => return Err(Stop::DoesNotFit),
            (None, most) => most.clone(),
        };
        let info = match (answer.info, self.info) {
            (Some(less), Some(most)) if less.within(most) => Some(less),
            (Some(_), _) => return Err(Stop::DoesNotFit),
            (None, most) => most,
        };
        Ok(Self { files, info })
    }
}
