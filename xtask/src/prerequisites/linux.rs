//! Other Linux systems: looks for each part and names the package that brings it.

use std::process::Command;

use super::{Missing, Purpose};
use crate::process;

/// How one sees that a part is there.
enum Sign {
    /// pkg-config knows this module.
    Module(&'static str),
    /// A program of this name is in PATH.
    Program(&'static str),
}

struct Part {
    sign: Sign,
    dnf: &'static str,
    pacman: &'static str,
    zypper: &'static str,
}

const fn part(sign: Sign, dnf: &'static str, pacman: &'static str, zypper: &'static str) -> Part {
    Part { sign, dnf, pacman, zypper }
}

use Sign::{Module, Program};

const RUN: &[Part] = &[
    part(Program("pkg-config"), "pkgconf-pkg-config", "pkgconf", "pkgconf-pkg-config"),
    part(Module("webkit2gtk-4.1"), "webkit2gtk4.1-devel", "webkit2gtk-4.1", "webkit2gtk3-devel"),
    part(
        Module("ayatana-appindicator3-0.1"),
        "libayatana-appindicator-gtk3-devel",
        "libayatana-appindicator",
        "libayatana-appindicator3-devel",
    ),
    part(Module("librsvg-2.0"), "librsvg2-devel", "librsvg", "librsvg-devel"),
    part(Module("openssl"), "openssl-devel", "openssl", "libopenssl-devel"),
    part(Program("nasm"), "nasm", "nasm", "nasm"),
    part(Program("dbus-run-session"), "dbus-daemon", "dbus", "dbus-1-daemon"),
];

const TEST: &[Part] = &[
    part(Program("WebKitWebDriver"), "webkit2gtk4.1", "webkit2gtk-4.1", "webkit2gtk3-minibrowser"),
    part(Program("Xvfb"), "xorg-x11-server-Xvfb", "xorg-server-xvfb", "xorg-x11-server-Xvfb"),
    part(Program("chromium"), "chromium", "chromium", "chromium"),
    part(Program("chromedriver"), "chromedriver", "chromium", "chromedriver"),
    part(Program("python3"), "python3", "python", "python3"),
];

/// What `purpose` needs and this machine does not have.
pub fn missing(purpose: Purpose) -> Vec<Missing> {
    let test: &[Part] = if purpose != Purpose::Run { TEST } else { &[] };
    let parts = RUN.iter().chain(test);
    parts.filter(|part| !is_there(&part.sign)).map(describe).collect()
}

fn is_there(sign: &Sign) -> bool {
    match sign {
        Module(name) => process::succeeds(Command::new("pkg-config").args(["--exists", name])),
        Program(name) => process::on_path(name),
    }
}

fn describe(part: &Part) -> Missing {
    let (Module(what) | Program(what)) = part.sign;
    let ways = [
        ("dnf", format!("sudo dnf install {}", part.dnf)),
        ("pacman", format!("sudo pacman -S {}", part.pacman)),
        ("zypper", format!("sudo zypper install {}", part.zypper)),
    ];
    let here: Vec<&str> =
        ways.iter().filter(|(program, _)| process::on_path(program)).map(|(_, way)| way.as_str()).collect();
    let all: Vec<&str> = ways.iter().map(|(_, way)| way.as_str()).collect();
    let remedy = if here.is_empty() { all } else { here };
    Missing { what: what.to_owned(), remedy: remedy.join("   or   ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_is_not_there_is_named_with_a_package() {
        let part = part(Program("no-program-has-this-name"), "one", "two", "three");
        assert!(!is_there(&part.sign));
        let missing = describe(&part);
        assert_eq!(missing.what, "no-program-has-this-name");
        assert!(
            missing.remedy.contains("install one")
                || missing.remedy.contains("two")
                || missing.remedy.contains("three")
        );
    }
}
