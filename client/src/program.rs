//! The program from its start to its end.

use std::thread;

use anyhow::{Context, Result, bail};
use tokio::sync::mpsc;

use crate::entrance::Entrance;
use crate::face::{Face, FaceEvent, Headless, window};
use crate::hands::Hands;
use crate::keepsake::Drawer;
use crate::link::Times;
use crate::options::Options;
use crate::pocket::Pocket;
use crate::screen::Hub;
use crate::session::{self, Finish, Joined, Outfit};

/// Threads for the streams; the work is done on few.
const THREADS: usize = 2;

/// Runs the program. With windows, they have this thread and everything else another one.
///
/// # Errors
/// When there is nothing to join, or it cannot be joined.
pub fn run(options: Options) -> Result<()> {
    let (events, heard) = mpsc::unbounded_channel();
    if let Some(policy) = options.policy() {
        return serve(options, Box::new(Headless::new(policy, events)), heard);
    }
    let (told, outcome) = std::sync::mpsc::channel();
    window::run(events, move |face| {
        thread::spawn(move || {
            let done = serve(options, Box::new(face), heard);
            // The first thread may have given up already.
            let _gone = told.send(done);
        });
    })
    .context("no window can be shown here; see --headless")?;
    outcome.recv().context("the program broke off")?
}

fn serve(
    options: Options,
    mut face: Box<dyn Face>,
    mut heard: mpsc::UnboundedReceiver<FaceEvent>,
) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(THREADS)
        .enable_all()
        .build()
        .context("the runtime cannot be started")?;
    let done = runtime.block_on(attend(&options, face.as_mut(), &mut heard));
    runtime.shutdown_background();
    done
}

/// Joins and stays; ends early on a signal. What is held is let go in any case.
async fn attend(
    options: &Options,
    face: &mut dyn Face,
    heard: &mut mpsc::UnboundedReceiver<FaceEvent>,
) -> Result<()> {
    let outfit = outfit(options)?;
    let hands = outfit.hands.clone();
    let hub = outfit.hub.clone();
    let done = tokio::select! {
        done = stay(options, outfit, face, heard) => done,
        () = signal::terminated() => Ok(()),
    };
    hands.allow(None);
    hub.close();
    done
}

fn outfit(options: &Options) -> Result<Outfit> {
    let place = options.place();
    let pocket = match Pocket::start(place.clone()) {
        Ok(pocket) => Some(pocket),
        Err(error) => {
            tracing::warn!(%error, "there is no clipboard");
            None
        }
    };
    let hub = Hub::start(place.clone()).context("the screen cannot be watched")?;
    Ok(Outfit { name: options.device_name(), hub, hands: Hands::new(place), pocket })
}

async fn stay(
    options: &Options,
    outfit: Outfit,
    face: &mut dyn Face,
    heard: &mut mpsc::UnboundedReceiver<FaceEvent>,
) -> Result<()> {
    let times = Times::default();
    let drawer = Drawer::usual(options.place().0.as_deref());
    let kept = drawer.as_ref().and_then(|drawer| drawer.open(times.window));
    let entrance = Entrance { options, outfit: &outfit, face, heard };
    let (appliance, keepsake) = match entrance.enter(kept).await {
        Ok(Some(found)) => found,
        Ok(None) => return Ok(()),
        Err(error) => {
            face.say_goodbye(&format!("{error:#}"));
            return Err(error);
        }
    };
    if let Some(drawer) = &drawer {
        drawer.put(&keepsake);
    }
    let appliance = appliance.with_token(&keepsake.token);
    let joined = Joined { appliance, keepsake, drawer, ceiling: options.policy(), times };
    let finish = session::run(joined, outfit, face, heard).await;
    face.say_goodbye(&sentence(&finish));
    match finish {
        Finish::Failed(why) => bail!(why),
        _ => Ok(()),
    }
}

fn sentence(finish: &Finish) -> String {
    match finish {
        Finish::Ended => "The session has ended. Nobody sees your screen.".into(),
        Finish::Left => "You have left. Nobody sees your screen.".into(),
        Finish::Lapsed => "The connection was lost for too long. Nobody sees your screen.".into(),
        Finish::Failed(why) => format!("The session could not go on: {why}."),
    }
}

#[cfg(unix)]
mod signal {
    use tokio::signal::unix::{SignalKind, signal};

    /// Waits until the system or a terminal wants the program to end.
    pub async fn terminated() {
        let kinds = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()];
        let waits = kinds.into_iter().filter_map(|kind| signal(kind).ok()).map(|mut signal| {
            Box::pin(async move {
                signal.recv().await;
            })
        });
        let waits: Vec<_> = waits.collect();
        if waits.is_empty() {
            return std::future::pending().await;
        }
        futures_util::future::select_all(waits).await;
    }
}

#[cfg(not(unix))]
mod signal {
    /// Waits until a terminal wants the program to end.
    pub async fn terminated() {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
