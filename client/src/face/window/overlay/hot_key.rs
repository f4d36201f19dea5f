//! The key that stops everything, wherever the focus is: Ctrl+Shift+F12.

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ConnectionExt as _, GrabMode, ModMask, Window};
use x11rb::rust_connection::RustConnection;

use super::Error;

/// The keysym of F12.
const F12: u32 = 0xffc9;

/// Asks the X server for the key, with each state of the lamps. Where another program has it
/// already, there is no hot key.
pub(super) fn listen(connection: &RustConnection, root: Window) -> Result<(), Error> {
    let Some(key) = keycode(connection, F12)? else { return Ok(()) };
    let wanted = ModMask::CONTROL | ModMask::SHIFT;
    for lamps in [ModMask::from(0u16), ModMask::LOCK, ModMask::M2, ModMask::LOCK | ModMask::M2] {
        let grab = connection.grab_key(true, root, wanted | lamps, key, GrabMode::ASYNC, GrabMode::ASYNC)?;
        if let Err(error) = grab.check() {
            tracing::info!(%error, "the key for stopping is taken by another program");
        }
    }
    Ok(())
}

fn keycode(connection: &RustConnection, keysym: u32) -> Result<Option<u8>, Error> {
    let setup = connection.setup();
    let (first, last) = (setup.min_keycode, setup.max_keycode);
    let map = connection.get_keyboard_mapping(first, last - first + 1)?.reply()?;
    let per_key = usize::from(map.keysyms_per_keycode).max(1);
    let mut keys = map.keysyms.chunks(per_key).zip(first..=last);
    Ok(keys.find(|(keysyms, _)| keysyms.contains(&keysym)).map(|(_, code)| code))
}
