//! Links that open the client where it is installed. It only ever attaches after the customer's word.
//!
//! On Android a link names the app's package, and the page of its store for where it is not installed.

use super::browser::System;
use crate::domain::invite_rules::StoreApp;

/// What a link hands to the client.
#[derive(Clone, Copy)]
pub enum Hands<'a> {
    /// An elevation code.
    Code(&'a str),
    /// The secret of an invitation's link.
    Key(&'a str),
}

/// The link, for the site at `address`. `app` is the store's, on Android.
pub fn deep_link(address: &str, hands: Hands<'_>, app: Option<&StoreApp>) -> String {
    let (name, value) = match hands {
        Hands::Code(code) => ("code", code),
        Hands::Key(secret) => ("key", secret),
    };
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("site", address)
        .append_pair(name, value)
        .finish();
    let Some(StoreApp { package, store }) = app else { return format!("farhand://attach?{query}") };
    let store: String = url::form_urlencoded::byte_serialize(store.as_bytes()).collect();
    format!(
        "intent://attach?{query}#Intent;scheme=farhand;package={package};S.browser_fallback_url={store};end"
    )
}

/// The app that a link names: none but on Android.
pub fn on(system: System, app: Option<&StoreApp>) -> Option<&StoreApp> {
    app.filter(|_| system == System::Android)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_carries_the_site_and_what_entitles() {
        let link = deep_link("https://support.example.com", Hands::Code("482913706"), None);
        assert_eq!(link, "farhand://attach?site=https%3A%2F%2Fsupport.example.com&code=482913706");
    }

    #[test]
    fn on_android_it_names_the_app_and_the_page_of_its_store() {
        let app = StoreApp {
            package: "com.example.support".to_owned(),
            store: "https://store.example.com/?id=1;end".to_owned(),
        };
        let app = on(System::Android, Some(&app)).unwrap();
        assert_eq!(
            deep_link("https://support.example.com", Hands::Key("AbC-_0"), Some(app)),
            "intent://attach?site=https%3A%2F%2Fsupport.example.com&key=AbC-_0#Intent;scheme=farhand;\
             package=com.example.support;\
             S.browser_fallback_url=https%3A%2F%2Fstore.example.com%2F%3Fid%3D1%3Bend;end"
        );
        assert_eq!(on(System::Windows, Some(app)), None);
    }
}
