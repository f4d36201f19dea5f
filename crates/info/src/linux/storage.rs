//! Storage: the volumes that are mounted from a disk, or over the network.

use std::collections::HashSet;

use farhand_protocol::info::{Group, ReadingBody, Value};

use super::host::{Host, last};
use crate::known::{Gap, Known};
use crate::sheet::Sheet;

/// File systems that other computers have: asking them can take for ever.
const REMOTE: [&str; 8] = ["nfs", "nfs4", "cifs", "smb3", "sshfs", "fuse.sshfs", "9p", "afs"];
/// File systems with content of their own, and no device under their name.
const OWN: [&str; 5] = ["zfs", "btrfs", "bcachefs", "virtiofs", "overlay"];

/// One line of `/proc/self/mounts`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mount {
    pub device: String,
    pub path: String,
    pub filesystem: String,
    pub read_only: bool,
}

pub(super) fn read(host: &Host) -> Known<ReadingBody> {
    let mounts = volumes(mounts(&host.text("proc/self/mounts")?));
    Ok(ReadingBody::Properties { groups: mounts.iter().map(|mount| volume(host, mount)).collect() })
}

/// All mounts. What makes no sense is left out.
pub(super) fn mounts(text: &str) -> Vec<Mount> {
    let mount = |line: &str| {
        let mut words = line.split(' ');
        let (device, path) = (plain(words.next()?), plain(words.next()?));
        let filesystem = words.next()?.to_owned();
        let read_only = words.next()?.split(',').any(|option| option == "ro");
        Some(Mount { device, path, filesystem, read_only })
    };
    text.lines().filter_map(mount).collect()
}

/// Spaces and the like are written as a backslash and three octal digits.
fn plain(word: &str) -> String {
    let mut parts = word.split('\\');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        match part.get(..3).and_then(|code| u8::from_str_radix(code, 8).ok()) {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend(&part.as_bytes()[3..]);
            }
            None => {
                bytes.push(b'\\');
                bytes.extend(part.as_bytes());
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Those that a person would call a volume, each device once.
fn volumes(mounts: Vec<Mount>) -> Vec<Mount> {
    let mut seen = HashSet::new();
    let is_one = |mount: &Mount| {
        let fs = mount.filesystem.as_str();
        // Packages of snaps and the like are read-only images, not storage.
        let image = fs == "squashfs" || mount.device.starts_with("/dev/loop");
        let inside = ["/var/lib/docker/", "/var/snap/", "/snap/"].iter().any(|it| mount.path.starts_with(it));
        let content = mount.device.starts_with("/dev/") || REMOTE.contains(&fs) || OWN.contains(&fs);
        content && !image && !inside
    };
    mounts.into_iter().filter(|mount| is_one(mount) && seen.insert(mount.device.clone())).collect()
}

fn volume(host: &Host, mount: &Mount) -> Group {
    let sizes = sizes(host, mount);
    let size = |pick: fn(&Sizes) -> u64| sizes.as_ref().map(pick).map_err(|gap| *gap);
    Sheet::new()
        .text("path", Ok(&mount.path))
        .text("filesystem", Ok(&mount.filesystem))
        .bytes("total", size(|sizes| sizes.total))
        .bytes("used", size(|sizes| sizes.used))
        .bytes("free", size(|sizes| sizes.free))
        .flag("removable", removable(host, &mount.device))
        .put("read_only", Value::Flag { on: mount.read_only })
        .group(&mount.path, Some(&label(host, mount)))
}

/// What a person calls it: the label that it was given, else where it is.
fn label(host: &Host, mount: &Mount) -> String {
    if mount.path == "/" {
        return "System".to_owned();
    }
    let labels = host.names("dev/disk/by-label").unwrap_or_default();
    let leads_here = |name: &&String| {
        let target = host.link(&format!("dev/disk/by-label/{name}"));
        target.is_ok_and(|target| format!("/dev/{}", last(&target)) == mount.device)
    };
    labels.iter().find(leads_here).map_or_else(|| mount.path.clone(), |label| label.replace("\\x20", " "))
}

struct Sizes {
    total: u64,
    used: u64,
    free: u64,
}

/// As `df` counts: what is free is what users may take.
fn sizes(host: &Host, mount: &Mount) -> Known<Sizes> {
    if REMOTE.contains(&mount.filesystem.as_str()) {
        return Err(Gap::Unknown);
    }
    let path = host.path(mount.path.trim_start_matches('/'));
    let found = rustix::fs::statvfs(&path).map_err(|error| Gap::from(std::io::Error::from(error)))?;
    let bytes = |blocks: u64| blocks.checked_mul(found.f_frsize).ok_or(Gap::Unknown);
    let used = found.f_blocks.checked_sub(found.f_bfree).ok_or(Gap::Unknown)?;
    Ok(Sizes { total: bytes(found.f_blocks)?, used: bytes(used)?, free: bytes(found.f_bavail)? })
}

fn removable(host: &Host, device: &str) -> Known<bool> {
    let name = device.strip_prefix("/dev/").ok_or(Gap::NotSupported)?;
    let of = |disk: &str| host.number::<u8>(&format!("sys/class/block/{disk}/removable")).map(|it| it > 0);
    // A partition's disk is the folder that it stands in.
    let disk = || host.link(&format!("sys/class/block/{name}")).map(|link| link.parent().map(last));
    of(name).or_else(|_| of(&disk()?.ok_or(Gap::Unknown)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_volumes_are_told_and_each_once() {
        let text = "proc /proc proc rw 0 0\n/dev/sda2 / ext4 rw,relatime 0 0\n/dev/sda2 /srv/again ext4 rw 0 0\n\
                    /dev/loop3 /snap/core/1 squashfs ro 0 0\n/dev/sdb1 /media/My\\040Stick vfat ro,nosuid 0 0\n\
                    files:/pub /mnt/pub nfs4 rw 0 0\ntmpfs /tmp tmpfs rw 0 0\nbroken line\n\n";
        let found = volumes(mounts(text));
        let paths: Vec<&str> = found.iter().map(|mount| mount.path.as_str()).collect();
        assert_eq!(paths, ["/", "/media/My Stick", "/mnt/pub"]);
        assert!(found[1].read_only && !found[0].read_only);
    }

    #[test]
    fn backslashes_that_mean_nothing_stay() {
        assert_eq!(plain(r"a\040b\"), r"a b\");
        assert_eq!(plain(r"\999\1ü\"), r"\999\1ü\");
    }
}
