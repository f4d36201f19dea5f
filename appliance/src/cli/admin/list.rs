//! `admin list`: what the site is made of.

use anyhow::Result;

use crate::domain::invite_rules::{InviteRules, StoreApp};
use crate::store::{AdminStore, CustomerStore, InviteStore};

pub(super) async fn print(store: &(impl AdminStore + CustomerStore + InviteStore)) -> Result<()> {
    let site = store.site().await?;
    let yes = |on: bool| if on { "on" } else { "off" };
    println!("site: {}", site.name);
    println!("  agreement {}, {} s", yes(site.agreement.is_some()), site.agreement_time_out_s);
    println!("  asks company {}, details {}", yes(site.asks_company), yes(site.asks_details));
    println!("  asks recording {}, system information {}", yes(site.asks_recording), yes(site.asks_info));
    println!("  survey {}", yes(site.survey));
    let allows = format!("{:?}", site.agent_allows).to_lowercase();
    println!("  VNC agents {}, allow {allows}", yes(site.vnc_agents));
    print_invites(&site.invites);
    for team in store.teams().await? {
        println!("team: {}, target {} s", team.name, team.target_s);
        for (user_name, role) in team.members {
            println!("  {user_name}, {}", format!("{role:?}").to_lowercase());
        }
    }
    for account in store.accounts().await? {
        let state = if account.enabled { "" } else { ", disabled" };
        let rights = if account.administrator { ", administrator" } else { "" };
        let factor = yes(account.second_factor);
        println!("account: {}, {}, second factor {factor}{rights}{state}", account.user_name, account.name);
    }
    for program in store.api_accounts().await? {
        let state = if program.enabled { "" } else { ", disabled" };
        println!("API account: {}, {}{state}", program.name, program.client_id);
    }
    for issue in store.issues().await? {
        println!("issue: {}, {}", issue.code, issue.title);
    }
    Ok(())
}

fn print_invites(rules: &InviteRules) {
    println!("  session keys {} s, at most {} s", rules.life_default_s(), rules.life_max_s());
    for portal in &rules.portals {
        println!("  portal {}, {}", portal.name, portal.address);
    }
    if let Some(help) = &rules.help_address {
        println!("  help {help}");
    }
    let app = |what: &str, app: &Option<StoreApp>| {
        if let Some(app) = app {
            println!("  {what} {}, {}", app.package, app.store);
        }
    };
    app("Android app", &rules.android);
    app("Android app with rights of its vendor", &rules.android_plus);
}
