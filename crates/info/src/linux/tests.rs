//! Readings of computers that a folder stands for.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use farhand_protocol::info::{AppSource, ReadingBody, Unit, Value};

use super::testing::{Desk, value};
use super::*;

fn milli(milli: i64, unit: Unit) -> Value {
    Value::Measure { milli, unit }
}

#[test]
fn a_laptop_tells_its_maker_and_hides_its_serial_number_where_it_must() {
    let desk = Desk::of(&[
        ("sys/class/dmi/id/sys_vendor", "LENOVO\n"),
        ("sys/class/dmi/id/product_name", "21XX0000GE\n"),
        ("sys/class/dmi/id/product_version", "Example X1\n"),
        ("sys/class/dmi/id/chassis_type", "10\n"),
        ("sys/class/dmi/id/bios_version", "1.30\n"),
        ("sys/class/dmi/id/bios_date", "05/06/2024\n"),
        ("sys/class/dmi/id/product_serial", "To Be Filled By O.E.M.\n"),
        ("proc/sys/kernel/hostname", "desk\n"),
    ]);
    let body = device::read(&desk.host());
    let expected = [
        ("maker", Value::text("LENOVO")),
        ("model", Value::text("Example X1")),
        ("name", Value::text("desk")),
        ("serial", Value::Unknown),
        ("form", Value::text("laptop")),
        ("firmware", Value::text("1.30 (05/06/2024)")),
    ];
    for (key, expected) in expected {
        assert_eq!(value(&body, "main", key), expected, "{key}");
    }
}

#[test]
fn a_board_tells_by_its_device_tree_and_a_virtual_machine_by_its_processor() {
    let board = Desk::of(&[("proc/device-tree/model", "Example Board 5\0")]);
    assert_eq!(value(&device::read(&board.host()), "main", "model"), Value::text("Example Board 5"));
    assert_eq!(value(&device::read(&board.host()), "main", "maker"), Value::NotSupported);
    let guest = Desk::of(&[("proc/cpuinfo", "processor : 0\nflags\t\t: fpu hypervisor lahf_lm\n")]);
    assert_eq!(value(&device::read(&guest.host()), "main", "form"), Value::text("virtual machine"));
}

#[test]
fn the_system_tells_its_release_and_its_zone() {
    let desk = Desk::of(&[
        ("etc/os-release", "NAME=\"Example OS\"\nVERSION=\"12 (night)\"\n"),
        ("etc/debian_version", "12.8\n"),
        ("proc/uptime", "90061.25 180000.00\n"),
        ("proc/stat", "cpu 1\nbtime 1700000000\n"),
    ]);
    desk.link("etc/localtime", "/usr/share/zoneinfo/Europe/Amsterdam");
    let body = system::read(&desk.host());
    assert_eq!(value(&body, "main", "version"), Value::text("12 (night)"));
    assert_eq!(value(&body, "main", "build"), Value::text("12.8"));
    assert_eq!(value(&body, "main", "time_zone"), Value::text("Europe/Amsterdam"));
    assert_eq!(value(&body, "main", "uptime"), Value::Duration { ms: 90_061_250 });
    let booted = Value::Moment { at: farhand_protocol::Timestamp(1_700_000_000_000) };
    assert_eq!(value(&body, "main", "booted_at"), booted);
    assert_eq!(value(&body, "main", "android_api"), Value::NotSupported);
}

fn battery_desk() -> Desk {
    let folder = "sys/class/power_supply";
    let desk = Desk::of(&[("sys/firmware/acpi/platform_profile", "low-power\n")]);
    let put = |name: &str, files: &[(&str, &str)]| {
        files.iter().for_each(|(file, text)| desk.put(&format!("{folder}/{name}/{file}"), text));
    };
    put("AC", &[("type", "Mains\n"), ("online", "1\n")]);
    put("hid-mouse", &[("type", "Battery\n"), ("scope", "Device\n"), ("capacity", "3\n")]);
    put(
        "BAT0",
        &[
            ("type", "Battery\n"),
            ("capacity", "68\n"),
            ("status", "Charging\n"),
            ("voltage_now", "12345678\n"),
            ("voltage_min_design", "11000000\n"),
            ("energy_full", "44000000\n"),
            ("energy_full_design", "50000000\n"),
            ("energy_now", "30000000\n"),
            ("power_now", "15000000\n"),
            ("cycle_count", "-1\n"),
            ("temp", "312\n"),
        ],
    );
    put("BAT1", &[("type", "Battery\n"), ("capacity", "900\n"), ("model_name", "Second\n")]);
    desk
}

#[test]
fn batteries_tell_what_is_left_and_what_makes_no_sense_is_unknown() {
    let body = battery::read(&battery_desk().host()).unwrap();
    let expected = [
        ("level", milli(68_000, Unit::Percent)),
        ("charging", Value::Flag { on: true }),
        ("source", Value::text("AC")),
        ("health", Value::text("88 % of its capacity as new")),
        ("temperature", milli(31_200, Unit::Celsius)),
        ("voltage", milli(12_345, Unit::Volt)),
        ("capacity", milli(4_000_000, Unit::MilliampereHour)),
        ("time_left", Value::Duration { ms: 7_200_000 }),
        ("cycles", Value::Unknown),
        ("saver", Value::Flag { on: true }),
    ];
    for (key, expected) in expected {
        assert_eq!(value(&body, "main", key), expected, "{key}");
    }
    assert_eq!(value(&body, "BAT1", "level"), Value::Unknown);
    let ReadingBody::Properties { groups } = body else { panic!("they are properties") };
    assert_eq!(groups.len(), 2, "the mouse's battery is its own");
    let sample = Live::at(battery_desk().host()).sample();
    assert_eq!((sample.battery_per_mille, sample.charging), (Some(680), Some(true)));
    assert_eq!(battery::read(&Desk::of(&[]).host()), Err(Gap::NotSupported));
}

#[test]
fn an_encrypted_disk_is_found_below_its_volumes() {
    let desk = Desk::of(&[
        ("proc/self/mounts", "/dev/mapper/vg-root / ext4 rw 0 0\n"),
        ("sys/class/block/dm-1/slaves/dm-0/x", ""),
        ("sys/class/block/dm-0/dm/uuid", "CRYPT-LUKS2-0123-root\n"),
        ("etc/ufw/ufw.conf", "# x\nENABLED=yes\n"),
    ]);
    desk.link("dev/mapper/vg-root", "../dm-1");
    let body = security::read(&desk.host());
    assert_eq!(value(&body, "main", "encryption"), Value::text("LUKS"));
    assert_eq!(value(&body, "main", "firewall"), Value::text("ufw"));
    assert_eq!(value(&body, "main", "secure_boot"), Value::NotSupported);
}

#[test]
fn apps_come_from_packages_and_bundles_with_names_for_people() {
    let desk = Desk::of(&[
        ("var/lib/dpkg/status", "Package: viewer\nStatus: install ok installed\nVersion: 2\n"),
        ("var/lib/dpkg/info/viewer.list", ""),
        ("usr/share/applications/viewer.desktop", "[Desktop Entry]\nName=Picture viewer\n"),
        ("snap/tool/41/meta/snap.yaml", "name: tool\nversion: '4.1'\n"),
        ("var/lib/flatpak/app/org.example.App/x1/metadata", ""),
    ]);
    desk.link("snap/tool/current", "41");
    desk.link("var/lib/flatpak/app/org.example.App/current", "x1");
    desk.link("var/lib/flatpak/app/org.example.App/x1/active", ".");
    let ReadingBody::Apps { apps, .. } = apps::read(&desk.host()).unwrap() else { panic!("they are apps") };
    let find = |package: &str| apps.iter().find(|app| app.package.as_deref() == Some(package)).unwrap();
    assert_eq!(find("viewer").name, "Picture viewer");
    assert!(find("viewer").updated_at.is_some());
    assert_eq!(find("tool").version.as_deref(), Some("4.1"));
    assert_eq!(find("org.example.App").source, AppSource::Store { name: "Flatpak".into() });
}

#[test]
fn displays_without_a_server_are_those_of_the_kernel() {
    let desk = Desk::of(&[
        ("sys/class/drm/card0-eDP-1/status", "connected\n"),
        ("sys/class/drm/card0-eDP-1/modes", "2560x1600\n1920x1200\n"),
        ("sys/class/drm/card0-HDMI-A-1/status", "disconnected\n"),
        ("sys/class/drm/version", "drm 1.1.0\n"),
    ]);
    let body = drm::read(&desk.host()).unwrap();
    assert_eq!(value(&body, "eDP-1", "width"), milli(2_560_000, Unit::Pixel));
    assert_eq!(drm::read(&Desk::of(&[("sys/class/drm/version", "")]).host()), Err(Gap::NotSupported));
}

#[test]
fn a_computer_that_tells_nothing_breaks_nothing() {
    let own = Own { host: Desk::of(&[]).host(), ..Own::default() };
    for category in Category::ALL {
        let _read = own.read(category);
    }
    assert_eq!(own.read(Category::Memory), ReadingBody::NotSupported);
}
