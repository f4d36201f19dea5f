//! What asking depends on: the session, its device, and whether there is somebody to be asked.

use farhand_protocol::RepresentativeId;
use farhand_protocol::capability::{Capability, UnavailableReason};
use farhand_protocol::device::{DeviceAbilities, DeviceKind, DevicePresence, FilesAbility, Platform};
use farhand_protocol::session::{Channel, Participant, Session, SessionState};
use serde::{Deserialize, Serialize};

/// What is permitted by dialling out with a VNC agent, while nobody has the session's page open to
/// be asked there. Never that texts pass by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgentAllows {
    /// Nothing: somebody must be asked.
    #[default]
    Nothing,
    /// Seeing the screen.
    View,
    /// Seeing the screen, and using pointer and keys.
    Control,
}

impl AgentAllows {
    fn covers(self, what: Capability) -> bool {
        match what {
            Capability::View => self != Self::Nothing,
            Capability::Control => self == Self::Control,
            Capability::Clipboard | Capability::Files | Capability::Info => false,
        }
    }
}

/// What the site's settings say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Rules {
    /// What is permitted by dialling out with a VNC agent.
    pub agent_allows: AgentAllows,
    /// Whether customers are asked for ordinary system information.
    pub asks_info: bool,
}

/// What asking depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground<'s> {
    /// Whether somebody owns the session.
    pub active: bool,
    /// Who takes part.
    pub participants: &'s [Participant],
    /// The device that has joined.
    pub device: Option<Joined>,
    /// Whether the customer has a page open, or (none) takes part without one.
    pub page: Option<bool>,
    /// Whether the site wants customers to be asked for ordinary system information.
    pub asks_info: bool,
    /// What accounts of those who take part may not do, whatever the customer allows.
    pub barred: &'s [(RepresentativeId, Capability)],
}

/// A device, as far as asking goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joined {
    /// What it can do.
    pub abilities: DeviceAbilities,
    /// Whether its system has an accessibility permission for control.
    pub android: bool,
    /// Whether it is connected.
    pub here: bool,
    /// What its dialling out permits at the moment, for a VNC agent that nobody can be asked about.
    pub unasked: Option<AgentAllows>,
}

impl<'s> Ground<'s> {
    /// The ground of a session. `page` is whether the customer has a page open, `rules` the site's
    /// settings, `barred` what accounts may not do.
    #[must_use]
    pub fn of(
        session: &'s Session,
        page: bool,
        rules: Rules,
        barred: &'s [(RepresentativeId, Capability)],
    ) -> Self {
        let device = session.device.as_ref().map(|device| Joined {
            abilities: device.abilities,
            android: device.platform == Platform::Android,
            here: device.presence == DevicePresence::Here,
            unasked: (device.kind == DeviceKind::VncAgent && !page).then_some(rules.agent_allows),
        });
        let active = matches!(session.state, SessionState::Active { .. });
        let browser = matches!(session.channel, Channel::BrowserDesktop | Channel::BrowserPhone);
        let page = (browser || page).then_some(page);
        Self { active, participants: &session.participants, device, page, asks_info: rules.asks_info, barred }
    }

    /// Whether something can be asked for.
    ///
    /// # Errors
    /// Why not.
    pub fn offers(&self, what: Capability) -> Result<(), UnavailableReason> {
        use UnavailableReason as R;
        if !self.active {
            return Err(R::NotActive);
        }
        if what == Capability::Info {
            return self.tells();
        }
        let device = self.device.ok_or(R::NeedsClient)?;
        device.is_able(what)?;
        if !device.here {
            return Err(R::DeviceAway);
        }
        match device.unasked {
            Some(allows) if !allows.covers(what) => Err(R::NobodyToAsk),
            _ => Ok(()),
        }
    }

    /// Whether somebody tells system information: the client, or the customer's browser.
    fn tells(&self) -> Result<(), UnavailableReason> {
        use UnavailableReason as R;
        let client = self.device.filter(|device| device.abilities.info);
        match (client, self.page) {
            (Some(client), _) if client.here => Ok(()),
            (_, Some(true)) => Ok(()),
            (Some(_), _) | (_, Some(false)) => Err(R::DeviceAway),
            (None, None) if self.device.is_some() => Err(R::NotSupported),
            (None, None) => Err(R::NeedsClient),
        }
    }

    /// Whether something is permitted without asking.
    #[must_use]
    pub fn permits(&self, what: Capability) -> bool {
        self.device.and_then(|device| device.unasked).is_some_and(|allows| allows.covers(what))
    }

    /// The name of somebody who takes part.
    #[must_use]
    pub fn name(&self, who: RepresentativeId) -> Option<&'s str> {
        self.participants.iter().find(|p| p.id == who).map(|p| p.name.as_str())
    }

    /// Whether somebody takes part whose account may do that, and what it needs.
    #[must_use]
    pub fn lets(&self, who: RepresentativeId, what: Capability) -> bool {
        let barred = |needed: &Capability| self.barred.contains(&(who, *needed));
        self.name(who).is_some() && !super::chain(what).iter().any(barred)
    }
}

impl Joined {
    /// Whether the device can do this at all.
    fn is_able(&self, what: Capability) -> Result<(), UnavailableReason> {
        use UnavailableReason as R;
        let able = self.abilities;
        if what == Capability::Files {
            return match able.files {
                FilesAbility::Yes => Ok(()),
                FilesAbility::No => Err(R::NotSupported),
                FilesAbility::NeedsSupportPlus => Err(R::NeedsSupportPlus),
            };
        }
        if !able.view {
            return Err(R::NoScreen);
        }
        if what != Capability::View && !able.control {
            return Err(if self.android { R::AccessibilityOff } else { R::NotSupported });
        }
        if what == Capability::Clipboard && !able.clipboard {
            return Err(R::NotSupported);
        }
        Ok(())
    }
}

/// Whether something that is allowed ends for this reason. The others pass: the device comes back,
/// or the page is opened again.
pub(super) fn ends(reason: UnavailableReason) -> bool {
    !matches!(reason, UnavailableReason::DeviceAway | UnavailableReason::NobodyToAsk)
}
