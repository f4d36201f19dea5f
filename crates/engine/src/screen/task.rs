//! What takes its time on this computer, off the actor's turns: its clipboard and its files.

use std::collections::VecDeque;
use std::sync::Arc;

use farhand_core::contract::ScreenshotTo;
use farhand_core::event::ScreenEvent;
use tokio::task::JoinSet;

use super::clipboard::{Passing, Taken};
use super::picture::Picture;
use super::screenshot::Screenshot;
use crate::shell::Shell;

/// Things that are done at once; further ones wait.
const TASKS: usize = 8;
/// Things that wait; further ones are refused.
const WAITING: usize = 8;

/// Something that takes its time.
type Work = Box<dyn FnOnce(&dyn Shell) -> Done + Send>;

/// What takes its time.
pub(super) struct Tasks {
    shell: Arc<dyn Shell>,
    running: JoinSet<Done>,
    waiting: VecDeque<Work>,
    pub passing: Passing,
}

/// What came of it.
#[derive(Debug)]
pub(super) enum Done {
    /// This is to be told.
    Tell(ScreenEvent),
    /// This text is to be sent to the device.
    Send(String),
    /// Nothing that anybody needs to know.
    Nothing,
}

impl Tasks {
    pub fn new(shell: Arc<dyn Shell>) -> Self {
        Self { shell, running: JoinSet::new(), waiting: VecDeque::new(), passing: Passing::default() }
    }

    pub fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    /// The next one that is done. For ever, while there is none.
    pub async fn next(&mut self) -> Done {
        let Some(done) = self.running.join_next().await else { return std::future::pending().await };
        if self.running.len() < TASKS
            && let Some(work) = self.waiting.pop_front()
        {
            self.run(work);
        }
        done.unwrap_or_else(|error| {
            tracing::error!(%error, "something on this computer failed");
            Done::Nothing
        })
    }

    /// Reads this computer's text, to be sent because it was asked for.
    pub fn send_text(&mut self) {
        self.start(failed(BUSY.to_owned()), |shell| match shell.clipboard().text() {
            Ok(Some(text)) if !text.is_empty() => Done::Send(text),
            Ok(_) => failed("This computer's clipboard holds no text.".to_owned()),
            Err(error) => failed(format!("This computer's clipboard cannot be read: {error}.")),
        });
    }

    /// Reads this computer's text, to be sent where that is allowed by itself and the device lacks it.
    pub fn offer_text(&mut self) {
        if !self.passing.passes_by_itself() {
            return;
        }
        let same = self.passing.same();
        self.start(Done::Nothing, move |shell| match shell.clipboard().text() {
            Ok(Some(text)) if !text.is_empty() && same.as_ref() != Some(&text) => Done::Send(text),
            _ => Done::Nothing,
        });
    }

    /// A text came from the device.
    pub fn text_came(&mut self, text: String) {
        if self.passing.came(&text) == Taken::Written {
            self.keep_text(text);
        }
    }

    /// Puts a text of the device into this computer's clipboard.
    pub fn keep_text(&mut self, text: String) {
        self.passing.passed(text.clone());
        self.start(failed(BUSY.to_owned()), move |shell| {
            let characters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
            match shell.clipboard().set_text(text) {
                Ok(()) => Done::Tell(ScreenEvent::ClipboardMoved { to_device: false, characters }),
                Err(error) => failed(format!("This computer's clipboard cannot be written: {error}.")),
            }
        });
    }

    /// Keeps what is shown now.
    pub fn screenshot(&mut self, picture: &Picture, to: ScreenshotTo, name: String) {
        let shot = Screenshot::of(picture);
        let refused = Done::Tell(ScreenEvent::ScreenshotFailed(BUSY.to_owned()));
        self.start(refused, move |shell| {
            let kept = shot.ok_or_else(|| "there is no picture yet".to_owned());
            let kept = kept.and_then(|shot| keep(shell, shot, to, &name));
            Done::Tell(kept.map_or_else(ScreenEvent::ScreenshotFailed, ScreenEvent::ScreenshotTaken))
        });
    }

    /// Does it now, or as soon as others are done; what cannot wait either is `refused`.
    fn start(&mut self, refused: Done, work: impl FnOnce(&dyn Shell) -> Done + Send + 'static) {
        if self.running.len() < TASKS {
            self.run(Box::new(work));
        } else if self.waiting.len() < WAITING {
            self.waiting.push_back(Box::new(work));
        } else {
            self.running.spawn(async { refused });
        }
    }

    fn run(&mut self, work: Work) {
        let shell = Arc::clone(&self.shell);
        self.running.spawn_blocking(move || work(&*shell));
    }
}

/// Why something is refused.
const BUSY: &str = "This computer is still busy with what was asked for before. Try again in a moment.";

fn failed(why: String) -> Done {
    Done::Tell(ScreenEvent::ClipboardFailed(why))
}

/// Keeps a picture; answers the file's path, if it is one.
fn keep(shell: &dyn Shell, shot: Screenshot, to: ScreenshotTo, name: &str) -> Result<Option<String>, String> {
    match to {
        ScreenshotTo::File => {
            let folder = shell.pictures().ok_or("this computer has no folder for pictures")?;
            shot.write(&folder, name).map(|path| Some(path.display().to_string()))
        }
        ScreenshotTo::Clipboard => {
            let (width, rgba) = shot.into_rgba();
            shell.clipboard().set_picture(width, rgba).map(|()| None)
        }
    }
}
