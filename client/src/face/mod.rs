//! What the customer sees and clicks: the question, the sign that the screen is seen or driven, and
//! what a representative points at.
//!
//! A [`Face`] shows; it decides nothing. What the customer does comes back as [`FaceEvent`]s over a
//! channel, so that a face may live on a thread of its own, with its own event loop. None of its
//! functions waits for the customer, and each call replaces what the one before it said: a face that
//! is slow shows the newest.
//!
//! [`Headless`] is the face of kiosks and tests: it answers by a policy and shows nothing.

mod headless;
pub mod window;

use std::path::PathBuf;

use farhand_protocol::capability::{Capability, Question, Sharing};
use farhand_protocol::files::FilesScope;
use farhand_protocol::info::InfoScope;
use farhand_protocol::session::Recording;
use farhand_rfb::message::Annotation;

pub use headless::{Headless, Policy};

/// Where a face puts what the customer does. Sending never waits: a customer's clicks are few.
pub type FaceEvents = tokio::sync::mpsc::UnboundedSender<FaceEvent>;

/// What the customer sees. See the module's comment for the rules.
pub trait Face: Send {
    /// Asks this, in place of any question before; `None` takes the question away (answered
    /// elsewhere, taken back, or lapsed).
    fn ask(&mut self, what: Option<&Ask>);

    /// Shows this from now on. While [`Status::watched`], [`Status::driven`], [`Status::lent`] or
    /// [`Status::informed`] is true, the sign that says so stays in sight, with a button to stop each of
    /// them, and one for what is moved. It says, too, that a folder is missing, until
    /// [`FaceEvent::StopFiles`] or something else is allowed.
    fn tell(&mut self, status: &Status);

    /// Shows what a representative points at or draws. Positions are pixels of the whole desktop.
    /// Everything drawn goes away when nobody watches any more.
    fn annotate(&mut self, annotation: &Annotation);

    /// Whether [`Face::annotate`] shows anything; the representative is told.
    fn shows_annotations(&self) -> bool;

    /// A last sentence for the customer (the session is over; why it cannot begin). That it was read
    /// comes back as [`FaceEvent::Quit`]. The face closes by itself when it is dropped.
    fn say_goodbye(&mut self, sentence: &str);
}

/// What the customer is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Where to go, when the program was started without an invitation.
    Invite {
        /// Why what was typed before does not do.
        wrong: Option<String>,
    },
    /// Whether to begin at all.
    Join(Join),
    /// Whether to allow something. Allowing to drive includes allowing to see.
    Share(Question),
}

/// The question before anything begins. A link is followed only after it was answered with yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Join {
    /// The address that will be connected to, as the customer may check it: a host name.
    pub host: String,
    /// The site's name, once it is known.
    pub site: Option<String>,
    /// Who invites, where a session begins with a key.
    pub inviter: Option<String>,
    /// What has to be agreed to, where a session begins and the site has an agreement.
    pub agreement: Option<String>,
    /// Whether to ask about recording.
    pub ask_recording: bool,
    /// The customer's name is needed (a session begins); this one is filled in beforehand.
    pub name: Option<String>,
}

/// What goes on, for the sign that is always in sight.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// The site's name.
    pub site: String,
    /// The representative who has the session, while one has it.
    pub representative: Option<String>,
    /// Whether the appliance is connected. What was allowed stays allowed meanwhile.
    pub connected: bool,
    /// What is allowed now, as the device enforces it, and who drives.
    pub sharing: Sharing,
    /// Whose streams of the screen are open now.
    pub viewers: Vec<String>,
    /// The files that are moved now.
    pub moving: Vec<Moving>,
    /// Whether system information is read at this moment.
    pub reading: bool,
    /// The name of a folder that was allowed and is gone: no files are allowed any more.
    pub missing: Option<String>,
}

/// Files that are moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moving {
    /// Who moves them.
    pub who: String,
    /// The first one's name, for display.
    pub name: String,
    /// How many more files there are.
    pub more: u32,
    /// Which way.
    pub way: MovingWay,
    /// How much of it is through, of a hundred.
    pub percent: u8,
}

/// Which way files are moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MovingWay {
    /// From a representative to the device.
    ToDevice,
    /// From the device to a representative.
    FromDevice,
}

impl Status {
    /// Whether somebody sees the screen, or may at any moment.
    #[must_use]
    pub fn watched(&self) -> bool {
        self.sharing.view || !self.viewers.is_empty()
    }

    /// Whether somebody uses pointer and keys, or may at any moment.
    #[must_use]
    pub fn driven(&self) -> bool {
        self.sharing.control
    }

    /// Whether somebody uses the files, or may at any moment.
    #[must_use]
    pub fn lent(&self) -> bool {
        self.sharing.files.is_some() || !self.moving.is_empty()
    }

    /// Whether there is anything for the sign to say.
    #[must_use]
    pub fn is_to_be_seen(&self) -> bool {
        self.watched() || self.driven() || self.lent() || self.informed() || self.missing.is_some()
    }

    /// Whether somebody reads system information, or may at any moment.
    #[must_use]
    pub fn informed(&self) -> bool {
        self.sharing.info.is_some()
    }
}

/// What the customer does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaceEvent {
    /// The answer to [`Ask::Invite`].
    Invited {
        /// The link, or the site's address, as typed.
        address: String,
        /// The code, as typed; empty where the link has it.
        code: String,
    },
    /// The answer to [`Ask::Join`] is yes.
    Joined {
        /// The customer's name, where it was asked.
        name: String,
        /// Whether the agreement was accepted, where there is one.
        agreed: bool,
        /// About recording.
        recording: Recording,
    },
    /// The answer to [`Ask::Join`] is no: the program ends.
    Declined,
    /// The answer to [`Ask::Share`].
    Answered {
        /// [`Question::ask`].
        ask: u64,
        /// What is allowed; `None` refuses.
        allow: Option<Capability>,
        /// How much of the files, where they are allowed: what was asked, or less.
        files: Option<FilesScope>,
        /// How much system information, likewise.
        info: Option<InfoScope>,
    },
    /// The answer to a question about files is yes, for one folder that the customer has chosen.
    Lent {
        /// [`Question::ask`].
        ask: u64,
        /// How much: what was asked, in a [`farhand_protocol::files::FilesArea::Chosen`].
        scope: FilesScope,
        /// The folder.
        folder: PathBuf,
    },
    /// Nothing is allowed any more.
    StopAll,
    /// Nobody may see the screen any more, nor drive.
    StopView,
    /// Nobody may drive any more; seeing stays.
    StopControl,
    /// Nobody may use the files any more.
    StopFiles,
    /// Nobody may read system information any more.
    StopInfo,
    /// What is moved now ends; the files may still be used.
    StopTransfers,
    /// Stop everything and end the program. Also: the last sentence was read.
    Quit,
}
