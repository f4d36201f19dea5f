//! Input that was allowed when it came, and is not any more before it has left.

use super::extent::extent;

/// Takes the input out of messages that wait to be sent to a device: `bytes` begin with a message, and
/// the first `sent` of them are gone. Their number stays the same, because they may be part of a frame
/// that has begun. From the next message on, keys and buttons are only let go, and the pointer stays
/// where it was.
pub fn recall(bytes: &mut [u8], sent: usize) {
    let mut at = 0;
    let mut place = None;
    while let Some(length) = bytes.get(at..).and_then(|rest| extent(rest).ok().flatten()) {
        let Some(message) = bytes.get_mut(at..at + length) else { return };
        let gone = at < sent;
        match message {
            [4, down, ..] if !gone => *down = 0,
            [255, 0, high, low, ..] if !gone => (*high, *low) = (0, 0),
            [5, buttons, x0, x1, y0, y1] => {
                let here = [*x0, *x1, *y0, *y1];
                let kept = if gone { here } else { place.unwrap_or(here) };
                place = Some(kept);
                if !gone {
                    *buttons = 0;
                    [*x0, *x1, *y0, *y1] = kept;
                }
            }
            _ => {}
        }
        at += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::ClientMessage as M;

    fn bytes(messages: &[M]) -> Vec<u8> {
        let mut bytes = Vec::new();
        messages.iter().for_each(|message| message.write(&mut bytes));
        bytes
    }

    #[test]
    fn what_has_not_left_only_lets_go() {
        let text = M::CutText(b"text".to_vec());
        let said = |down, buttons, x| {
            [
                M::Pointer { buttons: 1, x: 3, y: 4 },
                M::Key { down: true, keysym: 97 },
                text.clone(),
                M::Key { down, keysym: 98 },
                M::QemuKey { down, keysym: 99, scancode: 30 },
                M::Pointer { buttons, x, y: 4 },
            ]
        };
        let mut waiting = bytes(&said(true, 1, 9));
        // The first byte of the first key is gone.
        recall(&mut waiting, 7);
        assert_eq!(waiting, bytes(&said(false, 0, 3)));
    }

    #[test]
    fn a_message_that_is_cut_or_unknown_ends_it() {
        for rest in [&[4, 1, 0][..], &[77, 4, 1, 0, 0, 0, 0, 0, 97]] {
            let mut waiting = [&bytes(&[M::Key { down: true, keysym: 97 }])[..], rest].concat();
            recall(&mut waiting, 0);
            assert_eq!(waiting, [&bytes(&[M::Key { down: false, keysym: 97 }])[..], rest].concat());
        }
    }
}
