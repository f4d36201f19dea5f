//! A customer, as the portal sees one: the forms up to the queue, the page's own API after it.

use anyhow::{Context, Result, ensure};
use farhand_protocol::ClientId;
use farhand_protocol::capability::CustomerAnswer;
use farhand_protocol::chat::{Entry, NewMessage};
use farhand_protocol::portal::PortalFrame;
use futures_util::StreamExt;
use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, ORIGIN, SET_COOKIE};
use reqwest::{Method, RequestBuilder};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::line::{self, LIMIT, Socket};

/// A browser that knows the portal's address and keeps its connections.
#[derive(Clone)]
pub struct Browser {
    http: reqwest::Client,
    base: String,
}

impl Browser {
    /// A browser for the portal at `base`.
    pub fn new(base: &str) -> Result<Self> {
        let http = reqwest::Client::builder();
        let http = http.redirect(reqwest::redirect::Policy::none()).timeout(LIMIT).build()?;
        Ok(Self { http, base: base.to_owned() })
    }

    fn ask(&self, method: Method, path: &str, cookie: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        request.header(ORIGIN, &self.base).header(COOKIE, cookie)
    }

    /// Picks an issue and goes as far as the form that asks for the name.
    pub async fn pick(&self, issue: &str) -> Result<Form> {
        let picked = self.ask(Method::GET, &format!("/issue/{issue}"), "").send().await?;
        let cookie = given_cookie(picked.headers(), "farhand_attempt")?;
        let form = self.ask(Method::GET, "/begin", &cookie).send().await?;
        ensure!(form.status().is_success(), "the form is not shown: {}", form.status());
        form.bytes().await?;
        Ok(Form { browser: self.clone(), cookie })
    }

    /// The whole way into the queue.
    pub async fn begin(&self, issue: &str, name: &str) -> Result<Customer> {
        self.pick(issue).await?.send(name).await
    }
}

/// The form that asks for the name, filled in but for it.
pub struct Form {
    browser: Browser,
    cookie: String,
}

impl Form {
    /// Sends the form; the customer waits then. The name is of letters, digits and hyphens.
    pub async fn send(self, name: &str) -> Result<Customer> {
        let filled = format!("name={name}&company=&details=&recording=refuse&agreement=accept&script=1");
        let request = self.browser.ask(Method::POST, "/begin", &self.cookie);
        let sent =
            request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(filled).send().await?;
        let cookie = given_cookie(sent.headers(), "farhand_session")?;
        Ok(Customer { browser: self.browser, cookie })
    }
}

/// A customer with a session.
pub struct Customer {
    browser: Browser,
    cookie: String,
}

impl Customer {
    /// Opens the page's live connection.
    pub async fn page(&self) -> Result<Page> {
        let address = self.browser.base.replacen("http", "ws", 1);
        let mut request = format!("{address}/portal/api/live?after=0").into_client_request()?;
        request.headers_mut().insert(ORIGIN, self.browser.base.parse()?);
        request.headers_mut().insert(COOKIE, self.cookie.parse()?);
        Ok(Page(line::open(&self.browser.base, request).await?))
    }

    /// Says something.
    pub async fn say(&self, client_id: ClientId, text: String) -> Result<Entry> {
        let message = NewMessage { client_id, text };
        let request = self.browser.ask(Method::POST, "/portal/api/messages", &self.cookie);
        let body = serde_json::to_vec(&message)?;
        let answer = request.header(CONTENT_TYPE, "application/json").body(body).send().await?;
        Ok(answer.error_for_status()?.json().await?)
    }

    /// Answers a question about the screen.
    pub async fn answer(&self, answer: CustomerAnswer) -> Result<()> {
        let request = self.browser.ask(Method::POST, "/portal/api/answer", &self.cookie);
        let request = request.header(CONTENT_TYPE, "application/json").body(serde_json::to_vec(&answer)?);
        // Somebody else may have answered it meanwhile, and then it is answered.
        request.send().await?.bytes().await?;
        Ok(())
    }

    /// Ends the session, or leaves the line.
    pub async fn end(&self) -> Result<()> {
        let request = self.browser.ask(Method::POST, "/portal/api/end", &self.cookie);
        request.send().await?.error_for_status()?.bytes().await?;
        Ok(())
    }
}

/// The customer's page: its live connection.
pub struct Page(Socket);

impl Page {
    /// Reads frames until `found` answers something.
    pub async fn until<T>(
        &mut self,
        what: &str,
        mut found: impl FnMut(&PortalFrame) -> Option<T>,
    ) -> Result<T> {
        let reading = async {
            while let Some(message) = self.0.next().await {
                if let Message::Text(text) = message?
                    && let Some(value) = found(&serde_json::from_str(&text)?)
                {
                    return Ok(value);
                }
            }
            anyhow::bail!("the page's connection was closed before {what}")
        };
        tokio::time::timeout(LIMIT, reading).await.with_context(|| format!("{what} did not come in time"))?
    }
}

fn given_cookie(headers: &HeaderMap, name: &str) -> Result<String> {
    let start = format!("{name}=");
    let given = headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    let given = given.filter_map(|cookie| cookie.split(';').next());
    let cookie = given.into_iter().find(|cookie| cookie.starts_with(&start) && cookie.len() > start.len());
    Ok(cookie.with_context(|| format!("the portal gave no cookie {name}"))?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(SET_COOKIE, "farhand_session=abc; Path=/; HttpOnly".parse().expect("ASCII"));
        headers.append(SET_COOKIE, "farhand_attempt=; Max-Age=0".parse().expect("ASCII"));
        assert_eq!(given_cookie(&headers, "farhand_session").ok().as_deref(), Some("farhand_session=abc"));
        assert!(given_cookie(&headers, "farhand_attempt").is_err());
    }
}
