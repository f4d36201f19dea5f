//! macOS: `sysinfo`, property lists, and programs of the system. Type-checked on Linux, run on macOS by
//! nobody yet.

mod apps;
mod battery;
mod network;
mod security;

use std::fs;
use std::time::Duration;

use farhand_protocol::Timestamp;
use farhand_protocol::info::{Category, ReadingBody, Sample};
use sysinfo::{Product, System};

use crate::child::output;
use crate::clock;
use crate::known::{Gap, Known};
use crate::portable::{self, Machine};
use crate::sheet::Sheet;
use crate::texts::{mac, ndjson};

/// For programs that answer from memory.
const PATIENCE: Duration = Duration::from_secs(2);
/// For those that search.
const LONG_PATIENCE: Duration = Duration::from_secs(6);
const MOST: u64 = 8 * 1024 * 1024;

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
            Category::Security => security::read(),
            Category::Apps => apps::read()?,
            Category::Processes => self.0.processes()?,
            Category::Services => services()?,
            Category::Log => log()?,
            Category::Location | Category::Permissions | Category::Browser => {
                return Err(Gap::NotSupported);
            }
        })
    }
}

fn device() -> ReadingBody {
    let model = Product::name().ok();
    let form = model.as_ref().map(|model| match () {
        () if model.contains("Book") => "laptop",
        () if model.contains("Virtual") => "virtual machine",
        () => "desktop",
    });
    Sheet::new()
        .text("maker", Ok("Apple"))
        .text("model", model.clone())
        .text("name", System::host_name().ok())
        .text("serial", Product::serial_number().ok())
        .text("form", form)
        .body()
}

fn system() -> ReadingBody {
    let version = plist::Value::from_file("/System/Library/CoreServices/SystemVersion.plist").ok();
    let version = version.and_then(plist::Value::into_dictionary);
    let of = |key: &str| version.as_ref()?.get(key)?.as_string().map(str::to_owned);
    let ms = |seconds: u64| i64::try_from(seconds).ok()?.checked_mul(1000);
    let zone = fs::read_link("/etc/localtime")
        .ok()
        .and_then(|path| path.to_string_lossy().split_once("zoneinfo/").map(|(_, zone)| zone.to_owned()));
    let locale = output("defaults", &["read", "-g", "AppleLocale"], PATIENCE, MOST);
    Sheet::new()
        .text("name", of("ProductName"))
        .text("version", of("ProductVersion"))
        .text("build", of("ProductBuildVersion"))
        .text("kernel", System::kernel_version().ok())
        .text("architecture", Ok(System::cpu_arch()))
        .count("android_api", Err(Gap::NotSupported))
        .text("security_patch", Err::<&str, _>(Gap::NotSupported))
        .text("language", locale)
        .text("time_zone", zone)
        .moment("clock", clock::now())
        .duration("uptime", System::uptime().ok().and_then(ms))
        .moment("booted_at", System::boot_time().ok().and_then(ms).map(Timestamp))
        .body()
}

fn services() -> Known<ReadingBody> {
    let services = mac::services(&output("launchctl", &["list"], PATIENCE, MOST)?);
    if services.is_empty() { Err(Gap::Unknown) } else { Ok(ReadingBody::Services { services, left_out: 0 }) }
}

fn log() -> Known<ReadingBody> {
    let arguments = ["show", "--last", "2m", "--style", "ndjson", "--predicate", "messageType >= 16"];
    let lines = ndjson::lines(&output("/usr/bin/log", &arguments, LONG_PATIENCE, MOST)?);
    if lines.is_empty() { Err(Gap::Unknown) } else { Ok(ReadingBody::Log { lines }) }
}
