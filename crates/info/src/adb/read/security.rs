//! Security.

use farhand_protocol::info::ReadingBody;

use super::Parts;
use super::properties::Properties;
use crate::known::{Gap, Known};
use crate::sheet::Sheet;

pub(super) const COMMANDS: &[&str] =
    &["getprop", "locksettings get-disabled", "which su; true", "settings get global adb_enabled"];

pub(super) fn understand(parts: &Parts) -> Known<ReadingBody> {
    let found = Properties::of(parts.said(0)?);
    let sheet = Sheet::new()
        .text("encryption", encryption(&found))
        .text("screen_lock", lock(parts.said(1)))
        .flag("rooted", Ok(rooted(&found, parts)))
        .text("security_patch", found.first(&["ro.build.version.security_patch"]))
        .text("firewall", Err::<&str, _>(Gap::NotSupported))
        .flag("adb_enabled", parts.switch(3).or(Ok(true)))
        .text("verified_boot", found.first(&["ro.boot.verifiedbootstate"]))
        .label("Verified boot");
    Ok(sheet.body())
}

fn encryption(found: &Properties) -> Known<&'static str> {
    match (found.first(&["ro.crypto.state"])?, found.first(&["ro.crypto.type"])) {
        ("encrypted", Ok("file")) => Ok("by file"),
        ("encrypted", Ok("block")) => Ok("whole disk"),
        ("encrypted", _) => Ok("on"),
        ("unencrypted" | "unsupported", _) => Ok("none"),
        _ => Err(Gap::Unknown),
    }
}

/// Whether the lock screen is switched off; which lock there is the phone keeps to itself.
fn lock(said: Known<&str>) -> Known<&'static str> {
    match said?.trim() {
        "false" => Ok("on"),
        "true" => Ok("none"),
        _ => Err(Gap::NotSupported),
    }
}

fn rooted(found: &Properties, parts: &Parts) -> bool {
    let su = parts.said(2).is_ok_and(|path| path.trim().starts_with('/'));
    su || found.first(&["ro.build.tags"]) == Ok("test-keys") || found.first(&["ro.debuggable"]) == Ok("1")
}
