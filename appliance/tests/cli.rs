//! The program as an administrator runs it.
#![expect(clippy::unwrap_used, reason = "whatever fails here fails a test")]

#[cfg(unix)]
use std::io::{BufRead, BufReader, Read};
#[cfg(unix)]
use std::process::Child;
use std::process::{Command, Output, Stdio};

fn program(arguments: &[&str]) -> Command {
    #[expect(clippy::disallowed_methods, reason = "the test runs the appliance, not the other way round")]
    let mut command = Command::new(env!("CARGO_BIN_EXE_farhand-appliance"));
    command.args(arguments).stdin(Stdio::null()).env("FARHAND_PASSWORD", "twelve letters");
    for name in ["FARHAND_ADMIN_PASSWORD", "FARHAND_DEMO_PASSWORD"] {
        command.env_remove(name);
    }
    command
}

fn run(arguments: &[&str]) -> Output {
    program(arguments).output().unwrap()
}

fn admin(data: &str, arguments: &[&str]) -> Output {
    program(&["admin", "--data", data]).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A server that does not outlive its test.
#[cfg(unix)]
struct Server(Child);

#[cfg(unix)]
impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already where a test stopped it.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(unix)]
#[test]
fn a_demonstration_is_served_and_stops_when_told_to() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let demo = run(&["demo", "--waiting", "--data", data]);
    assert!(demo.status.success(), "{}", text(&demo.stderr));
    let sign_in = text(&demo.stdout);
    assert!(sign_in.starts_with("user name: ines\npassword: "), "{sign_in}");

    let mut command = program(&["serve", "--listen", "127.0.0.1:0", "--data", data]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut server = Server(child);
    let mut line = String::new();
    BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with("listening on http://127.0.0.1:"), "{line}");

    let list = admin(data, &["list"]);
    assert!(text(&list.stdout).contains("team: Mobile Support, target 300 s"), "{}", text(&list.stderr));
    stop(&server.0);
    assert!(server.0.wait().unwrap().success());
    let mut log = String::new();
    server.0.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    assert!(log.contains("stopping"), "{log}");
}

#[cfg(unix)]
fn stop(child: &Child) {
    #[expect(clippy::disallowed_methods, reason = "sends the signal that an administrator sends")]
    let sent = Command::new("kill").arg(child.id().to_string()).status().unwrap();
    assert!(sent.success());
}

#[test]
fn a_site_is_made_once_and_changed_by_admin() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let init = ["init", "--name", "Odile Exemple", "--user", "odile", "--data", data];
    let made = |password: &str| program(&init).env("FARHAND_ADMIN_PASSWORD", password).output().unwrap();
    assert!(!made("short").status.success());
    let done = made("twelve letters");
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert!(!made("twelve letters").status.success(), "once only");
    assert!(!run(&["demo", "--data", data]).status.success(), "a real site takes no demonstration");

    for arguments in [
        &["add-team", "Mobile Support", "--target-s", "60"][..],
        &["add-representative", "bram", "Bram Voorbeeld"],
        &["join-team", "bram", "Mobile Support", "--role", "lead"],
        &["add-issue", "phone", "Phone", "--team", "Mobile Support"],
        &["rename-team", "Mobile Support", "Phones"],
        &["set-password", "bram"],
        &["disable", "bram"],
        &["site", "--name", "Example Support", "--survey", "on"],
        &["site", "--vnc-agents", "on", "--agent-allows", "view"],
        &["site", "--key-life-default-s", "600", "--key-life-max-s", "86400"],
        &[
            "site",
            "--portal",
            "Repairs=https://repairs.example.com/",
            "--portal",
            "Old=https://old.example.com",
        ],
        &["site", "--portal", "Repairs=https://repairs2.example.com", "--no-portal", "Old"],
        &["site", "--help-address", "help@example.com"],
        &["site", "--android-app", "com.example.support=https://store.example.com/?id=com.example.support"],
        &["add-account", "Ticket system"],
        &["add-account", "Old system"],
        &["disable-account", "Old system"],
    ] {
        let done = admin(data, arguments);
        assert!(done.status.success(), "{arguments:?}: {}", text(&done.stderr));
    }
    let factor = text(&admin(data, &["second-factor", "odile", "on"]).stdout);
    assert!(factor.starts_with("otpauth://totp/Example%20Support:odile?secret="), "{factor}");
    for arguments in [
        &["delete-team", "Phones"][..],
        &["leave-team", "odile", "Phones"],
        &["disable", "nobody"],
        &["add-representative", "BRAM", "Another one"],
        &["site", "--privacy-link", "javascript:alert(1)"],
        &["site", "--agent-allows", "clipboard"],
        &["site", "--key-life-default-s", "90000"],
        &["site", "--key-life-max-s", "604801"],
        &["site", "--portal", "repairs.example.com"],
        &["site", "--no-portal", "Old"],
        &["site", "--help-address", "help"],
        &["site", "--android-app", "com.example.support"],
        &["add-account", "ticket system"],
        &["disable-account", "nobody"],
    ] {
        assert!(!admin(data, arguments).status.success(), "{arguments:?}");
    }
    let list = text(&admin(data, &["list"]).stdout);
    for line in [
        "site: Example Support",
        "VNC agents on, allow view",
        "team: Phones, target 60 s\n  bram, lead",
        "account: bram, Bram Voorbeeld, second factor off, disabled",
        "account: odile, Odile Exemple, second factor on, administrator",
        "issue: phone, Phone",
        "session keys 600 s, at most 86400 s\n  portal Repairs, https://repairs2.example.com\n  help help@example.com",
        "Android app com.example.support, https://store.example.com/?id=com.example.support",
        "API account: Old system, ",
    ] {
        assert!(list.contains(line), "{line} is not in\n{list}");
    }
}

#[test]
fn ports_for_agents_are_a_range_beside_a_listener() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let listener = ["--agent-listen", "127.0.0.1:0"];
    for (given, expected) in [
        (&["--agent-ports", "5600-5699"][..], "--agent-listen"),
        (&[listener[0], listener[1], "--agent-ports", "5699-5600"], "two ports like"),
        (&[listener[0], listener[1], "--agent-ports", "5600"], "two ports like"),
        (&["--agent-listen", "5500"], "invalid socket address"),
    ] {
        let refused = run(&[&["serve", "--data", data][..], given].concat());
        assert!(!refused.status.success(), "{given:?}");
        assert!(text(&refused.stderr).contains(expected), "{given:?}: {}", text(&refused.stderr));
    }
}

#[test]
fn plain_http_is_refused_outside_loopback() {
    let folder = tempfile::tempdir().unwrap();
    let refused = run(&["serve", "--listen", "0.0.0.0:0", "--data", folder.path().to_str().unwrap()]);
    assert!(!refused.status.success());
    assert!(text(&refused.stderr).contains("plain HTTP is only served on a loopback address"));
}

#[test]
fn the_address_that_people_use_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let outside = ["serve", "--listen", "0.0.0.0:0", "--data", data, "--tls-cert", "no", "--tls-key", "no"];
    let refused = run(&outside);
    assert!(!refused.status.success());
    assert!(text(&refused.stderr).contains("add --public-url https://"), "{}", text(&refused.stderr));
    let given = [&outside[..], &["--public-url", "https://support.example.com"]].concat();
    let errors = text(&run(&given).stderr);
    assert!(!errors.contains("public-url") && errors.contains("no cannot be"), "{errors}");
}

#[test]
fn teams_and_their_people_are_set_up_by_admin() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let demo = run(&["demo", "--data", data]);
    assert!(demo.status.success(), "{}", text(&demo.stderr));
    for arguments in [
        &["add-team", "Night shift", "--warning-s", "60", "--critical-s", "120", "--persistent", "off"][..],
        &["set-team", "Night shift", "--target-s", "90", "--assignment", "longest-idle", "--warning-s", "0"],
        &["set-representative", "bram", "--skill", "iOS", "--skill", "Android", "--max-sessions", "3"],
        &["set-representative", "bram", "--assignable", "off", "--away-after-min", "never"],
        &["set-representative", "yusuf", "--no-skills", "--max-sessions", "site", "--away-after-min", "5"],
        &["set-issue", "signing-in", "--skill", "accounts"],
        &["site", "--assign-s", "45", "--away-after-min", "15", "--max-sessions", "4"],
        &["site", "--monitoring", "choice", "--force-alert", "critical", "--force-alert", "assigned"],
        &["site", "--free-alert", "assigned"],
        &["set-fallback", "Night shift"],
    ] {
        let done = admin(data, arguments);
        assert!(done.status.success(), "{arguments:?}: {}", text(&done.stderr));
    }
    for arguments in [
        &["set-team", "Nobody's"][..],
        &["set-team", "Night shift", "--target-s", "0"],
        &["set-team", "Night shift", "--warning-s", "121"],
        &["set-team", "Night shift", "--assignment", "random"],
        &["set-representative", "nobody"],
        &["set-representative", "bram", "--max-sessions", "0"],
        &["set-representative", "bram", "--skill", ""],
        &["set-issue", "no-such-issue", "--skill", "accounts"],
        &["site", "--assign-s", "4"],
        &["set-fallback", "Nobody's"],
        &["delete-team", "Night shift", "--to-general"],
        &["delete-team", "Mobile Support"],
        &["delete-team", "Mobile Support", "--to-team", "Mobile Support"],
    ] {
        assert!(!admin(data, arguments).status.success(), "{arguments:?}");
    }
    let list = text(&admin(data, &["list"]).stdout);
    for line in [
        "team: Night shift, target 90 s, critical 120 s, offers to the longest idle, keeps no sessions",
        "team: Field Devices, target 480 s, warning 480 s, critical 900 s, offers by skills\n  ines, member\n  odile, manager",
        "skills ios, android\n  at most 3 sessions at once\n  not asked by assignment\n  never away by itself",
        "account: yusuf, Yusuf Misal, second factor off\n  away after 5 min\n",
        "offers hold 45 s, at most 4 sessions at once\n  idle minutes until away: 15\n  monitoring choice\n  forced alert critical\n  fallback queue team:3",
    ] {
        assert!(list.contains(line), "{line} is not in\n{list}");
    }
    for arguments in [
        &["set-fallback"][..],
        &["delete-team", "Night shift"],
        &["delete-team", "Mobile Support", "--to-team", "Field Devices"],
    ] {
        let done = admin(data, arguments);
        assert!(done.status.success(), "{arguments:?}: {}", text(&done.stderr));
    }
    let list = text(&admin(data, &["list"]).stdout);
    assert!(!list.contains("Mobile Support") && list.contains("fallback queue general"), "{list}");
}

#[test]
fn an_accounts_rights_are_changed_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    assert!(run(&["demo", "--data", data]).status.success());
    let rights = |arguments: &[&str]| {
        let output = admin(data, &[&["rights"], arguments].concat());
        (output.status.success(), text(&output.stdout).trim_end().to_owned())
    };
    let all = "bram: view on, control on, files on, info on, helpers on";
    assert_eq!(rights(&["bram"]), (true, all.to_owned()));
    let fewer = "bram: view on, control off, files on, info on, helpers off";
    assert_eq!(rights(&["bram", "--control", "off", "--helpers", "off"]), (true, fewer.to_owned()));
    let again = "bram: view on, control on, files on, info on, helpers off";
    assert_eq!(rights(&["bram", "--control", "on"]), (true, again.to_owned()));
    assert!(!rights(&["nobody", "--view", "off"]).0);
}
