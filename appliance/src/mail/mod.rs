//! Email invitations, from the outbox in the database to the site's mail server.
//!
//! A row of the table `invitation` is what is to be sent. [`post`] takes the rows that are due,
//! [`render`] makes a message's parts of the template that the row was queued with, [`message`] makes
//! the message itself, and [`send`] hands it over. The row then says what became of it: a message that
//! the server has taken, one that waits for another try ([`retry`]), or one that will never arrive.
//! Whatever happens between the server's yes and the note of it, the message is sent again under the
//! same Message-ID; nothing that was queued is ever forgotten.
//!
//! Sites write their own templates ([`template`]); they are checked when they are saved ([`check`]), so
//! that rendering cannot fail. What people typed is never part of a template: it comes in as values,
//! escaped by kind.

pub mod address;
pub mod check;
pub mod expiry;
mod failure;
mod html;
pub mod macros;
pub mod message;
pub mod password;
pub mod post;
pub mod render;
mod retry;
pub mod send;
pub mod settings;
pub mod template;
mod tls;

pub use settings::{MailSettings, MailTls};
pub use template::{Source, Template};
