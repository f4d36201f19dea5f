//! Windows: the registry, WinRT, and two of its own programs. Type-checked on Linux, run on Windows by
//! nobody yet.

mod apps;
mod battery;
mod log;
mod network;
mod registry;
mod services;

use farhand_protocol::info::{Category, ReadingBody, Sample};
use sysinfo::{Product, System};

use crate::clock;
use crate::known::{Gap, Known};
use crate::portable::{self, Machine};
use crate::sheet::Sheet;
use registry::Key;

/// This computer. See [`crate::Computer`].
#[derive(Default)]
pub(crate) struct Own(Machine);

/// See [`crate::Live`].
#[derive(Default)]
pub(crate) struct Live(portable::Live);

impl Live {
    pub fn sample(&mut self) -> Sample {
        self.0.sample(battery::now)
    }
}

impl Own {
    pub fn new(_display: Option<String>) -> Self {
        Self::default()
    }

    pub fn read(&self, category: Category) -> ReadingBody {
        self.known(category).unwrap_or_else(ReadingBody::from)
    }

    fn known(&self, category: Category) -> Known<ReadingBody> {
        Ok(match category {
            Category::Device => device(),
            Category::System => system(),
            Category::Battery => battery::read()?,
            Category::Memory => self.0.memory()?,
            Category::Storage => portable::storage()?,
            Category::Processor => self.0.processor()?,
            Category::Display => portable::displays()?,
            Category::Network => network::read(),
            Category::Security => security(),
            Category::Apps => apps::read()?,
            Category::Processes => self.0.processes()?,
            Category::Services => services::read()?,
            Category::Log => log::read()?,
            Category::Location | Category::Permissions | Category::Browser => {
                return Err(Gap::NotSupported);
            }
        })
    }
}

const BIOS: &str = r"HARDWARE\DESCRIPTION\System\BIOS";
const VERSION: &str = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion";

fn device() -> ReadingBody {
    let bios = Key::machine(BIOS);
    let of = |name: &str| bios.as_ref().map_err(|gap| *gap).and_then(|key| key.text(name));
    let guest = ["Virtual", "VMware", "KVM", "QEMU", "VirtualBox"];
    let model = of("SystemProductName");
    let virtual_one = model.as_ref().is_ok_and(|model| guest.iter().any(|word| model.contains(word)));
    let form = if virtual_one { Ok("virtual machine") } else { Err(Gap::Unknown) };
    let form = form.or_else(|gap| if battery::there() { Ok("laptop") } else { Err(gap) });
    Sheet::new()
        .text("maker", of("SystemManufacturer"))
        .text("model", model)
        .text("name", System::host_name().ok())
        .text("serial", Product::serial_number().ok())
        .text("form", form)
        .text("firmware", of("BIOSVersion"))
        .body()
}

fn system() -> ReadingBody {
    let version = Key::machine(VERSION);
    let of = |name: &str| version.as_ref().map_err(|gap| *gap).and_then(|key| key.text(name));
    // From 11 on the name still says 10; the build tells.
    let build: Known<u32> = of("CurrentBuildNumber").and_then(|it| it.parse().map_err(|_| Gap::Unknown));
    let name = of("ProductName").map(|name| match build {
        Ok(build) if build >= 22_000 => name.replacen("Windows 10", "Windows 11", 1),
        _ => name,
    });
    let revision = version.as_ref().map_err(|gap| *gap).and_then(|key| key.number("UBR"));
    let whole = build.map(|build| match revision {
        Ok(revision) => format!("{build}.{revision}"),
        Err(_) => build.to_string(),
    });
    let locale = Key::user(r"Control Panel\International").and_then(|key| key.text("LocaleName"));
    let zone = Key::machine(r"SYSTEM\CurrentControlSet\Control\TimeZoneInformation");
    let booted = System::boot_time().ok().and_then(|seconds| i64::try_from(seconds).ok()?.checked_mul(1000));
    let uptime = System::uptime().ok().and_then(|seconds| i64::try_from(seconds).ok()?.checked_mul(1000));
    Sheet::new()
        .text("name", name)
        .text("version", of("DisplayVersion").or_else(|_| of("ReleaseId")))
        .text("build", whole)
        .text("kernel", System::kernel_version().ok())
        .text("architecture", Ok(System::cpu_arch()))
        .count("android_api", Err(Gap::NotSupported))
        .text("security_patch", Err::<&str, _>(Gap::NotSupported))
        .text("language", locale)
        .text("time_zone", zone.and_then(|key| key.text("TimeZoneKeyName")))
        .moment("clock", clock::now())
        .duration("uptime", uptime)
        .moment("booted_at", booted.map(farhand_protocol::Timestamp))
        .body()
}

fn security() -> ReadingBody {
    let firewall =
        r"SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\StandardProfile";
    let firewall = Key::machine(firewall).and_then(|key| key.number("EnableFirewall"));
    let boot = Key::machine(r"SYSTEM\CurrentControlSet\Control\SecureBoot\State");
    let boot = boot.and_then(|key| key.number("UEFISecureBootEnabled"));
    let lock = Key::user(r"Control Panel\Desktop").and_then(|key| key.text("ScreenSaverIsSecure"));
    Sheet::new()
        // Whether the disk is encrypted only administrators may ask.
        .text("encryption", Err::<&str, _>(Gap::NotPermitted))
        .text("screen_lock", lock.map(|lock| if lock == "1" { "on" } else { "off" }))
        .flag("rooted", Err(Gap::NotSupported))
        .text("security_patch", Err::<&str, _>(Gap::NotSupported))
        .text("firewall", firewall.map(|on| if on == 1 { "Windows Firewall" } else { "off" }))
        .flag("adb_enabled", Err(Gap::NotSupported))
        .flag("secure_boot", boot.map(|on| on == 1))
        .label("Secure Boot")
        .body()
}
