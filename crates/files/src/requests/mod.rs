//! What a console asks of the files, answered.

mod apart;
mod change;
mod delete;
mod list;
mod listings;
mod moving;
mod stat;
mod taking;

use std::sync::{Arc, Mutex};

use farhand_protocol::files::{DevicePath, FaultCode, FileFault, FilesAnswer, FilesRequest, FilesScope};
use farhand_protocol::{ClientId, Timestamp, limits};

use crate::area::Area;
use crate::fault::{fault, not_allowed};
use crate::plan::Plan;
use crate::stop::Stop;
use crate::trash::Trash;
use listings::Listings;

/// What may be done with the files of an area. Seeing them needs any of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Rights {
    /// Files may be sent to it, and folders made.
    pub to_device: bool,
    /// Files may be copied from it.
    pub from_device: bool,
    /// What is there may be renamed, moved, replaced and deleted.
    pub change: bool,
}

/// An area with rights. Several requests may be answered at the same time.
#[derive(Debug)]
pub struct Files {
    area: Arc<Area>,
    rights: Rights,
    listings: Listings,
    trash: Trash,
    /// Held by what moves something to another disk.
    carrying: Mutex<()>,
    stop: Stop,
}

/// What follows from a request.
#[derive(Debug)]
pub enum Reply {
    /// This is the answer.
    Answer(FilesAnswer),
    /// Files are to be sent: when their upload is made, [`Plan::sending`] is the answer.
    Plan {
        /// The console's id of the transfer.
        transfer: ClientId,
        /// What is sent.
        plan: Plan,
    },
}

impl Rights {
    /// Everything: for one's own computer.
    pub const ALL: Self = Self { to_device: true, from_device: true, change: true };

    fn any(self) -> bool {
        self.to_device || self.from_device || self.change
    }
}

impl From<&FilesScope> for Rights {
    fn from(scope: &FilesScope) -> Self {
        Self { to_device: scope.to_device, from_device: scope.from_device, change: scope.change }
    }
}

impl Files {
    /// The files of an area, with the user's own trash.
    #[must_use]
    pub fn new(area: Arc<Area>, rights: Rights) -> Self {
        let (listings, trash) = (Listings::default(), Trash::of_user());
        Self { area, rights, listings, trash, carrying: Mutex::default(), stop: Stop::new() }
    }

    /// What can be reached.
    #[must_use]
    pub fn area(&self) -> &Arc<Area> {
        &self.area
    }

    /// What may be done.
    #[must_use]
    pub fn rights(&self) -> Rights {
        self.rights
    }

    /// Ends the requests that are being answered, and refuses all that come later: for a permission
    /// that was withdrawn.
    #[must_use]
    pub fn stop(&self) -> &Stop {
        &self.stop
    }

    /// Answers a request. `now` is the time by this computer's clock.
    #[must_use]
    pub fn answer(&self, request: FilesRequest, now: Timestamp) -> Reply {
        match self.reply(request, now) {
            Ok(reply) => reply,
            Err(fault) => Reply::Answer(FilesAnswer::Failed(fault)),
        }
    }

    fn reply(&self, request: FilesRequest, now: Timestamp) -> Result<Reply, FileFault> {
        self.allow(&request)?;
        let answer = match request {
            FilesRequest::Roots {} => FilesAnswer::Roots { roots: self.area.roots() },
            FilesRequest::List { path, order, descending, hidden, contains, from, count, listing } => {
                let view = listings::View { path, order, descending, hidden, contains };
                FilesAnswer::Listing(self.list(view, list::Page { from, count, listing }, now)?)
            }
            FilesRequest::Stat { paths } => self.stat(paths),
            FilesRequest::MakeFolder { folder, name } => self.make_folder(&folder, &name)?,
            FilesRequest::Rename { path, name } => self.rename(&path, &name)?,
            FilesRequest::Move { paths, folder, if_taken } => self.move_all(&paths, &folder, if_taken)?,
            FilesRequest::Delete { paths, for_good } => self.delete(&paths, for_good, now),
            FilesRequest::Restore { trashed } => self.restore(&trashed),
            FilesRequest::Send { transfer, paths } => {
                let plan = Plan::of(&self.area, &paths, &self.stop)?;
                return Ok(Reply::Plan { transfer, plan });
            }
        };
        Ok(Reply::Answer(answer))
    }

    fn allow(&self, request: &FilesRequest) -> Result<(), FileFault> {
        let allowed = match request {
            FilesRequest::Roots {} | FilesRequest::List { .. } | FilesRequest::Stat { .. } => {
                self.rights.any()
            }
            FilesRequest::MakeFolder { .. } => self.rights.to_device,
            FilesRequest::Send { .. } => self.rights.from_device,
            FilesRequest::Rename { .. }
            | FilesRequest::Move { .. }
            | FilesRequest::Delete { .. }
            | FilesRequest::Restore { .. } => self.rights.change,
        };
        if !allowed || self.stop.stopped() {
            return Err(not_allowed(&[], "is not open to this: it is not allowed"));
        }
        if count(request) > limits::FILES_PER_REQUEST {
            return Err(fault(FaultCode::TooMuch, &[], "was asked for too many things at once"));
        }
        Ok(())
    }
}

fn count(request: &FilesRequest) -> usize {
    match request {
        FilesRequest::Stat { paths }
        | FilesRequest::Move { paths, .. }
        | FilesRequest::Delete { paths, .. }
        | FilesRequest::Send { paths, .. } => paths.len(),
        FilesRequest::Restore { trashed } => trashed.len(),
        _ => 1,
    }
}

/// Faults for an answer: as many as fit, each with the last name of its path.
#[derive(Default)]
pub(crate) struct Faults(Vec<FileFault>);

impl Faults {
    pub(crate) fn push(&mut self, fault: FileFault) {
        if self.0.len() < limits::OUTCOME_FAULTS {
            self.0.push(fault);
        }
    }
}

/// The names of a fault: the last one of a path is enough for what was chosen itself.
pub(crate) fn own_name(path: &DevicePath) -> &[farhand_protocol::files::FileName] {
    &path.names[path.names.len().saturating_sub(1)..]
}

#[cfg(test)]
mod tests;
