//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use farhand_protocol::capability::Capability;
use farhand_protocol::files::{FilesArea, FilesScope};
use farhand_protocol::info::InfoScope;

use crate::face::Policy;
use crate::files::folder_name;
use crate::invitation::{Invitation, Unreadable};
use crate::platform::Place;

/// Lets a representative see this computer's screen, and use pointer and keys, for as long as you
/// allow it.
#[derive(Parser)]
#[command(name = "farhand-client", version, args_conflicts_with_subcommands = true)]
pub struct Options {
    /// Something else than joining with these options
    #[command(subcommand)]
    pub action: Option<Action>,
    #[command(flatten)]
    invited: Invited,
    /// What this computer is called
    #[arg(long)]
    pub name: Option<String>,
    /// Your name, where a session begins
    #[arg(long, default_value = "")]
    pub customer: String,
    /// Show no windows; what is allowed is said here
    #[arg(long)]
    pub headless: bool,
    /// What is allowed at most, without asking anybody
    #[arg(long, value_enum, requires = "headless", default_value = "nothing")]
    allow: Allow,
    /// Allow copied texts too, where control is allowed
    #[arg(long, requires = "headless")]
    clipboard: bool,
    /// What of the files is allowed at most, without asking anybody
    #[arg(long, value_enum, requires = "headless", default_value = "none")]
    files: Lend,
    /// Allow files below this folder alone
    #[arg(long, value_name = "DIR", requires = "headless", value_parser = folder)]
    files_folder: Option<PathBuf>,
    /// How much system information is allowed at most, without asking anybody
    #[arg(long, value_enum, requires = "headless", default_value = "none")]
    info: Tell,
    /// The X display to show, and to ask on
    #[arg(long)]
    display: Option<String>,
    /// Do not become the program that opens farhand: links
    #[arg(long)]
    no_register: bool,
    /// Trust the certificates in this PEM file too
    #[arg(long, value_name = "FILE")]
    pub trust_cert: Option<PathBuf>,
    /// Say nothing but faults
    #[arg(long)]
    pub quiet: bool,
}

/// What the program does instead of taking options.
#[derive(Subcommand)]
pub enum Action {
    /// Become the program that opens farhand: links, for this user
    Register,
    /// Be it no more
    Unregister,
    /// Follow a link that somebody clicked on. Takes no options: whoever wrote the link cannot add any
    Open {
        /// The link
        link: String,
    },
}

#[derive(Args)]
#[group(skip)]
struct Invited {
    /// The link that you were given
    #[arg(long = "link", value_name = "URL", conflicts_with_all = ["site", "code", "key", "opened"])]
    link: Option<String>,
    /// The link, as systems pass it on
    #[arg(value_name = "LINK", conflicts_with_all = ["site", "code", "key"])]
    opened: Option<String>,
    /// The address of the site
    #[arg(long, value_name = "URL")]
    site: Option<String>,
    /// The code that you were told: joins your session
    #[arg(long, requires = "site", conflicts_with = "key")]
    code: Option<String>,
    /// The session key that you were told: begins a session
    #[arg(long, requires = "site")]
    key: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Allow {
    /// Nothing at all
    Nothing,
    /// Seeing the screen
    View,
    /// Seeing the screen, and pointer and keys
    Control,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Lend {
    /// None
    None,
    /// This computer sends: files may be copied from it
    Send,
    /// This computer receives: files may be sent to it
    Receive,
    /// Both ways
    Both,
    /// Both ways, and changes: renaming, moving, replacing, deleting
    All,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Tell {
    /// None
    None,
    /// All but where the device is, and the system's log
    Basic,
    /// All
    All,
}

fn folder(text: &str) -> Result<PathBuf, &'static str> {
    let path = PathBuf::from(text);
    if path.is_dir() { Ok(path) } else { Err("there is no such folder") }
}

/// Where an invitation came from.
pub enum Source {
    /// A link: the customer sees where it leads before it is followed.
    Link(Invitation),
    /// Typed on the command line.
    Typed(Invitation),
}

impl Source {
    /// What it leads to.
    #[must_use]
    pub fn invitation(&self) -> &Invitation {
        let (Self::Link(invitation) | Self::Typed(invitation)) = self;
        invitation
    }
}

impl Options {
    /// The invitation, if there is one.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn invitation(&self) -> Result<Option<Source>, Unreadable> {
        let Invited { link, opened, site, code, key } = &self.invited;
        let clicked = match &self.action {
            Some(Action::Open { link }) => Some(link),
            _ => None,
        };
        if let Some(link) = clicked.or(link.as_ref()).or(opened.as_ref()) {
            return Invitation::link(link).map(|invitation| Some(Source::Link(invitation)));
        }
        let typed = match (site, code, key) {
            (Some(site), Some(code), None) => Invitation::code(site, code)?,
            (Some(site), None, Some(key)) => Invitation::key(site, key)?,
            _ => return Ok(None),
        };
        Ok(Some(Source::Typed(typed)))
    }

    /// What is allowed at most, for a program without windows.
    #[must_use]
    pub fn policy(&self) -> Option<Policy> {
        let allow = match self.allow {
            Allow::Nothing => None,
            Allow::View => Some(Capability::View),
            Allow::Control => Some(Capability::Control),
        };
        let policy = || Policy {
            allow,
            clipboard: self.clipboard,
            files: self.lend(),
            folder: self.files_folder.clone(),
            info: self.tell(),
        };
        self.headless.then(policy)
    }

    fn tell(&self) -> Option<InfoScope> {
        match self.info {
            Tell::None => None,
            Tell::Basic => Some(InfoScope::default()),
            Tell::All => Some(InfoScope { location: true, log: true }),
        }
    }

    fn lend(&self) -> Option<FilesScope> {
        let named = |folder: &PathBuf| FilesArea::Chosen { name: folder_name(folder) };
        let area = self.files_folder.as_ref().map_or(FilesArea::Whole {}, named);
        let scope = FilesScope {
            to_device: matches!(self.files, Lend::Receive | Lend::Both | Lend::All),
            from_device: matches!(self.files, Lend::Send | Lend::Both | Lend::All),
            change: self.files == Lend::All,
            area,
        };
        (!scope.is_empty()).then_some(scope)
    }

    /// Whether a person has started this, for whom links may be registered.
    #[must_use]
    pub fn may_register(&self) -> bool {
        !self.headless && !self.no_register
    }

    /// The display.
    #[must_use]
    pub fn place(&self) -> Place {
        Place(self.display.clone())
    }

    /// As this computer calls itself, cut to what the appliance takes.
    #[must_use]
    pub fn device_name(&self) -> String {
        let own = || hostname::get().ok().map(|name| name.to_string_lossy().into_owned());
        let name = self.name.clone().or_else(own).filter(|name| !name.trim().is_empty());
        let name = name.unwrap_or_else(|| "computer".into());
        name.chars().take(farhand_protocol::limits::DEVICE_NAME).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Options, clap::Error> {
        Options::try_parse_from([&["farhand-client"], arguments].concat())
    }

    #[test]
    fn invitations_come_as_links_or_typed() {
        let link = "https://support.example.test/client?code=123456789";
        let source = |arguments: &[&str]| parse(arguments).unwrap().invitation();
        assert!(matches!(source(&[link]), Ok(Some(Source::Link(_)))));
        assert!(matches!(source(&["--link", link]), Ok(Some(Source::Link(_)))));
        let site = ["--site", "https://support.example.test", "--key", "123456789"];
        assert!(matches!(source(&site), Ok(Some(Source::Typed(_)))));
        assert!(matches!(source(&[]), Ok(None)));
        assert!(parse(&["--code", "123456789"]).is_err());
        assert!(parse(&[link, "--code", "123456789"]).is_err());
    }

    #[test]
    fn a_link_that_was_clicked_on_brings_no_options() {
        let link = "farhand://attach?site=https%3A%2F%2Fsupport.example.test&code=123456789";
        let opened = parse(&["open", link]).unwrap();
        assert!(matches!(opened.invitation(), Ok(Some(Source::Link(_)))));
        assert!(opened.policy().is_none());
        for more in [&["--headless"][..], &["--allow", "control"], &["--trust-cert", "x"], &[link]] {
            assert!(parse(&[&["open", link], more].concat()).is_err(), "{more:?}");
            assert!(parse(&[more, &["open", link]].concat()).is_err(), "{more:?}");
        }
        assert!(parse(&["open", "--help-me"]).is_err());
    }

    #[test]
    fn links_are_registered_for_persons_unless_they_do_not_want_it() {
        assert!(parse(&[]).unwrap().may_register());
        assert!(!parse(&["--no-register"]).unwrap().may_register());
        assert!(!parse(&["--headless"]).unwrap().may_register());
        assert!(matches!(parse(&["register"]).unwrap().action, Some(Action::Register)));
        assert!(matches!(parse(&["unregister"]).unwrap().action, Some(Action::Unregister)));
        assert!(parse(&["register", "--headless"]).is_err());
    }

    #[test]
    fn nothing_is_allowed_unless_it_is_said() {
        assert!(parse(&[]).unwrap().policy().is_none());
        assert_eq!(parse(&["--headless"]).unwrap().policy(), Some(Policy::default()));
        let view = parse(&["--headless", "--allow", "view", "--clipboard"]).unwrap().policy();
        assert_eq!(
            view,
            Some(Policy { allow: Some(Capability::View), clipboard: true, ..Policy::default() })
        );
        assert!(parse(&["--allow", "control"]).is_err());
    }

    #[test]
    fn system_information_is_allowed_as_far_as_it_is_said() {
        let info = |more: &[&str]| parse(&[&["--headless"], more].concat()).unwrap().policy().unwrap().info;
        assert_eq!(info(&[]), None);
        assert_eq!(info(&["--info", "basic"]), Some(InfoScope::default()));
        assert_eq!(info(&["--info", "all"]), Some(InfoScope { location: true, log: true }));
        assert!(parse(&["--info", "all"]).is_err(), "whoever is there is asked");
    }

    #[test]
    fn files_are_allowed_as_far_as_it_is_said_and_below_a_folder() {
        let files = |more: &[&str]| parse(&[&["--headless"], more].concat()).unwrap().policy().unwrap();
        let all = FilesScope::everything();
        assert_eq!(files(&["--files", "none"]).files, None);
        assert_eq!(files(&["--files", "all"]).files, Some(all.clone()));
        let send = FilesScope { to_device: false, change: false, ..all.clone() };
        assert_eq!(files(&["--files", "send"]).files, Some(send));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap();
        let below = files(&["--files", "both", "--files-folder", path]);
        assert_eq!(below.folder.as_deref(), Some(folder.path()));
        let name = folder.path().file_name().unwrap().to_str().unwrap().to_owned();
        assert_eq!(below.files, Some(FilesScope { change: false, area: FilesArea::Chosen { name }, ..all }));
        assert!(parse(&["--files", "all"]).is_err(), "whoever is there is asked");
        assert!(parse(&["--headless", "--files-folder", "/there/is/no/such/folder"]).is_err());
    }
}
