//! The mark of files that came from outside, by which systems warn before they run them. It names the site
//! and nothing more: the address of the file itself would tell the session to whoever gets the file.

use std::fs::File;
use std::path::Path;

/// Marks a file. Where the disk takes no marks it stays as it is: it is only ever saved, and never
/// opened by the console.
pub(super) fn from_outside(file: &File, path: &Path, site: &str) {
    if let Err(error) = platform::mark(file, path, site) {
        tracing::debug!(%error, "a file from the chat could not be marked");
    }
}

#[cfg(target_os = "macos")]
mod platform {
    use std::fs::File;
    use std::io;
    use std::path::Path;

    use rustix::fs::{XattrFlags, fsetxattr};

    /// Gatekeeper's: downloaded, not opened yet.
    pub fn mark(file: &File, _: &Path, _: &str) -> io::Result<()> {
        Ok(fsetxattr(file, "com.apple.quarantine", b"0081;00000000;Farhand;", XattrFlags::empty())?)
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
mod platform {
    use std::fs::File;
    use std::io;
    use std::path::Path;

    use rustix::fs::{XattrFlags, fsetxattr};

    /// freedesktop.org's, which browsers set too.
    pub fn mark(file: &File, _: &Path, site: &str) -> io::Result<()> {
        for name in ["user.xdg.origin.url", "user.xdg.referrer.url"] {
            fsetxattr(file, name, site.as_bytes(), XattrFlags::empty())?;
        }
        Ok(())
    }
}

#[cfg(windows)]
mod platform {
    use std::fs::{self, File};
    use std::io;
    use std::path::Path;

    /// The zone of the internet, in a stream beside the file.
    pub fn mark(_: &File, path: &Path, site: &str) -> io::Result<()> {
        let mut stream = path.as_os_str().to_owned();
        stream.push(":Zone.Identifier");
        fs::write(stream, format!("[ZoneTransfer]\r\nZoneId=3\r\nReferrerUrl={site}\r\nHostUrl={site}\r\n"))
    }
}
