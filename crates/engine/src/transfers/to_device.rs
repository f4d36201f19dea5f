//! From this computer to the device: a plan, a stream through the appliance, and the device's word of
//! what came of it.

use std::sync::Arc;

use farhand_core::transfer::{Prepared, TransferEvent, TransferJob};
use farhand_files::{Area, Plan, Source, Stop};
use farhand_protocol::files::{DevicePath, FaultCode, FileFault};
use farhand_protocol::upload::UploadPurpose;
use serde::{Deserialize, Serialize};

use super::actor::{Actor, Trouble};
use super::names;
use super::sending;
use super::shelf::Shelf;

/// What is kept of it: a stream that was begun goes on as it was planned.
#[derive(Serialize, Deserialize)]
struct Planned {
    paths: Vec<DevicePath>,
    plan: Plan,
}

/// Counts the files, and asks the device which names are taken.
pub(super) async fn prepare(actor: &Actor) -> Result<Prepared, Trouble> {
    let folder = names::destination(actor)?;
    let plan = plan(actor).await?;
    let chosen = names::here(actor, actor.job.paths.clone()).await?;
    let there = names::there(actor, names::in_folder(&folder, plan.tops())).await?;
    Ok(Prepared {
        files: Some(plan.files()),
        bytes: Some(plan.bytes()),
        folder: plan.first_is_folder(),
        taken: names::taken(&chosen, &there),
        faults: plan.faults().to_vec(),
        failed: plan.failed(),
    })
}

/// Sends what the device does not have yet, and waits for its word.
pub(super) async fn run(actor: &Actor) -> Result<TransferEvent, Trouble> {
    let (plan, wire, upload) = (plan(actor).await?, actor.wire()?, &actor.job.upload);
    let state = match wire.state(upload, false).await {
        Ok(state) => state,
        Err(Trouble::Unknown) => {
            wire.create(&purpose(actor, &plan)?, plan.length(), None).await?;
            wire.state(upload, false).await?
        }
        Err(trouble) => return Err(trouble),
    };
    let told = |at| plan.bytes_before(at);
    actor.tell(TransferEvent::Progress(told(state.offset))).await;
    if state.outcome.is_none() && state.offset < state.length {
        let (range, own) = (state.offset..plan.length(), Arc::clone(&plan));
        let open = move |area: &Arc<Area>, stop: &Stop| source(area, own, state.offset, stop);
        sending::write(actor, upload, range, open, told).await?;
    }
    actor.tell(TransferEvent::Verifying).await;
    let outcome = loop {
        if let Some(outcome) = wire.state(upload, true).await?.outcome {
            break outcome;
        }
    };
    Ok(TransferEvent::Done { outcome, brought: None })
}

fn source(area: &Arc<Area>, plan: Arc<Plan>, from: u64, stop: &Stop) -> Result<Source, FileFault> {
    let mut source = Source::new(Arc::clone(area), plan);
    source.seek(from, stop).map_err(|stopped| {
        let message = stopped.to_string();
        FileFault { code: FaultCode::Stopped, names: Vec::new(), message }
    })?;
    Ok(source)
}

fn purpose(actor: &Actor, plan: &Plan) -> Result<UploadPurpose, Trouble> {
    let TransferJob { upload, taken, if_taken, .. } = &actor.job;
    Ok(UploadPurpose::ToDevice {
        id: upload.clone(),
        folder: names::destination(actor)?,
        // Only what is treated otherwise: the upload's description has little room.
        taken: taken.iter().filter(|(_, rule)| rule != if_taken).cloned().collect(),
        if_taken: *if_taken,
        files: plan.files(),
        bytes: plan.bytes(),
        name: plan.first().clone(),
    })
}

/// The plan that was kept, unless other things are to be sent by now.
async fn plan(actor: &Actor) -> Result<Arc<Plan>, Trouble> {
    let (job, stop) = (actor.job.clone(), actor.stop());
    let found = actor.blocking(move |ground, area| planned(&ground.shelf, area, &job, &stop));
    Ok(Arc::new(found.await??))
}

fn planned(shelf: &Shelf, area: &Area, job: &TransferJob, stop: &Stop) -> Result<Plan, FileFault> {
    if let Some(Planned { plan, .. }) = shelf.get::<Planned>(&job.id).filter(|kept| kept.paths == job.paths) {
        return Ok(plan);
    }
    let plan = Plan::of(area, &job.paths, stop)?;
    let planned = Planned { paths: job.paths.clone(), plan };
    shelf.put(&job.id, &planned).map_err(|error| super::shelf::fault(&error))?;
    Ok(planned.plan)
}
