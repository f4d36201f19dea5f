//! What a site sets for session keys and invitations.

use farhand_protocol::keys::Portal;
use farhand_protocol::limits;
use serde::{Deserialize, Serialize};
use url::Url;

/// What a site sets for session keys and invitations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InviteRules {
    /// Seconds that a key lives unless asked otherwise.
    pub life_default_s: u32,
    /// Seconds that a key may live at most.
    pub life_max_s: u32,
    /// Further portals, beside the appliance's own address.
    pub portals: Vec<Portal>,
    /// Where customers find help with what an invitation asks of them.
    pub help_address: Option<String>,
    /// The customers' client for Android.
    pub android: Option<StoreApp>,
    /// The client for Android that can do more, where the device's vendor has signed it.
    pub android_plus: Option<StoreApp>,
}

/// An app in a store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreApp {
    /// Its package ("com.example.support").
    pub package: String,
    /// The address of the store's page; it begins with `https://`.
    pub store: String,
}

impl Default for InviteRules {
    fn default() -> Self {
        Self {
            life_default_s: limits::KEY_LIFE_DEFAULT_S,
            life_max_s: limits::KEY_LIFE_MAX_S,
            portals: Vec::new(),
            help_address: None,
            android: None,
            android_plus: None,
        }
    }
}

impl InviteRules {
    /// Seconds that a key lives unless asked otherwise.
    #[must_use]
    pub fn life_default_s(&self) -> u32 {
        self.life_default_s.min(self.life_max_s())
    }

    /// Seconds that a key may live at most, within what any site may set.
    #[must_use]
    pub fn life_max_s(&self) -> u32 {
        self.life_max_s.clamp(limits::KEY_LIFE_MIN_S, limits::KEY_LIFE_MAX_S)
    }

    /// Whether a browser that names `origin` is on one of the further portals.
    #[must_use]
    pub fn has_portal(&self, origin: &str) -> bool {
        self.portals.iter().any(|portal| portal.address == origin)
    }

    /// # Errors
    /// What is wrong, for the administrator.
    pub fn check(&self) -> Result<(), String> {
        let lives = limits::KEY_LIFE_MIN_S..=limits::KEY_LIFE_MAX_S;
        if !lives.contains(&self.life_max_s) || !lives.contains(&self.life_default_s) {
            return Err(format!("a key's life must be from {} to {} seconds", lives.start(), lives.end()));
        }
        if self.life_default_s > self.life_max_s {
            return Err("the default life of a key must not be above the longest one".to_owned());
        }
        Ok(())
    }
}

/// A portal, given as `NAME=ADDRESS`. The address is an origin: scheme, host and, where it is not the
/// usual one, port.
///
/// # Errors
/// What is wrong, for the administrator.
pub fn portal(given: &str) -> Result<Portal, String> {
    let (name, address) = given.split_once('=').ok_or("write a portal as NAME=ADDRESS")?;
    let name = name.trim();
    if name.is_empty() || name.chars().count() > limits::DISPLAY_NAME || name.chars().any(char::is_control) {
        return Err(format!("a portal's name must have 1 to {} characters", limits::DISPLAY_NAME));
    }
    let wrong = || format!("{address} must be an address like https://support.example.com");
    let url = Url::parse(address.trim()).map_err(|_| wrong())?;
    let plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let no_user = url.username().is_empty() && url.password().is_none();
    if !matches!(url.scheme(), "http" | "https") || !plain || !no_user {
        return Err(wrong());
    }
    Ok(Portal { name: name.to_owned(), address: url.origin().ascii_serialization() })
}

/// An app in a store, given as `PACKAGE=ADDRESS`; an empty text is none.
///
/// # Errors
/// What is wrong, for the administrator.
pub fn store_app(given: &str) -> Result<Option<StoreApp>, String> {
    if given.is_empty() {
        return Ok(None);
    }
    let (package, store) =
        given.split_once('=').ok_or("write an app as PACKAGE=ADDRESS of its store's page")?;
    let sign = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_');
    if !package.contains('.') || package.len() > 255 || !package.bytes().all(sign) {
        return Err(format!("{package} must be a package's name like com.example.support"));
    }
    let store = Url::parse(store).map_err(|_| format!("{store} must be the address of the store's page"))?;
    if store.scheme() != "https" {
        return Err("the store's page must begin with https://".to_owned());
    }
    Ok(Some(StoreApp { package: package.to_owned(), store: store.into() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lives_stay_within_what_any_site_may_set() {
        let rules =
            |life_default_s, life_max_s| InviteRules { life_default_s, life_max_s, ..Default::default() };
        assert!(InviteRules::default().check().is_ok() && rules(60, 60).check().is_ok());
        for bad in [rules(59, 600), rules(601, 600), rules(60, limits::KEY_LIFE_MAX_S + 1)] {
            assert!(bad.check().is_err(), "{bad:?}");
        }
        assert_eq!(rules(9_000, 600).life_default_s(), 600);
    }

    #[test]
    fn a_portal_is_a_name_and_an_origin() {
        let found = portal("Repairs = https://Repairs.example.com/").unwrap();
        assert_eq!((&*found.name, &*found.address), ("Repairs", "https://repairs.example.com"));
        assert_eq!(portal("Test=http://127.0.0.1:8080").unwrap().address, "http://127.0.0.1:8080");
        for bad in [
            "https://repairs.example.com",
            "=https://repairs.example.com",
            "Repairs=repairs.example.com",
            "Repairs=ftp://repairs.example.com",
            "Repairs=https://repairs.example.com/path",
            "Repairs=https://user@repairs.example.com",
        ] {
            assert!(portal(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_app_is_a_package_and_its_page() {
        let found = store_app("com.example.support=https://store.example.com/?id=1").unwrap().unwrap();
        assert_eq!(
            (&*found.package, &*found.store),
            ("com.example.support", "https://store.example.com/?id=1")
        );
        assert_eq!(store_app(""), Ok(None));
        for bad in [
            "com.example.support",
            "support=https://store.example.com",
            "a.b=http://store.example.com",
            "a.b;x=https://store.example.com",
        ] {
            assert!(store_app(bad).is_err(), "{bad}");
        }
    }
}
