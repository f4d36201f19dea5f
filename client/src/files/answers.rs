//! Answers to requests about files, and the small works for the disk that tasks give away.

use farhand_protocol::ClientId;
use farhand_protocol::files::FilesAnswer;
use farhand_protocol::limits::FILES_ANSWER_BYTES;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use super::shelf::Shelf;
use crate::appliance::Appliance;
use crate::backoff::{Backoff, luck};

/// Tries, which take as long as a lost connection may: what was changed comes into the session's log also
/// when nobody waits for the answer any more.
const TRIES: u32 = 24;

/// Whether an answer says that something was done, at least partly.
pub(super) fn says_done(answer: &FilesAnswer) -> bool {
    matches!(answer, FilesAnswer::Done { .. })
}

/// Tells an answer. One that nobody waits for any more is nobody's loss.
pub(super) async fn tell(appliance: &Appliance, request: u64, answer: FilesAnswer) {
    let answer = fitted(answer);
    let mut backoff = Backoff::default();
    for _ in 0..TRIES {
        match appliance.answer_files(request, &answer).await {
            Err(fault) if fault.passes() => sleep(backoff.next(luck())).await,
            Err(fault) => return tracing::debug!(%fault, "an answer about files is not wanted"),
            Ok(()) => return,
        }
    }
}

/// Leaves out faults until the answer is short enough; nothing else can be that long.
fn fitted(mut answer: FilesAnswer) -> FilesAnswer {
    while serde_json::to_vec(&answer).is_ok_and(|json| json.len() > FILES_ANSWER_BYTES) {
        match &mut answer {
            FilesAnswer::Done { faults, .. } | FilesAnswer::Sending { faults, .. } if !faults.is_empty() => {
                faults.truncate(faults.len() / 2);
            }
            _ => break,
        }
    }
    answer
}

/// Does something with the shelf, where there is one, on a thread that may wait for the disk.
pub(super) async fn keep(shelf: &Option<Shelf>, work: impl FnOnce(&Shelf) + Send + 'static) {
    let Some(shelf) = shelf.clone() else { return };
    if spawn_blocking(move || work(&shelf)).await.is_err() {
        tracing::error!("keeping a transfer broke off");
    }
}

/// Forgets a transfer.
pub(super) async fn forget(shelf: &Option<Shelf>, id: &ClientId) {
    let id = id.clone();
    keep(shelf, move |shelf| shelf.remove(&id)).await;
}

#[cfg(test)]
mod tests {
    use farhand_protocol::files::{FaultCode, FileFault};

    use super::*;

    #[test]
    fn an_answer_with_too_many_words_names_fewer_faults() {
        let name: farhand_protocol::files::FileName = "x".repeat(1000).parse().unwrap();
        let fault = FileFault {
            code: FaultCode::Taken,
            names: vec![name; 100],
            message: "exists already".to_owned(),
        };
        let answer = FilesAnswer::Done { faults: vec![fault; 100], trashed: Vec::new() };
        let FilesAnswer::Done { faults, .. } = fitted(answer) else { panic!("it is the same answer") };
        assert!(!faults.is_empty() && faults.len() < 100, "{}", faults.len());
    }
}
