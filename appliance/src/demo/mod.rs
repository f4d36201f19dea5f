//! A site to try things out with. All people, names and numbers are made up.

mod canned;
mod teams;
mod waiting;

use farhand_protocol::IssueCode;
use farhand_protocol::people::Role;

use crate::store::{NewRepresentative, Result, SiteSettings, Store};
use teams::{FIELD, MOBILE, TEAMS};

pub use waiting::seed_waiting;

/// The user name that the demonstration signs in with.
pub const USER_NAME: &str = "ines";

/// User name, display name, teams and ranks.
type Person = (&'static str, &'static str, &'static [(&'static str, Role)]);

const PEOPLE: [Person; 4] = [
    (USER_NAME, "Ines Exemplar", &[(MOBILE, Role::Lead), (FIELD, Role::Member)]),
    ("bram", "Bram Voorbeeld", &[(MOBILE, Role::Member)]),
    ("yusuf", "Yusuf Misal", &[(MOBILE, Role::Member), (FIELD, Role::Member)]),
    ("odile", "Odile Exemple", &[(FIELD, Role::Manager)]),
];

const ISSUES: [(&str, &str, Option<&str>); 5] = [
    ("phone-or-tablet", "Phone or tablet", Some(MOBILE)),
    ("company-app", "A company app", Some(MOBILE)),
    ("wifi-or-network", "Wi-Fi or network", Some(FIELD)),
    ("signing-in", "Signing in", Some(MOBILE)),
    ("something-else", "Something else", None),
];

const AGREEMENT: &str = "\
Your representative can read what you write here, and sees the kind of device and browser that you use.

Nobody can see your screen or your files unless you allow it, and you can stop at any time.

What is said in this session is kept with your case for as long as the company needs it to help you. \
You can ask the company for a copy, or to have it deleted.

This is a demonstration. The company, the people and this agreement are made up.";

fn settings() -> SiteSettings {
    SiteSettings {
        agreement: Some(AGREEMENT.to_owned()),
        asks_company: true,
        asks_details: true,
        asks_recording: true,
        survey: true,
        ..SiteSettings::plain("Example Support")
    }
}

/// Whether the store holds the demonstration's people.
///
/// # Errors
/// When the store fails.
pub async fn is_seeded(store: &dyn Store) -> Result<bool> {
    Ok(store.accounts().await?.iter().any(|account| account.user_name == USER_NAME))
}

/// Fills an empty store; everybody gets the password with this hash. In a store that is filled
/// already only the passwords are set.
///
/// # Errors
/// When the store fails or holds other things.
pub async fn seed(store: &dyn Store, password_hash: &str) -> Result<()> {
    if is_seeded(store).await? {
        for (user_name, ..) in PEOPLE {
            store.set_password(user_name, password_hash).await?;
        }
        return Ok(());
    }
    store.set_site(settings()).await?;
    for (name, target_s) in TEAMS {
        store.add_team(name, target_s).await?;
    }
    for person in PEOPLE {
        add_person(store, person, password_hash).await?;
    }
    for (code, title, team) in ISSUES {
        let code: IssueCode = code.parse().expect("the issues' code names are well formed");
        store.add_issue(&code, title, team).await?;
    }
    teams::set_up(store).await?;
    store.set_canned(canned::library()).await
}

async fn add_person(store: &dyn Store, (user_name, name, teams): Person, password_hash: &str) -> Result<()> {
    let new = NewRepresentative {
        user_name: user_name.to_owned(),
        name: name.to_owned(),
        password_hash: password_hash.to_owned(),
        general_queue: true,
        administrator: user_name == USER_NAME,
    };
    store.add_representative(new).await?;
    for (team, role) in teams {
        store.join_team(user_name, team, *role).await?;
    }
    Ok(())
}
