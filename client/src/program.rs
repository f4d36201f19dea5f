//! The program from its start to its end.

use std::thread;

use anyhow::{Context, Result, bail};
use tokio::sync::mpsc;
use url::Url;

use crate::appliance::{Appliance, Trust, trusted};
use crate::face::{Face, FaceEvent, Headless, window};
use crate::hands::Hands;
use crate::join::{self, Newcomer, NotJoined};
use crate::keepsake::{Drawer, Keepsake};
use crate::link::Times;
use crate::options::{Options, Source};
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
    let source = options.invitation()?;
    let kept = drawer.as_ref().and_then(|drawer| drawer.open(times.window));
    let found = match (kept, source) {
        (Some(kept), source) if is_of(&kept, source.as_ref()) => {
            tracing::info!("coming back to the session from before");
            Ok((appliance(options, &Url::parse(&kept.site)?)?, kept))
        }
        (_, Some(source)) => attach(options, source, &outfit, face, heard).await,
        (_, None) => bail!("say which session to join: --link, or --site with --code or --key"),
    };
    let (appliance, keepsake) = match found {
        Ok(found) => found,
        Err(error) => {
            face.say_goodbye(&format!("{error:#}"));
            return Err(error);
        }
    };
    if let Some(drawer) = &drawer {
        drawer.put(&keepsake);
    }
    let appliance = appliance.with_token(&keepsake.token);
    let ceiling = options.policy();
    let joined = Joined { appliance, keepsake, drawer, ceiling, times };
    let finish = session::run(joined, outfit, face, heard).await;
    face.say_goodbye(&sentence(&finish));
    match finish {
        Finish::Failed(why) => bail!(why),
        _ => Ok(()),
    }
}

/// Whether a kept session is the one that is meant: the same site, or no other was named.
fn is_of(kept: &Keepsake, source: Option<&Source>) -> bool {
    match source {
        None => true,
        Some(Source::Link(invitation) | Source::Typed(invitation)) => kept.site == invitation.site.as_str(),
    }
}

async fn attach(
    options: &Options,
    source: Source,
    outfit: &Outfit,
    face: &mut dyn Face,
    heard: &mut mpsc::UnboundedReceiver<FaceEvent>,
) -> Result<(Appliance, Keepsake)> {
    let (Source::Link(invitation) | Source::Typed(invitation)) = &source;
    let appliance = appliance(options, &invitation.site)?;
    let abilities = outfit.abilities(face).await;
    let newcomer =
        Newcomer { name: outfit.name.clone(), customer: options.customer.clone(), abilities };
    match join::join(source, &appliance, newcomer, face, heard).await {
        Ok(keepsake) => Ok((appliance, keepsake)),
        Err(NotJoined::Declined) => Err(NotJoined::Declined.into()),
        Err(error) => Err(error).context("the session cannot be joined"),
    }
}

fn appliance(options: &Options, site: &Url) -> Result<Appliance> {
    let trust = if site.scheme() == "http" {
        Trust::nobody()
    } else {
        let extra = match &options.trust_cert {
            Some(file) => {
                trusted(file).with_context(|| format!("the file {} cannot be used", file.display()))?
            }
            None => Vec::new(),
        };
        Trust::with(extra)
    };
    Ok(Appliance::new(site, &trust)?)
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
