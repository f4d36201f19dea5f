//! `dumpsys connectivity`: the network that is used, and whether another one is a VPN. Its form has
//! changed with each version of Android; the parts that count have kept their names.

use super::between;

/// One network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Network<'a> {
    pub interface: Option<&'a str>,
    pub transports: &'a str,
    pub capabilities: &'a str,
    pub dns: Vec<&'a str>,
    pub gateway: Option<&'a str>,
}

impl Network<'_> {
    pub fn has(&self, capability: &str) -> bool {
        self.capabilities.split('&').any(|it| it == capability)
    }

    pub fn over(&self, transport: &str) -> bool {
        self.transports.split('|').any(|it| it.trim() == transport)
    }
}

/// The networks that there are, and which of them is used.
pub(super) struct Networks<'a> {
    all: Vec<(u32, Network<'a>)>,
    used: Option<u32>,
}

impl<'a> Networks<'a> {
    pub fn of(text: &'a str) -> Self {
        let used = between(text, "Active default network: ", "\n").and_then(|id| id.trim().parse().ok());
        let agents = text.lines().filter(|line| line.contains("NetworkAgentInfo"));
        let network =
            |line: &'a str| Some((between(line, "network{", "}")?.trim().parse().ok()?, one(line)?));
        Self { all: agents.filter_map(network).collect(), used }
    }

    pub fn used(&self) -> Option<&Network<'a>> {
        let used = self.used?;
        self.all.iter().find(|(id, _)| *id == used).map(|(_, network)| network)
    }

    pub fn any_over(&self, transport: &str) -> bool {
        self.all.iter().any(|(_, network)| network.over(transport))
    }
}

fn one(line: &str) -> Option<Network<'_>> {
    let transports = between(line, "Transports: ", " Capabilities:")?;
    let capabilities = between(line, " Capabilities: ", " ")?.trim_end_matches([']', '}']);
    let dns = between(line, "DnsAddresses: [", "]").unwrap_or_default();
    let addresses = dns.split([',', ' ']).map(|it| it.trim_start_matches('/')).filter(|it| !it.is_empty());
    let gateway = between(line, "0.0.0.0/0 -> ", " ").filter(|it| *it != "0.0.0.0");
    Some(Network {
        interface: between(line, "InterfaceName: ", " "),
        transports,
        capabilities,
        dns: addresses.collect(),
        gateway,
    })
}
