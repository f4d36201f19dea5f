//! The program from its start to its end.

use std::sync::Arc;
use std::thread;

use anyhow::{Context, Result, bail};
use farhand_info::{Computer, adb};
use tokio::sync::mpsc;

use crate::entrance::Entrance;
use crate::face::{Face, FaceEvent, Headless, window};
use crate::hands::Hands;
use crate::info::Sources;
use crate::keepsake::{Claim, Drawer, NotClaimed};
use crate::link::Times;
use crate::options::{Action, Options};
use crate::platform::on_its_display;
use crate::pocket::Pocket;
use crate::registration;
use crate::screen::Hub;
use crate::session::{self, Finish, Joined, Outfit};

/// Threads for the streams; the work is done on few.
const THREADS: usize = 2;

/// Runs the program. With windows, they have this thread and everything else another one.
///
/// # Errors
/// When there is nothing to join, or it cannot be joined.
pub fn run(options: Options) -> Result<()> {
    match options.action {
        Some(Action::Register) => return registration::register().context("links cannot be registered"),
        Some(Action::Unregister) => return registration::unregister().context("links stay registered"),
        Some(Action::Open { .. }) | None => {}
    }
    let (events, heard) = mpsc::unbounded_channel();
    if let Some(policy) = options.policy() {
        return serve(options, Box::new(Headless::new(policy, events)), heard);
    }
    let place = options.place();
    on_its_display(&place).context("the windows cannot be shown on the display that is meant")?;
    if options.may_register() {
        registration::at_start();
    }
    let (told, outcome) = std::sync::mpsc::channel();
    window::run(events, &place, move |face| {
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
    let drawer = Drawer::usual(&options.place());
    let claim = match claimed(drawer.as_ref()) {
        Ok(claim) => claim,
        Err(error) => {
            farewell(&reason(&error), face, heard).await;
            return Err(error);
        }
    };
    let outfit = outfit(options)?;
    let hands = outfit.hands.clone();
    let hub = outfit.hub.clone();
    let done = tokio::select! {
        done = stay(options, outfit, drawer, face, heard) => done,
        () = signal::terminated() => Ok(None),
    };
    hands.allow(false, None);
    hub.close();
    drop(claim);
    match &done {
        Ok(Some(Finish::Left) | None) => {}
        Ok(Some(finish)) => farewell(&sentence(finish), face, heard).await,
        Err(error) => farewell(&reason(error), face, heard).await,
    }
    match done? {
        Some(Finish::Failed(why)) => bail!(why),
        _ => Ok(()),
    }
}

/// That this program, and no other one, has the session on this display. Where nothing can be kept
/// or locked, it goes on without.
fn claimed(drawer: Option<&Drawer>) -> Result<Option<Claim>> {
    match drawer.map(Drawer::claim).transpose() {
        Ok(claim) => Ok(claim),
        Err(NotClaimed::Broken(error)) => {
            tracing::warn!(%error, "a second program would not be noticed");
            Ok(None)
        }
        Err(taken) => Err(taken.into()),
    }
}

/// Says a last sentence, and waits until it was read or a signal comes.
async fn farewell(sentence: &str, face: &mut dyn Face, heard: &mut mpsc::UnboundedReceiver<FaceEvent>) {
    face.say_goodbye(sentence);
    let read = async {
        while let Some(event) = heard.recv().await {
            if event == FaceEvent::Quit {
                break;
            }
        }
    };
    tokio::select! {
        () = read => {}
        () = signal::terminated() => {}
    }
}

/// Why it did not work, as a sentence.
fn reason(error: &anyhow::Error) -> String {
    let words = format!("{error:#}");
    let mut letters = words.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).chain(['.']).collect()
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
    let computer = Arc::new(Computer::new(place.0.clone()));
    let sources = Sources { computer, adb: adb::Server::usual() };
    Ok(Outfit { name: options.device_name(), hub, hands: Hands::new(place), pocket, sources })
}

/// None when there was no session.
async fn stay(
    options: &Options,
    outfit: Outfit,
    drawer: Option<Drawer>,
    face: &mut dyn Face,
    heard: &mut mpsc::UnboundedReceiver<FaceEvent>,
) -> Result<Option<Finish>> {
    let times = Times::default();
    let kept = drawer.as_ref().and_then(|drawer| drawer.open(times.window));
    let before = kept.clone();
    let entrance = Entrance { options, outfit: &outfit, face, heard };
    let Some((appliance, keepsake)) = entrance.enter(kept).await? else { return Ok(None) };
    if let Some(drawer) = &drawer {
        if before.as_ref() != Some(&keepsake) {
            drawer.shelf().clear();
        }
        drawer.put(&keepsake);
    }
    let appliance = appliance.with_token(&keepsake.token);
    let joined = Joined { appliance, keepsake, drawer, ceiling: options.policy(), times };
    Ok(Some(session::run(joined, outfit, face, heard).await))
}

fn sentence(finish: &Finish) -> String {
    match finish {
        Finish::Ended => "The session has ended. Nobody sees your screen.".into(),
        Finish::Taken => "This session was opened on another device. Nobody sees this screen.".into(),
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
