//! From an invitation to a session: the customer's yes, what a session key asks for, and attaching.

use farhand_protocol::ClientId;
use farhand_protocol::device::{Attach, AttachWith, DeviceAbilities, NewDevice};
use farhand_protocol::session::Recording;
use tokio::sync::mpsc;

use crate::appliance::{Appliance, Fault};
use crate::consent::Stops;
use crate::face::{Ask, Face, FaceEvent, Join};
use crate::invitation::{Entitled, Invitation};
use crate::keepsake::Keepsake;
use crate::options::Source;
use crate::platform::PLATFORM;

/// Why no session was joined.
#[derive(Debug, thiserror::Error)]
pub enum NotJoined {
    /// The customer said no.
    #[error("you chose not to begin")]
    Declined,
    /// The appliance said no, or nothing.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// The device that joins.
pub struct Newcomer {
    /// As it calls itself.
    pub name: String,
    /// The customer's name, as far as it is known beforehand.
    pub customer: String,
    /// What it can do.
    pub abilities: DeviceAbilities,
}

/// What the customer said before a session.
struct Said {
    name: String,
    agreed: bool,
    recording: Recording,
}

/// Joins, and says what is to be kept. With a link nothing is asked of the appliance before the
/// customer has said yes.
///
/// # Errors
/// When the customer or the appliance says no.
pub async fn join(
    source: Source,
    appliance: &Appliance,
    newcomer: Newcomer,
    face: &mut dyn Face,
    events: &mut mpsc::UnboundedReceiver<FaceEvent>,
) -> Result<Keepsake, NotJoined> {
    let (invitation, from_link) = match source {
        Source::Link(invitation) => (invitation, true),
        Source::Typed(invitation) => (invitation, false),
    };
    if from_link {
        ask(face, events, plain(&invitation)).await?;
    }
    let with = match &invitation.with {
        Entitled::Code(code) => AttachWith::Code { code: code.clone() },
        Entitled::Key(key) => begin(key, &invitation, appliance, &newcomer, face, events).await?,
    };
    let Newcomer { name, abilities, .. } = newcomer;
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let device = NewDevice { platform: PLATFORM, name, version, abilities };
    let attached = appliance.attach(&Attach { id: fresh_id(), with, device }).await?;
    tracing::info!(lsid = ?attached.lsid, "attached");
    let site = invitation.site.to_string();
    let (name, token) = (attached.site, attached.token);
    Ok(Keepsake { site, name, with: invitation.with, token, stops: Stops::default(), folders: Vec::new() })
}

/// By which the appliance knows a request that is sent again; none without randomness.
fn fresh_id() -> Option<ClientId> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok().map(|()| ClientId::from_bytes(bytes))
}

/// A session key begins a session: what the site wants to know is asked first.
async fn begin(
    key: &str,
    invitation: &Invitation,
    appliance: &Appliance,
    newcomer: &Newcomer,
    face: &mut dyn Face,
    events: &mut mpsc::UnboundedReceiver<FaceEvent>,
) -> Result<AttachWith, NotJoined> {
    let offer = appliance.offer(key).await?;
    let known = Some(newcomer.customer.clone()).filter(|name| !name.is_empty());
    let join = Join {
        site: Some(offer.site),
        inviter: offer.inviter,
        agreement: offer.agreement,
        ask_recording: offer.ask_recording,
        name: Some(known.or(offer.name).unwrap_or_default()),
        ..plain(invitation)
    };
    let said = ask(face, events, join).await?;
    let name = [said.name, newcomer.name.clone()].into_iter().find(|name| !name.trim().is_empty());
    let name = name.unwrap_or_default();
    Ok(AttachWith::Key { key: key.to_owned(), name, agreed: said.agreed, recording: said.recording })
}

fn plain(invitation: &Invitation) -> Join {
    let host = invitation.host();
    Join { host, site: None, inviter: None, agreement: None, ask_recording: false, name: None }
}

async fn ask(
    face: &mut dyn Face,
    events: &mut mpsc::UnboundedReceiver<FaceEvent>,
    join: Join,
) -> Result<Said, NotJoined> {
    face.ask(Some(&Ask::Join(join)));
    let answer = loop {
        match events.recv().await {
            Some(FaceEvent::Joined { name, agreed, recording }) => {
                break Ok(Said { name, agreed, recording });
            }
            Some(FaceEvent::Declined | FaceEvent::Quit) | None => break Err(NotJoined::Declined),
            Some(_) => {}
        }
    };
    face.ask(None);
    answer
}
