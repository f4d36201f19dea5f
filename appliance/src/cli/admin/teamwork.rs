//! What the site sets for its teams: offers, idle people, limits, monitoring, alerts.

use clap::ValueEnum;
use farhand_protocol::site::{AlertKind, MonitorRule};

use crate::domain::team_rules::TeamRules;

// What the site sets for its teams, each only where it is given.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Teamwork {
    /// Seconds for which an offer of automatic assignment holds
    #[arg(long)]
    assign_s: Option<u32>,
    /// Minutes without keyboard and pointer after which somebody is away; 0: never
    #[arg(long)]
    away_after_min: Option<u32>,
    /// Sessions at once after which somebody is busy; 0: no limit
    #[arg(long)]
    max_sessions: Option<u32>,
    /// Whether representatives know that a supervisor sees their session
    #[arg(long, value_enum)]
    monitoring: Option<Monitoring>,
    /// An alert that nobody can switch off; may be given several times
    #[arg(long, value_name = "ALERT", value_enum)]
    force_alert: Vec<Alert>,
    /// An alert that everybody decides on again; may be given several times
    #[arg(long, value_name = "ALERT", value_enum)]
    free_alert: Vec<Alert>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Monitoring {
    Seen,
    Unseen,
    Choice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Alert {
    Waiting,
    Overdue,
    Assigned,
    Passed,
    Message,
    Customer,
    Critical,
}

impl From<Alert> for AlertKind {
    fn from(alert: Alert) -> Self {
        match alert {
            Alert::Waiting => AlertKind::Waiting,
            Alert::Overdue => AlertKind::Overdue,
            Alert::Assigned => AlertKind::Assigned,
            Alert::Passed => AlertKind::Passed,
            Alert::Message => AlertKind::Message,
            Alert::Customer => AlertKind::Customer,
            Alert::Critical => AlertKind::Critical,
        }
    }
}

impl Teamwork {
    pub(super) fn set(&self, rules: &mut TeamRules) {
        let some = |n: u32| (n > 0).then_some(n);
        let told = &mut rules.told;
        told.assign_s = self.assign_s.unwrap_or(told.assign_s);
        told.away_after_min = self.away_after_min.map_or(told.away_after_min, some);
        rules.max_sessions = self.max_sessions.map_or(rules.max_sessions, some);
        told.monitoring = match self.monitoring {
            None => told.monitoring,
            Some(Monitoring::Seen) => MonitorRule::Seen,
            Some(Monitoring::Unseen) => MonitorRule::Unseen,
            Some(Monitoring::Choice) => MonitorRule::Choice,
        };
        let kinds = |alerts: &[Alert]| alerts.iter().map(|alert| AlertKind::from(*alert)).collect::<Vec<_>>();
        let (forced, freed) = (kinds(&self.force_alert), kinds(&self.free_alert));
        told.forced_alerts.retain(|kind| !freed.contains(kind) && !forced.contains(kind));
        told.forced_alerts.extend(forced);
    }
}
