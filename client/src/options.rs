//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, ValueEnum};
use farhand_protocol::capability::Capability;

use crate::face::Policy;
use crate::invitation::{Invitation, Unreadable};
use crate::platform::Place;

/// Lets a representative see this computer's screen, and use pointer and keys, for as long as you
/// allow it.
#[derive(Parser)]
#[command(name = "farhand-client", version)]
pub struct Options {
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
    /// The X display to show
    #[arg(long)]
    display: Option<String>,
    /// Trust the certificates in this PEM file too
    #[arg(long, value_name = "FILE")]
    pub trust_cert: Option<PathBuf>,
    /// Say nothing but faults
    #[arg(long)]
    pub quiet: bool,
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
        if let Some(link) = link.as_ref().or(opened.as_ref()) {
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
        self.headless.then_some(Policy { allow, clipboard: self.clipboard })
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
    fn nothing_is_allowed_unless_it_is_said() {
        assert!(parse(&[]).unwrap().policy().is_none());
        assert_eq!(parse(&["--headless"]).unwrap().policy(), Some(Policy::default()));
        let view = parse(&["--headless", "--allow", "view", "--clipboard"]).unwrap().policy();
        assert_eq!(view, Some(Policy { allow: Some(Capability::View), clipboard: true }));
        assert!(parse(&["--allow", "control"]).is_err());
    }
}
