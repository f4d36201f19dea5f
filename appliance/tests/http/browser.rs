//! A customer's browser: it keeps cookies, sends its origin, and follows no redirect by itself.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::stage::{Live, SOON, Stage};

/// A browser that does as it is told: it follows no redirect and keeps no connection.
pub static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    // A second installation is refused, and the first one is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().redirect(Policy::none()).pool_max_idle_per_host(0).build().unwrap()
});

/// What came back.
pub struct Shown {
    pub status: u16,
    /// Where a redirect leads; empty for none.
    pub leads_to: String,
    pub text: String,
}

/// A customer's browser.
#[derive(Clone, Default)]
pub struct Browser {
    url: String,
    pub cookies: BTreeMap<String, String>,
}

impl Browser {
    pub fn at(stage: &Stage) -> Self {
        Self { url: stage.running.url().to_owned(), cookies: BTreeMap::new() }
    }

    /// One that has gone from an issue to the queue.
    pub async fn waiting(stage: &Stage, name: &str, issue: &str) -> Self {
        let mut browser = Self::at(stage);
        assert_eq!(browser.get(&format!("/issue/{issue}")).await.leads_to, "/begin");
        let begun = browser.begin(name).await;
        assert_eq!(begun.leads_to, "/session", "{}", begun.text);
        browser
    }

    /// Sends the form before the queue.
    pub async fn begin(&mut self, name: &str) -> Shown {
        let name = name.replace(' ', "+");
        self.post("/begin", &format!("name={name}&recording=refuse&agreement=accept&script=1")).await
    }

    pub async fn get(&mut self, path: &str) -> Shown {
        let request = CLIENT.get(format!("{}{path}", self.url));
        self.send(request).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, form: &str) -> Shown {
        self.post_as(path, "application/x-www-form-urlencoded", form).await
    }

    pub async fn post_as(&mut self, path: &str, kind: &str, body: &str) -> Shown {
        let request = CLIENT.post(format!("{}{path}", self.url)).header("Origin", &self.url);
        self.send(request.header("Content-Type", kind).body(body.to_owned())).await
    }

    async fn send(&mut self, request: RequestBuilder) -> Shown {
        let request = request.header("Cookie", self.cookie_line());
        let response = timeout(SOON, request.send()).await.unwrap().unwrap();
        for value in response.headers().get_all("set-cookie") {
            let (name, value) = value.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        self.cookies.retain(|_, value| !value.is_empty());
        let leads_to = response.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
        let status = response.status().as_u16();
        Shown { status, leads_to: leads_to.unwrap_or_default(), text: response.text().await.unwrap() }
    }

    fn cookie_line(&self) -> String {
        let pairs: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    /// Opens the live connection of the session's page; an error's status where it is refused.
    pub async fn live(&self) -> Result<Live, u16> {
        self.live_at("/portal/api/live").await
    }

    /// The same of another page.
    pub async fn live_at(&self, path: &str) -> Result<Live, u16> {
        let address = format!("{}{path}", self.url.replacen("http", "ws", 1));
        let mut request = address.into_client_request().unwrap();
        request.headers_mut().insert("Origin", self.url.parse().unwrap());
        request.headers_mut().insert("Cookie", self.cookie_line().parse().unwrap());
        match timeout(SOON, tokio_tungstenite::connect_async(request)).await.unwrap() {
            Ok((socket, _)) => Ok(Live(socket)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(other) => panic!("{other}"),
        }
    }
}
