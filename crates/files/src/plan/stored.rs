//! A plan as it is kept on the disk. Offsets are not in it: they follow from the rest.

use farhand_protocol::files::FileFault;
use farhand_protocol::limits;
use serde::{Deserialize, Serialize};

use super::{Entry, Plan};
use crate::stream::{Kind, LENGTH_BYTES, MAX_SIZE};

#[derive(Serialize, Deserialize)]
pub(super) struct Stored {
    entries: Vec<Entry>,
    faults: Vec<FileFault>,
    failed: u32,
}

/// What was read is no plan.
#[derive(Debug, thiserror::Error)]
#[error("this is no plan of a transfer")]
pub(super) struct NoPlan;

impl From<Plan> for Stored {
    fn from(plan: Plan) -> Self {
        Self { entries: plan.entries, faults: plan.faults, failed: plan.failed }
    }
}

impl TryFrom<Stored> for Plan {
    type Error = NoPlan;

    fn try_from(stored: Stored) -> Result<Self, NoPlan> {
        let mut plan = Self { faults: stored.faults, failed: stored.failed, ..Self::empty() };
        if stored.entries.is_empty() || stored.entries.len() > limits::TRANSFER_FILES as usize {
            return Err(NoPlan);
        }
        for entry in stored.entries {
            let fits = matches!(entry.kind, Kind::Folder)
                || matches!(entry.kind, Kind::File { size, .. } if size <= MAX_SIZE);
            if !fits || !is_placed(&plan, &entry) || !plan.push(entry) {
                return Err(NoPlan);
            }
        }
        plan.length = plan.length.saturating_add(LENGTH_BYTES as u64);
        Ok(plan)
    }
}

/// It is in a folder that came before it, or somewhere on this computer.
fn is_placed(plan: &Plan, entry: &Entry) -> bool {
    match (entry.above, &entry.at) {
        (None, Some(_)) => true,
        (Some(above), None) => plan.entry(above as usize).is_some_and(|above| above.kind == Kind::Folder),
        _ => false,
    }
}
