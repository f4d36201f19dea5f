//! Debian and Ubuntu: asks dpkg what is installed, and apt-get for the rest.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Purpose;
use crate::process;

/// To build and open the console.
const RUN: &[&str] = &[
    "libwebkit2gtk-4.1-dev",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "libssl-dev",
    "pkg-config",
    "g++",
    // The fast parts of H.264 are in assembler; without this they are left out, and nobody says so.
    "nasm",
    "dbus-x11",
    // What the client's windows load when they open.
    "libxkbcommon-x11-0",
];

/// To drive the console's window in the tests, and to ask the appliance from outside.
const TEST: &[&str] = &[
    "webkit2gtk-driver",
    "xvfb",
    "gstreamer1.0-libav",
    "gstreamer1.0-plugins-bad",
    "python3",
    "python3-venv",
    // A desktop to be seen and driven, and the programs of others that the screen's parts talk to.
    "xterm",
    "x11-utils",
    "x11-xkb-utils",
    "x11-xserver-utils",
    "xclip",
    "xdotool",
    // What opens links, and what desktops ask who opens them.
    "xdg-utils",
    "libglib2.0-bin",
    "imagemagick",
    "tigervnc-standalone-server",
    "tigervnc-common",
    "tigervnc-scraping-server",
    "x11vnc",
    "qemu-system-x86",
    "gcc",
    "libvncserver-dev",
    // A client for the fake of its server.
    "adb",
    // Takes invitations, in a folder of the tests' own; certificates for it.
    "postfix",
    "openssl",
    // What system information is compared with.
    "procps",
    "iproute2",
    // What reads QR codes back.
    "zbar-tools",
];

/// Postfix is installed for tests that start one of their own: the system gets no mail server by it.
const POSTFIX_UNUSED: &str =
    "echo postfix postfix/main_mailer_type select No configuration | debconf-set-selections";

/// To measure beside the programs of others.
const BENCH: &[&str] = &["tigervnc-viewer", "websockify", "ffmpeg", "openssh-server", "rclone"];

/// To drive a browser in the tests. Ubuntu has it under other names.
const BROWSER: &[&str] = &["chromium", "chromium-driver"];
const BROWSER_ON_UBUNTU: &[&str] = &["chromium-browser", "chromium-chromedriver"];

/// Whether this machine is of Debian's family.
pub fn is_debian() -> bool {
    process::on_path("apt-get") && process::on_path("dpkg-query")
}

/// The packages that `purpose` needs here.
pub fn packages(purpose: Purpose) -> Vec<&'static str> {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    packages_for(purpose, is_ubuntu(&release))
}

fn packages_for(purpose: Purpose, ubuntu: bool) -> Vec<&'static str> {
    let mut packages = RUN.to_vec();
    if purpose != Purpose::Run {
        packages.extend(TEST);
        packages.extend(if ubuntu { BROWSER_ON_UBUNTU } else { BROWSER });
    }
    if purpose == Purpose::Bench {
        packages.extend(BENCH);
    }
    packages
}

/// Ubuntu itself, or a system that is made from it.
fn is_ubuntu(release: &str) -> bool {
    release.lines().any(|line| {
        let names = line.strip_prefix("ID=").or(line.strip_prefix("ID_LIKE="));
        names.is_some_and(|names| names.trim_matches('"').split(' ').any(|name| name == "ubuntu"))
    })
}

/// Installs those of `packages` that are missing. With `install` false they are an error.
pub fn ensure(packages: &[&str], install: bool) -> Result<()> {
    let missing = missing(packages);
    if missing.is_empty() {
        return Ok(());
    }
    let command = format!("apt-get install --no-install-recommends {}", missing.join(" "));
    if !install {
        bail!("packages are missing; `{command}` installs them");
    }
    println!("Installing the missing packages: {}", missing.join(" "));
    let failed = || format!("cannot install packages; as root, `{command}` does it");
    process::run(&mut as_root("apt-get", &["update", "-qq"])?).with_context(failed)?;
    if missing.contains(&"postfix") {
        process::run(&mut as_root("sh", &["-c", POSTFIX_UNUSED])?).with_context(failed)?;
    }
    let mut arguments = vec!["install", "-y", "-qq", "--no-install-recommends"];
    arguments.extend(missing);
    process::run(&mut as_root("apt-get", &arguments)?).with_context(failed)
}

/// Those of `packages` that dpkg does not call installed.
fn missing<'a>(packages: &[&'a str]) -> Vec<&'a str> {
    let mut query = Command::new("dpkg-query");
    query.args(["--show", "--showformat", "${db:Status-Status} ${Package}\n"]);
    let installed = process::printed(query.args(packages)).unwrap_or_default();
    not_installed(packages, &installed)
}

fn not_installed<'a>(packages: &[&'a str], printed: &str) -> Vec<&'a str> {
    let is_there = |package: &str| {
        let line = format!("installed {package}");
        printed.lines().any(|printed| printed == line)
    };
    packages.iter().copied().filter(|package| !is_there(package)).collect()
}

/// A program as root: directly, or through sudo.
fn as_root(program: &str, arguments: &[&str]) -> Result<Command> {
    let user = process::printed(Command::new("id").arg("-u")).unwrap_or_default();
    let mut command = if user.trim() == "0" {
        let mut command = Command::new(program);
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    } else if process::on_path("sudo") {
        // sudo empties the environment: the variable goes on its command line.
        let mut command = Command::new("sudo");
        command.args(["DEBIAN_FRONTEND=noninteractive", program]);
        command
    } else {
        bail!("this needs root, and there is no sudo");
    };
    command.args(arguments);
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_counts_only_when_it_is_fully_installed() {
        let printed = "installed xvfb\nconfig-files dbus-x11\nnot-installed chromium\n";
        let missing = not_installed(&["xvfb", "dbus-x11", "chromium", "pkg-config"], printed);
        assert_eq!(missing, ["dbus-x11", "chromium", "pkg-config"]);
    }

    #[test]
    fn ubuntu_and_its_children_are_told_from_debian() {
        assert!(is_ubuntu("ID=ubuntu\nID_LIKE=debian\n"));
        assert!(is_ubuntu("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"));
        assert!(!is_ubuntu("ID=debian\nNAME=\"not ubuntu\"\n"));
    }

    #[test]
    fn a_browser_is_needed_by_the_tests_alone() {
        assert!(!packages_for(Purpose::Run, false).contains(&"chromium"));
        assert!(packages_for(Purpose::Test, false).contains(&"chromium"));
        assert!(packages_for(Purpose::Test, true).contains(&"chromium-browser"));
    }
}
