//! How much may travel through the appliance and be kept there.

use std::time::Duration;

use farhand_protocol::limits;
use serde::{Deserialize, Serialize};

/// Bytes of a name that nobody can allow more of.
const MOST_NAME_BYTES: u32 = limits::FILE_NAME_BYTES as u32;

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
    /// Files and folders in a transfer.
    pub transfer_files: u32,
    /// Bytes of a file's name.
    pub name_bytes: u32,
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
            transfer_files: limits::TRANSFER_FILES,
            name_bytes: MOST_NAME_BYTES,
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
    /// Files and folders in a transfer.
    pub transfer_files: Option<u32>,
    /// Bytes of a file's name.
    pub name_bytes: Option<u32>,
}

impl FileLimits {
    /// What is left of it under a site's rules. Of the spool a session has a part at most, so that no
    /// few sessions can take all of it from the others.
    #[must_use]
    pub fn under(self, rules: &FileRules) -> Self {
        let less = |most: u64, rule: Option<u64>| rule.map_or(most, |rule| rule.min(most));
        let upload_bytes = less(self.upload_bytes, rules.upload_bytes);
        let spool_bytes = less(self.spool_bytes, rules.spool_bytes);
        let part = spool_bytes / limits::SPOOL_SESSION_PART;
        Self {
            upload_bytes,
            chat_file_bytes: less(self.chat_file_bytes, rules.chat_file_bytes).min(upload_bytes),
            session_bytes: less(self.session_bytes, rules.session_bytes).min(part),
            spool_bytes,
            transfer_files: fewer(self.transfer_files, rules.transfer_files, limits::TRANSFER_FILES),
            name_bytes: fewer(self.name_bytes, rules.name_bytes, MOST_NAME_BYTES),
            ..self
        }
    }
}

fn fewer(configured: u32, rule: Option<u32>, most: u32) -> u32 {
    configured.min(most).min(rule.unwrap_or(most))
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
    fn counts_and_names_have_a_bound_that_no_configuration_lifts() {
        let most = FileLimits { transfer_files: u32::MAX, name_bytes: u32::MAX, ..FileLimits::default() };
        let under = most.under(&FileRules::default());
        assert_eq!((under.transfer_files, under.name_bytes), (1_000_000, 1024));
        let rules = FileRules { transfer_files: Some(10), name_bytes: Some(255), ..FileRules::default() };
        let under = most.under(&rules);
        assert_eq!((under.transfer_files, under.name_bytes), (10, 255));
    }

    #[test]
    fn a_session_never_has_more_than_its_part_of_the_spool() {
        let most = FileLimits { session_bytes: 1000, spool_bytes: 4000, ..FileLimits::default() };
        assert_eq!(most.under(&FileRules::default()).session_bytes, 500);
        let rules = FileRules { spool_bytes: Some(800), ..FileRules::default() };
        assert_eq!(most.under(&rules).session_bytes, 100);
    }

    #[test]
    fn sizes_are_told_in_words() {
        let told = [0, 1023, 1024, 256 << 20, (16 << 30) + 5].map(in_words);
        assert_eq!(told, ["0 bytes", "1023 bytes", "1 KiB", "256 MiB", "16 GiB"]);
    }
}
