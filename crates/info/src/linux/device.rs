//! Maker, model and form: what the firmware tells (SMBIOS), or the device tree.

use farhand_protocol::info::ReadingBody;

use super::host::Host;
use crate::known::{Gap, Known};
use crate::sheet::Sheet;

const DMI: &str = "sys/class/dmi/id";

pub(super) fn read(host: &Host) -> ReadingBody {
    let dmi = |name: &str| said(host.text(&format!("{DMI}/{name}")));
    let model = dmi("product_name").or_else(|_| said(host.text("proc/device-tree/model")));
    // Lenovo's product names are numbers; the name for people stands in the version.
    let friendly = dmi("product_version").ok().filter(|_| dmi("sys_vendor").as_deref() == Ok("LENOVO"));
    let firmware = dmi("bios_version").map(|version| match dmi("bios_date") {
        Ok(date) => format!("{version} ({date})"),
        Err(_) => version,
    });
    Sheet::new()
        .text("maker", dmi("sys_vendor"))
        .text("model", friendly.map_or(model, Ok))
        .text("name", host.text("proc/sys/kernel/hostname"))
        .text("serial", dmi("product_serial").or_else(|gap| serial_of_board(host, gap)))
        .text("form", form(host))
        .text("firmware", firmware)
        .body()
}

fn serial_of_board(host: &Host, gap: Gap) -> Known<String> {
    match gap {
        Gap::NotSupported => said(host.text("proc/device-tree/serial-number")),
        other => Err(other),
    }
}

/// What makers leave in fields that they have not filled in.
fn said(text: Known<String>) -> Known<String> {
    const BLANKS: [&str; 8] = [
        "",
        "to be filled by o.e.m.",
        "default string",
        "system product name",
        "system manufacturer",
        "system serial number",
        "not specified",
        "none",
    ];
    let text = text?;
    let lower = text.trim().to_lowercase();
    if BLANKS.contains(&lower.as_str()) { Err(Gap::Unknown) } else { Ok(text) }
}

fn form(host: &Host) -> Known<&'static str> {
    let makers = ["QEMU", "innotek GmbH", "VMware, Inc.", "Xen", "Microsoft Corporation Virtual"];
    let maker = host.text(&format!("{DMI}/sys_vendor")).unwrap_or_default();
    let product = host.text(&format!("{DMI}/product_name")).unwrap_or_default();
    let virtual_one = makers.iter().any(|name| format!("{maker} {product}").starts_with(name));
    if virtual_one || has_flag(&host.text("proc/cpuinfo").unwrap_or_default(), "hypervisor") {
        return Ok("virtual machine");
    }
    chassis(host.number(&format!("{DMI}/chassis_type"))?)
}

fn has_flag(cpuinfo: &str, flag: &str) -> bool {
    let flags = cpuinfo.lines().find_map(|line| line.strip_prefix("flags")?.split_once(':'));
    flags.is_some_and(|(_, flags)| flags.split_whitespace().any(|word| word == flag))
}

/// SMBIOS 3.7, 7.4.1.
fn chassis(kind: u32) -> Known<&'static str> {
    match kind {
        3..=7 | 13 | 15 | 16 | 35 | 36 => Ok("desktop"),
        8..=10 | 14 | 31 | 32 => Ok("laptop"),
        11 => Ok("phone"),
        30 => Ok("tablet"),
        17 | 23 | 25 | 28 | 29 => Ok("server"),
        _ => Err(Gap::Unknown),
    }
}
