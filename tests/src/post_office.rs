//! A mail server on loopback that takes everything.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use farhand_appliance::mail::{MailSettings, MailTls};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

/// A mail server that speaks just enough SMTP, and keeps what it was given.
pub struct PostOffice {
    address: SocketAddr,
    letters: Arc<Mutex<Vec<String>>>,
    task: AbortHandle,
}

impl PostOffice {
    /// Opens one on a free port.
    ///
    /// # Panics
    /// When there is none.
    pub async fn open() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("it listens");
        let letters: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = letters.clone();
        let serve = async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(take(stream, kept.clone()));
            }
        };
        Self { address, letters, task: tokio::spawn(serve).abort_handle() }
    }

    /// How an appliance reaches it.
    #[must_use]
    pub fn settings(&self) -> MailSettings {
        MailSettings {
            host: self.address.ip().to_string(),
            port: self.address.port(),
            tls: MailTls::None,
            plain_text_allowed: false,
            user: None,
            from: "help@example.com".to_owned(),
            from_name: None,
            reply_to: None,
            authorities: None,
            time_zone: Some("UTC".to_owned()),
        }
    }

    /// What came so far: envelope's receiver, an empty line, and the message, its soft line breaks
    /// joined.
    #[must_use]
    pub fn letters(&self) -> Vec<String> {
        self.letters.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The link in the letter to an address, once that has come.
    #[must_use]
    pub fn link_to(&self, address: &str) -> Option<String> {
        let letter = self.letters().into_iter().find(|letter| letter.starts_with(address))?;
        let secret = letter.split("/i/").nth(1)?.get(..32)?.to_owned();
        Some(format!("/i/{secret}"))
    }
}

impl Drop for PostOffice {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn take(stream: TcpStream, letters: Arc<Mutex<Vec<String>>>) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 post.example ESMTP\r\n").await?;
    let (mut to, mut line) = (String::new(), String::new());
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let answer = match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
            "RCPT" => {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                "250 ok\r\n"
            }
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                let message = message(&mut stream).await?;
                let letter = format!("{to}\r\n\r\n{}", message.replace("=\r\n", ""));
                letters.lock().unwrap_or_else(PoisonError::into_inner).push(letter);
                "250 kept\r\n"
            }
            "QUIT" => return stream.write_all(b"221 bye\r\n").await,
            _ => "250 ok\r\n",
        };
        stream.write_all(answer.as_bytes()).await?;
    }
}

async fn message(stream: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut message = String::new();
    while !message.ends_with("\r\n.\r\n") {
        if stream.read_line(&mut message).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(message)
}
