//! This computer's readings beside what its own programs say.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use farhand_info::{Computer, Live, bounded};
use farhand_protocol::info::{AppSource, Category, Group, ReadingBody, Value};
use farhand_protocol::limits::INFO_READING_BYTES;

/// There is no display of this number.
const NOWHERE: &str = ":64999";

fn read(category: Category) -> ReadingBody {
    Computer::new(Some(NOWHERE.into())).read(category)
}

fn groups(category: Category) -> Vec<Group> {
    match read(category) {
        ReadingBody::Properties { groups } => groups,
        other => panic!("no properties of {category:?}: {other:?}"),
    }
}

fn main(category: Category, key: &str) -> Value {
    groups(category)[0].value(key).unwrap_or_else(|| panic!("no {key}")).clone()
}

fn says(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).env("LC_ALL", "C").output();
    String::from_utf8(output.unwrap_or_else(|error| panic!("{program}: {error}")).stdout).unwrap()
}

fn bytes(value: &Value) -> u64 {
    match value {
        Value::Bytes { bytes } => *bytes,
        other => panic!("no size: {other:?}"),
    }
}

/// Whether two sizes that were read one after the other are the same, but for what happened meanwhile.
fn near(ours: u64, theirs: u64, whole: u64) -> bool {
    ours.abs_diff(theirs) <= whole / 20
}

#[test]
fn memory_is_what_free_says() {
    let text = says("free", &["-b"]);
    let words: Vec<u64> =
        text.lines().nth(1).unwrap().split_whitespace().skip(1).map(|word| word.parse().unwrap()).collect();
    let (total, available) = (words[0], words[5]);
    let found = groups(Category::Memory);
    let of = |key: &str| bytes(found[0].value(key).unwrap());
    assert_eq!(of("total"), total);
    assert!(near(of("available"), available, total), "{} and {available}", of("available"));
    assert_eq!(of("used") + of("available"), total);
}

#[test]
fn volumes_are_what_df_says() {
    let text = says("df", &["-B1", "--output=size,used,avail,fstype,target", "/"]);
    let words: Vec<&str> = text.lines().nth(1).unwrap().split_whitespace().collect();
    let found = groups(Category::Storage);
    let root = found.iter().find(|group| group.id == "/").expect("the system has a volume");
    let of = |key: &str| bytes(root.value(key).unwrap());
    let theirs = |at: usize| words[at].parse::<u64>().unwrap();
    assert_eq!(of("total"), theirs(0));
    assert!(near(of("used"), theirs(1), theirs(0)) && near(of("free"), theirs(2), theirs(0)));
    assert_eq!(root.value("filesystem"), Some(&Value::text(words[3])));
}

#[test]
fn the_processor_is_what_lscpu_says() {
    let text = says("lscpu", &[]);
    let field = |key: &str| {
        let line = text.lines().find_map(|line| line.trim().strip_prefix(key)?.strip_prefix(':'));
        line.map(str::trim).unwrap_or_else(|| panic!("no {key} in {text}")).to_owned()
    };
    let count = |key: &str| field(key).parse::<u64>().unwrap();
    assert_eq!(main(Category::Processor, "threads"), Value::Count { count: count("CPU(s)") });
    assert_eq!(main(Category::Processor, "model"), Value::text(field("Model name")));
    assert_eq!(main(Category::Processor, "architecture"), Value::text(field("Architecture")));
    let cores = count("Core(s) per socket") * count("Socket(s)");
    assert_eq!(main(Category::Processor, "cores"), Value::Count { count: cores });
    let of_cores = groups(Category::Processor).into_iter().find(|group| group.id == "cores").unwrap();
    assert_eq!(of_cores.properties.len() as u64, count("CPU(s)"));
    assert!(of_cores.properties.iter().all(|core| core.value.is_known()), "{of_cores:?}");
}

#[test]
fn the_system_is_what_uname_and_the_boot_say() {
    assert_eq!(main(Category::System, "kernel"), Value::text(says("uname", &["-r"]).trim()));
    assert_eq!(main(Category::Device, "name"), Value::text(says("uname", &["-n"]).trim()));
    let Value::Duration { ms } = main(Category::System, "uptime") else { panic!("it runs") };
    let theirs: f64 = says("cat", &["/proc/uptime"]).split(' ').next().unwrap().parse().unwrap();
    assert!((theirs * 1000.0 - ms as f64).abs() < 5_000.0, "{ms} and {theirs}");
}

#[test]
fn the_network_is_what_ip_says() {
    let found = groups(Category::Network);
    let mut addresses: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in says("ip", &["-o", "-4", "addr", "show"]).lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let address = words[3].split('/').next().unwrap().to_owned();
        addresses.entry(words[1].to_owned()).or_default().push(address);
    }
    addresses.remove("lo");
    for (name, theirs) in addresses {
        let interface = found.iter().find(|group| group.id == name).unwrap_or_else(|| panic!("no {name}"));
        assert_eq!(interface.value("address_ipv4"), Some(&Value::text(theirs.join(", "))));
        assert!(interface.value("received").unwrap().is_known());
    }
    let route = says("ip", &["-4", "route", "show", "default"]);
    let gateway = route.split_whitespace().nth(2).map_or(Value::NotSupported, Value::text);
    if route.contains(" via ") {
        assert_eq!(found[0].value("gateway"), Some(&gateway));
    }
    assert!(!found.iter().any(|group| group.id == "lo"));
}

#[test]
fn apps_are_what_dpkg_says() {
    let format = "${db:Status-Abbrev}\\t${binary:Package}\\t${Version}\\n";
    let text = says("dpkg-query", &["-W", "-f", format]);
    let theirs: Vec<(&str, &str)> = text
        .lines()
        .filter_map(|line| {
            let words: Vec<&str> = line.split('\t').collect();
            words[0].starts_with("ii").then(|| (words[1].split(':').next().unwrap(), words[2]))
        })
        .collect();
    let ReadingBody::Apps { apps, left_out } = read(Category::Apps) else { panic!("they are apps") };
    assert_eq!(left_out, 0);
    let packages = apps.iter().filter(|app| {
        app.source == AppSource::System || app.source == AppSource::Store { name: "dpkg".into() }
    });
    assert_eq!(packages.clone().count(), theirs.len());
    for (name, version) in theirs {
        let app = packages
            .clone()
            .find(|app| app.package.as_deref() == Some(name) && app.version.as_deref() == Some(version));
        assert!(app.is_some_and(|app| app.updated_at.is_some()), "{name} {version}");
    }
}

#[test]
fn a_process_that_works_is_seen_and_one_that_has_ended_is_not() {
    let computer = Computer::new(None);
    let _before = computer.read(Category::Processes);
    let mut child =
        Command::new("sh").args(["-c", "while :; do :; done"]).stdout(Stdio::null()).spawn().unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    let found = |pid: u32| {
        let ReadingBody::Processes { processes, .. } = bounded(computer.read(Category::Processes)) else {
            panic!("they are processes")
        };
        processes.into_iter().find(|process| process.pid == pid)
    };
    let busy = loop {
        let seen = found(child.id());
        if seen.as_ref().is_some_and(|it| it.cpu_per_mille.is_some_and(|cpu| cpu > 100))
            || Instant::now() > until
        {
            break seen;
        }
    };
    child.kill().unwrap();
    child.wait().unwrap();
    let busy = busy.expect("it is there");
    assert!(busy.name.ends_with("sh") && busy.memory_bytes.is_some_and(|bytes| bytes > 100_000), "{busy:?}");
    assert!(busy.cpu_per_mille.is_some_and(|cpu| (100..=1_100).contains(&cpu)), "{busy:?}");
    assert_eq!(found(child.id()), None);
}

#[test]
fn everything_is_told_in_time_and_fits() {
    let computer = Computer::new(Some(NOWHERE.into()));
    for category in Category::ALL {
        let begun = Instant::now();
        let body = bounded(computer.read(category));
        assert!(begun.elapsed() < Duration::from_secs(8), "{category:?} took {:?}", begun.elapsed());
        assert!(serde_json::to_vec(&body).unwrap().len() < INFO_READING_BYTES);
    }
}

#[test]
fn samples_follow_the_moment() {
    let mut live = Live::default();
    let first = live.sample();
    assert_eq!((first.cpu_per_mille, first.received_bytes_per_s), (None, None), "there was none before");
    assert!(first.memory_bytes.is_some() && first.memory_used_bytes < first.memory_bytes);
    let mut child = Command::new("sh").args(["-c", "while :; do :; done"]).spawn().unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    let busy = loop {
        std::thread::park_timeout(Duration::from_millis(100));
        let sample = live.sample();
        if sample.cpu_per_mille.is_some_and(|cpu| cpu > 50) || Instant::now() > until {
            break sample;
        }
    };
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(busy.cpu_per_mille.is_some_and(|cpu| (51..=1000).contains(&cpu)), "{busy:?}");
    let threads = std::thread::available_parallelism().unwrap().get();
    assert!(busy.cores_per_mille.len() >= threads && busy.sent_bytes_per_s.is_some(), "{busy:?}");
}
