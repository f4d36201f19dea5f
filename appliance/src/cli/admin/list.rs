//! `admin list`: what the site is made of.

use anyhow::Result;

use crate::store::{AdminStore, CustomerStore};

pub(super) async fn print(store: &(impl AdminStore + CustomerStore)) -> Result<()> {
    let site = store.site().await?;
    let yes = |on: bool| if on { "on" } else { "off" };
    println!("site: {}", site.name);
    println!("  agreement {}, {} s", yes(site.agreement.is_some()), site.agreement_time_out_s);
    println!("  asks company {}, details {}", yes(site.asks_company), yes(site.asks_details));
    println!("  asks recording {}, system information {}", yes(site.asks_recording), yes(site.asks_info));
    println!("  survey {}", yes(site.survey));
    let allows = format!("{:?}", site.agent_allows).to_lowercase();
    println!("  VNC agents {}, allow {allows}", yes(site.vnc_agents));
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
    for issue in store.issues().await? {
        println!("issue: {}, {}", issue.code, issue.title);
    }
    Ok(())
}
