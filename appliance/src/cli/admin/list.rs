//! `admin list`: what the site is made of.

use anyhow::Result;
use farhand_protocol::team::Assignment;

use crate::domain::invite_rules::{InviteRules, StoreApp};
use crate::domain::team_rules::TeamRules;
use crate::store::{AccountSummary, AdminStore, CustomerStore, InviteStore, TeamSummary};

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
    print_teamwork(&site.teams);
    for team in store.teams().await? {
        println!("team: {}, target {} s{}", team.name, team.target_s, queue_rules(&team));
        for (user_name, role) in team.members {
            println!("  {user_name}, {}", format!("{role:?}").to_lowercase());
        }
    }
    for account in store.accounts().await? {
        let state = if account.enabled { "" } else { ", disabled" };
        let rights = if account.administrator { ", administrator" } else { "" };
        let factor = yes(account.second_factor);
        println!("account: {}, {}, second factor {factor}{rights}{state}", account.user_name, account.name);
        print_readiness(&account);
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

fn queue_rules(team: &TeamSummary) -> String {
    let threshold = |what: &str, s: Option<u32>| s.map(|s| format!(", {what} {s} s")).unwrap_or_default();
    let assignment = match team.assignment {
        Assignment::Off => "",
        Assignment::LongestIdle => ", offers to the longest idle",
        Assignment::LeastBusy => ", offers to the least busy",
        Assignment::Skills => ", offers by skills",
    };
    let keeps = if team.persistent { "" } else { ", keeps no sessions" };
    let thresholds = threshold("warning", team.warning_s) + &threshold("critical", team.critical_s);
    format!("{thresholds}{assignment}{keeps}")
}

fn print_readiness(account: &AccountSummary) {
    if !account.skills.is_empty() {
        println!("  skills {}", account.skills.join(", "));
    }
    if let Some(most) = account.max_sessions {
        println!("  at most {most} sessions at once");
    }
    if !account.assignable {
        println!("  not asked by assignment");
    }
    match account.away_after_min {
        None => {}
        Some(0) => println!("  never away by itself"),
        Some(minutes) => println!("  away after {minutes} min"),
    }
}

fn print_teamwork(rules: &TeamRules) {
    let number = |n: Option<u32>, none: &str| n.map_or_else(|| none.to_owned(), |n| n.to_string());
    let told = &rules.told;
    println!(
        "  offers hold {} s, at most {} sessions at once",
        told.assign_s,
        number(rules.max_sessions, "any")
    );
    println!("  idle minutes until away: {}", number(told.away_after_min, "never"));
    println!("  monitoring {}", format!("{:?}", told.monitoring).to_lowercase());
    for alert in &told.forced_alerts {
        println!("  forced alert {}", format!("{alert:?}").to_lowercase());
    }
    println!("  fallback queue {}", rules.fallback_queue);
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
