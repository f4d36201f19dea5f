//! What a console is started with.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use farhand_files::Area;
use rustls::pki_types::CertificateDer;

use crate::clock::{Clock, SystemClock};

/// What a console is started with.
#[derive(Clone)]
pub struct Config {
    /// The folder of the console's store; made when it is missing. One console at a time.
    pub data_dir: PathBuf,
    /// The console's version, as people read it.
    pub version: String,
    /// Whether the shell can start a demo appliance.
    pub demo_offered: bool,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// Certificates that are trusted besides the system's.
    pub extra_roots: Vec<CertificateDer<'static>>,
    /// How long things may take.
    pub timeouts: Timeouts,
    /// What of this computer's files can be reached; opened anew when somebody looks at the roots.
    pub own_files: Arc<dyn Fn() -> Area + Send + Sync>,
}

impl Config {
    /// A console as people run it: the system's clock and certificates, the usual times.
    #[must_use]
    pub fn new(data_dir: impl Into<PathBuf>, version: impl Into<String>) -> Self {
        Self {
            data_dir: data_dir.into(),
            version: version.into(),
            demo_offered: false,
            clock: Arc::new(SystemClock::default()),
            extra_roots: Vec::new(),
            timeouts: Timeouts::default(),
            own_files: Arc::new(Area::whole),
        }
    }
}

/// How long things may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// From a request to the last byte of its answer.
    pub request: Duration,
    /// From the wish to end the console to its end, where something planned is still to be done.
    pub settle: Duration,
    /// From the wish for a live connection to its first frame; also one frame's way out.
    pub live_open: Duration,
    /// Between two pings on a live connection (console's clock).
    pub ping: Duration,
    /// A live connection that is silent for longer is lost (console's clock).
    pub silence: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            request: Duration::from_secs(10),
            settle: Duration::from_secs(3),
            live_open: Duration::from_secs(10),
            ping: Duration::from_secs(10),
            silence: Duration::from_secs(25),
        }
    }
}
