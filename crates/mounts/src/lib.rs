//! Disks for tests: small ones in memory, and folders that stand in two places.
//!
//! Mounting takes a right that not everybody has. A test that needs it asks [`may_mount`] first. Where the
//! right is missing, the test runs once more in a namespace of its own, in which it has the right
//! (`unshare`); where that is refused, too, it fails, unless [`LEAVE_OUT`] is set.
//!
//! This crate is never part of a release.
#![cfg(target_os = "linux")]

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{fs, io, process, thread};

/// The environment variable that, set to 1, leaves out the tests that have to mount something.
pub const LEAVE_OUT: &str = "FARHAND_NO_MOUNTS";

/// Set in a test that runs in a namespace of its own.
const INSIDE: &str = "FARHAND_MOUNTS_INSIDE";

/// Whether the test is to go on and mount. Otherwise it is over: it has run elsewhere, and passed there, or
/// is to be left out.
///
/// # Panics
/// Where nothing can be mounted, here or in a namespace; and where the test failed there.
#[must_use]
pub fn may_mount() -> bool {
    if probe() {
        return true;
    }
    if env::var_os(LEAVE_OUT).is_some_and(|set| set == "1") {
        eprintln!("left out: this test mounts a disk, and {LEAVE_OUT} is set");
        return false;
    }
    assert!(env::var_os(INSIDE).is_none(), "nothing can be mounted; {LEAVE_OUT}=1 leaves such tests out");
    again();
    false
}

/// Runs this test in a namespace of its own.
fn again() {
    let name = thread::current().name().map(str::to_owned).filter(|name| name != "main");
    let name = name.expect("a test's thread has its name");
    let program = env::current_exe().expect("a test is a program");
    let mut unshare = Command::new("unshare");
    unshare.args(["--user", "--map-root-user", "--mount", "--"]).arg(program);
    let ran = unshare.args([&name, "--exact", "--nocapture"]).env(INSIDE, "1").output();
    let done = ran.as_ref().is_ok_and(|ran| ran.status.success() && one_passed(ran));
    assert!(done, "{name} needs to mount; {LEAVE_OUT}=1 leaves it out. In a namespace: {ran:?}");
}

fn one_passed(ran: &Output) -> bool {
    String::from_utf8_lossy(&ran.stdout).contains("1 passed")
}

fn probe() -> bool {
    let folder =
        env::temp_dir().join(format!("farhand-mounts-{}-{:?}", process::id(), thread::current().id()));
    let made = fs::create_dir(&folder);
    let mounted = made.is_ok() && try_memory(&folder, "size=4k").is_ok();
    if mounted {
        drop(Mount(folder.clone()));
    }
    drop(fs::remove_dir(&folder));
    mounted
}

/// Something that is mounted, until this is dropped.
#[derive(Debug)]
pub struct Mount(PathBuf);

impl Mount {
    /// A disk in memory. `options` are those of tmpfs: `size=256k`.
    ///
    /// # Panics
    /// Where it cannot be mounted.
    #[must_use]
    pub fn memory(at: &Path, options: &str) -> Self {
        try_memory(at, options).unwrap_or_else(|why| panic!("{} is not mounted: {why}", at.display()));
        Self(at.to_owned())
    }

    /// The folder `from` stands at `to` as well.
    ///
    /// # Panics
    /// Where it cannot be mounted.
    #[must_use]
    pub fn bind(from: &Path, to: &Path) -> Self {
        run(Command::new("mount").arg("--bind").args([from, to]))
            .unwrap_or_else(|why| panic!("{} is not mounted: {why}", to.display()));
        Self(to.to_owned())
    }

    /// Gives a disk in memory another size, as `1m`.
    ///
    /// # Panics
    /// Where the system refuses.
    pub fn resize(&self, size: &str) {
        try_memory(&self.0, &format!("remount,size={size}"))
            .unwrap_or_else(|why| panic!("{} keeps its size: {why}", self.0.display()));
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        if let Err(why) = run(Command::new("umount").arg("-l").arg(&self.0)) {
            eprintln!("{} stays mounted: {why}", self.0.display());
        }
    }
}

fn try_memory(at: &Path, options: &str) -> io::Result<()> {
    run(Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(at))
}

fn run(command: &mut Command) -> io::Result<()> {
    let done = command.output()?;
    if done.status.success() {
        return Ok(());
    }
    Err(io::Error::other(String::from_utf8_lossy(&done.stderr).trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_mounted_is_another_disk_until_it_is_dropped() {
        use std::os::unix::fs::MetadataExt;
        if !may_mount() {
            return;
        }
        let folder = env::temp_dir().join(format!("farhand-mounts-test-{}", process::id()));
        fs::create_dir(&folder).expect("the folder is made");
        let disk = || fs::metadata(&folder).expect("it is there").dev();
        let before = disk();
        let mount = Mount::memory(&folder, "size=64k");
        assert_ne!(disk(), before);
        drop(mount);
        assert_eq!(disk(), before);
        fs::remove_dir(&folder).expect("it is empty");
    }
}
