//! Android phones that hang on this computer, as its adb server tells of them.
//!
//! The server is the user's own (Android's developer tools start it), on 127.0.0.1 alone. It is never
//! started here: where none runs, there are no phones. What a phone's programs print is understood by
//! pure functions, one file for each category.

mod read;
mod sample;
mod wire;

use std::io;
use std::time::Duration;

use farhand_protocol::info::{Category, ReadingBody, Sample};
use farhand_protocol::limits::INFO_NAME;

pub use sample::Counters;
use wire::Wire;

/// Where adb servers listen.
const PORT: u16 = 5037;
/// For a list of phones.
const LISTING: Duration = Duration::from_secs(3);

/// Why the server, or a phone, told nothing.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// No adb server runs on this computer.
    #[error("no adb server runs on this computer")]
    NoServer,
    /// The server says no: the phone is not there, or has not agreed to be debugged.
    #[error("the adb server refuses: {0}")]
    Refused(String),
    /// It took too long.
    #[error("the adb server or the phone took too long")]
    Late,
    /// What came is not of the protocol.
    #[error("what answers is no adb server")]
    Nonsense,
    /// The connection broke.
    #[error("the connection to the adb server broke: {0}")]
    Broken(io::Error),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => Self::Late,
            _ => Self::Broken(error),
        }
    }
}

/// The adb server of this computer.
#[derive(Clone, Copy, Debug)]
pub struct Server {
    port: u16,
}

impl Server {
    /// The one on the usual port, or where `ANDROID_ADB_SERVER_PORT` says, which adb itself follows too.
    #[must_use]
    pub fn usual() -> Self {
        let told = std::env::var("ANDROID_ADB_SERVER_PORT").ok().and_then(|port| port.parse().ok());
        Self { port: told.unwrap_or(PORT) }
    }

    /// One on another port of this computer.
    #[must_use]
    pub fn on(port: u16) -> Self {
        Self { port }
    }

    /// The phones that can be asked: those that are attached, and have agreed to be debugged.
    ///
    /// # Errors
    /// When no server runs, or it does not answer in time.
    pub fn phones(self) -> Result<Vec<Phone>, Fault> {
        let mut wire = Wire::open(self.port, LISTING)?;
        wire.ask("host:devices-l")?;
        let text = wire.text()?;
        Ok(serials(&text).map(|serial| Phone { server: self, serial: serial.to_owned() }).collect())
    }
}

/// The serial numbers of a list of devices. Those that are not ready, or whose number is none, are
/// left out: it becomes a part of a request.
fn serials(list: &str) -> impl Iterator<Item = &str> {
    list.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let serial = words.next()?;
        let fits = serial.len() <= INFO_NAME && serial.chars().all(|c| c.is_ascii_graphic());
        (words.next() == Some("device") && fits).then_some(serial)
    })
}

/// An Android phone, or a tablet, on this computer.
#[derive(Clone, Debug)]
pub struct Phone {
    server: Server,
    serial: String,
}

impl Phone {
    /// What adb calls it.
    #[must_use]
    pub fn serial(&self) -> &str {
        &self.serial
    }

    /// What can be known of one category.
    #[must_use]
    pub fn read(&self, category: Category) -> ReadingBody {
        read::read(self, category)
    }

    /// Values of the moment. Load and traffic are of the time since the last look with these counters.
    /// `None` where the phone does not answer within four seconds, or tells nothing at all.
    #[must_use]
    pub fn sample(&self, counters: &mut Counters) -> Option<Sample> {
        sample::sample(self, counters)
    }

    /// What a command prints on the phone, at most so many bytes of it.
    fn run(&self, command: &str, patience: Duration, most: usize) -> Result<String, Fault> {
        let mut wire = Wire::open(self.server.port, patience)?;
        wire.ask(&format!("host:transport:{}", self.serial))?;
        wire.ask(&format!("exec:{command}"))?;
        wire.rest(most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_phones_that_are_ready_are_told() {
        let list = "OB7EXAMPLE01       device usb:1-2 product:orbit7 model:Orbit_7 device:orbit7 transport_id:3\n\
                    OB7EXAMPLE02       unauthorized usb:1-3 transport_id:4\n\
                    emulator-5554      offline transport_id:5\n\
                    192.0.2.7:5555     device product:x transport_id:6\n\
                    \u{202e}odd        device\n\n";
        assert_eq!(serials(list).collect::<Vec<_>>(), ["OB7EXAMPLE01", "192.0.2.7:5555"]);
    }
}
