//! A customer's account on a computer, where a link that is clicked on opens the client.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use farhand_testkit::eventually;
use rustix::process::{Pid, Signal, kill_process_group};
use tempfile::TempDir;

use crate::{Display, Program, SOON, process};

/// An account of its own: nothing that is registered in it is seen outside.
pub struct Home(TempDir);

/// The client with its windows, as it was started or as the system started it for a link. It ends with everything that it started.
pub struct Opened {
    program: Program,
    group: Option<Pid>,
}

impl Home {
    /// A new account.
    ///
    /// # Panics
    /// When there is no room for it.
    #[must_use]
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    /// A command of this account, on this display.
    #[must_use]
    pub fn command(&self, display: &Display, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        let folder = self.folder();
        command.env("HOME", folder).env("DISPLAY", &display.name).env("XDG_RUNTIME_DIR", folder.join("run"));
        command.env("XDG_DATA_HOME", folder.join("data")).env("XDG_CONFIG_HOME", folder.join("config"));
        // No desktop: neither its settings nor its own way to open links.
        for name in ["XDG_CURRENT_DESKTOP", "DESKTOP_SESSION", "DBUS_SESSION_BUS_ADDRESS", "WAYLAND_DISPLAY"]
        {
            command.env_remove(name);
        }
        command
    }

    /// Runs the client to its end, and says whether all went well.
    ///
    /// # Panics
    /// When it is not built.
    pub fn client(&self, display: &Display, arguments: &[&str]) -> bool {
        let client = process::built("farhand-client").expect("the client is built");
        let mut command = self.command(display, client);
        Program::run("farhand-client", command.args(arguments)).status.success()
    }

    /// The desktop entry that opens `farhand:` links, as two programs of the system say.
    #[must_use]
    pub fn opener(&self, display: &Display) -> [String; 2] {
        let scheme = "x-scheme-handler/farhand";
        let mut asked = self.command(display, "xdg-mime");
        let default = Program::run("xdg-utils", asked.args(["query", "default", scheme])).stdout;
        let mut asked = self.command(display, "gio");
        let listed = Program::run("libglib2.0-bin", asked.env("LC_ALL", "C").args(["mime", scheme])).stdout;
        let listed = String::from_utf8_lossy(&listed);
        let first = listed.lines().next().and_then(|line| line.rsplit_once(": "));
        let first = first.map_or_else(String::new, |(_, entry)| entry.trim().to_owned());
        [String::from_utf8_lossy(&default).trim().to_owned(), first]
    }

    /// Clicks on a link.
    ///
    /// # Panics
    /// When the system has no way to open one.
    #[must_use]
    pub fn open(&self, display: &Display, link: &str) -> Opened {
        let mut command = self.command(display, "xdg-open");
        Opened::start("xdg-utils", command.arg(link))
    }

    /// Starts the client with its windows.
    ///
    /// # Panics
    /// When it is not built.
    #[must_use]
    pub fn start(&self, display: &Display, arguments: &[&str]) -> Opened {
        let client = process::built("farhand-client").expect("the client is built");
        Opened::start("farhand-client", self.command(display, client).args(arguments))
    }
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}

impl Opened {
    fn start(package: &str, command: &mut Command) -> Self {
        let program = Program::start(package, command.process_group(0).env("RUST_LOG", "off"));
        let group = program.group();
        Self { program, group }
    }

    /// Whether it has ended by itself.
    pub fn ended(&mut self) -> bool {
        self.program.ended()
    }

    /// The number of the window in which the client asks.
    ///
    /// # Panics
    /// When no such window appears.
    pub async fn question(&self, display: &Display) -> String {
        let search = || {
            let mut command = display.command("xdotool");
            let found =
                Program::run("xdotool", command.args(["search", "--onlyvisible", "--name", "Farhand"]));
            String::from_utf8_lossy(&found.stdout).lines().next().map(str::to_owned)
        };
        eventually(SOON, "the client's window", search).await
    }

    /// Presses the first button of the question by keys.
    ///
    /// # Panics
    /// When there is no question.
    pub async fn press_the_first_button(&self, display: &Display) {
        let window = self.question(display).await;
        let mut press = display.command("xdotool");
        press.args(["windowfocus", &window, "key", "Tab", "key", "Return"]);
        let pressed = Program::run("xdotool", &mut press);
        assert!(pressed.status.success(), "{pressed:?}");
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        if let Some(group) = self.group {
            // All of them may have ended already.
            let _gone = kill_process_group(group, Signal::TERM);
        }
    }
}
