//! What of the things that were chosen together is a transfer of its own.

use farhand_protocol::files::DevicePath;
use farhand_protocol::limits;

use crate::contract::TransferWay;

/// Bytes of paths that a request to the device has room for; the rest of it is short.
const ROOM: usize = limits::BODY_BYTES - 1024;

/// Files for the chat are messages of their own, one each. From the device comes as much at once as one
/// request can name: hundreds of long names are several transfers.
pub(super) fn of(way: TransferWay, paths: Vec<DevicePath>) -> Vec<Vec<DevicePath>> {
    match way {
        TransferWay::ToChat => paths.into_iter().map(|path| vec![path]).collect(),
        TransferWay::FromDevice => fitting(paths),
        TransferWay::ToDevice | TransferWay::FromChat => vec![paths],
    }
}

fn fitting(paths: Vec<DevicePath>) -> Vec<Vec<DevicePath>> {
    let (mut parts, mut room) = (vec![Vec::new()], ROOM);
    for path in paths {
        let bytes = serde_json::to_string(&path).map_or(ROOM, |json| json.len() + 1);
        match parts.last_mut() {
            Some(part) if part.is_empty() || bytes <= room => {
                part.push(path);
                room = room.saturating_sub(bytes);
            }
            _ => {
                parts.push(vec![path]);
                room = ROOM.saturating_sub(bytes);
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test's own")]
    use farhand_protocol::files::{FilesRequest, RootId};

    use super::*;

    fn path(name: &str) -> DevicePath {
        DevicePath { root: RootId("home".to_owned()), names: vec![name.parse().unwrap()] }
    }

    #[test]
    fn five_hundred_long_names_are_requests_that_fit() {
        let paths: Vec<_> = (0..500).map(|n| path(&format!("{n:03}{}", "\u{6771}".repeat(80)))).collect();
        let parts = of(TransferWay::FromDevice, paths.clone());
        assert!((2..5).contains(&parts.len()), "{}", parts.len());
        for paths in &parts {
            let transfer = "x".repeat(64).parse().unwrap();
            let request = FilesRequest::Send { transfer, paths: paths.clone() };
            assert!(serde_json::to_string(&request).unwrap().len() <= limits::BODY_BYTES);
        }
        assert_eq!(parts.concat(), paths);
    }

    #[test]
    fn what_fits_is_one_transfer_but_for_the_chat() {
        let paths = vec![path("a"), path("b")];
        for way in [TransferWay::FromDevice, TransferWay::ToDevice] {
            assert_eq!(of(way, paths.clone()), std::slice::from_ref(&paths));
        }
        assert_eq!(of(TransferWay::ToChat, paths).len(), 2);
        assert_eq!(of(TransferWay::FromChat, Vec::new()), [Vec::new()]);
    }
}
