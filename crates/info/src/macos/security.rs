//! Security: what protects the computer.

use farhand_protocol::info::ReadingBody;

use super::{MOST, PATIENCE};
use crate::child::output;
use crate::known::{Gap, Known};
use crate::sheet::Sheet;

const FIREWALL: &str = "/usr/libexec/ApplicationFirewall/socketfilterfw";

pub(super) fn read() -> ReadingBody {
    let says = |program: &str, arguments: &[&str]| output(program, arguments, PATIENCE, MOST);
    let vault = says("fdesetup", &["status"]).and_then(|text| either(&text, ["is On", "is Off"]));
    let wall = says(FIREWALL, &["--getglobalstate"]).and_then(|text| either(&text, ["enabled", "disabled"]));
    let integrity = says("csrutil", &["status"]).and_then(|text| either(&text, ["enabled", "disabled"]));
    Sheet::new()
        .text("encryption", vault.map(|on| if on { "FileVault" } else { "none" }))
        .text("screen_lock", Err::<&str, _>(Gap::NotSupported))
        .flag("rooted", Err(Gap::NotSupported))
        .text("security_patch", Err::<&str, _>(Gap::NotSupported))
        .text("firewall", wall.map(|on| if on { "macOS firewall" } else { "off" }))
        .flag("adb_enabled", Err(Gap::NotSupported))
        .flag("integrity_protection", integrity)
        .label("System integrity protection")
        .body()
}

fn either(text: &str, [on, off]: [&str; 2]) -> Known<bool> {
    match (text.contains(on), text.contains(off)) {
        (true, false) => Ok(true),
        (false, true) => Ok(false),
        _ => Err(Gap::Unknown),
    }
}
