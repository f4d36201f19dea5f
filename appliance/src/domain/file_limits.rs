//! How much may travel through the appliance and be kept there.

use std::time::Duration;

use farhand_protocol::limits;
use serde::{Deserialize, Serialize};

/// What the one who runs the appliance allows: `[files]` in the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FileLimits {
    /// Bytes of one upload.
    pub upload_bytes: u64,
    /// Bytes of a file in the chat; 0 switches files in the chat off.
    pub chat_file_bytes: u64,
    /// Bytes of all uploads of a session.
    pub session_bytes: u64,
    /// Bytes of all uploads.
    pub spool_bytes: u64,
    /// Bytes of the disk that are left free.
    pub keep_free_bytes: u64,
    /// Days for which a file in the chat is kept.
    pub kept_days: u32,
    /// Seconds for which a sender may be silent in the middle of an upload.
    pub silence_s: u32,
}

impl FileLimits {
    /// See [`FileLimits::silence_s`].
    #[must_use]
    pub fn silence(&self) -> Duration {
        Duration::from_secs(self.silence_s.max(1).into())
    }
}

impl Default for FileLimits {
    fn default() -> Self {
        Self {
            upload_bytes: limits::UPLOAD_BYTES,
            chat_file_bytes: limits::CHAT_FILE_BYTES,
            session_bytes: limits::SPOOL_SESSION_BYTES,
            spool_bytes: limits::SPOOL_BYTES,
            keep_free_bytes: 1 << 30,
            kept_days: 7,
            silence_s: 30,
        }
    }
}

/// What a site allows of that: less, where it says anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileRules {
    /// Bytes of one upload.
    pub upload_bytes: Option<u64>,
    /// Bytes of a file in the chat; 0 switches files in the chat off.
    pub chat_file_bytes: Option<u64>,
    /// Bytes of all uploads of a session.
    pub session_bytes: Option<u64>,
    /// Bytes of all uploads.
    pub spool_bytes: Option<u64>,
}

impl FileLimits {
    /// What is left of it under a site's rules.
    #[must_use]
    pub fn under(self, rules: &FileRules) -> Self {
        let less = |most: u64, rule: Option<u64>| rule.map_or(most, |rule| rule.min(most));
        let upload_bytes = less(self.upload_bytes, rules.upload_bytes);
        Self {
            upload_bytes,
            chat_file_bytes: less(self.chat_file_bytes, rules.chat_file_bytes).min(upload_bytes),
            session_bytes: less(self.session_bytes, rules.session_bytes),
            spool_bytes: less(self.spool_bytes, rules.spool_bytes),
            ..self
        }
    }
}

/// A number of bytes for people: whole, in the largest unit that it has at least one of.
#[must_use]
pub fn in_words(bytes: u64) -> String {
    let units = [("GiB", 1u64 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
    let unit = units.into_iter().find(|(_, size)| bytes >= *size);
    unit.map_or_else(|| format!("{bytes} bytes"), |(name, size)| format!("{} {name}", bytes / size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_allows_less_and_never_more() {
        let most = FileLimits { upload_bytes: 100, chat_file_bytes: 80, ..FileLimits::default() };
        assert_eq!(most.under(&FileRules::default()), most);
        let rules =
            FileRules { upload_bytes: Some(50), session_bytes: Some(u64::MAX), ..FileRules::default() };
        let under = most.under(&rules);
        assert_eq!((under.upload_bytes, under.chat_file_bytes), (50, 50));
        assert_eq!(under.session_bytes, most.session_bytes);
    }

    #[test]
    fn sizes_are_told_in_words() {
        let told = [0, 1023, 1024, 256 << 20, (16 << 30) + 5].map(in_words);
        assert_eq!(told, ["0 bytes", "1023 bytes", "1 KiB", "256 MiB", "16 GiB"]);
    }
}
