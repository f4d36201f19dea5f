//! The console's sounds.
//!
//! The pages hold the sound files and play them when told to: the web view brings a decoder and a
//! way to the loudspeaker on every system, where a crate for sound would bring system libraries
//! (ALSA's headers on Linux) for a few short files.

use farhand_core::effect::Sound;
use tauri::{AppHandle, Emitter};

/// The event that `ui/src/host/tauri.ts` listens to. It carries the name of a file in
/// `ui/public/sounds`, without `.wav`.
const EVENT: &str = "play";

/// Plays a sound.
pub fn play(app: &AppHandle, sound: Sound) {
    if let Err(error) = app.emit(EVENT, name(sound)) {
        tracing::warn!(%error, "a sound could not be played");
    }
}

fn name(sound: Sound) -> &'static str {
    match sound {
        Sound::Waiting => "waiting",
        Sound::Overdue => "overdue",
        Sound::Message => "message",
        Sound::Ended => "ended",
        Sound::Assigned => "assigned",
        Sound::Passed => "passed",
        Sound::Critical => "critical",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sound_has_a_file_of_its_own() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/public/sounds");
        let sounds = [
            Sound::Waiting,
            Sound::Overdue,
            Sound::Message,
            Sound::Ended,
            Sound::Assigned,
            Sound::Passed,
            Sound::Critical,
        ];
        let mut heard = std::collections::BTreeSet::new();
        for sound in sounds {
            let file = folder.join(name(sound)).with_extension("wav");
            let bytes = std::fs::read(&file).unwrap_or_default();
            assert!(bytes.starts_with(b"RIFF"), "{} is missing", file.display());
            assert!(heard.insert(bytes), "{} sounds like another one", file.display());
        }
    }
}
