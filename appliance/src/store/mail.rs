//! What mail asks of the store: the site's mail server and templates, and the outbox.

use async_trait::async_trait;
use farhand_protocol::{KeyId, Timestamp};

use super::Result;
use crate::mail::{MailSettings, Source, Template};

/// An invitation in the outbox, with everything that its message is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The key that it carries.
    pub key: KeyId,
    /// Its number among the key's invitations.
    pub number: u32,
    /// Where it goes.
    pub address: String,
    /// The customer's name.
    pub name: Option<String>,
    /// Who invites.
    pub inviter: String,
    /// The site's name.
    pub site: String,
    /// The key's digits.
    pub digits: String,
    /// Its own link.
    pub link: String,
    /// The portal that the link begins with.
    pub portal: String,
    /// Until when the key works.
    pub expires_at: Timestamp,
    /// The personal line.
    pub line: Option<String>,
    /// The address to ask at.
    pub help: Option<String>,
    /// The template as it was when the invitation was queued.
    pub source: Source,
    /// What stands before the @ of its Message-ID.
    pub message_id: String,
    /// How often it was tried.
    pub tries: u32,
    /// Since when it is queued.
    pub queued_at: Timestamp,
}

impl Letter {
    /// Which one it is.
    #[must_use]
    pub fn id(&self) -> LetterId {
        (self.key, self.number)
    }
}

/// Which invitation: its key, and its number there.
pub type LetterId = (KeyId, u32);

/// What became of a letter that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The mail server has taken it.
    Sent,
    /// It is tried again.
    Delayed {
        /// Why.
        words: String,
        /// When.
        next_at: Timestamp,
    },
    /// It will not arrive.
    Bounced {
        /// Why.
        words: String,
    },
}

/// The part of the store for mail.
#[async_trait]
pub trait MailStore: Send + Sync + 'static {
    /// How mail leaves; none where it does not.
    async fn mail_settings(&self) -> Result<Option<MailSettings>>;

    /// Sets how mail leaves, or that it does not. What is queued waits.
    async fn set_mail_settings(&self, settings: Option<MailSettings>) -> Result<()>;

    /// The templates, the ordinary one first.
    async fn templates(&self) -> Result<Vec<Template>>;

    /// Keeps a template in one language, which was checked; `name` is what representatives read, as
    /// before unless given.
    ///
    /// # Errors
    /// `InvalidField` for a code name, a name or a language of a wrong form.
    async fn put_template(&self, code: &str, name: Option<&str>, source: Source) -> Result<()>;

    /// Removes a template, or one of its languages. The standard one is then again as it comes.
    ///
    /// # Errors
    /// `NotFound`.
    async fn remove_template(&self, code: &str, language: Option<&str>) -> Result<()>;

    /// The letters that are due, the longest due first, at most `most`. Those of keys that start
    /// nothing any more are not.
    async fn due_letters(&self, most: usize) -> Result<Vec<Letter>>;

    /// When the next letter is due, now or later.
    async fn next_letter_at(&self) -> Result<Option<Timestamp>>;

    /// Notes what became of a letter.
    async fn note_letter(&self, letter: LetterId, fate: Fate) -> Result<()>;
}
