//! An adb server that speaks the real protocol, with phones that are made of texts.
//!
//! A phone's shell is this computer's `sh`; its programs print what stands in the phone's text below a
//! line `$ program arguments`. So what is asked of a phone is tried by a real shell too.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use tempfile::TempDir;

/// The version that Debian's adb of today wants to hear, in hexadecimal digits.
const VERSION: &str = "0029";

/// How a phone answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// As it should.
    Ready,
    /// It has not agreed to be debugged.
    Unauthorized,
    /// It takes commands, and never prints anything.
    Silent,
    /// It prints for ever.
    Endless,
}

/// See the module's comment. It ends when it is dropped.
pub struct FakeServer {
    pub port: u16,
    over: Arc<AtomicBool>,
}

struct Phone {
    manner: Manner,
    folder: TempDir,
}

impl FakeServer {
    /// A server with these phones: serial number, manner, and text.
    pub fn start(phones: &[(&str, Manner, &str)]) -> Self {
        let phone = |text| Phone { manner: Manner::Ready, folder: unfold(text) };
        let phones: BTreeMap<String, Phone> = phones
            .iter()
            .map(|(serial, manner, text)| ((*serial).to_owned(), Phone { manner: *manner, ..phone(text) }))
            .collect();
        let phones = Arc::new(phones);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let over = Arc::new(AtomicBool::new(false));
        let ends = over.clone();
        thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                if ends.load(Ordering::Relaxed) {
                    return;
                }
                let phones = phones.clone();
                thread::spawn(move || serve(stream, &phones));
            }
        });
        Self { port, over }
    }
}

impl Drop for FakeServer {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        let _woken = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
    }
}

/// The parts of a phone's text, by command.
pub fn sections(text: &str) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut command = String::new();
    for line in text.lines() {
        if let Some(next) = line.strip_prefix("$ ") {
            next.clone_into(&mut command);
            found.entry(command.clone()).or_default();
        } else {
            found.entry(command.clone()).or_default().push_str(&format!("{line}\n"));
        }
    }
    found
}

/// Writes a phone's parts into files, and its programs beside them.
fn unfold(text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let programs = folder.path().join("bin");
    fs::create_dir(&programs).unwrap();
    for (command, printed) in sections(text) {
        fs::write(folder.path().join(slug(&command)), printed).unwrap();
    }
    let script = "#!/bin/sh
name=$(/usr/bin/basename \"$0\")
said=\"$PHONE/$(printf '%s' \"$name${*:+ $*}\" | /usr/bin/tr -c 'A-Za-z0-9.' '_')\"
if test -f \"$said\"; then
    /bin/cat \"$said\"
    ! /bin/grep -q '^Error' \"$said\"
    exit
fi
echo \"/system/bin/sh: $name: inaccessible or not found\"
exit 127
";
    let names =
        ["getprop", "dumpsys", "settings", "pm", "wm", "top", "df", "logcat", "locksettings", "uname"];
    for name in names.into_iter().chain(["date", "cat", "ip", "which", "sleep"]) {
        let path = programs.join(name);
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    folder
}

fn slug(command: &str) -> String {
    command.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '_' }).collect()
}

fn serve(mut stream: TcpStream, phones: &BTreeMap<String, Phone>) {
    let mut chosen: Option<&Phone> = None;
    while let Some(service) = request(&mut stream) {
        if let Some(command) = service.strip_prefix("shell:").or_else(|| service.strip_prefix("exec:")) {
            let Some(phone) = chosen else { return fail(&mut stream, "no device") };
            return run(&mut stream, phone, command);
        }
        match answer(&service, phones) {
            Answer::Text(text) => {
                let _gone = stream.write_all(format!("OKAY{:04x}{text}", text.len()).as_bytes());
                return;
            }
            Answer::Phone(phone, id) => {
                chosen = Some(phone);
                let _gone = stream.write_all(b"OKAY").and_then(|()| stream.write_all(&id));
            }
            Answer::No(why) => return fail(&mut stream, &why),
        }
    }
}

enum Answer<'a> {
    Text(String),
    Phone(&'a Phone, Vec<u8>),
    No(String),
}

fn answer<'a>(service: &str, phones: &'a BTreeMap<String, Phone>) -> Answer<'a> {
    match service {
        "host:version" => return Answer::Text(VERSION.to_owned()),
        "host:devices" => return Answer::Text(list(phones, false)),
        "host:devices-l" => return Answer::Text(list(phones, true)),
        // None: so the client uses the plain shell.
        _ if service.ends_with("features") => return Answer::Text(String::new()),
        _ => {}
    }
    let any = || phones.keys().next().cloned().unwrap_or_default();
    let serial = match service {
        "host:transport-any" | "host:tport:any" => any(),
        _ => service
            .strip_prefix("host:transport:")
            .or_else(|| service.strip_prefix("host:tport:serial:"))
            .unwrap_or_default()
            .to_owned(),
    };
    let id = if service.starts_with("host:tport:") { 1_u64.to_le_bytes().to_vec() } else { Vec::new() };
    match phones.get(&serial) {
        Some(phone) if phone.manner == Manner::Unauthorized => Answer::No("device unauthorized.".into()),
        Some(phone) => Answer::Phone(phone, id),
        None => Answer::No(format!("device '{serial}' not found")),
    }
}

fn list(phones: &BTreeMap<String, Phone>, long: bool) -> String {
    let line = |(serial, phone): (&String, &Phone)| {
        let state = if phone.manner == Manner::Unauthorized { "unauthorized" } else { "device" };
        if long {
            format!(
                "{serial:<22} {state} usb:1-2 product:example model:Example device:example transport_id:1\n"
            )
        } else {
            format!("{serial}\t{state}\n")
        }
    };
    phones.iter().map(line).collect()
}

fn request(stream: &mut TcpStream) -> Option<String> {
    let mut digits = [0; 4];
    stream.read_exact(&mut digits).ok()?;
    let length = usize::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?;
    let mut service = vec![0; length];
    stream.read_exact(&mut service).ok()?;
    String::from_utf8(service).ok()
}

fn fail(stream: &mut TcpStream, why: &str) {
    let _gone = stream.write_all(format!("FAIL{:04x}{why}", why.len()).as_bytes());
}

fn run(stream: &mut TcpStream, phone: &Phone, command: &str) {
    let _gone = stream.write_all(b"OKAY");
    match phone.manner {
        Manner::Ready | Manner::Unauthorized => {}
        Manner::Silent => {
            // Until the other side gives up.
            let _over = stream.read(&mut [0; 1]);
            return;
        }
        Manner::Endless => {
            while stream.write_all(&[b'x'; 4096]).is_ok() {}
            return;
        }
    }
    let folder: &Path = phone.folder.path();
    let output = Command::new("/bin/sh")
        // Names with stars in them are this computer's, not the phone's.
        .args(["-f", "-c", command])
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", folder.join("bin").display()))
        .env("PHONE", folder)
        .stderr(Stdio::null())
        .output()
        .unwrap();
    let _gone = stream.write_all(&output.stdout);
}
