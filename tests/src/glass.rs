//! The glass through which a representative sees and drives a screen: what the interface does with
//! batches and input, without a window.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use farhand_engine::Console;
use farhand_engine::screen::batch::read::Shown;
use farhand_engine::screen::{Viewport, WatchId};
use farhand_protocol::SessionId;
use farhand_testkit::eventually;
use tokio::sync::mpsc;

use crate::{AGAIN, Display, Picture, SOON};

const RETURN: u32 = 0xff0d;

/// A watch of a session's screen. The picture is composed from the batches as they come.
pub struct Glass {
    console: Console,
    lsid: SessionId,
    watch: WatchId,
    shown: Arc<Mutex<Shown>>,
}

impl Glass {
    /// Looks at all of a session's screen, pixel by pixel.
    pub async fn open(console: &Console, lsid: &SessionId) -> Self {
        let (sender, batches) = mpsc::unbounded_channel();
        let sink = move |batch| sender.send(batch).is_ok();
        let watch = console.watch_screen(lsid, Viewport::whole(), sink).await;
        let glass = Self { console: console.clone(), lsid: lsid.clone(), watch, shown: Arc::default() };
        tokio::spawn(compose(glass.console.clone(), lsid.clone(), watch, glass.shown.clone(), batches));
        glass
    }

    /// What is shown now.
    #[must_use]
    pub fn picture(&self) -> Picture {
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        Picture { width: shown.width, height: shown.height, pixels: shown.pixels.clone() }
    }

    /// Waits until exactly what is on the display is shown; answers how long that took.
    ///
    /// # Panics
    /// When it does not come to that: says how much is different.
    pub async fn shows(&self, display: &Display, what: &str) -> Duration {
        self.is(what, || display.picture()).await
    }

    /// Waits until exactly this is shown; answers how long that took.
    ///
    /// # Panics
    /// When it does not come to that: says how much is different.
    pub async fn is(&self, what: &str, expected: impl Fn() -> Picture) -> Duration {
        let began = Instant::now();
        loop {
            let (seen, there) = (self.picture(), expected());
            let different = seen.differences(&there);
            if different == 0 {
                return began.elapsed();
            }
            let sizes = [seen.width, seen.height, there.width, there.height];
            assert!(began.elapsed() < SOON, "{what}: {different} pixels differ, sizes {sizes:?}");
            tokio::time::sleep(AGAIN / 4).await;
        }
    }

    /// Waits until what is shown satisfies `enough`.
    ///
    /// # Panics
    /// When it does not come to that.
    pub async fn until(&self, what: &str, enough: impl Fn(&Picture) -> bool) {
        eventually(SOON, what, || enough(&self.picture()).then_some(())).await;
    }

    /// Sends input records (`crates/engine/src/screen/input.rs`).
    pub async fn input(&self, records: Vec<u8>) {
        self.console.screen_input(&self.lsid, records).await;
    }

    /// Moves the pointer and holds these buttons.
    pub async fn pointer(&self, buttons: u8, x: u16, y: u16) {
        let mut record = vec![1, buttons];
        record.extend(x.to_le_bytes());
        record.extend(y.to_le_bytes());
        self.input(record).await;
    }

    /// Clicks the left button.
    pub async fn click(&self, x: u16, y: u16) {
        for buttons in [0, 1, 0] {
            self.pointer(buttons, x, y).await;
        }
    }

    /// Presses a key, or lets go of it.
    pub async fn key(&self, down: bool, keysym: u32) {
        let mut record = vec![2, u8::from(down)];
        record.extend(keysym.to_le_bytes());
        record.extend(0_u32.to_le_bytes());
        self.input(record).await;
    }

    /// Types a line, by its characters.
    pub async fn type_line(&self, text: &str) {
        // A keysym is Latin-1's number, or a number in Unicode.
        let keysym = |character| match u32::from(character) {
            latin @ ..0x100 => latin,
            other => 0x0100_0000 | other,
        };
        for keysym in text.chars().map(keysym).chain([RETURN]) {
            self.key(true, keysym).await;
            self.key(false, keysym).await;
        }
    }

    /// Looks away.
    pub async fn close(self) {
        self.console.unwatch_screen(&self.lsid, self.watch).await;
    }
}

async fn compose(
    console: Console,
    lsid: SessionId,
    watch: WatchId,
    shown: Arc<Mutex<Shown>>,
    mut batches: mpsc::UnboundedReceiver<Vec<u8>>,
) {
    while let Some(batch) = batches.recv().await {
        let number = shown.lock().unwrap_or_else(PoisonError::into_inner).take(&batch);
        console.screen_shown(&lsid, watch, number.expect("batches can be read")).await;
    }
}
