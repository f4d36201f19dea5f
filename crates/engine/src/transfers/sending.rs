//! Writing an upload on: a thread reads, the request takes what it has read, and each waits for the
//! other.

use std::io::{self, Read};
use std::ops::Range;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use farhand_core::CallError;
use farhand_files::{Area, Stop};
use farhand_protocol::ClientId;
use farhand_protocol::files::FileFault;
use futures_util::stream::unfold;
use reqwest::Body;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};
use tokio::time::{sleep, timeout};

use super::actor::{Actor, Trouble};
use super::pace::Pace;

/// Bytes that are read at once.
const PIECE: usize = 256 * 1024;
/// Pieces between the thread and the request.
const PIECES: usize = 4;
/// Between two looks at how far it is.
const TICK: Duration = Duration::from_millis(100);
/// A request that takes nothing for so long is lost.
const PATIENCE: Duration = Duration::from_secs(45);
/// For the thread to say what was wrong with the file.
const A_MOMENT: Duration = Duration::from_secs(1);

type Piece = io::Result<Vec<u8>>;

/// Writes the bytes of a range. `open` gives them, from the beginning of the range on; `done` says how
/// much of the files is through at an offset.
pub(super) async fn write<R: Read + 'static>(
    actor: &Actor,
    upload: &ClientId,
    range: Range<u64>,
    open: impl FnOnce(&Arc<Area>, &Stop) -> Result<R, FileFault> + Send + 'static,
    done: impl Fn(u64) -> u64,
) -> Result<(), Trouble> {
    let (pieces, waiting) = mpsc::channel(PIECES);
    // The thread ends when this is dropped, whatever becomes of the request.
    let (here, gone) = watch::channel(());
    let (stop, handle) = (actor.stop(), Handle::current());
    let many = range.end - range.start;
    let fed = actor.thread(move |_, area| {
        let bytes = open(area, &stop)?;
        feed(bytes, many, |piece| handle.block_on(pass(&pieces, &gone, piece)));
        Ok::<_, FileFault>(())
    });
    let taken = Arc::new(AtomicU64::new(range.start));
    let result = request(actor, upload, &range, (waiting, &taken), done).await;
    drop(here);
    match result {
        Ok(offset) if offset >= range.end => Ok(()),
        Ok(_) => Err(lost("the appliance has taken only a part").into()),
        Err(trouble) => match timeout(A_MOMENT, fed).await {
            Ok(Ok(Err(fault))) => Err(fault.into()),
            _ => Err(trouble),
        },
    }
}

async fn request(
    actor: &Actor,
    upload: &ClientId,
    range: &Range<u64>,
    (waiting, taken): (mpsc::Receiver<Piece>, &Arc<AtomicU64>),
    done: impl Fn(u64) -> u64,
) -> Result<u64, Trouble> {
    let wire = actor.wire()?;
    let stream = unfold((waiting, Arc::clone(taken)), |(mut waiting, taken)| async move {
        let piece = waiting.recv().await?;
        if let Ok(bytes) = &piece {
            taken.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        }
        Some((piece, (waiting, taken)))
    });
    let body = Body::wrap_stream(stream);
    let mut writing = pin!(wire.write(upload, range.start, range.end - range.start, body));
    let (mut pace, mut last) = (Pace::default(), (range.start, Instant::now()));
    loop {
        tokio::select! {
            written = &mut writing => return written,
            () = sleep(TICK) => {}
        }
        let now = taken.load(Ordering::Relaxed);
        if now != last.0 {
            last = (now, Instant::now());
            pace.tell(actor, || done(now)).await;
        } else if last.1.elapsed() > PATIENCE {
            return Err(lost("the appliance takes nothing any more").into());
        }
    }
}

/// Reads until `many` bytes are out, or nobody wants more.
fn feed(mut bytes: impl Read, many: u64, mut pass: impl FnMut(Piece) -> bool) {
    let mut left = many;
    while left > 0 {
        let most = usize::try_from(left).map_or(PIECE, |left| left.min(PIECE));
        let mut piece = Vec::with_capacity(most);
        let read = match bytes.by_ref().take(most as u64).read_to_end(&mut piece) {
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            other => other,
        };
        let read = read.map(|read| (read, piece));
        left -= read.as_ref().map_or(left, |(read, _)| *read as u64);
        if !pass(read.map(|(_, piece)| piece)) {
            return;
        }
    }
}

/// Whether the piece was taken.
async fn pass(pieces: &mpsc::Sender<Piece>, gone: &watch::Receiver<()>, piece: Piece) -> bool {
    let mut gone = gone.clone();
    tokio::select! {
        sent = pieces.send(piece) => sent.is_ok(),
        // Nothing is ever said there: it only ends.
        _ = gone.changed() => false,
    }
}

fn lost(why: &str) -> CallError {
    CallError::Unreachable(why.to_owned())
}
