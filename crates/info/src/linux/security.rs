//! Security: what protects the computer, as far as anybody may know it.

use farhand_protocol::info::ReadingBody;

use super::host::{Host, last};
use super::release::value;
use super::storage::mounts;
use crate::known::{Gap, Known};
use crate::sheet::Sheet;

/// Folders of disks under each other: a volume on a volume group on an encrypted disk.
const DEPTH: usize = 8;

pub(super) fn read(host: &Host) -> ReadingBody {
    let mut sheet = Sheet::new()
        .text("encryption", encryption(host))
        .text("screen_lock", Err::<&str, _>(Gap::NotSupported))
        .flag("rooted", Err(Gap::NotSupported))
        .text("security_patch", Err::<&str, _>(Gap::NotSupported))
        .text("firewall", firewall(host))
        .flag("adb_enabled", Err(Gap::NotSupported))
        .flag("secure_boot", secure_boot(host))
        .label("Secure Boot");
    if let Ok(module) = access_control(host) {
        sheet = sheet.text("access_control", Some(module)).label("Mandatory access control");
    }
    sheet.body()
}

/// Whether the system's own volume lies on something that is encrypted.
fn encryption(host: &Host) -> Known<&'static str> {
    let mounts = mounts(&host.text("proc/self/mounts")?);
    let root = mounts.iter().find(|mount| mount.path == "/").ok_or(Gap::Unknown)?;
    let device = root.device.strip_prefix("/dev/").ok_or(Gap::Unknown)?;
    let name = host.link(&format!("dev/{device}")).map_or_else(|_| device.to_owned(), |target| last(&target));
    if !host.has(&format!("sys/class/block/{name}")) {
        return Err(Gap::Unknown);
    }
    Ok(if encrypted(host, &name, DEPTH) { "LUKS" } else { "none" })
}

fn encrypted(host: &Host, name: &str, depth: usize) -> bool {
    let folder = format!("sys/class/block/{name}");
    if host.text(&format!("{folder}/dm/uuid")).is_ok_and(|uuid| uuid.starts_with("CRYPT-")) {
        return true;
    }
    let below = host.names(&format!("{folder}/slaves")).unwrap_or_default();
    depth > 0 && below.iter().any(|name| encrypted(host, name, depth - 1))
}

/// Which one is set up; the rules themselves are the administrator's to read.
fn firewall(host: &Host) -> Known<&'static str> {
    if host.has("run/firewalld") || host.has("run/firewalld.pid") {
        return Ok("firewalld");
    }
    match host.text("etc/ufw/ufw.conf").map(|text| value(&text, "ENABLED")) {
        Ok(Some(enabled)) if enabled == "yes" => Ok("ufw"),
        Ok(_) => Ok("off"),
        Err(Gap::NotSupported) => Err(Gap::Unknown),
        Err(gap) => Err(gap),
    }
}

/// The variable of the firmware: four bytes of attributes, then the value.
fn secure_boot(host: &Host) -> Known<bool> {
    let path = "sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";
    let bytes = std::fs::read(host.path(path))?;
    bytes.get(4).map(|byte| *byte == 1).ok_or(Gap::Unknown)
}

fn access_control(host: &Host) -> Known<&'static str> {
    match host.text("sys/fs/selinux/enforce").as_deref() {
        Ok("1") => return Ok("SELinux, enforcing"),
        Ok(_) => return Ok("SELinux, permissive"),
        Err(_) => {}
    }
    match host.text("sys/module/apparmor/parameters/enabled")?.as_str() {
        "Y" => Ok("AppArmor"),
        _ => Err(Gap::NotSupported),
    }
}
