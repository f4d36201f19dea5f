//! The thread that captures: waits, fetches, tells.

use std::time::{Duration, Instant};

use farhand_rfb::message::ScreenState;

use super::{Availability, Damage, News, Shared};
use crate::platform::{Desktop, Error, Happened, Place, Screen};

/// Between two pictures: 60 in a second at most.
const PERIOD: Duration = Duration::from_micros(16_600);
/// Between two looks for a display that is not there.
const PAUSE: Duration = Duration::from_secs(2);

/// Captures until it is told to end. A display that goes away is looked for again.
pub(super) fn run(shared: &Shared, place: &Place) {
    while !shared.look(|watchers| watchers.closing) {
        let error = match place.screen(shared.waker.clone()) {
            Ok(screen) => {
                shared.availability.send_replace(Availability::There);
                match Capture::new(shared, screen).run() {
                    Ok(()) => return,
                    Err(error) => error,
                }
            }
            Err(error) => error,
        };
        shared.publish(&News { lost: true, ..News::default() });
        shared.frame.resize(0, 0);
        let missing = Availability::Missing(error.to_string());
        let told = shared.availability.send_replace(missing.clone());
        if told != missing {
            tracing::warn!(%error, "there is no screen");
        }
        std::thread::sleep(PAUSE);
    }
}

struct Capture<'a> {
    shared: &'a Shared,
    screen: Box<dyn Screen>,
    desktop: Desktop,
    state: ScreenState,
    /// What has happened and was not told yet.
    open: Happened,
    /// Whether all pixels are to be fetched.
    all: bool,
    /// Before then no picture is fetched.
    next: Instant,
}

impl<'a> Capture<'a> {
    fn new(shared: &'a Shared, screen: Box<dyn Screen>) -> Self {
        Self {
            shared,
            screen,
            desktop: Desktop::default(),
            state: ScreenState::default(),
            open: Happened::default(),
            all: true,
            next: Instant::now(),
        }
    }

    /// Ends well when the hub closes, and with an error when the display is gone.
    fn run(&mut self) -> Result<(), Error> {
        loop {
            let (closing, watched, newcomers) = self.shared.look(|watchers| {
                let newcomers = std::mem::take(&mut watchers.newcomers);
                (watchers.closing, !watchers.mailboxes.is_empty(), newcomers)
            });
            if closing {
                return self.screen.watch(false);
            }
            self.screen.watch(watched)?;
            if !watched {
                self.rest()?;
                continue;
            }
            if newcomers {
                self.open = Happened::ALL;
                self.all = true;
                self.desktop = Desktop::default();
            }
            self.tell()?;
            let pause = self.pause();
            self.open.add(self.screen.wait(pause)?);
        }
    }

    /// Nobody watches: the picture's memory is given back.
    fn rest(&mut self) -> Result<(), Error> {
        self.shared.frame.resize(0, 0);
        self.screen.wait(None)?;
        Ok(())
    }

    /// How long nothing is to be done: for ever, unless something waits for the next picture.
    fn pause(&self) -> Option<Duration> {
        let waits = self.open != Happened::default();
        waits.then(|| self.next.saturating_duration_since(Instant::now()))
    }

    /// Tells the watchers what is new, if it is time.
    fn tell(&mut self) -> Result<(), Error> {
        let now = Instant::now();
        if self.open == Happened::default() || now < self.next {
            return Ok(());
        }
        self.next = now + PERIOD;
        let open = std::mem::take(&mut self.open);
        let mut news = News::default();
        if open.desktop {
            news.desktop = self.new_desktop()?;
        }
        if open.damaged || self.all {
            let rects = self.screen.grab(self.all, &self.shared.frame)?;
            news.damage = rects.into_iter().map(Damage::now).collect();
            self.all &= news.damage.is_empty();
        }
        if open.cursor {
            news.cursor = Some(self.screen.cursor()?);
        }
        if open.pointer {
            news.pointer = Some(self.screen.pointer()?);
        }
        if open.leds {
            news.leds = Some(self.screen.leds()?);
        }
        news.state = self.new_state(open);
        self.shared.publish(&news);
        Ok(())
    }

    fn new_desktop(&mut self) -> Result<Option<Desktop>, Error> {
        let desktop = self.screen.desktop()?;
        if desktop == self.desktop {
            return Ok(None);
        }
        tracing::debug!(width = desktop.width, height = desktop.height, "the desktop's size");
        self.shared.frame.resize(desktop.width, desktop.height);
        self.all = true;
        self.desktop = desktop.clone();
        Ok(Some(desktop))
    }

    fn new_state(&mut self, open: Happened) -> Option<ScreenState> {
        let state = self.screen.state();
        (state != self.state || open == Happened::ALL).then(|| {
            self.state = state;
            state
        })
    }
}
