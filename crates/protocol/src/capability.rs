//! What a customer can be asked for, and where each of it stands: `unavailable(reason) -> available ->
//! requested -> granted -> stopped`, or `-> denied`. Always shown to both sides. The appliance, the
//! client and the console each enforce it.

use serde::{Deserialize, Serialize};

use crate::files::FilesScope;
use crate::ids::RepresentativeId;
use crate::info::InfoScope;
use crate::time::Timestamp;

/// What a customer can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Capability {
    /// Seeing the screen.
    View,
    /// Using pointer and keys. Includes seeing, and passing texts by explicit buttons.
    Control,
    /// Passing copied texts both ways by itself. Needs control.
    Clipboard,
    /// The device's files. How much of them stands in a [`FilesScope`]. Needs none of the others.
    Files,
    /// Reading system information. How much of it beyond the ordinary stands in an [`InfoScope`]. Needs
    /// none of the others, and no client: a browser tells some of it.
    Info,
}

/// Where each capability of a session stands.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Capabilities {
    /// Seeing the screen.
    pub view: CapabilityState,
    /// Using pointer and keys.
    pub control: CapabilityState,
    /// Passing copied texts by itself.
    pub clipboard: CapabilityState,
    /// The device's files.
    #[serde(default)]
    pub files: CapabilityState,
    /// How much of the files is asked for or allowed; absent unless they are.
    #[serde(default)]
    pub files_scope: Option<FilesScope>,
    /// System information.
    #[serde(default)]
    pub info: CapabilityState,
    /// How much of it is asked for or allowed; absent unless it is.
    #[serde(default)]
    pub info_scope: Option<InfoScope>,
}

impl Capabilities {
    /// All of them in the same state.
    #[must_use]
    pub fn all(state: CapabilityState) -> Self {
        Self {
            view: state.clone(),
            control: state.clone(),
            clipboard: state.clone(),
            files: state.clone(),
            files_scope: None,
            info: state,
            info_scope: None,
        }
    }

    /// Where one of them stands.
    #[must_use]
    pub fn get(&self, which: Capability) -> &CapabilityState {
        match which {
            Capability::View => &self.view,
            Capability::Control => &self.control,
            Capability::Clipboard => &self.clipboard,
            Capability::Files => &self.files,
            Capability::Info => &self.info,
        }
    }

    /// Where one of them stands, to be changed.
    pub fn get_mut(&mut self, which: Capability) -> &mut CapabilityState {
        match which {
            Capability::View => &mut self.view,
            Capability::Control => &mut self.control,
            Capability::Clipboard => &mut self.clipboard,
            Capability::Files => &mut self.files,
            Capability::Info => &mut self.info,
        }
    }

    /// Whether the customer's permission is in force.
    #[must_use]
    pub fn granted(&self, which: Capability) -> bool {
        matches!(self.get(which), CapabilityState::Granted { .. })
    }

    /// How much of the files is allowed now.
    #[must_use]
    pub fn files_allowed(&self) -> Option<&FilesScope> {
        self.files_scope.as_ref().filter(|_| self.granted(Capability::Files))
    }

    /// How much system information is allowed now.
    #[must_use]
    pub fn info_allowed(&self) -> Option<InfoScope> {
        self.info_scope.filter(|_| self.granted(Capability::Info))
    }
}

/// Where a capability stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CapabilityState {
    /// It cannot be had now.
    Unavailable {
        /// Why not.
        reason: UnavailableReason,
    },
    /// It can be asked for.
    Available,
    /// The customer is being asked.
    Requested {
        /// The question's number; the answer names it.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        ask: u64,
        /// Who asks.
        by: RepresentativeId,
        /// The asker's name.
        name: String,
        /// Since when.
        at: Timestamp,
        /// When the question lapses unanswered.
        until: Timestamp,
    },
    /// Allowed, until somebody stops it.
    Granted {
        /// Since when.
        at: Timestamp,
    },
    /// Refused.
    Denied {
        /// When.
        at: Timestamp,
        /// Before then it cannot be asked for again; set after two refusals.
        ask_again_at: Option<Timestamp>,
    },
    /// It was allowed, and was stopped.
    Stopped {
        /// When.
        at: Timestamp,
        /// Who did.
        by: StoppedBy,
    },
}

impl Default for CapabilityState {
    fn default() -> Self {
        Self::Unavailable { reason: UnavailableReason::NeedsClient }
    }
}

/// Who stopped what was allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StoppedBy {
    /// The customer, on the page or on the device.
    Customer,
    /// A representative gave it back.
    Representative,
    /// The device went, or its agent ended.
    Device,
}

/// Why a capability cannot be had. A closed list: the console has a sentence and a next step for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum UnavailableReason {
    /// The customer takes part with a browser alone. Next: elevate.
    NeedsClient,
    /// The device's connection is lost. Next: wait; it comes back by itself inside the window.
    DeviceAway,
    /// The session waits, is on hold, or is over. Next: accept it.
    NotActive,
    /// A VNC agent is attached, but no page is open on which the customer could be asked. Next: have
    /// the customer open the session's page.
    NobodyToAsk,
    /// The device has no screen that can be captured. Next: sign in on the device.
    NoScreen,
    /// Android's accessibility permission is off. Next: switch it on in the device's settings.
    AccessibilityOff,
    /// Android 11 and later keep apps out of each other's files. Next: install the Support+ client.
    NeedsSupportPlus,
    /// The device's client or agent cannot do this.
    NotSupported,
    /// The site's rules forbid it.
    NotAllowedHere,
}

/// `POST /sessions/{lsid}/ask`: answers the [`crate::session::Session`]. Asking for control also asks
/// for seeing where that is not allowed yet. What is allowed already is not asked for again: to ask for
/// more of the files, or of the system information, stop first. Where the site does not want customers
/// to be asked for ordinary system information, it is allowed at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// What it is about.
    pub what: Capability,
    /// How much of the files; with those alone, and then it must be there.
    #[serde(default)]
    pub files: Option<FilesScope>,
    /// How much system information; with that alone, and then it must be there.
    #[serde(default)]
    pub info: Option<InfoScope>,
}

/// `POST /sessions/{lsid}/take-back` (the question before it is answered) and `/stop` (what was
/// allowed): both answer the [`crate::session::Session`].
///
/// `POST /portal/api/withdraw` and `POST /device/withdraw` take it too, and answer 204: the customer
/// stops what was allowed. Stopping the view also stops control and clipboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// What it is about.
    pub what: Capability,
}

/// `POST /sessions/{lsid}/drive`: takes the pointer and keys, or lets go of them, while control is
/// allowed. One representative of a session drives. Answers the [`crate::session::Session`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Drive {
    /// Take or let go.
    pub drive: bool,
}

/// `POST /portal/api/answer` and `POST /device/answer`: what the customer says to a question; both
/// answer 204. The first answer counts; another one to the same question is `wrong_state` unless it
/// says the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CustomerAnswer {
    /// The question's number.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 9_007_199_254_740_991_i64))]
    pub ask: u64,
    /// What is allowed; null refuses. A question for seeing may be answered with control.
    pub allow: Option<Capability>,
    /// How much of the files is allowed: what was asked, or less. Absent allows what was asked.
    #[serde(default)]
    pub files: Option<FilesScope>,
    /// How much system information is allowed, likewise.
    #[serde(default)]
    pub info: Option<InfoScope>,
}

/// A question as the customer sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Question {
    /// Its number.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub ask: u64,
    /// What is asked for; control stands for seeing and control.
    pub what: Capability,
    /// How much of the files, where they are asked for.
    #[serde(default)]
    pub files: Option<FilesScope>,
    /// How much system information, where that is asked for.
    #[serde(default)]
    pub info: Option<InfoScope>,
    /// The asker's name.
    pub name: String,
    /// When it lapses.
    pub until: Timestamp,
}

/// What representatives can do now, as the customer sees it.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sharing {
    /// The screen can be seen.
    pub view: bool,
    /// Pointer and keys can be used.
    pub control: bool,
    /// Copied texts pass by themselves.
    pub clipboard: bool,
    /// Who drives now.
    pub driver: Option<String>,
    /// The account of the one who drives; names are not unique.
    #[serde(default)]
    pub driver_id: Option<RepresentativeId>,
    /// How much of the files can be used.
    #[serde(default)]
    pub files: Option<FilesScope>,
    /// How much system information can be read.
    #[serde(default)]
    pub info: Option<InfoScope>,
}
