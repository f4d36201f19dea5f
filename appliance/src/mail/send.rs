//! Handing messages over to the site's mail server.
//!
//! Every step has a time limit of its own, and a connection that has not kept one is dropped: its next
//! answer could be that to an earlier question. What the server has said last is what happened.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use lettre::Message;
use lettre::transport::smtp;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::Response;
use serde::Deserialize;
use tokio::time::timeout;

use super::failure::{Failure, Stage};
use super::{MailSettings, MailTls, tls};

/// How long the steps of handing over may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailTimes {
    /// Seconds until there is a connection with the server's greeting, and TLS.
    pub connect_s: u32,
    /// Seconds until an answer to anything but the message.
    pub answer_s: u32,
    /// Seconds until the server has said whether it has taken the message. Where it does not, the
    /// message is sent again, and may arrive twice.
    pub accept_s: u32,
    /// Seconds until the first of the further tries; the others are ever farther apart.
    pub retry_s: u32,
}

impl Default for MailTimes {
    fn default() -> Self {
        Self { connect_s: 30, answer_s: 60, accept_s: 300, retry_s: 5 }
    }
}

fn seconds(s: u32) -> Duration {
    Duration::from_secs(s.into())
}

/// The mail server, and how to get in there.
pub struct Server {
    pub(super) settings: MailSettings,
    credentials: Option<Credentials>,
    tls: Option<TlsParameters>,
    hello: ClientId,
    pub(super) times: MailTimes,
}

impl Server {
    /// The server of `settings`, which its user signs in to with `password`.
    ///
    /// # Errors
    /// What is wrong with the settings.
    pub fn new(settings: MailSettings, password: Option<String>, times: MailTimes) -> Result<Self, String> {
        let credentials = match (&settings.user, password) {
            (None, _) => None,
            (Some(user), Some(password)) => Some(Credentials::new(user.clone(), password)),
            (Some(_), None) => return Err("the password for the mail server is missing".to_owned()),
        };
        let hello = ClientId::Domain(settings.domain().to_owned());
        Ok(Self { tls: tls::parameters(&settings)?, credentials, hello, settings, times })
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Failure> {
        let limit = seconds(self.times.connect_s);
        let connecting = async {
            let implicit = self.tls.clone().filter(|_| self.settings.tls == MailTls::Implicit);
            let server = (self.settings.host.as_str(), self.settings.port);
            let mut connection =
                AsyncSmtpConnection::connect_tokio1(server, Some(limit), &self.hello, implicit, None).await?;
            if let (MailTls::Starttls, Some(tls)) = (self.settings.tls, self.tls.clone()) {
                connection.starttls(tls, &self.hello).await?;
            }
            Ok(connection)
        };
        let mut connection = within(Stage::Connect, limit, connecting).await?;
        if let Some(credentials) = &self.credentials {
            let signing_in = connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials);
            within(Stage::SignIn, seconds(self.times.answer_s), signing_in).await?;
        }
        Ok(connection)
    }
}

async fn within<T>(
    stage: Stage,
    limit: Duration,
    step: impl Future<Output = Result<T, smtp::Error>>,
) -> Result<T, Failure> {
    match timeout(limit, step).await {
        Ok(done) => done.map_err(|error| Failure::of(stage, &error)),
        Err(_) => Err(Failure::silent(stage, limit)),
    }
}

/// A line to the mail server, with a connection that is kept between messages.
pub struct MailLine {
    server: Arc<Server>,
    connection: Option<AsyncSmtpConnection>,
}

impl MailLine {
    /// A line that is not connected yet.
    #[must_use]
    pub fn new(server: Arc<Server>) -> Self {
        Self { server, connection: None }
    }

    /// The server at its other end.
    #[must_use]
    pub fn server(&self) -> &Arc<Server> {
        &self.server
    }

    /// Hands a message over, and answers what the server said as it took it.
    ///
    /// # Errors
    /// Why it did not, in words for people.
    pub async fn send(&mut self, message: &Message) -> Result<String, String> {
        self.hand_over(message).await.map_err(|failure| failure.to_string())
    }

    /// Hands a message over. Where the server has given up a kept connection meanwhile, a new one is
    /// made.
    pub(super) async fn hand_over(&mut self, message: &Message) -> Result<String, Failure> {
        if let Some(mut kept) = self.connection.take() {
            let ready = timeout(seconds(self.server.times.answer_s), kept.command(Rset)).await;
            if matches!(ready, Ok(Ok(_))) {
                return self.hand_over_on(kept, message).await;
            }
        }
        let connection = self.server.connect().await?;
        self.hand_over_on(connection, message).await
    }

    async fn hand_over_on(
        &mut self,
        mut connection: AsyncSmtpConnection,
        message: &Message,
    ) -> Result<String, Failure> {
        let (done, usable) = deliver(&mut connection, message, self.server.times).await;
        if usable {
            self.connection = Some(connection);
        }
        done
    }

    /// Says goodbye.
    pub async fn close(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            // It is over either way.
            let _ = timeout(Duration::from_secs(2), connection.quit()).await;
        }
    }
}

/// Goes through the steps; answers what became of it, and whether the connection can be used on.
async fn deliver(
    connection: &mut AsyncSmtpConnection,
    message: &Message,
    times: MailTimes,
) -> (Result<String, Failure>, bool) {
    let steps = async {
        let mail = Mail::new(message.envelope().from().cloned(), parameters(connection, message)?);
        step(Stage::Envelope, times.answer_s, connection.command(mail)).await?;
        for to in message.envelope().to() {
            let rcpt = Rcpt::new(to.clone(), Vec::new());
            step(Stage::Envelope, times.answer_s, connection.command(rcpt)).await?;
        }
        step(Stage::Envelope, times.answer_s, connection.command(Data)).await?;
        step(Stage::Message, times.accept_s, connection.command(Content::of(message))).await
    };
    match steps.await {
        Ok(answer) => (Ok(said(&answer)), true),
        Err((failure, usable)) => (Err(failure), usable),
    }
}

/// A message with its end, as one command and so in one piece: of two, the second would wait until the
/// other computer has acknowledged the first one, which it takes its time for (40 ms on Linux).
struct Content(String);

impl Content {
    fn of(message: &Message) -> Self {
        Self::stuffed(&String::from_utf8_lossy(&message.formatted()))
    }

    /// Dots that begin a line are doubled: one alone on its line is the end.
    fn stuffed(message: &str) -> Self {
        let begin = if message.starts_with('.') { "." } else { "" };
        let end = if message.ends_with("\r\n") { ".\r\n" } else { "\r\n.\r\n" };
        Self(format!("{begin}{}{end}", message.replace("\r\n.", "\r\n..")))
    }
}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One step; where it fails, also whether the connection can be used on.
async fn step(
    stage: Stage,
    limit_s: u32,
    step: impl Future<Output = Result<Response, smtp::Error>>,
) -> Result<Response, (Failure, bool)> {
    let limit = seconds(limit_s);
    match timeout(limit, step).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err((Failure::of(stage, &error), Failure::leaves_connection(&error))),
        Err(_) => Err((Failure::silent(stage, limit), false)),
    }
}

/// An address that is not ASCII needs a server that says it takes such ones.
fn parameters(
    connection: &AsyncSmtpConnection,
    message: &Message,
) -> Result<Vec<MailParameter>, (Failure, bool)> {
    if message.envelope().to().iter().all(|to| to.to_string().is_ascii()) {
        return Ok(Vec::new());
    }
    if connection.server_info().supports_feature(Extension::SmtpUtfEight) {
        return Ok(vec![MailParameter::SmtpUtfEight]);
    }
    let words = "the mail server does not take addresses with letters beyond ASCII";
    Err((Failure::Never(words.to_owned()), true))
}

fn said(answer: &Response) -> String {
    let lines: Vec<&str> = answer.message().collect();
    format!("{} {}", answer.code(), lines.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_ends_a_message_only_at_its_end() {
        for (message, sent) in [
            ("a\r\n", "a\r\n.\r\n"),
            ("a", "a\r\n.\r\n"),
            (".\r\n.\r\n..a.\r\n", "..\r\n..\r\n...a.\r\n.\r\n"),
            ("", "\r\n.\r\n"),
        ] {
            assert_eq!(Content::stuffed(message).to_string(), sent);
        }
    }
}
