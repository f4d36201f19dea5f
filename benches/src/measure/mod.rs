//! The measurements, one file each.

mod accept;
mod chat;
mod cold;
mod decode;
mod desk;
mod fanout;
mod files;
mod glass;
mod idle;
mod mail;
mod motion;
mod relay;
mod site;
mod teams;
mod viewed;
mod window;

use std::fmt;

use anyhow::Result;
use clap::ValueEnum;

use crate::report::Report;

pub use desk::Desk;
pub use site::Site;

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Bench {
    /// From the click on Accept to the opened session
    Accept,
    /// A chat message from the representative's Enter to the customer's page, and back
    Chat,
    /// From a change of a queue to 1, 100 and 1,000 connected consoles
    Fanout,
    /// The appliance's memory for an idle connection, at 10,000
    Idle,
    /// From the start of the console to a usable queue, and its memory
    Cold,
    /// Frame times in the real window: a queue of 10,000 rows, a chat of 100,000 messages
    Window,
    /// Recorded RFB streams, decoded as fast as possible, beside the decoders of others
    Decode,
    /// The appliance's relay of screens, beside websockify
    Relay,
    /// From a change of the customer's screen to the representative's, beside the viewers of others
    Glass,
    /// Full motion from our own client and from a VNC server, and the time until it is sharp again
    Motion,
    /// Memory for each session that is viewed
    Viewed,
    /// Files through the appliance both ways, beside scp and rclone; after cuts; a large folder's listing
    Files,
    /// Invitations by email: from the click to the mail server's yes, and a thousand that wait
    Mail,
    /// Dashboards of 1,000 consoles, large dashboards, assignment, and a million ended sessions
    Teams,
}

/// How much is measured.
#[derive(Clone, Copy)]
pub struct Extent {
    /// A tenth, to see whether everything works.
    pub quick: bool,
}

impl Extent {
    /// `count`, or a tenth of it.
    pub fn of(self, count: usize) -> usize {
        if self.quick { count.div_ceil(10) } else { count }
    }
}

impl Bench {
    /// All of them, in the order that they run in.
    pub fn all() -> Vec<Bench> {
        Bench::value_variants().to_vec()
    }

    /// Measures.
    pub async fn run(self, extent: Extent) -> Result<Report> {
        match self {
            Bench::Accept => accept::run(extent).await,
            Bench::Chat => chat::run(extent).await,
            Bench::Fanout => fanout::run(extent).await,
            Bench::Idle => idle::run(extent).await,
            Bench::Cold => cold::run(extent).await,
            Bench::Window => window::run(extent).await,
            Bench::Decode => decode::run(extent).await,
            Bench::Relay => relay::run(extent).await,
            Bench::Glass => glass::run(extent).await,
            Bench::Motion => motion::run(extent).await,
            Bench::Viewed => viewed::run(extent).await,
            Bench::Files => files::run(extent).await,
            Bench::Mail => mail::run(extent).await,
            Bench::Teams => teams::run(extent).await,
        }
    }
}

impl fmt::Display for Bench {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.to_possible_value().expect("no variant is skipped").get_name())
    }
}
